"""A process of its own that serves a hall: issues, calls, starts, finishes, and says what it got.

`python -m tests.journal.hall_process URL NAME SECONDS|ROUNDS PICKS`: threads work at the hall; each
acknowledged verb is printed as a JSON line {t0, t1, client, verb, args, status, reply}. Ends when
all rounds are done, or by a kill.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import uuid
from typing import Any

import engine
from engine.clock import WallClock
from journal import Journal, JournalDown
from queueing.refusal import Refusal
from queueing.who import Who
from tests.journal import acts


class Worker:
    """One client in the process: says every verb that was answered, on stdout."""

    def __init__(self, journal: Journal, name: str) -> None:
        self.journal = journal
        self.name = name

    def do(self, verb: str, fn: Any, *args: Any, **more: Any) -> Any:
        """Asks until it is answered, always with the same key."""
        key = str(uuid.uuid4())
        t0 = time.monotonic()
        while True:
            try:
                reply = fn(self.journal, *args, key=key, **more)
                status, body = reply.status, reply.body
            except JournalDown:
                time.sleep(0.05)
                continue
            except Refusal as no:
                status, body = no.status, {"code": no.code}
            break
        line = {
            "t0": t0, "t1": time.monotonic(), "client": self.name, "verb": verb,
            "args": {"key": key}, "status": status, "reply": body,
        }  # fmt: skip
        os.write(1, (json.dumps(line) + "\n").encode())
        return body if status < 300 else None

    def kiosk(self, rounds: int) -> None:
        for n in range(rounds):
            self.do("issue", acts.issue, ("khai-sinh", "so-do", "sao-y")[n % 3], printer="p1")

    def counter(self, counter: str, rounds: int) -> None:
        who = Who("officer", officer=self.name)
        self.do("open", acts.act, "open", who, counter)
        for _ in range(rounds):
            if self.do("call_next", acts.act, "call_next", who, counter):
                self.do("start", acts.act, "start", who, counter)
                self.do("finish", acts.act, "finish", who, counter)
            else:
                time.sleep(0.002)


def main(url: str, name: str, rounds: int, counters: str) -> None:
    journal = Journal(url, "test", engine.make("threading"), WallClock())
    os.write(1, b'"ready"\n')
    sys.stdin.readline()  # go
    work = [
        threading.Thread(target=Worker(journal, f"{name}-k{i}").kiosk, args=(rounds,))
        for i in range(4)
    ]
    work += [
        threading.Thread(target=Worker(journal, f"{name}-c{c}").counter, args=(c, rounds))
        for c in counters.split(",")
    ]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    journal.close()
    os.write(1, b'"done"\n')


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
