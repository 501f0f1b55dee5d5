"""The first tables, and the triggers that refuse to change an event."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

Type = type[sa.types.TypeEngine[Any]]


def _key(name: str, kind: Type = sa.Text) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def _must(name: str, kind: Type = sa.Text) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _may(name: str, kind: Type = sa.Text) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _create(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(name, *columns, sqlite_with_rowid=False)


BIG = sa.BigInteger


def upgrade() -> None:
    _create(
        "halls", _key("hall_id"), _must("seq", BIG), _must("hash"), _must("settings_seq", BIG),
        _must("day_seq", BIG), _must("day_settings_seq", BIG), _must("writer"),
        _may("room", sa.LargeBinary),
    )  # fmt: skip
    _create(
        "events", _key("hall_id"), _key("seq", BIG), _must("at", BIG), _must("kind"),
        _may("ticket_id", BIG), _may("counter_id"), _may("officer_id"), _may("device_id"),
        _must("data"), _must("hash"),
    )  # fmt: skip
    _create(
        "personal", _key("hall_id"), _key("seq", BIG), _key("field"), _must("text"), _must("salt"),
        _must("purge_at", BIG),
    )  # fmt: skip
    _create(
        "replies", _key("hall_id"), _key("first_seq", BIG), _must("caller"), _must("route"),
        _must("key"), _must("body_hash"), _must("last_seq", BIG), _must("status", sa.Integer),
        _may("body"),
    )  # fmt: skip
    _create(
        "tickets", _key("hall_id"), _key("id", BIG), _must("day"), _must("number"),
        _must("series"), _must("n", sa.Integer), _must("service"), _must("class"), _may("ground"),
        _must("language"), _must("state"), _may("kiosk"), _may("counter"), _may("slot", BIG),
        _must("issued_at", BIG), _must("changed_at", BIG), _may("ended_at", BIG),
        _must("legs", sa.Integer), _must("returned", sa.Boolean), _may("outcome"),
    )  # fmt: skip
    op.create_index("tickets_number", "tickets", ["hall_id", "day", "number"], unique=True)
    _create(
        "intervals", _key("hall_id"), _key("ticket", BIG), _key("no", sa.Integer),
        _must("leg", sa.Integer), _must("kind"), _must("service"), _may("counter"),
        _may("officer"), _must("counts_from", BIG), _must("began_at", BIG), _may("ended_at", BIG),
        _may("outcome"), _may("rule"), _must("hand", sa.Boolean), _must("inaccurate", sa.Boolean),
    )  # fmt: skip
    _create(
        "print_jobs", _key("hall_id"), _key("job", BIG), _must("ticket", BIG), _must("printer"),
        _must("state"), _may("why"), _must("reprint", sa.Boolean), _must("changed_at", BIG),
    )  # fmt: skip
    _create(
        "devices", _key("hall_id"), _key("id"), _may("kind"), _must("state"),
        _must("changed_at", BIG),
    )  # fmt: skip
    _create(
        "ratings", _key("hall_id"), _key("ticket", BIG), _key("leg", sa.Integer), _key("channel"),
        _must("score", sa.Integer), _must("reasons"), _must("service"), _may("counter"),
        _may("officer"), _must("rated_at", BIG),
    )  # fmt: skip
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER events_no_{verb.lower()} BEFORE {verb} ON events "
                "BEGIN SELECT RAISE(ABORT, 'events are never changed'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION events_never_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$BEGIN RAISE EXCEPTION 'events are never changed'; END$$"
        )
        op.execute(
            "CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE ON events "
            "FOR EACH ROW EXECUTE FUNCTION events_never_change()"
        )
        op.execute(
            "CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON events "
            "FOR EACH STATEMENT EXECUTE FUNCTION events_never_change()"
        )
