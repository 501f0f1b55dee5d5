"""The plot of a staffing advice: a panel a day – counters open over the half-hours, usually and as
advised, and what people wait below them, in minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reports.drawing import INK, LINE, SOFT, Drawing
from reports.frame import Say
from reports.plots import WIDTH

LEFT, HEAD, ROW, GAP = 132, 24, 22, 16
PAGE = 910  # px of all panels together, if they can be that low: a sheet of paper with its words
OVER = "#f2c9a0"  # where the target is broken; a "!" says it too


class Panel(NamedTuple):
    """A day: (time, from, until ms UTC) of each half-hour, counters (usual, advised) and P80 in s
    (usual, advised) in it."""

    title: str
    times: Sequence[tuple[str, int, int]]
    counters: Sequence[tuple[float, int]]
    waits: Sequence[tuple[int | None, ...]]


def panels(_: Say, days: Sequence[Panel], target: int) -> Drawing | None:
    """All days one below the other; None for none. `target`: s."""
    if not days:
        return None
    fixed = HEAD + 14 + 16 + 2 * ROW + GAP
    bars = min(max(PAGE / len(days) - fixed, 24), 64)
    height = fixed + bars
    d = Drawing(WIDTH, 34 + height * len(days))
    x = 8.0
    for tone, words in (("light", _("usually open")), ("dark", _("advised"))):
        d.rect(x, 6, 14, 12, tone)
        d.text(x + 20, 16, words, 12)
        x += 20 + 7.2 * len(words) + 22
    d.rect(x, 6, 14, 12, shade=OVER)
    d.text(x + 20, 16, _("! over the target of {n} min").format(n=target // 60), 12)
    most = max((n for day in days for pair in day.counters for n in pair), default=1) or 1
    for i, day in enumerate(days):
        _panel(d, _, day, 34 + height * i, (bars, bars / most), target)
    return d


def _panel(
    d: Drawing, _: Say, day: Panel, top: float, bars: tuple[float, float], target: int
) -> None:
    """`bars`: px of the highest, and of one counter."""
    tall, each = bars
    breaks = sum(a[2] != b[1] for a, b in zip(day.times, day.times[1:], strict=False))
    width = (WIDTH - LEFT - 6) / (len(day.times) + 0.4 * breaks)
    base = top + HEAD + 14 + tall
    d.text(8, top + 15, day.title, 14, bold=True)
    d.text(LEFT - 8, base - 4, _("counters open"), 12, "end", SOFT)
    for n, words in enumerate((_("P80, usually, min"), _("P80, as advised, min"))):
        d.text(LEFT - 8, base + 16 + ROW * n + 15, words, 12, "end", SOFT)
    d.line(LEFT, base, WIDTH - 6, base, LINE)
    x = float(LEFT)
    for b, ((time, start, _end), pair, waits) in enumerate(
        zip(day.times, day.counters, day.waits, strict=True)
    ):
        if b and day.times[b - 1][2] != start:
            x += 0.4 * width
        half = (width - 6) / 2
        for n, (tone, count) in enumerate(zip(("light", "dark"), pair, strict=True)):
            h = each * count
            d.rect(x + 2 + half * n, base - h, half, h, tone, title=f"{time}: {count}")
            differs = round(pair[0]) != pair[1]
            if differs or n == 0:
                middle = x + 2 + half * (n + 0.5 if differs else 1)
                d.text(middle, base - h - 4, str(round(count)), 11, "middle", INK, bold=differs)
        d.text(x + width / 2, base + 12, time, 9.5, "middle", SOFT)
        for n, seconds in enumerate(waits):
            y = base + 16 + ROW * n
            over = seconds is not None and seconds > target
            if over:
                d.rect(x + 1, y, width - 2, ROW - 2, shade=OVER)
            words = "–" if seconds is None else f"{round(seconds / 60)}{'!' if over else ''}"
            d.text(x + width / 2, y + 15, words, 12, "middle", INK, bold=over)
        x += width
