"""Which pictures an event touches: whatever an event changes is sent again."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from counter.picture import SetAside, counter_picture, touched
from queueing.events import Event
from queueing.hall import Hall
from queueing.refusal import Refusal
from queueing.who import THE_HALL, Who
from rating.pages import rating_picture
from rating.pages import touched as rating_touched
from tests.halls import small_hall
from web.topics import ALL

START = 1_800_000_000_000
OFFICERS = {c: Who("officer", officer=f"officer-{c}") for c in "1234"}
BOSS = Who("supervisor", officer="boss")
DESK = Who("reception", officer="desk")
PAD = Who("rating_pad", device="pad")


class House:
    """What a picture asks of the house."""

    state = ("open", None)


def pictures(hall: Hall, now: int) -> dict[str, str]:
    aside = SetAside()
    out = {
        f"counter/{c}": json.dumps(counter_picture(House(), hall, c, now, aside))
        for c in hall.counters
    }
    out.update({f"rating/{c}": json.dumps(rating_picture(hall, c, now)) for c in hall.counters})
    return out


def some_verb(chance: random.Random, hall: Hall, now: int) -> list[Event]:
    """Any verb, legal or not."""
    counter = chance.choice("1234")
    who = chance.choice([OFFICERS[counter], OFFICERS[counter], BOSS])
    ticket = chance.choice([*hall.tickets] or [0])
    verbs: list[Any] = [
        lambda: hall.issue(DESK, now, service=chance.choice([*hall.plan.services])),
        lambda: hall.issue(
            DESK, now, service="khai-sinh", klass="priority", ground="nguoi-cao-tuoi"
        ),
        lambda: hall.open(OFFICERS[counter], now, counter),
        lambda: hall.call_next(who, now, counter),
        lambda: hall.call_next(who, now, counter),
        lambda: hall.start(who, now, counter),
        lambda: hall.finish(who, now, counter),
        lambda: hall.recall(who, now, counter),
        lambda: hall.no_show(who, now, counter),
        lambda: hall.hold(who, now, counter),
        lambda: hall.undo(who, now, counter),
        lambda: hall.resume(who, now, counter, ticket),
        lambda: hall.call(BOSS, now, counter, ticket, "came-back"),
        lambda: hall.transfer(who, now, counter, service=chance.choice([*hall.plan.services])),
        lambda: hall.transfer(who, now, counter, to_counter=chance.choice("1234"), note="đi"),
        lambda: hall.transfer(who, now, counter, to_officer=f"officer-{chance.choice('1234')}"),
        lambda: hall.return_(BOSS, now, ticket),
        lambda: hall.cancel(BOSS, now, ticket),
        lambda: hall.change_service(BOSS, now, ticket, chance.choice([*hall.plan.services])),
        lambda: hall.grant(BOSS, now, ticket, "urgent", "khan-cap", "gấp"),
        lambda: hall.rate(PAD, now, score=3, counter=counter, leg=1),
        lambda: hall.pause(who, now, counter, "break") if chance.random() < 0.3 else [],
        lambda: hall.unpause(who, now, counter),
        lambda: hall.close(who, now, counter) if chance.random() < 0.3 else [],
    ]
    return chance.choice(verbs)()


@pytest.mark.parametrize("seed", range(6))
def test_whatever_an_event_changes_is_sent_again(seed: int) -> None:
    chance = random.Random(seed)
    hall, now = Hall(), START
    hall.apply_all(hall.change_settings(THE_HALL, now, small_hall()))
    hall.apply_all(hall.roll_day(now))
    for counter, officer in OFFICERS.items():
        hall.apply_all(hall.open(officer, now, counter))
    kinds = set()
    for _ in range(500):
        now += chance.choice((0, 900, 4_000, 25_000))
        try:
            events = some_verb(chance, hall, now)
        except Refusal:
            continue
        for event in events:
            before = pictures(hall, now)
            hall.apply(event)
            after = pictures(hall, now)
            changed = {name for name in after if after[name] != before[name]}
            told: set[str] = set()
            for topic, says in (("counter", touched), ("rating", rating_touched)):
                ids = says(event, hall)
                names = hall.counters if ids is ALL else ids
                told |= {f"{topic}/{id}" for id in names}
            assert changed <= told, f"{event.kind} changes {changed - told} without a word"
            kinds.add(event.kind)
    assert len(kinds) >= 15, kinds
