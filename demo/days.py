"""Days to simulate: which ones, and what a journal begins with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import islice
from typing import Any

from queueing.events import Event
from queueing.hall import Hall
from queueing.plan import Plan
from queueing.who import THE_HALL


def begin(
    hall: Hall, add: Callable[[list[Event]], None], settings: dict[str, Any], at: int
) -> None:
    """The first event of a journal: its settings. `at` in ms UTC, before the first day."""
    add(hall.change_settings(THE_HALL, at, settings))


def working_days(plan: Plan, last: date, number: int) -> list[date]:
    """The `number` days on which the hall is open, in order, up to and including `last`. Raises
    ValueError for a hall that opens on fewer days within ten years."""
    past = (last - timedelta(days=n) for n in range(3660))
    out = list(islice((day for day in past if plan.hours.sessions(day)), number))
    if len(out) < number:
        raise ValueError(f"the hall opens on {len(out)} days in ten years")
    return out[::-1]
