"""The hall's clock: event time is the wall clock at start plus the monotonic clock.

The wall clock may jump (battery dead, somebody sets it); event time does not, until the difference
is adopted. Never backwards: adopting goes back no further than the last event.
"""

from __future__ import annotations

import time


class WallClock:
    """Event time, ms UTC. Any thread may ask; `adopt` is for the journal's writer."""

    def __init__(self) -> None:
        self._offset = self.wall() - self.monotonic()

    @staticmethod
    def wall() -> int:
        """The wall clock, ms UTC."""
        return time.time_ns() // 1_000_000

    @staticmethod
    def monotonic() -> int:
        """Milliseconds since some moment; runs on whatever happens to the wall clock."""
        return time.monotonic_ns() // 1_000_000

    def now(self) -> int:
        """Event time, ms UTC."""
        return self._offset + self.monotonic()

    def drift(self) -> int:
        """Wall clock minus event time, ms."""
        return self.wall() - self.now()

    def adopt(self, floor: int = 0) -> int:
        """Takes the wall clock over, or `floor` (the last event) if that is later, and runs on from
        there. The ms by which event time was moved."""
        before = self.now()
        self._offset = max(self.wall(), floor) - self.monotonic()
        return self.now() - before
