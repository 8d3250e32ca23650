"""Databases of one test process that share their compiled SQL.

Every test has a database of its own, and SQLAlchemy compiles each statement again for every engine:
that took a sixth of the suite's processor time. Compiled statements depend on the dialect alone, so
an engine takes over the dialect and the cache of the first one of its backend that connected.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event

from hotline.db import database

STATEMENTS = 2000
"""So many are kept for each backend; more than there are."""
_OF_THE_FIRST: dict[str, tuple[Any, Any]] = {}


def share() -> None:
    """From now on databases that are opened in this process share their compiled SQL."""
    database.create_engine = _sharing


def _sharing(*args: Any, **more: Any) -> Engine:
    engine = create_engine(*args, query_cache_size=STATEMENTS, **more)
    if engine.name in _OF_THE_FIRST:
        engine.dialect, engine._compiled_cache = _OF_THE_FIRST[engine.name]
    else:
        event.listen(engine, "connect", lambda *_: _remember(engine), once=True)
    return engine


def _remember(engine: Engine) -> None:
    """Called once the dialect has learned from its server what it must know."""
    _OF_THE_FIRST.setdefault(engine.name, (engine.dialect, engine._compiled_cache))
