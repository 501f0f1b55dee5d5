"""What every policy promises, over generated days of the whole rules.

The promise that hangs on the wall: among people for the same service nobody whose reference time is
more than the head start after yours is called before you – urgent, picked by hand, returned and
sent to a counter apart, and those are counted.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queueing.policies import POLICIES
from queueing.ticket import Ticket
from tests.queueing.policies.days import PEOPLE, Day, live

NAMES = sorted(POLICIES)
FEW = settings(max_examples=25, deadline=None, derandomize=True, database=None)
REGULAR_FIRST = {"strict", "ratio"}  # policies with a line of its own for priority


def head_start(day: Day, policy: str, it: Ticket) -> int:
    """ms by which the called one may come after those it passes."""
    if policy != "effective_time":
        return 0
    terms = day.settings["policy"]
    starts = [
        terms["head_start_priority"] if it.klass == "priority" else 0,
        terms["head_start_slot"] if it.slot is not None else 0,
        terms["head_start_transferred"] if len(it.legs) > 1 else 0,
    ]
    return int(max(starts)) * 1000


@pytest.mark.parametrize("policy", NAMES)
@FEW
@given(people=PEOPLE)
def test_nobody_beyond_the_head_start_is_called_before_you(policy: str, people: list[Any]) -> None:
    day = live(policy, people)
    for call in day.calls:
        it = call.ticket
        for other in call.over:
            if policy in REGULAR_FIRST and (other.klass == "regular") != (it.klass == "regular"):
                continue
            assert it.ref <= other.ref + head_start(day, policy, it), (call.rule, it, other)


@pytest.mark.parametrize("policy", NAMES)
@FEW
@given(people=PEOPLE)
def test_everybody_who_stays_is_called(policy: str, people: list[Any]) -> None:
    """No starvation: as long as officers work nobody is left – whatever the lists and classes."""
    day = live(policy, people)
    left = [t for t in day.hall.tickets.values() if t.state not in ("finished", "no_show")]
    assert left == []
    assert all(leg.called_at is not None for t in day.hall.tickets.values() for leg in t.legs)


@pytest.mark.parametrize("policy", NAMES)
@FEW
@given(people=PEOPLE)
def test_the_same_day_is_the_same_to_the_last_event(policy: str, people: list[Any]) -> None:
    one, other = live(policy, people), live(policy, people)
    assert one.log == other.log
    assert one.hall.snapshot() == other.hall.snapshot()


@FEW
@given(people=PEOPLE, more=st.integers(1, 40))
def test_a_longer_head_start_calls_no_priority_ticket_later(people: list[Any], more: int) -> None:
    """And no regular one sooner. One counter, one service, everybody takes as long."""
    short = live("effective_time", people, steady=True)
    long = live("effective_time", people, steady=True, head_start_priority=1200 + more * 60)
    for id, it in short.hall.tickets.items():
        then, now = it.leg.called_at, long.hall.tickets[id].leg.called_at
        assert then is not None and now is not None
        assert now <= then if it.klass == "priority" else now >= then


@FEW
@given(people=PEOPLE)
def test_who_passes_by_an_exception_is_counted_as_such(people: list[Any]) -> None:
    """What the promise leaves out can be read from the calls' events, and nothing else is left."""
    day = live("effective_time", people)
    hand = sum(t.by_hand for t in day.hall.totals.values())
    by_hand = [e for e in day.log if e.kind == "TicketCalled" and e.data["hand"]]
    assert hand == len(by_hand)
    assert set(day.passed_by_exception) <= {"hand", "urgent", "own", "returned"}


@FEW
@given(people=PEOPLE)
def test_in_ratio_no_more_regular_ones_than_k_pass_a_priority_ticket(people: list[Any]) -> None:
    """Between two calls with priority of a group, while one with priority waits in that line."""
    day = live("ratio", people, ratio=2)
    group = {s["id"]: s["group"] for s in day.settings["services"]}
    run: dict[str, int] = {}
    for call in day.calls:
        mine = group[call.ticket.service]
        if call.rule not in ("first", "second", "overflow"):
            continue
        if call.ticket.klass != "regular":
            run[mine] = 0
            continue
        waits = any(o.klass != "regular" for o in call.over)
        assert not (waits and run.get(mine, 0) >= 2), call.ticket
        run[mine] = run.get(mine, 0) + 1
