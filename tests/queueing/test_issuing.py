"""Issuing: numbers, reasons why not, what the event says."""

from __future__ import annotations

from typing import Any

import pytest

from queueing.who import Who
from tests.halls import small_hall
from tests.queueing.driver import MONDAY
from tests.queueing.morning import AN, BOSS, DESK, ELDERLY, K1, Morning

MINUTE, HOUR = 60_000, 3600_000


def sessions(*spans: str) -> dict[str, object]:
    week = {d: list(spans) for d in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    return {"week": week}


def test_numbers_are_consecutive_in_each_series_and_shared_by_a_group() -> None:
    m = Morning()
    ids = [m.issue(s) for s in ("khai-sinh", "so-do", "ket-hon", "khai-sinh")]
    assert [m.ticket(id).number for id in ids] == ["A001", "B001", "A002", "A003"]


def test_a_service_may_have_a_series_of_its_own() -> None:
    settings = small_hall()
    settings["services"][1]["series"] = {"letters": "", "first": 1001, "last": None, "digits": 4}
    m = Morning(settings)
    assert [m.ticket(m.issue(s)).number for s in ("khai-sinh", "ket-hon", "ket-hon")] == [
        "A001", "1001", "1002",
    ]  # fmt: skip


def test_after_999_comes_1000() -> None:
    settings = small_hall()
    settings["service_groups"][0]["series"]["first"] = 998
    m = Morning(settings)
    assert [m.ticket(m.issue()).number for _ in range(3)] == ["A998", "A999", "A1000"]


def test_a_range_that_is_used_up_refuses() -> None:
    settings = small_hall()
    settings["service_groups"][0]["series"]["last"] = 2
    m = Morning(settings)
    a = m.issue()
    m.issue()
    assert m.no("issue", DESK, service="ket-hon").code == "quota_reached"
    m.do("cancel", DESK, a)
    assert m.no("issue", DESK, service="ket-hon").code == "quota_reached"  # void, not used again


def test_two_series_with_the_same_letters_never_give_the_same_number() -> None:
    settings = small_hall()
    for row in settings["service_groups"]:
        row["series"] = {"letters": "A", "first": 1, "last": None, "digits": 3}
    m = Morning(settings)
    m.driver.watch = False  # the watch wants every series consecutive by itself
    numbers = [m.ticket(m.issue(s)).number for s in ("khai-sinh", "so-do", "sao-y", "khai-sinh")]
    assert numbers == ["A001", "A002", "A003", "A004"]


def test_unknown_things_are_named() -> None:
    m = Morning()
    assert m.no("issue", DESK, service="xay-nha").code == "unknown_service"
    assert m.no("issue", Who("kiosk", device="k9"), service="so-do").code == "unknown_kiosk"
    assert m.no("issue", DESK, service="so-do", printer="p9").code == "unknown_printer"
    bad = m.no("issue", DESK, service="so-do", klass="priority", ground="dep-trai")
    assert (bad.code, bad.status) == ("unknown_ground", 404)


def test_only_kiosk_reception_and_supervisor_issue() -> None:
    m = Morning()
    m.open()
    for who in (AN, Who("citizen", ticket=1), Who("manager", officer="m"), Who("display")):
        assert m.no("issue", who, service="so-do").code == "not_allowed"
    m.issue(who=BOSS)


@pytest.mark.parametrize(
    ("klass", "ground", "code"),
    [
        ("priority", None, "bad_request"), ("regular", ELDERLY, "bad_request"),
        ("urgent", ELDERLY, "bad_request"), ("vip", ELDERLY, "bad_request"),
        ("urgent", "khan-cap", "not_allowed"),
    ],
)  # fmt: skip
def test_class_and_ground_fit_each_other(klass: str, ground: str | None, code: str) -> None:
    m = Morning()
    assert m.no("issue", DESK, service="so-do", klass=klass, ground=ground).code == code


def test_a_kiosk_grants_only_grounds_for_citizens() -> None:
    settings = small_hall()
    settings["grounds"][0]["grant"] = ["reception"]
    m = Morning(settings)
    m.issue(klass="priority", ground=ELDERLY)
    m.issue(who=BOSS, klass="priority", ground=ELDERLY)
    refused = m.no("issue", K1, service="so-do", klass="priority", ground=ELDERLY)
    assert refused.code == "not_allowed"


def test_needs_are_those_of_the_domain() -> None:
    m = Morning()
    assert m.ticket(m.issue(needs=["deaf", "language"])).needs == ("deaf", "language")
    assert m.no("issue", DESK, service="so-do", needs=["rich"]).code == "bad_request"


def test_a_kiosk_gives_only_its_services() -> None:
    settings = small_hall()
    settings["kiosks"][0]["services"] = ["dat-dai"]
    m = Morning(settings)
    m.issue("so-do", who=K1)
    assert m.no("issue", K1, service="khai-sinh").code == "not_allowed"


def test_hours_with_lunch_and_the_half_hour_before() -> None:
    m = Morning(small_hall(hours=sessions("08:00-11:30", "13:30-17:00")), now=MONDAY - MINUTE)
    assert m.no("issue", K1, service="so-do").code == "hall_closed"  # 07:29
    assert m.hall.is_open(m.now) == (False, "hall_closed")
    m.wait(60)
    early = m.ticket(m.issue("so-do"))
    opening = MONDAY + 30 * MINUTE
    assert early.leg.counts_from == opening and early.leg.entered_at == MONDAY + 1000
    m.driver.now = MONDAY + 5 * HOUR  # 12:30: a morning's ticket stays valid
    assert m.hall.is_open(m.now) == (True, None)
    assert m.ticket(m.issue("so-do")).leg.counts_from == m.now
    m.driver.now = MONDAY + 9 * HOUR + 30 * MINUTE  # 17:00
    assert m.no("issue", K1, service="so-do").code == "hall_closed"


def test_a_closed_service_says_why() -> None:
    m = Morning()
    m.do("close_service", BOSS, "so-do", "mất điện")
    no = m.no("issue", K1, service="so-do")
    assert (no.code, no.more["reason"]) == ("service_closed", "mất điện")
    m.do("reopen_service", BOSS, "so-do")
    m.issue("so-do")


def test_the_quota_is_for_the_day_and_follows_a_change_of_service() -> None:
    settings = small_hall()
    settings["services"][2]["quota"] = 2
    m = Morning(settings)
    a, _ = m.issue("so-do"), m.issue("so-do")
    assert m.no("issue", DESK, service="so-do").code == "quota_reached"
    other = m.issue("sao-y")
    assert m.no("change_service", DESK, other, "so-do").code == "quota_reached"
    m.do("change_service", DESK, a, "sao-y")
    m.do("change_service", DESK, other, "so-do")
    m.driver.now += 24 * HOUR
    m.issue("so-do")


def test_a_kiosk_may_be_limited_by_the_hour() -> None:
    settings = small_hall()
    settings["kiosks"][0]["per_hour"] = 2
    m = Morning(settings)
    m.issue(who=K1)
    m.wait(1800)
    m.issue(who=K1)
    assert m.no("issue", K1, service="so-do").code == "too_many_tickets"
    m.issue(who=DESK)
    m.wait(1800)
    m.issue(who=K1)


def test_one_person_two_tickets_a_day_one_a_service() -> None:
    m = Morning()
    event = m.do("issue", K1, service="so-do", person="3f9a")[0]
    assert event.personal == {"person": "3f9a"} and "person" not in event.data
    assert m.no("issue", K1, service="so-do", person="3f9a").code == "too_many_tickets"
    m.issue("sao-y", person="3f9a")
    assert m.no("issue", K1, service="ket-hon", person="3f9a").code == "too_many_tickets"
    m.issue("so-do", person="77aa")


def test_a_bench_ignores_hours_quotas_and_limits() -> None:
    settings = small_hall(hours=sessions("08:00-09:00"), server={"bench": True})
    settings["services"][2]["quota"] = 1
    settings["kiosks"][0]["per_hour"] = 1
    m = Morning(settings, now=MONDAY - 7 * HOUR)
    for _ in range(3):
        m.issue("so-do", who=K1, person="p")
    assert m.hall.is_open(m.now) == (True, None)


@pytest.mark.parametrize(
    ("minutes", "kept"), [(-11, False), (-10, True), (0, True), (30, True), (-60, False)]
)
def test_a_slot_is_kept_until_ten_minutes_after_it(minutes: int, kept: bool) -> None:
    m = Morning()
    m.wait(3599)
    slot = m.now + 1000 + minutes * MINUTE
    ticket = m.ticket(m.issue(slot=slot))
    assert ticket.ref == (slot if kept else m.now)
    assert ticket.rank == (ticket.ref - 600_000, ticket.id)
    assert ticket.leg.counts_from == max(slot, m.now)


def test_an_appointment_of_another_day_is_a_bad_request() -> None:
    m = Morning()
    for slot in (MONDAY + 24 * HOUR, MONDAY - 8 * HOUR):
        assert m.no("issue", DESK, service="so-do", slot=slot).code == "bad_request"


def test_the_event_says_how_many_are_ahead_and_keeps_the_estimate() -> None:
    m = Morning()
    m.issue()
    m.issue()
    event = m.do("issue", DESK, service="khai-sinh", estimate={"p50": 900, "p80": 1500})[0]
    assert event.data["ahead"] == 2 and event.data["estimate"] == {"p50": 900, "p80": 1500}
    quick = m.do("issue", DESK, service="khai-sinh", klass="priority", ground=ELDERLY)[0]
    assert quick.data["ahead"] == 0
    assert [m.hall.ahead(e.ticket) for e in (event, quick)] == [3, 0]


def test_a_hall_without_settings_refuses_everything() -> None:
    from queueing.hall import Hall
    from queueing.refusal import Refusal

    hall = Hall()
    with pytest.raises(Refusal, match="hall_closed"):
        hall.issue(DESK, MONDAY, service="so-do")
    assert hall.roll_day(MONDAY) == [] and hall.is_open(MONDAY) == (False, "hall_closed")
    assert hall.snapshot()["settings"] is None


def test_appointments_move_up_by_their_share_only() -> None:
    """With half: the 1st of an hour may not, nor who makes it more than half; walk-ins do not wait
    for more of them."""
    settings = small_hall()
    settings["policy"]["slot_share"] = 50
    m = Morning(settings)
    slot = m.now + 10 * MINUTE

    def moved_up(**kw: Any) -> bool:
        ticket = m.ticket(m.issue(**kw))
        return ticket.rank[0] < ticket.ref

    assert not moved_up(slot=slot), "1 of 1"
    m.issue()
    assert moved_up(slot=slot), "1 of 3"
    assert moved_up(slot=slot), "2 of 4"
    assert not moved_up(slot=slot), "3 of 5"
    assert moved_up(slot=slot), "3 of 6"
    m.wait(3601)
    assert not moved_up(slot=m.now), "an hour later it is counted anew"
