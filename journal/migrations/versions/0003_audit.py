"""What an audit looks for in all of a year: calls by hand, tickets with priority."""

import sqlalchemy as sa
from alembic import op

from journal.migrations import AUDIT_HAND, AUDIT_PRIORITY

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for name, of in (("events_hand", AUDIT_HAND), ("events_priority", AUDIT_PRIORITY)):
        op.create_index(
            name, "events", ["hall_id", "seq"],
            sqlite_where=sa.text(of), postgresql_where=sa.text(of),
        )  # fmt: skip
