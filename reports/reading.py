"""Reading: one unchanging picture of a hall's tables, without the rest of the reports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from journal.store import Store
from journal.stores import open_store


@contextmanager
def reading(url: str, hall_id: str) -> Iterator[Store]:
    """One unchanging picture of a hall's tables, read-only."""
    store = open_store(url, hall_id, "reports")
    store.connect_reading()
    try:
        yield store
    finally:
        store.close()


def rows_of(store: Store) -> Any:
    """`rows(statement)`: runs a SELECT on it."""

    def rows(statement: Any) -> list[Any]:
        sql, values = store.sql.compiled(statement)
        return store.rows(sql, values)

    return rows
