"""The slip: ms to draw and to encode it, bytes plain and trimmed, seconds on a serial line."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from escpos.printer import Dummy
from PIL import Image

from bench.load import table
from printer import escpos, plain
from printer.drawing import draw
from printer.lettering import Lettering
from tests.printer.slips import STANDARD

TIMES = 30
SPEEDS = (9600, 115200)


def main() -> None:
    letters, rows = Lettering(), []
    for width in (576, 512, 384):
        page = draw(STANDARD, width, letters)
        trimmed, bare = len(escpos.job(page)), _plain(page)
        letter = len(plain.job(STANDARD, width, qr="native"))
        rows.append([
            f"{width} × {page.height}", _ms(draw, STANDARD, width, letters),
            _ms(escpos.job, page), str(bare), str(trimmed), f"{trimmed / bare:.0%}",
            *(f"{trimmed * 10 / speed:.1f}" for speed in SPEEDS), str(letter),
        ])  # fmt: skip
    table(
        f"The standard slip, median of {TIMES} (ms, bytes, seconds on a line)",
        ["dots", "draw", "encode", "plain", "trimmed", "share",
         *(f"at {speed} bd" for speed in SPEEDS), "as text"],
        rows,
    )  # fmt: skip


def _plain(page: Image.Image) -> int:
    """Bytes of python-escpos' form: every row whole."""
    theirs = Dummy(profile="TM-T20II")
    theirs.image(page)
    return len(theirs.output)


def _ms(fn: Callable[..., Any], *args: Any) -> str:
    took = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        fn(*args)
        took.append((time.perf_counter() - begun) * 1000)
    return f"{statistics.median(took):.1f}"


if __name__ == "__main__":
    main()
