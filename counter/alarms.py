"""Alarms at the counter: an officer calls colleagues without a sound, one comes, it is over."""

from __future__ import annotations

from typing import Any

from queueing.alarms import HELP, HELPERS
from queueing.who import Who
from web.api import Api
from web.wire import alarms_json

OFFICERS = ("officer", "supervisor")


def routes(api: Api) -> None:
    """POST /counters/{c}/alarm, …/alarm/answer, …/alarm/end."""

    def told(hall: Any, events: list[Any]) -> tuple[int, dict[str, Any]]:
        return 200, {"alarms": alarms_json(hall)}

    @api.post("/counters/<counter>/alarm", roles=OFFICERS)
    def alarm(who: Who, counter: str) -> Any:
        """Calls colleagues to this counter, without a sound; seen on staff's pages only."""
        return api.verb(lambda hall, now: hall.raise_alarm(who, now, counter), told)

    @api.post("/counters/<counter>/alarm/answer", roles=HELPERS)
    def answer(who: Who, counter: str) -> Any:
        """Says that the one who asks is coming."""
        return api.verb(lambda hall, now: hall.answer_alarm(who, now, counter), told)

    @api.post("/counters/<counter>/alarm/end", roles=HELPERS)
    def end(who: Who, counter: str) -> Any:
        """It is over."""
        return api.verb(lambda hall, now: hall.end_alarm(who, now, counter), told)


def is_alarm(event: Any) -> bool:
    """Every counter hears of it; other alerts are the dashboard's."""
    return event.kind.startswith("Alert") and event.data.get("alert") == HELP


def words(_: Any) -> dict[str, str]:
    """What alarms.js says."""
    return {
        "told": _("Colleagues are told."),
        "coming": _("{helper} is coming"),
        "over": _("It is over"),
        "where": _("Help is needed at {counter}"),
        "come": _("I am coming"),
        "helped": _("{officer} – {helper} is coming"),
    }
