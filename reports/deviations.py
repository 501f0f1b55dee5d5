"""Deviations: no-shows, transfers, holds, recalls, calls by hand – what was not the plain way."""

from __future__ import annotations

from journal.daybook import AT_ONCE, CANCELLED, EXPIRED, HAND, HELD, NO_SHOW, RETURNED, TRANSFERRED
from reports.book import NONE
from reports.drawing import Drawing
from reports.figures import counted, share, summed
from reports.frame import Asked, Column, Found, Say, Table
from reports.grouping import Group, by, everything
from reports.plots import bars

FACTS = ("service", "counter", "wait", "flags", "recalls")
TARGET = 0.02  # of calls, out of order


def definition(_: Say) -> list[str]:
    return [
        _("Counted are legs: one stay in line and at a counter."),
        _("Shares are of the legs that were called."),
        _("Out of order: called by hand, past the order of the line; the aim is below 2 %."),
        _("Returned: came back after a no-show."),
        _("Recalls: each further call of the same number."),
        _("Served at once: without a ticket, past those who waited."),
        _("Left: cancelled before being served. Expired: still there when the day was closed."),
    ]


def columns(_: Say, group: Group) -> list[Column]:
    return [
        Column(group.id, group.title, "text"), Column("legs", _("Legs")),
        Column("called", _("Called")), Column("no_show", _("Did not come")),
        Column("no_show_share", _("Did not come, share"), "share"),
        Column("returned", _("Returned")), Column("transferred", _("Transferred")),
        Column("held", _("Put on hold")), Column("recalls", _("Recalls")),
        Column("by_hand", _("Out of order")),
        Column("by_hand_share", _("Out of order, share"), "share"),
        Column("at_once", _("Served at once")),
        Column("cancelled", _("Left")), Column("expired", _("Expired")),
    ]  # fmt: skip


def find(asked: Asked) -> Found:
    _ = asked.say
    flags, called = asked.book["flags"], asked.book["wait"] != NONE
    tables = []
    for group in (everything(asked), *by(asked, "service", "agency", "counter")):
        table = Table(group.id, group.title, columns(_, group))
        of, count = group.of, group.count
        legs, calls = counted(of, count), counted(of, count, called)
        bits = {
            bit: counted(of, count, (flags & bit) != 0)
            for bit in (NO_SHOW, RETURNED, TRANSFERRED, HELD, HAND, AT_ONCE, CANCELLED, EXPIRED)
        }
        again = summed(of, count, asked.book["recalls"])
        for i, (_id, name) in enumerate(group.labels):
            if legs[i] or group.id == "all":
                table.add(
                    name, legs[i], calls[i], bits[NO_SHOW][i], share(bits[NO_SHOW][i], calls[i]),
                    bits[RETURNED][i], bits[TRANSFERRED][i], bits[HELD][i], again[i],
                    bits[HAND][i], share(bits[HAND][i], calls[i]), bits[AT_ONCE][i],
                    bits[CANCELLED][i],
                    bits[EXPIRED][i],
                )  # fmt: skip
        tables.append(table)
    return Found(_takeaway(asked, tables[0].rows[0]), tables, _plot(asked, tables[1]))


def _takeaway(asked: Asked, total: list) -> str:  # type: ignore[type-arg]
    _, number = asked.say, asked.number
    if not total[2]:
        return _("Nobody was called in this time.")
    said = _("Of {n} called, {absent} % did not come and {hand} % were called out of order.")
    said = said.format(n=number(total[2]), absent=number(total[4]), hand=number(total[10]))
    over = total[9] > TARGET * total[2]
    return f"{said} {_('That is over the aim of 2 %.')}" if over else said


def _plot(asked: Asked, table: Table) -> Drawing:
    _, number = asked.say, asked.number
    rows = sorted((r for r in table.rows if r[2]), key=lambda r: -(r[4] + r[10]))
    return bars(
        [(r[0], (r[4], r[10]), f"{number(r[4])} % · {number(r[10])} %") for r in rows],
        [("mid", _("Did not come")), ("warn", _("Out of order"))],
        lambda v: f"{v:.0f} %", head=f"{_('Did not come')} · {_('Out of order')}",
        more=asked.cut, stacked=True,
    )  # fmt: skip
