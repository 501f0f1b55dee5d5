"""Kinds: a few kinds of events of the day, and the newest backup, for who remembers neither."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from journal.backups import note
from queueing.who import THE_HALL
from tests.fakes.clock import FakeClock
from tests.journal.acts import AN, act, issue
from tests.journal.conftest import Opener


def test_only_those_kinds_and_only_today(opened: Opener, url: str, clock: FakeClock) -> None:
    journal = opened(url)
    act(journal, "open", AN, "1")
    issue(journal)
    clock.advance(24 * 3600)
    issue(journal)
    act(journal, "open", AN, "2")
    journal.do(
        lambda hall, now: hall.raise_alert(THE_HALL, now, "disk", "test", "critical"),
        caller="test", route="",
    )  # fmt: skip
    kinds = ("CounterOpened", "CounterClosed", "AlertRaised")
    today = journal.of_kinds(kinds)
    assert [(e.kind, e.counter) for e in today] == [("CounterOpened", "2"), ("AlertRaised", None)]
    assert today[1].data["alert"] == "disk" and today[0].officer == "an"
    ever = journal.of_kinds(kinds, 0)
    assert [e.counter for e in ever] == ["1", "1", "2", None], "opened, and closed with the day"
    assert journal.of_kinds(kinds, ever[-1].seq) == []


def test_the_newest_backup_that_is_still_there(opened: Opener, sqlite_url: str) -> None:
    journal = opened(sqlite_url)
    assert journal.last_backup() == 0
    database = sqlite_url.removeprefix("sqlite:///")
    for n, name in enumerate(("older", "newer", "gone")):
        file = Path(f"{database}.{name}")
        file.write_bytes(b"")
        os.utime(file, (1000 + n, 1000 + n))
        note(database, str(file))
    file.unlink()
    assert journal.last_backup() == 1_001_000


def test_the_newest_finished_dump_of_the_databases_own_tools(
    opened: Opener, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = opened(sqlite_url)
    monkeypatch.setattr(journal, "_folder", None)  # as with PostgreSQL
    folder = tmp_path / "dumps"
    assert journal.last_backup() is None, "nobody said where they are"
    assert journal.last_backup(folder) == 0
    folder.mkdir()
    assert journal.last_backup(folder) == 0
    for n, (name, body) in enumerate(
        (("old.sql.gz", b"x"), ("new.dump", b"x"), ("empty", b""), (".under-way", b"x"))
    ):
        (folder / name).write_bytes(body)
        os.utime(folder / name, (1000 + n, 1000 + n))
    assert journal.last_backup(folder) == 1_001_000
    (folder / "as-a-folder").mkdir()
    os.utime(folder / "as-a-folder", (2000, 2000))
    assert journal.last_backup(folder) == 2_000_000
