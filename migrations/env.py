"""Alembic's entry: runs revisions on the connection it is given, or on the database that the settings name."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine

from kit import config
from migrations import ownership, tables


def run(connection: Connection) -> None:
    """Everything in one transaction: a revision that fails leaves the schema as it was."""
    context.configure(
        connection=connection,
        target_metadata=tables.load_all(),
        render_as_batch=connection.dialect.name == "sqlite",
        compare_server_default=False,
        include_object=ownership.is_ours,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = create_engine(config.Settings().url)
    with engine.begin() as opened:
        run(opened)
    engine.dispose()
