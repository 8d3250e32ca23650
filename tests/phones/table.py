"""The cases of ``bench/data/phones.yaml``, which a coordinator adds to."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from hotline.config_files import Document, parse_yaml

FILE = Path(__file__).parents[2] / "bench" / "data" / "phones.yaml"


@cache
def table() -> dict[str, Any]:
    """The whole table."""
    read = parse_yaml(FILE.name, FILE.read_text("utf-8"))
    assert isinstance(read, Document), read
    data: dict[str, Any] = read.data
    return data


def reactions() -> list[str]:
    """Every form of a reaction, with {} for what was reacted to."""
    return [form for forms in table()["reactions"].values() for form in forms]
