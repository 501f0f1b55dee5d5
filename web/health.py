"""Health: alive, ready, metrics; outside /api/v1."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest

from queueing.who import Who
from web.api import EVERYBODY, Api
from web.problem import Problem
from web.reply import json_response

LOOPBACK = ("127.0.0.1", "::1", "::ffff:127.0.0.1")
STATES = ("ok", "down", "not_ready", "unconfirmed", "unknown")


def routes(bp: Blueprint, house: Any) -> None:
    api = Api(bp, house)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Gauges(house))  # type: ignore[arg-type]

    @api.get("/healthz", roles=EVERYBODY, prefix="")
    def healthz(who: Who) -> Response:
        """Alive. A kiosk's start page, a file on its PC, may see that an answer comes."""
        reply = json_response({"alive": True})
        reply.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return reply

    @api.get("/readyz", roles=EVERYBODY, prefix="")
    def readyz(who: Who) -> Response:
        """Can the journal be written, how are the devices."""
        state, why = house.state
        devices = {id: device.state for id, device in sorted(house.devices.all().items())}
        body = {"ready": state == "open", "journal": state, "why": why, "devices": devices}
        return json_response(body, 200 if state == "open" else 503)

    @api.get("/metrics", roles=EVERYBODY, prefix="")
    def metrics(who: Who) -> Response:
        """OpenMetrics; from this machine only."""
        environ = request.environ
        # what a proxy on this machine hands on is not from this machine
        if environ.get("REMOTE_ADDR") not in LOOPBACK or "HTTP_X_FORWARDED_FOR" in environ:
            raise Problem(403, "not_allowed", "From this machine only.")
        return Response(generate_latest(registry), 200, {"Content-Type": CONTENT_TYPE_LATEST})


class Gauges:
    """What is measured, read when asked. Stations add theirs by `house.meters`."""

    def __init__(self, house: Any) -> None:
        self.house = house

    def collect(self) -> Any:
        house = self.house
        yield GaugeMetricFamily("hall_journal_open", "1 when the journal can be written",
                                float(house.state[0] == "open"))  # fmt: skip
        live = house.live
        yield GaugeMetricFamily("hall_seq", "Last event applied", float(live.seq))
        yield GaugeMetricFamily("hall_loop_lag_seconds", "Worst lateness of the loop, last 10 s",
                                house.lag.worst())  # fmt: skip
        sockets = GaugeMetricFamily("hall_sockets", "Sockets by role", labels=["role"])
        roles = house.live_sockets.roles() if house.live_sockets else {}
        for role, count in sorted(roles.items()):
            sockets.add_metric([role], count)
        yield sockets
        dropped = house.live_sockets.dropped if house.live_sockets else 0
        yield CounterMetricFamily("hall_sockets_dropped", "Slow sockets dropped", dropped)
        refused = house.limits.refused if house.limits else 0
        yield CounterMetricFamily("hall_requests_limited", "Requests answered 429", refused)
        devices = GaugeMetricFamily("hall_device", "1 for a device's state",
                                    labels=["device", "state"])  # fmt: skip
        for id, device in sorted(house.devices.all().items()):
            for state in STATES:
                devices.add_metric([id, state], float(device.state == state))
        yield devices
        for meter in house.meters:
            yield from meter()
