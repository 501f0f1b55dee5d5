"""The house: what hall_server.py hands to every station, so that none needs to know another."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.base import Engine
from languages import Languages
from queueing.who import Who
from web.devices import Devices
from web.estimates import Estimates
from web.lag import Lag
from web.limits import Limits
from web.topics import Topics

log = logging.getLogger("web")
PEOPLE_EVENTS = frozenset(
    {
        "OfficerAdded",
        "OfficerDisabled",
        "OfficerPasswordChanged",
        "OfficerRightsChanged",
        "OfficerListsChanged",
        "OfficerTotpChanged",
        "OfficerLoggedOut",
        "DeviceEnrolled",
        "DeviceRevoked",
    }
)


class House:
    """One hall's parts. `journal` is an open journal.Journal, `people` a people.People."""

    def __init__(
        self, journal: Any, people: Any, engine: Engine, languages: Languages | None = None,
        bench: bool = False, folder: Path | None = None,
    ) -> None:  # fmt: skip
        self.journal = journal
        self.people = people
        self.engine = engine
        self.languages = languages or Languages()
        self.bench = bench
        self.topics = Topics(self)
        self.devices = Devices(self.now)
        self.routes: list[Any] = []  # web.api.Route of all stations
        self.limits: Any = None if bench else Limits(engine.now_monotonic)
        # kind of pad (call, rating) -> its station's press(house, row, meaning), see web.presses
        self.presses: dict[str, Callable[[Any, dict[str, Any], str], str]] = {}
        self.meters: list[Callable[[], Any]] = []  # each gives prometheus metric families
        self.lag = Lag(engine)
        self.estimates = Estimates()  # of waits, as last heard; never waited for
        self.live_sockets: Any = None  # web.live.Live, once there is an app
        self.pages = ""  # the version of the pages' scripts, styles and templates
        self.version = ""  # of the pages, and of the settings they were made with
        self.url = ""  # http://HOST:PORT once the doors are open
        self.folder = folder  # of the data
        self.checked: Any = None  # settings.Checked: the file the settings came from
        self.url = ""  # where the doors are, once they are open
        self.rooms: dict[str, Any] = {}  # what a station's pages and its workers share
        self.demo: Any = None  # what demo/ made for its page, with --demo
        # (path, English title, roles), or what gives some of them
        self.links: list[Any] = []

    def start(self) -> None:
        """Begins to listen, to send pictures and to look who may still be here."""
        self.lag.start()
        if self.journal.live.plan is not None:
            self.people.settle(self.settings)
        self.journal.listen("people", self._hear_of_people)
        self.topics.start()
        if self.live_sockets is not None:
            self.live_sockets.start()

    def _hear_of_people(self, event: Any, hall: Any) -> None:
        if event.kind in PEOPLE_EVENTS:
            self.engine.spawn(self._look_who_is_here)
            # not when the device renewed its own: that may be whoever copied the key
            settled = event.kind in ("DeviceEnrolled", "DeviceRevoked") and event.device is None
            if settled and self.live_sockets is not None:
                self.engine.spawn(self.live_sockets.twice.settled, event.data["id"])
        elif event.kind == "SettingsChanged":
            self.people.settle(self.settings)
            if list(self.languages.names) != self.settings["languages"]:
                self.languages.settle(self.settings["languages"])
            self.engine.spawn(self._look_who_is_here)
            self.engine.spawn(self._tell_pages)

    def _tell_pages(self) -> None:
        """Open pages load themselves anew when nobody touches them."""
        self.engine.call_native(self.renew)
        if self.live_sockets is not None:
            self.live_sockets.hello()

    def renew(self) -> None:
        """`version` by the pages and the present settings: the same in all processes."""
        plan = self.journal.live.plan
        text = json.dumps(plan.settings, sort_keys=True) if plan is not None else ""
        self.version = hashlib.sha256(f"{self.pages}{text}".encode()).hexdigest()[:12]

    def _look_who_is_here(self) -> None:
        self.engine.call_native(self.people.reload)
        if self.live_sockets is not None:
            self.live_sockets.check()

    @property
    def live(self) -> Any:
        """The hall as committed: queueing.hall.Hall, changed only between turns."""
        return self.journal.live

    @property
    def do(self) -> Callable[..., Any]:
        """journal.Journal.do."""
        return self.journal.do

    def now(self) -> int:
        """Event time, ms UTC."""
        return self.journal.now()

    @property
    def settings(self) -> dict[str, Any]:
        """The whole config as applied."""
        return self.journal.live.plan.settings

    @property
    def epoch(self) -> str:
        return self.journal.epoch

    @property
    def state(self) -> tuple[str, str | None]:
        """(open | stopped, why)."""
        return self.journal.state, self.journal.why

    def announce(
        self, zone: str, seq: int, at: int, call: dict[str, Any], words: dict[str, list[str]],
        **more: Any,
    ) -> None:  # fmt: skip
        """Sends a spoken call to the zone's speaking display; `at` ms UTC, words: clip names."""
        self.topics.announce(zone, seq, at, call, words, **more)

    def act(
        self, who: Who, act: Callable[..., Any], answer: Callable[..., Any] | None = None
    ) -> Any:
        """A verb of the house itself or a device worker, outside any request: journal's Reply."""
        caller = who.officer or who.device or who.role
        return self.journal.do(act, answer, caller=f"{who.role}:{caller}", route="", key=None)
