"""docs/settings.md says of every setting what the code does: no more, no less, the same default."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hotline.settings import REPOSITORY, Settings

TABLE = (REPOSITORY / "docs" / "settings.md").read_text("utf-8")
ROW = re.compile(r"^\| `HOTLINE_(\w+)` \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
ROWS = {name.lower(): (unit, default, words) for name, unit, default, words in ROW.findall(TABLE)}


def shown(value: object) -> str:
    """A default as the table writes it."""
    if value in ("", (), None):
        return "empty"
    if isinstance(value, bool):
        return f"`{int(value)}`"
    if isinstance(value, Path):
        return f"`{value.relative_to(REPOSITORY) if value.is_absolute() else value}`"
    return f"`{value}`"


def test_every_setting_is_in_the_table_once_and_in_the_order_of_the_code() -> None:
    assert [name.lower() for name, *_ in ROW.findall(TABLE)] == list(Settings.model_fields)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_table_tells_the_default_that_the_code_has(name: str) -> None:
    default = Settings.model_fields[name].default
    unit, reported, words = ROWS[name]
    needed = {"secret_keys", "twilio_account_sid", "twilio_auth_token", "number"}
    assert reported == ("needed" if name in needed else shown(default))
    assert unit
    assert words.endswith(".")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_bounds_of_a_number_are_reported(name: str) -> None:
    bounds = [
        getattr(rule, side)
        for rule in Settings.model_fields[name].metadata
        for side in ("ge", "le")
        if getattr(rule, side, None) is not None
    ]
    unit = ROWS[name][0]
    for bound in bounds:
        assert re.search(rf"\b{bound}\b", unit), f"{unit} does not tell {bound}"
