"""Figures: how values spread, shares and their uncertainty, over groups of legs.

A quantile is a value that occurred: P80 is the smallest value that 80 % of all do not exceed.
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import Any, NamedTuple

import numpy as np

Z = 1.959963984540054  # of a 95 % interval


class Spread(NamedTuple):
    """How values spread; all None without a value. Unit: the values'."""

    n: int
    p50: int | None = None
    p80: int | None = None
    p90: int | None = None
    most: int | None = None


def spread(values: Any, groups: Any, count: int) -> list[Spread]:
    """Of each group 0 … count−1. `values` below 2³²."""
    key = (groups.astype(np.uint64) << np.uint64(32)) | values.astype(np.uint64)
    key.sort()
    edges = np.searchsorted(key, np.arange(count + 1, dtype=np.uint64) << np.uint64(32))
    low = np.uint64(0xFFFFFFFF)
    out = []
    for a, b in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        n = b - a
        if not n:
            out.append(Spread(0))
            continue
        ranks = [a + ceil(q * n / 100) - 1 for q in (50, 80, 90)]
        p50, p80, p90, most = (int(key[i] & low) for i in (*ranks, b - 1))
        out.append(Spread(n, p50, p80, p90, most))
    return out


def counted(groups: Any, count: int, which: Any = None) -> list[int]:
    """How many legs (of those where `which`) are in each group."""
    chosen = groups if which is None else groups[which]
    return [int(n) for n in np.bincount(chosen, minlength=count)[:count]]


def summed(groups: Any, count: int, values: Any) -> list[int]:
    """The sum of whole values below 2⁵³ in each group."""
    return [int(v) for v in np.bincount(groups, weights=values, minlength=count)[:count]]


def share(part: float, whole: float) -> float | None:
    """0…1, None of nothing."""
    return part / whole if whole else None


def wilson(k: int, n: int) -> tuple[float, float] | None:
    """The 95 % interval of k of n (Wilson's score), None of nothing."""
    if not n:
        return None
    p, z2 = k / n, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)
