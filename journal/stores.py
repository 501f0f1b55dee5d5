"""Which store a database URL means: SQLite's or PostgreSQL's."""

from __future__ import annotations

from sqlalchemy import make_url

from journal.store import Store


def open_store(url: str, hall_id: str, writer: str = "") -> Store:
    """The store behind a database URL, not yet connected. Raises ValueError for another kind."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        from journal.sqlite import SqliteStore

        return SqliteStore(parsed.database or "", hall_id, writer)
    if parsed.get_backend_name() == "postgresql":
        from journal.postgres import PostgresStore

        plain = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresStore(plain, hall_id, writer)
    raise ValueError(f"storage.url: {parsed.get_backend_name()}: allowed are sqlite, postgresql")
