"""Tickets a second through the journal alone: `python -m bench.journal_commit [URL]`.

Threads call journal.do as Flask's handlers do, each waiting for its reply; no HTTP. Beside it, what
a ticket costs in one thread without waiting: the verbs are queued at once, so batches are full.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from typing import Any

import engine
from bench.load import table
from engine.clock import WallClock
from journal import Journal
from journal.verb import Verb
from queueing.hall import Hall
from queueing.who import Who
from tests.halls import small_hall

TICKETS = 6000
KIOSK = Who("kiosk", device="k1")
BODY = b'{"service":"khai-sinh"}'


def act(hall: Hall, now: int) -> list[Any]:
    return hall.issue(KIOSK, now, service="khai-sinh", printer="p1")


def answer(hall: Hall, events: list[Any]) -> tuple[int, dict[str, Any]]:
    ticket = hall.tickets[events[0].seq]
    return 201, {"id": ticket.id, "number": ticket.number, "ahead": hall.ahead(ticket.id)}


def threads(journal: Journal, n: int) -> tuple[float, list[float]]:
    """(seconds, latencies in ms, sorted) for TICKETS tickets from n threads."""
    latencies: list[list[float]] = [[] for _ in range(n)]

    def client(i: int) -> None:
        for k in range(TICKETS // n):
            begun = time.perf_counter()
            key = f"{n}-{i}-{k}"
            journal.do(act, answer, caller="k1", route="/api/v1/tickets", key=key, body=BODY)
            latencies[i].append((time.perf_counter() - begun) * 1000)

    clients = [threading.Thread(target=client, args=(i,)) for i in range(n)]
    begun = time.perf_counter()
    for thread in clients:
        thread.start()
    for thread in clients:
        thread.join()
    return time.perf_counter() - begun, sorted(x for part in latencies for x in part)


def full_batches(journal: Journal) -> float:
    """Seconds for TICKETS tickets that are all there at once."""
    verbs = [
        Verb(act, answer, "k1", "/t", f"full-{i}", False, BODY, journal.engine.future())
        for i in range(TICKETS)
    ]
    begun = time.perf_counter()
    for verb in verbs:
        journal._writer.queue.put(verb)
    verbs[-1].future.wait(60)
    return time.perf_counter() - begun


def main(url: str | None = None) -> None:
    rows = []
    with tempfile.TemporaryDirectory(dir=".") as folder:
        settings = small_hall(server={"bench": True})
        place = url or f"sqlite:///{folder}/hall.db"
        journal = Journal(place, "bench", engine.make("threading"), WallClock(), settings)
        for n in (1, 16, 32):
            journal._writer.committing.batches.clear()
            seconds, ms = threads(journal, n)
            done = len(ms)
            rows.append([
                f"{n} threads", f"{done / seconds:,.0f}", f"{ms[done // 2]:.2f}",
                f"{ms[int(done * 0.99)]:.2f}", f"{journal.health()['batch']['mean']:.1f}",
            ])  # fmt: skip
        journal._writer.committing.batches.clear()
        seconds = full_batches(journal)
        rows.append(
            ["queued at once", f"{TICKETS / seconds:,.0f}", "", "",
             f"{journal.health()['batch']['mean']:.1f}"]
        )  # fmt: skip
        journal.close()
        begun = time.perf_counter()
        again = Journal(place, "bench", engine.make("threading"), WallClock())
        ready = time.perf_counter() - begun
        rows.append([f"ready after {again.live.seq:,} events", f"{ready:.2f} s", "", "", ""])
        again.close()
    table("the journal alone", ["", "tickets/s", "p50 ms", "p99 ms", "verbs a commit"], rows)


if __name__ == "__main__":
    main(*sys.argv[1:2])
