"""The day: opened, closed, rolled over midnight; the clock; settings in mid-day."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest

from queueing.who import THE_HALL, Who
from tests.halls import small_hall
from tests.queueing.driver import MONDAY
from tests.queueing.morning import AN, BINH, BOSS, CHI, DESK, PRINTER, Morning

HOUR, DAY = 3600_000, 24 * 3600_000


def kinds(m: Morning, since: int = 0) -> list[str]:
    return [e.kind for e in m.driver.log[since:]]


def test_the_first_deed_of_a_date_opens_the_day() -> None:
    m = Morning()
    assert kinds(m) == ["SettingsChanged"]
    m.open()
    assert kinds(m)[1:] == ["DayOpened", "CounterOpened"]
    assert m.hall.day == "2026-11-23" and m.hall.roll_day(m.now + HOUR) == []


def test_nothing_open_crosses_a_day() -> None:
    m = Morning()
    for who, counter in ((AN, "1"), (BINH, "2"), (CHI, "3")):
        m.open(who, counter)
    ids = [m.issue(printer="p1") for _ in range(6)]
    m.do("print_started", PRINTER, ids[0])
    m.do("print_confirmed", PRINTER, ids[0])
    m.do("print_started", PRINTER, ids[1])
    m.serve(ids[0])
    m.do("call", BOSS, "1", ids[1], "thử")
    m.do("start", AN, "1")
    m.do("call", BOSS, "2", ids[2], "thử")
    m.do("call", BOSS, "3", ids[3], "thử")
    m.do("hold", CHI, "3")
    m.do("call", BOSS, "3", ids[4], "thử")
    m.wait(30)
    m.do("no_show", CHI, "3")
    m.do("close_service", BOSS, "so-do", "mưa")
    seen = len(m.driver.log)
    m.driver.now += DAY
    events = m.hall.roll_day(m.now)
    assert [e.kind for e in events[-2:]] == ["DayClosed", "DayOpened"]
    ended = {e.ticket: e for e in events if e.kind in ("TicketFinished", "TicketExpired")}
    assert {id: e.kind for id, e in ended.items()} == {
        ids[1]: "TicketFinished", ids[2]: "TicketFinished", ids[3]: "TicketExpired",
        ids[4]: "TicketExpired", ids[5]: "TicketExpired",
    }  # fmt: skip
    served, never = ended[ids[1]].data, ended[ids[2]].data
    assert served["inaccurate"] and served["start_recorded"] and served["service_ms"] == HOUR
    assert never["inaccurate"] and not never["start_recorded"] and never["service_ms"] is None
    papers = {e.data["job"]: (e.kind, e.data["why"]) for e in events if "job" in e.data}
    assert papers[ids[1]] == ("PrintUnconfirmed", "day_closed")
    assert papers[ids[2]] == ("PrintFailed", "day_closed") and ids[0] not in papers
    m.driver.roll()
    assert not m.hall.tickets and not m.hall.officers and not m.hall.closed_services
    assert m.hall.day == "2026-11-24"
    assert m.ticket(m.issue()).number == "A001"
    assert kinds(m, seen).count("CounterClosed") == 3


def test_the_day_closes_at_its_hour_and_is_not_opened_again() -> None:
    m = Morning(small_hall(hours={"close_day_at": "19:00"}))
    m.open()
    id = m.issue()
    m.driver.now = MONDAY + 11 * HOUR + 30 * 60_000
    assert m.no("call_next", AN, "1").code == "hall_closed"
    assert m.hall.day is None and m.hall.last_day == "2026-11-23"
    assert m.ticket(id).state == "expired" and m.hall.is_open(m.now) == (False, "hall_closed")
    assert m.no("issue", DESK, service="so-do").code == "hall_closed"
    m.driver.now = MONDAY + 16 * HOUR + 30 * 60_000  # midnight
    m.issue()
    assert m.hall.day == "2026-11-24"


def test_an_evening_deed_of_a_new_date_does_not_open_a_day_past_its_hour() -> None:
    m = Morning(small_hall(hours={"close_day_at": "19:00"}), now=MONDAY + 13 * HOUR)
    m.do("raise_alert", THE_HALL, "disk", "", "warning")
    assert m.hall.day is None and m.no("open", AN, "1").code == "hall_closed"


def test_the_day_is_closed_by_hand_by_those_who_may() -> None:
    m = Morning()
    m.open()
    assert m.no("close_day", AN).code == "not_allowed"
    m.do("close_day", Who("manager", officer="quan"))
    assert m.no("close_day", THE_HALL).code == "hall_closed"
    assert m.no("issue", DESK, service="so-do").code == "hall_closed"
    assert m.hall.is_open(m.now) == (False, "hall_closed")
    assert m.hall.is_open(m.now + DAY) == (True, None)


def test_a_bench_has_no_closing_hour() -> None:
    m = Morning(small_hall(hours={"close_day_at": "19:00"}, server={"bench": True}))
    m.issue()
    m.driver.now = MONDAY + 12 * HOUR
    m.issue()
    assert m.hall.day == "2026-11-23"


def test_ratings_of_the_evening_are_still_taken_after_the_day_closed() -> None:
    m = Morning()
    m.open()
    id = m.issue()
    m.serve(id)
    m.do("close_day", THE_HALL)
    m.wait(600)
    m.do("rate", Who("citizen", ticket=id), ticket=id, leg=1, score=4)


@pytest.mark.parametrize(
    ("zone", "at", "date", "next_date"),
    [
        ("Asia/Ho_Chi_Minh", (2028, 2, 28, 16, 59), "2028-02-28", "2028-02-29"),
        ("Asia/Ho_Chi_Minh", (2026, 12, 31, 16, 59), "2026-12-31", "2027-01-01"),
        ("Asia/Ho_Chi_Minh", (2027, 1, 3, 16, 59), "2027-01-03", "2027-01-04"),
        ("Europe/Berlin", (2027, 3, 28, 21, 59), "2027-03-28", "2027-03-29"),
        ("Europe/Berlin", (2027, 10, 31, 22, 59), "2027-10-31", "2027-11-01"),
        ("America/Havana", (2027, 3, 14, 4, 59), "2027-03-13", "2027-03-14"),
    ],
)  # fmt: skip
def test_one_reset_a_local_date(zone: str, at: Any, date: str, next_date: str) -> None:
    """New year, leap day, 23- and 25-hour days, a day that begins at 01:00."""
    just_before = int(datetime(*at, tzinfo=UTC).timestamp() * 1000)
    m = Morning(small_hall(hall={"timezone": zone}, server={"bench": True}), now=just_before)
    m.driver.watch = False
    assert m.ticket(m.issue()).number == "A001" and m.hall.day == date
    m.wait(57)
    assert m.ticket(m.issue()).number == "A002"
    assert m.ticket(m.issue()).number == "A001" and m.hall.day == next_date
    m.driver.now += 20 * HOUR
    assert m.ticket(m.issue()).number == "A002"


def test_event_time_never_goes_backwards() -> None:
    m = Morning()
    m.open()
    id = m.issue()
    m.driver.now -= HOUR
    m.do("call_next", AN, "1")
    m.do("start", AN, "1")
    m.do("finish", AN, "1")
    assert m.ticket(id).leg.finished_at == m.ticket(id).issued_at
    m.driver.now -= DAY
    m.issue()
    assert m.hall.day == "2026-11-23"


def test_after_a_month_away_somebody_confirms_the_clock_first() -> None:
    m = Morning()
    m.open()
    m.issue()
    m.driver.now += 31 * DAY
    assert m.hall.is_open(m.now) == (False, "clock_not_confirmed")
    for verb, *args in (("call_next", "1"), ("open", "2")):
        assert m.no(verb, AN, *args).code == "clock_not_confirmed"
    m.do("raise_alert", THE_HALL, "clock", "", "critical")
    m.do("change_settings", THE_HALL, small_hall(hall={"address": "2 Đường Thử"}))
    assert m.hall.day == "2026-11-23"
    assert m.no("confirm_clock", AN, 0).code == "not_allowed"
    m.do("confirm_clock", BOSS, 0)
    m.open()
    assert m.hall.day == "2026-12-24"


def test_a_jump_of_the_clock_is_noted_until_confirmed() -> None:
    m = Morning()
    m.open()
    m.do("clock_jumped", THE_HALL, -HOUR)
    assert m.driver.do("clock_jumped", THE_HALL, -HOUR) == []
    m.driver.now += DAY
    m.driver.roll()
    assert m.hall.clock_off == -HOUR
    m.do("confirm_clock", BOSS, -HOUR)
    assert m.hall.clock_off is None


def test_alerts_live_on_over_midnight_with_all_they_know() -> None:
    m = Morning()
    m.do("raise_alert", THE_HALL, "paper", "p1", "warning", {"left": 5})
    m.do("acknowledge_alert", BOSS, "paper", "p1")
    before = m.hall.snapshot()["alerts"]
    m.driver.now += DAY
    m.driver.roll()
    assert m.hall.snapshot()["alerts"] == before != []


def test_settings_equal_to_the_last_are_no_event() -> None:
    m = Morning()
    assert m.driver.do("change_settings", THE_HALL, small_hall()) == []


def test_a_counter_or_service_in_use_is_not_taken_away() -> None:
    m = Morning()
    m.open()
    id = m.issue("so-do")
    less = copy.deepcopy(small_hall())
    del less["services"][2]
    no = m.no("change_settings", THE_HALL, less)
    assert (no.code, no.more["services"]) == ("illegal_move", ["so-do"])
    less = copy.deepcopy(small_hall())
    del less["counters"][0]
    no = m.no("change_settings", THE_HALL, less)
    assert (no.code, no.more["counters"]) == ("illegal_move", ["1"])
    m.do("cancel", DESK, id)
    m.do("close", AN, "1")
    del less["services"][2]
    m.do("change_settings", THE_HALL, less)
    assert list(m.hall.counters) == ["2", "3", "4"]
    assert m.no("issue", DESK, service="so-do").code == "unknown_service"


def test_new_head_starts_hold_for_who_comes_after_them() -> None:
    m = Morning()
    a = m.issue(klass="priority", ground="nguoi-cao-tuoi")
    m.do("change_settings", THE_HALL, small_hall(policy={"head_start_priority": 60}))
    b = m.issue(klass="priority", ground="nguoi-cao-tuoi")
    assert m.ticket(a).ref - m.ticket(a).rank[0] == 1200_000
    assert m.ticket(b).ref - m.ticket(b).rank[0] == 60_000


def test_a_group_that_becomes_strict_parts_its_line() -> None:
    m = Morning()
    a, b = m.issue(), m.issue(klass="priority", ground="nguoi-cao-tuoi")
    settings = small_hall()
    settings["service_groups"][0]["policy"] = "strict"
    m.do("change_settings", THE_HALL, settings)
    assert [t.id for t in m.hall.waiting("khai-sinh")] == [b, a] and m.hall.ahead(a) == 1


def test_a_printer_with_a_slip_to_come_is_not_taken_away_but_by_the_hall_itself() -> None:
    m = Morning()
    m.issue(printer="p1")
    less = copy.deepcopy(small_hall())
    less["printers"] = []
    for kiosk in less["kiosks"]:
        kiosk["printer"] = None
    no = m.no("change_settings", BOSS, less)
    assert (no.code, no.more["printers"], no.more["counts"]) == ("illegal_move", ["p1"], {"p1": 1})
    assert m.do("change_settings", THE_HALL, less), "found so at its start"


def test_a_hall_stays_the_hall_it_is() -> None:
    m = Morning()
    assert m.no("change_settings", THE_HALL, small_hall(hall={"id": "other"})).code == (
        "illegal_move"
    )


def test_settings_keep_the_file_they_came_from_and_why() -> None:
    m = Morning()
    settings = small_hall(hall={"address": "2 Đường Thử"})
    m.do("change_settings", BOSS, settings, "hall: …", "moved house")
    data = m.driver.log[-1].data
    assert (data["text"], data["why"], data["settings"]) == ("hall: …", "moved house", settings)
