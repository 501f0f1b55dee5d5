"""Several operating-system processes on one hall, killed ones among them (F1, F4, F33)."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from sqlalchemy import make_url

from journal.checking import check_journal
from journal.record import check_acknowledged, check_order
from journal.stores import open_store
from queueing.events import Event
from tests.halls import small_hall
from tests.journal.conftest import Opener
from tests.postgres import Postgres

ROOT = Path(__file__).parents[2]


class Process:
    """A hall process under test, and what it was acknowledged."""

    def __init__(self, url: str, name: str, rounds: int, counters: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.journal.hall_process", url, name, str(rounds), counters],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.records: list[dict[str, Any]] = []
        self.done = False
        assert self._line() == "ready"
        self._reader = threading.Thread(target=self._read, daemon=True)

    def _line(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        return json.loads(line) if line.endswith("\n") else None

    def _read(self) -> None:
        while (line := self._line()) is not None:
            if line == "done":
                self.done = True
            else:
                self.records.append(line)

    def go(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        self._reader.start()

    def kill(self) -> None:
        os.kill(self._process.pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> None:
        self._process.wait(60)
        self._reader.join(10)
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()


def new_hall(url: str, opened: Opener) -> None:
    """A hall with a day of its own: processes use the real clock."""
    from engine.clock import WallClock

    settings = small_hall(server={"bench": True}, hall={"undo_within": 0})
    opened(url, settings=settings, clock=WallClock()).close()


def all_events(url: str) -> list[Event]:
    store = open_store(url, "test")
    store.connect_reading()
    try:
        return [e for part in store.events(0, store.head().seq) for e in part]
    finally:
        store.close()


def settled(url: str, records: list[dict[str, Any]]) -> list[Event]:
    """Asserts all that must hold afterwards; the events for more."""
    assert check_journal(url, "test") == []
    events = all_events(url)
    assert check_acknowledged(records, events) == []
    assert check_order(records, events) == []
    numbers = [e.data["number"] for e in events if e.kind == "TicketIssued"]
    assert len(numbers) == len(set(numbers))
    told = Counter(r["reply"]["number"] for r in records if r["verb"] == "issue")
    assert max(told.values(), default=1) == 1 and set(told) <= set(numbers)
    return events


def test_two_processes_race_on_one_hall(opened: Opener, url: str) -> None:
    """No number twice, no ticket called twice, seq without gaps, everything acknowledged there."""
    new_hall(url, opened)
    rounds = 40
    one, two = Process(url, "one", rounds, "1,2"), Process(url, "two", rounds, "3,4")
    one.go(), two.go()
    one.wait(), two.wait()
    assert one.done and two.done
    records = one.records + two.records
    events = settled(url, records)
    assert sum(e.kind == "TicketIssued" for e in events) == 2 * 4 * rounds
    called = Counter(e.ticket for e in events if e.kind == "TicketCalled")
    acknowledged = Counter(
        r["reply"]["id"] for r in records if r["verb"] == "call_next" and r["status"] == 200
    )
    assert called == acknowledged and max(called.values()) == 1
    # both wrote in turns: whoever was behind had to catch up first
    writers = [e.officer.split("-")[0] for e in events if e.kind == "TicketCalled" and e.officer]
    assert len(set(writers)) == 2


def test_a_killed_process_loses_nothing_it_acknowledged(opened: Opener, sqlite_url: str) -> None:
    """F4, a few rounds: the hall is taken up by the next process each time."""
    new_hall(sqlite_url, opened)
    dice = random.Random(7)
    records: list[dict[str, Any]] = []
    for n in range(4):
        process = Process(sqlite_url, f"p{n}", 100_000, "1,2")
        process.go()
        time.sleep(dice.uniform(0.05, 0.4))
        process.kill()
        assert not process.done
        records += process.records
    assert len(records) > 50
    settled(sqlite_url, records)


def test_one_of_two_killed_does_not_hold_the_other(opened: Opener, postgres: Postgres) -> None:
    url = postgres.new_database()
    new_hall(url, opened)
    one, two = Process(url, "one", 100_000, "1,2"), Process(url, "two", 60, "3,4")
    one.go(), two.go()
    time.sleep(0.3)
    one.kill()
    two.wait()
    assert two.done
    settled(url, one.records + two.records)


@pytest.mark.timeout(100)
def test_postgresql_killed_in_mid_commit_and_back(opened: Opener, postgres: Postgres) -> None:
    """F33: a backend dies by SIGKILL, which takes the whole server down and up again; clients ask
    again with their keys until they are answered."""
    url = postgres.new_database()
    new_hall(url, opened)
    process = Process(url, "one", 200, "1,2")
    process.go()
    dice = random.Random(3)
    kills = 0
    while not process.done and kills < 2:
        time.sleep(dice.uniform(0.05, 0.25))
        if kill_backend(postgres, url):
            kills += 1
    process.wait()
    assert process.done and kills >= 1
    events = settled(url, process.records)
    # each key was answered once, each answer is one ticket: nothing was done twice
    assert sum(e.kind == "TicketIssued" for e in events) == 4 * 200


def kill_backend(postgres: Postgres, url: str) -> bool:
    """SIGKILLs the backend that writes for the hall; False if there is none just now."""
    try:
        found = postgres.execute(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'hall' "
            f"AND datname = '{make_url(url).database}' AND query ~ 'INSERT INTO events'"
        )
        for (pid,) in found:
            os.kill(pid, signal.SIGKILL)
    except (psycopg2.OperationalError, ProcessLookupError):
        return False
    return bool(found)
