"""Calling and serving: whose turn, by hand, recall, no-show, finish."""

from __future__ import annotations

from queueing.who import Who
from tests.halls import small_hall
from tests.queueing.morning import AN, BINH, BOSS, DESK, ELDERLY, Morning, working


def test_next_calls_in_order_and_names_its_rule() -> None:
    m = working()
    a, b = m.issue(), m.issue("ket-hon")
    event = m.do("call_next", AN, "1")[0]
    assert (event.ticket, event.counter, event.officer) == (a, "1", "an")
    assert event.data["rule"] == "first" and event.data["zone"] == "z1"
    assert m.next(BINH, "2") == b
    assert m.hall.calls[-1][2:7] == (b, "A002", "2", "z1", "ket-hon")
    assert [c.number for c in m.hall.calls] == ["A001", "A002"]


def test_next_with_nobody_waiting_does_nothing() -> None:
    assert working().do("call_next", AN, "1") == []


def test_next_finishes_the_ticket_still_there() -> None:
    m = working()
    a, b = m.issue(), m.issue()
    m.next()
    m.do("start", AN, "1")
    finish, call = m.do("call_next", AN, "1")
    assert (finish.kind, finish.ticket, call.ticket) == ("TicketFinished", a, b)
    assert finish.data["start_recorded"] and call.data["finished"] == finish.seq
    # the last one leaves, nobody waits; its start was never recorded
    (last,) = m.do("call_next", AN, "1")
    assert (last.kind, last.ticket) == ("TicketFinished", b)
    assert not last.data["start_recorded"] and last.data["service_ms"] is None
    assert m.hall.counters["1"].ticket is None
    assert m.hall.totals["khai-sinh"].services == 1


def test_a_hall_may_refuse_next_while_one_is_there() -> None:
    m = working(on_next="refuse")
    m.issue(), m.issue()
    m.next()
    no = m.no("call_next", AN, "1")
    assert (no.code, no.more["state"], no.more["number"]) == ("illegal_move", "called", "A001")


def test_the_second_list_is_called_when_the_first_is_empty_or_it_overflows() -> None:
    m = working()
    m.issue("sao-y")
    assert m.hall.peek("1", m.now)[1] == "second"
    m.wait(600)
    m.issue()
    assert m.hall.peek("1", m.now)[1] == "first"
    m.wait(600)
    found = m.hall.peek("1", m.now)
    assert (found[0].service, found[1]) == ("sao-y", "overflow")


def test_by_hand_a_supervisor_calls_anybody_with_a_reason() -> None:
    m = working()
    m.issue()
    b = m.issue("so-do")
    assert m.no("call", BOSS, "1", b, "").code == "bad_request"
    event = m.do("call", BOSS, "1", b, "khuyết tật")[0]
    assert event.data["hand"] and event.data["reason"] == "khuyết tật"
    assert event.officer == "sep" and m.ticket(b).leg.officer == "an"
    assert m.hall.totals["so-do"].by_hand == 1


def test_an_officer_picks_by_hand_only_from_his_lists_and_only_if_the_hall_lets_him() -> None:
    m = working()
    mine, other = m.issue("sao-y"), m.issue("so-do")
    assert m.no("call", AN, "1", other, "quen").code == "not_eligible"
    m.do("call", AN, "1", mine, "có con nhỏ")
    strict = working(officer_may_pick=False)
    assert strict.no("call", AN, "1", strict.issue(), "quen").code == "not_allowed"
    pad = Who("call_pad", device="x")
    assert strict.no("call", pad, "1", strict.issue(), "quen").code == "not_allowed"


def test_a_recall_is_counted_and_shown_again() -> None:
    m = working()
    m.issue()
    m.next()
    for times in (1, 2):
        assert m.do("recall", AN, "1")[0].data["times"] == times
    assert [c.again for c in m.hall.calls] == [False, True, True]
    assert m.hall.tickets[m.hall.counters["1"].ticket].leg.recalls == 2


def test_a_wait_ends_at_the_first_call() -> None:
    m = working()
    id = m.issue()
    m.wait(100)
    m.next()
    first = m.now
    m.wait(30)
    m.do("no_show", AN, "1")
    m.do("return_", DESK, id)
    m.wait(60)
    m.next()
    assert m.ticket(id).leg.called_at == first
    total = m.hall.totals["khai-sinh"]
    assert (total.waits, total.wait_ms, total.called) == (1, 101_000, 2)


