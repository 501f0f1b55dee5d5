"""Limits: a token bucket a device or address, so that a flood slows down nobody else."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from queueing.who import Who
from web.problem import Problem

WRONG = 6  # wrong passwords within minutes, from one address or for one name, are guesses
MOST = 4096  # buckets kept; the oldest full ones go first


class Bucket:
    """`burst` tokens at most, `rate` new ones a second."""

    __slots__ = ("tokens", "at")

    def __init__(self, tokens: float, at: float) -> None:
        self.tokens = tokens
        self.at = at


class Limit:
    """Buckets by name. `take` gives 0, or the seconds until there is a token again."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float]) -> None:
        self.rate = rate
        self.burst = burst
        self._clock = clock
        self._buckets: dict[Any, Bucket] = {}

    def take(self, name: Any, cost: float = 1.0) -> float:
        now = self._clock()
        bucket = self._buckets.get(name)
        if bucket is None:
            if len(self._buckets) >= MOST:
                self._tidy(now)
            bucket = self._buckets[name] = Bucket(self.burst, now)
        else:
            bucket.tokens = min(self.burst, bucket.tokens + (now - bucket.at) * self.rate)
            bucket.at = now
        if bucket.tokens < cost:
            return (cost - bucket.tokens) / self.rate
        bucket.tokens -= cost
        return 0.0

    def left(self, name: Any) -> float:
        """The tokens there are now."""
        bucket = self._buckets.get(name)
        if bucket is None:
            return self.burst
        return min(self.burst, bucket.tokens + (self._clock() - bucket.at) * self.rate)

    def give_back(self, name: Any, cost: float = 1.0) -> None:
        bucket = self._buckets.get(name)
        if bucket is not None:
            bucket.tokens = min(self.burst, bucket.tokens + cost)

    def _tidy(self, now: float) -> None:
        full = [
            name
            for name, bucket in self._buckets.items()
            if bucket.tokens + (now - bucket.at) * self.rate >= self.burst
        ]
        for name in full or list(self._buckets)[: MOST // 2]:
            del self._buckets[name]


class Limits:
    """The hall's limits: requests by device, person or address; logins by name and address."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.known = Limit(rate=20, burst=60, clock=clock)  # one device, person or ticket
        # one address without a key: all phones of a hall may come from the same
        self.unknown = Limit(rate=50, burst=300, clock=clock)
        self.login_address = Limit(rate=1 / 10, burst=15, clock=clock)
        self.login_name = Limit(rate=1 / 30, burst=8, clock=clock)
        # what was really wrong: a whole shift that logs in at once from one address guesses nothing
        self.login_wrong = Limit(rate=1 / 60, burst=WRONG, clock=clock)
        self.refused = 0

    def check(self, who: Who | None, environ: dict[str, Any]) -> None:
        """Takes one token. Problem 429 with Retry-After when there is none."""
        if who is None or who.role == "anyone":
            wait = self.unknown.take(environ.get("REMOTE_ADDR"))
        else:
            wait = self.known.take(who.device or who.officer or who.ticket)
        if wait:
            self.refused += 1
            raise too_many(wait)

    def login(self, name: str, address: str | None) -> None:
        """Before a password is looked at. A right one gives the tokens back."""
        wait = max(self.login_address.take(address), self.login_name.take(name))
        if wait:
            self.refused += 1
            raise too_many(wait)

    def login_was_right(self, name: str, address: str | None) -> None:
        self.login_address.give_back(address)
        self.login_name.give_back(name)

    def login_was_wrong(self, name: str, address: str | None) -> None:
        for whose in (("address", address), ("name", name)):
            self.login_wrong.take(whose)

    def guessed(self, name: str, address: str | None) -> bool:
        """Whether so many passwords were wrong lately that somebody seems to guess."""
        return any(
            self.login_wrong.left(whose) < 1 for whose in (("address", address), ("name", name))
        )


def too_many(wait: float) -> Problem:
    seconds = max(1, math.ceil(wait))
    return Problem(429, "too_many", f"Too many requests; again in {seconds} s.",
                   {"Retry-After": str(seconds)})  # fmt: skip
