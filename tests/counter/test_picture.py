"""The counter's picture and pages: everything the officer needs, after any reload."""

from __future__ import annotations

import json
import re
from typing import Any

from counter import words
from languages import Languages
from queueing.refusal import CODES
from tests.counter.desk import Desk


def test_who_waits_stands_by_service_the_longest_wait_first(desk: Desk) -> None:
    desk.issue("ket-hon")
    desk.clock.advance(60)
    desk.issue("sao-y")
    desk.issue("khai-sinh")
    desk.issue("khai-sinh")
    desk.issue("so-do")  # not for counter 1
    rows = desk.picture("1")["waiting"]
    assert [(r["service"], r["count"], r["list"]) for r in rows] == [
        ("ket-hon", 1, "first"), ("khai-sinh", 2, "first"), ("sao-y", 1, "second"),
    ]  # fmt: skip
    assert rows[0]["since"] == "2026-11-22T00:30:00Z"
    heads = desk.picture("1")["heads"]
    assert {h["number"] for h in heads} == {"A001", "A002", "C001"}


def test_the_picture_tells_who_would_be_called_and_why(desk: Desk) -> None:
    assert desk.picture()["next"] is None
    desk.issue("khai-sinh")
    desk.clock.advance(60)
    desk.issue("khai-sinh", **{"class": "priority", "ground": "nguoi-cao-tuoi"})
    turn = desk.picture()["next"]
    assert (turn["number"], turn["class"], turn["rule"]) == ("A002", "priority", "first")
    desk.open()
    assert desk.do("lan", "/counters/1/call-next")["number"] == turn["number"]


def test_the_picture_holds_all_of_a_visit_in_the_middle_of_it(desk: Desk) -> None:
    desk.issue(
        "khai-sinh", needs=["deaf", "wheelchair"], language="en",
        **{"class": "priority", "ground": "nguoi-cao-tuoi"},
    )  # fmt: skip
    desk.open()
    desk.clock.advance(120)
    desk.do("lan", "/counters/1/call-next")
    desk.clock.advance(30)
    desk.do("lan", "/counters/1/start")
    picture = desk.picture()
    at = picture["ticket"]
    assert (at["number"], at["state"], at["service"]) == ("A001", "serving", "khai-sinh")
    assert (at["class"], at["ground"]) == ("priority", "nguoi-cao-tuoi")
    assert (at["needs"], at["language"]) == (["deaf", "wheelchair"], "en")
    assert at["counts_from"] == "2026-11-22T00:30:00Z"
    assert at["called_at"] == "2026-11-22T00:32:00Z"
    assert at["started_at"] == "2026-11-22T00:32:30Z"
    assert picture["session"]["officer"] == "lan"
    assert picture["undo"]["until"] == "2026-11-22T00:32:40Z"
    assert picture["times"] == {
        "on_next": "finish", "outcome": "optional", "officer_may_pick": True,
        "without_ticket": True, "service_cap": 3600,
        "no_show_not_before": 20, "recall_after": 30,
    }  # fmt: skip


def test_held_and_missing_visitors_stay_in_sight_of_their_counter(desk: Desk) -> None:
    for _ in range(3):
        desk.issue()
    desk.open("lan", "1")
    desk.open("minh", "2")
    desk.do("lan", "/counters/1/call-next")
    desk.do("lan", "/counters/1/hold")
    desk.do("lan", "/counters/1/call-next")
    desk.clock.advance(30)
    desk.do("lan", "/counters/1/no-show")
    assert [t["number"] for t in desk.picture("1")["held"]] == ["A001"]
    assert [t["number"] for t in desk.picture("1")["no_show"]] == ["A002"]
    assert desk.picture("2")["held"] == desk.picture("2")["no_show"] == []
    desk.do("lan", "/counters/1/close")
    held = [t["number"] for t in desk.picture("2")["held"]]
    assert held == ["A001"], "whose counter has closed is seen by those who serve the same"


def test_colleagues_are_those_at_other_open_counters(desk: Desk) -> None:
    desk.open("lan", "1")
    desk.open("minh", "4")
    desk.do("minh", "/counters/4/pause", {"reason": "break"})
    assert desk.picture("1")["colleagues"] == [{"counter": "4", "officer": "minh", "paused": True}]
    assert desk.picture("2")["colleagues"][0]["officer"] == "lan"


def test_all_counters_are_listed(desk: Desk) -> None:
    desk.issue()
    desk.open()
    desk.do("lan", "/counters/1/call-next")
    rows = desk.get("quan", "/counters").json["counters"]
    assert [r["id"] for r in rows] == ["1", "2", "3", "4"]
    assert rows[0]["officer"] == "lan" and rows[0]["ticket"]["number"] == "A001"
    assert rows[1]["open"] is False


def embedded(html: str, id: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{id}">(.*?)</script>', html, re.S)
    assert found, id
    return json.loads(found[1])


def test_the_page_knows_names_and_rights_in_its_language(desk: Desk) -> None:
    page = desk.page("hoa", "/counter/1")
    assert page.status_code == 200
    setting = embedded(page.text, "setting")
    assert setting["me"] == "hoa" and setting["may_open"] is False
    assert setting["names"]["services"]["so-do"] == "Cấp sổ đỏ"
    assert 'lang="vi"' in page.text and "Gọi số tiếp theo" in page.text
    english = desk.page("lan", "/counter/1?lang=en").text
    assert embedded(english, "setting")["may_open"] is True
    assert embedded(english, "setting")["names"]["services"]["so-do"] == "Land title"
    assert "Call the next number" in english


def test_a_stranger_is_led_to_the_login_and_a_device_away(desk: Desk) -> None:
    reply = desk.page(None, "/counter/1")
    assert reply.status_code == 303 and reply.location == "/login?next=/counter/1"
    assert desk.page("k1", "/counter/1").status_code == 403


def test_the_officer_chooses_among_the_counters_they_may_open(desk: Desk) -> None:
    desk.open("minh", "2")
    page = desk.page("lan", "/counter").text
    assert re.findall(r'href="/counter/(\d)"', page) == ["1", "2", "3", "4"]
    assert "minh" in page
    assert re.findall(r'href="/counter/(\d)"', desk.page("hoa", "/counter").text) == ["3"]


def flat(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in flat(inner)]
    return [value]


def test_the_page_has_vietnamese_words_for_everything_it_says() -> None:
    languages = Languages(["vi", "en"])
    asked: list[str] = []

    def say(message: str) -> str:
        asked.append(message)
        return languages.say("vi", message)

    said = flat(words.script(say)) + [name for _, name in words.outcomes(say) + words.by_hand(say)]
    same = [m for m in asked if languages.say("vi", m) == m]
    assert same == [], "not translated"
    for english, text in zip(asked, map(lambda m: languages.say("vi", m), asked), strict=True):
        gaps = set(re.findall(r"\{\w+\}", english))
        assert gaps == set(re.findall(r"\{\w+\}", text)), english
    assert len(said) > 80


def test_every_refusal_an_officer_can_meet_has_words() -> None:
    elsewhere = {
        "kiosk_locked", "stopped_for_today", "no_time_left",  # kiosk, desk
        "numbers_taken", "unknown_number",
        "unknown_printer", "unknown_ground", "unknown_job", "unknown_kiosk", "identity_needed",
        "service_closed", "quota_reached", "too_many_tickets", "already_rated", "rating_closed",
        "unknown_device", "unknown_display", "unknown_zone",
    }  # fmt: skip
    known = set(words.codes(lambda m: m))
    assert set(CODES) - elsewhere <= known, set(CODES) - elsewhere - known
