"""A kiosk's reserve: numbers set apart for it, given while it was alone, entered once, in order."""

from __future__ import annotations

from typing import Any

import pytest

from journal.invariants import Invariants
from queueing.hall import Hall
from queueing.who import Who
from tests.halls import small_hall
from tests.queueing.morning import ELDERLY, Morning

DESK = Who("reception", officer="lan")
K1, K2 = Who("kiosk", device="k1"), Who("kiosk", device="k2")
SERVICE = "khai-sinh"


def hall_with(reserve: int, **more: Any) -> dict[str, Any]:
    settings = small_hall(**more)
    first = {**settings["kiosks"][0], "reserve": reserve}
    settings["kiosks"] = [first, {**first, "id": "k2"}]
    return settings


@pytest.fixture
def m() -> Morning:
    m = Morning(hall_with(4))
    m.driver.watch = False  # its oracle knows nothing of numbers set apart
    return m


def numbers_of(m: Morning, kiosk: str = "k1", holder: str = "glass") -> list[str]:
    series = m.hall.plan.services[SERVICE].series.id
    return m.hall.reserve_of(kiosk, holder).get(series, [])


def test_a_kiosk_has_numbers_of_every_series_it_offers_and_another_has_others(m: Morning) -> None:
    m.do("reserve_numbers", K1, "glass")
    m.do("reserve_numbers", K2, "glass")
    offered = {s.series.id for s in m.hall.plan.services.values()}
    assert set(m.hall.reserve_of("k1", "glass")) == offered
    assert numbers_of(m) == ["A501", "A502", "A503", "A504"]
    assert numbers_of(m, "k2") == ["A505", "A506", "A507", "A508"]


def test_what_was_given_meanwhile_stands_where_it_would_have_stood(m: Morning) -> None:
    m.do("reserve_numbers", K1, "glass")
    m.wait(60)
    before = m.ticket(m.issue(SERVICE, K2)).number
    m.wait(600)
    given = m.now
    m.wait(600)
    after = m.ticket(m.issue(SERVICE, K2)).number
    m.wait(6000)
    (event,) = m.do("use_reserved", K1, "A501", SERVICE, given, language="en")
    line = [t.number for t in m.hall.waiting(SERVICE)]
    assert line == [before, "A501", after]
    assert event.data["ref"] == given and m.ticket(event.ticket).kiosk == "k1"
    m.open()
    called = [m.ticket(m.next() or 0).number for _ in range(3)]
    assert called == line


def test_a_reserved_number_is_entered_once_by_its_own_kiosk_only(m: Morning) -> None:
    m.do("reserve_numbers", K1, "glass")
    assert m.no("use_reserved", K2, "A501", SERVICE, m.now).code == "unknown_number"
    m.do("use_reserved", K1, "A501", SERVICE, m.now, klass="priority", ground=ELDERLY)
    again = m.no("use_reserved", K1, "A501", SERVICE, m.now)
    assert (again.code, again.more["state"]) == ("illegal_move", "issued")
    assert m.no("use_reserved", K1, "A900", SERVICE, m.now).code == "unknown_number"
    assert m.no("void_numbers", DESK, ["A502"]).code == "not_allowed", "the kiosk may give it yet"
    m.do("enter_number", DESK, "A502", SERVICE, m.now)  # its owner came to the desk
    assert m.no("use_reserved", K1, "A502", SERVICE, m.now).code == "illegal_move"


@pytest.mark.parametrize("off", [-86_400_000, 86_400_000])
def test_a_kiosk_with_a_wrong_clock_gains_and_loses_nothing_beyond_its_reserve(
    m: Morning, off: int
) -> None:
    m.do("reserve_numbers", K1, "glass")
    leased = m.now
    m.wait(600)
    (event,) = m.do("use_reserved", K1, "A501", SERVICE, m.now + off)
    assert event.data["ref"] == (leased if off < 0 else m.now)


def test_a_reserve_is_filled_up_at_its_half_and_never_beyond_the_days_share() -> None:
    m = Morning(hall_with(50))
    m.driver.watch = False
    m.do("reserve_numbers", K1, "glass")
    assert m.do("reserve_numbers", K1, "glass") == [], "nothing was used"
    for number in numbers_of(m)[:25]:
        m.do("use_reserved", K1, number, SERVICE, m.now)
    (more,) = m.do("reserve_numbers", K1, "glass")
    assert more.data["numbers"][0] == "A551" and len(numbers_of(m)) == 75
    for n in range(9):  # somebody empties the browser's storage again and again
        m.do("reserve_numbers", K1, f"glass {n}")
    apart = [lease for lease in m.hall.leases.values() if lease.series == more.data["series"]]
    assert sum(len(lease.numbers) for lease in apart) == 200


def test_a_new_browser_gets_numbers_that_the_old_one_cannot_have_given(m: Morning) -> None:
    m.do("reserve_numbers", K1, "old")
    m.do("reserve_numbers", K1, "new")
    assert not set(numbers_of(m, holder="old")) & set(numbers_of(m, holder="new"))


def test_who_has_no_reserve(m: Morning) -> None:
    assert m.no("reserve_numbers", DESK, "glass").code == "not_allowed"
    assert m.no("reserve_numbers", Who("kiosk", device="k9"), "glass").code == "unknown_kiosk"
    assert m.no("reserve_numbers", K1, "").code == "bad_request"
    none = Morning(hall_with(0))
    assert none.do("reserve_numbers", K1, "glass") == []


def test_a_series_that_ends_early_and_services_that_ask_for_a_card_have_none() -> None:
    settings = hall_with(4)
    settings["service_groups"][0]["series"]["last"] = 502
    settings["hall"]["identity"] |= {"asked": True, "services": ["so-do"]}
    m = Morning(settings)
    m.driver.watch = False
    m.do("reserve_numbers", K1, "glass")
    reserved = m.hall.reserve_of("k1", "glass")
    assert settings["service_groups"][0]["id"] not in reserved
    asking = m.hall.plan.services["so-do"].series.id
    others = [s.id for s in m.hall.plan.services.values() if s.series.id == asking]
    assert (asking in reserved) == (others != ["so-do"])


def test_kiosks_step_over_a_reserve_and_the_day_voids_what_is_left(m: Morning) -> None:
    settings = hall_with(4)
    for group in settings["service_groups"]:
        group["series"]["first"] = 1
    m.do("reserve_numbers", K1, "glass")
    m.hall.next_n[m.hall.plan.services[SERVICE].series.id] = 500
    given = [m.ticket(m.issue(SERVICE, K2)).number for _ in range(2)]
    assert given == ["A500", "A505"]
    m.do("use_reserved", K1, "A503", SERVICE, m.now)
    m.do("close_day", Who("manager", officer="to"))
    lease = next(x for x in m.hall.leases.values() if "A501" in x.numbers)
    assert list(lease.numbers.values()) == ["void", "void", "issued", "void"]


def test_a_hall_made_anew_from_its_events_has_the_same_reserve(m: Morning) -> None:
    m.do("reserve_numbers", K1, "glass")
    m.issue(SERVICE, K2)
    m.do("use_reserved", K1, "A501", SERVICE, m.now)
    again = Hall()
    again.apply_all(m.driver.log)
    assert again.snapshot() == m.hall.snapshot() == m.hall.copy().snapshot()
    m.do("close_day", Who("manager", officer="to"))
    assert Invariants().check(list(m.driver.log)) == []
