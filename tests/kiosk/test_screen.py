"""Sizes: pixels a millimetre of the kiosk's glass."""

from __future__ import annotations

import pytest

from kiosk.screen import px_per_mm, style, within_reach


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
        style({"width": 1080, "height": 1920, "diagonal": "21.5"})
        == ":root { --mm: 4.0339px; --reach: 1694px; }\n"
    )


@pytest.mark.parametrize(
    ("bottom", "height", "pixels"),
    [(800, 1920, 1694), (1000, 1920, 887), (700, 1920, None), (800, 1080, None)],
)
def test_what_a_hand_reaches_is_computed_from_where_the_glass_hangs(
    bottom: int, height: int, pixels: int | None
) -> None:
    width = 3000 - height
    screen = {"width": width, "height": height, "diagonal": "21.5", "bottom": bottom}
    assert px_per_mm(screen) == pytest.approx(4.0339, abs=1e-3)
    assert within_reach(screen) == pixels
