"""A second step at login, sessions that lock, rights by agency, several keys a device, pairing."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

OLD_KEYS = "INSERT INTO new_keys (hash, hall_id, device, kind, enrolled_at) SELECT hash, hall_id, "


def upgrade() -> None:
    op.add_column("officers", sa.Column("agencies", sa.Text))
    op.add_column("officers", sa.Column("totp", sa.Text))
    op.add_column("officers", sa.Column("totp_draft", sa.Text))
    op.add_column("officers", sa.Column("totp_step", sa.BigInteger))
    # sessions made before cannot be told apart: a page's that does not lock ends within 12 h
    op.add_column("logins", sa.Column("page", sa.Integer, nullable=False, server_default="0"))
    op.add_column("logins", sa.Column("seen_at", sa.BigInteger, nullable=False, server_default="0"))
    op.create_table(
        "recovery_codes",
        sa.Column("hall_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("hash", sa.Text, primary_key=True),
    )
    op.create_table(
        "new_keys",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("hall_id", sa.Text, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("enrolled_at", sa.BigInteger, nullable=False),
        sa.Column("ends_at", sa.BigInteger),
        sa.Column("seen_at", sa.BigInteger),
        sa.Column("address", sa.Text),
    )
    op.execute(sa.text(OLD_KEYS + "device, kind, enrolled_at FROM device_keys"))
    op.drop_table("device_keys")
    op.rename_table("new_keys", "device_keys")
    op.create_index("device_keys_of", "device_keys", ["hall_id", "device"])
    op.create_table(
        "pairings",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("hall_id", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("claim", sa.Text, nullable=False, unique=True),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("address", sa.Text),
        sa.Column("wish", sa.Text),
        sa.Column("device", sa.Text),
        sa.Column("kind", sa.Text),
        sa.Column("approved_by", sa.Text),
    )
