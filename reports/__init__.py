"""Reports: what the hall did, one file a report; the names here are those of the files."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

REPORTS = (
    "waits",
    "service_times",
    "counters_day",
    "throughput",
    "deviations",
    "arrivals",
    "promises",
    "satisfaction",
    "availability",
)


def titles(_: Callable[[str], str]) -> dict[str, str]:
    """name -> title of each, as `_` says it."""
    return {
        "waits": _("Waiting times"),
        "service_times": _("Service times"),
        "counters_day": _("The counters' day"),
        "throughput": _("Throughput and use of counters"),
        "deviations": _("Deviations"),
        "arrivals": _("Arrivals by hour and weekday"),
        "promises": _("Promised and kept"),
        "satisfaction": _("Satisfaction"),
        "availability": _("Availability of devices"),
    }


def report(name: str) -> Any:
    """The module of a report. KeyError for a name that is none."""
    if name not in REPORTS:
        raise KeyError(name)
    return import_module(f"reports.{name}")


class Running:
    """What the reports do in a running hall."""

    def __init__(self, house: Any) -> None:
        from reports.daily import Daily

        self._ends = (house.rooms["workshop"].start(), Daily(house).start())

    def stop(self) -> None:
        for end in self._ends:
            end.stop()


def start(house: Any) -> Running:
    """The process that makes reports, when one is asked for, and the daily one after closing."""
    return Running(house)
