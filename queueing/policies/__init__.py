"""Policies: whose turn it is. One file a policy, one line in POLICIES."""

from __future__ import annotations

from collections.abc import Callable

from queueing.lines import Heads
from queueing.plan import CounterPlan, Plan
from queueing.policies import effective_time, fifo, strict
from queueing.policies.desk import Desk, QueuePolicy, desk

POLICIES: dict[str, QueuePolicy] = {
    "effective_time": effective_time,
    "fifo": fifo,
    "strict": strict,
}

# policy name and its desk at one counter
Desks = list[tuple[str, Desk]]


def policy_of(plan: Plan, service: str) -> str:
    """Name of the policy of a service's group; the hall's default where there is none."""
    known = plan.services.get(service)
    return plan.groups[known.group].policy if known else plan.policy.name


def desks(plan: Plan, counter: CounterPlan, officer: str | None = None) -> Desks:
    """The desks of a counter, one for each policy in the hall that could matter there.

    Tickets in its own lines may be of any group, so a policy without a service here has one too.
    """
    out: Desks = []
    for name in dict.fromkeys(group.policy for group in plan.groups.values()):
        mine = tuple(
            tuple(s for s in names if policy_of(plan, s) == name)
            for names in (counter.first, counter.second)
        )
        out.append((name, desk(POLICIES[name], (mine[0], mine[1]), counter.id, officer)))
    return out


def choose(
    lines: Heads, at: Desks, now: int, plan: Plan, rank: Callable[[int], tuple[int, int]]
) -> tuple[int, str] | None:
    """(ticket id, rule) of whose turn it is at a counter, over all its desks; None: nobody's.

    Each policy chooses at its own desk. Between desks: second lists last, then the smaller rank
    (an urgent ticket's is the smallest there is). `rank` gives a ticket's rank by id.
    """
    if len(at) == 1:
        name, only = at[0]
        return POLICIES[name].pick(lines, only, now, plan)
    picked = [p for name, d in at if (p := POLICIES[name].pick(lines, d, now, plan)) is not None]
    if not picked:
        return None
    return min(picked, key=lambda p: (p[1] == "second", rank(p[0])))
