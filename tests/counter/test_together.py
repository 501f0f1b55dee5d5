"""Officers together, and one officer twice: alarms between pages, tabs that follow, a crash."""

from __future__ import annotations

import contextlib

from playwright.sync_api import Browser, Error, Page, expect

from tests.counter.browser import OpenDesk, accessible, at, shot
from tests.counter.test_page import kinds, state


def test_colleagues_see_a_silent_alarm_and_the_caller_who_comes(
    browser: Browser, open_desk: OpenDesk
) -> None:
    desk = open_desk
    desk.issue()
    desk.open("lan", "1"), desk.open("minh", "2")
    desk.do("lan", "/counters/1/call-next")
    desk.do("lan", "/counters/1/start")
    with (
        at(browser, desk, "lan", "/counter/1") as lan,
        at(browser, desk, "minh", "/counter/2", 480, 800) as minh,
    ):
        state(lan, "serving"), state(minh, "free")
        lan.keyboard.press("F9")
        expect(lan.locator("#alarm-mine")).to_be_hidden()
        lan.keyboard.press("e")  # the chord works in a dialog's field too
        lan.keyboard.type("can ho tro")
        lan.keyboard.press("F9")
        lan.keyboard.press("F9")
        lan.keyboard.press("Control+Enter")
        expect(lan.locator("#note-words")).to_have_text("can ho tro")
        expect(lan.locator("#alarm-words")).to_have_text("Đã báo đồng nghiệp.")
        stripe = minh.locator("#alarms li")
        expect(stripe).to_contain_text("Quầy 1 cần hỗ trợ lan")
        accessible(minh, "a colleague calls"), accessible(lan, "who calls")
        shot(minh, "counter-alarm-480")
        minh.get_by_role("button", name="Tôi đến ngay").click()
        expect(lan.locator("#alarm-words")).to_have_text("minh đang đến")
        lan.locator("#alarm-over").click()
        expect(stripe).to_have_count(0)
    alerts = [kind for kind in kinds(desk) if kind.startswith("Alert")]
    assert alerts == ["AlertRaised", "AlertAcknowledged", "AlertCleared"]


def test_one_tab_leads_the_others_follow_and_nothing_is_done_twice(
    browser: Browser, open_desk: OpenDesk
) -> None:
    desk = open_desk
    for _ in range(3):
        desk.issue()
    desk.open("lan", "1")
    with at(browser, desk, "lan", "/counter/1") as first:
        state(first, "free")
        second = first.context.new_page()
        second.goto("/counter/1")
        state(second, "follows")
        accessible(second, "a tab that follows")
        shot(second, "counter-follows")
        for tab in (second, first):
            tab.bring_to_front()
            tab.keyboard.press("Space")
        state(first, "called")
        expect(second.locator("#number")).to_have_text("A001")
        second.keyboard.press("o")
        state(second, "called"), state(first, "follows")
        first.keyboard.press("s")
        second.keyboard.press("s")
        state(second, "serving")
        second.reload()
        state(second, "serving"), state(first, "follows")
        second.close()
        state(first, "serving")
        first.keyboard.press("f")
        state(first, "free")
    moves = ["TicketCalled", "ServingStarted", "TicketFinished"]
    assert [kind for kind in kinds(desk) if kind in moves] == moves


def test_a_browser_that_dies_while_serving_leaves_the_visit_to_its_officer(
    browser: Browser, open_desk: OpenDesk
) -> None:
    desk = open_desk
    desk.issue()
    desk.open("lan", "1")
    with at(browser, desk, "lan", "/counter/1") as page:
        state(page, "free")
        page.keyboard.press("Space")
        state(page, "called")
        page.keyboard.press("s")
        state(page, "serving")
        crash(page)
        desk.later(65)
        again = page.context.new_page()
        again.goto("/counter/1")
        state(again, "serving")
        expect(again.locator("#number")).to_have_text("A001")
        expect(again.locator("#elapsed")).to_contain_text("1:")
        again.keyboard.press("f")
        state(again, "free")


def crash(page: Page) -> None:
    """The page's process is gone, without a word to anybody."""
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash")  # what dies does not answer
