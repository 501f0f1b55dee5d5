"""The watch: looks at the hall every few seconds, raises and clears the dashboard's alerts, and
sends up what nobody sees to. One process of the hall; what an alert is stands in rules.py.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from dashboard.judge import Judge, goes_to
from dashboard.outcomes import OUTCOMES, Outcomes
from dashboard.picture import p80s
from dashboard.rules import KINDS, Beside, limits, owner, readings
from engine.rounds import Rounds
from queueing.who import THE_HALL

log = logging.getLogger("dashboard")
EVERY = 5.0  # s between looks
BACKUPS = 60.0  # s between looks at the backups, whose disks may be far away
RATINGS = 50  # times of bad ratings kept
ESCALATED = ("warning", "critical")


class Watch:
    """One hall's watch. Devices that are pages count as working while their socket is connected."""

    def __init__(self, house: Any) -> None:
        self._house = house
        self._remembers = False
        self._judge = Judge()
        self._outcomes = Outcomes()
        self._bad: dict[int, int] = {}  # the last bad ratings: seq -> ms UTC
        self.backup: int | None = None  # when the last was made, ms UTC; 0: never; None: unknown
        self.looked = False
        self._begun = 0  # when the hall began, ms UTC
        self._backup_due = 0.0
        house.rooms["watch"] = self

    def start(self) -> Rounds:
        self._house.journal.listen("watch", self.hear)
        return Rounds(self._house.engine, EVERY, self.round, log).start()

    def hear(self, event: Any, hall: Any) -> None:
        """Remembers what was decided, and bad ratings: the two lowest of five levels, the lowest of
        three."""
        self._outcomes.hear(event)
        if event.kind == "ServiceRated":
            low = 1 if hall.plan.rating.levels == 3 else 2
            if event.data["score"] <= low:
                self._bad[event.seq] = event.at
                if len(self._bad) > RATINGS:
                    del self._bad[min(self._bad)]

    def remember(self) -> None:
        """The day's bad ratings and decisions, for a watch that begins in the middle of it."""
        house = self._house
        rated = house.journal.of_kinds(("ServiceRated", *OUTCOMES))
        with house.engine.turn():
            for event in rated:
                self.hear(event, house.live)

    def round(self) -> None:
        """Every process sees its own pages, and shows the backups; one looks at the hall."""
        self.pages()
        self.backups()
        if self._house.state[0] == "open" and self._house.journal.own("watch"):
            if not self._remembers:
                self.remember()
                self._remembers = True
            self.look()

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
        """Raises what has become true, clears what is no more, sends up what nobody sees to."""
        house = self._house
        with house.engine.turn():
            hall, now = house.live, house.now()
            limit = limits(hall)
            beside = Beside(
                p80s(house, hall, now), house.devices.all().values(), self._bad.values(),
                self.backup, self._begun,
            )  # fmt: skip
            raised = {key for key in hall.alerts if key[0] in KINDS}
            come, go = self._judge.look(
                now, list(readings(hall, now, beside)), raised, limit["calm"], limit["cool_down"]
            )
            up = self.due(hall, now, limit["escalate"])
            came = self._outcomes.due(hall, now)
        for key in go:
            house.act(THE_HALL, lambda hall, at, k=key: hall.clear_alert(THE_HALL, at, *k))
        for it in come:
            house.act(THE_HALL, lambda hall, at, it=it: hall.raise_alert(
                THE_HALL, at, it.alert, it.about, it.level, it.detail))  # fmt: skip
        for it in came:
            house.act(THE_HALL, lambda hall, at, it=it: hall.note_what_if(THE_HALL, at, *it))
        for key, to in up:
            if key not in go:
                house.act(THE_HALL, lambda hall, at, k=key, to=to: hall.escalate_alert(
                    THE_HALL, at, *k, to) if k in hall.alerts else [])  # fmt: skip

    @staticmethod
    def due(hall: Any, now: int, every: int) -> list[tuple[tuple[str, str], str]]:
        """Alerts of all stations that go up now, and to whom."""
        out = []
        for key, alert in hall.alerts.items():
            if alert.acknowledged_by is None and alert.level in ESCALATED:
                to = goes_to(owner(alert.alert), alert.raised_at, now, every)
                if to is not None and to != alert.escalated_to:
                    out.append((key, to))
        return out

    def backups(self) -> None:
        """Looks when the last backup was made, once a minute. PostgreSQL's own tools put theirs
        where `storage.backups` says; where it says nothing, nobody here knows."""
        house = self._house
        clock = house.engine.now_monotonic()
        if clock < self._backup_due:
            return
        self._backup_due = clock + BACKUPS
        named = house.settings.get("storage", {}).get("backups")
        dumps = (house.folder or Path()) / named if named else None
        self.backup = house.journal.last_backup(dumps)
        self.looked = True
        if not self.backup and not self._begun:
            first = house.journal.events(0, 1)
            self._begun = first[0]["at"] if first else 0
