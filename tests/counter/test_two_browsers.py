"""Two officers' browsers press next at the same moment, and one person waits."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.counter.browser import OpenDesk, at, shot

TURNS = 2
NERVOUS = 2100  # ms after a call in which next does nothing
AT_ONCE = "(at) => { setTimeout(() => document.getElementById('next').click(), at - Date.now()); }"


def test_two_browsers_race_for_one_ticket_and_one_of_them_gets_it(
    browser: Browser, open_desk: OpenDesk
) -> None:
    desk = open_desk
    desk.open("lan", "1")
    desk.open("minh", "2")
    with (
        at(browser, desk, "lan", "/counter/1") as one,
        at(browser, desk, "minh", "/counter/2") as two,
    ):
        pages = {"1": one, "2": two}
        for turn in range(TURNS):
            for page in pages.values():
                expect(page.locator("#officer")).to_have_attribute("data-state", "free")
            number = desk.issue("khai-sinh")["number"]
            for page in pages.values():
                expect(page.locator("#next-who")).to_contain_text(number)
            if turn:
                one.wait_for_timeout(NERVOUS)
            moment = one.evaluate("Date.now()") + 150
            for page in pages.values():
                page.evaluate(AT_ONCE, moment)
            for _ in range(200):
                one.wait_for_timeout(20)
                if called := [c for c in desk.house.live.calls if c.number == number]:
                    break
            winner = called[0].counter
            loser = "2" if winner == "1" else "1"
            expect(pages[winner].locator("#number")).to_have_text(number)
            expect(pages[loser].locator("#officer")).to_have_attribute("data-state", "free")
            expect(pages[loser].locator("#next-who")).to_contain_text("Không có ai đang chờ")
            if turn == 0:
                shot(pages[loser], "counter-lost-the-race")
            assert [c.counter for c in desk.house.live.calls if c.number == number] == [winner]
            desk.do({"1": "lan", "2": "minh"}[winner], f"/counters/{winner}/start")
            desk.do({"1": "lan", "2": "minh"}[winner], f"/counters/{winner}/finish")
