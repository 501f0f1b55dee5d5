"""Alembic's entry: runs on the connection people.tables.migrate hands in."""

from alembic import context

from people.tables import META

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=META,
    version_table="people_version",
    include_name=lambda name, kind, parents: kind != "table" or name in META.tables,
)
with context.begin_transaction():
    context.run_migrations()
