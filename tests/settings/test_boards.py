"""The checks of displays: distances at which no call fits, directions, room for pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from settings import load
from tests.halls import small_hall
from tests.settings.test_settings import written


def told(folder: Path, **display: Any) -> tuple[list[str], list[str]]:
    """Mistakes and warnings about displays."""
    settings = small_hall()
    settings["displays"][0] |= display
    checked = load(written(settings, folder / "config.yaml"))
    about = [[str(m) for m in found if "displays" in str(m)] for found in
             (checked.mistakes, checked.warnings)]  # fmt: skip
    return about[0], about[1]


@pytest.mark.parametrize(
    ("panel", "most"),
    [
        ({"diagonal": "43"}, 8),
        ({"diagonal": "55"}, 10),
        ({"diagonal": "65"}, 12),
        ({"diagonal": "55", "width": 1080, "height": 1920}, 12),
    ],
)
def test_a_distance_at_which_not_even_one_call_fits_is_refused_with_the_largest_that_does(
    tmp_path: Path, panel: dict[str, Any], most: int
) -> None:
    assert told(tmp_path, **panel, distance=most) == ([], [])
    ((mistake,), _) = told(tmp_path, **panel, distance=most + 1)
    assert "distance" in mistake and f"allowed: up to {most} m" in mistake


def test_media_on_a_panel_too_small_for_its_distance_is_a_warning(tmp_path: Path) -> None:
    media = {"folder": "sanh"}
    assert told(tmp_path, media=media, distance=5) == ([], [])
    _, (warning,) = told(tmp_path, media=media, distance=8)
    assert "media" in warning and "too small" in warning


@pytest.mark.parametrize(
    ("display", "says"),
    [
        ({"directions": {"9": "left"}}, "'9'"),
        ({"directions": {"1": "north"}}, "north"),
        ({"media": {"folder": "x", "seconds": 2}}, "seconds"),
        ({"media": {"seconds": 9}}, "folder"),
        ({"width": 100}, "width"),
    ],
)
def test_what_a_display_may_not_say(tmp_path: Path, display: dict[str, Any], says: str) -> None:
    mistakes, _ = told(tmp_path, **display)
    assert len(mistakes) == 1 and says in mistakes[0] and "allowed" in mistakes[0]
