"""A desk: an officer at a counter, as the simulation follows him."""

from __future__ import annotations

from queueing.who import Who


class Desk:
    """`services`: both lists of the counter. Times in ms UTC."""

    def __init__(self, counter: str, officer: str, services: tuple[str, ...]) -> None:
        self.counter = counter
        self.officer = officer
        self.who = Who("officer", officer=officer, counters=frozenset({counter}))
        self.pad = Who("rating_pad", device=f"danh-gia-{counter}", counters=frozenset({counter}))
        self.services = services
        self.until = 0  # end of the session, ms UTC
        self.break_at = 0
        self.open = False
        self.held: list[int] = []  # tickets whose time has come to be called back
