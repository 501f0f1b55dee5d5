"""The tail: all events, in order, to every listener, whoever wrote them."""

from __future__ import annotations

import threading
import time
from typing import Any

from journal import Journal
from tests.journal.acts import AN, act, issue
from tests.journal.conftest import Opener
from tests.journal.gate import until


def test_every_listener_hears_every_event_in_order(journal: Journal) -> None:
    heard: list[list[int]] = [[], []]
    journal.listen("one", lambda event, hall: heard[0].append(event.seq))
    journal.listen("two", lambda event, hall: heard[1].append(hall.seq))
    clients = [
        threading.Thread(target=lambda: [issue(journal) for _ in range(20)]) for _ in range(8)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert heard[0] == heard[1] == list(range(2, 163))


def test_a_batch_is_told_once(journal: Journal) -> None:
    seqs: list[int] = []
    journal.after_batch("x", lambda hall: seqs.append(hall.seq))
    issue(journal)
    act(journal, "open", AN, "1")
    assert seqs == [3, 4]


def test_a_listener_that_fails_takes_up_where_it_left(journal: Journal, opened: Opener) -> None:
    good: list[int] = []
    bad: list[int] = []
    failing = [True]

    def sick(event: Any, hall: Any) -> None:
        if failing[0] and event.seq >= 4:
            raise OSError("the printer is on fire")
        bad.append(event.seq)

    journal.listen("sick", sick)
    journal.listen("well", lambda event, hall: good.append(event.seq))
    for _ in range(5):
        issue(journal)
    assert good == [2, 3, 4, 5, 6, 7] and bad == [2, 3]
    health = journal.health()["listeners"]["sick"]
    assert health["failures"] >= 1 and health["behind"] == 4
    failing[0] = False
    until(lambda: bad == good)
    issue(journal)
    assert bad == good == [2, 3, 4, 5, 6, 7, 8]
    assert journal.health()["listeners"]["sick"]["behind"] == 0


def test_an_event_that_a_listener_never_takes_is_given_up(
    journal: Journal, monkeypatch: Any
) -> None:
    monkeypatch.setattr("journal.tail.FIRST_RETRY", 0.01)
    heard: list[int] = []

    def picky(event: Any, hall: Any) -> None:
        if event.seq == 4:
            raise ValueError("not this one")
        heard.append(event.seq)

    journal.listen("picky", picky)
    for _ in range(4):
        issue(journal)
    until(lambda: heard == [2, 3, 5, 6])
    assert journal.health()["listeners"]["picky"] == {"failures": 5, "behind": 0, "lost": 1}


def test_what_is_kept_for_a_sick_listener_is_bounded(journal: Journal, monkeypatch: Any) -> None:
    monkeypatch.setattr("journal.tail.MOST_BEHIND", 10)

    def dead(event: Any, hall: Any) -> None:
        raise ValueError("never")

    journal.listen("dead", dead)
    for _ in range(30):
        issue(journal)
    health = journal.health()["listeners"]["dead"]
    assert health["behind"] <= 10 and health["lost"] >= 20


def test_a_mistake_after_a_batch_hurts_nobody(journal: Journal) -> None:
    def broken(hall: Any) -> None:
        raise ValueError("a mistake")

    told: list[int] = []
    journal.after_batch("broken", broken)
    journal.after_batch("told", lambda hall: told.append(hall.seq))
    issue(journal)
    assert told == [3] and journal.health()["listeners"]["broken"]["failures"] == 1


def test_what_another_process_writes_is_heard_within_a_second(opened: Opener, url: str) -> None:
    """Two journals on one hall: as two processes, but in one so that both can be looked at."""
    one, two = opened(url), opened(url)
    heard: list[tuple[int, str]] = []
    two.listen("x", lambda event, hall: heard.append((event.seq, event.kind)))
    first = issue(one)
    begun = time.monotonic()
    until(lambda: (first.body["id"], "TicketIssued") in heard)
    assert time.monotonic() - begun < 2.0
    # whoever is behind first applies what it missed
    assert issue(two).body["number"] == "A002"
    assert issue(one).body["number"] == "A003"
    opened.settle()
    assert one.live.snapshot() == two.live.snapshot()
    assert [seq for seq, _ in heard] == list(range(heard[0][0], heard[-1][0] + 1))


def test_a_key_used_at_one_process_is_known_at_the_other(opened: Opener, url: str) -> None:
    one, two = opened(url), opened(url)
    first = issue(one, key="tap")
    again = issue(two, key="tap")
    assert again.replayed and again.body == first.body
    assert len(two.live.tickets) == 1


def test_acts_on_other_tables_do_not_disturb(opened: Opener, sqlite_url: str) -> None:
    import sqlite3

    journal = opened(sqlite_url)
    issue(journal)
    other = sqlite3.connect(sqlite_url[10:])
    other.execute("CREATE TABLE officers (name TEXT)")
    other.commit()
    other.close()
    time.sleep(1.2)
    assert issue(journal).body["number"] == "A002" and journal.state == "open"
