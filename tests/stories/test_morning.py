"""A whole morning through the real server: every page at once, paper, a serial pad, sockets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from demo.fake_printer import FakePrinter
from tests.fakes.pad import FakePad
from tests.halls import text
from tests.server import ROOT, Server
from tests.stories.cast import Watcher
from tests.stories.founding import PASSWORD, Founded, found
from tests.stories.judging import events_of, judge

SHOTS = ROOT / "screenshots" / "morning"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


class Morning:
    """One hall with everything on: a printer on TCP, a pad on its pty, a browser for each page."""

    def __init__(self, browser: Browser, folder: Path, engine: str) -> None:
        self.browser, self.engine = browser, engine
        self.printer = FakePrinter()
        self.pad = FakePad(folder / "pad2")
        self.hall: Founded = found(
            folder,
            officers=["1", "2"],
            people={"truong-phong": "manager"},
            printers=[
                {
                    "id": "p1",
                    "name": text("Máy in cửa chính"),
                    "driver": "tcp",
                    "options": {"host": "127.0.0.1", "port": self.printer.port},
                    "width": 576,
                }
            ],
            pads=[
                {"id": "pad-1", "kind": "rating", "counter": "1"},
                {
                    "id": "pad-2",
                    "kind": "rating",
                    "counter": "2",
                    "port": self.pad.device,
                    "frame": r"\x02(?P<key>[1-5])\x03",
                    "keys": {"31": "1", "32": "2", "33": "3", "34": "4", "35": "5"},
                },
            ],
        )
        self.server = Server(self.hall.config, data=self.hall.data, engine=engine)
        self.troubles: list[str] = []

    def restart(self) -> None:
        """The power button, and on again at the same address."""
        port = int(self.server.url.rsplit(":", 1)[1])
        self.server.kill9()
        self.server = Server(self.hall.config, data=self.hall.data, engine=self.engine, port=port)

    def page(self, width: int, height: int) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, bypass_csp=True, locale="vi-VN"
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        return page

    def device(self, id: str, path: str, width: int, height: int) -> Page:
        """A device's page, paired as its technician does it."""
        page = self.page(width, height)
        page.goto(self.server.url + path)
        expect(page).to_have_url(re.compile("/pair"))
        page.fill("#key", self.hall.keys[id])
        page.press("#key", "Enter")
        page.wait_for_url(f"**{path}")
        return page

    def person(self, name: str, path: str, width: int = 1280, height: int = 800) -> Page:
        page = self.page(width, height)
        page.goto(self.server.url + path)
        expect(page).to_have_url(re.compile("/login"))
        page.fill("#name", name)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url(f"**{path}")
        return page

    def slip(self, n: int) -> str:
        """The address in the code of the n-th slip."""
        picture = self.printer.wait_for(n, 10)[n - 1].picture()
        picture.save(SHOTS / f"slip-{self.engine}-{n}.png")
        return str(zxingcpp.read_barcodes(picture)[0].text)

    def close(self) -> None:
        self.server.stop()
        self.printer.stop()


def shoot(page: Page, name: str) -> None:
    """A picture to be looked at, and no violation of accessibility in that state."""
    page.screenshot(path=SHOTS / f"{name}.png")
    if not page.evaluate("() => Boolean(window.axe)"):
        page.add_script_tag(path=AXE)
    found = page.evaluate(
        "async () => (await axe.run()).violations.map(v => v.id + ' ' + v.nodes[0].html)"
    )
    assert found == [], f"{name}: {found}"


@pytest.fixture(params=["eventlet", pytest.param("threading", marks=pytest.mark.soak)])
def morning(request: Any, browser: Browser, tmp_path: Path) -> Iterator[Morning]:
    SHOTS.mkdir(parents=True, exist_ok=True)
    it = Morning(browser, tmp_path, request.param)
    yield it
    it.close()


