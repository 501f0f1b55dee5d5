"""Plain: the slip as a printer's own letters, without diacritics; the last resort, by setting.

For printers that take no picture, or a line too slow for one. Everything said is brought down to
printable ASCII first, so nothing people typed can reach the printer as an order.
"""

from __future__ import annotations

import unicodedata

from printer import escpos
from printer.slip import Slip, Words

LETTER = 12  # dots of the printer's standard letter: 48 columns on 80 mm, 32 on 58 mm
AMERICAN = b"\x1bR\x00"  # or # $ @ [ ] would be letters of another country
BOLD, LIGHT = b"\x1bE\x01", b"\x1bE\x00"
OTHERS = {
    "đ": "d",
    "Đ": "D",
    "–": "-",
    "—": "-",
    "·": "-",
    "…": "...",
    "’": "'",
    "“": '"',
    "”": '"',
}
LARGEST = 5  # times the standard letter


def ascii_of(text: str) -> str:
    """NFC or NFD, with any marks: the letters without them; what has no letter becomes "?"."""
    plain = "".join(OTHERS.get(char, char) for char in unicodedata.normalize("NFC", text))
    letters = (c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return "".join(c if " " <= c <= "~" else "?" for c in letters)


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most `columns` letters; a longer word is broken, nothing is left out."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) <= columns:
            line = f"{line} {word}"
            continue
        if line:
            lines.append(line)
        while len(word) > columns:
            lines.append(word[:columns])
            word = word[columns:]
        line = word
    return [*lines, line] if line else lines


def job(
    slip: Slip, dots: int, *, cut: str = "partial", buzzer: bytes = b"", qr: str = "picture",
    band: int = escpos.BAND,
) -> bytes:  # fmt: skip
    """A whole slip, `dots` wide. `qr`: picture, native (GS ( k) or none. Raises ValueError where
    what is sent would hold a real-time command."""
    columns = max(8, dots // LETTER)
    out = bytearray(escpos.INIT + AMERICAN)
    rule = b"-" * columns + b"\n"

    def say(words: Words | str | None, size: int = 1, bold: bool = False) -> None:
        if words is None or words == "":
            return
        vi, second = (words, None) if isinstance(words, str) else (words.vi, words.second)
        out.extend(_said(ascii_of(vi), columns, size, bold))
        if second:
            out.extend(_said(ascii_of(second), columns, 1, False))

    for part in slip.parts:
        match part:
            case "agency" if slip.agency != slip.hall:
                say(slip.agency)
            case "hall":
                say(slip.hall, bold=True)
            case "line":
                out.extend(rule)
            case "title":
                say(slip.reprint, 2, True)
                say(slip.title, bold=True)
            case "number":
                say(slip.number, min(LARGEST, columns // max(1, len(slip.number))), True)
            case "service":
                say(slip.service, bold=True)
            case "where":
                say(slip.where)
            case "class":
                say(slip.klass, 1, True)
            case "facts" | "qr_facts" | "qr":
                if part != "qr":
                    for label, value in slip.rows:
                        say(f"{label.vi}: {value.vi}", bold=True)
                    for words in slip.moment:
                        say(words)
                if part != "facts" and slip.url is not None and qr != "none":
                    out.extend(_code(slip.url, dots, qr, band))
                    say(slip.scan)
            case "note":
                say(slip.note)
            case "keep":
                say(slip.keep, bold=True)
            case "legal":
                say(slip.legal)
    data = bytes(out) + escpos.CUT[cut] + buzzer
    if escpos.REAL_TIME.search(data):
        raise ValueError("slip in text mode: holds a real-time command")
    return data


def _said(text: str, columns: int, size: int, bold: bool) -> bytes:
    """Lines in letters `size` times as wide and high."""
    large = bytes((0x1D, 0x21, (size - 1) * 0x11)) if size > 1 else b""
    lines = "".join(f"{line}\n" for line in wrap(text, max(1, columns // size)))
    back = b"\x1d!\x00" if large else b""
    return large + (BOLD if bold else b"") + lines.encode("ascii") + (LIGHT if bold else b"") + back


def _code(url: str, dots: int, how: str, band: int) -> bytes:
    """The QR of a link: by the printer's own command, or as a picture."""
    if how == "native":
        data = url.encode("ascii", "replace")
        store = (len(data) + 3).to_bytes(2, "little")
        return (
            b"\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x06\x1d(k\x03\x001E1"  # model 2, size, level M
            + b"\x1d(k" + store + b"1P0" + data + b"\x1d(k\x03\x001Q0\n"
        )  # fmt: skip
    from printer.drawing import qr_page

    return escpos.encode(qr_page(url, dots), feed=False, band=band)
