"""The tail: every event reaches the live hall and each listener, in seq order, whoever wrote it.

All of it happens on the loop. The journal's own events come right after their commit, those of
other processes as soon as the writer has noticed them.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from journal.verb import Verb
from queueing.events import Event
from queueing.hall import Hall

log = logging.getLogger("journal")

Hear = Callable[[Event, Hall], None]
MOST_BEHIND = 10_000  # events kept for a listener that fails; the oldest are dropped and counted
TRIES = 5  # at one event, before it is given up
FIRST_RETRY = 0.1  # seconds, doubled from try to try


class Listener:
    """One listener: where it is, what it has not heard yet, how often it failed."""

    def __init__(self, name: str, fn: Hear) -> None:
        self.name = name
        self.fn = fn
        self.behind: deque[Event] = deque()
        self.tries = 0  # at the event it is stuck at
        self.failures = 0
        self.lost = 0  # events it will never hear

    def hear(self, event: Event, live: Hall) -> bool:
        """True unless it fails at this very event; one that is behind gets it later."""
        if self.behind:
            self._keep(event)
            return True
        try:
            self.fn(event, live)
        except Exception:
            self._failed(event)
            self._keep(event)
            return False
        return True

    def catch_up(self, live: Hall) -> float | None:
        """Hears what it missed. Seconds until the next try, None when it is up to date."""
        while self.behind:
            event = self.behind[0]
            try:
                self.fn(event, live)
            except Exception:
                self._failed(event)
                if self.tries < TRIES:
                    return self.wait
                self.lost += 1
                log.error("listener %s never hears event %s", self.name, event.seq)
            self.behind.popleft()
            self.tries = 0
        return None

    @property
    def wait(self) -> float:
        return FIRST_RETRY * float(2 ** (self.tries - 1))

    def _failed(self, event: Event) -> None:
        self.tries += 1
        self.failures += 1
        log.exception("listener %s failed at event %s (%s)", self.name, event.seq, event.kind)

    def _keep(self, event: Event) -> None:
        if len(self.behind) >= MOST_BEHIND:
            self.behind.popleft()
            self.lost += 1
        self.behind.append(event)


class Tail:
    """The live hall and who listens. Everything but `__init__` runs on the loop."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.live = Hall()
        self.broken: str | None = None  # why the live hall could not apply an event
        self.listeners: list[Listener] = []
        self._after: list[tuple[str, Callable[[Hall], None]]] = []
        self.failures: dict[str, int] = {}  # of those called after a batch

    def listen(self, name: str, fn: Hear) -> None:
        self.listeners.append(Listener(name, fn))

    def after_batch(self, name: str, fn: Callable[[Hall], None]) -> None:
        self._after.append((name, fn))

    def deliver(self, events: Sequence[Event], verbs: Sequence[Verb]) -> None:
        """Applies committed events, tells the listeners, and answers the verbs."""
        live = self.live
        for event in events:
            if self.broken is None:
                try:
                    live.apply(event)
                except Exception as error:
                    self.broken = f"the live hall broke at event {event.seq}: {error!r}"
                    log.critical(self.broken, exc_info=True)
                    break
            for listener in self.listeners:
                if not listener.hear(event, live):
                    self._engine.later(listener.wait, self._soon, listener)
        if events:
            for name, fn in self._after:
                try:
                    fn(live)
                except Exception:
                    self.failures[name] = self.failures.get(name, 0) + 1
                    log.exception("%s failed after a batch", name)
        for verb in verbs:
            verb.settle()

    def _soon(self, listener: Listener) -> None:
        self._engine.on_loop(self._again, listener)

    def _again(self, listener: Listener) -> None:
        wait = listener.catch_up(self.live)
        if wait is not None:
            self._engine.later(wait, self._soon, listener)

    def health(self) -> dict[str, dict[str, int]]:
        """Failures, events behind and events lost of each listener."""
        told = {
            name: {"failures": failures, "behind": 0, "lost": 0}
            for name, failures in self.failures.items()
        }
        for it in self.listeners:
            told[it.name] = {"failures": it.failures, "behind": len(it.behind), "lost": it.lost}
        return told
