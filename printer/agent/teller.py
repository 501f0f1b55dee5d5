"""The teller: tells the hall what became of jobs, until it is heard, and how the printer is."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable

from printer.agent.book import Book, Entry
from printer.agent.hall import Hall, Unheard
from printer.status import Condition

log = logging.getLogger("agent")
EVERY = 2.0  # seconds between two words about the printer
AGAIN = 0.5


class Teller:
    """One thread. `say` and `wake` are for the others."""

    def __init__(self, printer: str, hall: Hall, book: Book, beat: Callable[..., None]) -> None:
        self._printer, self._hall, self._book, self._beat = printer, hall, book, beat
        self._condition: Condition | None = None
        self._said: Condition | None = None
        self._said_at = -1e9
        self._tried: tuple[int, str] | None = None
        self._why = ""  # the hall was not heard the last time
        self._wake = threading.Event()
        self._stopped = False

    def say(self, condition: Condition) -> None:
        self._condition = condition
        self._wake.set()

    def tried(self, trial: int, did: str) -> None:
        """What came of a test print: told with the next word about the printer."""
        self._tried = (trial, did)
        self._said_at = -1e9
        self._wake.set()

    def wake(self) -> None:
        self._wake.set()

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()

    def run(self) -> None:
        while not self._stopped:
            self._wake.clear()
            self._beat()
            try:
                self.tell()
                wait, self._why = EVERY, ""
            except Unheard as error:
                if str(error) != self._why:  # once, not twice a second
                    log.info("the hall is not heard: %s", error)
                wait, self._why = AGAIN, str(error)
            except Exception:
                log.exception("telling the hall")
                wait = AGAIN
            if self._stopped:
                break
            if wait == EVERY:
                self._wake.wait(wait)
            else:
                time.sleep(wait)

    def tell(self) -> None:
        """Everything there is to tell. Raises Unheard; what was heard by then is written down."""
        for entry in self._book.untold():
            self._tell_fate(entry)
        condition = self._condition
        due = time.monotonic() - self._said_at >= EVERY - 0.1
        if condition is not None and (condition != self._said or due):
            body = {
                "state": condition.state, "why": condition.why, "near_end": condition.near_end,
            }  # fmt: skip
            tried = self._tried
            if tried is not None:
                body |= {"trial": tried[0], "did": tried[1]}
            status, answer = self._hall.post(
                f"/printers/{self._printer}/condition", body, uuid.uuid4().hex
            )
            if status != 200:
                log.warning("the hall: %s", answer.get("detail"))
            self._said, self._said_at = condition, time.monotonic()
            if self._tried == tried:
                self._tried = None

    def _tell_fate(self, entry: Entry) -> None:
        path = f"/printers/{self._printer}/jobs/{entry.job}"
        body = {"state": entry.state} | ({"why": entry.why} if entry.why else {})
        key = f"{entry.slip}/{entry.state}/{entry.why}"
        status, answer = self._hall.post(path, body, key)
        if status == 409 and answer.get("state") == "queued":
            # an older copy of the hall's journal came back: it has not even heard of the start
            self._hall.post(path, {"state": "started"}, f"{entry.slip}/started again")
            status, answer = self._hall.post(path, body, f"{key} again")
        if status != 200:
            # settled otherwise meanwhile, or no job of today any more: nothing is left to tell
            log.info("job %s: %s", entry.job, answer.get("code"))
        self._book.heard(entry.slip)
