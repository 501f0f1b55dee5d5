"""Where to begin reading a journal: a day's opening, and the settings then in force."""

from __future__ import annotations

from datetime import date
from typing import Any

from journal.sqlite import SqliteStore
from journal.store import Store
from queueing.events import Event


def beginning(store: Store, day: date) -> tuple[list[Event], int]:
    """(the settings in force, the seq after which to read on) for that local date, or the first
    later one with tickets. The store is open for reading."""
    first = _one(
        store, "SELECT min(id) FROM tickets WHERE hall_id = ? AND day >= ?", day.isoformat()
    )
    start = first if first is not None else store.head().seq
    opened = _one(
        store,
        "SELECT max(seq) FROM events WHERE hall_id = ? AND kind = 'DayOpened' AND seq <= ?",
        start,
    )
    if opened is None:
        return [], 0
    settings = _one(
        store,
        "SELECT max(seq) FROM events WHERE hall_id = ? AND kind = 'SettingsChanged' AND seq < ?",
        opened,
    )
    if settings is None:
        return [], 0
    return [e for part in store.events(settings - 1, settings) for e in part], opened - 1


def _one(store: Store, sql: str, value: Any) -> Any:
    mark = "?" if isinstance(store, SqliteStore) else "%s"
    rows = store.rows(sql.replace("?", mark), (store.hall_id, value))
    return rows[0][0] if rows else None
