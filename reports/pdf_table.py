"""Tables on paper: rows of words under headings that each page repeats.

Own and small: most cells are one short number, and setting each as running text, as the PDF
library's tables do, takes five times as long as everything else in a report.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fpdf import FPDF

PAD = 0.6  # mm around a cell
APART = 2.0  # mm more before words that follow a number
SHADE, LINE = (223, 236, 244), (195, 204, 212)


class Grid:
    """A table begun at the paper's place, as wide as the page; `shares` are its columns' widths
    against each other, `right` which of them end at the right."""

    def __init__(
        self, paper: FPDF, family: str, size: float, heads: Sequence[str],
        shares: Sequence[float], right: Sequence[bool],
    ) -> None:  # fmt: skip
        self._paper, self._family, self._size = paper, family, size
        self._line = size * 0.52  # mm a line of words
        unit = paper.epw / sum(shares)
        self._widths = [share * unit for share in shares]
        self._right = right
        self._known: dict[tuple[str, str], float] = {}  # widths of words in mm, by style
        self._heads = self._set(heads, "B")
        self._head()

    def row(self, cells: Sequence[str]) -> None:
        """A row, on the next page if it does not fit."""
        paper, lines = self._paper, self._set(cells, "")
        if paper.get_y() + self._height(lines) > paper.page_break_trigger:
            paper.add_page()
            self._head()
        self._draw(lines)

    def _head(self) -> None:
        paper = self._paper
        paper.set_fill_color(*SHADE)
        height = self._height(self._heads)
        paper.rect(paper.l_margin, paper.get_y(), paper.epw, height, style="F")
        paper.set_font(self._family, "B", self._size)
        self._draw(self._heads)
        paper.set_font(self._family, "", self._size)

    def _height(self, lines: list[list[str]]) -> float:
        return max(map(len, lines)) * self._line + 2 * PAD

    def _draw(self, lines: list[list[str]]) -> None:
        paper = self._paper
        x, y = paper.l_margin, paper.get_y()
        bold = "B" if lines is self._heads else ""
        for width, right, words in zip(self._widths, self._right, lines, strict=True):
            for n, text in enumerate(words):
                left = x + PAD + (APART if x > paper.l_margin else 0)
                if right:
                    left = x + width - PAD - self._wide(text, bold)
                if text:
                    paper.text(left, y + PAD + self._line * (n + 0.76), text)
            x += width
        bottom = y + self._height(lines)
        paper.set_draw_color(*LINE)
        paper.set_line_width(0.2)
        paper.line(paper.l_margin, bottom, paper.l_margin + paper.epw, bottom)
        paper.set_y(bottom)

    def _set(self, cells: Sequence[str], style: str) -> list[list[str]]:
        """Each cell as lines that fit its column."""
        self._paper.set_font(self._family, style, self._size)
        return [
            self._lines(text, width - 2 * PAD - (0 if right or not n else APART), style)
            for n, (text, width, right) in enumerate(
                zip(cells, self._widths, self._right, strict=True)
            )
        ]

    def _lines(self, text: str, room: float, style: str) -> list[str]:
        if self._wide(text, style) <= room:
            return [text]
        out, line = [], ""
        for word in text.split(" "):
            longer = f"{line} {word}" if line else word
            if self._wide(longer, style) <= room:
                line = longer
                continue
            if line:
                out.append(line)
            while self._wide(word, style) > room and len(word) > 1:
                fit = next(
                    n for n in range(len(word) - 1, 0, -1)
                    if n == 1 or self._wide(word[:n], style) <= room
                )  # fmt: skip
                out.append(word[:fit])
                word = word[fit:]
            line = word
        return [*out, line]

    def _wide(self, text: str, style: str) -> float:
        known = self._known.get((text, style))
        if known is None:
            wide: Any = self._paper.get_string_width(text)
            known = self._known[text, style] = float(wide)
        return known
