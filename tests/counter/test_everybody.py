"""Whether everybody can use the officer's page: axe on every state, keyboard, zoom, windows."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.counter.browser import OpenDesk, accessible, at, shot


def state(page: Page, wanted: str) -> None:
    expect(page.locator("#officer")).to_have_attribute("data-state", wanted)


def test_no_state_of_the_page_bars_anybody(browser: Browser, open_desk: OpenDesk) -> None:
    desk = open_desk
    for service in ("khai-sinh", "ket-hon", "khai-sinh", "sao-y", "khai-sinh"):
        desk.issue(service)
    desk.open("minh", "3")
    with at(browser, desk, "lan", "/counter") as page:
        accessible(page, "choosing a counter")
        page.get_by_role("link", name="Quầy 1").click()
        state(page, "closed")
        accessible(page, "closed")
        page.keyboard.press("o")
        state(page, "free")
        accessible(page, "free")
        desk.do("lan", "/counters/1/call-next")
        desk.do("lan", "/counters/1/hold")
        desk.do("lan", "/counters/1/call-next")
        desk.later(31)
        desk.do("lan", "/counters/1/no-show")
        desk.do("lan", "/counters/1/call-next")
        desk.later(31)
        expect(page.locator("#prompt")).to_contain_text("Gọi lại?")
        accessible(page, "called, one aside, one missing, a prompt")
        for key, name in (("t", "transfer"), ("Shift+F", "outcome"), ("?", "help")):
            page.keyboard.press(key)
            expect(page.locator(f"#dialog-{name}")).to_be_visible()
            accessible(page, name)
            page.keyboard.press("Escape")
            expect(page.locator(f"#dialog-{name}")).to_be_hidden()
        page.keyboard.press("s")
        state(page, "serving")
        accessible(page, "serving")
        page.keyboard.press("f")
        state(page, "free")
        for key, name in (("c", "by-hand"), ("w", "serve"), ("o", "sure"), ("p", "pause")):
            page.keyboard.press(key)
            expect(page.locator(f"#dialog-{name}")).to_be_visible()
            accessible(page, name)
            page.keyboard.press("Enter" if name == "pause" else "Escape")
        state(page, "paused")
        accessible(page, "paused")
        shot(page, "counter-paused")
        page.goto("/counter/1?lang=en")
        state(page, "paused")
        expect(page.locator("#gate-title")).to_have_text("The counter is on a break")
        accessible(page, "in English")


def test_the_page_fits_beside_other_software_and_at_double_size(
    browser: Browser, open_desk: OpenDesk
) -> None:
    desk = open_desk
    for service in ("khai-sinh", "ket-hon", "sao-y"):
        desk.issue(service)
    desk.open("lan", "1")
    desk.do("lan", "/counters/1/call-next")
    desk.do("lan", "/counters/1/start")
    for width, height in ((1280, 720), (640, 800), (640, 360), (360, 640)):
        with at(browser, desk, "lan", "/counter/1", width=width, height=height) as page:
            state(page, "serving")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{wide} px in a window of {width}"
            if width == 1280:
                bottom = page.locator(".officer-more").bounding_box()
                assert bottom and bottom["y"] + bottom["height"] <= height, (
                    "no scrolling for a move"
                )
            shot(page, f"counter-{width}")


def test_every_control_is_reached_and_seen_with_the_tab_key(
    browser: Browser, open_desk: OpenDesk
) -> None:
    desk = open_desk
    desk.issue()
    desk.open("lan", "1")
    desk.do("lan", "/counters/1/call-next")
    with at(browser, desk, "lan", "/counter/1") as page:
        state(page, "called")
        reached = []
        for _ in range(16):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("""() => {
                const e = document.activeElement, s = getComputedStyle(e);
                const name = e.id || e.dataset.move || e.tagName;
                return [name, s.outlineStyle, parseFloat(s.outlineWidth)];
            }"""))  # fmt: skip
        names = [name for name, _, _ in reached]
        for name in ("pause", "close", "help", "next", "start", "finish", "recall", "no-show",
                     "hold", "transfer", "outcome", "serve", "by-hand"):  # fmt: skip
            assert name in names, f"{name} not reached: {names}"
        unseen = [name for name, style, width in reached
                  if name != "BODY" and (style == "none" or width < 2)]  # fmt: skip
        assert unseen == [], "focus must be seen"


def test_space_presses_the_button_that_has_the_focus(browser: Browser, open_desk: OpenDesk) -> None:
    desk = open_desk
    desk.issue(), desk.issue()
    desk.open("lan", "1")
    desk.do("lan", "/counters/1/call-next")
    with at(browser, desk, "lan", "/counter/1") as page:
        state(page, "called")
        page.locator("[data-move=start]").focus()
        page.keyboard.press("Space")
        state(page, "serving")
        expect(page.locator("#number")).to_have_text("A001")
        page.keyboard.press("Space")  # start is not possible now: nothing happens, nobody is called
        page.wait_for_timeout(300)
        expect(page.locator("#number")).to_have_text("A001")
        page.keyboard.press("Escape")
        page.keyboard.press("Space")
        expect(page.locator("#number")).to_have_text("A002")
        page.wait_for_timeout(2100)
        page.locator("[data-move=start]").click()  # a pointer leaves no focus behind
        state(page, "serving")
        page.keyboard.press("Space")
        state(page, "free")