@pytest.mark.timeout(240)
def test_a_morning_from_the_kiosk_to_the_rating(morning: Morning) -> None:
    tag = morning.engine
    kiosk = morning.device("k1", "/kiosk/k1", 1080, 1920)
    tv = morning.device("tv1", "/display/tv1", 1920, 1080)
    tablet = morning.device("pad-1", "/rating/1", 1024, 768)
    first = morning.person("can-bo-1", "/counter/1")
    second = morning.person("can-bo-2", "/counter/2")
    manager = morning.person("truong-phong", "/dashboard", 1440, 900)
    lobby = Watcher(morning.server.url, morning.hall.keys["tv1"], "display/tv1")

    for officer in (first, second):
        officer.click("#gate-act")
        expect(officer.locator("#moves")).to_be_visible()

    # seven o'clock: three citizens at the kiosk
    kiosk.wait_for_selector("body[data-ready]")
    shoot(kiosk, f"kiosk-{tag}")
    for n in (1, 2, 3):
        kiosk.locator('[data-service="khai-sinh"]').first.click()
        kiosk.wait_for_selector(f'text="A00{n}"')
        assert "/t/" in morning.slip(n)
        if n == 1:
            kiosk.wait_for_selector('.fate[data-state="done"]')
            shoot(kiosk, f"kiosk-result-{tag}")
        # a touch right after a new screen is taken for the second of a double tap
        kiosk.wait_for_timeout(600)
        kiosk.locator("main .way.main").click()
        kiosk.wait_for_timeout(600)
    expect(manager.locator("body")).to_contain_text("Đăng ký khai sinh")

    # the first is called: the board shows and speaks it, everybody sees the same
    first.keyboard.press("Space")
    expect(first.locator("#number")).to_have_text("A001")
    expect(tv.locator("body")).to_contain_text("A001")
    second.keyboard.press("Space")
    expect(second.locator("#number")).to_have_text("A002")
    expect(tv.locator("body")).to_contain_text("A002")
    lobby.wait(lambda: len(lobby.data()["now"]) == 2, "both calls")
    assert [c["number"] for c in lobby.data()["now"]] == ["A002", "A001"]
    # spoken one after the other, 5 s each
    tv.wait_for_function("() => window.hall_voice && window.hall_voice.played.length > 0")
    shoot(tv, f"display-{tag}")
    shoot(first, f"counter-{tag}")

    # served; the page is loaded anew in the middle of it
    first.keyboard.press("s")
    expect(first.locator("#officer")).to_have_attribute("data-state", "serving")
    first.reload()
    expect(first.locator("#number")).to_have_text("A001")
    first.keyboard.press("f")
    expect(tablet.locator("#open")).to_be_visible()
    shoot(tablet, f"rating-{tag}")
    # thanks are shown for two seconds, which a busy machine may look away for
    tablet.evaluate("""() => new MutationObserver(() => {
        if (!document.getElementById("thanks").hidden) window.thanked = true;
    }).observe(document.body, {subtree: true, attributes: true})""")
    tablet.locator('[data-score="5"]').click()  # sent by itself after 3 s
    tablet.wait_for_function("window.thanked")

    second.keyboard.press("s")
    expect(second.locator("#officer")).to_have_attribute("data-state", "serving")
    second.keyboard.press("f")
    expect(second.locator("#number")).not_to_have_text("A002")
    morning.pad.press(b"\x02\x34\x03")
    morning.pad.press(b"\x02\x31\x03")  # a second press is none

    # the third looks at the phone, while the power fails
    phone = morning.page(390, 844)
    phone.goto(morning.slip(3).replace("http://127.0.0.1:8000", morning.server.url))
    expect(phone.locator("#number")).to_have_text("A003")
    shoot(phone, f"phone-{tag}")
    shoot(manager, f"dashboard-{tag}")
    morning.restart()
    first.keyboard.press("Space")
    expect(first.locator("#number")).to_have_text("A003", timeout=15_000)
    expect(tv.locator("body")).to_contain_text("A003", timeout=15_000)
    expect(phone.locator("#state")).to_have_attribute("data-state", "called", timeout=15_000)
    lobby.close()

    assert morning.troubles == []
    morning.server.stop()
    judge(morning.hall)
    events = events_of(morning.hall)
    rated = [(e.counter, e.data["score"], e.data["channel"]) for e in events
             if e.kind == "ServiceRated"]  # fmt: skip
    assert rated == [("1", 5, "pad"), ("2", 4, "pad")]
    assert [e.kind for e in events].count("PrintConfirmed") == 3
