"""Near copies by shingles: what counts as one story, and how the latest are grouped."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.triage.near_copies import (
    ALIKE,
    LatestStories,
    Shingles,
    are_copies,
    fingerprint,
    letters,
    likeness,
    may_be_copies,
    shingles,
)

NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
DATA = Path(__file__).parents[2] / "bench" / "data"
WITHIN = timedelta(minutes=10)
STORY = "he has a gun and he is beating her right now in Laredo Texas, he sells her to men"
TOLD = st.text(st.characters(codec="utf-8"), max_size=300)


@pytest.mark.parametrize(
    "other",
    [
        "He has a GUN and he is beating her right now, in Laredo, Texas. He sells her to men!!!",
        "he has a gun and he is beating her right now in El Paso Texas, he sells her to men",
        "he has a gun and he is beating her right now in Laredo Texas, he sells her to men 4411",
        "pls hurry: he has a gun and he is beating her right now in Laredo TX, he sells her to men",
        "hé has a gün and he is beating her right now in Laredo Texas he sells her to mén",
        "he has a gun and he is beating Maria right now in Laredo Texas, he sells Maria to men",
        "he   has a gun\nand he is beating her right now\nin Laredo Texas\nhe sells her to men",
        "he sells her to men. he has a gun and he is beating her right now in Laredo Texas",
    ],
)
def test_copies(other: str) -> None:
    assert are_copies(shingles(STORY), shingles(other))


@pytest.mark.parametrize(
    "other",
    [
        "my neighbor keeps a girl locked in his nail salon in Laredo, he took her passport",
        "help me he is going to kill me i am locked in a room in Laredo Texas",
        "a woman screams in the apartment above the laundromat, Laredo Texas, someone hits her",
        "tiene una pistola y la está golpeando ahora mismo en Laredo Texas, la vende a hombres",
        "he has a knife",
        "right now",
        "men sell girls at the truck stop in Laredo, I have the plate numbers",
        "",
    ],
)
def test_other_stories(other: str) -> None:
    assert not are_copies(shingles(STORY), shingles(other))


def test_no_two_labeled_reports_are_copies() -> None:
    lines = (DATA / "reports_blind.jsonl").read_text("utf-8").splitlines()
    told = [shingles(json.loads(line)["text"]) for line in lines]
    assert len(told) > 100
    worst = max(likeness(a, b) for i, a in enumerate(told) for b in told[:i])
    assert worst < ALIKE / 2


@given(TOLD, TOLD)
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    a, b = shingles(one), shingles(other)
    assert likeness(a, b) == likeness(b, a)
    assert 0.0 <= likeness(a, b) <= 1.0
    assert likeness(a, a) == (1.0 if letters(one) else 0.0)


@given(TOLD)
def test_case_spaces_and_signs_do_not_count(told: str) -> None:
    noisy = f"  {told.upper().lower()} !!! "
    assert shingles(noisy) == shingles(told.upper().lower())


@given(
    st.lists(st.sampled_from([STORY, "hello", "he took my passport at the motel", ""]), max_size=40)
)
def test_groups_hold_each_story_once_and_only_its_copies(stories: list[str]) -> None:
    latest = LatestStories(WITHIN)
    groups = {}
    for key, story in enumerate(stories):
        group = latest.place(key, story, NOON)
        assert (group is None) == (not letters(story))
        if group is not None:
            groups[key] = group
    for key, group in groups.items():
        same = [other for other, told in enumerate(stories) if told == stories[key]]
        assert list(group.members) == same


def test_what_is_long_ago_does_not_count() -> None:
    latest = LatestStories(WITHIN)
    for minute in (0, 6, 12):
        group = latest.place(minute, STORY, NOON + timedelta(minutes=minute))
    assert group is not None and list(group.members) == [6, 12]
    group = latest.place(40, STORY, NOON + timedelta(minutes=40))
    assert group is not None and list(group.members) == [40]


def test_more_words_leave_the_group() -> None:
    latest = LatestStories(WITHIN)
    for key in range(3):
        latest.place(key, STORY, NOON)
    more = f"{STORY}. she is at 1204 Mines Road, blue house, two children are there, hurry please, "
    left = latest.place(
        0, more + "his truck is white and he wants to cross the bridge tonight", NOON
    )
    assert left is not None and list(left.members) == [0]
    rest = latest.place(3, STORY, NOON)
    assert rest is not None and list(rest.members) == [1, 2, 3]


def may(one: Shingles, other: Shingles) -> bool:
    return may_be_copies(one, fingerprint(one), other, fingerprint(other))


SETS = st.frozensets(st.integers(0, 2**32 - 1), min_size=1, max_size=400)
CROWDED = st.frozensets(st.integers(0, 90).map(lambda bit: bit * 4096), min_size=1)
"""Many of these fall on the same bit."""


@given(both=SETS | CROWDED, one=SETS | CROWDED, other=SETS | CROWDED)
def test_prints_never_rule_out_a_copy(both: Shingles, one: Shingles, other: Shingles) -> None:
    for first, second in ((both | one, both | other), (one, other), (both, both | one)):
        assert may(first, second) or not are_copies(first, second)


def test_prints_rule_out_most_other_stories() -> None:
    lines = (DATA / "reports_blind.jsonl").read_text("utf-8").splitlines()
    stories = [shingles(json.loads(line)["text"]) for line in lines[:60]]
    pairs = [(one, other) for at, one in enumerate(stories) for other in stories[:at]]
    left = [pair for pair in pairs if may(*pair) and not are_copies(*pair)]
    assert len(left) < len(pairs) / 20
