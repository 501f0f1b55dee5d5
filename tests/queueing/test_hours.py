"""Hours: sessions, holidays, closures, in the hall's own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from queueing.hours import Hours


def hours(zone: str = "Asia/Ho_Chi_Minh", **more: Any) -> Hours:
    row = {
        "week": {"mon": ["07:30-11:30", "13:30-17:00"], "sat": ["07:30-11:30"]},
        "holidays": [{"date": "2026-04-27", "name": {"vi": "Giỗ Tổ"}}],
        "closures": [{"from": "2026-05-04", "to": "2026-05-11", "reason": {"vi": "Sửa chữa"}}],
        "tickets_before_opening": 30,
        "close_day_at": "19:00",
        **more,
    }
    return Hours.read(row, zone)


def utc(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type]


def test_sessions_are_in_the_halls_zone() -> None:
    spans = hours().sessions(date(2026, 4, 20))
    assert [(s.start, s.end) for s in spans] == [
        (utc(2026, 4, 20, 0, 30), utc(2026, 4, 20, 4, 30)),
        (utc(2026, 4, 20, 6, 30), utc(2026, 4, 20, 10)),
    ]
    assert hours().sessions(date(2026, 4, 19)) == []


def test_holidays_and_closures_say_why() -> None:
    it = hours()
    assert it.why_closed(date(2026, 4, 27)) == {"vi": "Giỗ Tổ"}
    for day in (4, 8, 11):
        assert it.why_closed(date(2026, 5, day)) == {"vi": "Sửa chữa"}
    assert it.why_closed(date(2026, 5, 12)) is None
    assert it.sessions(date(2026, 5, 4)) == []


@pytest.mark.parametrize(
    ("at", "gives", "session"),
    [
        ((2026, 4, 19, 23, 59, 59), False, False), ((2026, 4, 20, 0, 0), True, False),
        ((2026, 4, 20, 0, 30), True, True), ((2026, 4, 20, 5, 0), True, False),
        ((2026, 4, 20, 9, 59, 59), True, True), ((2026, 4, 20, 10, 0), False, False),
        ((2026, 4, 21, 2, 0), False, False),
    ],
)  # fmt: skip
def test_tickets_are_given_from_half_an_hour_before_to_the_end_lunch_included(
    at: tuple[int, ...], gives: bool, session: bool
) -> None:
    it = hours()
    assert it.gives_tickets(utc(*at)) is gives
    assert (it.session_at(utc(*at)) is not None) is session


def test_the_next_opening_skips_closed_days() -> None:
    it = hours()
    assert it.next_opening(utc(2026, 4, 20, 1)) == utc(2026, 4, 20, 6, 30)
    assert it.next_opening(utc(2026, 4, 20, 10)) == utc(2026, 4, 25, 0, 30)
    assert it.next_opening(utc(2026, 4, 25, 5)) == utc(2026, 5, 2, 0, 30)  # 27 April is a holiday
    assert hours(week={}).next_opening(utc(2026, 4, 20)) is None


def test_opening_and_closing_of_a_date() -> None:
    it = hours()
    assert it.opening_of(utc(2026, 4, 20, 9)) == utc(2026, 4, 20, 0, 30)
    assert it.opening_of(utc(2026, 4, 21, 9)) is None
    assert it.day_closes(utc(2026, 4, 20, 9)) == utc(2026, 4, 20, 12)


def test_dates_are_local_and_years_are_calendar_years() -> None:
    it = hours()
    assert it.local_date(utc(2026, 12, 31, 16, 59)) == "2026-12-31"
    assert it.local_date(utc(2026, 12, 31, 17)) == "2027-01-01"
    assert it.local_date(utc(2024, 12, 30, 3)) == "2024-12-30"


def test_summer_time_keeps_the_wall_clock() -> None:
    it = hours("Europe/Berlin")
    winter, summer = date(2026, 3, 23), date(2026, 3, 30)
    assert it.sessions(winter)[0].start == utc(2026, 3, 23, 6, 30)
    assert it.sessions(summer)[0].start == utc(2026, 3, 30, 5, 30)
