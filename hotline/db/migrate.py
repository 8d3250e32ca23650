"""Bringing the database to the present schema, once, however many processes start at a time."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from hotline.db.engine import Database

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 4_157_712_903
"""A number of ours for PostgreSQL's advisory lock."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def upgrade(database: Database) -> None:
    """Run the migrations that are missing, under a lock; the others wait and find nothing to do."""
    config = _config()
    engine = database.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
    with engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Whether the database has the schema that this code needs."""
    with database.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current == ScriptDirectory.from_config(_config()).get_current_head()
