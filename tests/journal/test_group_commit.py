"""The writer: groups, what nobody may see before the commit, and what happens when one fails."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from journal import Journal, JournalDown
from journal.store import Writing
from queueing.refusal import Refusal
from tests.fakes.clock import FakeClock
from tests.journal.acts import AN, act, issue
from tests.journal.conftest import Opener


class Gate:
    """Stands before the store's commit: holds it, counts it, or lets it fail."""

    def __init__(self, journal: Journal) -> None:
        self._store = journal._writer.store
        self._commit = self._store.commit
        self.open = threading.Event()
        self.open.set()
        self.reached = threading.Event()
        self.batches: list[int] = []
        self.failing: Callable[[Writing], Exception | None] = lambda writing: None
        self.after: Callable[[Writing], Exception | None] = lambda writing: None
        self._store.commit = self  # type: ignore[method-assign,assignment]

    def __call__(self, writing: Writing) -> None:
        self.reached.set()
        assert self.open.wait(20)
        self.batches.append(len(writing.replies))
        error = self.failing(writing)
        if error is not None:
            raise error
        self._commit(writing)
        error = self.after(writing)
        if error is not None:
            raise error


class Doing(threading.Thread):
    """A verb under way in a thread of its own."""

    def __init__(self, fn: Callable[..., Any], *args: Any, **more: Any) -> None:
        super().__init__(daemon=True)
        self._call = fn, args, more
        self.reply: Any = None
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        fn, args, more = self._call
        try:
            self.reply = fn(*args, **more)
        except BaseException as error:
            self.error = error

    def done(self, timeout: float = 10) -> Doing:
        self.join(timeout)
        assert not self.is_alive()
        return self


def pragma(journal: Journal, text: str) -> Any:
    """Says it to the writer's own connection, while it is lent to the loop."""
    said: list[Any] = []
    store: Any = journal._writer.store

    def act(hall: Any, now: int) -> list[Any]:
        said.extend(store.connection.execute(f"PRAGMA {text}").fetchall())
        return []

    journal.do(act, caller="test", route="pragma")
    return said[0][0]


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_verbs_that_arrive_during_a_commit_are_committed_together(journal: Journal) -> None:
    issue(journal)
    gate = Gate(journal)
    gate.open.clear()
    first = Doing(issue, journal)
    assert gate.reached.wait(5)
    rest = [Doing(issue, journal) for _ in range(20)]
    until(lambda: journal._writer.queue.qsize() == 20)
    gate.open.set()
    numbers = {d.done().reply.body["number"] for d in (first, *rest)}
    assert len(numbers) == 21
    assert gate.batches == [1, 20]


def test_a_commit_takes_no_more_than_64_verbs(journal: Journal) -> None:
    gate = Gate(journal)
    gate.open.clear()
    doing = [Doing(issue, journal)]
    assert gate.reached.wait(5)
    doing += [Doing(issue, journal) for _ in range(100)]
    until(lambda: journal._writer.queue.qsize() == 100)
    gate.open.set()
    for d in doing:
        d.done()
    assert gate.batches == [1, 64, 36]


def test_nobody_sees_or_hears_anything_before_the_commit(journal: Journal) -> None:
    heard: list[str] = []
    journal.listen("x", lambda event, hall: heard.append(event.kind))
    issue(journal)
    gate = Gate(journal)
    gate.open.clear()
    gate.reached.clear()
    doing = Doing(issue, journal)
    assert gate.reached.wait(5)
    time.sleep(0.05)
    assert doing.reply is None and len(journal.live.tickets) == 1
    assert heard == ["DayOpened", "TicketIssued"] or heard == ["TicketIssued"]
    gate.open.set()
    doing.done()
    assert len(journal.live.tickets) == 2 and heard.count("TicketIssued") == 2


