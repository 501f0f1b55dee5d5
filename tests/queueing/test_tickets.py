"""Tickets away from counters: change of service, grant, cancel, return."""

from __future__ import annotations

import pytest

from queueing.who import Who
from tests.halls import small_hall
from tests.queueing.morning import AN, BOSS, DESK, ELDERLY, K1, Morning


def test_a_changed_service_gives_a_new_number_and_voids_the_old_one() -> None:
    m = Morning()
    id = m.issue(who=K1)
    ref = m.ticket(id).ref
    m.wait(30)
    m.do("change_service", K1, id, "so-do")
    it = m.ticket(id)
    assert (it.number, it.void_numbers, it.service, it.ref) == ("B001", ("A001",), "so-do", ref)
    assert m.hall.numbers == {"A001": id, "B001": id}
    assert m.ticket(m.issue()).number == "A002"
    assert m.hall.waiting_count("khai-sinh") == 1 and m.hall.waiting("so-do") == [it]


def test_the_kiosk_may_change_its_own_tickets_for_a_minute() -> None:
    m = Morning()
    id = m.issue(who=K1)
    assert m.no("change_service", Who("kiosk", device="k9"), id, "so-do").code == "unknown_kiosk"
    m.wait(61)
    assert m.no("change_service", K1, id, "so-do").code == "too_late"
    m.do("change_service", DESK, id, "so-do")
    assert m.no("change_service", K1, m.issue(who=DESK), "so-do").code == "not_allowed"


def test_changing_to_the_same_service_is_no_move() -> None:
    m = Morning()
    assert m.no("change_service", DESK, m.issue(), "khai-sinh").code == "illegal_move"


def test_officers_need_an_open_counter_for_ticket_routes() -> None:
    m = Morning()
    id = m.issue()
    assert m.no("cancel", AN, id).code == "not_open"
    m.open(AN, "3")
    m.do("cancel", AN, id)


def test_a_grant_moves_a_ticket_up_by_its_head_start() -> None:
    m = Morning()
    first, second = m.issue(), m.issue()
    m.do("grant", DESK, second, "priority", ELDERLY)
    assert [t.id for t in m.hall.waiting("khai-sinh")] == [second, first]
    m.do("grant", DESK, second, "regular", None)
    assert [t.id for t in m.hall.waiting("khai-sinh")] == [first, second]


def test_head_starts_do_not_add_up() -> None:
    m = Morning()
    id = m.issue(slot=m.now, klass="priority", ground=ELDERLY)
    assert m.ticket(id).rank[0] == m.ticket(id).ref - 1200_000


def test_urgent_is_a_supervisors_with_a_reason_and_goes_before_all() -> None:
    m = Morning()
    m.open()
    ids = [m.issue(klass="priority", ground=ELDERLY), m.issue()]
    assert m.no("grant", AN, ids[1], "urgent", "khan-cap", "ốm").code == "not_allowed"
    assert m.no("grant", BOSS, ids[1], "urgent", "khan-cap").code == "bad_request"
    m.do("grant", BOSS, ids[1], "urgent", "khan-cap", "ngất xỉu")
    assert m.hall.peek("1", m.now) == (m.ticket(ids[1]), "urgent")


def test_a_ground_is_granted_by_those_it_names() -> None:
    settings = small_hall()
    settings["grounds"][0]["grant"] = ["officer"]
    m = Morning(settings)
    m.open()
    id = m.issue()
    assert m.no("grant", DESK, id, "priority", ELDERLY).code == "not_allowed"
    m.do("grant", AN, id, "priority", ELDERLY)
    m.do("grant", BOSS, id, "priority", ELDERLY)


def test_a_citizen_cancels_only_the_own_ticket() -> None:
    m = Morning()
    mine, other = m.issue(), m.issue()
    assert m.no("cancel", Who("citizen", ticket=mine), other).code == "not_allowed"
    m.do("cancel", Who("citizen", ticket=mine), mine)
    no = m.no("cancel", Who("citizen", ticket=mine), mine)
    assert (no.code, no.more["state"]) == ("illegal_move", "cancelled")


def absent(m: Morning, id: int) -> None:
    m.do("call", BOSS, "1", id, "thử")
    m.wait(30)
    m.do("no_show", BOSS, "1")


@pytest.mark.parametrize(("away", "credit"), [(120, 120), (600, 600), (1800, 600)])
def test_who_comes_back_keeps_ten_minutes_of_the_time_since(away: int, credit: int) -> None:
    m = Morning()
    m.open()
    id = m.issue()
    absent(m, id)
    m.wait(away)
    m.do("return_", DESK, id)
    assert m.ticket(id).ref == m.now - credit * 1000
    assert m.ticket(id).returned and m.ticket(id).since == m.now


def test_a_ticket_comes_back_once() -> None:
    m = Morning()
    m.open()
    id = m.issue()
    absent(m, id)
    m.do("return_", K1, id)
    absent(m, id)
    assert m.no("return_", DESK, id).code == "illegal_move"
    m.do("call", BOSS, "1", id, "có mặt")
