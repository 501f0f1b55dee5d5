"""Legs: several services in one visit, gone on with at the finish."""

from __future__ import annotations

from queueing.ticket import State
from tests.queueing.morning import AN, BINH, CHI, DESK, ELDERLY, K1, PAD, Morning, working

HAND_IN, PAY, COLLECT = "khai-sinh", "sao-y", "so-do"


def begun(**more: object) -> tuple[Morning, int]:
    """A visit of three services, the first of them being served at counter 1."""
    m = working()
    m.open(m.driver.rules.Who("officer", officer="dung"), "4")
    id = m.issue(HAND_IN, then=(PAY, COLLECT), **more)
    m.next()
    m.do("start", AN, "1")
    m.wait(300)
    return m, id


def test_a_finished_leg_leads_to_the_next_by_itself_until_none_is_left() -> None:
    m, id = begun()
    number = m.ticket(id).number
    for counter, who, service, left in (
        ("4", m.driver.rules.Who("officer", officer="dung"), PAY, (COLLECT,)),
        ("3", CHI, COLLECT, ()),
    ):
        at = {"4": ("1", AN), "3": ("4", m.driver.rules.Who("officer", officer="dung"))}[counter]
        m.do("finish", at[1], at[0], "accepted")
        it = m.ticket(id)
        assert (it.state, it.service, it.then, it.number) == (State.WAITING, service, left, number)
        assert m.next(who, counter) == id
        m.do("start", who, counter)
        m.wait(60)
    m.do("finish", CHI, "3")
    it = m.ticket(id)
    assert it.state is State.FINISHED
    assert [leg.service for leg in it.legs] == [HAND_IN, PAY, COLLECT]
    assert it.legs[0].outcome == "accepted"
    assert m.hall.totals[HAND_IN].finished == m.hall.totals[COLLECT].finished == 1


def test_a_visit_that_goes_on_keeps_its_reference_time_with_the_head_start_of_a_transfer() -> None:
    m, id = begun()
    issued = m.ticket(id).issued_at
    m.issue(PAY)
    m.do("finish", AN, "1")
    it = m.ticket(id)
    assert (it.ref, it.rank[0]) == (issued, issued - 600_000)
    assert [t.id for t in m.hall.waiting(PAY)][0] == id


def test_class_and_needs_go_along() -> None:
    m, id = begun(klass="priority", ground=ELDERLY, needs=("wheelchair",))
    m.do("finish", AN, "1")
    it = m.ticket(id)
    assert (it.klass, it.ground, it.needs) == ("priority", ELDERLY, ("wheelchair",))
    assert it.rank[0] == it.issued_at - 1_200_000


def test_the_officer_sends_a_visit_on_or_ends_it() -> None:
    m, id = begun()
    m.do("finish", AN, "1", None, (), next_service="ket-hon")
    assert (m.ticket(id).service, m.ticket(id).then) == ("ket-hon", (PAY, COLLECT))
    m.next(BINH, "2")
    m.do("finish", BINH, "2", None, (), next_service=PAY)
    assert (m.ticket(id).service, m.ticket(id).then) == (PAY, (COLLECT,)), "what was due anyhow"
    m.next()
    m.do("finish", AN, "1", None, (), end=True)
    assert m.ticket(id).state is State.FINISHED


def test_each_finished_leg_can_be_rated_at_its_counter() -> None:
    m, id = begun()
    m.do("finish", AN, "1")
    assert m.hall.rating_open("1", m.now)[:2] == (id, 1)
    m.driver.do("rate", PAD, counter="1", leg=1, score=5)
    assert m.ticket(id).legs[0].rating == 5


def test_next_may_call_the_visit_that_goes_on_at_the_same_counter() -> None:
    """By its rank, like everybody: it has waited longest."""
    m, id = begun()
    m.issue("ket-hon")
    m.do("finish", AN, "1", None, (), next_service="ket-hon")
    m.do("undo", AN, "1")
    m.ticket(id).then = m.ticket(id).then  # nothing has changed by the undo
    assert (m.ticket(id).state, m.ticket(id).then) == (State.SERVING, (PAY, COLLECT))
    m.do("call_next", AN, "1")  # PAY is in counter 1's second list: somebody of the first is there
    assert m.hall.counters["1"].ticket != id
    m.do("undo", AN, "1")
    assert m.hall.counters["1"].ticket == id and m.ticket(id).state is State.SERVING
    m.do("cancel", DESK, m.hall.waiting("ket-hon")[0].id)
    events = m.do("call_next", AN, "1")
    assert [e.kind for e in events] == ["TicketFinished", "TicketContinued", "TicketCalled"]
    assert m.hall.counters["1"].ticket == id
    m.do("undo", AN, "1")
    it = m.ticket(id)
    assert (it.state, it.service, len(it.legs)) == (State.SERVING, HAND_IN, 1)


def test_who_went_on_and_was_called_elsewhere_is_not_undone() -> None:
    m, id = begun()
    m.do("finish", AN, "1")
    m.next(m.driver.rules.Who("officer", officer="dung"), "4")
    assert m.no("undo", AN, "1").code == "illegal_move"
    assert m.ticket(id).state is State.CALLED


def test_several_services_are_the_desks_to_give_and_known() -> None:
    m = working()
    for who, then, code in (
        (K1, (PAY,), "not_allowed"), (DESK, ("gone",), "unknown_service"),
        (DESK, (HAND_IN,), "bad_request"), (DESK, (PAY, HAND_IN) * 4, "bad_request"),
    ):  # fmt: skip
        assert m.no("issue", who, service=HAND_IN, then=then).code == code


def test_a_service_still_to_come_cannot_be_taken_from_the_settings() -> None:
    m, _ = begun()
    new = {**m.hall.plan.settings}
    new["services"] = [s for s in new["services"] if s["id"] != COLLECT]
    assert m.no("change_settings", m.driver.the_hall, new).more["services"] == [COLLECT]
