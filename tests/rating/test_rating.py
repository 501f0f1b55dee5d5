"""One vote a visit, in its window, at its counter."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.counter.desk import Desk, refused

PATH = "/counters/1/rating"


def visit(desk: Desk, at: str = "1", who: str = "lan") -> int:
    """A visit served to its end at a counter; its ticket's id."""
    id = desk.issue()["id"]
    if desk.picture(at)["session"] is None:
        desk.open(who, at)
    assert desk.do(who, f"/counters/{at}/call-next")["id"] == id
    desk.do(who, f"/counters/{at}/start")
    desk.do(who, f"/counters/{at}/finish")
    return id


def pad(desk: Desk, at: str = "1") -> dict[str, Any]:
    return desk.get(f"danh-gia-{at}", f"/counters/{at}/rating").json


def test_the_pad_follows_the_visit(desk: Desk) -> None:
    assert pad(desk) == {"state": "idle"}
    desk.issue()
    desk.open()
    desk.do("lan", "/counters/1/call-next")
    assert pad(desk) == {"state": "called", "number": "A001"}
    desk.do("lan", "/counters/1/start")
    assert pad(desk) == {"state": "idle"}
    desk.do("lan", "/counters/1/finish")
    picture = pad(desk)
    assert (picture["state"], picture["number"], picture["leg"]) == ("open", "A001", 1)
    assert picture["until"] == "2026-11-22T00:30:30Z"
    desk.clock.advance(30)
    assert pad(desk) == {"state": "idle"}


def test_a_press_is_written_down_for_the_visit_and_its_officer(desk: Desk) -> None:
    id = visit(desk)
    body = {"leg": 1, "score": 2, "reasons": ["cho-lau"], "comment": "Chờ quá lâu"}
    reply = desk.post("danh-gia-1", PATH, body)
    assert (reply.status_code, reply.json) == (201, {"number": "A001", "leg": 1, "score": 2})
    event = desk.journal.events(0, 100)[-1]
    assert (event["kind"], event["ticket"]) == ("ServiceRated", id)
    assert (event["counter"], event["officer"]) == ("1", "lan")
    data = event["data"]
    assert (data["score"], data["reasons"], data["channel"]) == (2, ["cho-lau"], "pad")
    assert "quá" not in str(event), "free text is kept apart from the journal's chain"
    assert pad(desk) == {"state": "idle"}, "one vote a visit"


def test_a_visit_is_rated_once(desk: Desk) -> None:
    visit(desk)
    assert desk.post("danh-gia-1", PATH, {"leg": 1, "score": 5}).status_code == 201
    refused(desk.post("danh-gia-1", PATH, {"leg": 1, "score": 1}), 409, "already_rated")


def test_the_same_press_sent_twice_is_one_vote(desk: Desk) -> None:
    visit(desk)
    first = desk.post("danh-gia-1", PATH, {"leg": 1, "score": 4}, key="press")
    again = desk.post("danh-gia-1", PATH, {"leg": 1, "score": 4}, key="press")
    assert first.status_code == again.status_code == 201 and first.json == again.json


def test_a_late_press_does_not_count(desk: Desk) -> None:
    refused(desk.post("danh-gia-1", PATH, {"leg": 1, "score": 5}), 409, "rating_closed")
    visit(desk)
    refused(desk.post("danh-gia-1", PATH, {"leg": 2, "score": 5}), 409, "rating_closed")
    desk.clock.advance(30)
    refused(desk.post("danh-gia-1", PATH, {"leg": 1, "score": 5}), 409, "rating_closed")


def test_the_window_outlives_the_next_call_but_not_the_next_start(desk: Desk) -> None:
    first = visit(desk)
    desk.issue()
    desk.do("lan", "/counters/1/call-next")
    assert pad(desk)["ticket"] == first, "still the visit before"
    desk.do("lan", "/counters/1/start")
    assert pad(desk) == {"state": "idle"}
    refused(desk.post("danh-gia-1", PATH, {"leg": 1, "score": 5}), 409, "rating_closed")


