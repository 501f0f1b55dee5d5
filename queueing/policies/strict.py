"""Strict: a priority ticket always before a regular one; within a class by reference time.

First and second lists come before class: a priority ticket in the second list does not pass a
regular one in the first, until its line overflows.
"""

from __future__ import annotations

from collections.abc import Iterator

from queueing.lines import Entry, Heads, Lines
from queueing.plan import Plan, Policy
from queueing.policies.desk import URGENT, Desk, heads

CLASSES = ("priority", "regular")
IN_TIERS = True


def line_of(klass: str) -> str:
    return "regular" if klass == "regular" else "priority"


def rank(ref: int, klass: str, slot: bool, transferred: bool, terms: Policy) -> int:
    return ref - URGENT if klass == "urgent" else ref


def pick(
    lines: Heads, desk: Desk, now: int, plan: Plan, owed: bool = False
) -> tuple[int, str] | None:
    late = now - plan.policy.overflow * 1000
    later: Entry | None = None
    for tier in desk:
        best, rule, second = heads(lines, tier, late)
        if best is not None:
            return best[1], rule
        later = second if later is None else later
    return (later[1], "second") if later is not None else None


def order(lines: Lines, name: str, run: int, k: int) -> Iterator[tuple[str, Entry]]:
    return ((klass, entry) for klass in CLASSES for entry in lines.get((name, klass), ()))


def before(lines: Lines, name: str, sub: str, entry: Entry, run: int, k: int) -> int:
    return lines.before(name, CLASSES, sub, entry)
