"""What a row of the tables in ``rows/`` saw is noted, so that ``make security`` can print it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

T = TypeVar("T")
Seen = Callable[[T], T]
LONGEST = 120


@pytest.fixture
def seen(record_property: Callable[[str, object], None]) -> Seen[object]:
    """Notes a value that a test saw, and gives it back to be compared."""

    def note(value: T) -> T:
        record_property("seen", repr(value)[:LONGEST])
        return value

    return note
