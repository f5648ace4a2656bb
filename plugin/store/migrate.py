"""Bring a database to the schema of this version, by Alembic and in no other way."""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from plugin.store.database import Database


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("plugin.store").joinpath("migrations")))
    config.attributes["engine"] = database.engine
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Apply every migration up to that revision."""
    command.upgrade(_config(database), revision)


def downgrade(database: Database, revision: str) -> None:
    """Take migrations back down to that revision (`base` for all)."""
    command.downgrade(_config(database), revision)


def pending(database: Database) -> bool:
    """Whether the database is behind (or ahead of) this version's schema."""
    heads = set(ScriptDirectory.from_config(_config(database)).get_heads())
    with database.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) != heads
