"""Judging: every journal a story leaves behind is checked, I1, I3, I4, I7 and I8."""

from __future__ import annotations

from typing import Any

from journal.checking import check_journal
from journal.stores import open_store
from queueing.events import Event
from tests.stories.founding import Founded


def judge(hall: Founded) -> Any:
    """Raises AssertionError with all that is wrong with the journal of a stopped hall."""
    wrong = check_journal(hall.database, hall.settings["hall"]["id"])
    assert wrong == [], wrong


def events_of(hall: Founded) -> list[Event]:
    """Every event of a stopped hall's journal, in order."""
    store = open_store(hall.database, hall.settings["hall"]["id"])
    store.connect()
    try:
        return [e for part in store.events(0, store.head().seq) for e in part]
    finally:
        store.close()
