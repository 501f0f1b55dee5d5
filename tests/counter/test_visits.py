"""Visits of more than one service, and visits without a ticket, over HTTP and by keyboard."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.counter.browser import OpenDesk, accessible, at, shot
from tests.counter.desk import Desk, refused

QUICK = {"service": "khai-sinh", "reason": "question"}


def test_somebody_without_a_ticket_is_served_at_once(desk: Desk) -> None:
    desk.open()
    reply = desk.do("lan", "/counters/1/serve", QUICK)
    assert (reply["number"], reply["state"], reply["print"]) == ("A001", "serving", "none")
    at = desk.picture()["ticket"]
    assert (at["rule"], at["then"]) == ("at_counter", [])
    assert desk.do("lan", "/counters/1/finish")["state"] == "finished"
    assert desk.do("danh-gia-1", "/counters/1/rating", {"leg": 1, "score": 5}) is not None


def test_serving_without_a_ticket_is_refused_with_the_reason(desk: Desk) -> None:
    refused(desk.post("lan", "/counters/1/serve", QUICK), 409, "not_open")
    desk.open()
    for body, status, code in (
        ({"service": "khai-sinh"}, 400, "bad_request"),
        ({"service": "khai-sinh", "reason": ""}, 400, "bad_request"),
        ({"service": "khong-co", "reason": "x"}, 404, "unknown_service"),
        ({"service": "so-do", "reason": "x"}, 409, "not_eligible"),
        ({"service": ["khai-sinh"], "reason": "x"}, 400, "bad_request"),
    ):
        refused(desk.post("lan", "/counters/1/serve", body), status, code)
    refused(desk.post("goi-1", "/counters/1/serve", QUICK), 403, "not_allowed")
    desk.do("truong", "/counters/1/serve", {"service": "so-do", "reason": "word"})
    refused(desk.post("lan", "/counters/1/serve", QUICK), 409, "illegal_move", number="B001")


def test_a_press_that_comes_twice_serves_one(desk: Desk) -> None:
    desk.open()
    first = desk.post("lan", "/counters/1/serve", QUICK, key="w-1")
    assert desk.post("lan", "/counters/1/serve", QUICK, key="w-1").json == first.json


def test_where_the_hall_leaves_it_to_supervisors_officers_are_refused(tmp_path: Path) -> None:
    desk = Desk(tmp_path, hall={"without_ticket": False})
    desk.open()
    refused(desk.post("lan", "/counters/1/serve", QUICK), 403, "not_allowed")
    assert desk.picture()["times"]["without_ticket"] is False
    desk.close()


def test_the_desk_gives_one_ticket_for_several_services_in_order(desk: Desk) -> None:
    body = {"service": "khai-sinh", "then": ["sao-y", "so-do"]}
    ticket = desk.post("tiep", "/tickets", body)
    assert ticket.status_code == 201
    assert ticket.json["then"] == ["sao-y", "so-do"]
    refused(desk.post("k1", "/tickets", body), 403, "not_allowed")
    for then, status, code in (
        (["khong-co"], 404, "unknown_service"), (["khai-sinh"], 400, "bad_request"),
        ("sao-y", 400, "bad_request"), (["sao-y", "so-do"] * 5, 400, "bad_request"),
    ):  # fmt: skip
        refused(desk.post("tiep", "/tickets", {"service": "khai-sinh", "then": then}), status, code)
    desk.open()
    desk.do("lan", "/counters/1/call-next")
    assert desk.picture()["ticket"]["then"] == ["sao-y", "so-do"]
    moved = desk.do("lan", "/counters/1/finish", {"outcome": "accepted"})
    assert (moved["number"], moved["state"], moved["service"]) == ("A001", "waiting", "sao-y")
    assert (moved["leg"], moved["then"]) == (2, ["so-do"])


def test_the_citizens_page_says_what_comes_next_and_asks_about_what_was(desk: Desk) -> None:
    ticket = desk.do("tiep", "/tickets", {"service": "khai-sinh", "then": ["sao-y", "so-do"]})
    page = desk.page(None, ticket["track_url"]).text
    assert "Chứng thực bản sao → Cấp sổ đỏ" in page
    desk.open()
    desk.do("lan", "/counters/1/call-next")
    desk.do("lan", "/counters/1/finish")
    page = desk.page(None, ticket["track_url"]).text
    assert '"rating": {"leg": 1}' in page.replace("&#34;", '"')
    assert "Chứng thực bản sao" in page


def test_the_officer_sends_a_visit_on_or_ends_it(desk: Desk) -> None:
    desk.issue()
    desk.open()
    desk.do("lan", "/counters/1/call-next")
    refused(desk.post("lan", "/counters/1/finish", {"next": "khong-co"}), 404, "unknown_service")
    refused(desk.post("lan", "/counters/1/finish", {"next": "so-do", "end": True}), 400,
            "bad_request")  # fmt: skip
    assert desk.do("lan", "/counters/1/finish", {"next": "so-do"})["service"] == "so-do"
    desk.open("minh", "3")
    assert desk.do("minh", "/counters/3/call-next")["number"] == "A001"
    assert desk.do("minh", "/counters/3/finish", {"end": True})["state"] == "finished"


def test_both_by_keyboard_alone(browser: Browser, open_desk: OpenDesk) -> None:
    desk = open_desk
    desk.do("tiep", "/tickets", {"service": "khai-sinh", "then": ["so-do"]})
    desk.open("lan", "1")
    desk.do("lan", "/counters/1/call-next")
    with at(browser, desk, "lan", "/counter/1") as page:
        number = page.locator("#number")
        expect(page.locator("#badges")).to_contain_text("Tiếp theo: Cấp sổ đỏ")
        accessible(page, "a visit that goes on")
        shot(page, "counter-then")
        page.keyboard.press("Shift+F")
        choice = page.locator("#dialog-outcome select[name=next]")
        expect(choice.locator("option").first).to_have_text("Cấp sổ đỏ, như đã định")
        shot(page, "counter-next-service")
        page.keyboard.press("Escape")
        expect(page.locator("#dialog-outcome")).to_be_hidden()
        page.keyboard.press("f")
        expect(page.locator("#said")).to_have_text("A001 chuyển tiếp sang Cấp sổ đỏ")
        page.keyboard.press("w")
        service = page.locator("#dialog-serve select[name=service]")
        expect(service).to_be_focused()
        assert service.locator("option:not([disabled])").count() == 4  # none yet, and its own three
        page.keyboard.press("ArrowDown")
        shot(page, "counter-serve")
        page.keyboard.press("Enter")
        expect(number).to_have_text("A002")
        expect(page.locator("#badges")).to_contain_text("Không lấy số")
        page.keyboard.press("f")
        expect(page.locator("#officer")).to_have_attribute("data-state", "free")
    assert [e["kind"] for e in desk.journal.events(0, 100)][-1] == "TicketFinished"
