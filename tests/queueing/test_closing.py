"""Closing with people waiting: put off with an apology, among the first on the next open day."""

from __future__ import annotations

from typing import Any

import pytest

from queueing.ticket import State
from tests.halls import small_hall
from tests.queueing.driver import MONDAY
from tests.queueing.morning import AN, BOSS, DESK, ELDERLY, K1, Morning

DAY = 24 * 3600_000
WEEK = {d: ["07:30-11:30", "13:30-17:00"] for d in ("mon", "tue", "wed", "thu", "fri")}


def evening(**hours: Any) -> Morning:
    """Monday 16:30 with counter 1 open."""
    m = Morning(small_hall(hours={"week": {**WEEK, "sat": [], "sun": []}, **hours}))
    m.wait(9 * 3600)
    m.open()
    return m


def next_morning(m: Morning, days: int = 1, minutes: int = -25) -> None:
    m.driver.now = MONDAY + days * DAY + minutes * 60_000
    m.driver.roll()


def test_everybody_who_is_left_is_put_off_at_once_and_told_the_day() -> None:
    m = evening()
    waiting, held, served = m.issue(), m.issue(), m.issue("so-do")
    m.do("call", BOSS, "1", held, "thử")
    m.do("hold", AN, "1")
    m.do("call", BOSS, "1", served, "thử")
    assert [t.id for t in m.hall.left()] == [waiting, held]
    events = m.do("put_off", BOSS)
    assert [(e.kind, e.ticket, e.data["day"]) for e in events] == [
        ("TicketPutOff", waiting, "2026-11-24"), ("TicketPutOff", held, "2026-11-24"),
    ]  # fmt: skip
    assert m.ticket(waiting).state is State.EXPIRED and m.ticket(waiting).put_off == "2026-11-24"
    assert m.ticket(served).state is State.CALLED
    assert (m.hall.totals["khai-sinh"].put_off, m.hall.totals["khai-sinh"].expired) == (2, 0)
    assert m.do("put_off", BOSS) == []


def test_each_gets_a_slip_about_it_where_a_printer_is_named() -> None:
    m = evening()
    id = m.issue()
    events = m.do("put_off", BOSS, None, "p1")
    assert [e.kind for e in events] == ["TicketPutOff", "ReprintAsked"]
    job = m.hall.jobs[events[1].seq]
    assert (job.ticket, job.state, job.printer) == (id, "queued", "p1")


def test_the_next_morning_it_goes_before_all_who_came_in_time() -> None:
    m = evening()
    m.issue(klass="priority", ground=ELDERLY, needs=("wheelchair",), then=("so-do",))
    m.do("put_off", BOSS)
    next_morning(m, minutes=-29)
    early = m.issue()
    next_morning(m, minutes=90)
    m.open()
    id = m.do("check_in_first", DESK, "A001")[0].seq
    it = m.ticket(id)
    assert (it.number, it.klass, it.ground, it.needs) == (
        "A002",
        "priority",
        ELDERLY,
        ("wheelchair",),
    )
    assert (it.ref, it.then) == (MONDAY + DAY - 30 * 60_000, ("so-do",))
    assert m.next() == id and m.ticket(early).state is State.WAITING
    told = m.hall.explain(early, m.now)
    assert told["passed"] == 0, "it counts as the first of the morning: nobody who came later"


def test_its_reference_time_stays_with_further_legs() -> None:
    m = evening()
    m.issue()
    m.do("put_off", BOSS)
    next_morning(m, minutes=120)
    m.open()
    m.do("check_in_first", DESK, "A001")
    m.next()
    m.do("finish", AN, "1", None, (), next_service="so-do")
    (it,) = m.hall.waiting("so-do")
    assert it.ref == MONDAY + DAY - 30 * 60_000


def test_it_is_good_once_and_on_the_next_open_day_only() -> None:
    m = evening()
    m.issue(), m.issue()
    m.do("put_off", BOSS)
    assert m.no("check_in_first", DESK, "A001").code == "not_eligible"
    next_morning(m, minutes=5)
    m.do("check_in_first", DESK, "A001")
    assert m.no("check_in_first", DESK, "A001").more["state"] == "used"
    next_morning(m, days=2, minutes=5)
    assert m.no("check_in_first", DESK, "A002").code == "unknown_number"


def test_days_on_which_the_hall_stays_shut_do_not_use_it_up() -> None:
    """Friday's number is good on Monday, though the hall's computer ran on Saturday."""
    m = evening()
    m.driver.now += 4 * DAY
    m.issue()
    assert m.do("put_off", BOSS)[0].data["day"] == "2026-11-30"
    next_morning(m, days=5)
    assert m.hall.day == "2026-11-28" and len(m.hall.put_off_rights) == 1
    next_morning(m, days=7, minutes=5)
    m.do("check_in_first", DESK, "A001")


@pytest.mark.parametrize("who", [AN, DESK, K1])
def test_putting_off_is_a_supervisors(who: Any) -> None:
    m = evening()
    m.issue()
    assert m.no("put_off", who).code == "not_allowed"


def test_only_some_may_be_put_off_and_nobody_who_is_served() -> None:
    m = evening()
    one, other = m.issue(), m.issue()
    m.do("put_off", BOSS, [other, other])
    assert m.ticket(one).state is State.WAITING
    assert m.no("put_off", BOSS, [other]).code == "illegal_move"
    assert m.no("put_off", BOSS, [424242]).code == "unknown_ticket"
    assert m.no("put_off", BOSS, None, "p9").code == "unknown_printer"


def test_where_no_day_to_come_is_known_nothing_is_promised() -> None:
    m = evening(closures=[{"from": "2026-11-24", "to": "2027-03-01", "reason": {"vi": "Sửa"}}])
    m.issue()
    assert m.no("put_off", BOSS).code == "hall_closed"


def test_checking_in_is_the_desks_and_keeps_the_halls_hours() -> None:
    m = evening()
    m.issue()
    m.do("put_off", BOSS)
    next_morning(m, minutes=-60)
    assert m.no("check_in_first", DESK, "A001").code == "hall_closed"
    next_morning(m, minutes=5)
    assert m.no("check_in_first", K1, "A001").code == "not_allowed"
    assert m.no("check_in_first", DESK, "Z999").code == "unknown_number"
    assert m.no("check_in_first", DESK, "A001", "p9").code == "unknown_printer"
    assert m.do("check_in_first", DESK, "A001", "p1")[0].data["printer"] == "p1"
