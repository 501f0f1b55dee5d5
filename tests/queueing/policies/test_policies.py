"""Every policy in POLICIES: what holds for all of them, and what each of them promises.

A new policy is in these tests by being registered.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queueing.lines import Entry, Key, Lines
from queueing.plan import Plan
from queueing.policies import POLICIES, effective_time, fifo, strict
from queueing.policies.desk import desk
from tests.halls import small_hall

PLAN = Plan.read(small_hall())
TERMS = PLAN.policy
NOW = 100 * 60_000_000
FIRST, SECOND, OWN = ("a", "b"), ("c", "d"), "counter:1"
CLASSES = ("regular", "priority", "urgent")
NAMES = sorted(POLICIES)

# a ticket: (service or own line, class, minutes ago it was issued, slot?, transferred?)
TICKETS = st.lists(
    st.tuples(
        st.sampled_from((*FIRST, *SECOND, OWN)), st.sampled_from(CLASSES), st.integers(0, 90),
        st.booleans(), st.booleans(),
    ),
    max_size=14,
)  # fmt: skip
FEW = settings(max_examples=120, deadline=None, derandomize=True, database=None)


class Waiting:
    """Lines of one counter's desk, filled with tickets of ids 1, 2, …"""

    def __init__(self, name: str, tickets: list[Any]) -> None:
        self.policy = POLICIES[name]
        self.lines = Lines()
        self.desk = desk(self.policy, (FIRST, SECOND), "1", None)
        self.at: dict[int, tuple[Key, Entry]] = {}
        self.tickets: dict[int, Any] = {}
        for id, ticket in enumerate(tickets, 1):
            self.enter(id, ticket)

    def enter(self, id: int, ticket: Any) -> None:
        where, klass, ago, slot, transferred = ticket
        ref = NOW - ago * 60_000
        rank = self.policy.rank(ref, klass, slot, transferred, TERMS)
        key, entry = (where, self.policy.line_of(klass)), (rank, id, ref)
        self.lines.add(key, entry)
        self.at[id], self.tickets[id] = (key, entry), ticket

    def pick(self, now: int = NOW, owed: bool = False) -> tuple[int, str] | None:
        return self.policy.pick(self.lines, self.desk, now, PLAN, owed)

    def leave(self, id: int) -> None:
        key, entry = self.at.pop(id)
        self.lines.take(key, entry)

    def call_all(self) -> list[tuple[int, str]]:
        out = []
        while (found := self.pick()) is not None:
            self.leave(found[0])
            out.append(found)
        return out


@pytest.mark.parametrize("name", NAMES)
@FEW
@given(tickets=TICKETS)
def test_the_same_lines_give_the_same_choice_and_stay_as_they_are(
    name: str, tickets: list[Any]
) -> None:
    hall = Waiting(name, tickets)
    before = copy.deepcopy(dict(hall.lines))
    assert hall.pick() == hall.pick() == Waiting(name, tickets).pick()
    assert dict(hall.lines) == before


@pytest.mark.parametrize("name", NAMES)
@FEW
@given(tickets=TICKETS)
def test_somebody_is_picked_as_long_as_anybody_waits_and_everybody_once(
    name: str, tickets: list[Any]
) -> None:
    called = [id for id, _ in Waiting(name, tickets).call_all()]
    assert sorted(called) == list(range(1, len(tickets) + 1))


@pytest.mark.parametrize("name", NAMES)
@FEW
@given(tickets=TICKETS)
def test_who_is_picked_heads_a_line_of_this_counter(name: str, tickets: list[Any]) -> None:
    hall = Waiting(name, tickets)
    found = hall.pick()
    if found is not None:
        key, entry = hall.at[found[0]]
        assert hall.lines[key][0] == entry


@pytest.mark.parametrize("name", NAMES)
@FEW
@given(tickets=TICKETS)
def test_urgent_goes_before_everybody(name: str, tickets: list[Any]) -> None:
    rules = [rule for _, rule in Waiting(name, tickets).call_all()]
    urgent = sum(1 for t in tickets if t[1] == "urgent")
    assert rules[:urgent] == ["urgent"] * urgent
    assert "urgent" not in rules[urgent:]


@pytest.mark.parametrize("name", NAMES)
@FEW
@given(tickets=TICKETS)
def test_the_second_list_waits_until_the_first_is_empty_or_it_overflows(
    name: str, tickets: list[Any]
) -> None:
    hall = Waiting(name, tickets)
    while (found := hall.pick()) is not None:
        id, rule = found
        where, klass, ago, *_ = hall.tickets[id]
        left = [hall.tickets[o] for o in hall.at]
        if rule == "second":
            assert not any(t[0] not in SECOND or t[1] == "urgent" for t in left)
        if where in SECOND and klass != "urgent":
            assert rule == ("overflow" if ago * 60 >= TERMS.overflow else "second")
        hall.leave(id)


@pytest.mark.parametrize("name", NAMES)
@FEW
@given(tickets=TICKETS)
def test_within_a_line_and_class_nobody_with_the_same_claims_is_passed(
    name: str, tickets: list[Any]
) -> None:
    hall = Waiting(name, tickets)
    called = [id for id, _ in hall.call_all()]
    for i, id in enumerate(called):
        for other in called[i + 1 :]:
            mine, theirs = hall.tickets[id], hall.tickets[other]
            if mine[0] == theirs[0] and mine[1] == theirs[1] and mine[3:] == theirs[3:]:
                assert (-mine[2], id) <= (-theirs[2], other)


