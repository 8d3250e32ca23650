"""Counts for a funder: in the federal categories, of a quarter that is over, no one named."""

from __future__ import annotations

import csv
import io

import pytest

from hotline.public.indicators import SITUATIONS, indicators
from hotline.public.local_data import Quarter
from hotline.public.small_counts import SMALL
from tests.directory.command import at_line, run
from tests.line import Line

STORY = "my neighbor sees women made to have sex for money at a motel in Laredo Texas"


def test_a_quarter_that_is_over_is_counted_and_small_counts_are_hidden(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        line.text(f"+19565550{170 + number}", STORY)
    line.work()
    quarter = Quarter.at(line.dep.clock())
    found = {one.heading: one.table for one in indicators(line.dep, quarter)}
    assert found["Signals by medium"].cells["Text message"] == 12
    assert set(found["Situations by type"].cells) <= {*SITUATIONS.values(), "Other"}
    assert found["Situations by state"].total == 12
    for table in found.values():
        assert all(count is None or count == 0 or count >= SMALL for count in table.cells.values())
    rows = [row for one in indicators(line.dep, quarter) for row in one.rows()]
    said = "\n".join(" ".join(row) for row in rows)
    assert not any(tip in said for tip in line.tips())
    assert "5550" not in said
    at_line(line, monkeypatch)
    output = run("reports", "indicators", "2025-Q1").output
    table = list(csv.reader(io.StringIO(output)))
    assert table[0] == ["table", "category", "count"]
    assert {row[2] for row in table[1:]} <= {"hidden", "few"}


@pytest.mark.parametrize(
    ("said", "why"), [("2026", "no quarter"), ("2026-Q5", "no quarter"), ("2099-Q1", "not over")]
)
def test_what_is_no_finished_quarter_is_refused(
    line: Line, monkeypatch: pytest.MonkeyPatch, said: str, why: str
) -> None:
    at_line(line, monkeypatch)
    failed = run("reports", "indicators", said, expect=2).exception
    assert failed is not None and why in str(failed)
