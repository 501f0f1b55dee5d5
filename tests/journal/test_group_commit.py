"""The writer: groups, what nobody may see before the commit, and what happens when one fails."""

from __future__ import annotations

import time
from typing import Any

import pytest

from journal import Journal, JournalDown, KeyReused
from journal.store import Writing
from queueing.refusal import Refusal
from tests.journal.acts import AN, act, issue
from tests.journal.gate import Doing, Gate, until


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


def test_the_same_key_twice_in_a_batch_is_one_ticket(journal: Journal) -> None:
    issue(journal)
    gate = Gate(journal)
    gate.open.clear()
    first = Doing(issue, journal)
    assert gate.reached.wait(5)
    taps = [Doing(issue, journal, key="tap") for _ in range(3)]
    other = Doing(issue, journal, key="tap", body=b"another")
    until(lambda: journal._writer.queue.qsize() == 4)
    gate.open.set()
    first.done()
    bodies = [tap.done().reply.body for tap in taps if tap.reply or tap.done().reply]
    if other.done().error is None:  # it came first: then the others are the wrong ones
        assert all(isinstance(tap.error, KeyReused) for tap in taps)
    else:
        assert isinstance(other.error, KeyReused)
        assert bodies == [bodies[0]] * 3
        assert sorted(tap.reply.replayed for tap in taps) == [False, True, True]
    assert len(journal.live.tickets) == 3


def test_a_move_in_a_failed_batch_leaves_nothing_behind(journal: Journal) -> None:
    """The read tables are followed in memory: they go back with the hall."""
    act(journal, "open", AN, "1")
    issue(journal)
    gate = Gate(journal)
    failures = [True]
    gate.failing = lambda writing: ValueError("once") if failures and failures.pop() else None
    act(journal, "call_next", AN, "1")
    failures.append(True)
    act(journal, "start", AN, "1")
    failures.append(True)
    act(journal, "finish", AN, "1")
    assert gate.batches == [1, 1] * 3  # and the invariants are looked at when the test ends


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
    second_try = issue(journal, key="second")
    assert not second_try.replayed and second_try.body["number"] == "A003"


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
