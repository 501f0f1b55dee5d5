"""Lag: how late the loop is, measured by a task that sleeps and looks at the clock."""

from __future__ import annotations

from collections import deque
from typing import Any

EVERY = 0.1  # s
KEPT = 100  # looks: 10 s


class Lag:
    """`worst()`: the latest of the last 10 s, in seconds."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._late: deque[float] = deque(maxlen=KEPT)

    def start(self) -> None:
        self._engine.spawn(self._look)

    def _look(self) -> None:
        clock = self._engine.now_monotonic
        while True:
            before = clock()
            self._engine.sleep(EVERY)
            self._late.append(max(0.0, clock() - before - EVERY))

    def worst(self) -> float:
        return max(self._late, default=0.0)
