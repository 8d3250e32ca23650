"""What got worse since the last release is counted text by text."""

from __future__ import annotations

from bench import compare, unseen
from bench.corpus import DATA


def test_every_text_of_the_release_has_its_answer() -> None:
    kept = compare.kept()
    for name in compare.FILES:
        assert set(kept[name]) == {row["id"] for row in unseen.read_rows(DATA / name)}


def test_an_answer_that_changed_is_counted_where_it_belongs() -> None:
    name = "reports_blind.jsonl"
    row = unseen.read_rows(DATA / name)[0]
    label = {question: row[question] for question in compare.QUESTIONS}
    kept = compare.kept()
    was = {**kept, name: {row["id"]: label}}
    now = {**kept, name: {row["id"]: {**label, "type": "labor"}}}
    found = [line.split() for line in compare.lines(was, now)]
    assert [name, "type", "0", "better", "1", "worse", row["id"]] in found
    back = [line.split() for line in compare.lines(now, was)]
    assert [name, "type", "1", "better", "0", "worse"] in back


def test_no_minor_and_not_known_are_one_answer() -> None:
    assert compare.right("minor", {"minor": "no"}, {"minor": "unknown"})
    assert not compare.right("minor", {"minor": "yes"}, {"minor": "unknown"})
    assert compare.right("type", {"type": unseen.OPEN}, {"type": "sex"})
