"""The journal's tables: the events of a hall, and the read tables made from them.

Every table carries `hall_id`. Times are ms since 1970 UTC, days local dates `YYYY-MM-DD`. What each
column means stands in docs/journal.md; a change here needs a migration in journal/migrations.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeEngine

from journal.daybook import FACTS
from journal.migrations import AUDIT_HAND, AUDIT_PRIORITY

metadata = MetaData()


def _column(
    name: str, kind: type[TypeEngine[Any]] = Text, *, key: bool = False, null: bool = False
) -> Column[Any]:
    return Column(name, kind, primary_key=key, nullable=null, autoincrement=False)


def _hall() -> Column[Any]:
    return _column("hall_id", key=True)


def _table(name: str, *parts: Column[Any] | Index) -> Table:
    # one B-tree a table on SQLite: a row is written once, not once more into a key's index
    return Table(name, metadata, *parts, sqlite_with_rowid=False)


# One row a hall: how far its journal has come. Locked by whoever writes.
halls = _table(
    "halls",
    _hall(),
    _column("seq", BigInteger),
    _column("hash"),
    _column("settings_seq", BigInteger),  # the last SettingsChanged, 0 before the first
    _column("day_seq", BigInteger),  # the last DayOpened
    _column("day_settings_seq", BigInteger),  # the settings in force when that day opened
    _column("writer"),  # epoch of the process that wrote last
    _column("room", LargeBinary, null=True),  # written to find out whether there is room again
)

events = _table(
    "events",
    _hall(),
    _column("seq", BigInteger, key=True),
    _column("at", BigInteger),
    _column("kind"),
    _column("ticket_id", BigInteger, null=True),
    _column("counter_id", null=True),
    _column("officer_id", null=True),
    _column("device_id", null=True),
    _column("data"),  # canonical JSON
    _column("hash"),  # hexadecimal
    *(
        Index(name, "hall_id", "seq", sqlite_where=text(of), postgresql_where=text(of))
        for name, of in (("events_hand", AUDIT_HAND), ("events_priority", AUDIT_PRIORITY))
    ),
)

# Free text and identity; the event's data hold SHA-256(salt ‖ text) under "personal".
personal = _table(
    "personal",
    _hall(),
    _column("seq", BigInteger, key=True),
    _column("field", key=True),
    _column("text"),
    _column("salt"),
    _column("purge_at", BigInteger),
)

# Idempotency: what was answered to a key, until the day is closed.
replies = _table(
    "replies",
    _hall(),
    _column("first_seq", BigInteger, key=True),  # keys are random: they would scatter the rows
    _column("caller"),
    _column("route"),
    _column("key"),
    _column("body_hash"),
    _column("last_seq", BigInteger),
    _column("status", Integer),
    _column("body", null=True),  # JSON
)

tickets = _table(
    "tickets",
    _hall(),
    _column("id", BigInteger, key=True),
    _column("day"),
    _column("number"),
    _column("series"),
    _column("n", Integer),
    _column("service"),
    _column("class"),
    _column("ground", null=True),
    _column("language"),
    _column("state"),
    _column("kiosk", null=True),
    _column("counter", null=True),
    _column("slot", BigInteger, null=True),
    _column("issued_at", BigInteger),
    _column("changed_at", BigInteger),
    _column("ended_at", BigInteger, null=True),
    _column("legs", Integer),
    _column("returned", Boolean),
    _column("outcome", null=True),
    Index("tickets_number", "hall_id", "day", "number", unique=True),
)

# A visit as rows: waiting, walking, serving, held. `no` counts from 1 within a ticket.
intervals = _table(
    "intervals",
    _hall(),
    _column("ticket", BigInteger, key=True),
    _column("no", Integer, key=True),
    _column("leg", Integer),
    _column("kind"),
    _column("service"),
    _column("counter", null=True),
    _column("officer", null=True),
    _column("counts_from", BigInteger),  # began_at; of a wait: from the later of slot and opening
    _column("began_at", BigInteger),
    _column("ended_at", BigInteger, null=True),
    _column("outcome", null=True),  # how it ended
    _column("rule", null=True),  # of a walk: by which rule it was called
    _column("hand", Boolean),
    _column("inaccurate", Boolean),
    _column("recalls", Integer),  # of a walk: how often its leg was called again
    _column("promised_p50", Integer, null=True),  # of a wait: seconds told at the issue
    _column("promised_p80", Integer, null=True),
)

print_jobs = _table(
    "print_jobs",
    _hall(),
    _column("job", BigInteger, key=True),
    _column("ticket", BigInteger),
    _column("printer"),
    _column("state"),
    _column("why", null=True),
    _column("reprint", Boolean),
    _column("changed_at", BigInteger),
)

devices = _table(
    "devices",
    _hall(),
    _column("id", key=True),
    _column("kind", null=True),
    _column("state"),  # enrolled | revoked
    _column("changed_at", BigInteger),
)

ratings = _table(
    "ratings",
    _hall(),
    _column("ticket", BigInteger, key=True),
    _column("leg", Integer, key=True),
    _column("channel", key=True),
    _column("score", Integer),
    _column("reasons"),  # JSON list of ids
    _column("service"),
    _column("counter", null=True),
    _column("officer", null=True),
    _column("rated_at", BigInteger),
)

# Who sat where: a row a counter session, and one a pause in it.
shifts = _table(
    "shifts",
    _hall(),
    _column("counter", key=True),
    _column("began_at", BigInteger, key=True),
    _column("kind", key=True),  # open | pause
    _column("officer"),
    _column("day"),
    _column("ended_at", BigInteger, null=True),
    _column("reason", null=True),
)

# What was wrong, and how long: a row from an alert's raising to its clearing.
alerts = _table(
    "alerts",
    _hall(),
    _column("alert", key=True),
    _column("about", key=True),
    _column("raised_at", BigInteger, key=True),
    _column("level"),
    _column("cleared_at", BigInteger, null=True),
)

# A day that is over, for reports over a year: a row a day, a column a fact of all its legs in the
# order of ticket and leg, packed as journal/daybook.py says.
days = _table(
    "days",
    _hall(),
    _column("day", key=True),
    _column("legs", Integer),
    _column("base", BigInteger),  # ms UTC from which times count
    _column("labels"),  # JSON: the names behind the indices
    *(_column(name, LargeBinary) for name in FACTS),
)

READ_TABLES = (tickets, intervals, print_jobs, devices, ratings, shifts, alerts, days)