def test_a_verb_sees_those_decided_before_it_in_its_batch(journal: Journal) -> None:
    act(journal, "open", AN, "1")
    gate = Gate(journal)
    gate.open.clear()
    first = Doing(issue, journal)
    assert gate.reached.wait(5)
    second = Doing(issue, journal)
    until(lambda: journal._writer.queue.qsize() == 1)
    third = Doing(act, journal, "call_next", AN, "1")
    until(lambda: journal._writer.queue.qsize() == 2)
    fourth = Doing(act, journal, "call_next", AN, "1")
    until(lambda: journal._writer.queue.qsize() == 3)
    gate.open.set()
    assert first.done().reply.body["number"] == "A001"
    assert second.done().reply.body["number"] == "A002"
    assert third.done().reply.body["id"] == first.reply.body["id"]
    assert fourth.done().reply.body["id"] == second.reply.body["id"]


def test_a_batch_of_refused_verbs_commits_nothing(journal: Journal) -> None:
    issue(journal)
    gate = Gate(journal)
    for _ in range(3):
        with pytest.raises(Refusal):
            issue(journal, "no-such-service")
    assert act(journal, "clear_alert", AN, "paper", "p1").status == 204
    assert gate.batches == []


def test_a_failed_batch_is_decided_again_one_by_one(journal: Journal) -> None:
    """One verb's rows are refused by the store: the others must not suffer, nor get its number."""
    issue(journal)
    gate = Gate(journal)
    poison = [r for r in "x"]

    def failing(writing: Writing) -> Exception | None:
        if any(poison[0] in reply[4] for reply in writing.replies):
            return ValueError("one row too many")
        return None

    gate.failing = failing
    gate.open.clear()
    first = Doing(issue, journal)
    assert gate.reached.wait(5)
    good = [Doing(issue, journal, key=f"tap-{i}") for i in range(3)]
    until(lambda: journal._writer.queue.qsize() == 3)
    bad = Doing(issue, journal, key="xx")
    until(lambda: journal._writer.queue.qsize() == 4)
    more = [Doing(issue, journal, key=f"top-{i}") for i in range(3)]
    until(lambda: journal._writer.queue.qsize() == 7)
    gate.open.set()
    first.done()
    numbers = sorted(d.done().reply.body["number"] for d in good + more)
    assert numbers == ["A003", "A004", "A005", "A006", "A007", "A008"]
    assert isinstance(bad.done().error, JournalDown)
    assert not any(d.reply.replayed for d in good + more)
    gate.failing = lambda writing: None
    assert issue(journal, key="xx").body["number"] == "A009"


def test_a_commit_whose_outcome_is_unknown_is_settled_by_the_key(journal: Journal) -> None:
    """The commit went through, but its answer was lost: each verb gets its own reply, once."""
    issue(journal)
    gate = Gate(journal)
    lost = [True]

    def after(writing: Writing) -> Exception | None:
        if lost and lost.pop():
            journal._writer.store.close()
            return ConnectionError("lost")
        return None

    gate.after = after
    gate.open.clear()
    doing = [Doing(issue, journal)]
    assert gate.reached.wait(5)
    gate.open.set()
    for d in doing:
        d.done()
    reply = doing[0].reply
    assert reply.status == 201 and not reply.replayed and len(reply.events) == 1
    assert len(journal.live.tickets) == 2 and journal.state == "open"
    assert reply.body["id"] in journal.live.tickets


def test_a_verb_that_waits_too_long_is_told_so_and_is_not_done_later(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journal.journal.WAIT_SECONDS", 0.3)
    issue(journal)
    gate = Gate(journal)
    gate.open.clear()
    first = Doing(issue, journal, key="first")
    assert gate.reached.wait(5)
    second = Doing(issue, journal, key="second")
    assert isinstance(first.done().error, JournalDown)
    assert isinstance(second.done().error, JournalDown)
    gate.open.set()
    # the first was under way and is on disk: its key says so. The second was never begun
    again = issue(journal, key="first")
    assert again.replayed and again.body["number"] == "A002"
    assert issue(journal, key="second").body["number"] == "A003"


def test_a_writer_that_dies_is_started_again(journal: Journal) -> None:
    issue(journal)

    class Death(BaseException):
        pass

    store: Any = journal._writer.store
    lock = store.lock

    def killed() -> Any:
        store.lock = lock
        raise Death

    store.lock = killed
    with pytest.raises(JournalDown):
        issue(journal)
    until(lambda: journal.state == "open")
    assert issue(journal).body["number"] == "A002"
    assert journal.health()["restarts"] == 1


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
