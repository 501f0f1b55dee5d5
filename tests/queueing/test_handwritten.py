"""Handwritten blocks: leased apart from the kiosks' numbers, each ending as a ticket or void."""

from __future__ import annotations

import pytest

from journal.invariants import Invariants
from queueing.who import Who
from tests.queueing.morning import Morning

DESK = Who("reception", officer="lan")
BOSS = Who("supervisor", officer="to")
KIOSK = Who("kiosk", device="k1")


@pytest.fixture
def m() -> Morning:
    m = Morning()
    m.driver.watch = False  # its oracle knows nothing of numbers written by hand
    return m


def service_of(m: Morning) -> str:
    return "khai-sinh"


def lease(m: Morning, count: int = 3, **more: int) -> list[str]:
    (event,) = m.do("lease_numbers", DESK, service_of(m), count, **more)
    return event.data["numbers"]


def test_a_slip_written_by_hand_stands_in_line_since_its_own_time(m: Morning) -> None:
    service = service_of(m)
    numbers = lease(m)
    m.wait(1200)
    (later,) = m.do("issue", KIOSK, service=service)
    taken = m.now - 900_000
    (event,) = m.do("enter_number", DESK, numbers[1], service, taken)
    assert event.data["number"] == numbers[1]
    assert [t.number for t in m.hall.waiting(service)] == [numbers[1], later.data["number"]]
    assert m.no("enter_number", DESK, numbers[1], service, taken).code == "illegal_move"


def test_kiosks_step_over_a_block(m: Morning) -> None:
    service = service_of(m)
    series = m.hall.plan.services[service].series
    numbers = lease(m, 2, first=series.first + 1)
    given = [m.do("issue", KIOSK, service=service)[0].data["n"] for _ in range(3)]
    assert given == [series.first, series.first + 3, series.first + 4]
    assert numbers == [series.number(series.first + 1), series.number(series.first + 2)]


def test_every_number_of_a_block_ends_issued_or_void(m: Morning) -> None:
    service = service_of(m)
    numbers = lease(m, 4)
    m.do("enter_number", DESK, numbers[0], service, m.now)
    m.do("void_numbers", DESK, [numbers[1]])
    assert m.no("enter_number", DESK, numbers[1], service, m.now).more["state"] == "void"
    events = m.do("close_day", Who("manager", officer="to"))
    (left,) = [e for e in events if e.kind == "NumberSet"]
    assert left.data["numbers"] == numbers[2:]
    assert list(m.hall.leases.values())[0].numbers == {
        numbers[0]: "issued", numbers[1]: "void", numbers[2]: "void", numbers[3]: "void",
    }  # fmt: skip


def test_what_cannot_be_is_refused(m: Morning) -> None:
    service = service_of(m)
    m.do("issue", KIOSK, service=service)
    series = m.hall.plan.services[service].series
    assert m.no("lease_numbers", DESK, service, 5, first=series.first).code == "numbers_taken"
    assert m.no("lease_numbers", DESK, service, 201).code == "bad_request"
    assert m.no("lease_numbers", KIOSK, service, 5).code == "not_allowed"
    numbers = lease(m)
    assert m.no("lease_numbers", DESK, service, 5).code == "numbers_taken"
    other = next(s.id for s in m.hall.plan.services.values() if s.series.id != series.id)
    assert m.no("enter_number", DESK, numbers[0], other, m.now).code == "bad_request"
    assert m.no("enter_number", DESK, numbers[0], service, m.now + 60_000).code == "bad_request"
    assert m.no("enter_number", DESK, numbers[0], service, m.now - 86_400_000).code == "bad_request"
    assert m.no("enter_number", DESK, "Z999", service, m.now).code == "unknown_number"
    assert m.no("void_numbers", DESK, []).code == "bad_request"


def test_the_checker_sees_a_leased_number_given_twice_or_forgotten(m: Morning) -> None:
    service = service_of(m)
    numbers = lease(m)
    m.do("enter_number", DESK, numbers[0], service, m.now)
    m.do("close_day", Who("manager", officer="to"))
    events = list(m.driver.log)
    assert Invariants().check(events) == []
    twice = [e for e in events if e.kind != "NumberSet"]
    found = Invariants().check(twice)
    assert any(b.invariant == "I3" and "leaves the leased number" in b.what for b in found)


def test_a_locked_kiosk_gives_nothing_and_a_stopped_hall_only_at_the_desk(m: Morning) -> None:
    service = service_of(m)
    m.do("lock_kiosk", BOSS, "k1", "hết giấy")
    assert m.no("issue", KIOSK, service=service).code == "kiosk_locked"
    assert m.no("lock_kiosk", BOSS, "k1", "x").more["state"] == "locked"
    assert m.no("lock_kiosk", DESK, "k1", "x").code == "not_allowed"
    assert m.no("lock_kiosk", Who("kiosk", device="k2"), "k1", "x").code == "not_allowed"
    assert m.no("lock_kiosk", BOSS, "nowhere", "x").code == "unknown_kiosk"
    m.do("unlock_kiosk", BOSS, "k1")
    m.do("stop_tickets", BOSS, "Đã đủ số hôm nay")
    assert m.hall.is_open(m.now) == (False, "stopped_for_today")
    assert m.no("issue", KIOSK, service=service).code == "stopped_for_today"
    m.do("issue", DESK, service=service)
    m.do("resume_tickets", BOSS)
    m.do("issue", KIOSK, service=service)
    assert m.hall.copy().snapshot() == m.hall.snapshot()
