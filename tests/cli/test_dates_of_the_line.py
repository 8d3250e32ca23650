"""Dates that a command prints are those of where the line is, not of Greenwich."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from hotline.cli.output import dated, day_of
from hotline.db.keys import SealingKey
from hotline.settings import Settings
from tests.command import hotline
from tests.line import Line

EVENING = datetime(2026, 11, 25, 3, 30, tzinfo=UTC)
"""The evening of the 24th in the United States."""


@pytest.mark.parametrize(
    ("zone", "day", "time"),
    [
        ("America/New_York", "2026-11-24", "10:30 PM EST"),
        ("America/Chicago", "2026-11-24", "9:30 PM CST"),
        ("America/Los_Angeles", "2026-11-24", "7:30 PM PST"),
        ("Pacific/Honolulu", "2026-11-24", "5:30 PM HST"),
        ("Pacific/Guam", "2026-11-25", "1:30 PM GMT+10"),
        ("UTC", "2026-11-25", "3:30 AM UTC"),
    ],
)
def test_the_day_is_that_of_the_line(
    zone: str, day: str, time: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.model_construct(time_zone=zone)
    assert day_of(settings, EVENING) == day
    monkeypatch.setattr("hotline.cli.output.load_settings", lambda: settings)
    written = dated(EVENING)
    assert written.startswith(f"{day}, "), written
    assert zone.endswith("Guam") or written.endswith(time), written


def test_where_nothing_is_set_a_command_still_dates_what_it_writes() -> None:
    assert dated(EVENING).startswith("2026-11-2")


def test_the_keys_are_listed_with_the_day_of_the_line(line: Line) -> None:
    assert hotline(line.folder, "keys", "list").returncode == 0, "the first command notes the key"
    with line.dep.database.write() as db:
        db.execute(update(SealingKey).values(since=EVENING))
    (row,) = json.loads(hotline(line.folder, "keys", "list", "--json").stdout)
    assert row["since"] == "2026-11-24"
