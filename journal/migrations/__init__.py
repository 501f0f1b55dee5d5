"""The tables' history: Alembic migrations, run when a journal is opened."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

VERSION_TABLE = "journal_version"
HEAD = "0003"
# the conditions of two indexes of 0003: a question in the same words finds them
AUDIT_HAND = """kind = 'TicketCalled' AND data LIKE '%"hand"_true%'"""
AUDIT_PRIORITY = (
    "kind = 'PriorityGranted' OR "
    """(kind = 'TicketIssued' AND data NOT LIKE '%"class"_"regular"%')"""
)


def migrate(connection: Connection) -> None:
    """Brings the journal's tables to HEAD. Raises TooNew for a database of a later version.

    The caller holds the lock that keeps other processes from migrating, and commits.
    """
    found = version(connection)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise TooNew(f"the database is of version {found}, this program knows {HEAD}")
    from alembic import command  # 0.2 s, needed once in a database's life
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def version(connection: Connection) -> str | None:
    """The version of the tables there, None where there are none."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()


class TooNew(Exception):
    """The database was written by a later version of this program."""
