"""What if: the same day played twice; what a change does, and what is said of the unknown."""

from __future__ import annotations

import json
from datetime import date
from math import inf
from pathlib import Path

import pytest

from queueing.ahead.expected import TABLE, Coming, Expected
from queueing.ahead.plays import Waits, play
from queueing.ahead.present import COMING, Present, present
from queueing.hall import Hall
from queueing.who import THE_HALL, Who
from reports.estimates.coming import chances
from reports.estimates.estimator import Estimator
from reports.estimates.questions import answer, put
from reports.estimates.watch import Day, Watch
from reports.estimates.what_if import Change, ask, band, changed, compare, stopped, touched
from tests.halls import small_hall

T0 = 1_795_305_600_000  # a Monday morning
MIN = 60_000
PLAYS = 40
CHANCE = chances(PLAYS, 101, 1)
LAN = Who("officer", officer="lan")


@pytest.fixture
def hall() -> Hall:
    """Open, with Lan at counter 1."""
    hall = Hall()
    hall.apply_all(hall.change_settings(THE_HALL, T0, small_hall()))
    hall.apply_all(hall.roll_day(T0))
    hall.apply_all(hall.open(LAN, T0, "1"))
    return hall


def expected(hall: Hall, minutes: int = 10) -> Expected:
    table = (minutes * MIN,) * TABLE
    services = dict.fromkeys(hall.settled().services, table)
    comes = {(c, n, here): 0.0 for c in hall.settled().counters for n in (0, 1)
             for here in (True, False)}  # fmt: skip
    return Expected(services, services, comes=comes)


def crowd(service: str = "khai-sinh", every: int = 6, n: int = 12) -> list[list[Coming]]:
    """The same in each play: one every `every` minutes."""
    one = []
    for i in range(n):
        at = T0 + (i + 1) * every * MIN
        one.append(Coming(at, service, (service, "main"), (at, COMING + i, at), 0, "regular"))
    return [one] * PLAYS


def played(here: Present, ex: Expected, streams: list[list[Coming]]) -> Waits:
    return play(here, ex, CHANCE, streams, whole=True, only=())


def line(hall: Hall, streams: list[list[Coming]]) -> list[list[Coming]]:
    """The same people in the line that the hall's policy puts them in."""
    key = streams[0][0].service, hall.policy(streams[0][0].service).line_of("regular")
    return [[c._replace(key=key) for c in s] for s in streams]


def said(hall: Hall, change: Change, streams: list[list[Coming]]) -> dict:
    ex = expected(hall)
    here = present(hall, T0, ex, CHANCE)
    there = changed(here, change)
    fewer = stopped(streams, change.service, change.at) if change.what == "stop" else streams
    rows = touched(hall, change)
    ends = here.spans[-1].end, there.spans[-1].end
    was, would = played(here, ex, streams), played(there, ex, fewer)
    return compare(was, would, rows, set(rows), change, *ends)


def test_a_second_counter_for_a_growing_line_is_recommended(hall: Hall) -> None:
    streams = line(hall, crowd())
    it = said(hall, Change("open", T0, counter="2"), streams)
    assert it["recommended"] and it["sure"] == 100 and it["gain"]["low"] > 300
    assert it["all"]["after"]["p80"]["mid"] < it["all"]["before"]["p80"]["mid"]
    assert it["cleared"]["after"]["mid"] < it["cleared"]["before"]["mid"]


def test_nobody_is_sent_for_where_nobody_waits(hall: Hall) -> None:
    it = said(hall, Change("open", T0, counter="2"), line(hall, crowd(every=20)))
    assert not it["recommended"] and it["sure"] == 0


def test_closing_the_only_counter_leaves_all_who_come_uncalled(hall: Hall) -> None:
    it = said(hall, Change("close", T0 + MIN, counter="1"), line(hall, crowd()))
    assert it["uncalled"] == {"before": 0, "after": 12}
    assert it["gain"]["mid"] < 0 and not it["recommended"]


