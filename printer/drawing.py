"""Drawing: the slip's layout, as a picture of black and white dots, one a printer's dot.

Written for 80 mm paper (576 or 512 dots) and 58 mm (384): what stands side by side on the one
stands one above the other on the other.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import qrcode
from PIL import Image, ImageDraw
from qrcode.constants import ERROR_CORRECT_M

from printer.lettering import Lettering, edge, height, lift
from printer.slip import Slip, Words

WHITE, BLACK = 255, 0
WIDE = 480  # dots from which a slip has two columns
QR_MASK = 3  # any mask is legal; choosing the best one costs more than the rest of the slip
QR_DOTS = 4  # printer dots a module, at least: 0.5 mm, which old phones still read
QUIET = 22  # dots of white around a QR: 4 modules of the size it usually has


@dataclass(slots=True)
class Page:
    """A column of things to draw, each with its height in dots; drawn when the height is known.

    `edge` dots on the left and right stay white, but for lines of text that need them.
    """

    width: int
    edge: int
    letters: Lettering
    height: int = 0
    _draws: list[Callable[[Image.Image], None]] = field(default_factory=list)

    def gap(self, dots: int) -> None:
        self.height += dots

    def text(
        self, text: str, weight: str, size: int, *, left: int | None = None,
        width: int | None = None, ink: int = BLACK,
    ) -> None:  # fmt: skip
        """Text wrapped within `width` dots from `left`: from edge to edge unless said otherwise."""
        left = self.edge if left is None else left
        width = self.width - left - 4 if width is None else width
        for line in self.letters.wrap(text, weight, size, width):
            mask = self.letters.line(line, weight, size)
            self.ink(mask, left - edge(size), self.height - lift(size), ink)
            self.height += height(size)

    def words(self, words: Words, weight: str, size: int, small: int, **where: Any) -> None:
        """Vietnamese, and below it, smaller, the second language."""
        self.text(words.vi, weight, size, **where)
        if words.second:
            self.text(words.second, "regular", small, **where)

    def ink(self, mask: Image.Image, x: int, y: int, ink: int = BLACK) -> None:
        """Ink where the mask is 255; the mask may hang over the paper's edges."""
        self._draws.append(lambda page: page.paste(ink, (x, y), mask))

    def rule(self, thick: int) -> None:
        box = (self.edge, self.height, self.width - 1 - self.edge, self.height + thick - 1)
        self._draws.append(lambda page: ImageDraw.Draw(page).rectangle(box, fill=BLACK))
        self.height += thick

    def box(self, words: Words, size: int, small: int, *, filled: bool) -> None:
        """Words in a box: white on black for what must be seen, else with a line around."""
        top, at = self.height, len(self._draws)
        room = self.width - 2 * self.edge
        lines = [(words.vi, "heavy" if filled else "bold", size)]
        lines += [(words.second, "regular", small)] if words.second else []
        width = min(room, round(max(self.letters.length(*line) for line in lines)) + 34)
        left = self.edge
        self.gap(7)
        for line in lines:
            self.text(*line, left=left + 16, width=width - 32, ink=WHITE if filled else BLACK)
        self.gap(9)
        box = (left, top, left + width - 1, self.height - 1)
        style = {"fill": BLACK} if filled else {"outline": BLACK, "width": 3}
        self._draws.insert(
            at, lambda page: ImageDraw.Draw(page).rounded_rectangle(box, radius=12, **style)
        )

    def draw(self) -> Image.Image:
        page = Image.new("1", (self.width, self.height), WHITE)
        for draw in self._draws:
            draw(page)
        return page


def draw(slip: Slip, width: int, letters: Lettering) -> Image.Image:
    """The slip as a picture of mode "1", `width` dots wide and as long as it needs.

    All on one left edge: the eye finds it, and the white on the right need not be sent.
    """
    wide = width >= WIDE
    page = Page(width, 16 if wide else 8, letters)
    page.gap(8)
    before = None
    for part in slip.parts:
        _part(page, slip, part, before, wide)
        before = part
    page.gap(6)
    return page.draw()


