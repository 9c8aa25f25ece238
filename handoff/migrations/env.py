"""Called by Alembic. The connection comes from `upgrade`, never from a settings file."""

from alembic import context

from handoff.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite rolls table changes back as well; Alembic only assumes otherwise by default.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
