"""Reach: a driver's calls, made on the loop or beside it as the driver needs, and told about."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from printer.drivers.driver import Down, Driver, Link, Outcome, Sheet
from printer.status import Condition

log = logging.getLogger("printer")


class Reach:
    """One printer's. `told(condition)` hears all that is found out of it."""

    def __init__(self, engine: Any, driver: Driver, told: Callable[[Condition], Condition]) -> None:
        self._engine, self._driver, self._told = engine, driver, told
        self.missed = 0  # times it could not be reached

    def open(self) -> Link | None:
        """The line to the printer; None when it is down."""
        try:
            self._engine.call_native(self._driver.prepare)
            link: Link = self._line(self._driver.open)
        except Down as down:
            self.missed += 1
            self._told(Condition("down", down.why))
            return None
        return link

    def look(self, link: Link) -> Condition:
        condition: Condition = self._do(link.look)
        return condition

    def send(self, link: Link, sheet: Sheet) -> Outcome:
        try:
            outcome: Outcome = self._do(link.send, sheet, self._told)
        except Exception:
            log.exception("sending job %s", sheet.job)
            return Outcome("unconfirmed", "driver")
        return outcome

    def close(self, link: Link) -> None:
        self._line(link.close)

    def _do(self, fn: Callable[..., Any], *args: Any) -> Any:
        return self._engine.call_native(fn, *args) if self._driver.native else fn(*args)

    def _line(self, fn: Callable[[], Any]) -> Any:
        beside = self._driver.native or self._driver.native_line
        return self._engine.call_native(fn) if beside else fn()