def _part(page: Page, slip: Slip, part: str, before: str | None, wide: bool) -> None:
    """One part of the slip, with the white that belongs to it."""
    match part:
        case "logo" if slip.logo is not None:
            logo = picture_of(slip.logo, page.width - 2 * page.edge)
            page.ink(logo, page.edge, page.height)
            page.gap(logo.height + 8)
        case "agency" if slip.agency and slip.agency != slip.hall:
            page.text(slip.agency, "regular", 24 if wide else 20)
        case "hall":
            page.text(slip.hall, "bold", 27 if wide else 22)
        case "line":
            head = before in ("logo", "agency", "hall")
            page.gap(10 if head else 12)
            page.rule(2 if head else 1)
            page.gap(10 if head else 0)
        case "title":
            if slip.reprint:
                page.box(slip.reprint, 32 if wide else 27, 22 if wide else 18, filled=True)
                page.gap(8)
            page.words(slip.title, "bold", 30 if wide else 25, 22 if wide else 18)
        case "number":
            _number(page, slip.number)
        case "service":
            page.words(slip.service, "bold", 34 if wide else 28, 26 if wide else 22)
        case "where" if slip.where:
            page.gap(2)
            page.words(slip.where, "regular", 28 if wide else 23, 22 if wide else 19)
        case "class" if slip.klass:
            page.gap(8)
            page.box(slip.klass, 28 if wide else 23, 22 if wide else 18, filled=False)
        case "qr_facts" if wide:
            _foot_beside(page, slip)
        case "qr_facts" | "facts" | "qr":
            _foot_below(page, slip, wide, facts=part != "qr", code=part != "facts")
        case "note" if slip.note:
            page.words(slip.note, "regular", 23 if wide else 21, 19 if wide else 17)
            page.gap(6)
        case "keep":
            page.words(slip.keep, "bold", 23 if wide else 21, 19 if wide else 17)
            page.gap(6)
        case "legal":
            page.words(slip.legal, "regular", 19 if wide else 18, 17 if wide else 16)


def picture_of(png: bytes, width: int) -> Image.Image:
    """A logo as a mask of mode "1", at most `width` dots wide: ink where it is dark."""
    with Image.open(io.BytesIO(png)) as opened:
        grey = opened.convert("L")
    if grey.width > width:
        size = (width, max(1, round(grey.height * width / grey.width)))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    return grey.point([255] * 128 + [0] * 128, mode="1")


def _number(page: Page, number: str) -> None:
    """As large as the paper's width and a third of it allow: 16 mm high for A025 on 80 mm."""
    size = round(page.width * 0.3)
    room = page.width - 2 * page.edge
    length = page.letters.length(number, "heavy", size)
    if length > room:
        size = max(40, int(size * room / length) // 2 * 2)  # few sizes: each is a font kept open
    mask = page.letters.line(number, "heavy", size)
    mask = mask.crop(mask.getbbox() or (0, 0, 1, 1))
    page.gap(14)
    page.ink(mask, page.edge, page.height)
    page.gap(mask.height + 16)


def qr(url: str, room: int) -> Image.Image:
    """The QR of a link with error correction M as a mask, without its quiet zone.

    As large as `room` dots allow in whole dots a module, but never under QR_DOTS a module.
    """
    code = qrcode.QRCode(
        error_correction=ERROR_CORRECT_M, border=0, box_size=1, mask_pattern=QR_MASK
    )
    code.add_data(url, optimize=0)
    code.make()
    rows = code.get_matrix()
    picture = Image.frombytes("L", (len(rows), len(rows)), bytes(b * 255 for r in rows for b in r))
    dots = max(QR_DOTS, room // len(rows))
    return picture.resize((len(rows) * dots,) * 2, Image.Resampling.NEAREST).convert("1")


def qr_page(url: str, width: int) -> Image.Image:
    """A page with nothing but the QR of a link and the white it needs."""
    code = qr(url, 200)
    page = Image.new("1", (width, code.height + 2 * QUIET), WHITE)
    page.paste(BLACK, (min(QUIET, max(0, width - code.width)), QUIET), code)
    return page


def _facts(page: Page, slip: Slip, size: int, strong: int, small: int, **where: Any) -> None:
    """People ahead and the expected wait, each under its name; then when it was issued."""
    for label, value in slip.rows:
        page.words(label, "regular", size, small, **where)
        page.height -= 3
        page.words(value, "bold", strong, small, **where)
        page.gap(6)
    for words in slip.moment:
        page.words(words, "regular", size, small, **where)


def _foot_beside(page: Page, slip: Slip) -> None:
    """The QR on the left, the facts beside it, what the QR is for below."""
    if slip.url is None:
        page.gap(8)
        _facts(page, slip, 23, 34, 20)
        page.gap(10)
        return
    code = qr(slip.url, 200)
    page.gap(QUIET)
    top = page.height
    page.ink(code, page.edge, top)
    page.height -= 6
    _facts(page, slip, 23, 34, 20, left=page.edge + code.width + QUIET)
    page.height = max(page.height, top + code.height) + QUIET // 2
    page.words(slip.scan, "regular", 22, 19)
    page.gap(8)


def _foot_below(page: Page, slip: Slip, wide: bool, *, facts: bool, code: bool) -> None:
    """The facts, the QR, or one below the other."""
    page.gap(6)
    if facts:
        _facts(page, slip, *((23, 34, 20) if wide else (20, 27, 17)))
    if code and slip.url is not None:
        page.gap(QUIET)
        picture = qr(slip.url, 200)
        page.ink(picture, page.edge, page.height)
        page.gap(picture.height + QUIET // 2)
        page.words(slip.scan, "regular", 22 if wide else 20, 19 if wide else 17)
    page.gap(8)