@pytest.mark.parametrize("name", NAMES)
@FEW
@given(
    klass=st.sampled_from(CLASSES), slot=st.booleans(), transferred=st.booleans(),
    ref=st.integers(0, NOW), more=st.integers(0, 7200),
)  # fmt: skip
def test_a_longer_head_start_or_an_earlier_reference_never_ranks_later(
    name: str, klass: str, slot: bool, transferred: bool, ref: int, more: int
) -> None:
    rank = POLICIES[name].rank
    at = rank(ref, klass, slot, transferred, TERMS)
    longer = replace(
        TERMS,
        head_start_priority=TERMS.head_start_priority + more,
        head_start_slot=TERMS.head_start_slot + more,
        head_start_transferred=TERMS.head_start_transferred + more,
    )
    assert rank(ref, klass, slot, transferred, longer) <= at
    assert rank(ref + more, klass, slot, transferred, TERMS) == at + more
    assert (
        rank(ref, "urgent", slot, transferred, TERMS)
        < 0
        <= rank(NOW, "regular", False, False, TERMS)
    )
    for name_of_claim in ("slot", "transferred"):
        claims = {"slot": slot, "transferred": transferred, name_of_claim: True}
        assert rank(ref, klass, claims["slot"], claims["transferred"], TERMS) <= at


@pytest.mark.parametrize("name", NAMES)
def test_a_second_list_is_not_starved_by_a_first_list_that_never_empties(name: str) -> None:
    hall = Waiting(name, [("c", "regular", 0, False, False)])
    for minute in range(60):
        hall.enter(100 + minute, ("a", "regular", -minute, False, False))
        found = hall.pick(NOW + minute * 60_000)
        assert found is not None
        if found == (1, "overflow"):
            assert minute * 60 >= TERMS.overflow
            return
        hall.leave(found[0])
    raise AssertionError("never called")


@FEW
@given(
    people=st.lists(
        st.tuples(
            st.integers(0, 5400), st.sampled_from(("regular", "priority")), st.booleans()
        ),
        min_size=2, max_size=25,
    ),
    every=st.integers(20, 400),
)  # fmt: skip
def test_effective_time_keeps_the_promise_on_the_wall(
    people: list[tuple[int, str, bool]], every: int
) -> None:
    """Among people for the same service, nobody whose reference time is more than the head start
    after yours is called before you – whenever they come, at any pace of calling."""
    lines, at = Lines(), desk(effective_time, (("a",), ()), "1", None)
    coming = sorted((second * 1000, id, klass, slot) for id, (second, klass, slot)
                    in enumerate(people, 1))  # fmt: skip
    ref: dict[int, int] = {}
    waiting: set[int] = set()
    now, called = 0, 0
    while called < len(people):
        now += every * 1000
        while coming and coming[0][0] <= now:
            issued, id, klass, slot = coming.pop(0)
            ref[id] = issued
            waiting.add(id)
            rank = effective_time.rank(issued, klass, slot, False, TERMS)
            lines.add(("a", ""), (rank, id, issued))
        found = effective_time.pick(lines, at, now, PLAN)
        if found is None:
            continue
        lines["a", ""].pop(0)
        waiting.remove(found[0])
        called += 1
        _, klass, slot = people[found[0] - 1]
        head = max(
            TERMS.head_start_priority if klass == "priority" else 0,
            TERMS.head_start_slot if slot else 0,
        )
        for other in waiting:
            assert ref[found[0]] <= ref[other] + head * 1000


@FEW
@given(refs=st.lists(st.tuples(st.integers(0, 999), st.sampled_from(CLASSES[:2])), max_size=20))
def test_fifo_calls_in_order_of_reference_time_whatever_the_class(refs: list[Any]) -> None:
    hall = Waiting("fifo", [("a", klass, ago, True, True) for ago, klass in refs])
    called = [id for id, _ in hall.call_all()]
    assert called == sorted(called, key=lambda id: (-hall.tickets[id][2], id))
    assert fifo.rank(5, "priority", True, True, TERMS) == 5


@FEW
@given(tickets=TICKETS)
def test_strict_calls_no_regular_ticket_while_a_priority_ticket_may_be_called(
    tickets: list[Any],
) -> None:
    hall = Waiting("strict", tickets)
    while (found := hall.pick()) is not None:
        id, rule = found
        if hall.tickets[id][1] == "regular":
            for other, ticket in hall.tickets.items():
                if other in hall.at and ticket[1] == "priority":
                    assert ticket[0] in SECOND and rule != "second"
                    assert ticket[2] * 60 < TERMS.overflow
        hall.leave(id)
    assert strict.CLASSES == ("priority", "regular")


@FEW
@given(tickets=TICKETS, more=st.integers(0, 40))
def test_a_longer_head_start_never_puts_a_priority_ticket_back(
    tickets: list[Any], more: int
) -> None:
    """Monotone: with the head start longer, each priority ticket is called no later among those of
    its lists than before."""

    def order(terms: Any) -> list[int]:
        hall = Waiting("effective_time", [])
        for id, (where, klass, ago, *_) in enumerate(tickets, 1):
            ref = NOW - ago * 60_000
            rank = effective_time.rank(ref, klass, False, False, terms)
            key, entry = (where, ""), (rank, id, ref)
            hall.lines.add(key, entry)
            hall.at[id], hall.tickets[id] = (key, entry), (where, klass, ago, False, False)
        return [id for id, _ in hall.call_all()]

    before = order(TERMS)
    after = order(replace(TERMS, head_start_priority=TERMS.head_start_priority + more * 60))
    for id, (where, klass, *_) in enumerate(tickets, 1):
        if klass == "priority" and where == "a":
            passed = {o for o in before[: before.index(id)] if tickets[o - 1][0] == "a"}
            now = {o for o in after[: after.index(id)] if tickets[o - 1][0] == "a"}
            regular = {o for o in now if tickets[o - 1][1] == "regular"}
            assert regular <= passed
