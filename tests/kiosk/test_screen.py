"""Sizes: pixels a millimetre of the kiosk's glass."""

from __future__ import annotations

import pytest

from kiosk.screen import px_per_mm, style


@pytest.mark.parametrize(
    ("screen", "px"),
    [
        ({"width": 1080, "height": 1920, "diagonal": "21.5"}, 81),
        ({"width": 1920, "height": 1080, "diagonal": 21.5}, 81),
        ({"width": 1080, "height": 1920, "diagonal": "27"}, 64),
        (None, 81),
    ],
)
def test_twenty_millimetres_in_pixels(screen: dict | None, px: int) -> None:
    assert round(20 * px_per_mm(screen)) == px


def test_the_style_sheet_says_it() -> None:
    assert (
        style({"width": 1080, "height": 1920, "diagonal": "21.5"}) == ":root { --mm: 4.0339px; }\n"
    )
