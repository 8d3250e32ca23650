"""Bringing the database to the present schema, once, however many processes start at a time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from hotline.db.database import Database
from hotline.errors import OperatorError

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 4_157_712_903
"""A number of ours for PostgreSQL's advisory lock."""


class NewerDatabaseError(OperatorError):
    """The database was used by a newer version of this service; the message says what to do."""


NEWER = (
    "the database has the schema {revision}, which this version ({head}) does not know: a newer "
    "version has used it. Install that version again, or restore the backup that was made before "
    "the update. Nothing was changed."
)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def upgrade(database: Database) -> None:
    """Run the migrations that are missing, under a lock; the others wait and find nothing to do.

    Raises :class:`NewerDatabaseError`, and then nothing was changed.
    """
    config = _config()
    file = database.url.database
    if database.is_sqlite and file:
        Path(file).touch(mode=0o600)  # before SQLite makes it for everyone to read
    engine = database.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
    with engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        _must_be_known(connection, ScriptDirectory.from_config(config))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _must_be_known(connection: Connection, scripts: ScriptDirectory) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    for revision in MigrationContext.configure(connection).get_current_heads():
        if revision not in known:
            raise NewerDatabaseError(
                NEWER.format(revision=revision, head=scripts.get_current_head())
            )


@dataclass(frozen=True)
class Step:
    """A migration: its number, and what it does in a line."""

    revision: str
    what: str


def steps_to_come(database: Database) -> tuple[Step, ...]:
    """The migrations that this code would run, in order. Changes nothing.

    Raises :class:`NewerDatabaseError`.
    """
    scripts = ScriptDirectory.from_config(_config())
    with database.engine.connect() as connection:
        _must_be_known(connection, scripts)
        current = MigrationContext.configure(connection).get_current_revision()
    to_come = scripts.iterate_revisions("head", current or "base")
    return tuple(Step(one.revision, one.doc or "") for one in reversed(list(to_come)))


def is_current(database: Database) -> bool:
    """Whether the database has the schema that this code needs."""
    with database.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current == ScriptDirectory.from_config(_config()).get_current_head()