def test_a_press_for_the_visit_before_is_not_given_to_the_next(desk: Desk) -> None:
    first = visit(desk)
    second = visit(desk)
    body = {"ticket": first, "leg": 1, "score": 1}
    refused(desk.post("danh-gia-1", PATH, body), 409, "rating_closed")
    assert desk.post("danh-gia-1", PATH, {**body, "ticket": second}).status_code == 201


def test_only_the_counters_own_pad_rates(desk: Desk) -> None:
    visit(desk)
    body = {"leg": 1, "score": 5}
    refused(desk.post("danh-gia-2", PATH, body), 403, "not_your_counter")
    for who in ("lan", "truong", "quan", "admin", "k1", "goi-1"):
        refused(desk.post(who, PATH, body), 403, "not_allowed")
    refused(desk.post(None, PATH, body), 401, "who_are_you")
    refused(desk.get("danh-gia-2", PATH), 403, "not_allowed")
    refused(desk.get("lan", PATH), 403, "not_allowed")
    assert desk.page("danh-gia-2", "/rating/1").status_code == 403
    assert desk.page(None, "/rating/1").location == "/pair?next=/rating/1"


def test_what_is_no_rating_is_refused(desk: Desk) -> None:
    visit(desk)
    for body in (
        {}, {"leg": 1}, {"leg": 1, "score": 0}, {"leg": 1, "score": 6}, {"leg": 1, "score": "5"},
        {"leg": 1, "score": True}, {"leg": 1, "score": 4.5}, {"leg": 0, "score": 5},
        {"leg": 1, "score": 1, "reasons": ["khong-co"]}, {"leg": 1, "score": 1, "reasons": "x"},
        {"leg": 1, "score": 1, "comment": "x" * 501}, {"leg": 1, "score": 1, "who": "lan"},
    ):  # fmt: skip
        refused(desk.post("danh-gia-1", PATH, body), 400, "bad_request")
    assert pad(desk)["state"] == "open", "still to be rated"


def test_an_unknown_counter_has_no_pad(desk: Desk) -> None:
    refused(desk.get("quan", "/counters/99/rating"), 404, "unknown_counter")


def test_the_page_shows_five_levels_in_the_words_of_the_hall(desk: Desk) -> None:
    html = desk.page("danh-gia-1", "/rating/1").text
    assert re.findall(r'data-score="(\d)"', html) == ["1", "2", "3", "4", "5"]
    said = re.findall(r"<span>(.*?)</span>\s*</button>", html)
    assert said == [
        "Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng",
    ]  # fmt: skip
    assert "Thời gian chờ lâu" in html and "Quầy 1" in html
    assert "How satisfied" in desk.page("danh-gia-1", "/rating/1?lang=en").text


def test_a_hall_may_have_three_levels(tmp_path: Path) -> None:
    desk = Desk(tmp_path, rating={"levels": 3})
    html = desk.page("danh-gia-1", "/rating/1").text
    said = re.findall(r"<span>(.*?)</span>\s*</button>", html)
    assert said == ["Không hài lòng", "Hài lòng", "Rất hài lòng"]
    assert '"low": 1' in html
    visit(desk)
    refused(desk.post("danh-gia-1", PATH, {"leg": 1, "score": 4}), 400, "bad_request")
    assert desk.post("danh-gia-1", PATH, {"leg": 1, "score": 3}).status_code == 201
    desk.close()


def test_the_faces_are_there_and_differ(desk: Desk) -> None:
    faces = set()
    for n in range(1, 6):
        reply = desk.client.get(f"/static/rating/face-{n}.svg")
        assert reply.status_code == 200 and reply.mimetype == "image/svg+xml"
        faces.add(re.sub(rb'fill="#[0-9a-f]+"', b"", reply.data))
    assert len(faces) == 5, "told apart without colour"
