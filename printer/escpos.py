"""ESC/POS: a picture of black and white dots as the bytes a receipt printer understands.

Own bytes rather than python-escpos' `image()`, which turns every band into RGBA and back, prints to
stdout when a profile has no width, cannot leave out white and knows nothing of real-time commands;
a test holds our plain form against its. Its table of printers is used: `profile`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from PIL import Image, ImageChops

INIT = b"\x1b@"
CUT = {"full": b"\x1dVA\x00", "partial": b"\x1dVB\x00", "none": b"\x1bd\x04"}
BAND = 256  # rows: what the smallest buffers take at once
# Executed by the printer as it receives them, even in the middle of a picture
REAL_TIME = re.compile(rb"\x10(?:\x04[\x01-\x08\x12]|\x05[\x00-\x02]|\x14[\x01-\x03\x07\x08])")


def encode(picture: Image.Image, *, dpi: int = 203, feed: bool = True, band: int = BAND) -> bytes:
    """The picture (mode "1", 0 is black) as `GS v 0` bands trimmed on the right, white rows as fed
    paper. No real-time command is in it: where one would be, the picture moves by a dot.

    `band`: rows sent at once. `feed` False sends white rows as white, for printers that know no
    `GS P`. Raises ValueError for another mode, and if no way to place the picture is free of
    real-time commands.
    """
    if picture.mode != "1":
        raise ValueError(f"picture of mode {picture.mode}: only 1-bit pictures are printed")
    box = ImageChops.invert(picture).getbbox() or (0, 0, 0, 0)
    for dx in (0, 1, -1, 2, -2, 3, -3):
        if not -dx <= box[0] <= box[2] <= picture.width - dx:
            continue  # ink would fall off the paper
        for dy in (0, 1, 2):
            data = _bands(_moved(picture, dx, dy), dpi, feed, band)
            if not REAL_TIME.search(data):
                return data
    raise ValueError("picture cannot be printed: real-time commands wherever it is placed")


def job(picture: Image.Image, *, cut: str = "partial", buzzer: bytes = b"", dpi: int = 203,
        feed: bool = True, band: int = BAND) -> bytes:  # fmt: skip
    """A whole slip: reset, picture, cut with feed, buzzer. Ends in a state fit for `GS r`."""
    data = INIT + encode(picture, dpi=dpi, feed=feed, band=band) + CUT[cut] + buzzer
    if REAL_TIME.search(data):
        raise ValueError("buzzer: forms a real-time command with what stands before it")
    return data


def _moved(picture: Image.Image, dx: int, dy: int) -> Image.Image:
    if not dx and not dy:
        return picture
    moved = Image.new("1", (picture.width, picture.height + dy), 255)
    moved.paste(picture, (dx, dy))
    return moved


def _bands(picture: Image.Image, dpi: int, feed: bool, band: int = BAND) -> bytes:
    """Bands of rows with ink; between them the paper is fed."""
    ink = ImageChops.invert(picture)
    data, stride = ink.tobytes(), (ink.width + 7) // 8
    out = bytearray()
    if feed:
        # ESC J counts in units that are half dots on some printers: make them dots
        out += bytes((0x1D, 0x50, dpi, dpi))
    starts = range(0, len(data), stride)
    top = 0
    for reach, rows in _cuts([len(data[i : i + stride].rstrip(b"\0")) for i in starts]):
        if not reach:
            out += _white(rows, feed)
        for first in range(top, top + rows if reach else top, band):
            count = min(band, top + rows - first)
            out += _header(reach, count)
            for row in range(first, first + count):
                out += data[row * stride : row * stride + reach]
        top += rows
    return bytes(out)


def _cuts(reaches: list[int]) -> list[tuple[int, int]]:
    """Groups the rows into bands (bytes a row, rows) so that little white is sent: a new band costs
    its header, a longer row in a band makes all its rows longer. `reaches`: each row's bytes to its
    last ink, 0 for white.
    """
    bands: list[tuple[int, int]] = []
    for reach in reaches:
        bands.append((reach, 1))
        merging = True
        while merging:
            merging = False
            for count in (2, 3):  # 3: over a white gap in between
                last = bands[-count:]
                one = (max(r for r, _ in last), sum(n for _, n in last))
                if len(last) == count and _cost(*one) <= sum(_cost(*band) for band in last):
                    bands[-count:] = [one]
                    merging = True
                    break
    return bands


def _cost(reach: int, rows: int) -> int:
    return 8 + reach * rows if reach else 3


def _white(rows: int, feed: bool) -> bytes:
    out = bytearray()
    while rows > 0:
        step = min(rows, 255)
        out += bytes((0x1B, 0x4A, step)) if feed else _header(1, step) + bytes(step)
        rows -= step
    return bytes(out)


def _header(stride: int, rows: int) -> bytes:
    return b"\x1dv0\x00" + stride.to_bytes(2, "little") + rows.to_bytes(2, "little")


@dataclass(frozen=True, slots=True)
class Profile:
    """What python-escpos' table of printers knows of a model: None where it doesn't."""

    name: str
    width: int | None  # dots
    dpi: int | None
    raster: bool  # GS v 0
    cuts: tuple[str, ...]  # of full, partial


def profiles() -> dict[str, Profile]:
    """The models of python-escpos by name.

    Its file is read directly: importing its module sets up logging for the whole process.
    """
    table = json.loads(files("escpos").joinpath("capabilities.json").read_text("utf-8"))
    return {name: _profile(name, row) for name, row in table["profiles"].items()}


def _profile(name: str, row: dict[str, Any]) -> Profile:
    def number(value: Any) -> int | None:
        return int(value) if isinstance(value, int | float) else None

    media, features = row.get("media", {}), row.get("features", {})
    cuts = (("full", "paperFullCut"), ("partial", "paperPartCut"))
    return Profile(
        name, number(media.get("width", {}).get("pixels")), number(media.get("dpi")),
        bool(features.get("bitImageRaster")), tuple(c for c, f in cuts if features.get(f)),
    )  # fmt: skip
