"""The estimator where little is known, or things are odd (F31): less is said, nothing breaks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import reports.estimates.estimator as estimating
from queueing.events import Event
from queueing.hall import Hall
from queueing.who import THE_HALL, Who
from reports.estimates.correction import Correction
from reports.estimates.estimator import Estimator, Four, four, served
from reports.estimates.process import told
from reports.estimates.rivals import open_for
from reports.estimates.watch import Day, Watch
from reports.estimates.what_if import Change, touched
from tests.halls import small_hall
from web.estimates import Estimates, broken

T0 = 1_795_305_600_000
MIN = 60_000
LAN = Who("officer", officer="lan")
DESK = Who("reception", officer="tiep.don")


class Morning:
    """A watch whose hall can be acted in."""

    def __init__(self, **sections: Any) -> None:
        self.watch = Watch()
        self.at = T0
        self.do(lambda h: h.change_settings(THE_HALL, self.at, small_hall(**sections)))
        self.do(lambda h: h.roll_day(self.at))

    @property
    def hall(self) -> Hall:
        return self.watch.hall

    def do(self, verb: Any) -> list[Event]:
        events: list[Event] = verb(self.hall)
        for event in events:
            self.watch.hear(event)
        return events

    def take(self, service: str = "khai-sinh", **more: Any) -> int:
        return self.do(lambda h: h.issue(DESK, self.at, service=service, **more))[-1].seq

    def serve(self, seconds: float, counter: str = "1") -> None:
        self.do(lambda h: h.call_next(LAN, self.at, counter))
        self.do(lambda h: h.start(LAN, self.at, counter))
        self.at += int(seconds * 1000)
        self.do(lambda h: h.finish(LAN, self.at, counter, "done"))
        self.at += 5000


def day(**more: Any) -> Day:
    return Day("2026-11-20", date(2026, 11, 20).weekday(), [], ("1",), **more)


def test_without_any_history_only_the_place_in_line_is_told() -> None:
    m = Morning()
    id = m.take()
    look = Estimator(m.watch).look(m.at)
    assert look.method == "simulation"
    assert look.new == {} and look.waiting == {} and "khai-sinh" in look.position_only
    assert told(look)["new"] == {} and id in m.hall.tickets


def test_before_the_first_event_and_before_the_first_day_nothing_is_told_and_nothing_raised() -> (
    None
):
    assert Estimator(Watch()).look(T0, []).new == {}
    m = Morning()
    m.do(lambda h: h.close_day(THE_HALL, m.at))
    assert Estimator(m.watch).look(m.at).method == "none"


def test_a_service_seen_thirty_times_is_told_of_and_others_are_not() -> None:
    m = Morning()
    m.do(lambda h: h.open(LAN, m.at, "1"))
    for _ in range(31):
        m.take()
        m.serve(300)
    for _ in range(4):
        m.take()
    look = Estimator(m.watch).look(m.at)
    assert ("khai-sinh", "regular") in look.new and "so-do" in look.position_only
    assert 300 < look.new["khai-sinh", "regular"].p50 < 2400


def test_without_counters_the_wait_has_no_end_and_only_the_place_is_told() -> None:
    m = Morning()
    m.do(lambda h: h.open(LAN, m.at, "1"))
    for _ in range(31):
        m.take()
        m.serve(300)
    m.do(lambda h: h.close(LAN, m.at, "1"))
    m.at += 40 * MIN
    for _ in range(3):
        m.take()
    picture = told(Estimator(m.watch).look(m.at))
    shown = Estimates()
    shown.put(picture)
    assert shown.new("khai-sinh", "regular", m.at) is None


def test_a_service_of_nine_hours_breaks_nothing() -> None:
    m = Morning(hall={"service_cap": 40_000})
    m.do(lambda h: h.open(LAN, m.at, "1"))
    for _ in range(31):
        m.take()
        m.serve(240)
    m.take()
    waiting = m.take()
    m.do(lambda h: h.call_next(LAN, m.at, "1"))
    m.do(lambda h: h.start(LAN, m.at, "1"))
    m.at += 9 * 3_600_000
    look = Estimator(m.watch).look(m.at)
    assert look.method == "simulation"
    told(look)
    m.do(lambda h: h.finish(LAN, m.at, "1", "done"))
    after = Estimator(m.watch).look(m.at).new["khai-sinh", "regular"]
    assert after.p50 < 3600, "one odd service is not what the next will be like"
    assert waiting in m.hall.tickets


def test_a_simulation_that_fails_leaves_the_head_of_the_lines_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    m = Morning()
    m.take()
    m.at += 20 * MIN

    def broken_play(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(estimating, "play", broken_play)
    look = Estimator(m.watch).look(m.at)
    assert look.method == "regression"
    assert look.new["khai-sinh", "regular"].p50 == 20 * 60
    assert "so-do" in look.position_only


def test_a_band_wider_than_twice_its_middle_is_not_told() -> None:
    assert Four(300, 600, 900, 1200).trusted
    assert not Four(0, 600, 900, 1300).trusted
    assert not Four(80_000, 86_400, 86_400, 86_400).trusted  # not today
    assert Four(0, 0, 200, 900).trusted  # soon, whatever the tail
    assert four([float("inf")] * 10, 0).p80 == 86_400


def test_promises_that_were_too_short_are_made_longer_and_the_middle_stays() -> None:
    raw = Four(300, 600, 700, 800)
    correction = Correction()
    assert correction.of(raw) == raw
    # the wait came to 600 + n seconds, n even up to 400
    correction.fit([day(foretold=[(tuple(raw), (600 + n) * 1000) for n in range(0, 400, 2)])])
    fixed = correction.of(raw)
    assert fixed.p50 == 600
    assert fixed.p80 == pytest.approx(600 + 320, abs=6)
    assert fixed.p90 == pytest.approx(600 + 360, abs=6)


def test_that_nobody_waits_at_noon_does_not_make_the_mornings_promises_narrower() -> None:
    idle, short = Four(1, 3, 4, 4), Four(60, 100, 160, 200)
    quiet = [(tuple(idle), 3000)] * 900
    # three of ten waited longer than the 80 of 100 plays said, two of ten longer than 250 s
    busy = [(tuple(short), (10 + 3 * n) * 1000) for n in range(100)] * 2
    correction = Correction()
    correction.fit([day(foretold=[*quiet, *busy])])
    assert correction.of(idle) == (3, 3, 3, 3)
    assert correction.of(short) == pytest.approx((40, 100, 250, 280), abs=4)
    # of waits of a quarter of an hour too few were seen: they go by the short ones, not by none
    assert correction.of(Four(900, 1200, 1400, 1500)).p80 > 1500


def test_a_promise_is_kept_with_the_ticket_and_counted_when_it_is_broken() -> None:
    m = Morning()
    m.do(lambda h: h.open(LAN, m.at, "1"))
    first = m.take(estimate={"p50": 300, "p80": 600, "raw": [1, 2, 3, 4]})
    m.take(estimate={"p50": 300, "p80": 600, "raw": [1, 2, 3, 4]})
    m.take()
    assert m.hall.tickets[first].estimate["p80"] == 600
    m.at += 9 * MIN
    m.serve(120)
    assert broken(m.hall, m.at) == {"promised": 2, "broken": 1}  # the second waits past its bound
    shown = Estimates()
    shown.put({"at": m.at, "method": "simulation", "new": {}, "waiting": {}})
    second = sorted(m.hall.tickets)[1]
    assert shown.of_ticket(m.hall, second, m.at) == {"kind": "none", "late": True}
    shown.put(
        {"at": m.at, "method": "simulation", "new": {}, "waiting": {str(second): [1, 400, 700, 9]}}
    )
    words = shown.of_ticket(m.hall, second, m.at)
    assert words is not None and words["late"] and (words["low"], words["high"]) == (5, 15)


def test_an_old_picture_is_as_good_as_none() -> None:
    shown = Estimates()
    new = {"khai-sinh": {"regular": {"told": [1, 2, 3, 4], "raw": [1, 2, 3, 4]}}}
    shown.put({"at": T0, "method": "simulation", "new": new, "waiting": {}})
    assert shown.pair("khai-sinh", T0 + 1000) == {"p50": 2, "p80": 3}
    assert shown.pair("khai-sinh", T0 + 91_000) is None
    assert shown.pair("so-do", T0) is None


def test_what_a_counter_serves_is_said_by_the_lists_of_the_officer_there() -> None:
    m = Morning()
    m.do(lambda h: h.open(LAN, m.at, "1"))
    usual = m.hall.settled().counters["1"]
    assert served(m.hall) == {*usual.first, *usual.second} and open_for(m.hall, "so-do") == 0
    m.do(lambda h: h.close(LAN, m.at, "1"))
    m.do(lambda h: h.open(Who("supervisor", officer="truong"), m.at, "1", ["so-do"], []))
    assert served(m.hall) == {"so-do"} and open_for(m.hall, "so-do") == 1
    assert touched(m.hall, Change("close", m.at, counter="1")) == ["so-do"]
