"""The judge: when a reading becomes an alert, and when the alert goes. Pure: time is an argument.

A reading is over its mark, well below it, or in between. An alert comes when it was over for as
long as it asks for, and goes when it was well below for a while; having gone it does not come back
at once. What lies in between changes nothing, so nothing flutters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Key = tuple[str, str]  # (alert, about)


class Reading(NamedTuple):
    """What is so now about one thing. `hold`: seconds it must be over before it is told."""

    alert: str
    about: str
    level: str
    over: bool
    under: bool
    hold: int = 0
    detail: Any = None

    @property
    def key(self) -> Key:
        return self.alert, self.about


@dataclass(slots=True)
class Judge:
    """Remembers since when; times in ms, what it keeps is bounded by the readings it gets."""

    over: dict[Key, int] = field(default_factory=dict)
    under: dict[Key, int] = field(default_factory=dict)
    went: dict[Key, int] = field(default_factory=dict)

    def look(
        self, now: int, readings: Iterable[Reading], raised: set[Key], calm: int, cool: int
    ) -> tuple[list[Reading], list[Key]]:
        """(to raise, to clear), given the alerts open now; `calm` and `cool` in seconds. A thing
        that is not read any more (a service taken away) is well."""
        come: list[Reading] = []
        go: list[Key] = []
        seen: set[Key] = set()
        for it in readings:
            seen.add(it.key)
            if it.key in raised:
                self.over.pop(it.key, None)
                if self._for(self.under, it.key, it.under, now, calm):
                    go.append(it.key)
            else:
                self.under.pop(it.key, None)
                held = self._for(self.over, it.key, it.over, now, it.hold)
                if held and now - self.went.get(it.key, now - cool * 1000) >= cool * 1000:
                    come.append(it)
        go += [k for k in raised - seen if self._for(self.under, k, True, now, calm)]
        for key in go:
            self.went[key] = now
            self.under.pop(key, None)
        self._forget(now, seen | raised, cool)
        return come, sorted(go)

    @staticmethod
    def _for(since: dict[Key, int], key: Key, so: bool, now: int, seconds: int) -> bool:
        """Has it been so for that long?"""
        if not so:
            since.pop(key, None)
            return False
        return now - since.setdefault(key, now) >= seconds * 1000

    def _forget(self, now: int, known: set[Key], cool: int) -> None:
        for memory in (self.over, self.under):
            for key in memory.keys() - known:
                del memory[key]
        for key in [k for k, at in self.went.items() if now - at >= cool * 1000]:
            del self.went[key]


CHAIN = ("supervisor", "manager")


def goes_to(owner: str, since: int, now: int, every: int) -> str | None:
    """The role an alert nobody sees to has gone up to by now: each `every` seconds one further
    along the chain beyond its owner; None: still its owner's. 0: never."""
    above = CHAIN[CHAIN.index(owner) + 1 :] if owner in CHAIN else CHAIN
    steps = (now - since) // (every * 1000) if every else 0
    return above[min(steps, len(above)) - 1] if steps > 0 and above else None
