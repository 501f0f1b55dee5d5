"""Journals for the tests, on both stores; each is run through the invariants when its test ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import engine
from journal import Journal
from journal.checking import check_journal
from tests.fakes.clock import FakeClock
from tests.halls import small_hall
from tests.postgres import Postgres

HALL = "test"


@pytest.fixture(scope="session")
def threads() -> Any:
    return engine.make("threading")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the journal is kept: every test that asks for it runs on both stores."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/hall.db"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/hall.db"


class Opener:
    """Opens journals and closes them; `unchecked` for a test that damages its journal."""

    def __init__(self, threads: Any, clock: FakeClock) -> None:
        self.threads = threads
        self._clock = clock
        self._open: list[Journal] = []
        self.unchecked = False

    def __call__(
        self,
        url: str,
        hall: str = HALL,
        settings: dict[str, Any] | None = None,
        clock: Any = None,
    ) -> Journal:
        """A journal with the small hall's settings, or those given; {} for none."""
        if settings is None:
            settings = small_hall(hall={"id": hall})
        journal = Journal(url, hall, self.threads, clock or self._clock, settings or None)
        self._open.append(journal)
        return journal

    def settle(self) -> None:
        """Returns when all that was committed so far has reached the listeners of all journals."""
        for journal in self._open:
            journal._writer.queue.put("look")
        for journal in self._open:
            journal.do(lambda hall, now: [], caller="test", route="settle")
        done = threading.Event()
        self.threads.on_loop(done.set)
        assert done.wait(5)

    def close(self) -> None:
        if not self.unchecked:
            self._open = [j for j in self._open if not j._closed]
            self.settle()
        for journal in self._open:
            journal.close()
        if not self.unchecked:
            for journal in self._open:
                assert check_journal(journal.url, journal.hall_id, journal.live) == []


@pytest.fixture
def opened(threads: Any, clock: FakeClock) -> Iterator[Opener]:
    opener = Opener(threads, clock)
    yield opener
    opener.close()


@pytest.fixture
def journal(opened: Opener, url: str) -> Journal:
    return opened(url)
