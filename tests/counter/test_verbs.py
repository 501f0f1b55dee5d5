"""The officer's verbs over HTTP: what each answers and how each refuses."""

from __future__ import annotations

from pathlib import Path

from tests.counter.desk import Desk, refused

BODIES = {
    "call": {"ticket": 1, "reason": "came-back"},
    "resume": {"ticket": 1},
    "transfer": {"service": "so-do"},
    "pause": {"reason": "break"},
}
VERBS = (
    "call-next call recall start finish no-show hold resume transfer undo close pause unpause"
).split()


def test_an_officer_serves_one_visit_from_call_to_finish(desk: Desk) -> None:
    ticket = desk.issue()
    opened = desk.do("lan", "/counters/1/open")
    assert (opened["id"], opened["open"], opened["officer"]) == ("1", True, "lan")
    called = desk.do("lan", "/counters/1/call-next")
    assert (called["id"], called["number"], called["state"]) == (ticket["id"], "A001", "called")
    assert desk.do("lan", "/counters/1/recall")["recalls"] == 1
    assert desk.do("lan", "/counters/1/start")["state"] == "serving"
    body = {"outcome": "accepted", "services": ["sao-y"]}
    done = desk.do("lan", "/counters/1/finish", body)
    assert (done["state"], done["outcome"]) == ("finished", "accepted")
    closed = desk.do("lan", "/counters/1/close")
    assert (closed["id"], closed["open"]) == ("1", False)


def test_next_finishes_the_visit_that_is_still_there(desk: Desk) -> None:
    first, second = desk.issue(), desk.issue()
    desk.open()
    assert desk.do("lan", "/counters/1/call-next")["id"] == first["id"]
    assert desk.do("lan", "/counters/1/call-next")["id"] == second["id"]
    assert desk.get("lan", f"/tickets/{first['id']}").json["state"] == "finished"
    reply = desk.post("lan", "/counters/1/call-next")
    assert (reply.status_code, reply.data) == (204, b""), "nobody was called"
    assert desk.get("lan", f"/tickets/{second['id']}").json["state"] == "finished"


def test_nobody_to_call_is_no_content(desk: Desk) -> None:
    desk.issue("so-do")  # not for counter 1
    desk.open()
    assert desk.post("lan", "/counters/1/call-next").status_code == 204


def test_a_hall_may_refuse_next_while_a_visit_is_there(tmp_path) -> None:
    desk = Desk(tmp_path, hall={"on_next": "refuse"})
    desk.issue(), desk.issue()
    desk.open()
    desk.do("lan", "/counters/1/call-next")
    reply = desk.post("lan", "/counters/1/call-next")
    refused(reply, 409, "illegal_move", state="called", number="A001")
    desk.close()


def test_no_verb_works_at_a_closed_counter(desk: Desk) -> None:
    for verb in VERBS:
        reply = desk.post("lan", f"/counters/1/{verb}", BODIES.get(verb))
        refused(reply, 409, "not_open", state="closed")


def test_no_verb_knows_a_counter_that_is_not_there(desk: Desk) -> None:
    for verb in (*VERBS, "open", "take-over"):
        reply = desk.post("lan", f"/counters/99/{verb}", BODIES.get(verb))
        refused(reply, 404, "unknown_counter")
    refused(desk.get("lan", "/counters/99"), 404, "unknown_counter")
    refused(desk.get("lan", "/counters/99/tickets"), 404, "unknown_counter")
    assert desk.page("lan", "/counter/99").status_code == 404


def test_no_verb_works_at_another_officers_counter(desk: Desk) -> None:
    desk.open("lan", "1")
    for verb in VERBS:
        reply = desk.post("minh", f"/counters/1/{verb}", BODIES.get(verb))
        refused(reply, 403, "not_your_counter")


def test_what_needs_a_visit_is_refused_without_one(desk: Desk) -> None:
    desk.open()
    for verb in ("recall", "start", "finish", "no-show", "hold", "transfer"):
        reply = desk.post("lan", f"/counters/1/{verb}", BODIES.get(verb))
        refused(reply, 409, "illegal_move", state="open")


def test_nobody_but_officers_acts_at_a_counter(desk: Desk) -> None:
    for who in ("k1", "tiep", "quan", "admin", "tinh", "tv1", "danh-gia-1"):
        for verb in (*VERBS, "open", "take-over"):
            reply = desk.post(who, f"/counters/1/{verb}", BODIES.get(verb))
            refused(reply, 403, "not_allowed")


