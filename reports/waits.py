"""Waits: how long people waited for the first call, by service, agency, hour, weekday and class."""

from __future__ import annotations

from journal.daybook import CANCELLED, EXPIRED
from reports.book import NONE
from reports.figures import counted, share, spread
from reports.frame import Asked, Column, Found, Say, Table, settle, span
from reports.grouping import Group, by, everything
from reports.plots import bars

FACTS = ("service", "klass", "entered", "wait", "flags")


def definition(_: Say) -> list[str]:
    return [
        _("A wait runs from joining the line to the first call."),
        _("With an appointment it runs from the later of its time and check-in."),
        _("Before opening it runs from opening."),
        _("Each leg counts: a transferred visit waits again."),
        _("Who was served without a ticket did not wait and is not counted."),
        _("P80 is the time that 80 % of the waits did not exceed."),
        _("The hour is that of joining the line."),
        _("Within target: waits not longer than the hall's target."),
        _("Not called: left or expired before a call."),
    ]


def columns(_: Say, group: Group) -> list[Column]:
    return [
        Column(group.id, group.title, "text"), Column("n", _("Waits")),
        Column("p50", "P50", "seconds"), Column("p80", "P80", "seconds"),
        Column("p90", "P90", "seconds"), Column("longest", _("Longest"), "seconds"),
        Column("within_target", _("Within target"), "share"),
        Column("not_called", _("Not called")),
    ]  # fmt: skip


def find(asked: Asked) -> Found:
    _ = asked.say
    target = asked.plan.settings["hall"]["target_wait"] * 1000
    wait, flags = asked.book["wait"], asked.book["flags"]
    called = wait != NONE
    left = ~called & ((flags & (CANCELLED | EXPIRED)) != 0)
    within = called & (wait <= target)
    tables = []
    for group in (everything(asked), *by(asked, "service", "agency", "hour", "weekday", "klass")):
        table = Table(group.id, group.title, columns(_, group))
        of = group.of
        spreads = spread(wait[called], of[called], group.count)
        good, gone = counted(of, group.count, within), counted(of, group.count, left)
        for (_id, name), s, k, g in zip(group.labels, spreads, good, gone, strict=True):
            if s.n or g or group.id == "all":
                table.add(name, s.n, s.p50, s.p80, s.p90, s.most, share(k, s.n), g)
        tables.append(table)
    return Found(_takeaway(asked, tables), tables, _plot(asked, tables[1], target))


def _takeaway(asked: Asked, tables: list[Table]) -> str:
    _ = asked.say
    total = tables[0].rows[0]
    if not total[1]:
        return _("Nobody was called in this time.")
    said = _(
        "Half of the {n} waits were at most {p50}, 80 % at most {p80}; {within} % kept the target."
    )
    said = said.format(
        n=asked.number(total[1]),
        p50=span(total[2]),
        p80=span(total[3]),
        within=asked.number(total[6]),
    )
    enough = [row for row in tables[1].rows if row[1] >= 10]
    if len(enough) > 1:
        worst = max(enough, key=lambda row: row[3])
        more = _("The longest P80 was at {name}: {p80}.").format(name=worst[0], p80=span(worst[3]))
        said = f"{said} {more}"
    return said


def _plot(asked: Asked, table: Table, target: int):  # type: ignore[no-untyped-def]
    _ = asked.say
    rows = sorted((r for r in table.rows if r[1]), key=lambda r: -r[3])
    seconds = settle("seconds", target)
    return bars(
        [(r[0], (r[2], r[3], r[4]), f"{span(r[2])} · {span(r[3])} · {span(r[4])}") for r in rows],
        [("dark", "P50"), ("mid", "P80"), ("light", "P90")],
        asked.minutes, head=f"P50 · P80 · P90 ({_('min:s')})", more=asked.cut,
        mark=(seconds, _("target")), clock=True,
    )  # fmt: skip
