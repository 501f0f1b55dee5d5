"""The journal's SQL, compiled once from the tables and then plain text for the driver.

Rows are written many to a statement: each statement lets go of the interpreter's lock once, and
getting it back beside a busy loop costs more than the writing.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Dialect, Table, bindparam, delete, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement

from journal import tables as t

MOST_ROWS = 64
"""Rows in one statement: 64 × 21 values stay far below both stores' limits."""

_VALUES = re.compile(r"VALUES (\([^()]*\))")


class Insert:
    """INSERT of n rows into one table; `upsert`: rows already there are overwritten whole."""

    def __init__(self, table: Table, dialect: Dialect, *, upsert: bool) -> None:
        self.name = table.name
        sql = _text(_upsert(table, dialect) if upsert else insert(table), dialect)
        found = _VALUES.search(sql)
        assert found is not None
        self._before, self._row, self._after = (
            sql[: found.start(1)],
            found[1],
            sql[found.end(1) :],
        )
        self._by_rows: dict[int, str] = {}

    def sql(self, rows: int) -> str:
        """The statement for so many rows, values row by row in the table's order of columns."""
        sql = self._by_rows.get(rows)
        if sql is None:
            sql = self._before + ", ".join([self._row] * rows) + self._after
            self._by_rows[rows] = sql
        return sql


def _upsert(table: Table, dialect: Dialect) -> ClauseElement:
    make = sqlite.insert if dialect.name == "sqlite" else postgresql.insert
    statement = make(table)
    keys = [c.name for c in table.primary_key]
    new: dict[str, Any] = {
        c.name: statement.excluded[c.name] for c in table.c if c.name not in keys
    }
    if table is t.devices:  # a revocation does not say the kind again
        new["kind"] = func.coalesce(new["kind"], table.c.kind)
    return statement.on_conflict_do_update(index_elements=keys, set_=new)


def _text(statement: ClauseElement, dialect: Dialect) -> str:
    return str(statement.compile(dialect=dialect))


def of_day() -> list[Any]:
    """The visits of a local date (parameters: hall_id, day), then the stretches and the ratings of
    tickets first to last (hall_id, first, last), as daybook.legs takes them.

    Not one statement with a join: SQLite would walk through the intervals of all days for it.
    """
    tickets = t.tickets
    visits = select(
        tickets.c.id, tickets.c["class"], tickets.c.state, tickets.c.issued_at, tickets.c.number
    ).where(tickets.c.hall_id == bindparam("hall_id"), tickets.c.day == bindparam("day"))

    def between(table: Table, *order: str) -> Any:
        return (
            select(*(c for c in table.c if c.name != "hall_id"))
            .where(
                table.c.hall_id == bindparam("hall_id"),
                table.c.ticket >= bindparam("first"),
                table.c.ticket <= bindparam("last"),
            )
            .order_by(*(table.c[name] for name in order))
        )

    return [
        visits,
        between(t.intervals, "ticket", "no"),
        between(t.ratings, "ticket", "leg", "channel"),
    ]


class Statements:
    """Every statement of one store. Parameters are positional, in the order of the comments."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

        def sql(statement: ClauseElement) -> str:
            return _text(statement, dialect)

        def at_hall(table: Table) -> Any:
            return table.c.hall_id == bindparam("hall_id")

        halls, events, replies = t.halls.c, t.events.c, t.replies.c
        self.insert = {
            table.name: Insert(table, dialect, upsert=table in t.READ_TABLES)
            for table in (t.events, t.personal, t.replies, *t.READ_TABLES)
        }
        head = select(
            halls.seq, halls.hash, halls.settings_seq, halls.day_seq, halls.day_settings_seq
        )
        # hall
        self.head = sql(head.where(at_hall(t.halls)))
        self.lock = sql(head.where(at_hall(t.halls)).with_for_update())
        make = sqlite.insert if dialect.name == "sqlite" else postgresql.insert
        # hall, seq, hash, settings_seq, day_seq, day_settings_seq, writer, room
        self.new_hall = sql(make(t.halls).on_conflict_do_nothing())
        # seq, hash, settings_seq, day_seq, day_settings_seq, writer, hall
        self.advance = sql(
            update(t.halls)
            .values(
                {name: bindparam(name) for name in
                 ("seq", "hash", "settings_seq", "day_seq", "day_settings_seq", "writer")}
            )
            .where(at_hall(t.halls))
        )  # fmt: skip
        # bytes, hall
        self.room = sql(update(t.halls).values(room=bindparam("room")).where(at_hall(t.halls)))
        # hall, after, upto
        self.events = sql(
            select(
                events.seq, events.at, events.kind, events.ticket_id, events.counter_id,
                events.officer_id, events.device_id, events.data, events.hash,
            )
            .where(
                at_hall(t.events),
                events.seq > bindparam("after"),
                events.seq <= bindparam("upto"),
            )
            .order_by(events.seq)
        )  # fmt: skip
        # hall, kind, before
        self.of_kind = sql(
            select(events.seq, events.at, events.officer_id)
            .where(
                at_hall(t.events),
                events.kind == bindparam("kind"),
                events.seq < bindparam("before"),
            )
            .order_by(events.seq.desc())
        )
        # hall
        self.last = sql(select(func.max(events.seq)).where(at_hall(t.events)))
        # hall, after, upto
        self.personal = sql(
            select(t.personal.c.seq, t.personal.c.field, t.personal.c.text, t.personal.c.salt)
            .where(
                at_hall(t.personal),
                t.personal.c.seq > bindparam("after"),
                t.personal.c.seq <= bindparam("upto"),
            )
            .order_by(t.personal.c.seq)
        )
        # hall, after
        self.keys = sql(
            select(replies.caller, replies.route, replies.key, replies.first_seq).where(
                at_hall(t.replies), replies.first_seq > bindparam("after")
            )
        )
        # hall, first seq
        self.reply = sql(
            select(
                replies.caller, replies.route, replies.key, replies.body_hash, replies.first_seq,
                replies.last_seq, replies.status, replies.body,
            ).where(at_hall(t.replies), replies.first_seq == bindparam("first_seq"))
        )  # fmt: skip
        # hall, before
        self.forget_replies = sql(
            delete(t.replies).where(at_hall(t.replies), replies.last_seq < bindparam("before"))
        )
        # hall, now
        self.purge = sql(
            delete(t.personal).where(at_hall(t.personal), t.personal.c.purge_at <= bindparam("now"))
        )
        # hall, ticket, the last number that stays
        self.cut_intervals = sql(
            delete(t.intervals).where(
                at_hall(t.intervals),
                t.intervals.c.ticket == bindparam("ticket"),
                t.intervals.c.no > bindparam("no"),
            )
        )
        # what journal/daybook.py makes a day of: hall, day; then twice hall, first, last ticket
        self.of_day = [sql(statement) for statement in of_day()]
        # channel, payload
        self.notify = sql(text("SELECT pg_notify(:channel, :payload)"))

    def compiled(self, statement: ClauseElement) -> tuple[str, list[Any]]:
        """A statement with its values, for what is asked rarely."""
        compiled: Any = statement.compile(dialect=self._dialect)
        return str(compiled), [compiled.params[name] for name in compiled.positiontup]