def test_not_before_twenty_seconds_is_anybody_a_no_show() -> None:
    m = working()
    m.issue()
    m.next()
    m.wait(19.9)
    no = m.no("no_show", AN, "1")
    assert no.more["not_before"] == m.now + 100
    m.do("recall", AN, "1")
    m.wait(19.9)
    m.no("no_show", AN, "1")
    m.wait(0.1)
    m.do("no_show", AN, "1")


def test_service_time_leaves_out_the_hold() -> None:
    m = working()
    id = m.issue()
    m.next()
    m.do("start", AN, "1")
    m.wait(60)
    m.do("hold", AN, "1")
    m.wait(300)
    m.do("resume", AN, "1", id)
    m.wait(20)
    m.do("start", AN, "1")
    m.wait(40)
    event = m.do("finish", AN, "1", "done", ["sao-y"])[0]
    assert event.data["service_ms"] == 100_000 and m.ticket(id).leg.held_ms == 320_000
    assert event.data["outcome"] == "done" and event.data["services"] == ["sao-y"]


def test_a_forgotten_finish_is_capped_and_marked() -> None:
    m = working()
    m.serve(m.issue(), seconds=3600)
    m.serve(id := m.issue(), seconds=3601)
    assert m.ticket(id).leg.inaccurate
    assert m.hall.totals["khai-sinh"].service_ms == 7200_000
    assert not m.ticket(id - 4).leg.inaccurate


def test_what_was_done_beside_must_be_known() -> None:
    m = working()
    m.issue()
    m.next()
    assert m.no("finish", AN, "1", None, ["bay"]).code == "unknown_service"


def test_moves_need_a_ticket_in_the_right_state() -> None:
    m = working()
    for verb in ("recall", "start", "no_show", "hold", "finish", "transfer"):
        no = m.no(verb, AN, "1")
        assert (no.code, no.more["state"]) == ("illegal_move", "open")
    m.issue()
    m.next()
    m.do("start", AN, "1")
    for verb in ("recall", "start", "no_show"):
        assert m.no(verb, AN, "1").more["state"] == "serving"
    assert m.no("resume", AN, "1", m.hall.counters["1"].ticket).more["state"] == "serving"


def test_who_may_act_at_a_counter() -> None:
    pads = [{"id": "p-a", "kind": "call", "counter": "1"}]
    m = Morning(small_hall(pads=pads))
    assert m.no("call_next", AN, "9").code == "unknown_counter"
    assert m.no("call_next", AN, "1").code == "not_open"
    m.open()
    assert m.no("call_next", BINH, "1").code == "not_your_counter"
    m.open(BINH, "2")
    for who in (DESK, Who("kiosk", device="k1"), Who("manager", officer="m"), Who("citizen")):
        assert m.no("call_next", who, "1").code == "not_allowed"
    pad = Who("call_pad", device="p-a")
    m.driver.do("call_next", pad, "1")
    assert m.no("call_next", pad, "2").code == "not_your_counter"
    assert m.no("call_next", Who("call_pad", device="x", counters=frozenset("1")), "2").code == (
        "not_your_counter"
    )
    m.issue()
    assert m.do("call_next", pad, "1")[0].officer == "an"


def test_a_counter_of_several_policies_calls_by_all_of_them() -> None:
    settings = small_hall()
    settings["service_groups"][0]["policy"] = "strict"
    settings["counters"][0].update(first=["ho-tich", "dat-dai"])
    m = Morning(settings)
    m.open()
    regular, land = m.issue(), m.issue("so-do")
    m.wait(600)
    first = m.issue(klass="priority", ground=ELDERLY)
    # strict puts the priority ticket forward; of the two desks' choices the land ticket is earlier
    assert [m.next() for _ in range(3)] == [land, first, regular]


def test_a_hall_may_mark_a_no_show_by_itself_and_the_officer_takes_it_back() -> None:
    m = working(no_show_after=90)
    id = m.issue()
    m.next()
    m.wait(60)
    m.do("recall", AN, "1")
    m.wait(89)
    assert m.do("mark_absent", m.driver.the_hall) == [], "counted from the last call"
    m.wait(1)
    (event,) = m.do("mark_absent", m.driver.the_hall)
    assert (event.kind, event.ticket, event.officer) == ("TicketMarkedNoShow", id, "an")
    assert m.ticket(id).state == "no_show" and m.hall.counters["1"].ticket is None
    m.do("undo", AN, "1")
    assert m.ticket(id).state == "called"


def test_by_default_only_officers_mark_a_no_show() -> None:
    m = working()
    m.issue()
    m.next()
    m.wait(7200)
    assert m.do("mark_absent", m.driver.the_hall) == []
