"""Transfers, undo, calls by hand and repeated requests at a counter over HTTP."""

from __future__ import annotations

from pathlib import Path

from tests.counter.desk import Desk, refused


def called(desk: Desk, service: str = "khai-sinh") -> int:
    """A ticket called at counter 1, which lan has open."""
    id = desk.issue(service)["id"]
    if desk.picture("1")["session"] is None:
        desk.open("lan", "1")
    assert desk.do("lan", "/counters/1/call-next")["id"] == id
    return id


def test_a_transfer_to_a_service_begins_a_new_leg_with_the_note(desk: Desk) -> None:
    id = called(desk)
    body = {"service": "so-do", "note": "Hồ sơ ở ngăn 3"}
    moved = desk.do("lan", "/counters/1/transfer", body)
    assert (moved["id"], moved["number"], moved["state"]) == (id, "A001", "waiting")
    assert (moved["service"], moved["leg"]) == ("so-do", 2)
    desk.open("minh", "3")
    assert desk.do("minh", "/counters/3/call-next")["number"] == "A001"
    at = desk.picture("3")["ticket"]
    assert at["note"] == "Hồ sơ ở ngăn 3"
    first, second = at["legs"]
    assert first == {"service": "khai-sinh", "counter": "1", "officer": "lan",
                     "outcome": "transferred"}  # fmt: skip
    assert (second["service"], second["counter"]) == ("so-do", "3")


def test_a_transfer_to_a_counter_or_officer_is_for_that_one_alone(desk: Desk) -> None:
    called(desk)
    desk.open("minh", "2")
    desk.do("lan", "/counters/1/transfer", {"counter": "2", "back": True})
    assert desk.post("lan", "/counters/1/call-next").status_code == 204
    (row,) = desk.picture("2")["waiting"]
    assert (row["list"], row["service"], row["count"]) == ("own", None, 1)
    assert desk.picture("2")["heads"][0]["own"] is True
    assert desk.do("minh", "/counters/2/call-next")["number"] == "A001"
    assert desk.picture("2")["ticket"]["back"] == "1"
    # naming nobody sends it back to where it was promised
    desk.do("minh", "/counters/2/transfer", {})
    assert desk.do("lan", "/counters/1/call-next")["number"] == "A001"
    desk.do("lan", "/counters/1/transfer", {"officer": "minh"})
    assert desk.do("minh", "/counters/2/call-next")["number"] == "A001"


def test_a_transfer_is_refused_with_the_reason(desk: Desk) -> None:
    called(desk)
    for body, status, code in (
        ({}, 400, "bad_request"),
        ({"service": "so-do", "counter": "2"}, 400, "bad_request"),
        ({"counter": "2", "officer": "minh"}, 400, "bad_request"),
        ({"service": "khong-co"}, 404, "unknown_service"),
        ({"counter": "99"}, 404, "unknown_counter"),
        ({"counter": "2"}, 409, "not_open"),
        ({"officer": "minh"}, 404, "unknown_officer"),
        ({"service": "so-do", "note": "x" * 501}, 400, "bad_request"),
        ({"service": "so-do", "hurry": True}, 400, "bad_request"),
        ({"service": 7}, 400, "bad_request"),
    ):
        refused(desk.post("lan", "/counters/1/transfer", body), status, code)
    assert desk.picture()["ticket"]["state"] == "called", "nothing half done"


def test_the_last_move_can_be_taken_back_for_some_seconds(desk: Desk) -> None:
    desk.open()
    refused(desk.post("lan", "/counters/1/undo"), 409, "illegal_move", state="open")
    called(desk)
    undo = desk.picture()["undo"]
    assert (undo["kind"], undo["number"]) == ("TicketCalled", "A001")
    back = desk.do("lan", "/counters/1/undo")
    assert (back["number"], back["state"]) == ("A001", "waiting")
    assert desk.picture()["undo"] is None
    desk.do("lan", "/counters/1/call-next")
    desk.do("lan", "/counters/1/start")
    desk.clock.advance(11)
    refused(desk.post("lan", "/counters/1/undo"), 409, "too_late")


