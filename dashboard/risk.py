"""Risk: how near a service is to keeping somebody waiting longer than the hall wants. Pure; the one
place where it is defined, and the page's words about it (dashboard/words.py) say the same.

The *worst wait* of a service is the longest of three: how long the first in line has waited, how
long a new ticket will wait by its P80, and – where there is no estimate – how long the last in line
will wait if every open counter serves this line only.
"""

from __future__ import annotations

GRADES = ("stuck", "high", "watch", "calm", "none")  # the riskiest first
SAMPLES = 10  # served today, from which on the day's own mean counts


def rough(waiting: int, service: int, desks: int) -> int | None:
    """Seconds until the last in line is called, by people × service time over open counters."""
    return waiting * service // desks if desks else None


def worst(waiting: int, longest: int, service: int, desks: int, p80: int | None) -> int:
    """The worst wait, seconds; 0 while nobody waits."""
    if not waiting:
        return 0
    ahead = p80 if p80 is not None else rough(waiting, service, max(desks, 1)) or 0
    return max(longest, ahead)


def grade(waiting: int, desks: int, worst: int, target: int) -> str:
    """none: nobody waits; stuck: people wait and no open counter serves them; high: the worst wait
    is over the target; watch: over half of it; calm."""
    if not waiting:
        return "none"
    if not desks:
        return "stuck"
    return "high" if worst > target else "watch" if worst > target // 2 else "calm"


def needed(waiting: int, service: int, target: int) -> int:
    """Counters that would call everybody who waits now within the target; at least one."""
    return max(1, -(-waiting * service // max(target, 1))) if waiting else 0


def service_time(total_ms: int, cases: int, minutes: int) -> int:
    """Seconds one visit takes: today's mean, or what the settings say until there are enough."""
    return max(1, total_ms // cases // 1000) if cases >= SAMPLES else minutes * 60
