"""All lines of the house: one for each port, however many listen to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ports.line import Line

Hear = Callable[[bytes, float], None]
Told = Callable[[str, str | None], None]


class Shared:
    """One line and who listens on it, by name."""

    def __init__(self, engine: Any, url: str, baud: int) -> None:
        self.listeners: dict[str, tuple[Hear, Told]] = {}
        self._state: tuple[str, str | None] | None = None
        self.line = Line(engine, url, baud, self._hear, self._told)

    def add(self, name: str, hear: Hear, told: Told) -> None:
        self.listeners[name] = (hear, told)
        if self._state is not None:
            told(*self._state)

    def _hear(self, data: bytes, now: float) -> None:
        for hear, _ in list(self.listeners.values()):
            hear(data, now)

    def _told(self, state: str, why: str | None) -> None:
        self._state = (state, why)
        for _, told in list(self.listeners.values()):
            told(state, why)


class Lines:
    """The lines this process has open. Only on the loop."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._shared: dict[str, Shared] = {}

    def listen(self, name: str, url: str, baud: int, hear: Hear, told: Told) -> Line:
        """Opens the line if nobody has. ValueError: it is open at another speed."""
        shared = self._shared.get(url)
        if shared is None:
            shared = self._shared[url] = Shared(self._engine, url, baud)
            shared.add(name, hear, told)
            shared.line.start()
        else:
            if shared.line.baud != baud:
                raise ValueError(f"{url} is open at {shared.line.baud} baud, not {baud}")
            shared.add(name, hear, told)
        return shared.line

    def forget(self, name: str, url: str) -> None:
        """Closes the line when nobody is left."""
        shared = self._shared.get(url)
        if shared is None:
            return
        shared.listeners.pop(name, None)
        if not shared.listeners:
            del self._shared[url]
            shared.line.stop()

    def heard(self, url: str) -> bytes:
        """The last 64 bytes, for people who learn a pad's codes."""
        return bytes(byte for _, byte in self.traced(url))

    def traced(self, url: str) -> list[tuple[float, int]]:
        """The same with when each came, monotonic seconds, the oldest first."""
        shared = self._shared.get(url)
        return list(shared.line.heard) if shared else []

    def speed(self, url: str) -> int | None:
        """The baud of an open line, None for one that is not."""
        shared = self._shared.get(url)
        return shared.line.baud if shared else None

    def users(self, url: str) -> list[str]:
        """Who listens on a line."""
        shared = self._shared.get(url)
        return list(shared.listeners) if shared else []


def lines_of(house: Any) -> Lines:
    """The house's lines, made when first asked for: stations may share one."""
    if getattr(house, "lines", None) is None:
        house.lines = Lines(house.engine)
    return house.lines
