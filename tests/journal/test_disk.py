"""The disk: full, refusing to write, locked by another (F6)."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from journal import Journal, JournalDown
from tests.fakes.clock import FakeClock
from tests.journal.acts import issue
from tests.journal.conftest import Opener
from tests.journal.gate import pragma, until


def test_a_full_disk_stops_the_hall_until_there_is_room(
    opened: Opener, sqlite_url: str, clock: FakeClock
) -> None:
    """F6. SQLite itself says that the disk is full: its file may not grow any more."""
    journal = opened(sqlite_url)
    issue(journal, key="before")
    store: Any = journal._writer.store
    pages: int = pragma(journal, "page_count")
    connect = store.connect

    def small() -> None:
        connect()
        store.connection.execute(f"PRAGMA max_page_count={pages}")

    store.connect = small
    pragma(journal, f"max_page_count={pages}")
    acknowledged = 1
    with pytest.raises(JournalDown) as down:
        for i in range(1000):
            issue(journal, key=f"tap-{i}")
            acknowledged += 1
    assert "disk" in str(down.value)
    assert journal.state == "stopped" and "disk" in str(journal.why)
    assert len(journal.live.tickets) == acknowledged
    with pytest.raises(JournalDown):
        issue(journal)
    time.sleep(1.3)  # it tries, and there is still no room
    assert journal.state == "stopped"
    assert issue_fails_at_once(journal)
    # what was on disk is known all the same; displays go on from the live hall
    assert journal.live.waiting_count("khai-sinh") == acknowledged
    store.connect = connect
    until(lambda: journal.state == "open")
    assert issue(journal, key=f"tap-{acknowledged - 1}").body["number"] == (
        f"A{acknowledged + 1:03d}"
    )
    assert issue(journal, key="before").replayed


def issue_fails_at_once(journal: Journal) -> bool:
    begun = time.monotonic()
    with pytest.raises(JournalDown):
        issue(journal)
    return time.monotonic() - begun < 0.5


def test_the_kernel_refusing_to_write_stops_the_hall_until_it_lets_it(
    opened: Opener, sqlite_url: str
) -> None:
    """F6 once more, by the kernel: a limit on the size of files makes every further write fail."""
    import resource
    import signal

    journal = opened(sqlite_url)
    issue(journal)
    size = max(p.stat().st_size for p in Path(sqlite_url[10:]).parent.iterdir())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    acknowledged = 1
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 40_000, hard))
        with pytest.raises(JournalDown):
            for _ in range(2000):
                issue(journal)
                acknowledged += 1
        assert journal.state == "stopped"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old)
    until(lambda: journal.state == "open")
    assert issue(journal).body["number"] == f"A{acknowledged + 1:03d}"


def test_a_database_locked_by_another_is_503_and_nothing_stops(
    opened: Opener, sqlite_url: str
) -> None:
    journal = opened(sqlite_url)
    issue(journal)
    pragma(journal, "busy_timeout=50")
    other = sqlite3.connect(sqlite_url[10:], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalDown) as down:
        issue(journal, key="tap")
    assert "locked" in str(down.value) and journal.state == "open"
    other.execute("ROLLBACK")
    other.close()
    assert issue(journal, key="tap").body["number"] == "A002"
