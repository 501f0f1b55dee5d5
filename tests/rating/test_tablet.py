"""The rating tablet in a browser: one press is enough, and it can be changed for three seconds."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.counter.browser import OpenDesk, accessible, at, shot
from tests.halls import text

REASONS = [
    {"id": "cho-lau", "name": text("Thời gian chờ lâu", "Long wait")},
    {"id": "tre-hen", "name": text("Trễ hẹn", "Late for the appointment")},
    {"id": "thai-do", "name": text("Thái độ thiếu thân thiện", "Unfriendly")},
    {"id": "kho-hieu", "name": text("Hướng dẫn khó hiểu", "Hard to understand")},
    {"id": "giay-to", "name": text("Yêu cầu thêm giấy tờ, đi lại nhiều lần", "More papers")},
    {"id": "phien-ha", "name": text("Gây phiền hà, nhũng nhiễu", "Harassment")},
    {"id": "co-so", "name": text("Cơ sở vật chất", "Facilities")},
    {"id": "khac", "name": text("Khác", "Other")},
]


@pytest.fixture
def desk(tmp_path: Any) -> Any:
    desk = OpenDesk(tmp_path, rating={"reasons": REASONS})
    desk.open("lan", "1")
    yield desk
    desk.close()


def visit(desk: OpenDesk) -> int:
    id = desk.issue()["id"]
    desk.do("lan", "/counters/1/call-next")
    desk.do("lan", "/counters/1/start")
    desk.do("lan", "/counters/1/finish")
    return id


def state(page: Page, wanted: str) -> None:
    expect(page.locator("#rating")).to_have_attribute("data-state", wanted)


def votes(desk: OpenDesk) -> list[tuple[int, int, list[str]]]:
    return [(e["ticket"], e["data"]["score"], e["data"]["reasons"])
            for e in desk.journal.events(0, 200) if e["kind"] == "ServiceRated"]  # fmt: skip


def test_one_press_is_a_vote_and_the_pad_closes_again(browser: Browser, desk: OpenDesk) -> None:
    with at(browser, desk, "danh-gia-1", "/rating/1") as page:
        state(page, "closed")
        accessible(page, "closed")
        shot(page, "rating-closed")
        desk.issue()
        desk.do("lan", "/counters/1/call-next")
        expect(page.locator("#closed-title")).to_have_text("Đang mời số A001")
        desk.do("lan", "/counters/1/start")
        desk.do("lan", "/counters/1/finish")
        state(page, "open")
        expect(page.locator("#whose")).to_have_text("Số A001")
        accessible(page, "open")
        shot(page, "rating-open")
        face = page.get_by_role("radio", name="Hài lòng", exact=True)
        face.click()
        expect(face).to_be_checked()
        expect(page.locator("#countdown")).to_contain_text("Gửi sau")
        assert votes(desk) == [], "three seconds to change it"
        page.get_by_role("radio", name="Rất hài lòng").click()
        expect(face).not_to_be_checked()
        shot(page, "rating-good")
        page.wait_for_timeout(2000)
        assert votes(desk) == []
        state(page, "thanks")
        accessible(page, "thanks")
        shot(page, "rating-thanks")
        state(page, "closed")
    assert [(score, why) for _, score, why in votes(desk)] == [(5, [])]


def test_a_low_vote_asks_for_reasons_without_moving_the_faces(
    browser: Browser, desk: OpenDesk
) -> None:
    with at(browser, desk, "danh-gia-1", "/rating/1") as page:
        id = visit(desk)
        state(page, "open")
        worst = page.get_by_role("radio", name="Rất không hài lòng")
        before = worst.bounding_box()
        worst.click()
        expect(page.locator("#why")).to_be_visible()
        assert worst.bounding_box() == before
        page.get_by_role("button", name="Thời gian chờ lâu").click()
        expect(page.locator("#comment-box")).to_be_hidden()
        page.get_by_role("button", name="Khác").click()
        page.locator("#comment").fill("Chờ 2 tiếng")
        accessible(page, "a low vote with reasons")
        shot(page, "rating-low")
        tall = page.evaluate("document.documentElement.scrollHeight")
        assert tall <= 800, "everything in sight without scrolling"
        page.get_by_role("button", name="Gửi ngay").click()
        state(page, "thanks")
    assert votes(desk) == [(id, 1, ["cho-lau", "khac"])]


def test_a_vote_is_sent_before_its_window_closes_and_not_after(
    browser: Browser, desk: OpenDesk
) -> None:
    with at(browser, desk, "danh-gia-1", "/rating/1") as page:
        id = visit(desk)
        state(page, "open")
        desk.later(25)
        page.get_by_role("radio", name="Rất không hài lòng").click()  # would wait 10 s
        state(page, "thanks")
        assert votes(desk) == [(id, 1, [])]
        visit(desk)
        state(page, "open")
        desk.later(31)
        state(page, "closed")
    assert len(votes(desk)) == 1


def test_a_press_is_never_given_to_the_next_visit(browser: Browser, desk: OpenDesk) -> None:
    with at(browser, desk, "danh-gia-1", "/rating/1") as page:
        first = visit(desk)
        state(page, "open")
        page.get_by_role("radio", name="Bình thường").click()
        desk.issue()
        desk.do("lan", "/counters/1/call-next")  # the window outlives the call …
        page.wait_for_timeout(500)
        state(page, "open")
        desk.do("lan", "/counters/1/start")  # … but not the start
        expect(page.locator("#wrong")).to_contain_text("Đã hết thời gian đánh giá")
        accessible(page, "too late")
        state(page, "closed")
    assert votes(desk) == [] and desk.journal.live.tickets[first].leg.rating is None


def test_targets_are_big_enough_for_any_hand(browser: Browser, desk: OpenDesk) -> None:
    """≥ 30 mm on the tablets halls use: px a millimetre = √(w² + h²) / (25.4 × inches)."""
    for width, height, inches in ((1280, 800, 10.1), (1280, 800, 8.0), (800, 1280, 8.0)):
        with at(browser, desk, "danh-gia-1", "/rating/1", width=width, height=height) as page:
            visit(desk)
            state(page, "open")
            mm = (width**2 + height**2) ** 0.5 / (25.4 * inches)
            boxes = [face.bounding_box() for face in page.locator(".rating-face").all()]
            assert len(boxes) == 5
            for box in boxes:
                assert min(box["width"], box["height"]) >= 30 * mm, (box, 30 * mm)
            shot(page, f"rating-{width}-{inches}")
            desk.later(31)


def test_the_pad_works_by_keyboard_and_in_english(browser: Browser, desk: OpenDesk) -> None:
    with at(browser, desk, "danh-gia-1", "/rating/1") as page:
        page.get_by_role("link", name="English").click()
        visit(desk)
        state(page, "open")
        expect(page.locator("#question")).to_contain_text("How satisfied")
        accessible(page, "in English")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(page.get_by_role("radio", name="Very dissatisfied")).to_be_focused()
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        expect(page.get_by_role("radio", name="Satisfied", exact=True)).to_be_checked()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        state(page, "thanks")
        # the next one finds the hall's own language
        expect(page.locator("html")).to_have_attribute("lang", "vi")
    assert votes(desk)[0][1] == 4


def test_a_keypad_with_faces_presses_while_they_are_shown(browser: Browser, tmp_path: Any) -> None:
    keys = {f"Numpad{n}": str(n) for n in range(1, 6)}
    pad = {"id": "danh-gia-1", "kind": "rating", "counter": "1", "port": None, "keys": keys}
    desk = OpenDesk(tmp_path, pads=[pad], rating={"reasons": REASONS})
    try:
        desk.open("lan", "1")
        with at(browser, desk, "danh-gia-1", "/rating/1") as page:
            state(page, "closed")
            page.keyboard.press("Numpad1")  # nobody to rate: nothing
            ticket = visit(desk)
            state(page, "open")
            page.keyboard.press("Numpad9")
            expect(page.locator("[aria-checked=true]")).to_have_count(0)
            page.keyboard.press("Numpad2")
            expect(page.locator("[aria-checked=true]")).to_have_attribute("data-score", "2")
            page.keyboard.press("Numpad4")  # changed within the pause
            state(page, "thanks")
        assert votes(desk) == [(ticket, 4, [])]
    finally:
        desk.close()
