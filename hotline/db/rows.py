"""Adding and changing rows by constant statements, past the unit of work.

For what every text and every report does. The session knows the rows all the same: what was added
or changed here is found in it, and what else of a row is changed stays for the next flush.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from hotline.db.columns import Base, table_of
from hotline.db.prepared import Prepared

Row = TypeVar("Row", bound=Base)


def add(session: Session, row: Row) -> Row:
    """Insert ``row``, which was just made, now; what waits in the session goes before it.

    Raises :class:`sqlalchemy.exc.IntegrityError`.
    """
    session.flush()  # what it refers to may not be stored yet
    adding, columns, numbered = _adding(type(row))
    values = {name: getattr(row, name) for name in columns}
    added = adding.execute(session, values)
    return _known(session, row, values | ({numbered: added.scalar_one()} if numbered else {}))


def add_unless_there(session: Session, row: Row, unique: str) -> Row | None:
    """As :func:`add`; ``None`` when there is a row with the same ``unique`` column already."""
    session.flush()
    postgres = session.get_bind().dialect.name == "postgresql"
    adding, columns, numbered = _adding(type(row), unique, postgres=postgres)
    values = {name: getattr(row, name) for name in columns}
    made = adding.execute(session, values).scalar_one_or_none()
    return None if made is None else _known(session, row, values | {numbered: made})


def _known(session: Session, row: Row, values: Mapping[str, Any]) -> Row:
    """``row`` as if it had been read from the database."""
    vars(row).update(values)
    make_transient_to_detached(row)
    session.add(row)
    return row


def store(session: Session, row: Base, values: Mapping[str, Any]) -> None:
    """Write those of ``values`` (by column) that ``row`` does not have yet, and let it have them.

    The row must be in the database, and have an ``id``.
    """
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return
    new = {f"new_{name}": value for name, value in changed.items()}
    new["row"] = getattr(row, "id")  # noqa: B009 - not every table has one
    _changing(type(row), tuple(changed)).later(session, new)
    for name, value in changed.items():
        set_committed_value(row, name, value)


@cache
def _adding(
    model: type[Base], unique: str = "", *, postgres: bool = False
) -> tuple[Prepared, tuple[str, ...], str]:
    """The statement, the columns that it fills, and the one that the database numbers."""
    table = table_of(model)
    numbered = table.autoincrement_column
    columns = tuple(column.name for column in table.columns if column is not numbered)
    if numbered is None:
        return Prepared(insert(table).inline(), *columns), columns, ""
    statement = insert(table)
    if unique:
        made = (postgresql.insert if postgres else sqlite.insert)(table)
        statement = made.on_conflict_do_nothing(index_elements=[unique])
    return Prepared(statement.returning(numbered), *columns), columns, numbered.name


@cache
def _changing(model: type[Base], names: tuple[str, ...]) -> Prepared:
    table = table_of(model)
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return Prepared(update(table).where(table.c.id == bindparam("row")).values(**values))
