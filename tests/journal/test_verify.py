"""Verify: whatever is changed behind the journal's back is found, at its first bad seq (F30)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg2
import pytest
import sqlalchemy as sa

from journal import BrokenChain, Damaged, Journal
from journal.opening import prepare
from journal.stores import open_store
from journal.tables import metadata
from journal.verify import verify
from tests.journal.acts import AN, BINH, BOSS, act, issue
from tests.journal.conftest import Opener


def a_morning(journal: Journal) -> None:
    """21 events and more: every read table has rows."""
    act(journal, "open", AN, "1")
    act(journal, "open", BINH, "3")
    for _ in range(4):
        issue(journal, printer="p1")
        issue(journal, "so-do", printer="p1")
    act(journal, "call_next", AN, "1")
    act(journal, "start", AN, "1")
    act(journal, "transfer", AN, "1", service="so-do", note="bổ sung hồ sơ")
    act(journal, "call_next", BINH, "3")
    act(journal, "device_enrolled", BOSS, "k1", "kiosk")


@pytest.fixture
def written(opened: Opener, url: str) -> str:
    journal = opened(url)
    a_morning(journal)
    journal.close()
    opened.unchecked = True
    assert verify(url, "test").holds
    return url


def engine_of(url: str) -> sa.Engine:
    url = url.replace("postgresql://", "postgresql+psycopg2://")
    return sa.create_engine(url, poolclass=sa.pool.NullPool)


def execute(url: str, *statements: str) -> None:
    with engine_of(url).begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def behind_its_back(url: str, *statements: str) -> None:
    """As somebody would who owns the database: the triggers are taken away first."""
    if url.startswith("sqlite"):
        drop = ["DROP TRIGGER events_no_update", "DROP TRIGGER events_no_delete"]
    else:
        drop = ["ALTER TABLE events DISABLE TRIGGER ALL"]
    execute(url, *drop, *statements)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET kind = 'DayClosed' WHERE seq = 2",
        "DELETE FROM events WHERE seq = 2",
        pytest.param("TRUNCATE events", id="truncate"),
    ],
)
def test_the_database_itself_refuses_to_change_an_event(written: str, statement: str) -> None:
    if statement.startswith("TRUNCATE") and written.startswith("sqlite"):
        statement = "DELETE FROM events"
    with pytest.raises(sa.exc.DBAPIError, match="never changed"):
        execute(written, statement)
    assert verify(written, "test").holds


@pytest.mark.parametrize(
    ("statements", "bad"),
    [
        (["UPDATE events SET officer_id = 'nobody' WHERE seq = 9"], 9),
        (["UPDATE events SET at = at - 1 WHERE seq = 9"], 9),
        (["UPDATE events SET data = REPLACE(data, 'A001', 'A002') WHERE seq = 5"], 5),
        (["UPDATE events SET hash = REPLACE(hash, 'a', 'b') WHERE seq = 9"], 9),
        (["DELETE FROM events WHERE seq = 9"], 9),
        (["DELETE FROM events WHERE seq > 15"], 16),
        (
            [
                "DELETE FROM events WHERE seq > 15",
                "UPDATE halls SET seq = 15",
            ],
            15,
        ),
        (
            [
                "UPDATE events SET seq = 1000 WHERE seq = 9",
                "UPDATE events SET seq = 9 WHERE seq = 10",
                "UPDATE events SET seq = 10 WHERE seq = 1000",
            ],
            9,
        ),
        (["UPDATE halls SET seq = 15"], 16),
        (["UPDATE personal SET text = 'something else'"], 15),
    ],
    ids=[
        "edited", "an earlier time", "another number", "another hash", "deleted", "tail cut",
        "tail cut, seq with it", "swapped", "hall set back", "note rewritten",
    ],
)  # fmt: skip
def test_a_changed_journal_is_found_at_its_first_bad_seq(
    written: str, statements: list[str], bad: int
) -> None:
    behind_its_back(written, *statements)
    verdict = verify(written, "test")
    assert not verdict.holds and verdict.bad_seq == bad, verdict


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE tickets SET state = 'finished' WHERE number = 'A003'", "tickets 9: state"),
        ("DELETE FROM tickets WHERE number = 'A003'", "tickets 9 is missing"),
        ("UPDATE intervals SET counter = '2' WHERE kind = 'serving'", "intervals 5, 3: counter"),
        ("DELETE FROM intervals WHERE ticket = 5 AND no = 1", "intervals 5, 1 is missing"),
        ("UPDATE print_jobs SET state = 'printed' WHERE job = 6", "print_jobs 6: state"),
        ("UPDATE devices SET state = 'revoked'", "devices k1: state"),
        (
            "INSERT INTO ratings (hall_id, ticket, leg, channel, score, reasons, service, rated_at)"
            " VALUES ('test', 5, 1, 'pad', 1, '[]', 'x', 0)",
            "ratings 5, 1, pad should not be there",
        ),
    ],
)
def test_a_read_table_that_is_not_what_the_events_make_is_found(
    written: str, statement: str, said: str
) -> None:
    execute(written, statement)
    verdict = verify(written, "test")
    assert verdict.bad_seq is None and len(verdict.differences) == 1
    assert verdict.differences[0].startswith(said)


def test_purging_personal_texts_breaks_nothing(written: str) -> None:
    execute(written, "DELETE FROM personal")
    assert verify(written, "test").holds


def test_a_hall_whose_chain_is_broken_is_not_opened(opened: Opener, written: str) -> None:
    behind_its_back(written, "UPDATE events SET at = at + 1 WHERE seq = 12")
    with pytest.raises(BrokenChain) as broken:
        opened(written)
    assert broken.value.seq == 12


def test_a_running_hall_stops_when_the_journal_is_cut_under_it(opened: Opener, url: str) -> None:
    from journal import JournalDown

    journal = opened(url)
    a_morning(journal)
    opened.unchecked = True
    behind_its_back(url, "DELETE FROM events WHERE seq > 15", "UPDATE halls SET seq = 15")
    with pytest.raises(JournalDown):
        issue(journal)
    assert journal.state == "stopped" and "damaged" in str(journal.why)
    with pytest.raises(JournalDown):
        issue(journal)


def test_the_migrations_make_the_tables_that_the_code_knows(url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    prepare(url)
    prepare(url)
    with engine_of(url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "journal_version"})
        assert compare_metadata(context, metadata) == []


def test_a_database_of_a_later_version_is_left_alone(opened: Opener, written: str) -> None:
    execute(written, "UPDATE journal_version SET version_num = '9999'")
    from journal.migrations import TooNew

    with pytest.raises(TooNew):
        opened(written)


@pytest.mark.parametrize(
    "how", ["cut short", "header", "middle", "a page nobody reads", "not a database"]
)
def test_a_damaged_file_is_not_written_to_and_the_backup_is_named(
    opened: Opener, sqlite_url: str, tmp_path: Any, how: str
) -> None:
    """F7."""
    from journal.backup import backup

    journal = opened(sqlite_url)
    a_morning(journal)
    backup(sqlite_url, f"{tmp_path}/sao-luu.db")
    for _ in range(300):
        issue(journal)
    journal.close()
    opened.unchecked = True
    file = tmp_path / "hall.db"
    whole = file.read_bytes()
    connection = sqlite3.connect(file)
    found = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'devices'")
    unread = (found.fetchone()[0] - 1) * 4096
    connection.close()
    damage: dict[str, Callable[[], bytes]] = {
        "cut short": lambda: whole[: len(whole) // 2],
        "header": lambda: b"\0" * 100 + whole[100:],
        "middle": lambda: whole[:8192] + bytes(4096) * (len(whole) // 4096 - 3) + whole[-4096:],
        "a page nobody reads": lambda: whole[:unread] + bytes(4096) + whole[unread + 4096 :],
        "not a database": lambda: b"something else entirely\n" * 5000,
    }
    bad = damage[how]()
    file.write_bytes(bad)
    with pytest.raises((Damaged, BrokenChain)) as damaged:
        opened(sqlite_url)
    assert "sao-luu.db" in str(damaged.value)
    assert file.read_bytes()[:8192] == bad[:8192]


def test_a_database_that_cannot_be_read_is_said_so(
    opened: Opener, sqlite_url: str, tmp_path: Any, postgres: Any
) -> None:
    missing = f"sqlite:///{tmp_path}/nowhere.db", postgres.url("nowhere")
    for url in missing:
        with pytest.raises(Damaged):
            verify(url, "test")
    assert not (tmp_path / "nowhere.db").exists()
    journal = opened(sqlite_url)
    for _ in range(100):
        issue(journal)
    journal.close()
    opened.unchecked = True
    file = tmp_path / "hall.db"
    file.write_bytes(file.read_bytes()[:-40960])
    with pytest.raises(Damaged):
        verify(sqlite_url, "test")


def test_reading_does_not_make_a_hall(postgres: Any, sqlite_url: str) -> None:
    for url in (sqlite_url, postgres.new_database()):
        prepare(url)
        store = open_store(url, "nobody")
        store.connect_reading()
        assert store.head().seq == 0
        with pytest.raises((sa.exc.DBAPIError, psycopg2.Error, Exception)):
            store.rows("INSERT INTO halls VALUES ('x',0,'',0,0,0,'',NULL)", ())
        store.close()
