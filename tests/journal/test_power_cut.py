"""The power goes (F5): writes not yet synced are lost, every acknowledged ticket is there."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from journal import JournalDown
from journal.checking import check_journal
from journal.record import check_acknowledged
from tests.journal.acts import issue
from tests.journal.conftest import Opener
from tests.journal.gate import pragma
from tests.journal.power import Power
from tests.journal.test_processes import all_events

CUTS = 12


class Clients:
    """Four kiosks; what they were acknowledged, at any moment."""

    def __init__(self, journal: Any) -> None:
        self.journal = journal
        self.records: list[dict[str, Any]] = []
        self._stop = False
        self._threads = [threading.Thread(target=self._work, args=(n,)) for n in range(4)]
        for thread in self._threads:
            thread.start()

    def _work(self, n: int) -> None:
        for i in range(100_000):
            if self._stop:
                return
            try:
                reply = issue(self.journal, printer="p1", key=f"{n}-{i}")
            except JournalDown:
                return
            self.records.append({
                "t0": 0.0, "t1": 0.0, "client": f"k{n}", "verb": "issue", "args": {},
                "status": reply.status, "reply": reply.body,
            })  # fmt: skip
            time.sleep(0.01)

    def stop(self) -> None:
        self._stop = True
        for thread in self._threads:
            thread.join()


def found_after_the_cut(power: Power, clients: Clients, folder: Path, seed: int) -> list[Any]:
    """What is wrong with what was acknowledged before the power went."""
    acknowledged = list(clients.records)
    power.cut(folder, seed)
    url = f"sqlite:///{folder}/hall.db"
    broken = check_journal(url, "test")
    return [*broken, *check_acknowledged(acknowledged, all_events(url))]


def test_every_acknowledged_ticket_survives_a_power_cut(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    power = Power(tmp_path / "disk")
    with power.on():
        journal = opened(f"sqlite:///{tmp_path}/disk/hall.db")
        pragma(journal, "wal_autocheckpoint=50")  # so that some cuts fall into a checkpoint
        clients = Clients(journal)
        try:
            for seed in range(CUTS):
                time.sleep(0.04)
                wrong = found_after_the_cut(power, clients, tmp_path / f"cut{seed}", seed)
                assert wrong == [], seed
        finally:
            clients.stop()
            journal.close()
    assert len(clients.records) > CUTS
    assert power.platters[f"{tmp_path}/disk/hall.db"].syncs > 2  # checkpoints were made


@pytest.mark.parametrize("level", ["OFF", "NORMAL"])
def test_with_less_syncing_tickets_would_be_lost(
    opened: Opener, tmp_path: Path, level: str
) -> None:
    """The test above can fail: without synchronous=FULL it does."""
    opened.unchecked = True
    (tmp_path / "disk").mkdir()
    power = Power(tmp_path / "disk")
    with power.on():
        journal = opened(f"sqlite:///{tmp_path}/disk/hall.db")
        clients = Clients(journal)
        set_level(journal, level)
        try:
            wrong: list[Any] = []
            for seed in range(CUTS):
                time.sleep(0.04)
                try:
                    wrong += found_after_the_cut(power, clients, tmp_path / f"c{seed}", seed)
                except Exception as error:  # the file can't even be read
                    wrong.append(error)
                if wrong:
                    break
        finally:
            clients.stop()
            journal.close()
    assert wrong


def set_level(journal: Any, level: str) -> None:
    """Between transactions, where SQLite lets it be set."""
    store = journal._writer.store
    lock = store.lock

    def weaker() -> Any:
        store.connection.execute(f"PRAGMA synchronous={level}")
        return lock()

    store.lock = weaker
