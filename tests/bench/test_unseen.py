"""The set that was written blind stays as it was frozen; figures count what they say."""

from __future__ import annotations

import hashlib

import pytest

from bench import unseen
from bench.corpus import DATA
from bench.learn import read_rows


@pytest.mark.parametrize(("name", "frozen"), unseen.BLIND.items())
def test_a_blind_set_is_as_it_was_frozen_and_never_learned_from(name: str, frozen: str) -> None:
    path = DATA / name
    assert hashlib.sha256(path.read_bytes()).hexdigest() == frozen
    learned = {row["text"] for row in read_rows()}
    reported = {row["text"] for row in unseen.read_rows(path)}
    assert not {text for text in learned & reported if len(text.split()) > 1}


def test_rates_count_labels_and_leave_open_ones_out() -> None:
    rows = [{"minor": m} for m in ("yes", "yes", "no", "?")]
    said = [{"minor": m} for m in ("yes", "no", "yes", "yes")]
    found = unseen.pairs(rows, said, "minor")
    assert str(unseen.recall(found, "yes".__eq__)).endswith("(1/2)")
    assert str(unseen.precision(found, "yes".__eq__)).endswith("(1/2)")
    assert unseen.macro_f1([("sex", "sex"), ("labor", "sex")]) == pytest.approx((2 / 3 + 0) / 2)
    low, high = unseen.Rate(9, 10).interval
    assert low == pytest.approx(0.596, abs=0.001)
    assert high == pytest.approx(0.982, abs=0.001)
