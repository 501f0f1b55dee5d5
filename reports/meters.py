"""Meters: the queue in numbers for /metrics, read when asked; docs/grafana/hall.json draws them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

STATES = ("closed", "paused", "open")
LEVELS = ("info", "warning", "critical")
TOTALS = ("issued", "called", "finished", "no_show", "cancelled", "expired", "transferred",
          "by_hand")  # fmt: skip


def queue(house: Any) -> Iterator[Any]:
    """Metric families of the live hall. Counts are of the open day; the next begins at 0."""
    hall, now = house.live, house.now()
    if hall.plan is None:
        return
    waiting = GaugeMetricFamily("hall_waiting", "People in line", labels=["service"])
    longest = GaugeMetricFamily(
        "hall_longest_wait_seconds", "Of who waits now, the longest", labels=["service"]
    )
    deeds = CounterMetricFamily("hall_tickets", "Tickets of the day", labels=["service", "what"])
    waits = CounterMetricFamily("hall_waits", "Waits ended by a first call", labels=["service"])
    waited = CounterMetricFamily("hall_wait_seconds", "Sum of those waits", labels=["service"])
    served = CounterMetricFamily("hall_services", "Services finished", labels=["service"])
    serving = CounterMetricFamily("hall_service_seconds", "Sum of their time", labels=["service"])
    for id in hall.plan.services:
        total, since = hall.totals[id], hall.longest_since(id)
        waiting.add_metric([id], hall.waiting_count(id))
        longest.add_metric([id], 0 if since is None else max(0, now - since) / 1000)
        for what in TOTALS:
            deeds.add_metric([id, what], getattr(total, what))
        waits.add_metric([id], total.waits)
        waited.add_metric([id], total.wait_ms / 1000)
        served.add_metric([id], total.services)
        serving.add_metric([id], total.service_ms / 1000)
    counters = GaugeMetricFamily("hall_counters", "Counters by state", labels=["state"])
    for state in STATES:
        counters.add_metric([state], sum(c.state == state for c in hall.counters.values()))
    alerts = GaugeMetricFamily("hall_alerts", "Open alerts", labels=["level"])
    for level in LEVELS:
        alerts.add_metric([level], sum(a.level == level for a in hall.alerts.values()))
    yield from (waiting, longest, deeds, waits, waited, served, serving, counters, alerts)
