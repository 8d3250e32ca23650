"""Statements that never change, compiled once for each kind of database.

SQLAlchemy looks a statement up, binds and checks it each time it is executed. Where every text
executes the same few, that costs more than the database's own work. A :class:`Prepared` keeps the
SQL and how each value is written, and hands both to the driver.

PostgreSQL is a trip away for each statement. What gives nothing back may be sent :meth:`later`:
all that was put off goes in one trip, before the next statement that is executed or the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import ClientCursor
from sqlalchemy import CursorResult, Insert, Select, Update, event
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import ORMExecuteState, Session

Write = Callable[[Any], Any]
_PUT_OFF = "put_off"


@dataclass(frozen=True)
class _Compiled:
    """The SQL for one kind of database, and each value in the order in which it is bound."""

    sql: str
    fixed: Mapping[str, Any]
    """Values that are written in the statement itself."""
    values: tuple[tuple[str, Write | None], ...]
    by_place: bool

    def bound(self, given: Mapping[str, Any]) -> Any:
        """What the driver takes: a tuple, or a dictionary where values have names."""
        fixed = self.fixed
        if self.by_place:
            return tuple(
                _written(given[name] if name in given else fixed[name], write)
                for name, write in self.values
            )
        return {
            name: _written(given[name] if name in given else fixed[name], write)
            for name, write in self.values
        }


def _written(value: Any, write: Write | None) -> Any:
    return value if write is None else write(value)


class Prepared:
    """A constant statement with named values.

    The values of a result come as the driver gives them, so read only numbers, bytes and texts
    with it. Raises what SQLAlchemy raises.
    """

    def __init__(self, statement: Insert | Update | Select[Any], *columns: str) -> None:
        """``columns``: which an insert fills, when the statement does not say it."""
        self._statement = statement
        self._columns = list(columns) or None
        self._compiled: dict[str, _Compiled] = {}

    def execute(self, session: Session, values: Mapping[str, Any]) -> CursorResult[Any]:
        """Execute it in the transaction of ``session``, without flushing what waits there."""
        send(session)
        connection = session.connection()
        compiled = self._for(connection.dialect)
        return connection.exec_driver_sql(compiled.sql, compiled.bound(values))

    def later(self, session: Session, values: Mapping[str, Any]) -> None:
        """Execute it before anything else in the transaction; what it gives back is not read.

        What is wrong with it is raised then, at the latest by the commit.
        """
        dialect = session.get_bind().dialect
        if dialect.name != "postgresql":
            self.execute(session, values)
            return
        compiled = self._for(dialect)
        put_off = session.info.setdefault(_PUT_OFF, [])
        put_off.append((compiled.sql, compiled.bound(values)))

    def _for(self, dialect: Dialect) -> _Compiled:
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = self._compile(dialect)
        return compiled

    def _compile(self, dialect: Dialect) -> _Compiled:
        made: Any = self._statement.compile(dialect=dialect, column_keys=self._columns)
        binds = {name: bind for bind, name in made.bind_names.items()}
        values = tuple(
            (name, binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in (made.positiontup if made.positional else binds)
        )
        return _Compiled(str(made), dict(made.params), values, by_place=made.positional)


def send(session: Session) -> None:
    """Execute what was put off in this session, in the order in which it was."""
    put_off = session.info.pop(_PUT_OFF, None)
    if not put_off:
        return
    connection = session.connection()
    cursor: ClientCursor[Any] = ClientCursor(connection.connection.driver_connection)  # type: ignore[arg-type]
    statements = "; ".join(cursor.mogrify(sql, values) for sql, values in put_off)
    connection.exec_driver_sql(statements, execution_options={"no_parameters": True}).close()


@event.listens_for(Session, "do_orm_execute")
def _before_execution(state: ORMExecuteState) -> None:
    send(state.session)


@event.listens_for(Session, "before_flush")
def _before_flush(session: Session, *_: object) -> None:
    send(session)


@event.listens_for(Session, "before_commit")
def _before_commit(session: Session) -> None:
    send(session)


@event.listens_for(Session, "after_rollback")
def _after_rollback(session: Session) -> None:
    session.info.pop(_PUT_OFF, None)
