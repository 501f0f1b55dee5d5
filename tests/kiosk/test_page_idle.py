"""Nobody at the kiosk: it asks, stays as often as somebody wants it to, then forgets everything."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.picture import TIMES
from tests.kiosk.glass import Glass

Open = Callable[..., Glass]
MODES = [(None, 10), ('[data-text-size="2"]', 1), ("#low", 1), ("F1", 1)]


def test_the_hall_gives_a_minute_twice_that_in_the_modes_of_help_and_20_s_to_answer() -> None:
    assert (TIMES["idle"], TIMES["idle_large"], TIMES["more"]) == (60, 120, 20)


@pytest.mark.parametrize(("mode", "extensions"), MODES)
def test_more_time_is_given_ten_times_and_then_everything_is_wiped(
    glass: Open, monkeypatch: pytest.MonkeyPatch, mode: str | None, extensions: int
) -> None:
    monkeypatch.setitem(TIMES, "idle", 600 if mode else 0.6)
    monkeypatch.setitem(TIMES, "idle_large", 0.6 if mode else 600)
    monkeypatch.setitem(TIMES, "more", 3)
    kiosk = glass()
    if mode == "F1":
        kiosk.page.keyboard.press("F1")
    elif mode:
        kiosk.touch(mode)
        kiosk.settle()
    kiosk.page.evaluate("document.body.speech.kiosk.ground = {name: {vi: 'Người cao tuổi'}}")
    kiosk.page.evaluate("document.body.speech.kiosk.go('start')")
    for _ in range(extensions):
        kiosk.page.wait_for_selector("#more-time", state="visible")
        kiosk.page.locator("#stay").click()
        kiosk.page.wait_for_selector("#more-time", state="hidden")
        assert kiosk.page.locator(".banner").is_visible(), "nothing is lost"
    kiosk.page.wait_for_selector("#more-time", state="visible")
    kiosk.page.wait_for_selector(".banner", state="detached")
    assert kiosk.page.evaluate(
        "[document.documentElement.dataset.size, document.body.classList.contains('low'),"
        " document.body.speech.kiosk.spoken, document.body.speech.kiosk.ground]"
    ) == ["1", False, False, None]
