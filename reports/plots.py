"""Plots: bars, columns, heat maps and day plans, drawn from a report's own rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from reports.drawing import INK, LINE, PAPER, SOFT, TONES, Drawing

WIDTH = 760
MOST = 24  # rows drawn; the table has them all
LABEL = 220
ROW = 24
CLOCK = (15, 30, 60, 120, 300, 600, 900, 1200, 1800, 2700, 3600, 5400, 7200, 10800,
         14400, 21600, 43200, 86400, 172800, 345600, 864000)  # s  # fmt: skip


class Part(NamedTuple):
    """A stretch of a day plan: ms UTC, and how it is shown."""

    tone: str
    began: int
    ended: int


def bars(
    rows: Sequence[tuple[str, Sequence[float | None], str]],
    legend: Sequence[tuple[str, str]],
    unit: Callable[[float], str],
    *,
    head: str = "",
    more: str = "",
    mark: tuple[float, str] | None = None,
    stacked: bool = False,
    top: float | None = None,
    clock: bool = False,
    spans: Sequence[tuple[float, float] | None] = (),
) -> Drawing:
    """Rows of (label, values, words at the right); values beside or upon each other in the tones of
    `legend` (tone, words). Not stacked: the largest is drawn first, the others over it. `mark`: a
    dashed line at that value; `spans`: what the value of each row lies between. `unit(value)`: how
    the axis says it; `clock`: values are seconds; `head`: what the words at the right are; `more`:
    said of {n} rows drawn of {all}."""
    every, rows = len(rows), rows[:MOST]
    # a long head may stand over the plot, but not over the mark's words
    beside = max(70.0, 16 + 6.9 * max([len(r[2]) for r in rows] + [len(head) if mark else 0]))
    width = WIDTH - LABEL - beside
    sums = [sum(v or 0 for v in r[1]) if stacked else max((v or 0 for v in r[1]), default=0)
            for r in rows]  # fmt: skip
    step = nice(max([*sums, mark[0] if mark else 0]), clock)
    most = top or step * 4
    cut = every > len(rows) and more
    bottom = 44 + ROW * len(rows)
    d = Drawing(WIDTH, bottom + 34 + (20 if cut else 0))
    _legend(d, legend)
    d.text(WIDTH - 8, 33, head, 11, "end", SOFT)
    for i in range(5):
        x = LABEL + width * i / 4
        d.line(x, 40, x, bottom)
        d.text(x, bottom + 16, unit(most * i / 4), 11, "middle", SOFT)
    for i, (label, values, words) in enumerate(rows):
        y = 44 + ROW * i
        d.text(LABEL - 8, y + 14, short(label, 30), 12, "end")
        d.text(WIDTH - 8, y + 13, words, 12, "end")
        pairs = [(t, v or 0) for (t, _), v in zip(legend, values, strict=True)]
        x = 0.0
        for tone, value in pairs if stacked else sorted(pairs[::-1], key=lambda p: -p[1]):
            d.rect(LABEL + x, y, width * min(value, most) / most, ROW - 8, tone,
                   title=f"{label}: {words}")  # fmt: skip
            x += width * value / most if stacked else 0
        span = spans[i] if i < len(spans) else None
        if span is not None:
            low, high = (LABEL + width * v / most for v in span)
            d.line(low, y + 8, high, y + 8, INK, width=1.6)
            for x in (low, high):
                d.line(x, y + 4, x, y + 12, INK, width=1.6)
    if mark is not None:
        x = LABEL + width * mark[0] / most
        d.line(x, 36, x, bottom, INK, True, 1.6)
        d.text(x, 33, mark[1], 11, "middle")
    if cut:
        d.text(LABEL, bottom + 42, more.format(n=len(rows), all=every), 12, "start", SOFT)
    return d


def nice(most: float, clock: bool = False) -> float:
    """The step of an axis of four: four of it reach `most`, and people can read it."""
    if clock:
        steps: Sequence[float] = CLOCK
    else:
        steps = [f * 10**e for e in range(10) for f in (1, 2, 2.5, 5) if f != 2.5 or e]
    return next((step for step in steps if step * 4 >= most), most / 4)


def _legend(d: Drawing, legend: Sequence[tuple[str, str]]) -> None:
    x = 8.0
    for tone, words in legend:
        if words:
            d.rect(x, 6, 14, 12, tone)
            d.text(x + 20, 16, words, 12)
            x += 20 + 7.2 * len(words) + 22


def heat(
    rows: Sequence[tuple[str, Sequence[float | None]]],
    columns: Sequence[str],
    show: Callable[[float], str],
    caption: str,
) -> Drawing:
    """A grid of numbers, the darker the larger; every cell says its number, `caption` of what."""
    left, top, row = 110, 48, 30
    width = (WIDTH - left - 8) / max(1, len(columns))
    most = max((v or 0 for _, values in rows for v in values), default=0) or 1
    d = Drawing(WIDTH, top + row * len(rows) + 8)
    d.text(8, 16, caption, 12)
    for j, words in enumerate(columns):
        d.text(left + width * (j + 0.5) - 1, top - 9, words, 12, "middle", SOFT)
    for i, (label, values) in enumerate(rows):
        y = top + row * i
        d.text(left - 8, y + 19, label, 12, "end")
        for j, value in enumerate(values):
            if value is None:
                continue
            shade, on = _mix(value / most)
            x = left + width * j
            d.rect(x, y, width - 2, row - 2, shade=shade)
            d.text(x + width / 2 - 1, y + 19, show(value), 12, "middle", on)
    return d


def _mix(weight: float) -> tuple[str, str]:
    """A shade of blue, and black or white, whichever stands out from it more (4.5 : 1 at least)."""
    pale, dark = (0xEE, 0xF3, 0xF7), (0x0C, 0x3D, 0x60)
    mixed = [round(a + (b - a) * weight) for a, b in zip(pale, dark, strict=True)]
    red, green, blue = (
        v / 255 / 12.92 if v <= 10 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in mixed
    )
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#" + "".join(f"{v:02x}" for v in mixed), "#000000" if light > 0.179 else PAPER


def columns(
    values: Sequence[float], edges: Sequence[str], legend: tuple[str, str],
    unit: Callable[[float], str], mark: tuple[int, str] | None = None,
) -> Drawing:  # fmt: skip
    """Upright columns side by side, at most 62. `edges`: what stands between them, before the first
    to behind the last, "" for nothing. `mark`: a dashed line before that column."""
    left, top, height = 78, 58, 200
    width = (WIDTH - left - 22) / max(1, len(values))
    most = nice(max(values, default=0)) * 4
    d = Drawing(WIDTH, top + height + 34)
    _legend(d, [legend])
    for i in range(5):
        y = top + height * (1 - i / 4)
        d.line(left, y, WIDTH - 22, y)
        d.text(left - 6, y + 4, unit(most * i / 4), 11, "end", SOFT)
    for i, value in enumerate(values):
        h = height * value / most
        d.rect(left + width * i + 1, top + height - h, max(width - 3, 1), h, legend[0],
               title=unit(value))  # fmt: skip
    for i, words in enumerate(edges):
        if words:
            x = left + width * i
            d.line(x, top + height, x, top + height + 5, SOFT)
            d.text(x, top + height + 18, words, 11, "middle", SOFT)
    if mark is not None:
        x = left + width * mark[0]
        d.line(x, top - 6, x, top + height, INK, True, 1.6)
        d.text(x, top - 10, mark[1], 11, "middle")
    return d


def day_plan(
    rows: Sequence[tuple[str, Sequence[Part]]], legend: Sequence[tuple[str, str]],
    first: int, last: int, clock: Callable[[int], str],
) -> Drawing:  # fmt: skip
    """Who did what when: a row each, stretches between `first` and `last` (ms UTC)."""
    left, row, top = 110, 20, 52
    width = WIDTH - left - 12
    d = Drawing(WIDTH, top + row * max(1, len(rows)) + 12)
    _legend(d, legend)
    hour = 3_600_000
    step = hour if last - first <= 14 * hour else 2 * hour
    at = -(-first // step) * step
    while at <= last:
        x = left + width * (at - first) / max(1, last - first)
        d.line(x, top - 4, x, top + row * len(rows))
        d.text(x, top - 8, clock(at), 11, "middle", SOFT)
        at += step
    for i, (label, stretches) in enumerate(rows):
        y = top + row * i
        d.text(left - 8, y + 13, short(label, 15), 12, "end")
        d.line(left, y + row - 2, left + width, y + row - 2, LINE)
        before: dict[str, float] = {}
        for part in stretches:
            a, b = max(part.began, first), min(part.ended, last)
            x = left + width * (a - first) / max(1, last - first)
            w = width * (b - a) / max(1, last - first)
            if b <= a or x + max(w, 0.6) <= before.get(part.tone, 0) + 0.3:
                continue  # no wider than what is drawn there already
            before[part.tone] = x + max(w, 0.6)
            thin = 5 if part.tone == "calm" else 0
            d.rect(x, y + 1 + thin, max(w, 0.6), row - 5 - 2 * thin, part.tone)
    return d


def short(text: str, most: int) -> str:
    """At most so many characters; cut at the end of a word, if that is not too far."""
    if len(text) <= most:
        return text
    cut = text[:most].rpartition(" ")[0].rstrip(" ,;–-")
    return (cut if len(cut) > most * 0.6 else text[: most - 1].rstrip()) + "…"


__all__ = ["TONES", "Part", "bars", "columns", "day_plan", "heat", "short"]
