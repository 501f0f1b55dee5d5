"""Plays of who is there when: a counter that goes, and counters open in shifts."""

from __future__ import annotations

from dataclasses import replace
from math import inf

from queueing.ahead.expected import Coming
from queueing.ahead.plays import play
from queueing.ahead.present import COMING, Present, present, without_counter
from queueing.hall import Hall
from queueing.hours import Span
from tests.queueing.ahead.scenes import T0, columns, expected, flat, hall_with

MIN = 60_000
PLAYS = 4


def line(hall: Hall, *minutes: float) -> list[list[Coming]]:
    """Who comes so many minutes after T0, in each play."""
    key = "khai-sinh", hall.policy("khai-sinh").line_of("regular")
    one = []
    for i, minute in enumerate(minutes):
        at = T0 + int(minute * MIN)
        one.append(Coming(at, "khai-sinh", key, (at, COMING + i, at), 0, "regular"))
    return [one] * PLAYS


def waits(here: Present, hall: Hall, streams: list[list[Coming]]) -> dict[float, float]:
    """Minute of coming → minutes waited, the same in every play."""
    found = play(here, expected(hall, flat(300)), columns(PLAYS), streams, whole=True, only=())
    said = [{(at - T0) / MIN: wait / MIN for at, _, _, wait in met} for met in found.coming]
    assert all(one == said[0] for one in said)
    return said[0]


def shut(hall: Hall) -> Present:
    comes = {(c, 0, here): 0.0 for c in hall.settled().counters for here in (True, False)}
    return present(hall, T0, expected(hall, flat(300), comes=comes), columns(PLAYS))


def test_nobody_waits_for_a_counter_that_went_while_it_had_nobody() -> None:
    hall = hall_with(2)
    here = without_counter(shut(hall), "1", T0 + 10 * MIN)
    assert waits(here, hall, line(hall, 20, 30)) == {20: 0, 30: 0}, "the other counter is free"


def in_shifts(hall: Hall, *shifts: tuple[int, int]) -> Present:
    """Counter 1 open so, from minute to minute; no other."""
    here = shut(hall)
    mine = tuple(Span(T0 + a * MIN, T0 + b * MIN) for a, b in shifts)
    seats = [
        replace(
            s, shifts=[mine if s.id == "1" else ()] * PLAYS, until=T0 if s.id != "1" else s.until
        )
        for s in here.seats
    ]
    return replace(here, seats=seats)


def test_a_counter_in_shifts_serves_in_them_and_at_no_other_time() -> None:
    hall = hall_with(2)
    here = in_shifts(hall, (10, 30), (60, 90))
    found = waits(here, hall, line(hall, 2, 12, 28, 29, 40, 65, 95))
    assert found == {
        2: 8, 12: 3, 28: 0,
        29: 31,  # at 33 the one before is done and the shift over
        40: 25, 65: 5, 95: inf,
    }  # fmt: skip


def test_who_has_shifts_serves_past_the_end_of_a_session_as_others_do() -> None:
    hall = hall_with(1)
    here = in_shifts(hall, (0, 60))
    ends = replace(here, spans=[Span(T0 - MIN, T0 + 60 * MIN)], sessions=1)
    within = replace(here, spans=[Span(T0 - MIN, T0 + 120 * MIN)], sessions=1)
    crowd = line(hall, *(55 + i / 10 for i in range(4)))
    assert max(waits(ends, hall, crowd).values()) < 16, "twenty minutes past closing"
    assert sorted(waits(within, hall, crowd).values())[-1] == inf, "the shift ends, the hall not"
