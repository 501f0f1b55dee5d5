"""The reception's page in a browser: by keyboard at a desk, by thumb on a phone, live."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.counter.browser import accessible, is_wrong, shot
from tests.kiosk.served import ServedHouse


@contextmanager
def desk(
    browser: Browser, house: ServedHouse, role: str, width: int = 1280, height: int = 800
) -> Iterator[Page]:
    """The page as somebody of that role sees it; a script's error fails the test."""
    context = browser.new_context(
        base_url=house.url, viewport={"width": width, "height": height}, locale="vi-VN"
    )
    context.add_cookies(
        [{"name": "hall_person", "value": house.officer(role, role), "url": house.url}]
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if is_wrong(said) else None)
    page.goto("/reception")
    expect(page.locator("#reception")).to_have_attribute("data-state", "live")
    yield page
    context.close()
    assert wrong == [], wrong


def fits(page: Page) -> None:
    """Nothing is cut off at the side."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def told(house: ServedHouse, kind: str) -> list[dict[str, Any]]:
    return [e for e in house.journal.events(0, 1000) if e["kind"] == kind]


def test_a_ticket_is_taken_followed_and_cancelled_by_keyboard_only(
    browser: Browser, province_hall: ServedHouse
) -> None:
    house = province_hall
    with desk(browser, house, "reception") as page:
        accessible(page, "reception, empty")
        page.keyboard.press("t")
        page.keyboard.type("cap lai bang lai")
        expect(page.locator(".reception-hit").first).to_contain_text("Cấp lại giấy phép lái xe")
        page.keyboard.press("Enter")
        number, state = page.locator("#ticket-number"), page.locator("#ticket-state")
        expect(number).to_have_text("G001")
        expect(state).to_have_text("đang chờ")
        accessible(page, "a ticket"), fits(page)
        shot(page, "reception-ticket")
        page.get_by_role("button", name="Hủy phiếu").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#ask-title")).to_have_text("Hủy phiếu G001?")
        accessible(page, "a question")
        page.keyboard.press("Escape")
        expect(state).to_have_text("đang chờ")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(state).to_have_text("đã hủy")
        page.keyboard.press("Escape")
        expect(page.locator("#query")).to_be_focused()
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        page.keyboard.type("1")
        page.keyboard.press("Enter")
        expect(number).to_have_text("G001")
    (issued,) = told(house, "TicketIssued")
    assert issued["data"]["channel"] == "assisted" and issued["officer"] == "reception"


def test_a_phone_shows_the_number_large_and_a_lost_connection(
    browser: Browser, province_hall: ServedHouse
) -> None:
    house = province_hall
    with desk(browser, house, "supervisor", 360, 740) as page:
        fits(page)
        page.get_by_label("lưu động (tổ lưu động)").check()
        page.locator("#ground").select_option("nguoi-cao-tuoi")
        page.locator("#query").fill("can cuoc")
        expect(page.locator(".reception-hit").first).to_contain_text("căn cước", ignore_case=True)
        page.locator("#give").click()
        large = page.locator("#large")
        expect(large).to_be_visible()
        expect(page.locator("#large-number")).to_have_text(re.compile("^[A-Z]001$"))
        size = page.locator("#large-number").bounding_box()
        assert size and size["width"] > 200, "as large as the phone"
        page.wait_for_function("document.getElementById('large-qr').naturalWidth > 0")
        accessible(page, "large on a phone")
        shot(page, "reception-phone")
        page.locator("#large-leave").click()
        expect(page.locator("#ticket-facts")).to_contain_text("Người cao tuổi")
        accessible(page, "a ticket on a phone"), fits(page)
        page.get_by_role("button", name="Ưu tiên").click()
        page.locator("#ask-fields select").select_option("khan-cap")
        page.locator("#ask-act").click()
        expect(page.locator("#ask .sheet-wrong")).to_contain_text("kiểm tra lại")
        page.locator("#ask-fields input").fill("cấp cứu")
        page.locator("#ask-act").click()
        expect(page.locator("#ticket-facts")).not_to_contain_text("Người cao tuổi")
        house.live.goodbye()
        expect(page.locator("#stripe")).to_contain_text("Mất kết nối", timeout=15_000)
        accessible(page, "no connection")
    (issued,) = told(house, "TicketIssued")
    assert issued["data"]["channel"] == "mobile"
    assert told(house, "PriorityGranted")[0]["data"]["class"] == "urgent"
