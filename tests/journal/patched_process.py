"""A journal on the engine of HALL_ENGINE, as hall_server.py runs it: patched first, then imported.

`python -m tests.journal.patched_process URL` works at a hall for a moment and prints what it saw.
"""

# ruff: noqa: E402
from __future__ import annotations

import os
import sys

if os.environ.get("HALL_ENGINE") == "eventlet":
    import eventlet

    eventlet.monkey_patch()

import json
import time

import engine
from engine.clock import WallClock
from journal import Journal
from tests.halls import small_hall
from tests.journal.acts import issue

CLIENTS, EACH = 20, 15


def main(url: str) -> None:
    loop = engine.current()
    journal = Journal(url, "test", loop, WallClock(), small_hall(server={"bench": True}))
    heard: list[int] = []
    gaps: list[float] = []
    replies: list[int] = []
    journal.listen("x", lambda event, hall: heard.append(event.seq))
    journal.after_batch("y", lambda hall: None)
    busy = True

    def pulse() -> None:
        """How long the loop lets others wait."""
        while busy:
            begun = time.monotonic()
            loop.sleep(0.002)
            gaps.append(time.monotonic() - begun)

    def client(name: int) -> None:
        for n in range(EACH):
            with loop.turn():
                reply = issue(journal, key=f"{name}-{n}")
            assert reply.body is not None
            replies.append(reply.body["id"])

    beat = loop.spawn(pulse)
    for task in [loop.spawn(client, n) for n in range(CLIENTS)]:
        task.wait()
    owned = [journal.own("printer/p1"), journal.own("printer/p1")]
    read = len(journal.events(0, 10_000))
    other = Journal(url, "test", loop, WallClock())  # as another process would
    issue(other)
    begun = time.monotonic()
    while journal.live.seq < other.live.seq and time.monotonic() - begun < 5:
        loop.sleep(0.01)
    caught_up = time.monotonic() - begun
    busy = False
    beat.wait()
    print(json.dumps({
        "engine": loop.name, "replies": len(set(replies)), "heard": len(heard), "read": read,
        "owned": owned, "caught_up": caught_up, "seq": journal.live.seq,
        "longest_gap": max(gaps), "batches": journal.health()["commits"],
    }))  # fmt: skip
    other.close()
    journal.close()


if __name__ == "__main__":
    main(sys.argv[1])
