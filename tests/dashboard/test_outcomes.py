"""Outcomes: an hour after a decision what was measured is noted, once, by whoever watches then."""

from __future__ import annotations

from typing import Any

from dashboard.watch import Watch
from queueing.who import Who
from tests.counter.desk import Desk

BOSS = Who("manager", officer="quan")


def watching(desk: Desk, name: str) -> Watch:
    watch = Watch(desk.house)
    desk.journal.listen(name, watch.hear)
    return watch


def decide(desk: Desk, starts: int) -> int:
    chosen = {"what": "open", "counter": "1", "starts": starts, "services": ["khai-sinh"]}
    reply = desk.house.act(
        BOSS,
        lambda hall, now: hall.choose_what_if(BOSS, now, chosen),
        lambda hall, events: (200, {"seq": events[-1].seq}),
    )
    return int(reply.body["seq"])


def noted(desk: Desk) -> list[Any]:
    return [e.data for e in desk.journal.of_kinds(("WhatIfOutcome",))]


def test_the_waits_that_ended_since_are_noted_once_after_an_hour(desk: Desk) -> None:
    watch = watching(desk, "watch")
    desk.issue("khai-sinh")
    desk.open("lan", "1")
    desk.clock.advance(60)
    desk.do("lan", "/counters/1/call-next")  # before the decision: does not count
    seq = decide(desk, desk.journal.now())
    for minutes in (2, 10, 4):
        desk.issue("khai-sinh")
        desk.clock.advance(minutes * 60)
        desk.do("lan", "/counters/1/call-next")
    desk.issue("so-do")
    desk.clock.advance(43 * 60)
    watch.look()
    assert noted(desk) == [], "59 minutes"
    desk.clock.advance(60)
    watch.look()
    watch.look()
    assert noted(desk) == [{"chosen": seq, "services": ["khai-sinh"], "p50": 240, "n": 3}]


def test_who_watches_from_later_on_notes_what_is_left_and_nothing_twice(desk: Desk) -> None:
    desk.issue("khai-sinh")
    first, second = (decide(desk, desk.journal.now()) for _ in range(2))
    watch = watching(desk, "watch")
    watch.remember()
    desk.clock.advance(3600)
    watch.look()
    assert [d["chosen"] for d in noted(desk)] == [first, second]
    assert noted(desk)[0]["p50"] is None and noted(desk)[0]["n"] == 0
    again = watching(desk, "again")
    again.remember()
    again.look()
    assert len(noted(desk)) == 2
