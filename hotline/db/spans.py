"""The minutes between two moments, worked out in the database: no row becomes an object for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class minutes_between(FunctionElement[float]):  # noqa: N801 - written like a function
    """``minutes_between(start, end)``; NULL where either is missing, negative when turned round."""

    inherit_cache = True
    type: TypeEngine[float] = Float()


@compiles(minutes_between, "sqlite")
def _sqlite(element: minutes_between, compiler: SQLCompiler, **options: Any) -> str:
    start, end = (compiler.process(one, **options) for one in element.clauses)
    return f"((julianday({end}) - julianday({start})) * 1440.0)"


@compiles(minutes_between, "postgresql")
def _postgresql(element: minutes_between, compiler: SQLCompiler, **options: Any) -> str:
    start, end = (compiler.process(one, **options) for one in element.clauses)
    return f"(EXTRACT(EPOCH FROM {end} - {start}) / 60.0)::float"
