"""The dashboard: a manager watches the hall live."""

from __future__ import annotations

from typing import Any


class Workers:
    """What goes on behind the dashboard's pages; `stop` ends it."""

    def __init__(self, house: Any) -> None:
        from dashboard.screens import Screens
        from dashboard.watch import Watch

        Screens(house).start()
        self._ends = (Watch(house).start(), house.rooms["sender"].start())
        house.journal.listen("shifts", house.rooms["shifts"].hear)
        house.engine.spawn(house.rooms["shifts"].load)

    def stop(self) -> None:
        for worker in self._ends:
            worker.stop()


def start(house: Any) -> Workers:
    """Watches over waits, counters, devices and ratings, and tells outside what it finds."""
    return Workers(house)
