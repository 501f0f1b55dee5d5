"""Trial: a page that shows what a printer can do, for who sets it up; it is nobody's slip."""

from __future__ import annotations

import itertools
from typing import Any

from PIL import Image

from languages import Languages
from printer.drawing import WIDE, Page, qr
from printer.lettering import VIETNAMESE, Lettering
from printer.sample import sample

SIZES = (22, 30)
CONFUSED = "0O 1Il 5S 8B Đ D ắặẵẳằ ợờởỡớ ịỉĩíì"


def trial(plan: Any, languages: Languages, row: dict[str, Any], letters: Lettering) -> Image.Image:
    """All letters of Vietnamese in both weights, a ruler over the whole width, greys, a QR."""
    width: int = row["width"]
    slip = sample(plan, languages, row["id"])
    page = Page(width, 8, letters)
    page.gap(8)
    page.text(languages.say("vi", "TEST PRINT"), "bold", 30 if width >= WIDE else 24)
    page.text(f"{languages.pick('vi', row['name'])} · {row['id']} · {row['driver']}", "regular", 22)
    page.gap(8)
    _ruler(page)
    for weight, size in itertools.product(("regular", "bold"), SIZES):
        page.text(" ".join(VIETNAMESE[at : at + 12] for at in range(0, len(VIETNAMESE), 12)),
                  weight, size)  # fmt: skip
        page.gap(4)
    page.text(CONFUSED, "heavy", 30)
    page.gap(8)
    _stripes(page)
    if slip.url:
        page.gap(22)
        code = qr(slip.url, 160)
        page.ink(code, page.edge, page.height)
        page.gap(code.height + 22)
    page.text(slip.number, "heavy", round(width * 0.2))
    page.gap(8)
    return page.draw()


def _ruler(page: Page) -> None:
    """A stroke every 8 dots from edge to edge, every 64 a long one: a missing end shows at once."""
    page.ink(Image.new("1", (page.width, 2), 255), 0, page.height)
    for x in (*range(0, page.width, 8), page.width - 1):
        long = x % 64 == 0 or x == page.width - 1
        page.ink(Image.new("1", (1, 24 if long else 10), 255), x, page.height)
    page.gap(32)


def _stripes(page: Page) -> None:
    """Fine patterns: a weak or dirty head leaves white lines in them."""
    for every in (2, 4):
        mask = Image.new("1", (page.width, 16))
        mask.putdata([255 * ((x // every + y // every) % 2 == 0)
                      for y in range(16) for x in range(page.width)])  # fmt: skip
        page.ink(mask, 0, page.height)
        page.gap(20)
