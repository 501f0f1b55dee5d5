"""Ratio 1:k: one priority ticket after each k regular ones, while both wait; urgent goes first.

The guard: a priority ticket that has waited longer than any regular one goes first, whatever the
ratio says, so that priority is never worse than none. How many regular tickets a group has called
since its last priority one stands in the calls' events (`run`); tickets passed on to a counter or
officer, urgent ones and those picked by hand neither wait for it nor count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from queueing.lines import Entry, Heads, Lines
from queueing.plan import Plan, Policy
from queueing.policies.desk import URGENT, Desk, heads

# not the names of strict: at a counter's own line, each policy sees its own tickets only
FIRST, OTHERS = CLASSES = ("priority by ratio", "regular by ratio")
IN_TIERS = False


def line_of(klass: str) -> str:
    return OTHERS if klass == "regular" else FIRST


def rank(ref: int, klass: str, slot: bool, transferred: bool, terms: Policy) -> int:
    return ref - URGENT if klass == "urgent" else ref


def pick(
    lines: Heads, desk: Desk, now: int, plan: Plan, owed: bool = False
) -> tuple[int, str] | None:
    late = now - plan.policy.overflow * 1000
    first, rule, first_later = heads(lines, desk[0], late)
    other, other_rule, other_later = heads(lines, desk[1], late)
    if first is None and other is None:
        if first_later is None and other_later is None:
            return None
        best, _ = _turn(first_later, other_later, owed)
        return best[1], "second"
    best, is_first = _turn(first, other, owed)
    return best[1], rule if is_first else other_rule


def _turn(priority: Entry | None, regular: Entry | None, owed: bool) -> tuple[Entry, bool]:
    """Whose turn, and whether it is the priority ticket's; one of both is somebody. An urgent
    ticket's effective time is negative, so it passes by the guard."""
    if priority is not None and (regular is None or owed or priority < regular):
        return priority, True
    assert regular is not None
    return regular, False


def order(lines: Lines, name: str, run: int, k: int) -> Iterator[tuple[str, Entry]]:
    """(class, entry) of a line in the order in which it would be called, if it stayed as it is."""
    priority = iter(lines.get((name, FIRST), ()))
    regular = iter(lines.get((name, OTHERS), ()))
    p, r = next(priority, None), next(regular, None)
    while p is not None or r is not None:
        best, is_priority = _turn(p, r, run >= k)
        if is_priority:
            yield FIRST, best
            p, run = next(priority, None), run if best[0] < 0 else 0
        else:
            yield OTHERS, best
            r, run = next(regular, None), run + 1


def before(lines: Lines, name: str, sub: str, entry: Entry, run: int, k: int) -> int:
    """How many would be called before such an entry; O(n). It need not stand there yet."""
    other = OTHERS if sub == FIRST else FIRST
    trial = Lines()
    trial[name, sub] = [e for e in lines.get((name, sub), ()) if e[:2] < entry[:2]] + [entry]
    trial[name, other] = lines.get((name, other), [])
    for n, (_, standing) in enumerate(order(trial, name, run, k)):
        if standing is entry:
            return n
    raise ValueError(f"ticket {entry[1]} is not for line {name}")


def counted(
    plan: Plan, runs: Mapping[str, int], service: str, klass: str, rule: str
) -> tuple[str, int] | None:
    """(group, its regular calls since the last priority one, with such a call); None where no ratio
    counts. `runs` as before the call."""
    known = plan.services.get(service)
    if known is None or plan.groups[known.group].policy != "ratio":
        return None
    if rule not in ("first", "second", "overflow"):
        return None
    run = runs.get(known.group, 0)
    return known.group, 0 if klass != "regular" else run + 1
