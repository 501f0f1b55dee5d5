"""Lettering: text from people made fit for paper, the font it is drawn in, lines that wrap."""

from __future__ import annotations

import unicodedata
from functools import cached_property
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).parent.parent / "node_modules/@expo-google-fonts/be-vietnam-pro"
WEIGHTS = {"regular": "400Regular", "bold": "600SemiBold", "heavy": "800ExtraBold"}
# all letters of Vietnamese: the vowels with each of the six tones, and đ; both cases
VIETNAMESE = "".join(
    unicodedata.normalize("NFC", vowel + tone)
    for base in "aăâeêioôơuưy"
    for vowel in (base, base.upper())
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
) + "đĐ"  # fmt: skip
KEPT = 2000  # words measured that are remembered: most of a slip recurs
DOTS = 4_000_000  # of drawn lines that are remembered, a byte each; a large number has 100,000
NO_GLYPH = "\U0010fffd"  # a character no font has: draws the font's box for what it lacks


def clean(text: str) -> str:
    """NFC, every run of blanks one space; control, format (bidi) and private characters dropped.

    What comes out holds no byte a printer, a terminal or a page could take for an order.
    """
    kept = []
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        if char.isspace() or category in ("Zs", "Zl", "Zp"):
            kept.append(" ")
        elif category[0] != "C":
            kept.append(char)
    return " ".join("".join(kept).split())


class Lettering:
    """Be Vietnam Pro in three weights; fonts are opened once a size, recurring lines drawn once.

    Raises OSError when the font files are not in `folder` (a font's npm package).
    Not for several threads at once: FreeType's faces are not safe for that.
    """

    def __init__(self, folder: Path = FONTS) -> None:
        self._folder = folder
        self._fonts: dict[tuple[str, int], ImageFont.FreeTypeFont] = {}
        self._lengths: dict[tuple[str, str, int], float] = {}
        self._lines: dict[tuple[str, str, int], Image.Image] = {}  # the last used last
        self._dots = 0

    def font(self, weight: str, size: int) -> ImageFont.FreeTypeFont:
        """`weight` is one of WEIGHTS, `size` in dots."""
        key = (weight, size)
        if key not in self._fonts:
            name = WEIGHTS[weight]
            path = self._folder / name / f"BeVietnamPro_{name}.ttf"
            # basic layout: the text is NFC and left to right; results don't depend on libraqm
            self._fonts[key] = ImageFont.truetype(
                str(path), size, layout_engine=ImageFont.Layout.BASIC
            )
        return self._fonts[key]

    def length(self, text: str, weight: str, size: int) -> float:
        """Dots from the beginning of the text to its end."""
        key = (text, weight, size)
        if key not in self._lengths:
            if len(self._lengths) >= KEPT:
                self._lengths.clear()
            self._lengths[key] = self.font(weight, size).getlength(text)
        return self._lengths[key]

    def line(self, text: str, weight: str, size: int) -> Image.Image:
        """One line as a mask of mode "1", 255 where ink goes. It hangs over: `edge(size)` dots on
        its left and right for what leans over, `lift(size)` above for the marks of capitals."""
        key = (text, weight, size)
        mask = self._lines.pop(key, None)
        if mask is None:
            width = round(self.length(text, weight, size)) + 2 * edge(size)
            grey = Image.new("L", (width, lift(size) + height(size) + 2))
            pen, at = ImageDraw.Draw(grey), (edge(size), lift(size))
            pen.text(at, text, fill=255, font=self.font(weight, size), anchor="la")
            mask = one_bit(grey)
            self._dots += mask.width * mask.height
        self._lines[key] = mask
        while self._dots > DOTS and len(self._lines) > 1:
            oldest = self._lines.pop(next(iter(self._lines)))
            self._dots -= oldest.width * oldest.height
        return mask

    def lacks(self, text: str) -> set[str]:
        """The characters of `text` that any of the weights would draw as an empty box."""
        missing = set()
        for weight in WEIGHTS:
            font = self.font(weight, 24)
            box = bytes(font.getmask(NO_GLYPH))
            missing |= {c for c in set(text) - {" "} if bytes(font.getmask(c)) == box}
        return missing

    @cached_property
    def complete(self) -> bool:
        """Whether every Vietnamese letter can be drawn."""
        return not self.lacks(VIETNAMESE)

    def wrap(self, text: str, weight: str, size: int, width: int) -> list[str]:
        """Lines of at most `width` dots, as even as their number allows; nothing is ever cut off.

        A word longer than a line is broken between letters. `text` must be clean.
        """
        lines = self._greedy(text, weight, size, width)
        if 1 < len(lines) <= 4:
            low, high = width // 2, width
            while high - low > 8:
                middle = (low + high) // 2
                if len(self._greedy(text, weight, size, middle)) == len(lines):
                    high = middle
                else:
                    low = middle
            lines = self._greedy(text, weight, size, high)
        return lines

    def _greedy(self, text: str, weight: str, size: int, width: int) -> list[str]:
        lines: list[str] = []
        line, used = "", 0.0
        blank = self.length(" ", weight, size)
        for word in text.split(" "):
            needed = self.length(word, weight, size)
            if line and used + blank + needed <= width:
                line, used = f"{line} {word}", used + blank + needed
                continue
            if line:
                lines.append(line)
            while needed > width:
                fits = self._letters_that_fit(word, weight, size, width)
                lines.append(word[:fits])
                word = word[fits:]
                needed = self.length(word, weight, size)
            line, used = word, needed
        if line:
            lines.append(line)
        return lines

    def _letters_that_fit(self, word: str, weight: str, size: int, width: int) -> int:
        """How many letters of a word go on a line: at least one; a mark stays with its letter."""
        font = self.font(weight, size)
        low, high = 1, len(word)
        while low < high:
            middle = (low + high + 1) // 2
            if font.getlength(word[:middle]) <= width:
                low = middle
            else:
                high = middle - 1
        fits = low
        while fits > 1 and fits < len(word) and unicodedata.combining(word[fits]):
            fits -= 1
        return fits


def height(size: int) -> int:
    """Dots from one line to the next."""
    return round(size * 1.27)


def lift(size: int) -> int:
    """Dots above a line that stacked marks of capitals (Ẩ) reach into."""
    return size // 4 + 2


def edge(size: int) -> int:
    return size // 8 + 1


def one_bit(picture: Image.Image) -> Image.Image:
    """Grey to black and white at the middle, without dithering: 0 is a black dot, as in PNG."""
    return picture.point([0] * 128 + [255] * 128, mode="1")
