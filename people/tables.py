"""The tables of people/: officers, device keys, logins, pairings. Every row carries its hall."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

META = sa.MetaData()
MIGRATIONS = Path(__file__).parent / "migrations"

officers = sa.Table(
    "officers",
    META,
    sa.Column("hall_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("counters", sa.Text),  # JSON list of ids; with `agencies` null: all
    sa.Column("password", sa.Text, nullable=False),  # argon2id
    sa.Column("added_at", sa.BigInteger, nullable=False),  # ms UTC, like all times here
    sa.Column("password_at", sa.BigInteger, nullable=False),
    sa.Column("disabled_at", sa.BigInteger),
    sa.Column("agencies", sa.Text),  # JSON list of ids: all their counters too
    sa.Column("lists", sa.Text),  # JSON {first, second} of services and groups; null: the counter's
    sa.Column("totp", sa.Text),  # the second step's key, sealed; null: off
    sa.Column("totp_draft", sa.Text),  # shown, not confirmed yet
    sa.Column("totp_step", sa.BigInteger),  # the last code used: no earlier one is good
)
recovery_codes = sa.Table(
    "recovery_codes",
    META,
    sa.Column("hall_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("hash", sa.Text, primary_key=True),
)
device_keys = sa.Table(
    "device_keys",
    META,
    sa.Column("hash", sa.Text, primary_key=True),  # SHA-256 of the key
    sa.Column("hall_id", sa.Text, nullable=False),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("enrolled_at", sa.BigInteger, nullable=False),
    sa.Column("ends_at", sa.BigInteger),  # of a key that has a successor
    sa.Column("seen_at", sa.BigInteger),
    sa.Column("address", sa.Text),  # it was last seen from
    sa.Index("device_keys_of", "hall_id", "device"),
)
logins = sa.Table(
    "logins",
    META,
    sa.Column("hash", sa.Text, primary_key=True),  # SHA-256 of the session's token
    sa.Column("hall_id", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("began_at", sa.BigInteger, nullable=False),
    sa.Column("ends_at", sa.BigInteger, nullable=False),
    sa.Column("page", sa.Integer, nullable=False, server_default="0"),  # 1: locks when idle
    sa.Column("seen_at", sa.BigInteger, nullable=False, server_default="0"),
    sa.Index("logins_of", "hall_id", "name"),
)
pairings = sa.Table(
    "pairings",
    META,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("hall_id", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),  # hash of id and code
    sa.Column("claim", sa.Text, nullable=False, unique=True),  # hash of the browser's cookie
    sa.Column("asked_at", sa.BigInteger, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("address", sa.Text),
    sa.Column("wish", sa.Text),  # the page it wanted to show
    sa.Column("device", sa.Text),  # once approved
    sa.Column("kind", sa.Text),
    sa.Column("approved_by", sa.Text),
)


def migrate(engine: sa.Engine) -> None:
    """Brings the tables to the newest form. Alembic, own version table `people_version`."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # several processes start at once
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('people/migrate'))"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
