"""Availability: how much of the opening hours each device could be used."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import or_, select

from journal.tables import alerts
from reports.drawing import Drawing
from reports.figures import share
from reports.frame import Asked, Column, Found, Say, Table, span
from reports.plots import bars

FACTS = ()
OUTAGES = ("device_gone", "device_down", "printer")  # alerts that mean: it can't be used
SECTIONS = ("kiosks", "displays", "printers", "led_buses", "pads")


def definition(_: Say) -> list[str]:
    return [
        _("The share of the opening hours in which no alert said that the device was out of use."),
        _("Alerts begin some seconds after the fault; paper near its end is no outage."),
        _("Devices and opening hours are those of the settings now."),
    ]


def find(asked: Asked) -> Found:
    _ = asked.say
    spans = opening(asked)
    total = sum(b - a for a, b in spans)
    c = alerts.c
    found = []
    if spans:
        found = asked.rows(
            select(c.about, c.raised_at, c.cleared_at).where(
                c.hall_id == asked.plan.hall_id, or_(*(c.alert == name for name in OUTAGES)),
                c.raised_at < spans[-1][1],
            )
        )  # fmt: skip
    down: dict[str, list[tuple[int, int]]] = {}
    for about, raised, cleared in found:
        down.setdefault(about, []).append((raised, asked.now if cleared is None else cleared))
    table = Table("device", _("Device"), [
        Column("device", _("Device"), "text"), Column("name", _("Name of the device"), "text"),
        Column("outages", _("Outages")), Column("down", _("Out of use"), "seconds"),
        Column("longest", _("Longest"), "seconds"), Column("available", _("Available"), "share"),
    ])  # fmt: skip
    for id, name in devices(asked).items():
        cuts = [cut for cut in merged(down.get(id, [])) if overlap(cut, spans)]
        lost = [overlap(cut, spans) for cut in cuts]
        table.add(id, name, len(cuts), sum(lost), max(lost, default=0),
                  share(total - sum(lost), total))  # fmt: skip
    rows = sorted(table.rows, key=lambda r: (100 if r[5] is None else r[5], -r[3]))
    return Found(_takeaway(asked, rows), [table], _plot(asked, rows))


def _takeaway(asked: Asked, rows: list) -> str:  # type: ignore[type-arg]
    _ = asked.say
    known = [r for r in rows if r[5] is not None]
    if not known:
        return _("The hall was not open in this time, or has no devices.")
    full = sum(r[3] == 0 for r in known)
    said = _("{full} of {n} devices were there all the time.").format(full=full, n=len(known))
    if known[0][3]:
        more = _("The least available was {device}: {share} %.")
        said = f"{said} {more.format(device=known[0][0], share=asked.number(known[0][5]))}"
    return said


def _plot(asked: Asked, rows: list) -> Drawing:  # type: ignore[type-arg]
    """How long those were missing that were; where none was, that they all were there."""
    _, number = asked.say, asked.number
    named = [r[1] for r in rows]
    out = [r for r in rows if r[3]]

    def label(row: list) -> str:  # type: ignore[type-arg]
        return row[1] if row[1] and named.count(row[1]) == 1 else f"{row[0]} {row[1]}".strip()

    if out:
        return bars(
            [(label(r), (r[3],), f"{span(r[3])} · {number(r[5])} %") for r in out],
            [("warn", _("Out of use in opening hours"))], asked.minutes, clock=True,
            head=f"{_('Out of use')} · {_('Available')}", more=asked.cut,
        )  # fmt: skip
    return bars(
        [(label(r), (r[5],), f"{number(r[5])} %") for r in rows],
        [("dark", _("Available in opening hours"))], lambda v: f"{v:.0f} %", top=100.0,
        more=asked.cut,
    )  # fmt: skip


def opening(asked: Asked) -> list[tuple[int, int]]:
    """The sessions of the days asked for, up to now; ms UTC."""
    day, last = date.fromisoformat(asked.first), date.fromisoformat(asked.last)
    spans = []
    while day <= last:
        spans += [(s.start, min(s.end, asked.now)) for s in asked.plan.hours.sessions(day)]
        day += timedelta(days=1)
    return [(a, b) for a, b in spans if a < b]


def devices(asked: Asked) -> dict[str, str]:
    """id -> name of every device; boards are named by line and address."""
    out: dict[str, str] = {}
    for section in SECTIONS:
        for row in asked.plan.settings[section]:
            out[row["id"]] = asked.pick(row["name"]) if row.get("name") else ""
            for board in row.get("boards", ()):
                out[f"{row['id']}:{board['address']}"] = ""
    return out


def merged(cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping outages of one device as one."""
    out: list[tuple[int, int]] = []
    for began, ended in sorted(cuts):
        if out and began <= out[-1][1]:
            out[-1] = out[-1][0], max(out[-1][1], ended)
        else:
            out.append((began, ended))
    return out


def overlap(cut: tuple[int, int], spans: list[tuple[int, int]]) -> int:
    return sum(max(0, min(cut[1], b) - max(cut[0], a)) for a, b in spans)
