"""Sample officers: each signs in, opens a counter, calls, serves and rests, by the officer's calls.

One thread an officer. At the counter with an officer's pad the keys are pressed instead, and what
came of it is read like anybody else's picture.
"""

from __future__ import annotations

from random import Random
from typing import Any, Protocol

from demo.caller import Caller, Gone
from demo.clock import DayClock, Stopping
from demo.habits import Habits
from demo.pads import VirtualPad
from queueing.hours import Span
from queueing.plan import CounterPlan

LOOKS_EVERY = 12.0  # made-up s: an idle officer tries "next" again
STAYS = 15 * 60_000  # ms: who still waits is served so long past the session
KEYS = {"call-next": "N", "recall": "R", "start": "S", "finish": "F"}


class Visitors(Protocol):
    """What an officer needs to know of citizens: they come, they go, they press a button."""

    def finished(self, counter: str, ticket: dict[str, Any], leg: int) -> None: ...
    def absent(self, ticket: dict[str, Any]) -> None: ...


class SampleOfficer:
    """One officer at one counter, from the first session to the end of the demo."""

    def __init__(
        self, counter: CounterPlan, name: str, password: str, url: str, clock: DayClock,
        habits: Habits, random: Random, visitors: Visitors, pad: VirtualPad | None = None,
    ) -> None:  # fmt: skip
        self.counter = counter.id
        self.name = name
        self.password = password
        self.clock = clock
        self.habits = habits
        self.random = random
        self.visitors = visitors
        self.pad = pad
        self.caller = Caller(url)
        self.at = f"/counters/{counter.id}"
        self.held: list[tuple[int, int]] = []  # (made-up ms from which to call back, ticket)
        self.break_at = 0

    def run(self) -> None:
        """Until the demo stops or the hall is gone."""
        try:
            self.sign_in()
            while True:
                for span in list(self.clock.spans):
                    if self.clock.now() < span.end:
                        self.session(span)
                self.wait_for_tomorrow()
        except (Stopping, Gone):
            return
        finally:
            self.caller.close()

    def sign_in(self) -> None:
        self.clock.sleep(self.random.uniform(0, 8))
        status, said = self.caller.post("/login", {"name": self.name, "password": self.password})
        if status != 200:
            raise Gone(f"{self.name} may not sign in: {status}")
        self.caller.token = said["token"]

    def wait_for_tomorrow(self) -> None:
        day = self.clock.days
        while self.clock.days == day:
            self.clock.sleep(60)
            self.clock.now()

    def session(self, span: Span) -> None:
        self.clock.sleep_until(span.start - self.random.randint(0, 240_000))
        if not self.open():
            return
        self.break_at = self.random.randint(span.start + 3_000_000, span.end)
        while self.clock.now() < span.end + STAYS:
            if not self.next(span) and self.clock.now() >= span.end:
                break
        self.caller.post(f"{self.at}/close")

    def open(self) -> bool:
        """True if the counter is this officer's now. Somebody from outside may have taken it: the
        people who look at the demo may work in it as well."""
        status, said = self.caller.post(f"{self.at}/open")
        if status == 409 and (said or {}).get("code") == "illegal_move":
            return True  # open already, from before
        return status == 200

    def next(self, span: Span) -> bool:
        """One visit, or a break, or a look around; False when nobody was to be served."""
        now = self.clock.now()
        ready = next((t for at, t in self.held if at <= now), None)
        if ready is not None:
            self.held = [(at, t) for at, t in self.held if t != ready]
            status, ticket = self.caller.post(f"{self.at}/resume", {"ticket": ready})
        elif self.break_at <= now < span.end:
            self.rest()
            return True
        else:
            status, ticket = self.press("call-next")
        if status != 200 or not ticket:
            self.clock.sleep(self.random.uniform(0.6, 1.4) * LOOKS_EVERY)
            return False
        self.serve(ticket)
        self.clock.sleep(self.habits.gap())
        return True

    def rest(self) -> None:
        seconds, reason = self.habits.pause()
        self.break_at = self.clock.spans[-1].end + 86_400_000
        if self.caller.post(f"{self.at}/pause", {"reason": reason})[0] == 200:
            self.clock.sleep(seconds)
            self.caller.post(f"{self.at}/unpause")

    def serve(self, ticket: dict[str, Any]) -> None:
        """From the call to the end of the visit."""
        if not self.habits.comes(0):
            self.give_up(ticket)
            return
        self.clock.sleep(self.habits.walk())
        self.press("start")
        service = self.habits.plan.services.get(ticket["service"])
        if service is not None:
            self.clock.sleep(self.habits.service(service, self.name))
        ends = self.habits.ends()
        if ends == "hold" and self.caller.post(f"{self.at}/hold")[0] == 200:
            after = self.clock.now() + int(self.habits.held_for() * 1000)
            self.held.append((after, ticket["id"]))
            return
        other = self.habits.other_service(ticket["service"]) if ends == "transfer" else None
        if other is not None:
            sent = {"service": other, "back": False}
            if self.caller.post(f"{self.at}/transfer", sent)[0] == 200:
                return
        status, done = self.press("finish")
        if status == 200 and done:
            self.visitors.finished(self.counter, done, done["leg"])

    def give_up(self, ticket: dict[str, Any]) -> None:
        """Called, called again, not there."""
        moves = self.habits.plan.moves
        self.clock.sleep(moves.recall_after)
        self.press("recall")
        self.clock.sleep(moves.no_show_not_before + self.random.uniform(10, 30))
        for _ in range(3):
            status, _said = self.caller.post(f"{self.at}/no-show")
            if status != 409:
                break
            self.clock.sleep(self.clock.speed)  # a second on the wall: called only a moment ago
        self.visitors.absent(ticket)

    def press(self, verb: str) -> tuple[int, Any]:
        """By the page, or by the pad's key: then the picture tells what came of it."""
        if self.pad is None:
            return self.caller.post(f"{self.at}/{verb}")
        before = self._here()
        self.pad.press(KEYS[verb])
        for _ in range(40):
            if self.clock.stopping.wait(0.05):
                raise Stopping
            here = self._here()
            if here != before:
                return 200, self._ticket(here or before)
            if verb == "recall":
                return 200, None
        if verb == "call-next":
            return 204, None
        return self.caller.post(f"{self.at}/{verb}")

    def _here(self) -> tuple[int, str] | None:
        """(ticket, state) at the counter."""
        status, picture = self.caller.get(self.at)
        ticket = picture.get("ticket") if status == 200 else None
        return (ticket["id"], ticket["state"]) if ticket else None

    def _ticket(self, here: tuple[int, str] | None) -> Any:
        if here is None:
            return None
        status, ticket = self.caller.get(f"/tickets/{here[0]}")
        return ticket if status == 200 else None
