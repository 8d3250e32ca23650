"""The small learned model: what it may look at, how it is joined to the rules, how it is made."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from bench import learn
from hotline.domain import Type, Urgency
from hotline.triage import features, learned, urgency
from hotline.triage.learned import QUESTIONS, TYPES, Learned
from tests.triage.reports import indicators, reported, sorter
from tests.triage.test_fairness import NATIONS

UNFORESEEN = (
    "some fella in the next trailer has a lady staying there, gents drop by after dark with "
    "folded bills and he counts it on the porch, she asked my wife for a ride home"
)


def test_the_shipped_model_was_learned_from_the_reports_in_the_repository() -> None:
    assert learned.load().lessons == learn.digest(), "run python -m bench.learn"


def test_it_is_never_learned_from_the_test_half() -> None:
    assert not any("test" in name for name in learn.SOURCES)


def test_it_looks_at_no_word_for_peoples_or_for_women_and_men() -> None:
    looked_at = {
        word
        for feature in learned.load().rows
        if feature.startswith(("word ", "pair "))
        for word in feature.split()[1:]
    }
    never = sorter().lexicon.never_learned
    assert len(never) > 100
    assert not looked_at & never
    assert not looked_at & {nation.lower() for nation in NATIONS}


def test_chances_of_the_types_add_up() -> None:
    reading, signs = sorter().signs_of(UNFORESEEN)
    chances = learned.load().judge(features.features_of(reading, signs, sorter().lexicon))
    assert sum(chances.types.values()) == pytest.approx(1)
    assert set(chances.types) == set(Type)
    assert 0 <= chances.danger <= 1


def test_its_share_in_an_answer_is_shown_as_words_of_the_text() -> None:
    bare = replace(sorter(), model=_sure_of(Type.NOT_SPECIFIED.value))
    assert bare.classify(UNFORESEEN).type.value is Type.NOT_SPECIFIED
    found = reported(UNFORESEEN).type
    assert found.value in {Type.SEX, Type.HIGH_RISK}
    shown = [e for e in found.evidence if e.source == learned.SOURCE]
    assert shown
    for evidence in shown:
        assert evidence.indicator == f"learned: {found.value}"
        assert UNFORESEEN[evidence.start : evidence.end] == evidence.phrase
        assert evidence.weight > 0


def test_a_pressed_key_a_rumour_and_a_few_words_are_left_to_the_rules() -> None:
    assert reported(UNFORESEEN, kind="labor").type.value is Type.LABOR
    hoax = reported("PLEASE SHARE zip tie on your car door handle means men are selling girls")
    assert hoax.type.value is Type.NOT_SPECIFIED
    assert not any("learned" in name for name in indicators(reported("men come at night").type))


def test_what_the_model_takes_for_danger_is_immediate() -> None:
    always = replace(sorter(), model=_sure_of(learned.DANGER))
    calm = "the cleaning crew at the warehouse keeps to itself and eats lunch in the van"
    assert reported(calm).urgency.value is not Urgency.P0
    assert always.classify(calm).urgency.value is Urgency.P0
    long_ago = "in 1999 the cleaning crew at the warehouse kept to itself and ate in the van"
    assert always.classify(long_ago).urgency.value is Urgency.P3


def test_a_sign_of_danger_that_is_surely_none_still_has_a_person_within_minutes() -> None:
    never = replace(sorter(), model=_sure_that_no(learned.DANGER))
    reported_of = (
        "the foreman laughed and said they locked me up in the storage for an hour last spring"
    )
    assert never.classify(reported_of).urgency.value is Urgency.P1
    pressed = never.classify(reported_of, answers={"in_danger": "yes"})
    assert pressed.urgency.value is Urgency.P0
    held = "el contratista nos quitó los pasaportes y no nos deja salir, pizcamos tomate"
    assert never.classify(held).urgency.value is Urgency.P0
    bleeding = "my friend who works with me at the plant is bleeding and the boss says no hospital"
    assert never.classify(bleeding).urgency.value is Urgency.P0


def _sure_that_no(question: str) -> Learned:
    return Learned({}, [-9.0 if name == question else 0.0 for name in QUESTIONS])


def _sure_of(question: str) -> Learned:
    bias = [5.0 if name == question else 0.0 for name in QUESTIONS]
    return Learned({}, bias)


def test_learning_is_the_same_every_time_and_learns() -> None:
    order = random.Random(3)
    lessons = [
        learn.Lesson(
            (f"word {'alpha' if kind else 'beta'}", f"word noise{order.randrange(5)}"),
            kind,
            bool(kind),
            minor=False,
        )
        for kind in (0, 1) * 20
    ]
    model = learn.learn(lessons)
    assert model == learn.learn(lessons)
    assert Learned.from_json(model.as_json()).as_json() == model.as_json()
    for kind, word in ((0, "word beta"), (1, "word alpha")):
        chances = model.judge([word])
        assert max(TYPES, key=lambda t: chances.types[t]) is TYPES[kind]
        assert (chances.danger > urgency.DANGER) is bool(kind)
    assert "type F1 1.000" in learn.cross_validated(lessons)
