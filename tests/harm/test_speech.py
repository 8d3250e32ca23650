"""What callers say and how a recognizer writes it: every finding S-1 to S-22, and more of its kind.

The cases are in ``speech.yaml``. What cannot be a table is told here.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest

from hotline.config_files import Document, parse_yaml
from hotline.flows.session import Spoke
from hotline.intake.nlu import CallSenses
from tests.flows.talk import Talk
from tests.flows.test_right_place import at_where, kept
from tests.geo.locating import LOCATOR
from tests.harm.reading import meant, question, questions
from tests.harm.test_consent import AT_CONSENT, denied_is_taken, phrases
from tests.line import Line
from tests.triage.reports import sorter

FILE = parse_yaml("speech.yaml", (Path(__file__).parent / "speech.yaml").read_text("utf-8"))
assert isinstance(FILE, Document), FILE
TABLE: dict[str, Any] = FILE.data
DENIALS = ("not", "no", "never", "que no", "tampoco", "nunca")
UNASKED = {fact: value for fact, value in AT_CONSENT.items() if fact != "contact"}
STATEMENTS = ("no i ", "no im ", "no we ", "no someone i ", "no solo ")
FORMS = ("{denial} {word}", "{word} {denial}", "{word}, {denial}.")


@pytest.mark.parametrize(
    "row",
    TABLE["answers"],
    ids=lambda row: f"{'-'.join(row['findings'])} {row['at']} {row['language']}",
)
def test_answers_as_a_recognizer_writes_them(row: dict[str, Any]) -> None:
    wrong = [
        f"{text!r} is read as {found}, not {value}"
        for value, texts in row.items()
        if value not in {"findings", "at", "language"}
        for text in texts
        if (found := meant(row["at"], row["language"], text) or "again") != value
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("name", "tag"), questions())
def test_no_denied_word_is_the_word_at_any_question_in_any_language(name: str, tag: str) -> None:
    """Also denied in the other language. "No, I am a nurse" answers: a statement of its own."""
    step = question(name, tag)[0]
    taken = [
        text
        for (value, word), denial, form in product(phrases(name, tag), DENIALS, FORMS)
        for text in [form.format(denial=denial, word=word)]
        if denied_is_taken(step, value, meant(name, tag, text))
        and (step.care or not text.startswith(STATEMENTS))
    ]
    assert not taken, taken[:20]


def at_first(which: str) -> Talk:
    """A call that is asked for its language, or what it is about, with the real triage."""
    talk = Talk("voice")
    talk.senses = CallSenses(sorter(), LOCATOR)
    if which == "purpose":
        talk.press("1")
    assert talk.at == f"welcome.{which}"
    return talk


def test_s9_s11_what_people_say_first_is_understood() -> None:
    wrong = []
    for which, rows in TABLE["first_question"].items():
        for value, texts in rows.items():
            for text in texts:
                talk = at_first(which)
                talk.say(text)
                right = {
                    "person": talk.rings == "person",
                    "report": talk.at.startswith("report."),
                    "en": talk.at != "welcome.language" and talk.session.language == "en",
                    "es": talk.at != "welcome.language" and talk.session.language == "es",
                }[value]
                if not right or "did not understand" in talk.said:
                    wrong.append((which, text, talk.at, talk.said[:60]))
    assert not wrong, wrong


def test_s4_s7_s8_s16_s19_a_place_is_read_back_as_it_is_kept_and_a_state_is_asked_on() -> None:
    wrong = []
    for name, texts in TABLE["places"].items():
        for text in texts:
            label = texts[text] if isinstance(texts, dict) else name
            talk = at_where()
            talk.say(text)
            if label == "asked_on":
                right = talk.at == "report.where" and "which city" in talk.said.lower()
            elif label == "choice":
                right = talk.session.place is None and len(talk.session.options) > 1
            else:
                read_back = talk.at != "report.where" or label in talk.said
                if talk.at == "report.where":
                    talk.say("yes")
                right = read_back and kept(talk) == label
            if not right or "not sure where" in talk.said:
                wrong.append((label, text, kept(talk), talk.said[:80]))
    assert not wrong, wrong


STRANGE = "Something strange is going on at the house next door, people come and go at night"


def test_s18_stray_words_move_no_urgency() -> None:
    senses = CallSenses(sorter(), LOCATOR)

    def urgency(*words: str) -> str:
        talk = at_where()
        talk.senses = senses
        talk.session = talk.session.__class__.from_json(
            {**talk.session.as_json(), "story": [STRANGE]}
        )
        talk.say(*words)
        told = senses.classify(talk.session.story, talk.session.facts, "en")
        return told.urgency.value.value

    before = urgency("yes")
    assert [w for w in TABLE["urgency_kept"][0] if urgency(w) != before] == []


def test_s3_s20_words_that_a_filter_would_mask_are_understood() -> None:
    for kind, texts in TABLE["kept_types"].items():
        assert [t for t in texts if sorter().classify(t).type.value.value != kind] == []


@pytest.mark.parametrize("said", TABLE["poorly_heard"])
def test_s22_a_yes_that_was_poorly_heard_gives_no_consent(said: str) -> None:
    for poorly_heard in (True, False):
        talk = Talk("voice", flow="report", facts=UNASKED)
        talk.session = talk.session.__class__.from_json(
            {**talk.session.as_json(), "flow": "report", "step": "contact"}
        )
        talk.take(Spoke(said, poorly_heard=poorly_heard))
        assert (talk.at == "report.contact") is poorly_heard, said


def test_a_no_counts_however_poorly_it_was_heard() -> None:
    talk = Talk("voice", flow="report", facts={"in_danger": "no"})
    assert talk.at == "report.safe"
    talk.take(Spoke("no", poorly_heard=True))
    assert talk.fact("safe") == "no"


def test_the_recognizers_confidence_is_read(line: Line) -> None:
    for confidence, goes_on in (("0.12", False), ("0.93", True), ("0.0", True), ("", True)):
        call = line.call("+19565550188")
        for key in ("1", "2"):
            call.press(key)
        assert "safe" in call.said
        call.say("yes", confidence=confidence)
        assert ("what is happening" in call.said) is goes_on, (confidence, call.said)
        call.hang_up()
