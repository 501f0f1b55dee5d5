"""The watch: what a manager should be told without looking – long waits, idle counters, silent
devices, bad ratings. Each alert goes at a lower mark than it came, and not again at once.
"""

from __future__ import annotations

import logging
from collections import deque
from typing import Any

from dashboard.picture import target
from queueing.who import THE_HALL

log = logging.getLogger("dashboard")
EVERY = 5.0  # s between looks
IDLE = 5 * 60  # s a free counter leaves somebody waiting
GONE = 60  # s a device is silent
BAD, BAD_WITHIN = 3, 15 * 60  # ratings in the lowest levels, within so many s
COOL = 5 * 60  # s before an alert that went comes back
KINDS = {
    "long_wait": "warning", "idle_counter": "info", "device_gone": "warning",
    "bad_ratings": "warning",
}  # fmt: skip
Alerts = set[tuple[str, str]]  # (alert, about)


class Watch:
    """One hall's watch. Devices that are pages count as working while their socket is connected."""

    def __init__(self, house: Any) -> None:
        self._house = house
        self._running = False
        self._bad: deque[int] = deque(maxlen=BAD)  # times of the last bad ratings, ms UTC
        self._went: dict[tuple[str, str], int] = {}

    def start(self) -> Watch:
        self._running = True
        self._house.journal.listen("watch", self.hear)
        self._house.engine.spawn(self._walk)
        return self

    def stop(self) -> None:
        self._running = False

    def hear(self, event: Any, hall: Any) -> None:
        """Remembers bad ratings: the two lowest of five levels, the lowest of three."""
        if event.kind == "ServiceRated":
            low = 1 if hall.plan.rating.levels == 3 else 2
            if event.data["score"] <= low:
                self._bad.append(event.at)

    def _walk(self) -> None:
        house = self._house
        while self._running:
            house.engine.sleep(EVERY)
            try:
                self.pages()
                if self._running and house.state[0] == "open" and house.journal.own("watch"):
                    self.look()
            except Exception:
                log.exception("a round of the watch failed")

    def pages(self) -> None:
        """Kiosks, boards and tablets live in a browser: they are there while their socket is."""
        house = self._house
        live = house.live_sockets
        if live is None:
            return
        here = {who.device for client in list(live.clients.values()) for _, who in client.proofs}
        settings = house.settings
        rows = [*settings["kiosks"], *settings["displays"]]
        rows += [p for p in settings["pads"] if not p.get("port")]
        for row in rows:
            if row["id"] in here:
                house.devices.set(row["id"], "ok")
            elif house.devices.get(row["id"]).state == "ok":
                house.devices.set(row["id"], "down", "gone")

    def look(self) -> None:
        """Raises what has become true and clears what is no more."""
        house = self._house
        now = house.now()
        with house.engine.turn():
            raised = {key for key in house.live.alerts if key[0] in KINDS}
            wanted = self.wanted(house.live, now, raised)
        for key in sorted(raised - wanted):
            self._went[key] = now
            house.act(THE_HALL, lambda hall, at, k=key: hall.clear_alert(THE_HALL, at, *k))
        for key in sorted(wanted - raised):
            if now - self._went.get(key, -COOL * 1000) < COOL * 1000:
                continue
            level = KINDS[key[0]]
            house.act(
                THE_HALL,
                lambda hall, at, k=key, lv=level: hall.raise_alert(THE_HALL, at, *k, lv, None),
            )

    def wanted(self, hall: Any, now: int, raised: Alerts) -> Alerts:
        """The alerts that should be open, given those that are."""
        out: Alerts = set()
        limit = target(hall)
        for service in hall.plan.services:
            since = hall.longest_since(service)
            key = ("long_wait", service)
            mark = limit * 3 // 2 if key in raised else limit * 2
            if since is not None and now - since > mark * 1000:
                out.add(key)
        for id, counter in hall.counters.items():
            idle = counter.state == "open" and counter.ticket is None and counter.idle_since
            if idle and now - counter.idle_since > IDLE * 1000 and hall.peek(id, now):
                out.add(("idle_counter", id))
        # printers and LED lines (their boards: LINE:ADDRESS) raise their own, sooner
        sooner = {*hall.plan.printers, *(b["id"] for b in hall.plan.settings["led_buses"])}
        for device in self._house.devices.all().values():
            gone = device.state == "down" and now - device.since > GONE * 1000
            if gone and device.id.split(":")[0] not in sooner:
                out.add(("device_gone", device.id))
        if len(self._bad) == BAD and now - self._bad[0] < BAD_WITHIN * 1000:
            out.add(("bad_ratings", hall.plan.hall_id))
        return out
