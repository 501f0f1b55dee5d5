"""The tables of people/: officers, device keys, logins. Every row carries its hall."""

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
    sa.Column("counters", sa.Text),  # JSON list of ids; null: all
    sa.Column("password", sa.Text, nullable=False),  # argon2id
    sa.Column("added_at", sa.BigInteger, nullable=False),  # ms UTC, like all times here
    sa.Column("password_at", sa.BigInteger, nullable=False),
    sa.Column("disabled_at", sa.BigInteger),
)
device_keys = sa.Table(
    "device_keys",
    META,
    sa.Column("hall_id", sa.Text, primary_key=True),
    sa.Column("device", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False, unique=True),  # SHA-256 of the key
    sa.Column("enrolled_at", sa.BigInteger, nullable=False),
)
logins = sa.Table(
    "logins",
    META,
    sa.Column("hash", sa.Text, primary_key=True),  # SHA-256 of the session's token
    sa.Column("hall_id", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("began_at", sa.BigInteger, nullable=False),
    sa.Column("ends_at", sa.BigInteger, nullable=False),
    sa.Index("logins_of", "hall_id", "name"),
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
