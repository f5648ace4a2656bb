"""Alembic's entry: run the migrations on the engine that `plugin.store.migrate` hands over."""

from __future__ import annotations

from alembic import context

from plugin.store import door_tables  # noqa: F401 (its tables belong to the metadata too)
from plugin.store.tables import tenants

engine = context.config.attributes["engine"]
with engine.connect() as connection:
    connection.execution_options(vouch_write=True)
    context.configure(connection=connection, target_metadata=tenants.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
