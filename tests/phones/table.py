"""The cases of ``bench/data/phones.yaml`` and ``findings.yaml``, which a coordinator adds to."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from hotline.config_files import Document, parse_yaml

DATA = Path(__file__).parents[2] / "bench" / "data"
FILE, FINDINGS = DATA / "phones.yaml", DATA / "findings.yaml"


@cache
def table(path: Path = FILE) -> dict[str, Any]:
    """The whole table."""
    read = parse_yaml(path.name, path.read_text("utf-8"))
    assert isinstance(read, Document), read
    data: dict[str, Any] = read.data
    return data


def findings(number: str) -> Any:
    """The cases of one finding."""
    return table(FINDINGS)[number]


def reactions() -> list[str]:
    """Every form of a reaction, with {} for what was reacted to."""
    return [form for forms in table()["reactions"].values() for form in forms]
