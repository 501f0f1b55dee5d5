"""A USB keypad at the officer's page: a keyboard whose keys config.yaml gives a meaning."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.counter.browser import OpenDesk, accessible, at
from tests.counter.desk import PADS

KEYPAD = {
    "id": "num-2", "kind": "call", "counter": "2", "port": None,
    "keys": {"NumpadEnter": "next", "Numpad1": "start", "Numpad2": "finish", "F9": "recall",
             "Space": "hold"},
}  # fmt: skip


def state(page: Page, wanted: str) -> None:
    expect(page.locator("#officer")).to_have_attribute("data-state", wanted)


def kinds(desk: OpenDesk) -> list[str]:
    return [e["kind"] for e in desk.journal.events(0, 100)]


def test_a_keypad_does_a_visit_and_leaves_other_counters_alone(
    browser: Browser, tmp_path: Path
) -> None:
    desk = OpenDesk(tmp_path, pads=[*PADS, KEYPAD])
    try:
        desk.issue(), desk.issue()
        desk.open("minh", "1")
        desk.open("lan", "2")
        with at(browser, desk, "minh", "/counter/1") as page:
            state(page, "free")
            page.keyboard.press("NumpadEnter")
            page.keyboard.press("Shift+Slash")
            expect(page.locator("#dialog-help")).not_to_contain_text("NumpadEnter")
        assert "TicketCalled" not in kinds(desk)
        with at(browser, desk, "lan", "/counter/2") as page:
            state(page, "free")
            page.keyboard.press("Shift+Slash")
            expect(page.locator("#dialog-help")).to_contain_text("NumpadEnter")
            accessible(page, "the keypad's keys")
            page.locator("#keys-on").uncheck()  # letters off: the keypad still acts
            page.keyboard.press("Escape")
            page.keyboard.press("NumpadEnter")
            state(page, "called")
            page.keyboard.press("s")
            page.keyboard.press("F9")
            expect(page.locator("#said")).to_have_text("Đã gọi lại A001")
            expect(page.locator("body")).not_to_have_attribute("aria-busy", "true")
            page.keyboard.press("Numpad1")
            state(page, "serving")
            # a key on a focused button presses the button, and what is typed is only typed
            page.locator("[data-move=transfer]").focus()
            page.keyboard.press("Space")
            expect(page.locator("#dialog-transfer")).to_be_visible()
            page.locator("#dialog-transfer textarea").press("Numpad2")
            page.keyboard.press("Escape")
            state(page, "serving")
            page.keyboard.press("Numpad2")
            state(page, "free")
        got = [k for k in kinds(desk) if k.startswith(("Ticket", "Serving"))]
        assert got == [
            "TicketIssued", "TicketIssued", "TicketCalled", "TicketRecalled", "ServingStarted",
            "TicketFinished",
        ]  # fmt: skip
    finally:
        desk.close()
