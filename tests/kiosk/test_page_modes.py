"""The kiosk's modes of help: everything lower, tones on the keyboard; measured, looked at."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.kiosk.glass import Glass
from tests.kiosk.served import ServedHouse
from tests.kiosk.test_page_sizes import walk

Open = Callable[..., Glass]

TOO_HIGH = """() => {
  const reach = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--reach"));
  return [...document.querySelectorAll("button, a[href], input")]
    .filter((n) => n.checkVisibility({visibilityProperty: true}))
    .filter((n) => n.getBoundingClientRect().top < innerHeight - reach - 0.5)
    .map((n) => n.innerText || n.id);
}"""
TONED = """async (pairs) => {
  const {toned} = await import("/static/kiosk/keyboard.js");
  return pairs.map(([text, tone]) => toned(text, tone));
}"""


@pytest.mark.parametrize("bottom", [800, 900])
def test_one_touch_brings_every_control_within_reach_of_a_wheelchair(
    glass: Open, province_hall: ServedHouse, bottom: int
) -> None:
    kiosks = [dict(k) for k in province_hall.settings["kiosks"]]
    kiosks[0]["screen"] = {**kiosks[0]["screen"], "bottom": bottom}
    province_hall.change(kiosks=kiosks)
    kiosk = glass("k1")
    wrong = {}
    steps = walk(kiosk, "1")
    assert kiosk.page.evaluate(TOO_HIGH) != [] or bottom == 800
    for name in steps:
        if kiosk.page.locator("#low[aria-pressed=false]").count() and name != "more-time":
            kiosk.touch("#low")  # the mode ends with each visit
            kiosk.settle()
        kiosk.shot(f"low-{bottom}-{name}")
        if found := kiosk.wrong_sizes() + kiosk.page.evaluate(TOO_HIGH):
            wrong[name] = found
        if bottom == 900 and name in ("start", "search", "result") and (found := kiosk.problems()):
            wrong[f"{name} (axe)"] = found
    assert wrong == {}


def test_a_glass_within_reach_has_no_need_of_it(glass: Open) -> None:
    kiosk = glass("k2", 1920, 1080)
    assert kiosk.boxes("#low") == []


def test_tones_go_where_they_are_written(glass: Open) -> None:
    kiosk = glass()
    acute, grave, hook, tilde, dot = "´", "`", "\u02c0", "~", "."
    pairs = [("do", hook), ("so đo", hook), ("nghe", grave), ("hoa", grave), ("toan", grave),
             ("chuyên", hook), ("đươc", dot), ("qua", acute), ("gia", grave), ("quy", hook),
             ("ngươi", grave), ("xã", tilde), ("xã", dot), ("bcd", acute), ("", acute)]  # fmt: skip
    assert kiosk.page.evaluate(TONED, [list(pair) for pair in pairs]) == [
        "dỏ", "so đỏ", "nghè", "hòa", "toàn", "chuyển", "được", "quá", "già", "quỷ",
        "người", "xa", "xạ", "bcd", "",
    ]  # fmt: skip


def test_the_keyboard_writes_with_tones_and_its_keys_are_large_enough(glass: Open) -> None:
    kiosk = glass()
    kiosk.touch(".find", "search")
    kiosk.write("phi")
    kiosk.page.locator(".key.swap").click()
    kiosk.touch('.key.tone[aria-label="Dấu sắc"]')
    assert kiosk.page.locator("#query").input_value() == "phí"
    kiosk.page.wait_for_selector(".hit")
    kiosk.settle()
    kiosk.shot("keyboard-tones")
    assert kiosk.wrong_sizes() == []
    kiosk.page.locator(".key.swap").click()
    kiosk.settle()
    assert kiosk.wrong_sizes() == []
    keys = kiosk.boxes(".key")
    mm = kiosk.page.evaluate(
        "parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--mm'))"
    )
    assert min(key["width"] for key in keys) / mm >= 19.9
    assert min(key["height"] for key in keys) / mm >= 19.9
