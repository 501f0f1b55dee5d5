"""Ratio 1:k, and the order of a line that every policy can tell beforehand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.queueing.policies.test_policies import CLASSES, FEW, NAMES, TICKETS, Waiting

K = 3


def by_ratio(tickets: list[Any]) -> list[Any]:
    """The tickets in the order of calling at a ratio of 1:3, as the hall keeps count."""
    hall, run, out = Waiting("ratio", tickets), 0, []
    while (found := hall.pick(owed=run >= K)) is not None:
        id, rule = found
        ticket = hall.tickets[id]
        out.append((id, rule, ticket))
        if rule not in ("own", "urgent"):
            run = run + 1 if ticket[1] == "regular" else 0
        hall.leave(id)
    return out


@FEW
@given(st.lists(st.tuples(st.sampled_from(CLASSES[:2]), st.integers(0, 90)), max_size=30))
def test_ratio_calls_a_priority_ticket_after_each_k_regular_ones(people: list[Any]) -> None:
    called = by_ratio([("a", klass, ago, False, False) for klass, ago in people])
    waiting = {id: ticket for id, _, ticket in called}
    run = 0
    for id, _, (_, klass, ago, *_) in called:
        del waiting[id]
        longest = {c: max((t[2] for t in waiting.values() if t[1] == c), default=-1)
                   for c in CLASSES}  # fmt: skip
        if klass == "regular":
            run += 1
            assert run <= K or longest["priority"] < 0, "priority was due"
            assert longest["priority"] <= ago, "nobody with priority waits longer"
        else:
            early = ago >= longest["regular"]
            assert early or run >= K or longest["regular"] < 0, "a regular one was due"
            run = 0


def test_ratio_by_hand() -> None:
    people = [("regular", ago) for ago in (20, 19, 18, 17, 16)] + [("priority", 5), ("priority", 4)]
    called = by_ratio([("a", klass, ago, False, False) for klass, ago in people])
    assert [id for id, *_ in called] == [1, 2, 3, 6, 4, 5, 7], "1:3, and the last has nobody left"
    early = by_ratio([("a", "priority", 30, False, False), ("a", "regular", 20, False, False)])
    assert [id for id, *_ in early] == [1, 2], "who waited longest goes first, ratio or not"


@pytest.mark.parametrize("name", NAMES)
@FEW
@given(tickets=TICKETS, run=st.integers(0, 4), new=TICKETS.filter(bool))
def test_before_says_how_many_of_the_line_are_called_first(
    name: str, tickets: list[Any], run: int, new: list[Any]
) -> None:
    """`order` is the order in which a single line is called, and `before` a place in it."""
    hall = Waiting(name, [("a", *t[1:]) for t in tickets])
    hall.enter(99, ("a", *new[0][1:]))
    order = [e[1] for _, e in hall.policy.order(hall.lines, "a", run, K)]
    key, entry = hall.at[99]
    assert hall.policy.before(hall.lines, "a", key[1], entry, run, K) == order.index(99)
    assert sorted(order) == sorted(hall.at)
    called = []
    while (found := hall.pick(owed=run >= K)) is not None:
        id, rule = found
        called.append(id)
        if rule != "urgent":
            run = run + 1 if hall.tickets[id][1] == "regular" else 0
        hall.leave(id)
    assert called == order
