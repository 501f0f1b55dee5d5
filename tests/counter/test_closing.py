"""The closing list over HTTP, on its page, on the phone page and on the slip."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from journal.verify import verify
from printer.slip import compose
from tests.counter.browser import OpenDesk, accessible, at, shot
from tests.counter.desk import PASSWORD, WORDS, Desk, refused

NIGHT = 24 * 3600


def next_day(desk: Desk) -> None:
    """Somebody takes the first number; who works logs in again."""
    desk.clock.advance(NIGHT)
    for name in ("tiep", "lan"):
        found = desk.people.login(name, PASSWORD)
        assert found
        desk.tokens = {**desk.tokens, name: found[0]}
    desk.issue()


def test_who_is_left_is_put_off_and_reads_it_on_the_phone(desk: Desk) -> None:
    first, second = desk.issue(), desk.issue("so-do", klass="priority", ground="nguoi-cao-tuoi")
    seen = desk.get("tiep", "/closing").json
    assert [t["number"] for t in seen["left"]] == ["A001", "B001"]
    assert (seen["day"], seen["given"], seen["today"]) == ("2026-11-23", [], [])
    done = desk.do("truong", "/closing/put-off", {"printer": "p1"})
    assert done == {"numbers": ["A001", "B001"], "day": "2026-11-23"}
    page = desk.page(None, first["track_url"]).text
    assert "Xin lỗi: hôm nay chưa phục vụ được ông/bà" in page
    assert "vào ngày 23/11/2026" in page
    it = desk.get("tiep", f"/tickets/{second['id']}").json
    assert (it["state"], it["put_off"]) == ("expired", "2026-11-23")
    assert [p["number"] for p in desk.get("tiep", "/closing").json["given"]] == ["A001", "B001"]
    slip = compose(desk.house.live, second["id"], WORDS, reprint=True, url="http://x/t/y")
    assert (slip.number, slip.rows[0][1].vi, slip.reprint) == ("B001", "23/11/2026", None)
    assert slip.klass is not None and slip.url is None


def test_the_next_day_the_number_becomes_one_that_goes_first(desk: Desk) -> None:
    desk.issue()
    desk.do("truong", "/closing/put-off", {})
    next_day(desk)
    reply = desk.post("tiep", "/closing/check-in", {"number": " a001 "})
    assert reply.status_code == 201
    assert (reply.json["number"], reply.json["ahead"]) == ("A002", 0)
    refused(desk.post("tiep", "/closing/check-in", {"number": "A001"}), 409, "illegal_move")
    (row,) = desk.get("tiep", "/closing").json["today"]
    assert (row["number"], row["now"]) == ("A001", "A002")
    desk.open()
    assert desk.do("lan", "/counters/1/call-next")["number"] == "A002"


def test_bad_asking_is_refused_with_the_reason(desk: Desk) -> None:
    desk.issue()
    for who, path, body, status, code in (
        ("tiep", "put-off", {}, 403, "not_allowed"),
        ("truong", "put-off", {"printer": "p9"}, 404, "unknown_printer"),
        ("truong", "put-off", {"tickets": [424242]}, 404, "unknown_ticket"),
        ("truong", "put-off", {"tickets": "all"}, 400, "bad_request"),
        ("tiep", "check-in", {"number": "A001"}, 404, "unknown_number"),
        ("tiep", "check-in", {"number": ""}, 400, "bad_request"),
        ("tiep", "check-in", {}, 400, "bad_request"),
        ("lan", "check-in", {"number": "A001"}, 403, "not_allowed"),
    ):
        refused(desk.post(who, f"/closing/{path}", body), status, code)


def test_a_hall_that_is_not_open_has_an_empty_list(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.get("truong", "/closing").json["left"] == []
    refused(desk.post("truong", "/closing/check-in", {"number": "A001"}), 404, "unknown_number")
    desk.close()


def test_the_supervisor_lets_the_hall_go_home_in_two_presses(
    browser: Browser, open_desk: OpenDesk
) -> None:
    desk = open_desk
    for service in ("khai-sinh", "so-do", "khai-sinh"):
        desk.issue(service)
    with at(browser, desk, "truong", "/closing") as page:
        expect(page.locator("#left tr")).to_have_count(3)
        accessible(page, "the closing list")
        page.get_by_role("button", name="Xin lỗi cả 3 người").press("Enter")
        expect(page.locator("#sure-words")).to_contain_text("Hẹn lại 3 người")
        accessible(page, "asked whether it is meant")
        shot(page, "closing-sure")
        page.locator("#yes").press("Enter")
        expect(page.locator("#said")).to_contain_text("Đã hẹn lại 3 số")
        expect(page.locator("#given li")).to_have_count(3)
        accessible(page, "put off")
        shot(page, "closing-done")
    next_day(desk)
    with at(browser, desk, "tiep", "/closing", width=360, height=740) as page:
        expect(page.locator("#today li")).to_have_count(3)
        page.locator("input[name=number]").fill("b001")
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_contain_text("B001 được phục vụ trước với số mới B001")
        expect(page.locator("#today")).to_contain_text("đã đến, số B001")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        accessible(page, "the desk, the next morning")
        shot(page, "closing-morning")


def test_the_journal_of_such_days_holds_and_its_tables_are_those_a_replay_makes(
    tmp_path: Path,
) -> None:
    """Moves that are taken back three at a time, too."""
    desk = Desk(tmp_path)
    desk.open()
    for _ in range(2):
        desk.do("lan", "/counters/1/serve", {"service": "khai-sinh", "reason": "question"})
        desk.do("lan", "/counters/1/undo")
    desk.do("tiep", "/tickets", {"service": "khai-sinh", "then": ["sao-y", "so-do"]})
    desk.do("lan", "/counters/1/call-next")
    desk.do("lan", "/counters/1/start")
    desk.clock.advance(60)
    for _ in range(2):  # finished, gone on, and called again at once: whose turn it is
        assert desk.do("lan", "/counters/1/call-next")["service"] == "sao-y"
        back = desk.do("lan", "/counters/1/undo")
        assert (back["service"], back["state"]) == ("khai-sinh", "serving")
    desk.do("lan", "/counters/1/finish")
    desk.issue("so-do")
    desk.do("truong", "/closing/put-off", {"printer": "p1"})
    next_day(desk)
    desk.do("tiep", "/closing/check-in", {"number": "B001"})
    desk.close()
    verdict = verify(f"sqlite:///{tmp_path}/hall.db", "test")
    assert verdict.holds, (verdict.why, verdict.differences)
