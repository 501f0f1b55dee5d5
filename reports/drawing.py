"""Drawing: a plot as a list of marks, the same for the page (SVG) and the paper (PDF).

Own and small, because a plotting library would be imported into the running hall (40 MB, its own
threads) and could not draw the same marks into both. Tones differ in pattern as well as in colour,
so a grey print tells them apart. Units: px of a picture `width` px wide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple
from xml.sax.saxutils import escape

INK, SOFT, LINE, PAPER = "#16222e", "#4a5a68", "#c3ccd4", "#ffffff"


NARROW = 3
"""px: a mark narrower than that has no room for a pattern or an edge."""


class Tone(NamedTuple):
    """How an area is filled: a colour, and lines over it in another."""

    fill: str
    lines: str | None = None
    pattern: str | None = None  # diagonal | dots | cross


TONES = {
    "dark": Tone("#14507a"),
    "mid": Tone("#8db9d6", "#14507a", "diagonal"),
    "light": Tone("#dfecf4", "#7d9db3", "dots"),
    "warn": Tone("#f2c9a0", "#9a4a05", "cross"),
    "even": Tone("#7fb0d0"),
    "calm": Tone("#dde4ea", "#93a3b1"),
}


class Rect(NamedTuple):
    x: float
    y: float
    w: float
    h: float
    tone: str = "dark"
    shade: str | None = None  # a plain colour instead of the tone's
    title: str = ""  # said by a screen's pointer


class Line(NamedTuple):
    x1: float
    y1: float
    x2: float
    y2: float
    color: str = LINE
    dashed: bool = False
    width: float = 1.0


class Text(NamedTuple):
    x: float
    y: float
    words: str
    size: float = 13
    anchor: str = "start"  # start | middle | end
    color: str = INK
    bold: bool = False


@dataclass
class Drawing:
    """Marks in the order they are drawn. `label` is what is said instead of showing it."""

    width: float
    height: float
    label: str = ""
    marks: list[Rect | Line | Text] = field(default_factory=list)

    def rect(self, x: float, y: float, w: float, h: float, tone: str = "dark", **more: str) -> None:
        if w > 0 and h > 0:
            self.marks.append(Rect(x, y, w, h, tone, more.get("shade"), more.get("title", "")))

    def line(self, x1: float, y1: float, x2: float, y2: float, color: str = LINE,
             dashed: bool = False, width: float = 1.0) -> None:  # fmt: skip
        self.marks.append(Line(x1, y1, x2, y2, color, dashed, width))

    def text(self, x: float, y: float, words: str, size: float = 13, anchor: str = "start",
             color: str = INK, bold: bool = False) -> None:  # fmt: skip
        self.marks.append(Text(x, y, words, size, anchor, color, bold))


def svg(drawing: Drawing) -> str:
    """The drawing for a page: attributes only, no style, no script."""
    used = sorted({m.tone for m in drawing.marks if isinstance(m, Rect) and not m.shade})
    patterns = "".join(_pattern(name, TONES[name]) for name in used if TONES[name].pattern)
    body = "".join(_mark(mark) for mark in drawing.marks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}" '
        f'aria-label="{_attribute(drawing.label)}" font-family="Be Vietnam Pro, sans-serif">'
        f"<defs>{patterns}</defs>{body}</svg>"
    )


def _mark(mark: Rect | Line | Text) -> str:
    if isinstance(mark, Rect):
        tone = TONES[mark.tone]
        fill = mark.shade or (f"url(#tone-{mark.tone})" if tone.pattern else tone.fill)
        edge = "" if mark.shade else f' stroke="{tone.lines or tone.fill}" stroke-width="1"'
        if mark.w < NARROW and not mark.shade:
            fill, edge = tone.fill, ""
        told = f"<title>{escape(mark.title)}</title>" if mark.title else ""
        box = f'x="{_n(mark.x)}" y="{_n(mark.y)}" width="{_n(mark.w)}" height="{_n(mark.h)}"'
        return f'<rect {box} fill="{fill}"{edge}>{told}</rect>'
    if isinstance(mark, Line):
        dash = ' stroke-dasharray="5 4"' if mark.dashed else ""
        ends = f'x1="{_n(mark.x1)}" y1="{_n(mark.y1)}" x2="{_n(mark.x2)}" y2="{_n(mark.y2)}"'
        return f'<line {ends} stroke="{mark.color}" stroke-width="{_n(mark.width)}"{dash}/>'
    bold = ' font-weight="700"' if mark.bold else ""
    anchor = "" if mark.anchor == "start" else f' text-anchor="{mark.anchor}"'
    return (
        f'<text x="{_n(mark.x)}" y="{_n(mark.y)}" font-size="{_n(mark.size)}" '
        f'fill="{mark.color}"{anchor}{bold}>{escape(mark.words)}</text>'
    )


def _pattern(name: str, tone: Tone) -> str:
    shapes = {
        "diagonal": '<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" {s}/>',
        "cross": '<path d="M0 0L8 8M0 8L8 0" {s}/>',
        "dots": '<path d="M2 2h1M6 6h1" {s}/>',
    }
    stroke = f'stroke="{tone.lines}" stroke-width="1.2"'
    return (
        f'<pattern id="tone-{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{tone.fill}"/>'
        f"{shapes[tone.pattern or ''].format(s=stroke)}</pattern>"
    )


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
