"""Plays: the day ahead goes by the hall's own rules, and shares nothing with it."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

import pytest

from queueing.ahead.expected import TABLE, Coming, remaining
from queueing.ahead.plays import play
from queueing.ahead.present import (
    AWAY,
    GHOST,
    Present,
    longer,
    moved,
    present,
    with_counter,
    without_counter,
)
from queueing.ahead.quantiles import quantile
from queueing.hall import Hall
from queueing.who import Who
from tests.queueing.ahead.scenes import (
    T0,
    call,
    columns,
    expected,
    flat,
    hall_with,
    poisson_streams,
    take,
)

MIN = 60_000
NOBODY: list[list[object]] = [[] for _ in range(8)]
NEW = [("khai-sinh", "regular")]


def waits(hall: Hall, now: int, seconds: float = 300, change=lambda here: here, **more):  # type: ignore[no-untyped-def]
    """Ticket or "new" → its wait in minutes, the same in every play."""
    chance, ex = columns(8), expected(hall, flat(seconds), **more)
    here: Present = change(present(hall, now, ex, chance, NEW))
    found = play(here, ex, chance, NOBODY).of  # type: ignore[arg-type]
    ghost = here.ghosts[NEW[0]]
    out = {}
    for id, values in found.items():
        assert len(set(values)) == 1, "nothing here is left to chance"
        out["new" if id == ghost else id] = values[0] / MIN
    return out


def test_who_is_being_served_and_who_waits_before_you_take_their_time() -> None:
    hall = hall_with(1)
    first, second, third = (take(hall, T0 + n) for n in range(3))
    call(hall, T0 + 10, "1")
    now = T0 + 10 + 2 * MIN  # of five minutes two have passed
    assert waits(hall, now) == {second: 3, third: 8, "new": 13}
    assert first not in waits(hall, now)


def test_two_counters_share_the_line() -> None:
    hall = hall_with(2)
    ids = [take(hall, T0 + n) for n in range(4)]
    assert [waits(hall, T0 + 10)[id] for id in ids] == [0, 0, 5, 5]
    assert waits(hall, T0 + 10)["new"] == 10


def test_priority_goes_first_in_a_play_as_in_the_hall() -> None:
    hall = hall_with(1)
    regular, first = take(hall, T0), take(hall, T0 + 1, klass="priority")
    found = waits(hall, T0 + 10)
    assert (found[first], found[regular]) == (0, 5)


def test_a_ratio_is_counted_in_a_play_as_in_the_hall() -> None:
    hall = hall_with(1, "ratio")
    regular = [take(hall, T0 + n) for n in range(5)]
    first = [take(hall, T0 + 10 + n, klass="priority") for n in range(2)]
    found = waits(hall, T0 + 20)
    played = sorted((w, id) for id, w in found.items() if id != "new")
    called = []
    for n in range(7):
        hall.apply_all(hall.call_next(Who("officer", officer="o1"), T0 + 20 + n * 5 * MIN, "1"))
        called.append(hall.counters["1"].ticket)
    assert [id for _, id in played] == called
    assert set(called) == {*regular, *first}


@pytest.mark.parametrize("policy", ["effective_time", "strict", "ratio"])
def test_services_no_counter_tells_apart_are_called_in_a_play_as_in_the_hall(policy: str) -> None:
    hall = hall_with(1, policy)
    for n in range(8):
        take(hall, T0 + n * MIN, ("khai-sinh", "ket-hon")[n % 3 == 0])
    for n in range(3):
        take(hall, T0 + (8 + n) * MIN, ("ket-hon", "khai-sinh")[n % 2], klass="priority")
    now = T0 + 12 * MIN
    found = waits(hall, now)
    played = [id for _, id in sorted((w, id) for id, w in found.items() if id != "new")]
    called = []
    for n in range(len(played)):
        hall.apply_all(hall.call_next(Who("officer", officer="o1"), now + n * 5 * MIN, "1"))
        called.append(hall.counters["1"].ticket)
    assert played == called


def test_a_play_changes_nothing_in_the_hall() -> None:
    hall = hall_with(2)
    for n in range(5):
        take(hall, T0 + n)
    before = hall.snapshot()
    waits(hall, T0 + 10)
    assert hall.snapshot() == before


def test_someone_who_comes_first_in_rank_displaces_who_is_there() -> None:
    hall = hall_with(1)
    chance, ex = columns(8), expected(hall, flat(300))
    take(hall, T0)
    call(hall, T0, "1")
    mine = take(hall, T0 + 1)
    streams = poisson_streams(hall, 8, {"priority": 60.0}, T0 + 30 * MIN)
    alone = play(present(hall, T0 + 2, ex, chance), ex, chance, NOBODY)  # type: ignore[arg-type]
    crowd = play(present(hall, T0 + 2, ex, chance), ex, chance, streams)
    assert sum(crowd.of[mine]) > sum(alone.of[mine])


def test_who_comes_after_the_last_call_is_not_even_drawn() -> None:
    hall = hall_with(1)
    chance, ex = columns(8), expected(hall, flat(300))
    mine = take(hall, T0)
    (tomorrow,) = poisson_streams(hall, 1, {"regular": 60.0}, T0 + 600 * MIN)

    def drawn() -> Iterator[Coming]:
        yield tomorrow[-1]
        raise AssertionError("nobody asked for him")

    streams = [drawn() for _ in range(8)]
    assert set(play(present(hall, T0 + 2, ex, chance), ex, chance, streams).of[mine]) == {0}


def test_one_ghost_stands_for_services_that_no_counter_tells_apart() -> None:
    hall = hall_with(2)
    ex, chance = expected(hall, flat(300)), columns(8)
    kinds = [(s, k) for s in ("khai-sinh", "ket-hon", "so-do") for k in ("regular", "priority")]
    here = present(hall, T0 + 2, ex, chance, kinds)
    ghosts = [here.ghosts[kind] for kind in kinds]
    assert ghosts[:2] == ghosts[2:4], "the same counters, the same list"
    assert len(set(ghosts)) == 4, "another class, other counters"
    assert {id for id in here.where if id >= GHOST} == set(ghosts)


def test_without_a_counter_nobody_is_ever_called() -> None:
    hall = hall_with(2, open_=0)
    id = take(hall, T0)
    never = dict.fromkeys(((c, 0, False) for c in ("1", "2")), 0.0)
    assert waits(hall, T0 + 10, comes=never) == {id: inf, "new": inf}


def test_the_end_of_the_day_leaves_some_behind() -> None:
    hall = hall_with(1)
    ids = [take(hall, T0 + n) for n in range(400)]  # 33 hours of work
    found = waits(hall, T0 + 500)
    assert found[ids[0]] == 0 and found[ids[-1]] == inf and found["new"] == inf


def test_opening_closing_and_moving_a_counter_change_the_waits_as_they_must() -> None:
    hall = hall_with(3, open_=2)
    for n in range(12):
        take(hall, T0 + n)
    never = {"comes": dict.fromkeys(((c, 0, False) for c in "123"), 0.0)}
    now = T0 + 20
    assert waits(hall, now, **never)["new"] == 30
    assert waits(hall, now, change=lambda h: with_counter(h, "3", now), **never)["new"] == 20
    assert waits(hall, now, change=lambda h: without_counter(h, "2", now), **never)["new"] == 60
    assert waits(hall, now, change=lambda h: moved(h, "2", "3", now), **never)["new"] == 30
    late = longer(present(hall, now, expected(hall, flat(9)), columns(8)), 60 * MIN)
    assert (
        late.spans[-1].end - present(hall, now, expected(hall, flat(9)), columns(8)).spans[-1].end
        == 60 * MIN
    )


def test_a_counter_that_never_opens_is_away_and_one_that_paused_comes_back() -> None:
    hall = hall_with(1)
    who = Who("officer", officer="o1")
    hall.apply_all(hall.pause(who, T0 + 1, "1", "nghi"))
    id = take(hall, T0 + 2)
    assert waits(hall, T0 + 1 + 4 * MIN, pauses=flat(600))[id] == pytest.approx(6)
    shut = hall_with(1, open_=0)
    ex = expected(shut, flat(60), comes={("1", 0, False): 0.0})
    assert present(shut, T0, ex, columns(8)).seats[0].ready == [AWAY] * 8


def test_what_has_lasted_long_goes_on_by_what_lasts_as_long() -> None:
    table = tuple(range(1000, 1000 + TABLE * 1000, 1000))
    assert remaining(table, 0, 0.0) == 1000
    assert remaining(table, 64_000, 0.0) == 1000
    assert remaining(table, 64_000, 0.999) == 64_000
    assert remaining(table, 10_000_000, 0.5) > 1_000_000  # longer than anything seen


def test_quantiles_are_smooth_and_in_order() -> None:
    values = [float(n) for n in range(101)]
    assert quantile(values, 0.5) == pytest.approx(50)
    assert quantile(values, 0.1) < quantile(values, 0.5) < quantile(values, 0.8)
    assert quantile([3.0], 0.8) == pytest.approx(3)
    with pytest.raises(ValueError):
        quantile([], 0.5)
