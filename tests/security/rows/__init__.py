"""The properties that a security review asks for, each with what holds it: a table in YAML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Row:
    """One property: what is tried, what is expected of it, and the test (``file::name``)."""

    id: str
    tried: str
    expected: str
    test: str


def rows(file: str = "*.yaml") -> list[Row]:
    """All rows, the reviewed ones last."""
    return [row for path in sorted(HERE.glob(file)) for row in _of(path)]


def _of(path: Path) -> Iterator[Row]:
    for table in yaml.safe_load(path.read_text("utf-8")).values():
        for number, (tried, expected, test) in table.items():
            yield Row(str(number), str(tried), str(expected), test)
