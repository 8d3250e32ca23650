"""One turn in the making: what is known, said and remembered, and where it goes.

Straight on a :class:`Run`, so that each promise is one call; the senses know a few words, and
other ones in Spanish, so that it shows in which language they were read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from hotline import flows
from hotline.flows import prompts
from hotline.flows.engine import resume
from hotline.flows.run import CRISIS, FIRST_WORDS, Run
from hotline.flows.session import Listen, Option, Session, Silence, Statement, WantTransfer, Where
from hotline.flows.steps.ask_place import AskPlace
from tests.flows.talk import CODES, LAREDO, SPRINGFIELDS, SimpleSenses, shipped

PENDING = Option("Dallas, Texas", {"city": "Dallas", "state": "TX"})


class Senses(SimpleSenses):
    """``gun`` is danger now, ``bruise`` tells harm, ``die`` speaks of suicide; so in Spanish."""

    HEARD: Mapping[str, Mapping[str, tuple[str, str]]] = {
        "en": {
            "gun": ("urgency", "P0"),
            "calm": ("urgency", "P3"),
            "bruise": ("harm", "yes"),
            "die": ("suicidal", "yes"),
            "locked": ("type", "labor"),
        },
        "es": {
            "pistola": ("urgency", "P0"),
            "golpe": ("harm", "yes"),
            "morir": ("suicidal", "yes"),
        },
    }

    def assess(
        self, story: Sequence[str], answers: Mapping[str, str], language: str
    ) -> Mapping[str, str]:
        told = " ".join(story)
        known = self.HEARD[language].items()
        heard = {"urgency": "P2", **dict(fact for word, fact in known if word in told)}
        if answers.get("in_danger") == "yes":
            heard["urgency"] = "P0"
        return heard | ({"story": "told"} if len(told.split()) > 9 else {})


def run_at(flow: str = "report", step: str = "what", **changes: Any) -> Run:
    """A turn at a step of the shipped flows, by text in English unless ``changes`` differ."""
    session = flows.begin(shipped(), medium="text", language="en", params=CODES)
    return Run(shipped(), replace(session, flow=flow, step=step, **changes), Senses())


def keys_of(run: Run) -> list[str]:
    return [prompt.key for prompt in run.prompts]


# What is heard -----------------------------------------------------------------------------------


def test_words_are_kept_with_the_question_that_they_answered() -> None:
    run = run_at(story=("before",))
    run.hear("they locked the door")
    assert run.learned == [Statement("they locked the door", "report.what")]
    assert run.session.story == ("before", "they locked the door")
    assert run.session.aside == ()
    assert run.session.heard == {"urgency": "P2", "type": "labor"}


def test_a_reporters_own_code_is_hidden_before_anything_keeps_it() -> None:
    run = run_at()
    run.hear("my code is 123456 they locked it")
    assert "123456" not in run.session.story[0] + run.learned[0].text
    assert "locked" in run.session.story[0]


@pytest.mark.parametrize(
    ("story", "text", "answer", "aside"),
    [
        ((), "main street", True, True),
        ((), "main street", False, False),
        ((), "locked in", True, False),
        (("a gun",), "yes calm now", True, True),
        (("a gun",), "yes calm now " * 5, True, False),
        ((), "calm", True, False),
        (("   ",), "calm", True, False),
        (("a gun",), "locked in", True, False),
    ],
    ids=["a street", "not asked", "a fact", "less danger", "a story", "first", "blank", "known"],
)
def test_an_answer_that_reports_nothing_or_only_less_danger_changes_nothing(
    story: tuple[str, ...], text: str, answer: bool, aside: bool
) -> None:
    run = run_at(story=story)
    run.hear(text, **({"answer": True} if answer else {}))
    assert run.session.story == (*story, text), "it is kept all the same"
    assert run.session.aside == ((text,) if aside else ())
    assert run.session.fact("urgency") == (
        "P0" if "gun" in "".join(story) and aside else run.session.heard["urgency"]
    )


@pytest.mark.parametrize(
    ("language", "before", "text", "danger"),
    [
        ("en", (), "he has a gun", True),
        ("en", ("a gun",), "another gun", False),
        ("en", ("locked",), "he has a gun", True),
        ("en", (), "it is calm", False),
        ("es", (), "una pistola", True),
        ("es", (), "he has a gun", False),
        ("es", ("una pistola",), "otra pistola", False),
    ],
)
def test_danger_is_new_only_when_it_was_not_known_before(
    language: str, before: tuple[str, ...], text: str, danger: bool
) -> None:
    run = run_at(language=language, story=before)
    run.assess()
    run.hear(text)
    assert run.new_danger is danger


def test_danger_stays_new_for_the_whole_turn_in_which_it_was_reported() -> None:
    run = run_at()
    run.hear("he has a gun")
    run.hear("another gun")
    assert run.new_danger


def test_danger_that_an_earlier_contact_reported_is_not_new() -> None:
    """The story came over without what was heard in it; the words now add nothing to it."""
    run = run_at(story=("a gun",))
    run.hear("yes, still")
    assert run.session.fact("urgency") == "P0" and not run.new_danger


def test_danger_that_was_answered_before_is_not_new() -> None:
    run = run_at(facts={"in_danger": "yes"})
    run.hear("a gun")
    assert not run.new_danger


@pytest.mark.parametrize(
    ("language", "before", "texts", "crisis"),
    [
        ("en", (), ["i want to die"], True),
        ("es", (), ["quiero morir"], True),
        ("es", (), ["i want to die"], False),
        ("en", ("i want to die",), ["they locked it"], False),
        ("en", ("i want to die",), ["i will die"], True),
        ("en", (), ["i want to die", "they locked it"], True),
        ("en", (), ["they locked it", "i want to die"], True),
        ("en", (), ["they locked it"], False),
    ],
)
def test_a_turn_is_a_crisis_when_words_of_its_own_speak_of_suicide(
    language: str, before: tuple[str, ...], texts: list[str], crisis: bool
) -> None:
    run = run_at(language=language, story=before)
    for text in texts:
        run.hear(text)
    assert run.in_crisis is crisis


@pytest.mark.parametrize(
    ("language", "text", "harm"),
    [("en", "a bruise", True), ("en", "golpe", False), ("es", "golpe", True), ("en", "", False)],
)
def test_harm_is_reported_by_these_words_alone(language: str, text: str, harm: bool) -> None:
    run = run_at(language=language, story=("a bruise, un golpe",), facts={"in_danger": "yes"})
    assert run.tells_harm(text) is harm


def test_a_place_that_is_named_in_passing_is_kept_and_a_question_about_one_too() -> None:
    run = run_at()
    run.hear("the boss is in laredo")
    kept = (run.session.place, run.session.place_label, run.session.place_sure)
    assert kept == (LAREDO.place, LAREDO.label, True)
    assert run.session.params["place"] == LAREDO.label
    assert run.session.params["tip_id"] == CODES["tip_id"], "and what prompts knew before"

    on_the_phone = run_at(medium="voice")
    on_the_phone.hear("the boss is in laredo")
    assert (on_the_phone.session.place, on_the_phone.session.place_sure) == (LAREDO.place, False)

    hinted = run_at()
    hinted.hear("near the border")
    assert (hinted.session.place, hinted.session.place_sure) == (LAREDO.place, False)

    two = run_at()
    two.hear("in springfield")
    assert (two.session.options, two.session.place_label) == (SPRINGFIELDS, "Springfield")
    assert two.session.place is None

    known = run_at(place=PENDING.place, place_label=PENDING.label)
    known.hear("the boss is in laredo")
    assert known.session.place == PENDING.place, "a place is not changed in passing"


def test_a_place_in_passing_is_looked_for_in_the_language_and_not_as_an_answer() -> None:
    asked: list[tuple[str, bool, str]] = []

    class Noting(Senses):
        def locate(self, text: str, *, expecting: bool, language: str) -> Where:
            asked.append((text, expecting, language))
            return Where()

    run = run_at(language="es")
    Run(run.book, run.session, Noting()).hear("en la casa")
    assert asked == [("en la casa", False, "es")]


# What is said ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ([], [CRISIS]),
        (["common.not_understood"], [CRISIS, "common.not_understood"]),
        ([FIRST_WORDS], [FIRST_WORDS, CRISIS]),
        ([FIRST_WORDS, "common.not_understood"], [FIRST_WORDS, CRISIS, "common.not_understood"]),
        (["common.not_understood", FIRST_WORDS], [CRISIS, "common.not_understood", FIRST_WORDS]),
    ],
)
def test_988_comes_right_after_the_words_that_name_911_and_before_all_others(
    said: list[str], whole: list[str], language: str
) -> None:
    run = run_at(language=language)
    for key in said:
        run.prompts += prompts.prompt(run.book, run.session, key)[:1]
    run.in_crisis = True
    turn = run.turn(Listen())
    assert [prompt.key for prompt in turn.prompts] == whole
    crisis = next(prompt for prompt in turn.prompts if prompt.key == CRISIS)
    assert "988" in crisis.text and crisis.language == language


def test_without_a_crisis_a_turn_says_what_was_said_and_nothing_more() -> None:
    run = run_at()
    run.say("common.not_understood")
    run.note("hello")
    turn = run.turn(WantTransfer("dispatcher"))
    assert [prompt.key for prompt in turn.prompts] == ["common.not_understood"]
    assert (turn.then, turn.learned) == (WantTransfer("dispatcher"), tuple(run.learned))
    assert turn.session is run.session


def test_a_language_without_full_wording_leads_to_people_who_speak_it() -> None:
    book = shipped()
    partial = next(tag for tag, language in book.languages.items() if not language.full)
    run = run_at(silences=1)
    run.speak(partial)
    assert (run.session.language, run.session.flow) == (partial, book.other_language)
    assert run.fact("full_language") == "no"
    spanish = run_at()
    spanish.speak("es")
    assert (spanish.session.language, spanish.here) == ("es", "report.what")
    assert spanish.fact("full_language") == "yes"
    unknown = run_at()
    unknown.speak("xx")
    assert unknown.session == run_at().session


@pytest.mark.parametrize("medium", ["voice", "text"])
def test_silence_at_the_question_for_a_place_asks_again_and_then_connects_to_a_person(
    medium: flows.MediumName,
) -> None:
    step = next(s for s in shipped().flows["report"].steps.values() if isinstance(s, AskPlace))
    session = run_at("report", step.id, medium=medium).session
    once = flows.advance(shipped(), session, Silence(), Senses())
    assert (once.session.flow, once.session.step, once.session.silences) == ("report", step.id, 1)
    twice = flows.advance(shipped(), once.session, Silence(), Senses())
    assert twice.session.flow == shipped().person


# Where it goes -----------------------------------------------------------------------------------


def test_a_flow_is_entered_for_good_with_patience_and_nothing_half_asked() -> None:
    run = run_at(
        stack=(("welcome", "x"),),
        asking="confirm",
        options=SPRINGFIELDS,
        pending=PENDING,
        silences=1,
        misses=2,
        repeats=1,
        story=("kept",),
    )
    run.enter("welcome")
    session = run.session
    assert (session.flow, session.step) == ("welcome", shipped().flows["welcome"].start)
    assert (session.stack, session.asking, session.options, session.pending) == ((), "", (), None)
    assert (session.silences, session.misses, session.repeats) == (0, 0, 0)
    assert session.story == ("kept",)


def test_a_called_flow_comes_back_only_if_it_is_asked_to() -> None:
    run = run_at(stack=(("welcome", "x"),))
    run.call("welcome", back="where")
    assert run.session.stack == (("welcome", "x"), ("report", "where"))
    assert run.here == f"welcome.{shipped().flows['welcome'].start}"
    run.call("report")
    assert run.session.stack == (("welcome", "x"), ("report", "where"))
    assert run.here == f"report.{shipped().flows['report'].start}"


def test_an_answered_question_is_remembered_and_no_longer_reopened() -> None:
    run = run_at(reopened="report.what", repeats=2, trail=(("welcome", "a"),), misses=1)
    step = run.step()
    assert run.reopened(step)
    run.leave(step, "where")
    assert run.session.trail == (("welcome", "a"), ("report", "what"))
    assert (run.session.step, run.session.repeats, run.session.reopened) == ("where", 0, "")
    assert not run.reopened(step) and run.session.misses == 1


def test_whoever_asks_for_a_person_within_the_persons_flow_gets_its_next_resort() -> None:
    book = shipped()
    first = book.flows[book.person].start
    run = run_at()
    run.to_person()
    assert (run.session.flow, run.session.step) == (book.person, first)
    forward = next(step for step in book.flows[book.person].steps.values() if step.next)
    again = run_at(book.person, forward.id)
    again.to_person()
    assert (again.session.flow, again.session.step) == (book.person, forward.next)


def test_patience_is_whole_again_once_something_is_understood() -> None:
    understood = run_at(silences=1, misses=2, repeats=1, place_misses=1).understood()
    assert (understood.silences, understood.misses, understood.repeats) == (0, 0, 0)
    assert understood.place_misses == 1


@pytest.mark.parametrize("misses", [0, 1, 2])
def test_the_third_answer_that_nobody_understands_connects_to_a_person(misses: int) -> None:
    run = run_at(misses=misses, silences=1)
    run.missed()
    if misses == 2:
        assert run.session.flow == shipped().person and keys_of(run) == []
    else:
        assert (run.session.misses, run.session.silences) == (misses + 1, 0)
        assert set(keys_of(run)) == {"common.not_understood"} and run.here == "report.what"


def test_danger_that_was_reported_in_an_answer_was_understood() -> None:
    run = run_at(misses=2)
    run.new_danger = True
    run.missed()
    assert run.session.misses == 2 and run.prompts == [] and run.here == "report.what"


# An earlier contact ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "label", "params"),
    [(LAREDO.place, "Laredo, Texas", {**CODES, "place": "Laredo, Texas"}), (None, "", CODES)],
)
def test_a_session_goes_on_with_what_an_earlier_contact_said(
    place: Mapping[str, Any] | None, label: str, params: Mapping[str, str]
) -> None:
    begun: Session = flows.begin(shipped(), medium="text", language="es", params=CODES)
    resumed = resume(begun, story=("one", "two"), aside=("two",), place=place, label=label)
    assert (resumed.story, resumed.aside) == (("one", "two"), ("two",))
    assert (resumed.place, resumed.place_label, resumed.params) == (place, label, params)
    assert resumed.place_sure is (place is not None)
    assert (resumed.flow, resumed.step, resumed.language) == (begun.flow, begun.step, "es")