def test_without_a_key_nobody_acts_or_looks(desk: Desk) -> None:
    refused(desk.post(None, "/counters/1/call-next"), 401, "who_are_you")
    refused(desk.get(None, "/counters/1"), 401, "who_are_you")
    refused(desk.get("k1", "/counters"), 403, "not_allowed")


def test_a_supervisor_acts_at_any_open_counter(desk: Desk) -> None:
    desk.issue()
    desk.open("lan", "1")
    assert desk.do("truong", "/counters/1/call-next")["number"] == "A001"
    assert desk.do("truong", "/counters/1/finish")["state"] == "finished"


def test_a_call_pad_acts_for_its_own_counter_only(desk: Desk) -> None:
    desk.issue()
    desk.open("lan", "1")
    desk.open("minh", "2")
    assert desk.do("goi-1", "/counters/1/call-next")["number"] == "A001"
    refused(desk.post("goi-1", "/counters/2/call-next"), 403, "not_your_counter")
    refused(desk.post("goi-1", "/counters/1/close"), 403, "not_allowed")


def test_opening_is_refused_with_the_reason(desk: Desk) -> None:
    refused(desk.post("hoa", "/counters/1/open"), 403, "not_your_counter")
    desk.open("lan", "1")
    refused(desk.post("lan", "/counters/1/open"), 409, "illegal_move", state="open")
    refused(desk.post("minh", "/counters/1/open"), 409, "counter_taken", officer="lan")
    refused(desk.post("lan", "/counters/2/open"), 409, "counter_busy", counter="1")


def test_taking_over_keeps_the_visit_at_the_counter(desk: Desk) -> None:
    refused(desk.post("minh", "/counters/1/take-over"), 409, "not_open")
    desk.issue()
    desk.open("lan", "1")
    desk.do("lan", "/counters/1/call-next")
    refused(desk.post("lan", "/counters/1/take-over"), 409, "illegal_move")
    refused(desk.post("hoa", "/counters/1/take-over"), 403, "not_your_counter")
    taken = desk.do("minh", "/counters/1/take-over")
    assert (taken["officer"], taken["ticket"]["number"]) == ("minh", "A001")
    refused(desk.post("lan", "/counters/1/start"), 403, "not_your_counter")
    assert desk.do("minh", "/counters/1/start")["state"] == "serving"


def test_a_pause_needs_a_reason_and_an_empty_counter(desk: Desk) -> None:
    desk.issue()
    desk.open()
    refused(desk.post("lan", "/counters/1/pause", {}), 400, "bad_request")
    refused(desk.post("lan", "/counters/1/pause", {"reason": ""}), 400, "bad_request")
    refused(desk.post("lan", "/counters/1/unpause"), 409, "illegal_move", state="open")
    desk.do("lan", "/counters/1/call-next")
    reply = desk.post("lan", "/counters/1/pause", {"reason": "break"})
    refused(reply, 409, "illegal_move", state="called")
    refused(desk.post("lan", "/counters/1/close"), 409, "illegal_move", number="A001")
    desk.do("lan", "/counters/1/finish")
    paused = desk.do("lan", "/counters/1/pause", {"reason": "meeting"})
    assert paused["pause_reason"] == "meeting" and paused["paused_at"]
    refused(desk.post("lan", "/counters/1/call-next"), 409, "illegal_move", state="paused")
    reply = desk.post("lan", "/counters/1/pause", {"reason": "break"})
    refused(reply, 409, "illegal_move", state="paused")
    assert desk.do("lan", "/counters/1/unpause")["paused_at"] is None


def test_a_no_show_waits_some_seconds_and_may_come_back_once(desk: Desk) -> None:
    ticket = desk.issue()
    desk.open()
    desk.do("lan", "/counters/1/call-next")
    early = desk.post("lan", "/counters/1/no-show")
    refused(early, 409, "illegal_move", state="called")
    assert early.json["not_before"] > desk.clock.now()
    desk.clock.advance(20)
    assert desk.do("lan", "/counters/1/no-show")["state"] == "no_show"
    refused(desk.post("lan", "/counters/1/no-show"), 409, "illegal_move")
    assert desk.do("lan", f"/tickets/{ticket['id']}/return")["state"] == "waiting"
    desk.do("lan", "/counters/1/call-next")
    desk.clock.advance(20)
    desk.do("lan", "/counters/1/no-show")
    refused(desk.post("lan", f"/tickets/{ticket['id']}/return"), 409, "illegal_move")
    body = {"ticket": ticket["id"], "reason": "came-back"}
    assert desk.do("lan", "/counters/1/call", body)["state"] == "called"


