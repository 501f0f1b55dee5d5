"""Served without a ticket: written down like any other visit, and counted apart."""

from __future__ import annotations

from typing import Any

from queueing.ticket import State
from tests.queueing.morning import AN, BOSS, DESK, PAD, Morning, working

QUICK = "quick"


def served(m: Morning, who: Any = AN, service: str = "khai-sinh") -> int:
    return int(m.do("serve", who, "1", service, QUICK)[0].seq)


def test_it_is_issued_called_and_started_in_one_act_with_the_next_number() -> None:
    m = working()
    waiting = m.issue()
    events = m.do("serve", AN, "1", "khai-sinh", QUICK)
    assert [e.kind for e in events] == ["TicketIssued", "TicketCalled", "ServingStarted"]
    issued, called, _ = events
    assert (issued.data["number"], issued.data["at_counter"]) == ("A002", True)
    assert (called.data["rule"], called.data["hand"]) == ("at_counter", True)
    assert called.data["reason"] == QUICK
    it = m.ticket(issued.seq)
    assert (it.state, it.counter, it.job) == (State.SERVING, "1", None)
    assert m.hall.counters["1"].ticket == it.id
    assert m.ticket(waiting).state is State.WAITING


def test_nobody_is_told_to_come() -> None:
    m = working()
    served(m)
    assert not m.hall.calls


def test_it_is_counted_apart_and_no_wait_of_nothing_makes_the_waits_look_shorter() -> None:
    m = working()
    served(m)
    total = m.hall.totals["khai-sinh"]
    assert (total.at_counter, total.by_hand, total.called, total.waits) == (1, 0, 1, 0)
    m.wait(120)
    m.do("finish", AN, "1")
    assert (total.finished, total.service_ms) == (1, 120_000)


def test_it_can_be_rated_transferred_and_set_aside() -> None:
    m = working()
    id = served(m)
    m.do("hold", AN, "1")
    m.do("resume", AN, "1", id)
    m.do("start", AN, "1")
    m.do("finish", AN, "1")
    m.do("rate", PAD, counter="1", leg=1, score=4)
    other = served(m)
    m.do("transfer", AN, "1", service="so-do")
    assert m.ticket(other).state is State.WAITING


def test_undo_takes_all_of_it_back_and_the_number_is_void() -> None:
    m = working()
    id = served(m)
    m.wait(3)
    events = m.do("undo", AN, "1")
    assert [e.kind for e in events] == ["MoveUndone", "MoveUndone", "TicketCancelled"]
    assert m.ticket(id).state is State.CANCELLED and m.hall.counters["1"].ticket is None
    total = m.hall.totals["khai-sinh"]
    assert (total.at_counter, total.called, total.cancelled) == (0, 0, 1)
    assert m.ticket(m.issue()).number == "A002"


def test_undo_of_a_later_move_leaves_the_visit() -> None:
    m = working()
    id = served(m)
    m.do("finish", AN, "1")
    m.do("undo", AN, "1")
    assert m.ticket(id).state is State.SERVING


def test_who_waits_is_told_who_went_before() -> None:
    m = working()
    waiting = m.issue()
    m.wait(1)
    served(m)
    told = m.hall.explain(waiting, m.now)
    assert [(row["number"], row["because"]) for row in told["by"]] == [("A002", "at_counter")]


def test_only_at_a_free_open_counter_for_its_own_services_with_a_reason() -> None:
    m = working()
    assert m.no("serve", AN, "1", "khai-sinh", "").code == "bad_request"
    assert m.no("serve", AN, "1", "gone", QUICK).code == "unknown_service"
    assert m.no("serve", AN, "1", "so-do", QUICK).code == "not_eligible"
    assert m.no("serve", AN, "2", "khai-sinh", QUICK).code == "not_your_counter"
    assert m.no("serve", AN, "4", "sao-y", QUICK).code == "not_open"
    assert m.no("serve", DESK, "1", "khai-sinh", QUICK).code == "not_allowed"
    pad = m.driver.rules.Who("call_pad", device="pad1")
    assert m.no("serve", pad, "1", "khai-sinh", QUICK).code == "not_allowed"
    m.do("pause", AN, "1", "nghỉ")
    assert m.no("serve", AN, "1", "khai-sinh", QUICK).code == "illegal_move"
    m.do("unpause", AN, "1")
    served(m, BOSS, "so-do")
    assert m.no("serve", AN, "1", "khai-sinh", QUICK).more["number"] == "B001"


def test_a_hall_may_leave_it_to_supervisors() -> None:
    m = working(without_ticket=False)
    assert m.no("serve", AN, "1", "khai-sinh", QUICK).code == "not_allowed"
    served(m, BOSS)


def test_a_quota_that_is_used_up_turns_nobody_away_who_stands_there() -> None:
    m = working()
    new = {**m.hall.plan.settings}
    new["services"] = [{**s, "quota": 1} for s in new["services"]]
    m.do("change_settings", m.driver.the_hall, new)
    m.issue()
    assert m.no("issue", DESK, service="khai-sinh").code == "quota_reached"
    served(m)
