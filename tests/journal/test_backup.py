"""Backup and restore: online, checked, and never over a running server."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from journal import Journal, JournalDown
from journal.backup import CannotBackUp, backup, check_backup, restore
from journal.checking import check_journal
from journal.locks import open_locks
from tests.journal.acts import issue
from tests.journal.conftest import Opener
from tests.journal.gate import until


def test_a_backup_taken_while_the_hall_works_is_whole(
    opened: Opener, sqlite_url: str, tmp_path: Path
) -> None:
    journal = opened(sqlite_url)
    issue(journal)
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            issue(journal)

    clients = [threading.Thread(target=work) for _ in range(4)]
    for client in clients:
        client.start()
    files = [f"{tmp_path}/backup-{n}.db" for n in range(3)]
    try:
        for file in files:
            backup(sqlite_url, file)
    finally:
        stop.set()
        for client in clients:
            client.join()
    seqs = []
    for file in files:
        assert check_journal(f"sqlite:///{file}", "test") == []
        assert not Path(file + "-wal").exists()
        connection = sqlite3.connect(file)
        seqs.append(connection.execute("SELECT seq FROM halls").fetchone()[0])
        connection.close()
    assert seqs == sorted(seqs) and seqs[0] >= 3


def test_a_restored_hall_is_the_one_backed_up(
    opened: Opener, sqlite_url: str, tmp_path: Path
) -> None:
    journal = opened(sqlite_url)
    for _ in range(3):
        issue(journal, key="tap")
    backup(sqlite_url, f"{tmp_path}/b.db")
    before = journal.live.snapshot()
    for _ in range(5):
        issue(journal)
    journal.close()
    done = restore(sqlite_url, f"{tmp_path}/b.db")
    assert done.kept is not None and Path(done.kept).exists()
    again = opened(sqlite_url)
    after = again.live.snapshot()
    aside = {"seq", "at", "leases", "leased"}  # A002 to A006 are in people's hands
    assert {k: v for k, v in after.items() if k not in aside} == {
        k: v for k, v in before.items() if k not in aside
    }
    assert issue(again, key="tap").replayed
    assert issue(again).body["number"] == "A007"
    again.close()
    # the database that was replaced is whole as well
    restore(sqlite_url, done.kept)
    assert len(opened(sqlite_url).live.tickets) == 6


def test_nothing_is_restored_while_a_server_runs(
    opened: Opener, sqlite_url: str, tmp_path: Path
) -> None:
    journal = opened(sqlite_url)
    issue(journal)
    backup(sqlite_url, f"{tmp_path}/b.db")
    with pytest.raises(CannotBackUp, match="running"):
        restore(sqlite_url, f"{tmp_path}/b.db")
    assert issue(journal).body["number"] == "A002"


def test_no_server_starts_while_a_restore_is_under_way(opened: Opener, url: str) -> None:
    opened(url).close()
    locks = open_locks(url, "test")
    assert locks.alone()
    with pytest.raises(JournalDown):
        opened(url)
    locks.close()
    issue(opened(url))


def test_a_file_that_is_no_sound_journal_is_refused(
    opened: Opener, sqlite_url: str, tmp_path: Path
) -> None:
    journal = opened(sqlite_url)
    for _ in range(200):
        issue(journal)
    backup(sqlite_url, f"{tmp_path}/b.db")
    journal.close()
    whole = Path(f"{tmp_path}/b.db").read_bytes()
    bad = {
        "nothing": b"", "text": b"hello" * 1000, "half": whole[: len(whole) // 2],
        "hole": whole[:40960] + bytes(8192) + whole[49152:],
    }  # fmt: skip
    for name, content in bad.items():
        file = tmp_path / f"{name}.db"
        file.write_bytes(content)
        with pytest.raises(CannotBackUp):
            restore(sqlite_url, str(file))
    edited = tmp_path / "edited.db"
    edited.write_bytes(whole)
    connection = sqlite3.connect(edited)
    connection.execute("DROP TRIGGER events_no_update")
    connection.execute("UPDATE events SET at = at + 1 WHERE seq = 50")
    connection.commit()
    connection.close()
    with pytest.raises(CannotBackUp, match="event 50"):
        check_backup(str(edited))
    with pytest.raises(CannotBackUp):
        restore(sqlite_url, f"{tmp_path}/no-such-file.db")
    # nothing was touched
    assert len(opened(sqlite_url).live.tickets) == 200


def test_postgresql_has_tools_of_its_own_and_that_is_said(postgres: Any) -> None:
    url = postgres.new_database()
    for act in (backup, restore):
        with pytest.raises(CannotBackUp, match="pg_dump"):
            act(url, "x.db")


def test_each_device_belongs_to_one_process(opened: Opener, url: str) -> None:
    one, two = opened(url), opened(url)
    other_hall = opened(url, "khác")
    assert one.own("printer/p1") and one.own("printer/p1")
    assert not two.own("printer/p1")
    assert two.own("printer/p2") and not one.own("printer/p2")
    assert other_hall.own("printer/p1")
    one.close()
    until(lambda: two.own("printer/p1"))


def test_health_tells_what_an_alert_needs(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        issue(journal)
    health = journal.health()
    assert health["state"] == "open" and health["lag"] == 0 and health["seq"] == 7
    assert health["commits"] >= 5 and health["commit_ms"]["p99"] > 0
    assert health["batch"]["max"] == 1 and health["clock_drift_ms"] == 0
    if journal.url.startswith("sqlite"):
        assert health["free_bytes"] > 0
        monkeypatch.setattr("journal.journal.LOW_DISK", health["free_bytes"] * 2)
        assert journal.health()["low_disk"]
    else:
        assert health["free_bytes"] is None and not health["low_disk"]
