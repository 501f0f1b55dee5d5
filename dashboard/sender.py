"""The sender: carries the journal's alert events to the webhook, in order, until they are there.

Where it is stands in the journal (AlertsTold), so a restart, or another process, goes on from
there. One process of the hall; each letter is sent by a program of its own, never on the loop.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import tempfile
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dashboard.rules import limits
from dashboard.webhook import KINDS, OLD, OWN, Flutter, headers, letter, packed, pause, trial
from queueing.who import THE_HALL
from web.wire import time_json

log = logging.getLogger("dashboard")
SECRET = "HALL_WEBHOOK_SECRET"  # name of the environment's variable
TIMEOUT = 10  # s a receiver has
TRIAL = 3  # s, when somebody waits before the screen
KEPT = 64  # keys of trials already made
LOOK = 5.0  # s between looks though nothing was heard: settings, ownership
TROUBLE = 3  # tries that fail before it is an alert
PROGRAM = Path(__file__).with_name("post.py")


class Sender:
    """One hall's sender. `picture()` is what the page shows of it."""

    def __init__(self, house: Any) -> None:
        self._house = house
        self._running = self._mine = False
        self._wake = house.engine.event()
        self._waiting: deque[Any] | None = None  # events not yet there; None: not read yet
        self._flutter = Flutter()
        self._failures = self._trying = 0  # seq of the event that is being tried
        self._due = 0.0  # monotonic s: not before
        self._last: tuple[int, str | None] | None = None  # (at ms UTC, why not)
        self._trials: OrderedDict[tuple[str, str], dict[str, Any]] = OrderedDict()

    def start(self) -> Sender:
        self._running = True
        self._house.journal.listen("webhook", self.hear)
        self._house.engine.spawn(self._walk)
        return self

    def stop(self) -> None:
        self._running = False
        self._wake.set()

    def hear(self, event: Any, hall: Any) -> None:
        if event.kind in KINDS:
            if self._waiting is not None:
                self._waiting.append(event)
            self._wake.set()  # it may be this process's turn now

    @property
    def url(self) -> str | None:
        """Where to; None: the hall has no webhook."""
        return limits(self._house.live)["webhook"]  # type: ignore[no-any-return]

    @property
    def state(self) -> str:
        """off | no_secret | ok | failing | elsewhere (another process of the hall sends)."""
        if self.url is None:
            return "off"
        if not os.environ.get(SECRET):
            return "no_secret"
        if not self._mine:
            return "elsewhere"
        return "failing" if self._failures else "ok"

    def picture(self) -> dict[str, Any]:
        """`last`: when the last try was; `why`: why it failed, null: it did not."""
        at, why = self._last or (None, None)
        return {
            "state": self.state, "host": urlsplit(self.url or "").hostname,
            "last": time_json(at), "why": why, "waiting": len(self._waiting or ()),
        }  # fmt: skip

    def test(self, by: str, key: str | None = None) -> dict[str, Any]:
        """Sends a test letter now: {why, status, ms}; once for the same key. ValueError: off,
        no_secret."""
        if key is not None and (by, key) in self._trials:
            return self._trials[by, key]
        state = self.state
        if state in ("off", "no_secret"):
            raise ValueError(state)
        began = self._house.engine.now_monotonic()
        why, status = self._post(trial(self._house, self._house.now(), by), TRIAL)
        ms = round((self._house.engine.now_monotonic() - began) * 1000)
        if why is None:
            self._due = 0.0  # it works again: what waits need not wait longer
            self._wake.set()
        self._last = (self._house.now(), why)
        self._house.topics.touch("dashboard")
        told = {"why": why, "status": status, "ms": ms}
        if key is not None:
            self._trials[by, key] = told
            while len(self._trials) > KEPT:
                self._trials.popitem(last=False)
        return told

    # -- sending --------------------------------------------------------------------------------

    def _walk(self) -> None:
        house = self._house
        while self._running:
            try:
                if house.state[0] == "open":
                    self.walk_once()
            except Exception:
                log.exception("a round of the webhook's sender failed")
            self._wake.wait(LOOK)
            self._wake.clear()
            left = self._due - house.engine.now_monotonic()
            if left > 0 and self._running:
                house.engine.sleep(min(left, LOOK))

    def walk_once(self) -> None:
        """Sends what waits and is due; notes how far the receiver is."""
        house = self._house
        ready = self.state not in ("off", "no_secret")
        self._mine = ready and house.journal.own("webhook")
        if not self._mine:
            self._waiting, self._failures = None, 0
            return
        if self._waiting is None:
            self._read()
        waiting = self._waiting
        assert waiting is not None
        told = 0
        while waiting and self._running and house.engine.now_monotonic() >= self._due:
            event = waiting[0]
            if not self._deliver(event):
                break
            told = event.seq
            waiting.popleft()
        if told:
            house.act(THE_HALL, lambda hall, now: hall.tell_alerts(THE_HALL, now, told))

    def _read(self) -> None:
        """What the receiver has not got yet: since the last time, or since the day opened."""
        house = self._house
        # from here on what happens is heard; what is read as well is taken once
        self._waiting = deque()
        found = house.journal.of_kinds(tuple(KINDS), house.live.told or None)
        with house.engine.turn():
            known = {event.seq for event in self._waiting}
            before = [e for e in found if e.seq not in known]
            self._waiting = deque(sorted([*before, *self._waiting], key=lambda e: e.seq))

    def _deliver(self, event: Any) -> bool:
        """True: it is there, or need not be."""
        house = self._house
        if house.now() - event.at > OLD:
            log.warning("alert event %s is too old to be told", event.seq)
            return True
        if self._trying != event.seq:
            if not self._flutter.tells(event, limits(house.live)["cool_down"]):
                return True
            self._trying = event.seq
        why, status = self._post(letter(house, event, self._flutter.level(event)))
        self._said(why)
        if why is None:
            return True
        log.warning("the webhook did not take alert event %s: %s", event.seq, why,
                    extra={"status": status})  # fmt: skip
        return False

    def _said(self, why: str | None) -> None:
        """Remembers how a try went; raises or clears the alert about it."""
        house = self._house
        self._last = (house.now(), why)
        self._failures = self._failures + 1 if why is not None else 0
        self._due = house.engine.now_monotonic() + (pause(self._failures) if why else 0.0)
        about = house.live.plan.hall_id
        if self._failures == TROUBLE:
            house.act(THE_HALL, lambda hall, now: hall.raise_alert(
                THE_HALL, now, OWN, about, "warning", why))  # fmt: skip
        elif why is None and (OWN, about) in house.live.alerts:
            house.act(THE_HALL, lambda hall, now: hall.clear_alert(THE_HALL, now, OWN, about))
        house.topics.touch("dashboard")

    def _post(self, body: dict[str, Any], timeout: int = TIMEOUT) -> tuple[str | None, int | None]:
        """(why not, HTTP status)."""
        text = packed(body)
        asked = {
            "url": self.url, "timeout": timeout, "body": text.decode(),
            "headers": headers(
                os.environ[SECRET], text, body["event"], body["id"], int(time.time())
            ),
        }  # fmt: skip
        got = self._house.engine.call_native(posted, asked, self._house.engine.native_sleep)
        status = got.get("status")
        if status is not None and 200 <= status < 300:
            return None, status
        return got.get("why") or f"http_{status}", status


def posted(asked: dict[str, Any], sleep: Callable[[float], None]) -> dict[str, Any]:
    """What the program says; {why: timeout} when it had to be ended. By files and posix_spawn: no
    pipe that an engine would want to watch. In a native thread."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(json.dumps(asked).encode())
        given.seek(0)
        actions = [(os.POSIX_SPAWN_DUP2, file.fileno(), to)
                   for file, to in ((given, 0), (said, 1))]  # fmt: skip
        command = [sys.executable, "-I", "-S", str(PROGRAM)]
        env = {k: v for k, v in os.environ.items() if not k.startswith("HALL_")}
        process = os.posix_spawn(command[0], command, env, file_actions=actions)
        if not _ended(process, asked["timeout"] + 5, sleep):
            return {"why": "timeout"}
        said.seek(0)
        try:
            found: dict[str, Any] = json.loads(said.read())
        except ValueError:
            return {"why": "unreachable"}
        return found


def _ended(process: int, within: float, sleep: Callable[[float], None]) -> bool:
    """False: it had to be killed."""
    until = time.monotonic() + within
    while not os.waitpid(process, os.WNOHANG)[0]:
        if time.monotonic() > until:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            return False
        sleep(0.02)
    return True
