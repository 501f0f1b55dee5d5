"""Effective time, the default: the smallest (reference time − head start, seq) goes first.

The promise that can hang on the wall: among people for the same service, nobody whose reference
time is more than the head start after yours is called before you.
"""

from __future__ import annotations

from collections.abc import Iterator

from queueing.lines import Entry, Heads, Lines
from queueing.plan import Plan, Policy
from queueing.policies.desk import URGENT, Desk, head_start, heads

CLASSES = ("",)
IN_TIERS = False


def line_of(klass: str) -> str:
    return ""


def rank(ref: int, klass: str, slot: bool, transferred: bool, terms: Policy) -> int:
    if klass == "urgent":
        return ref - URGENT
    return ref - head_start(klass, slot, transferred, terms)


def pick(
    lines: Heads, desk: Desk, now: int, plan: Plan, owed: bool = False
) -> tuple[int, str] | None:
    best, rule, second = heads(lines, desk[0], now - plan.policy.overflow * 1000)
    if best is not None:
        return best[1], rule
    return (second[1], "second") if second is not None else None


def order(lines: Lines, name: str, run: int, k: int) -> Iterator[tuple[str, Entry]]:
    return (("", entry) for entry in lines.get((name, ""), ()))


def before(lines: Lines, name: str, sub: str, entry: Entry, run: int, k: int) -> int:
    return lines.before(name, CLASSES, sub, entry)
