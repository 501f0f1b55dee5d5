"""Alembic's way in: migrates over the connection it is given, under a version table of its own."""

from alembic import context

from journal.migrations import VERSION_TABLE
from journal.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
