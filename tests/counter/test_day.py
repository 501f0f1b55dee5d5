"""An officer's small day by keyboard only, with a reload in mid-service."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.counter.browser import OpenDesk, at, shot


def state(page: Page, wanted: str) -> None:
    expect(page.locator("#officer")).to_have_attribute("data-state", wanted)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def patience(page: Page) -> None:
    """Longer than the moment in which a second Space after a call does nothing."""
    page.wait_for_timeout(2100)


def test_a_small_day_needs_no_mouse(browser: Browser, open_desk: OpenDesk) -> None:
    desk = open_desk
    first = desk.issue("khai-sinh")["id"]
    second, third = desk.issue("ket-hon")["id"], desk.issue("khai-sinh")["id"]
    with at(browser, desk, "lan", "/counter/1") as page:
        state(page, "closed")
        press(page, "o")
        state(page, "free")
        expect(page.locator("#next-who")).to_contain_text("A001 · Đăng ký khai sinh")

        press(page, "Space", "Space", "Space")  # a nervous thumb calls one person, not three
        state(page, "called")
        expect(page.locator("#number")).to_have_text("A001")
        press(page, "Space")
        page.wait_for_timeout(400)
        expect(page.locator("#number")).to_have_text("A001")
        expect(page).to_have_title("A001 · Quầy 1")
        press(page, "r")
        expect(page.locator("#facts")).to_contain_text("gọi 2 lần")
        press(page, "s")
        state(page, "serving")
        desk.later(65)

        page.reload()
        state(page, "serving")
        expect(page.locator("#number")).to_have_text("A001")
        expect(page.locator("#elapsed")).to_contain_text("1:0")

        press(page, "Shift+H")
        expect(page.locator("#dialog-hold")).to_be_visible()
        press(page, "ArrowDown", "ArrowDown")  # in ten minutes
        shot(page, "counter-hold")
        press(page, "Enter")
        state(page, "free")
        expect(page.locator("#held li")).to_contain_text(re.compile("A001.*hẹn 07:4"))
        patience(page)
        press(page, "Space")
        expect(page.locator("#number")).to_have_text("A002")
        desk.later(25)
        expect(page.locator("#no-show-in")).to_have_text("")
        press(page, "n")
        state(page, "free")
        expect(page.locator("#absent li")).to_contain_text("A002")

        press(page, "g")
        expect(page.locator("#number")).to_have_text("A001")
        press(page, "s")
        state(page, "serving")
        press(page, "t")
        expect(page.locator("#dialog-transfer")).to_be_visible()
        press(page, "Tab")
        press(page, "c", "Tab")  # a list finds its line by the letter: Cấp sổ đỏ
        page.keyboard.type("Hồ sơ ở ngăn 3")
        shot(page, "counter-transfer")
        press(page, "Tab", "Tab", "Tab", "Enter")
        state(page, "free")
        assert desk.journal.live.tickets[first].note == "Hồ sơ ở ngăn 3"
        assert desk.journal.live.tickets[first].service == "so-do"
        press(page, "u")
        expect(page.locator("#number")).to_have_text("A001")
        press(page, "f")
        state(page, "free")

        press(page, "c")
        page.keyboard.type("a003")
        press(page, "Enter")
        expect(page.locator("#number")).to_have_text("A003")
        press(page, "s")
        state(page, "serving")
        press(page, "Shift+F", "ArrowDown", "Enter")
        expect(page.locator("dialog[open]")).to_have_count(0)
        state(page, "free")

        press(page, "p", "Enter")
        expect(page.locator("dialog[open]")).to_have_count(0)
        state(page, "paused")
        expect(page.locator("#gate-words")).to_contain_text("Nghỉ giải lao")
        press(page, "p")
        state(page, "free")
        press(page, "o", "Enter")
        state(page, "closed")
    events = [(e["kind"], e["ticket"]) for e in desk.journal.events(5, 100)]
    assert events == [
        ("CounterOpened", None), ("TicketCalled", first), ("TicketRecalled", first),
        ("ServingStarted", first), ("TicketHeld", first), ("TicketCalled", second),
        ("TicketMarkedNoShow", second), ("TicketResumed", first), ("ServingStarted", first),
        ("TicketTransferred", first), ("MoveUndone", first), ("TicketFinished", first),
        ("TicketCalled", third), ("ServingStarted", third), ("TicketFinished", third),
        ("CounterPaused", None), ("CounterUnpaused", None), ("CounterClosed", None),
    ]  # fmt: skip
    finished = desk.journal.live.tickets[third]
    assert finished.leg.outcome == "result-given"
    assert desk.journal.live.totals["khai-sinh"].by_hand == 1
