"""The life of a ticket's link: good from the issue until two hours after the end of the visit."""

from __future__ import annotations

from typing import Any

from queueing.ticket import ENDED

AFTER = 7_200_000  # ms


def alive(hall: Any, ticket: int, now: int) -> bool:
    """Whether the link of this ticket still shows it."""
    found = hall.tickets.get(ticket)
    return found is not None and (found.state not in ENDED or now - found.changed_at < AFTER)
