"""Changing one row by a constant statement, past the unit of work, where each text does it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Update, bindparam, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from hotline.db.columns import Base, table_of
from hotline.db.reports import Contact, Report


def store(session: Session, row: Contact | Report, values: Mapping[str, Any]) -> None:
    """Write those of ``values`` (by column) that ``row`` does not have yet, and let it have them.

    What else of the row was changed stays for the next flush. The row must be in the database.
    """
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return
    new = {f"new_{name}": value for name, value in changed.items()}
    statement = _changing(type(row), tuple(changed))
    session.connection().execute(statement, {"row": row.id, **new})
    for name, value in changed.items():
        set_committed_value(row, name, value)


@cache
def _changing(model: type[Base], names: tuple[str, ...]) -> Update:
    table = table_of(model)
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return update(table).where(table.c.id == bindparam("row")).values(**values)
