"""The dashboard: a manager watches the hall live."""

from __future__ import annotations

from typing import Any


def start(house: Any) -> Any:
    """Watches over waits, counters, devices and ratings; gives something with `stop()`."""
    from dashboard.screens import Screens
    from dashboard.watch import Watch

    Screens(house).start()
    return Watch(house).start()
