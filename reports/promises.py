"""Promises: the wait told at the issue against the wait that came."""

from __future__ import annotations

from typing import Any

import numpy as np

from queueing.promise import STEP as ROUNDED
from reports.book import NONE
from reports.drawing import Drawing
from reports.figures import counted, share, spread
from reports.frame import Asked, Column, Found, Say, Table, span
from reports.grouping import Group, by, everything
from reports.plots import columns as upright

FACTS = ("service", "leg", "entered", "wait", "p50", "p80")
STEPS, SIDE = (60, 120, 300, 600), 12  # s a column of the plot can be; columns to each side
SHIFT = 1 << 31  # makes differences positive: spread() takes no negative ones


def definition(_: Say) -> list[str]:
    return [
        _("For each ticket that was told a time: its first wait against the time told."),
        _("Kept: the wait did not exceed the promised P80; about 80 % should."),
        _("Broken: it exceeded what was shown, the P80 rounded up to 5 minutes; as counted live."),
        _("Error: wait minus promised P50; above zero people waited longer than told."),
    ]


def shown(p50: Any, p80: Any) -> Any:
    """The upper bound in ms as queueing.promise.bounds rounds it, of whole columns."""
    step = ROUNDED * 1000
    return np.maximum(-(-p80 // step) * step, p50 // step * step + step)


def columns(_: Say, group: Group) -> list[Column]:
    return [
        Column(group.id, group.title, "text"), Column("promised", _("Promised")),
        Column("kept", _("Kept")), Column("kept_share", _("Kept, share"), "share"),
        Column("half_share", _("Within P50, share"), "share"), Column("broken", _("Broken")),
        Column("broken_share", _("Broken, share"), "share"),
        Column("error", _("Error, median"), "seconds"),
        Column("error_size", _("Size of the error, median"), "seconds"),
        Column("not_told", _("Not told")),
    ]  # fmt: skip


def find(asked: Asked) -> Found:
    _ = asked.say
    book = asked.book
    wait = book["wait"].astype(np.int64)
    first = (book["leg"] == 1) & (book["wait"] != NONE)
    told = first & (book["p80"] != NONE) & (book["p50"] != NONE)
    p50, p80 = book["p50"].astype(np.int64) * 1000, book["p80"].astype(np.int64) * 1000
    kept, half = told & (wait <= p80), told & (wait <= p50)
    broken = told & (wait > shown(p50, p80))
    error = (wait - p50)[told]
    tables = []
    for group in (everything(asked), *by(asked, "service", "hour")):
        table = Table(group.id, group.title, columns(_, group))
        of, count = group.of, group.count
        n, k, h, b = (counted(of, count, which) for which in (told, kept, half, broken))
        untold = counted(of, count, first & ~told)
        signed = spread(error + SHIFT, of[told], count)
        sizes = spread(np.abs(error), of[told], count)
        for i, (_id, name) in enumerate(group.labels):
            if n[i] or group.id == "all":
                middle = signed[i].p50
                table.add(
                    name, n[i], k[i], share(k[i], n[i]), share(h[i], n[i]), b[i],
                    share(b[i], n[i]), None if middle is None else middle - SHIFT, sizes[i].p50,
                    untold[i],
                )  # fmt: skip
        tables.append(table)
    return Found(_takeaway(asked, tables[0].rows[0]), tables, _plot(asked, error))


def _takeaway(asked: Asked, total: list) -> str:  # type: ignore[type-arg]
    _, number = asked.say, asked.number
    if not total[1]:
        return _("No ticket of this time was told how long it would wait.")
    said = _("{kept} % of {n} promises were kept, {broken} % broken; half were at most {size} off.")
    return said.format(
        kept=number(total[3]), n=number(total[1]), broken=number(total[6]), size=span(total[8])
    )


def _plot(asked: Asked, error: Any) -> Drawing | None:
    """How many waits were how much shorter or longer than told; what lies further out than the
    plot is wide stands in its outermost columns."""
    if not len(error):
        return None
    _ = asked.say
    rank = int(0.95 * (len(error) - 1))
    far = np.partition(np.abs(error), rank)[rank]
    wide = next((s for s in STEPS if s * 1000 * SIDE >= far), STEPS[-1])
    step = np.clip(np.floor_divide(error, wide * 1000), -SIDE, SIDE - 1) + SIDE
    counts = np.bincount(step.astype(np.int64), minlength=2 * SIDE)[: 2 * SIDE]
    edges = [""] * (2 * SIDE + 1)
    for i in range(-SIDE + 3, SIDE, 3):
        minutes = i * wide // 60
        edges[i + SIDE] = f"{'−' if i < 0 else '+'}{abs(minutes)}" if i else "0"
    rest = (SIDE - 1) * wide // 60
    edges[1], edges[-2] = f"< −{rest}", f"> +{rest}"
    return upright(
        [float(n) for n in counts], edges,
        ("dark", _("Tickets, by minutes longer (+) or shorter (−) than the promised P50")),
        asked.number, (SIDE, _("as told")),
    )  # fmt: skip
