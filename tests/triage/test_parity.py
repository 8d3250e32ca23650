"""English and Spanish of the same meaning are sorted alike."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.triage.reports import reported

FILE = Path(__file__).with_name("pairs.jsonl")
PAIRS = [(pair["en"], pair["es"]) for pair in map(json.loads, FILE.read_text("utf-8").splitlines())]


@pytest.mark.parametrize(("english", "spanish"), PAIRS)
def test_both_languages_have_the_same_type_and_urgency(english: str, spanish: str) -> None:
    one, other = reported(english), reported(spanish)
    assert (one.type.value, one.urgency.value) == (other.type.value, other.urgency.value)
