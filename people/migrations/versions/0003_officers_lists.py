"""Lists of services that follow an officer from counter to counter."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("officers", sa.Column("lists", sa.Text))
