"""A refusal: why the rules say no to a verb. It writes nothing."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """`code` is one of CODES (stable, on the wire), `detail` a sentence, `more` extra JSON members.

    An illegal move carries `state`, the ticket's or counter's current state.
    """

    def __init__(self, code: str, detail: str, **more: Any) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.more = more

    @property
    def status(self) -> int:
        """The HTTP status the wire contract gives this code."""
        return CODES[self.code]


# 404: an id nobody knows · 403: not yours · 409: illegal now, with the current state · 400: shape
CODES = {
    "unknown_ticket": 404,
    "unknown_service": 404,
    "unknown_counter": 404,
    "unknown_printer": 404,
    "unknown_job": 404,
    "unknown_kiosk": 404,
    "unknown_zone": 404,
    "unknown_display": 404,
    "unknown_officer": 404,
    "unknown_alert": 404,
    "unknown_ground": 404,
    "unknown_number": 404,
    "bad_request": 400,
    "not_allowed": 403,
    "not_your_counter": 403,
    "illegal_move": 409,
    "outcome_needed": 409,
    "not_open": 409,
    "counter_taken": 409,
    "counter_busy": 409,
    "hall_closed": 409,
    "service_closed": 409,
    "quota_reached": 409,
    "kiosk_locked": 409,
    "stopped_for_today": 409,
    "no_time_left": 409,
    "numbers_taken": 409,
    "too_many_tickets": 409,
    "identity_needed": 409,
    "not_eligible": 409,
    "too_late": 409,
    "already_rated": 409,
    "rating_closed": 409,
    "clock_not_confirmed": 409,
}
