"""A clock that stands still until a test moves it."""

from __future__ import annotations

from engine.clock import WallClock

SUNDAY_MORNING = 1_795_307_400_000  # 2026-11-22 07:30 in Hà Nội


class FakeClock(WallClock):
    """`advance` lets time pass; `jump` moves the wall clock only, as a dead battery would."""

    def __init__(self, at: int = SUNDAY_MORNING) -> None:
        self._wall = at
        self._monotonic = 1_000_000
        super().__init__()

    def wall(self) -> int:  # type: ignore[override]
        return self._wall

    def monotonic(self) -> int:  # type: ignore[override]
        return self._monotonic

    def advance(self, seconds: float = 0, *, ms: int = 0) -> None:
        ms += round(seconds * 1000)
        self._wall += ms
        self._monotonic += ms

    def jump(self, seconds: float) -> None:
        self._wall += round(seconds * 1000)
