"""Looking things up in the journal: the same as reading it all, by pages, on both stores."""

from __future__ import annotations

from typing import Any

import pytest

from journal import Journal, audit
from journal.audit import Question, hand_share, search
from queueing.who import Who
from tests.fakes.clock import SUNDAY_MORNING, FakeClock
from tests.journal.acts import AN, BINH, BOSS, act, issue
from tests.journal.conftest import Opener

RECEPTION = Who("reception", officer="re")
DAY = 86_400_000


def two_days(journal: Journal, clock: FakeClock) -> list[dict[str, Any]]:
    """Two days with calls by hand, priority, alerts; all their events, newest first."""
    for _ in range(2):
        act(journal, "open", AN, "1")
        act(journal, "open", BINH, "2")
        tickets = [issue(journal).body["id"] for _ in range(4)]
        act(journal, "grant", RECEPTION, tickets[3], "priority", "nguoi-cao-tuoi")
        act(journal, "call_next", AN, "1")
        act(journal, "finish", AN, "1")
        clock.advance(60)
        act(journal, "call", BOSS, "2", tickets[1], "sick")
        act(journal, "raise_alert", Who("hall"), "printer", "p1", "warning")
        act(journal, "close_day", Who("hall"))
        clock.advance(86_400 - 60)
    return list(reversed(journal.events(0, 10_000)))


@pytest.fixture
def told(opened: Opener, url: str, clock: FakeClock) -> tuple[str, list[dict[str, Any]]]:
    journal = opened(url)
    return url, two_days(journal, clock)


def seqs(url: str, limit: int = 500, before: int | None = None, **asked: Any) -> list[int]:
    return [row.seq for row in search(url, "test", Question(**asked), before, limit).rows]


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ({}, lambda e: True),
        ({"officer": "an"}, lambda e: e["officer"] == "an"),
        ({"counter": "2"}, lambda e: e["counter"] == "2"),
        ({"device": "k1"}, lambda e: e["device"] == "k1"),
        ({"kinds": ("CounterOpened", "DayClosed")},
         lambda e: e["kind"] in ("CounterOpened", "DayClosed")),
        ({"kinds": ()}, lambda e: False),
        ({"counters": frozenset({"1"})}, lambda e: e["counter"] == "1"),
        ({"counters": frozenset()}, lambda e: False),
        ({"since": SUNDAY_MORNING + DAY}, lambda e: e["at"] >= SUNDAY_MORNING + DAY),
        ({"until": SUNDAY_MORNING + DAY}, lambda e: e["at"] < SUNDAY_MORNING + DAY),
        ({"since": SUNDAY_MORNING + 9 * DAY}, lambda e: False),
        ({"view": "hand"}, lambda e: e["kind"] == "TicketCalled" and e["data"]["hand"]),
        ({"view": "priority"}, lambda e: e["kind"] == "PriorityGranted"),
        ({"officer": "sếp", "view": "hand"}, lambda e: e["officer"] == "sếp" and
         e["data"].get("hand")),
    ],
)  # fmt: skip
def test_what_is_found_is_what_reading_everything_finds(
    told: tuple[str, list[dict[str, Any]]], asked: dict[str, Any], fits: Any
) -> None:
    url, events = told
    wanted = [e["seq"] for e in events if fits(e)]
    assert seqs(url, **asked) == wanted
    pages: list[int] = []
    before: int | None = None
    for _ in range(100):
        found = search(url, "test", Question(**asked), before, 3)
        pages += [row.seq for row in found.rows]
        before = found.next
        if before is None:
            break
    assert pages == wanted


def test_a_number_is_followed_through_its_visit_on_the_days_asked(
    told: tuple[str, list[dict[str, Any]]],
) -> None:
    url, events = told
    tickets = [e["ticket"] for e in events if e["data"].get("number") == "A002"]
    wanted = [e["seq"] for e in events if e["ticket"] in tickets]
    assert seqs(url, number="A002") == wanted and len(wanted) >= 6
    assert seqs(url, number="A002", days=("2026-11-22", "2026-11-22")) == [
        seq for seq in wanted if seq < tickets[0]
    ]
    found = search(url, "test", Question(number="A002"), None, 500)
    assert set(found.numbers.values()) == {"A002"}
    assert seqs(url, number="Z999") == []


def test_a_rare_thing_is_looked_for_in_stretches(
    told: tuple[str, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, events = told
    monkeypatch.setattr(audit, "BUDGET", 6)
    monkeypatch.setattr(audit, "STEP", 4)
    wanted = [e["seq"] for e in events if e["kind"] == "DayOpened"]
    got: list[int] = []
    before, rounds = None, 0
    while True:
        found = search(url, "test", Question(kinds=("DayOpened",)), before, 50)
        got += [row.seq for row in found.rows]
        before, rounds = found.next, rounds + 1
        if before is None:
            break
        assert found.back_to is not None
    assert got == wanted and rounds > 4


def test_the_share_of_calls_by_hand(told: tuple[str, list[dict[str, Any]]]) -> None:
    url, _ = told
    assert hand_share(url, "test", SUNDAY_MORNING, SUNDAY_MORNING + 9 * DAY) == (2, 4)
    assert hand_share(url, "test", SUNDAY_MORNING + DAY, SUNDAY_MORNING + 9 * DAY) == (1, 2)
    assert hand_share(url, "test", 0, 1) == (0, 0)
    every = SUNDAY_MORNING, SUNDAY_MORNING + 9 * DAY
    assert hand_share(url, "test", *every, frozenset({"1"})) == (0, 2)


@pytest.mark.parametrize("view", ["hand", "priority"])
def test_the_ready_views_use_their_index(opened: Opener, sqlite_url: str, view: str) -> None:
    journal = opened(sqlite_url)
    plan: list[Any] = []

    def look() -> None:
        store = audit.open_store(sqlite_url, "test")
        store.connect_reading()
        wanted = audit._conditions("test", Question(view=view))
        rows = store.rows
        store.rows = lambda sql, values: (
            plan.extend(  # type: ignore[method-assign]
                rows("EXPLAIN QUERY PLAN " + sql, values)
            )
            or []
        )
        audit._select(store, [*wanted, *audit._between(1, 1000)], 10, view)
        store.close()

    journal.engine.call_native(look)
    assert any(f"events_{view}" in str(row) for row in plan), plan
