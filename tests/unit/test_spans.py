"""Minutes that a database works out are those that Python would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import literal, select

from hotline.db.columns import UtcDateTime
from hotline.db.database import Database
from hotline.db.spans import minutes_between

START = datetime(2026, 11, 1, 6, 59, 30, 250_000, tzinfo=UTC)


@pytest.mark.parametrize(
    "after",
    [
        timedelta(0),
        timedelta(seconds=30),
        timedelta(minutes=90),
        timedelta(days=45, microseconds=1),
        timedelta(minutes=-5),
        None,
    ],
)
def test_both_databases_count_the_minutes_as_python_does(
    database: Database, after: timedelta | None
) -> None:
    end = None if after is None else START + after
    moments = [literal(one, UtcDateTime()) for one in (START, end)]
    with database.read() as db:
        found = db.scalar(select(minutes_between(*moments)))
    if after is None:
        assert found is None
    else:
        assert found == pytest.approx(after / timedelta(minutes=1), abs=0.001)
