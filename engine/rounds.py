"""Rounds: something looked at every few seconds for as long as the hall runs."""

from __future__ import annotations

import logging
from collections.abc import Callable

from engine.base import Engine


class Rounds:
    """Calls `look` as a task every `every` seconds, the first time after as long.

    A look that raises is written into `log`; the next one comes all the same.
    """

    def __init__(
        self, engine: Engine, every: float, look: Callable[[], object], log: logging.Logger
    ) -> None:
        self._engine, self._every, self._look, self._log = engine, every, look, log
        self._running = False

    def start(self) -> Rounds:
        self._running = True
        self._engine.spawn(self._walk)
        return self

    def stop(self) -> None:
        """No look begins after this; one that is under way ends by itself."""
        self._running = False

    def _walk(self) -> None:
        while True:
            self._engine.sleep(self._every)
            if not self._running:
                return
            try:
                self._look()
            except Exception:
                self._log.exception("a round failed; the next is in %s s", self._every)
