"""The open alerts as the page shows them: what, since when, whose, and to whom they go next."""

from __future__ import annotations

from typing import Any

from dashboard.judge import CHAIN, goes_to
from dashboard.rules import limits, owner
from web.wire import time_json

LEVELS = ("critical", "warning", "info")


def open_alerts(hall: Any, now: int) -> list[dict[str, Any]]:
    """Not yet acknowledged ones first, then by level, the newest first. `owner`: the role that
    should see to it; `up_at`: when it goes further up if nobody does, null: it does not."""
    every = limits(hall)["escalate"]
    return [
        {
            "alert": a.alert, "about": a.about, "level": a.level, "detail": a.detail,
            "raised_at": time_json(a.raised_at), "acknowledged_by": a.acknowledged_by,
            "owner": owner(a.alert), "escalated_to": a.escalated_to,
            "up_at": time_json(goes_up_at(a, now, every)),
        }
        for a in sorted(
            hall.alerts.values(),
            key=lambda a: (a.acknowledged_by is not None, LEVELS.index(a.level), -a.raised_at),
        )
    ]  # fmt: skip


def goes_up_at(alert: Any, now: int, every: int) -> int | None:
    """When nobody's seeing to it sends it to the next one, ms UTC."""
    if alert.acknowledged_by is not None or alert.level == "info" or not every:
        return None
    steps = max(0, now - alert.raised_at) // (every * 1000)
    for step in range(steps + 1, steps + 1 + len(CHAIN)):
        at: int = alert.raised_at + step * every * 1000
        here = goes_to(owner(alert.alert), alert.raised_at, at, every)
        if here is not None and here != alert.escalated_to:
            return at
    return None