def test_a_ticket_set_aside_is_called_back_where_it_was(desk: Desk) -> None:
    ticket, other = desk.issue(), desk.issue()
    desk.open("lan", "1")
    desk.open("minh", "2")
    desk.do("lan", "/counters/1/call-next")
    desk.do("lan", "/counters/1/start")
    assert desk.do("lan", "/counters/1/hold")["state"] == "on_hold"
    body = {"ticket": ticket["id"]}
    refused(desk.post("minh", "/counters/2/resume", body), 409, "not_eligible")
    reply = desk.post("lan", "/counters/1/resume", {"ticket": other["id"]})
    refused(reply, 409, "illegal_move", state="waiting")
    refused(desk.post("lan", "/counters/1/resume", {"ticket": 9999}), 404, "unknown_ticket")
    back = desk.do("lan", "/counters/1/resume", body)
    assert (back["number"], back["state"]) == ("A001", "called")
    refused(desk.post("lan", "/counters/1/resume", {}), 400, "bad_request")
    refused(desk.post("lan", "/counters/1/resume", {"ticket": "A001"}), 400, "bad_request")


def test_rubbish_is_refused_and_never_breaks_anything(desk: Desk) -> None:
    desk.issue()
    desk.open()
    desk.do("lan", "/counters/1/call-next")
    rubbish = [
        [], "x", 7, {"ticket": -1}, {"ticket": 10**30, "reason": "x"}, {"ticket": None},
        {"ticket": 1.5, "reason": "x"}, {"reason": "x" * 3000}, {"services": ["so-do"] * 50},
        {"services": [None]}, {"outcome": {"a": 1}}, {"service": "\u202eso-do"}, {"note": "\x00"},
        {"officer": "x" * 2001}, {"back": "yes", "service": "so-do"}, {"counter": "1" * 500},
    ]  # fmt: skip
    for verb in (*VERBS, "open", "take-over"):
        for body in rubbish:
            reply = desk.client.post(
                f"/api/v1/counters/1/{verb}", json=body, headers=desk.headers("lan")
            )
            assert 400 <= reply.status_code < 500, (verb, body, reply.status_code, reply.text)
        for raw in (b"{", b'{"reason": NaN}', b"\xff\xfe", b"[" * 5000, b'{"a":"\\ud800"}'):
            reply = desk.client.post(
                f"/api/v1/counters/1/{verb}", data=raw, headers=desk.headers("lan")
            )
            assert 400 <= reply.status_code < 500, (verb, raw[:20], reply.status_code)
    assert desk.picture()["ticket"]["state"] == "called", "nothing was done"


def test_a_promised_time_is_shown_beside_who_was_set_aside(desk: Desk) -> None:
    desk.issue()
    desk.open("lan", "1")
    desk.do("lan", "/counters/1/call-next")
    refused(desk.post("lan", "/counters/1/hold", {"minutes": 0}), 400, "bad_request")
    desk.do("lan", "/counters/1/hold", {"minutes": 15, "note": "chờ bản sao"})
    (held,) = desk.picture("1")["held"]
    assert (held["until"], held["officer"], held["note"]) == (
        "2026-11-22T00:45:00Z", "lan", "chờ bản sao",
    )  # fmt: skip


def test_where_an_outcome_is_wanted_nothing_is_finished_without(tmp_path: Path) -> None:
    desk = Desk(tmp_path, hall={"outcome": "required"})
    try:
        desk.issue(), desk.issue()
        desk.open("lan", "1")
        desk.do("lan", "/counters/1/call-next")
        desk.do("lan", "/counters/1/start")
        for verb in ("finish", "call-next"):
            refused(desk.post("lan", f"/counters/1/{verb}"), 409, "outcome_needed", state="serving")
        assert desk.picture("1")["times"]["outcome"] == "required"
        desk.do("lan", "/counters/1/finish", {"outcome": "accepted"})
    finally:
        desk.close()


def test_a_counter_is_opened_with_fewer_services_for_one_session(desk: Desk) -> None:
    refused(desk.post("lan", "/counters/1/open", {"first": ["gone"]}), 404, "unknown_service")
    refused(desk.post("lan", "/counters/1/open", {"first": ["so-do"]}), 403, "not_allowed")
    refused(desk.post("lan", "/counters/1/open", {"first": "so-do"}), 400, "bad_request")
    desk.issue("khai-sinh"), desk.issue("ket-hon")
    desk.do("lan", "/counters/1/open", {"first": ["ket-hon"], "second": ["sao-y"]})
    assert desk.picture()["services"] == ["ket-hon", "sao-y"]
    assert desk.do("lan", "/counters/1/call-next")["number"] == "A002"
