"""``hotline move --to URL``: the whole database goes to another one, counted and checked."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from hotline.cli.environment import ACTOR, settings
from hotline.db.database import Database
from hotline.db.migrate import is_current
from hotline.db.move import MoveError, copy
from hotline.deployment import utc_now
from hotline.privacy import audit, key_canary
from hotline.privacy.keys import KeyRing
from hotline.settings import SettingsError


def move(
    to: Annotated[str, typer.Option(help="An empty database: postgresql://user@host/name.")],
) -> None:
    """Copy everything to another database. Stop the service first, then start it on the new one.

    The old database is left as it is.
    """
    known = settings()
    keys = KeyRing(known.secret_keys)
    try:
        with closing(Database(known.database)) as source, closing(Database(to)) as target:
            _must_fit(source, keys)
            moved = copy(source, target, progress=typer.echo)
            with target.read() as db:
                faults = list(audit.verify(db, keys))
            with target.write() as db:
                audit.record(
                    db,
                    keys,
                    at=utc_now(),
                    actor=ACTOR,
                    action="database moved",
                    subject="database",
                    detail=f"{sum(table.rows for table in moved)} rows",
                )
    except MoveError as error:
        raise SettingsError(str(error)) from None
    except ArgumentError:
        raise SettingsError("--to must be an address such as postgresql://user@host/name") from None
    except SQLAlchemyError as error:
        raise SettingsError(f"a database cannot be used ({type(error).__name__})") from None
    if faults:
        raise SettingsError("\n".join(faults))
    typer.echo(
        f"{sum(table.rows for table in moved)} rows in {len(moved)} tables are the same on both "
        "sides, and the audit trail is intact. Set HOTLINE_DATABASE_URL and start the service."
    )


def _must_fit(source: Database, keys: KeyRing) -> None:
    """Raise :class:`MoveError` unless the keys are those of the database, once it has any."""
    if not is_current(source):
        return  # the copying says what to do about that
    with source.read() as db:
        wrong = key_canary.fault(db, keys)
    if wrong:
        raise MoveError(wrong)
