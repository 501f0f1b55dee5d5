"""Staffing advice: counters are added where people wait too long, taken away where nobody would
notice, and nothing is said where too little was seen."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from queueing.ahead.expected import TABLE, Expected
from queueing.events import Event
from queueing.hall import Hall
from queueing.hours import Span
from queueing.plan import Plan
from queueing.who import THE_HALL, Who
from reports.estimates.advice import LEAST, PLAYS, Progress, advise
from reports.estimates.advising import ASK, PROGRESS, Advising
from reports.estimates.coming import chances
from reports.estimates.shifts import blocks_of, kinds_of, past
from reports.estimates.staffing import Counts, Scene, Search
from reports.estimates.watch import Day, Watch
from reports.estimates.week import Week
from tests.halls import _counter, small_hall, text

MIN = 60_000
FRIDAY = date(2026, 11, 20)
NOW = 1_795_147_200_000  # that day, 11:00 in the hall
OPEN = {d: ["08:00-10:00", "13:00-15:00"] for d in ("mon", "tue", "wed", "thu", "fri")}


def plan(**hours: Any) -> Plan:
    """Three counters for civil status alone, one for land."""
    counters = [_counter(n, ["ho-tich"], []) for n in "123"] + [_counter("4", ["dat-dai"], [])]
    return Plan.read(small_hall(counters=counters, hours={"week": OPEN, **hours}))


def worked(
    rules: Plan, on: date, *, civil: int, land: int = 2, counters: str = "14", monday: int = 1
) -> Day:
    """A day on which so many came in each half-hour (on Mondays `monday` times as many)."""
    spans = rules.hours.sessions(on)
    day = Day(on.isoformat(), on.weekday(), spans, tuple(rules.counters))
    random = Random(on.toordinal())
    times = monday if on.weekday() == 0 else 1
    for block in blocks_of(rules.hours, on):
        for service, n in (("khai-sinh", civil * times), ("so-do", land)):
            for i in range(n):
                at = block.start + int((i + 0.5) / n * (block.end - block.start))
                day.entries.append((at, service, "regular"))
                ms = int(random.lognormvariate(0, 0.3) * 6 * MIN)
                day.served.append((service, f"o{1 if service == 'khai-sinh' else 4}", ms))
    day.sat = [(c, f"o{c}", s.start, s.end) for c in counters for s in spans]
    day.opened = {(c, n): 0 for c in counters for n in range(len(spans))}
    return day


def past_days(rules: Plan, n: int = 10, **how: Any) -> list[Day]:
    """So many working days, the last one that Friday."""
    out: list[Day] = []
    on = FRIDAY
    while len(out) < n:
        if rules.hours.sessions(on):
            out.append(worked(rules, on, **how))
        on -= timedelta(days=1)
    return out[::-1]


def advised(rules: Plan, days: list[Day]) -> dict[str, Any]:
    progress = Progress()
    parts = [progress.done for _ in advise(days, rules, NOW, progress)]
    assert parts == sorted(parts), "it never goes back"
    assert progress.result is not None and progress.done in (0, progress.of)
    found: dict[str, Any] = json.loads(json.dumps(progress.result))
    return found


def search(rules: Plan, days: list[Day], usual: Counts) -> Search:
    """Of a Tuesday; every service takes six minutes, nobody pauses or stays away."""
    on = date(2026, 11, 24)
    table = (6 * MIN,) * TABLE
    tables = dict.fromkeys(rules.services, table)
    scene = Scene(
        on, rules, rules.hours.sessions(on), blocks_of(rules.hours, on), kinds_of(rules, days),
        Expected(tables, tables), {}, 20 * MIN, rules.hours.at(on, _midnight()),
    )  # fmt: skip
    chance = chances(20, 401, 1)
    found = Search(scene, usual, Week(days, rules, chance, 1).of_day(on), chance)
    for _ in found.run():
        pass
    return found


def _midnight() -> Any:
    from datetime import time

    return time()


def test_counters_are_added_where_people_wait_too_long_and_nowhere_else() -> None:
    rules = plan()
    found = search(rules, past_days(rules, civil=9), [[1] * 8, [1] * 8])
    civil, land = found.counts
    assert 2 <= max(civil) and sum(civil) <= 18 and land == [1] * 8, "two serve ten in half an hour"
    assert found.find(found.counts).all < 0.1 * found.find([[1] * 8, [1] * 8]).all
    assert all(w <= 20 * MIN for w in found.find(found.counts).p80.values())
    for b in range(8):
        fewer = [civil.copy(), land]
        fewer[0][b] -= 1
        assert max(found.find(fewer).p80.values()) > 20 * MIN, "each one is needed"


def test_counters_nobody_would_miss_are_taken_away_but_never_the_last() -> None:
    rules = plan()
    found = search(rules, past_days(rules, civil=2, counters="1234"), [[3] * 8, [1] * 8])
    assert found.counts == [[1] * 8, [1] * 8]


def test_where_all_counters_are_open_and_it_is_not_enough_the_search_ends() -> None:
    rules = plan()
    found = search(rules, past_days(rules, civil=40), [[3] * 8, [1] * 8])
    assert found.counts == [[3] * 8, [1] * 8] and found.hopeless
    assert found.tried < 10


def test_the_week_is_advised_on_by_weekday_and_half_hour() -> None:
    rules = plan()
    it = advised(rules, past_days(rules, civil=5, monday=3))
    assert it["known"] and it["week"] == "2026-11-23" and it["target"] == 1800
    assert [day["date"][-2:] for day in it["days"]] == ["23", "24", "25", "26", "27"]
    monday, tuesday = it["days"][0], it["days"][1]
    clock = [rules.hours.local(start).strftime("%H:%M") for start, _ in monday["blocks"]]
    assert clock == ["08:00", "08:30", "09:00", "09:30", "13:00", "13:30", "14:00", "14:30"]
    # 15 + 2 in a half-hour on Mondays, 5 + 2 else; two such days pull each other a little
    assert 14 <= monday["parts"][""][1]["visitors"]["mid"] <= 18
    assert 6 <= tuesday["parts"][""][1]["visitors"]["mid"] <= 9
    for day in (monday, tuesday):
        for row in day["parts"][""]:
            assert row["usual"] == {"mid": 2, "low": 2, "high": 2}
            for band in (row["visitors"], row["p80"]["usual"], row["p80"]["advised"]):
                assert band["low"] <= band["mid"] <= band["high"]
    worst = [row["p80"]["usual"]["mid"] for row in monday["parts"][""]]
    best = [row["p80"]["advised"]["mid"] for row in monday["parts"][""]]
    assert max(worst) > 3600 and max(best) < 1800, "one counter for fifteen in half an hour"
    assert max(monday["kinds"][0]["advised"]) >= 2
    assert max(tuesday["kinds"][0]["advised"]) <= 2
    assert monday["kinds"][0]["counters"][0] == "1", "the one that is usually open comes first"


def test_the_same_past_gives_the_same_advice() -> None:
    rules = plan(week={**dict.fromkeys(OPEN, []), "tue": ["08:00-10:00"]})
    days = past_days(rules, civil=5)
    assert advised(rules, days) == advised(rules, days)


def test_holidays_and_weekdays_never_seen_are_left_out() -> None:
    rules = plan(holidays=[{"date": "2026-11-24", "name": text("Ngày lễ")}])
    days = [day for day in past_days(rules, 14, civil=3) if day.weekday != 3]
    it = advised(rules, days)
    known = {day["date"]: (day["known"], day["closed"]) for day in it["days"]}
    assert known["2026-11-24"] == (False, {"vi": "Ngày lễ", "en": "Ngày lễ"})
    assert known["2026-11-26"] == (False, None), "no Thursday was seen"
    assert known["2026-11-23"] == (True, None)


def test_before_two_weeks_were_seen_nothing_is_advised() -> None:
    rules = plan()
    it = advised(rules, past_days(rules, LEAST - 1, civil=3))
    assert (it["known"], it["seen"], it["needed"], it["days"]) == (False, LEAST - 1, LEAST, [])
    assert advised(rules, []) | {"week": ""} == {
        "made_at": NOW, "week": "", "seen": 0, "needed": LEAST, "first": None, "last": None,
        "target": 1800, "plays": PLAYS * 5, "known": False, "days": [],
    }  # fmt: skip


def test_who_comes_is_learned_by_weekday_half_hour_and_service() -> None:
    rules = plan()
    days = past_days(rules, 20, civil=5)
    for day in days:  # land only on Wednesdays, after lunch
        wednesday = day.weekday == 2
        day.entries = [
            e for e in day.entries
            if e[1] != "so-do" or (wednesday and e[0] >= day.spans[1].start)
        ]  # fmt: skip
    week = Week(days, rules, chances(20, 401, 1), 1)

    def land(on: date, session: int) -> float:
        span = rules.hours.sessions(on)[session]
        return sum(
            c.service == "so-do" for one in week.of_day(on) for c in one
            if span.start <= c.at < span.end
        ) / 20  # fmt: skip

    wednesday, thursday = date(2026, 11, 25), date(2026, 11, 26)
    assert land(wednesday, 1) > 4 * max(land(wednesday, 0), land(thursday, 1), 0.1)


def test_a_past_day_is_moved_to_the_date_and_cut_to_its_sessions() -> None:
    rules = plan()
    on, was = date(2026, 11, 24), worked(rules, FRIDAY, civil=1, counters="1")
    start = was.spans[0].start
    was.sat = [("1", "a", start - 9 * MIN, start + 30 * MIN), ("1", "b", start + 30 * MIN,
               was.spans[1].start + 20 * MIN)]  # fmt: skip
    spans = rules.hours.sessions(on)
    assert past(was, rules.hours, on, spans) == {
        "1": (spans[0], Span(spans[1].start, spans[1].start + 20 * MIN))
    }


class Morning:
    """A hall that is watched from its first event."""

    def __init__(self) -> None:
        self.watch = Watch(Hall())
        self.at = NOW - 3 * 60 * MIN
        self.do(lambda h: h.change_settings(THE_HALL, self.at, plan().settings))
        self.do(lambda h: h.roll_day(self.at))

    def do(self, verb: Any) -> list[Event]:
        events: list[Event] = verb(self.watch.hall)
        for event in events:
            self.watch.hear(event)
        return events


def test_who_sat_where_is_watched_until_he_goes_or_the_day_ends() -> None:
    m = Morning()
    lan, minh = Who("officer", officer="lan"), Who("officer", officer="minh")
    m.do(lambda h: h.issue(Who("reception", officer="r"), m.at, service="khai-sinh"))
    m.do(lambda h: h.open(lan, m.at, "1"))
    m.do(lambda h: h.open(minh, m.at + MIN, "4"))
    m.do(lambda h: h.pause(lan, m.at + 5 * MIN, "1", "break"))
    m.do(lambda h: h.unpause(lan, m.at + 9 * MIN, "1"))
    m.do(lambda h: h.close(lan, m.at + 20 * MIN, "1"))
    m.do(lambda h: h.close_day(THE_HALL, m.at + 30 * MIN))
    assert sorted(m.watch.days[-1].sat) == [
        ("1", "lan", m.at, m.at + 20 * MIN), ("4", "minh", m.at + MIN, m.at + 30 * MIN)
    ]  # fmt: skip


@pytest.mark.parametrize("n", [3, 10])
def test_it_is_worked_out_in_parts_and_kept_by_week(tmp_path: Path, n: int) -> None:
    m, keep = Morning(), tmp_path / "staffing" / "test"
    m.watch.days.extend(past_days(plan(), n, civil=3))
    advising = Advising(tmp_path, keep, m.watch, lambda: NOW)
    assert not advising.step(), "nobody asked"
    (tmp_path / ASK).touch()
    told = []
    while advising.step():
        if (keep / PROGRESS).exists():
            told.append(json.loads((keep / PROGRESS).read_text()))
    assert [p.name for p in keep.iterdir()] == ["2026-11-23.json"]
    kept = json.loads((keep / "2026-11-23.json").read_text())
    assert (kept["known"], kept["seen"], kept["after"]) == (n == 10, n, "2026-11-20")
    assert not told or told[0]["of"] in (1, 500)
    assert not (tmp_path / ASK).exists()


def test_an_advice_that_fails_is_given_up_and_can_be_asked_for_again(tmp_path: Path) -> None:
    m = Morning()
    m.watch.days.extend(past_days(plan(), civil=3))
    for day in m.watch.days:
        day.date = "never"
    advising = Advising(tmp_path, tmp_path / "kept", m.watch, lambda: NOW)
    for _ in range(2):
        (tmp_path / ASK).touch()
        while advising.step():
            pass
        assert list((tmp_path / "kept").iterdir()) == []
