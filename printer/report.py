"""Report: what the hall is told of a printer, on the dashboard and as alerts."""

from __future__ import annotations

import logging
from typing import Any

from printer.status import Condition
from queueing.who import THE_HALL

log = logging.getLogger("printer")
DOWN_FOR_SURE = 2.0  # seconds of being down before an alert: a printer may be busy with another
LEVELS = {
    "device_down": "critical",
    "printer": "critical",
    "paper_near_end": "warning",
    "print_unconfirmed": "warning",
    "print_failed": "warning",
}
# a ticket's slip is nobody's worry any more
SETTLING = frozenset(
    {"TicketCalled", "TicketCancelled", "TicketExpired", "ReprintAsked", "ServiceChanged"}
)


class Report:
    """One printer's device state and alerts. Alerts are compared with the hall's own, so a restart
    or a lost write mends itself at the next look."""

    def __init__(self, house: Any, printer: str) -> None:
        self._house, self._printer = house, printer
        self._down_since: float | None = None
        self.unclear: dict[int, str] = {}  # ticket -> number, of slips nobody knows about
        self.failed: str | None = None  # number of the last slip that failed

    def condition(self, condition: Condition) -> None:
        """After each look, and while a slip is held up."""
        why = condition.why or ("paper_near_end" if condition.near_end else None)
        self._device(condition.state, why)
        now = self._house.engine.now_monotonic()
        if condition.state != "down":
            self._down_since = None
        elif self._down_since is None:
            self._down_since = now
        wanted: dict[str, str | None] = {
            "printer": condition.why if condition.state == "not_ready" else None
        }
        if self._down_since is None:
            wanted["device_down"] = None
            wanted["paper_near_end"] = "paper_near_end" if condition.near_end else None
        elif now - self._down_since >= DOWN_FOR_SURE:
            wanted["device_down"] = condition.why
        self._alerts(wanted)

    def unconfirmed(self, why: str | None) -> None:
        """Sent, and the printer seems well."""
        self._device("unconfirmed", why)

    def slips(self) -> None:
        """After a slip's fate is known, or no longer matters."""
        numbers = ", ".join(self.unclear.values())
        self._alerts({"print_unconfirmed": numbers or None, "print_failed": self.failed})

    def settled(self, ticket: int) -> bool:
        """Forgets an unclear slip. True if there was one."""
        return self.unclear.pop(ticket, None) is not None

    def _device(self, state: str, why: str | None) -> None:
        with self._house.engine.turn():
            self._house.devices.set(self._printer, state, why)

    def _alerts(self, wanted: dict[str, str | None]) -> None:
        for alert, detail in wanted.items():
            with self._house.engine.turn():
                known = self._house.live.alerts.get((alert, self._printer))
                told = known.detail if known else None
            if detail == told:
                continue
            try:
                self._tell(alert, detail)
            except Exception as error:
                log.warning("printer %s: alert %s not written: %s", self._printer, alert, error)

    def _tell(self, alert: str, detail: str | None) -> None:
        def act(hall: Any, now: int) -> Any:
            if detail is None:
                return hall.clear_alert(THE_HALL, now, alert, self._printer)
            level = LEVELS[alert]
            return hall.raise_alert(THE_HALL, now, alert, self._printer, level, detail)

        self._house.act(THE_HALL, act)
