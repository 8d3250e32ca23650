"""``hotline move --to URL``: the whole database goes to another one, counted and checked."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from hotline.cli.environment import settings
from hotline.db.engine import Database
from hotline.db.move import MoveError, copy
from hotline.privacy import audit
from hotline.privacy.keys import KeyRing
from hotline.settings import SettingsError


def move(
    to: Annotated[str, typer.Option(help="An empty database: postgresql://user@host/name.")],
) -> None:
    """Copy everything to another database. Stop the service first, then start it on the new one.

    The old database is left as it is.
    """
    known = settings()
    try:
        with closing(Database(known.database)) as source, closing(Database(to)) as target:
            moved = copy(source, target, told=typer.echo)
            with target.read() as db:
                faults = list(audit.verify(db, KeyRing(known.secret_keys)))
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
        "sides, and the audit trail is whole. Set HOTLINE_DATABASE_URL and start the service."
    )
