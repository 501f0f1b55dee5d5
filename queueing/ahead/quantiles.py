"""Quantiles of a few played waits, smoothed: no single play decides.

A weighted mean of the sorted values around the quantile's place, the weights a normal curve as wide
as the place itself is uncertain (what Harrell and Davis do with a beta distribution).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp, sqrt


@lru_cache(maxsize=64)
def weights(n: int, p: float) -> tuple[int, tuple[float, ...]]:
    """(first place, weights that add to 1) for the p-quantile of n sorted values."""
    middle = p * (n - 1)
    width = max(sqrt(p * (1 - p) * n) * 0.7, 0.5)
    first = max(0, int(middle - 2.5 * width))
    last = min(n - 1, int(middle + 2.5 * width) + 1)
    raw = [exp(-0.5 * ((i - middle) / width) ** 2) for i in range(first, last + 1)]
    total = sum(raw)
    return first, tuple(w / total for w in raw)


def quantile(ordered: Sequence[float], p: float) -> float:
    """The smoothed p-quantile of sorted values. Raises ValueError for none."""
    if not ordered:
        raise ValueError("no values")
    first, found = weights(len(ordered), p)
    return sum(w * ordered[first + i] for i, w in enumerate(found))
