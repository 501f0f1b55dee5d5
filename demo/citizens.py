"""Simulated citizens: they touch the kiosk, keep the slip's link, rate, give up, come back late.

All of it through a kiosk's key, a tablet's key, a ticket's link, or the bytes of a rating pad.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from heapq import heappop, heappush
from random import Random
from typing import Any

from demo.caller import Caller, Gone
from demo.clock import DayClock, Stopping
from demo.crowd import Crowd, Visit
from demo.habits import Habits
from demo.pads import VirtualPad

HANDS = 8  # things that citizens do at the same moment


class Citizens:
    """The crowd of the demo's day. `kiosks` and `tablets`: device id or counter → key."""

    def __init__(
        self, crowd: Crowd, habits: Habits, clock: DayClock, random: Random, url: str,
        kiosks: dict[str, str], tablets: dict[str, str], pads: dict[str, VirtualPad],
    ) -> None:  # fmt: skip
        self.crowd = crowd
        self.habits = habits
        self.clock = clock
        self.random = random
        self.kiosks = {id: Caller(url, key) for id, key in kiosks.items()}
        self.tablets = {counter: Caller(url, key) for counter, key in tablets.items()}
        self.pads = pads
        self.phones = Caller(url)
        self.links: dict[int, str] = {}  # ticket → its link's token
        self.issued = self.refused = self.rated = 0
        self._later: list[tuple[float, int, Callable[[], None]]] = []
        self._order = 0
        self._wake = threading.Condition()
        self._hands = ThreadPoolExecutor(HANDS, thread_name_prefix="citizen")

    def run(self) -> None:
        """Day after day, until the demo stops."""
        threading.Thread(target=self._keep_promises, name="later", daemon=True).start()
        try:
            while True:
                day = self.clock.days
                self.habits.new_day()
                self.links.clear()
                for visit in self.crowd.day(list(self.clock.spans)):
                    # who would have come before the demo began has been and gone
                    if visit.at < self.clock.now() - 60_000:
                        continue
                    self.clock.sleep_until(visit.at)
                    self._hands.submit(self._safely, lambda v=visit: self.take(v))
                while self.clock.days == day:
                    self.clock.sleep(60)
                    self.clock.now()
        except Stopping:
            self._hands.shutdown(wait=False, cancel_futures=True)

    def take(self, visit: Visit) -> None:
        """One touch of the kiosk."""
        kiosk = self.kiosks.get(visit.kiosk or "") or next(iter(self.kiosks.values()), None)
        if kiosk is None:
            return
        body = {
            "service": visit.service, "class": visit.klass, "ground": visit.ground,
            "needs": list(visit.needs), "language": visit.language,
        }  # fmt: skip
        status, ticket = kiosk.post("/tickets", body)
        if status != 201:
            self.refused += 1
            return
        self.issued += 1
        id = ticket["id"]
        self.links[id] = ticket["track_url"].rsplit("/", 1)[-1]
        cancels = self.habits.cancels_after()
        if cancels is not None:
            self.later(cancels, lambda: self.phone(f"/tickets/{id}/cancel", id))

    # -- what officers make them do ----------------------------------------------------------------

    def finished(self, counter: str, ticket: dict[str, Any], leg: int) -> None:
        soon, late = self.habits.rates_at_pad(), self.habits.rates_later()
        if soon is not None:
            self.later(soon, lambda: self.rate_here(counter, ticket["id"], leg))
        elif late is not None:
            self.later(late, lambda: self.rate_at_home(ticket["id"], leg))

    def absent(self, ticket: dict[str, Any]) -> None:
        back = self.habits.returns_after()
        if back is not None:
            id = ticket["id"]
            self.later(back, lambda: self.at_any_kiosk(f"/tickets/{id}/return"))

    def rate_here(self, counter: str, ticket: int, leg: int) -> None:
        """At the counter, before leaving: buttons, or the tablet's faces."""
        rated = self.habits.rating(0)
        pad = self.pads.get(counter)
        if pad is not None:
            pad.press(str(rated.score))
        elif counter in self.tablets:
            body = {
                "leg": leg, "ticket": ticket, "score": rated.score,
                "reasons": list(rated.reasons), "comment": rated.comment,
            }  # fmt: skip
            self.tablets[counter].post(f"/counters/{counter}/rating", body)
        self.rated += 1

    def rate_at_home(self, ticket: int, leg: int) -> None:
        rated = self.habits.rating(0)
        body = {
            "leg": leg, "score": rated.score, "reasons": list(rated.reasons),
            "comment": rated.comment,
        }  # fmt: skip
        self.phone(f"/tickets/{ticket}/rating", ticket, body)
        self.rated += 1

    def phone(self, path: str, ticket: int, body: Any = None) -> None:
        link = self.links.get(ticket)
        if link is not None:
            self.phones.post(path, body, token=link)

    def at_any_kiosk(self, path: str) -> None:
        """Only the kiosk that gave the ticket takes it back; people try them in turn."""
        for kiosk in self.kiosks.values():
            if kiosk.post(path)[0] == 200:
                return

    # -- in a while --------------------------------------------------------------------------------

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        """Made-up seconds from now."""
        at = self.clock.now() + seconds * 1000
        with self._wake:
            self._order += 1
            heappush(self._later, (at, self._order, do))
            self._wake.notify()

    def _keep_promises(self) -> None:
        while not self.clock.stopping.is_set():
            with self._wake:
                due = self._later and self._later[0][0] <= self.clock.now()
                if not due:
                    self._wake.wait(0.05)
                    continue
                _, _, do = heappop(self._later)
            try:
                self._hands.submit(self._safely, do)
            except RuntimeError:
                return  # the hands are down: the demo is over

    def _safely(self, do: Callable[[], None]) -> None:
        try:
            do()
        except (Gone, OSError):
            pass
