"""Every screen of the kiosk, on every glass and in every size of text: measured in millimetres, and
looked at by axe-core with contrast 7:1."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from queueing.who import THE_HALL as HALL
from tests.kiosk.glass import Glass
from tests.kiosk.served import ServedHouse

SCREENS = {
    "upright": ("k1", 1080, 1920),
    "lying": ("k2", 1920, 1080),
}
SEEN_BY_AXE = {"upright": "1", "lying": "2"}


def walk(kiosk: Glass, size: str) -> Iterator[str]:
    """Leads a citizen through all screens; yields the name of each."""

    def begin() -> None:
        if kiosk.screen != "start":
            kiosk.touch("#back-home", "start")
        if size != "1":
            kiosk.touch(f'[data-text-size="{size}"]')
            kiosk.settle()

    begin()
    yield "start"
    kiosk.touch('.way:has-text("cơ quan")', "agencies")
    yield "agencies"
    kiosk.touch(".tile.agency", "agency")
    yield "agency"
    begin()
    kiosk.touch(".find", "search")
    kiosk.write("phep")
    kiosk.page.wait_for_selector(".hit")
    kiosk.page.wait_for_timeout(150)
    yield "search"
    kiosk.touch("#back-home", "start")
    begin()
    kiosk.touch('.way:has-text("ưu tiên")', "priority")
    yield "priority"
    kiosk.touch(".tile.ground", "start")
    yield "start-with-ground"
    kiosk.touch(".tile", "result")
    yield "result"
    kiosk.touch('.way:has-text("Đổi dịch vụ")', "start")
    yield "change"
    kiosk.page.locator(".tile").nth(1).click()
    kiosk.page.wait_for_selector(".old")
    kiosk.settle()
    yield "changed"
    begin()
    kiosk.touch('button:text-is("English")')
    kiosk.settle()
    yield "start-in-english"
    kiosk.page.evaluate("document.getElementById('more-time').showModal()")
    yield "more-time"


@pytest.mark.parametrize("size", ["1", "1.5", "2"])
@pytest.mark.parametrize("screen", SCREENS)
def test_everything_is_large_enough_apart_enough_and_fits(
    glass: Callable[..., Glass], province_hall: ServedHouse, screen: str, size: str
) -> None:
    for at in range(12):
        service = list(province_hall.hall.plan.services)[at % 9]
        province_hall.do(lambda hall, now, s=service: hall.issue(HALL, now, service=s))
    kiosk = glass(*SCREENS[screen])
    wrong = {}
    for name in walk(kiosk, size):
        kiosk.shot(f"{screen}-{size}-{name}")
        if found := kiosk.wrong_sizes():
            wrong[name] = found
        if size == SEEN_BY_AXE[screen] and (found := kiosk.problems()):
            wrong[f"{name} (axe)"] = found
    assert wrong == {}


def test_enlarged_twice_by_the_browser_nothing_is_lost(glass: Callable[..., Glass]) -> None:
    """At 200 % half as many CSS pixels are left; the page may scroll then, but nothing is cut."""
    kiosk = glass("k1", 540, 960, device_scale_factor=2)
    for name in walk(kiosk, "1"):
        kiosk.shot(f"zoomed-{name}")
        cut = kiosk.page.evaluate(
            """() => {
              const wide = document.documentElement.scrollWidth > innerWidth + 1 ? ["wider"] : [];
              const cut = [...document.querySelectorAll("button, a, h1, p, dd, input")]
                .filter((n) => n.checkVisibility({visibilityProperty: true}))
                .filter((n) => {
                  const box = n.getBoundingClientRect();
                  n.scrollIntoView({block: "center"});
                  const now = n.getBoundingClientRect();
                  const there = now.bottom > 0 && now.top < innerHeight && box.width > 0;
                  return !there || now.right > innerWidth + 1 || now.left < -1
                    || n.scrollWidth > n.clientWidth + 2;
                });
              return [...wide, ...cut.map((n) => `${n.tagName} ${n.className} ${n.innerText}`)];
            }"""
        )
        assert cut == [], name


@pytest.mark.parametrize(
    "glass_size", [(1080, 1920, "27"), (1366, 768, "15.6"), (768, 1366, "15.6")]
)
def test_other_glasses_are_large_enough_too(
    glass: Callable[..., Glass], province_hall: ServedHouse, glass_size: tuple[int, int, str]
) -> None:
    width, height, inches = glass_size
    screen = {"width": width, "height": height, "diagonal": inches}
    kiosks = [{**k, "screen": screen} for k in province_hall.settings["kiosks"]]
    province_hall.change(kiosks=kiosks)
    kiosk = glass("k1", width, height)
    wrong = {}
    for name in walk(kiosk, "1"):
        kiosk.shot(f"glass-{inches}-{width}-{name}")
        if found := kiosk.wrong_sizes():
            wrong[name] = found
    assert wrong == {}
