"""PDF: the report on paper, with the same plot, made without system packages or fonts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from reports.drawing import NARROW, TONES, Drawing, Line, Rect, Text
from reports.frame import Table, day_words, heading, show
from reports.pdf_table import Grid
from reports.run import Answer

FONTS = Path(__file__).parents[1] / "node_modules" / "@expo-google-fonts" / "be-vietnam-pro"
WEIGHTS = {"": "400Regular", "B": "700Bold"}
FAMILY = "BeVietnamPro"
MARGIN = 14  # mm


class Paper(FPDF):
    """A4 upright, a page number below. Raises OSError when the font's npm package is missing."""

    def __init__(self, foot: str) -> None:
        super().__init__(format="A4")
        self.foot = foot
        for style, weight in WEIGHTS.items():
            path = FONTS / weight / f"BeVietnamPro_{weight}.ttf"
            if not path.exists():
                raise OSError(f"{path}: the font is missing; run npm install")
            self.add_font(FAMILY, style, str(path))
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, 16)

    def footer(self) -> None:
        self.set_y(-12)
        self.set_font(FAMILY, size=8)
        self.set_text_color(74, 90, 104)
        self.cell(0, 5, f"{self.foot} · {self.page_no()}/{{nb}}", align="R")

    def say(self, text: str, size: float, bold: bool = False) -> None:
        self.set_font(FAMILY, "B" if bold else "", size)
        self.multi_cell(0, size * 0.5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def write(answers: list[Answer]) -> bytes:
    """One document; each answer begins a page."""
    first = answers[0]
    made = datetime.fromtimestamp(first.made_at / 1000, first.zone).strftime("%d/%m/%Y %H:%M")
    paper = Paper(f"{first.hall} · {made}")
    paper.set_title(first.title)
    paper.set_creation_date(datetime.fromtimestamp(first.made_at / 1000, first.zone))
    for answer in answers:
        _report(paper, answer)
    return bytes(paper.output())


def _report(paper: Paper, answer: Answer) -> None:
    asked, found = answer.question, answer.found
    paper.add_page()
    paper.set_text_color(22, 34, 46)
    paper.say(answer.hall, 10)
    paper.say(answer.title, 17, bold=True)
    comma = asked.lang == "vi"
    days = dict.fromkeys(day_words(day, comma) for day in (asked.first, asked.last))
    when = " – ".join(days)
    paper.say(" · ".join(filter(None, (when, answer.chosen))), 10)
    paper.ln(2)
    paper.say(found.takeaway, 11, bold=True)
    paper.ln(2)
    if found.plot is not None and found.plot.marks:
        _draw(paper, found.plot)
    for table in found.tables:
        if table.rows:
            _table(paper, table, answer)
    paper.ln(2)
    paper.say(answer.say("How it is counted"), 10, bold=True)
    for sentence in answer.definition:
        paper.say(f"· {sentence}", 8.5)


def _table(paper: Paper, table: Table, answer: Answer) -> None:
    comma = answer.question.lang == "vi"
    paper.ln(2)
    if paper.will_page_break(24):
        paper.add_page()
    paper.set_text_color(22, 34, 46)
    paper.say(table.title, 11, bold=True)
    many = len(table.columns)
    size = 8 if many <= 9 else 7 if many <= 12 else 6
    texts = [c.kind == "text" for c in table.columns]
    heads = [heading(c) if c.kind == "share" else c.title for c in table.columns]
    widths = [_share(table, j, texts[j]) for j in range(many)]
    grid = Grid(paper, FAMILY, size, heads, widths, [not t for t in texts])
    for row in table.rows[: table.most]:
        cells = zip(table.columns, row, strict=True)
        grid.row([show(column, value, answer.zone, comma) for column, value in cells])
    if len(table.rows) > table.most:
        left = len(table.rows) - table.most
        paper.say(answer.say("and {n} more rows in the file").format(n=left), 8)


def _share(table: Table, j: int, words: bool) -> float:
    if not words:
        return 7
    longest = max((len(str(row[j] or "")) for row in table.rows), default=4)
    return min(30, max(8, longest * 0.9))


def _draw(paper: Paper, drawing: Drawing) -> None:
    """The marks of a plot, as wide as the page."""
    scale = paper.epw / drawing.width
    room = paper.h - 16 - paper.get_y()
    if drawing.height * scale > room:
        if drawing.height * scale > paper.h - 34:
            scale = (paper.h - 34) / drawing.height
        if drawing.height * scale > room:
            paper.add_page()
    left, top = paper.l_margin, paper.get_y()
    # marks are placed by hand: nothing of them may turn the page
    paper.set_auto_page_break(False)
    for mark in drawing.marks:
        if isinstance(mark, Rect):
            _rect(paper, mark, left, top, scale)
        elif isinstance(mark, Line):
            _line(paper, mark, left, top, scale)
        else:
            _text(paper, mark, left, top, scale)
    paper.set_auto_page_break(True, 16)
    paper.set_xy(paper.l_margin, top + drawing.height * scale + 2)
    paper.set_text_color(22, 34, 46)


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _rect(paper: Paper, mark: Rect, left: float, top: float, k: float) -> None:
    x, y, w, h = left + mark.x * k, top + mark.y * k, mark.w * k, mark.h * k
    tone = TONES[mark.tone]
    paper.set_fill_color(*_rgb(mark.shade or tone.fill))
    if mark.shade or mark.w < NARROW:
        paper.rect(x, y, w, h, style="F")
        return
    paper.set_draw_color(*_rgb(tone.lines or tone.fill))
    paper.set_line_width(0.15)
    paper.rect(x, y, w, h, style="DF")
    if tone.pattern:
        with paper.rect_clip(x, y, w, h):
            _hatch(paper, tone.pattern, x, y, w, h)


def _hatch(paper: Paper, pattern: str, x: float, y: float, w: float, h: float) -> None:
    step = 1.6 if pattern != "dots" else 1.3
    if pattern == "dots":
        rows = int(h / step) + 1
        paper.set_dash_pattern(dash=0.3, gap=1.0)
        for i in range(rows):
            paper.line(x + (i % 2) * 0.65, y + i * step + 0.4, x + w, y + i * step + 0.4)
        paper.set_dash_pattern()
        return
    for i in range(int((w + h) / step) + 1):
        paper.line(x + i * step - h, y + h, x + i * step, y)
        if pattern == "cross":
            paper.line(x + i * step - h, y, x + i * step, y + h)


def _line(paper: Paper, mark: Line, left: float, top: float, k: float) -> None:
    paper.set_draw_color(*_rgb(mark.color))
    paper.set_line_width(mark.width * 0.22)
    if mark.dashed:
        paper.set_dash_pattern(dash=1.2, gap=1.0)
    paper.line(left + mark.x1 * k, top + mark.y1 * k, left + mark.x2 * k, top + mark.y2 * k)
    if mark.dashed:
        paper.set_dash_pattern()


def _text(paper: Paper, mark: Text, left: float, top: float, k: float) -> None:
    paper.set_font(FAMILY, "B" if mark.bold else "", mark.size * k * 72 / 25.4)
    paper.set_text_color(*_rgb(mark.color))
    width: Any = paper.get_string_width(mark.words)
    x = left + mark.x * k - {"start": 0, "middle": width / 2, "end": width}[mark.anchor]
    paper.text(x, top + mark.y * k, mark.words)
