"""What reports read: shifts, alerts, days; recalls and promises of a stretch."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger
FACTS = (
    "service", "counter", "officer", "klass", "leg", "issued", "entered", "wait", "took", "held",
    "flags", "recalls", "p50", "p80", "pad", "page", "pad_ms", "reasons",
)  # fmt: skip


def _key(name: str, kind: Any = sa.Text) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def _must(name: str, kind: Any = sa.Text) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _may(name: str, kind: Any = sa.Text) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def upgrade() -> None:
    # made anew: rows of before are filled in from the events by journal/rebuild.py
    op.drop_table("intervals")
    op.create_table(
        "intervals", _key("hall_id"), _key("ticket", BIG), _key("no", sa.Integer),
        _must("leg", sa.Integer), _must("kind"), _must("service"), _may("counter"),
        _may("officer"), _must("counts_from", BIG), _must("began_at", BIG), _may("ended_at", BIG),
        _may("outcome"), _may("rule"), _must("hand", sa.Boolean), _must("inaccurate", sa.Boolean),
        _must("recalls", sa.Integer), _may("promised_p50", sa.Integer),
        _may("promised_p80", sa.Integer), sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_table(
        "shifts", _key("hall_id"), _key("counter"), _key("began_at", BIG), _key("kind"),
        _must("officer"), _must("day"), _may("ended_at", BIG), _may("reason"),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_table(
        "alerts", _key("hall_id"), _key("alert"), _key("about"), _key("raised_at", BIG),
        _must("level"), _may("cleared_at", BIG), sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_table(
        "days", _key("hall_id"), _key("day"), _must("legs", sa.Integer), _must("base", BIG),
        _must("labels"), *(_must(name, sa.LargeBinary) for name in FACTS),
        sqlite_with_rowid=False,
    )  # fmt: skip
