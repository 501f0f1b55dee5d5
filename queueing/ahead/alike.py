"""Alike: services in the same lists of the same counters, which in a play stand in one line.

A policy takes the first of several lines by rank, so one line of them all, by rank, gives the same;
but where somebody with a head start stands before one who has waited for the overflow, a counter
with both in its second list sees the latter only when the former was called, though they want
different services. In exchange a look at all heads costs a fraction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from queueing.lines import Key
from queueing.policies import Desks

Alike = dict[Key, Key]


def alike(of_seats: Iterable[Desks]) -> Alike:
    """Each service's line → the one that stands for it. By seat, desk, tier and list."""
    served: dict[Key, list[tuple[int, int, int, int]]] = {}
    for n, desks in enumerate(of_seats):
        for d, desk in enumerate(desks):
            for t, tier in enumerate(desk.desk):
                for place, keys in enumerate((tier.first, tier.second)):
                    for key in keys:
                        served.setdefault(key, []).append((n, d, t, place))
    first: dict[tuple[tuple[int, int, int, int], ...], Key] = {}
    return {key: first.setdefault(tuple(places), key) for key, places in served.items()}


def joined(desks: Desks, same: Alike, standing: Iterable[Key]) -> Desks:
    """The desks with one line for all that are alike, and without the own lines in which nobody
    stands: in a play nobody joins one."""
    return [
        d._replace(
            desk=tuple(
                replace(
                    tier,
                    own=tuple(key for key in tier.own if key in standing),
                    first=tuple(dict.fromkeys(same[key] for key in tier.first)),
                    second=tuple(dict.fromkeys(same[key] for key in tier.second)),
                )
                for tier in d.desk
            )
        )
        for d in desks
    ]