def test_who_gets_no_ticket_is_left_out_of_both_sides(hall: Hall) -> None:
    change = Change("stop", T0 + 37 * MIN, service="khai-sinh")
    streams = line(hall, crowd())
    assert [len(s) for s in stopped(streams, "khai-sinh", change.at)] == [6] * PLAYS
    it = said(hall, change, streams)
    assert it["gain"] == {"mid": 0, "low": 0, "high": 0}, "they were there before, and wait as long"
    assert it["cleared"]["after"]["mid"] < it["cleared"]["before"]["mid"]


def test_nothing_changed_gains_nothing_in_any_play(hall: Hall) -> None:
    it = said(hall, Change("longer", T0), line(hall, crowd()))
    assert it["gain"] == {"mid": 0, "low": 0, "high": 0} and it["sure"] == 0


def test_a_wait_without_end_lasts_until_the_end_of_the_day() -> None:
    was = Waits(coming=[[(T0, "a", "regular", inf)]] * PLAYS, cleared=[T0] * PLAYS)
    would = Waits(coming=[[(T0, "a", "regular", 5 * MIN)]] * PLAYS, cleared=[T0 + MIN] * PLAYS)
    change = Change("open", T0, counter="2")
    it = compare(was, would, ["a"], {"a"}, change, T0 + 60 * MIN, T0 + 60 * MIN)
    assert it["all"]["before"]["p50"]["mid"] == 3600 and it["all"]["after"]["p50"]["mid"] == 300
    assert it["gain"]["mid"] == 3300 and it["uncalled"] == {"before": 1, "after": 0}


def test_nine_plays_of_ten_are_not_enough_to_recommend() -> None:
    def waits(good: int) -> Waits:
        coming = [[(T0, "a", "regular", 0 if r < good else 20 * MIN)] for r in range(PLAYS)]
        return Waits(coming=coming, cleared=[T0] * PLAYS)

    def it(good: int) -> dict:
        change = Change("open", T0, counter="2")
        return compare(waits(0), waits(good), ["a"], {"a"}, change, T0 + MIN, T0 + MIN)

    assert not it(36)["recommended"] and it(37)["recommended"]


def test_a_gain_in_the_few_plays_in_which_anybody_comes_is_no_gain() -> None:
    def waits(ms: int) -> Waits:
        coming = [[(T0, "a", "regular", float(ms))] if r < 5 else [] for r in range(PLAYS)]
        return Waits(coming=coming, cleared=[T0] * PLAYS)

    change = Change("open", T0, counter="2")
    it = compare(waits(20 * MIN), waits(0), ["a"], {"a"}, change, T0 + MIN, T0 + MIN)
    assert it["gain"] is None and it["all"] == {"before": None, "after": None}
    assert it["sure"] == 0 and not it["recommended"]


def test_the_band_holds_eight_of_ten() -> None:
    it = band([i * 1000 for i in range(101)])
    assert (it["mid"], it["low"], it["high"]) == (50, 10, 90)


def test_touched_is_what_the_counters_concerned_serve(hall: Hall) -> None:
    plan = hall.settled()
    lists = {*plan.counters["1"].first, *plan.counters["1"].second}
    assert set(touched(hall, Change("close", T0, counter="1"))) == lists
    assert touched(hall, Change("longer", T0)) == list(plan.services)
    assert "khai-sinh" in touched(hall, Change("stop", T0, service="khai-sinh"))


def test_without_days_past_it_is_refused_and_the_question_taken_away(
    hall: Hall, tmp_path: Path
) -> None:
    watch = Watch(hall)
    estimator = Estimator(watch, plays=PLAYS)
    assert ask(estimator, T0, Change("open", T0, counter="2")) == {"refused": "not_known_yet"}
    watch.today = Day("2026-11-23", 0, [], ("1",))
    watch.days.append(Day("2026-11-20", date(2026, 11, 20).weekday(), [], ("1",)))
    assert ask(estimator, T0, Change("open", T0, counter="2")) == {"refused": "not_known_yet"}
    question = {"change": {"what": "open", "at": T0, "counter": "2"}, "services": None}
    put(tmp_path / "ask-1.json", question)
    put(tmp_path / "ask-2.json", {"nonsense": 1})
    assert answer(tmp_path, estimator, lambda: T0) == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["answer-1.json", "answer-2.json"]
    for n in (1, 2):
        assert json.loads((tmp_path / f"answer-{n}.json").read_text()) == {
            "refused": "not_known_yet"
        }
