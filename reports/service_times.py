"""Service times: how long serving took, by service, agency and counter."""

from __future__ import annotations

import numpy as np

from journal.daybook import FINISHED, HELD, INACCURATE, TRANSFERRED
from reports.book import NONE
from reports.drawing import Drawing
from reports.figures import counted, spread, summed
from reports.frame import Asked, Column, Found, Say, Table, span
from reports.grouping import Group, by, everything
from reports.plots import bars

FACTS = ("service", "counter", "took", "flags")


def definition(_: Say) -> list[str]:
    return [
        _("Service runs from start to finish or transfer, without time on hold."),
        _("A service longer than the hall's cap counts as the cap."),
        _("The longest is shown as it was."),
        _("Inaccurate: the finish was forgotten, or lay beyond the cap."),
        _("Not recorded: the start was not pressed; such a leg is in no time."),
    ]


def columns(_: Say, group: Group) -> list[Column]:
    return [
        Column(group.id, group.title, "text"), Column("n", _("Services")),
        Column("mean", _("Mean"), "seconds"), Column("p50", "P50", "seconds"),
        Column("p80", "P80", "seconds"), Column("p90", "P90", "seconds"),
        Column("longest", _("Longest"), "seconds"), Column("held", _("Put on hold")),
        Column("inaccurate", _("Inaccurate")), Column("not_recorded", _("Not recorded")),
    ]  # fmt: skip


def find(asked: Asked) -> Found:
    _ = asked.say
    cap = asked.plan.moves.service_cap * 1000
    took, flags = asked.book["took"], asked.book["flags"]
    done = (flags & (FINISHED | TRANSFERRED)) != 0
    known = done & (took != NONE)
    wrong = known & (((flags & INACCURATE) != 0) | (took > cap))
    capped = np.minimum(took[known], cap)
    tables = []
    for group in (everything(asked), *by(asked, "service", "agency", "counter")):
        table = Table(group.id, group.title, columns(_, group))
        of, count = group.of, group.count
        mine = of[known]
        spreads = spread(capped, mine, count)
        longest = [s.most for s in spread(took[known], mine, count)]
        sums = summed(mine, count, capped)
        held = counted(of, count, done & ((flags & HELD) != 0))
        bad, unknown = counted(of, count, wrong), counted(of, count, done & ~known)
        for i, ((_id, name), s) in enumerate(zip(group.labels, spreads, strict=True)):
            if s.n or unknown[i] or group.id == "all":
                mean = sums[i] / s.n if s.n else None
                table.add(name, s.n, mean, s.p50, s.p80, s.p90, longest[i], held[i], bad[i],
                          unknown[i])  # fmt: skip
        tables.append(table)
    return Found(_takeaway(asked, tables), tables, _plot(asked, tables[1]))


def _takeaway(asked: Asked, tables: list[Table]) -> str:
    _, number = asked.say, asked.number
    total = tables[0].rows[0]
    if not total[1]:
        return _("No service was finished in this time.")
    said = _("Half of the {n} services took at most {p50}, 80 % at most {p80}; inaccurate: {bad}.")
    return said.format(
        n=number(total[1]), p50=span(total[3]), p80=span(total[4]), bad=number(total[8])
    )


def _plot(asked: Asked, table: Table) -> Drawing:
    _ = asked.say
    rows = sorted((r for r in table.rows if r[1]), key=lambda r: -r[4])
    return bars(
        [(r[0], (r[3], r[4], r[5]), f"{span(r[3])} · {span(r[4])} · {span(r[5])}") for r in rows],
        [("dark", "P50"), ("mid", "P80"), ("light", "P90")],
        asked.minutes, head=f"P50 · P80 · P90 ({_('min:s')})", more=asked.cut, clock=True,
    )  # fmt: skip