def test_undoing_a_transfer_takes_it_out_of_the_other_line(desk: Desk) -> None:
    id = called(desk)
    desk.open("minh", "3")
    desk.do("lan", "/counters/1/transfer", {"service": "so-do"})
    assert [w["service"] for w in desk.picture("3")["waiting"]] == ["so-do"]
    desk.do("lan", "/counters/1/undo")
    assert desk.picture("3")["waiting"] == []
    assert desk.picture("1")["ticket"]["id"] == id


def test_a_move_that_others_built_upon_is_not_offered_for_undo(desk: Desk) -> None:
    called(desk)
    desk.open("minh", "3")
    desk.do("lan", "/counters/1/transfer", {"service": "so-do"})
    desk.do("minh", "/counters/3/call-next")
    assert desk.picture("1")["undo"] is None
    refused(desk.post("lan", "/counters/1/undo"), 409, "illegal_move")


def test_a_call_by_hand_needs_the_right_and_a_reason(desk: Desk) -> None:
    desk.issue()
    second, land = desk.issue()["id"], desk.issue("so-do")["id"]
    desk.open()
    path = "/counters/1/call"
    refused(desk.post("lan", path, {"ticket": second}), 400, "bad_request")
    refused(desk.post("lan", path, {"ticket": second, "reason": ""}), 400, "bad_request")
    refused(desk.post("lan", path, {"ticket": 0, "reason": "x"}), 404, "unknown_ticket")
    refused(desk.post("lan", path, {"ticket": land, "reason": "x"}), 409, "not_eligible")
    got = desk.do("lan", path, {"ticket": second, "reason": "health"})
    assert (got["number"], got["state"], got["rule"]) == ("A002", "called", "hand")
    event = desk.journal.events(0, 100)[-1]
    assert (event["data"]["hand"], event["data"]["reason"]) == (True, "health")
    reply = desk.post("lan", path, {"ticket": second, "reason": "x"})
    refused(reply, 409, "illegal_move", state="called")
    # a supervisor calls anybody anywhere
    assert desk.do("truong", path, {"ticket": land, "reason": "told-to"})["number"] == "B001"


def test_officers_call_by_hand_only_where_the_hall_lets_them(tmp_path: Path) -> None:
    desk = Desk(tmp_path, hall={"officer_may_pick": False})
    id = desk.issue()["id"]
    desk.open()
    body = {"ticket": id, "reason": "health"}
    refused(desk.post("lan", "/counters/1/call", body), 403, "not_allowed")
    assert desk.picture()["times"]["officer_may_pick"] is False
    assert desk.do("truong", "/counters/1/call", body)["state"] == "called"
    desk.close()


def test_a_press_that_comes_twice_is_one_call(desk: Desk) -> None:
    desk.issue(), desk.issue()
    desk.open()
    first = desk.post("lan", "/counters/1/call-next", key="press-1")
    again = desk.post("lan", "/counters/1/call-next", key="press-1")
    assert first.status_code == again.status_code == 200
    assert first.json == again.json
    assert desk.picture()["ticket"]["number"] == "A001"
    other = desk.post("lan", "/counters/1/pause", {"reason": "break"}, key="press-2")
    refused(other, 409, "illegal_move")
    done = desk.post("lan", "/counters/1/finish", {"outcome": "advised"}, key="press-3")
    assert done.status_code == 200
    reply = desk.post("lan", "/counters/1/finish", {"outcome": "accepted"}, key="press-3")
    refused(reply, 422, "key_reused")


def test_a_number_is_found_whatever_its_line(desk: Desk) -> None:
    desk.issue(), desk.issue("so-do")
    desk.open()
    found = desk.get("lan", "/counters/1/tickets?number=b001").json["tickets"]
    assert [t["number"] for t in found] == ["B001"]
    assert desk.get("lan", "/counters/1/tickets?number=Z999").json == {"tickets": []}
    mine = desk.get("lan", "/counters/1/tickets").json["tickets"]
    assert [t["number"] for t in mine] == ["A001"]
    desk.do("lan", "/counters/1/call-next")
    assert desk.get("lan", "/counters/1/tickets?number=A001").json == {"tickets": []}


def test_when_the_journal_cannot_be_written_every_verb_says_so(desk: Desk) -> None:
    desk.issue()
    desk.open()
    desk.close()
    reply = desk.post("lan", "/counters/1/call-next")
    refused(reply, 503, "journal_down")
    assert reply.headers["Retry-After"]
    assert desk.picture()["ticket"] is None, "reading goes on"
