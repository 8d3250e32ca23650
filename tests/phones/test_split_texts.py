"""A sentence in two texts is read as one, and an answer that comes soon stays an answer.

The stories and answers stand in ``bench/data/phones.yaml``. One line is served for all of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.flows.text import unfinished
from hotline.intake.reports import report_by_tip
from tests.line import Line, open_line
from tests.phones.table import table

NUMBERS = (f"+1361555{number:04}" for number in itertools.count(101))
FACTS = ("type", "urgency", "role", "minor", "place", "language", "lookalike")
SAFE = "Is it safe for you to text now?"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with open_line(tmp_path_factory.mktemp("splits")) as line:
        yield line


def told(line: Line, *parts: str, seconds: float = 5) -> tuple[dict[str, object], str, str]:
    """What the report of a new texter says after these texts, their tip ID and number."""
    number = next(NUMBERS)
    for words in parts:
        line.text(number, words)
        line.clock.now += timedelta(seconds=seconds)
    tip = line.tips()[-1]
    report = line.report(tip)
    return {name: report.get(name) for name in FACTS}, tip, number


def kept(line: Line, tip: str) -> list[str]:
    with line.dep.database.read() as db:
        opened = report_by_tip(db, line.dep, tip)
        assert opened is not None
        return [opened.read(entry) for entry in opened.entries() if entry.kind == "told"]


def answers(line: Line, tip: str) -> dict[str, str]:
    with line.dep.database.read() as db:
        opened = report_by_tip(db, line.dep, tip)
        assert opened is not None
        return dict(opened.assessment().answers)


def test_a_story_in_two_texts_says_what_the_whole_says(served: Line) -> None:
    stories = table()["splits"]
    assert len(stories) >= 10
    for story in stories:
        first, second = (part.strip() for part in story.split("|"))
        whole, _, _ = told(served, f"{first} {second}")
        split, tip, number = told(served, first, second)
        assert split == whole, story
        assert kept(served, tip) == [first, second], "what was received is kept as it was received"
        assert len(served.texts_to(number)) == 2, "the first part is answered at once"


def test_three_parts_and_parts_that_a_phone_sends_twice(served: Line) -> None:
    whole, _, _ = told(
        served, "a girl is kept in the motel in Amarillo Texas and men come at night"
    )
    first, rest = "a girl is kept in", "the motel in Amarillo Texas and men come at night"
    more = "a girl is kept in the motel in"
    for parts in (
        (first, "the motel in Amarillo", "Texas and men come at night"),
        (more, more, "Amarillo Texas and men come at night"),
        (first, first, rest, rest),
    ):
        assert told(served, *parts)[0] == whole, parts


def test_an_answer_soon_after_an_unfinished_text_stays_an_answer(served: Line) -> None:
    begun, _, _ = told(served, "my boss keeps my passport")
    for words, wanted in table()["after_a_split"].items():
        facts, tip, _ = told(served, "my boss keeps my passport", str(words))
        assert answers(served, tip).get("safe") == wanted["safe"], words
        assert facts["urgency"] == begun["urgency"], words


def test_a_denial_begun_soon_after_the_story_is_joined_with_its_rest(served: Line) -> None:
    rows = {
        "en": [("I am not", "safe"), ("not", "safe"), ("it's not", "ok"), ("I don't think", "yes"),
               ("I do not feel", "safe"), ("we are not", "ok"), ("this is not", "safe")],
        "es": [("no me siento", "segura"), ("no estoy", "segura"), ("no creo que", "es seguro")],
    }  # fmt: skip
    stories = {"en": "my boss keeps my passport", "es": "mi jefe me quita el pasaporte siempre"}
    for tag, pairs in rows.items():
        for first, rest in pairs:
            _, tip, _ = told(served, stories[tag], first, rest)
            assert answers(served, tip).get("safe") != "yes", (first, rest)
    _, tip, _ = told(served, stories["en"], "I am not", "safe", "yes")
    assert answers(served, tip).get("safe") != "yes", "a no ended it"
    moved = told(served, stories["en"], "k but not now")[0]["urgency"]
    assert moved == told(served, stories["en"])[0]["urgency"]


def test_danger_help_and_stop_are_heard_at_once(served: Line) -> None:
    for words in ("help", "HELP", "he has a gun", "ayuda", "please send someone"):
        number = told(served, "my boss keeps my passport and", words)[2]
        assert "911" in "\n".join(served.texts_to(number)[1:]), words
    number = told(served, "my boss keeps my passport and", "STOP")[2]
    assert served.text(number, "my passport") == "", "STOP ended it"
    facts, _, _ = told(
        served, "he keeps us in the", "house and he is beating her right now in Laredo"
    )
    assert facts["urgency"] == "P0"


def test_what_comes_later_or_after_a_full_stop_is_a_text_of_its_own(served: Line) -> None:
    late = told(served, "my boss keeps my", "passport and never pays us", seconds=40)[1]
    ended = told(served, "My boss never pays.", "We sleep in the warehouse")[1]
    for tip in (late, ended):
        with served.dep.database.read() as db:
            opened = report_by_tip(db, served.dep, tip)
            assert opened is not None and len(opened.assessment().story) == 2


@given(st.text(max_size=60), st.sampled_from(sorted("the my and of un mi con por".split())))
def test_what_hangs_is_never_a_finished_sentence(words: str, last: str) -> None:
    assert unfinished.is_left_hanging(f"{words} {last}")
    assert not unfinished.is_left_hanging(f"{words} {last}.")
    assert unfinished.has_end(f"{words} {last}?")


@pytest.mark.parametrize(
    "words",
    ["he locked her in", "where she's at", "I don't know when", "no sé", "yes I am", "he did"],
)
def test_words_that_end_sentences_do_not_hang(words: str) -> None:
    assert not unfinished.is_left_hanging(words)
