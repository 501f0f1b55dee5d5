"""The citizen's own page on a phone of 360 px: follows the visit, cancels, rates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from queueing.who import THE_HALL as HALL
from tests.kiosk.glass import AXE, CHECK, keep
from tests.kiosk.served import ServedHouse, hall
from web.tokens import ticket_token


class Phone:
    """A phone that followed a slip's QR code."""

    def __init__(self, browser: Browser, house: ServedHouse, ticket: int, **more: Any) -> None:
        self.context = browser.new_context(
            viewport={"width": 360, "height": 740}, bypass_csp=True, **more
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15000)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{house.url}/t/{ticket_token(ticket)}")

    def shows(self, state: str, words: str) -> None:
        self.page.wait_for_selector(f'#state[data-state="{state}"] :text("{words}")')

    def look(self, name: str) -> None:
        keep(self.page, f"phone-{name}", full_page=True)
        wide = self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, "wider than the phone"
        self.page.add_script_tag(path=AXE)
        assert self.page.evaluate(CHECK) == []


@pytest.fixture
def served() -> Iterator[ServedHouse]:
    with hall() as house:
        house.house.topics.kinds()["ticket"].every = 0.1  # a test has no 2 s to wait
        house.serve()
        yield house


def issue(house: ServedHouse, **more: Any) -> int:
    return (
        house.do(lambda hall, now: hall.issue(HALL, now, service="khai-sinh", **more))
        .events[-1]
        .ticket
    )


def test_the_phone_says_why_it_is_not_yet_its_turn(browser: Browser, served: ServedHouse) -> None:
    issue(served)
    phone = Phone(browser, served, issue(served))
    phone.shows("waiting", "Còn 1 người trước")
    phone.page.get_by_text("Vì sao chưa đến lượt tôi?").click()
    because = phone.page.locator("#because")
    because.filter(has_text="Hiện chưa có quầy nào của dịch vụ này mở.").wait_for()
    served.visit(served.officer_at("1"), "1")
    because.filter(has_text="Bạn là người tiếp theo trong hàng này.").wait_for()
    phone.look("why")


def test_the_phone_follows_the_visit_and_rates_it(browser: Browser, served: ServedHouse) -> None:
    issue(served)
    id = issue(served)
    phone = Phone(browser, served, id)
    phone.shows("waiting", "Còn 1 người trước")
    phone.look("waiting")
    who = served.officer_at("1")
    served.visit(who, "1")
    phone.shows("waiting", "Sắp đến lượt")
    served.do(lambda hall, now: hall.call_next(who, now, "1"))
    phone.shows("called", "Mời đến Quầy 1")
    phone.look("called")
    for verb in ("start", "finish"):
        served.do(lambda hall, now, verb=verb: getattr(hall, verb)(who, now, "1"))
    phone.shows("finished", "Lượt giao dịch đã xong")
    page = phone.page
    page.get_by_label("Rất không hài lòng").check()
    page.get_by_label("Thời gian chờ lâu").check()
    page.get_by_label("Ý kiến khác").fill("<b>Chờ quá lâu</b>")
    phone.look("rating")
    page.get_by_role("button", name="Gửi").click()
    page.wait_for_selector('#thanks:has-text("Cảm ơn")')
    assert page.locator("#rating").is_hidden()
    rated = [e for e in served.journal.events(0, 100) if e["kind"] == "ServiceRated"]
    assert [(e["ticket"], e["data"]["score"], e["data"]["reasons"]) for e in rated] == [
        (id, 1, ["cho-lau"])
    ]
    page.reload()
    phone.shows("finished", "Lượt giao dịch đã xong")
    assert page.locator("#rating").is_hidden(), "one rating for a visit"
    assert phone.errors == []


def test_a_good_rating_asks_for_no_reasons(browser: Browser, served: ServedHouse) -> None:
    id = issue(served)
    served.visit(served.officer_at("1"), "1")
    phone = Phone(browser, served, id)
    phone.page.get_by_label("Rất không hài lòng").check()
    phone.page.get_by_label("Thời gian chờ lâu").check()
    phone.page.get_by_label("Hài lòng", exact=True).check()
    assert phone.page.get_by_label("Thời gian chờ lâu").is_hidden()
    phone.page.get_by_role("button", name="Gửi").click()
    phone.page.wait_for_selector("#thanks:not([hidden])")
    rated = next(e for e in served.journal.events(0, 100) if e["kind"] == "ServiceRated")
    assert (rated["data"]["score"], rated["data"]["reasons"]) == (4, [])


def test_a_citizen_cancels_after_being_asked(browser: Browser, served: ServedHouse) -> None:
    id = issue(served)
    phone = Phone(browser, served, id)
    page = phone.page
    page.click("#cancel")
    phone.look("sure")
    page.click("#keep")
    assert str(served.hall.tickets[id].state) == "waiting"
    page.click("#cancel")
    page.click("#do-cancel")
    phone.shows("cancelled", "Phiếu đã hủy")
    assert str(served.hall.tickets[id].state) == "cancelled"
    phone.look("cancelled")


def test_the_page_works_without_script(browser: Browser, served: ServedHouse) -> None:
    phone = Phone(browser, served, issue(served), java_script_enabled=False)
    assert "A001" in phone.page.locator("h1").inner_text()
    assert "Sắp đến lượt" in phone.page.locator("#state").inner_text()
    assert phone.page.locator('meta[http-equiv="refresh"]').count() == 1


def test_the_language_is_one_touch_away(browser: Browser, served: ServedHouse) -> None:
    phone = Phone(browser, served, issue(served))
    phone.page.get_by_role("link", name="English").click()
    phone.shows("waiting", "You are next")
    assert phone.page.evaluate("document.documentElement.lang") == "en"


def test_a_dead_link_says_what_to_do(browser: Browser, served: ServedHouse) -> None:
    id = issue(served)
    served.visit(served.officer_at("1"), "1")
    served.tick(7300)
    phone = Phone(browser, served, id)
    assert "không còn hiệu lực" in phone.page.locator("h1").inner_text()
    phone.look("dead")
