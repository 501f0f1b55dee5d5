"""Policies: whose turn it is. One file a policy, one line in POLICIES."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import NamedTuple

from queueing.lines import Heads
from queueing.plan import CounterPlan, Plan
from queueing.policies import effective_time, fifo, ratio, strict
from queueing.policies.desk import Desk, QueuePolicy, desk

POLICIES: dict[str, QueuePolicy] = {
    "effective_time": effective_time,
    "fifo": fifo,
    "strict": strict,
    "ratio": ratio,
}


class PolicyDesk(NamedTuple):
    """A policy's desk at one counter; `group`: of one service group only (ratio)."""

    policy: str
    desk: Desk
    group: str | None


Desks = list[PolicyDesk]


def policy_of(plan: Plan, service: str) -> str:
    """Name of the policy of a service's group; the hall's default where there is none."""
    known = plan.services.get(service)
    return plan.groups[known.group].policy if known else plan.policy.name


def desks(plan: Plan, counter: CounterPlan, officer: str | None = None) -> Desks:
    """The desks of a counter, one for each policy in the hall that could matter there. Each group
    with a ratio has its own; who was passed on to the counter stands apart from any ratio.

    Tickets in its own lines may be of any group, so a policy without a service here has one too.
    """
    out: Desks = []
    for name in dict.fromkeys(group.policy for group in plan.groups.values()):
        policy = POLICIES[name]
        mine = [
            tuple(s for s in names if policy_of(plan, s) == name)
            for names in (counter.first, counter.second)
        ]
        if name != "ratio":
            out.append(
                PolicyDesk(name, desk(policy, (mine[0], mine[1]), counter.id, officer), None)
            )
            continue
        out.append(PolicyDesk(name, desk(policy, ((), ()), counter.id, officer), None))
        for group in dict.fromkeys(plan.services[s].group for names in mine for s in names):
            first, second = (
                tuple(s for s in names if plan.services[s].group == group) for names in mine
            )
            out.append(PolicyDesk(name, desk(policy, (first, second), None, None), group))
    return out


def choose(
    lines: Heads, at: Desks, now: int, plan: Plan, rank: Callable[[int], tuple[int, int]],
    owed: Container[str | None] = (),
) -> tuple[int, str] | None:  # fmt: skip
    """(ticket id, rule) of whose turn it is at a counter, over all its desks; None: nobody's.

    Each policy chooses at its own desk. Between desks: second lists last, then the smaller rank
    (an urgent ticket's is the smallest there is). `rank` gives a ticket's rank by id; `owed` are
    the groups whose ratio has come round to priority.
    """
    if len(at) == 1:
        name, only, group = at[0]
        return POLICIES[name].pick(lines, only, now, plan, group in owed)
    picked = [
        p
        for name, d, group in at
        if (p := POLICIES[name].pick(lines, d, now, plan, group in owed)) is not None
    ]
    if not picked:
        return None
    return min(picked, key=lambda p: (p[1] == "second", rank(p[0])))
