"""Reports: what the hall did, one file a report; the names here are those of the files."""

from __future__ import annotations

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


def report(name: str) -> Any:
    """The module of a report. KeyError for a name that is none."""
    if name not in REPORTS:
        raise KeyError(name)
    return import_module(f"reports.{name}")


def start(house: Any) -> Any:
    """The daily report after closing; gives something with `stop()`."""
    from reports.daily import Daily

    return Daily(house).start()
