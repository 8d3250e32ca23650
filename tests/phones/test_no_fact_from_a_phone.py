"""What a phone sends by itself never becomes a fact, a story or another urgency, however it varies.

Each example of hypothesis draws how a form is written (case, quotes, cuts, blanks, signatures) and
tries it with every form of the table, so that a run sees more than ten thousand variations.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.flows.text import own_words as wording
from hotline.flows.text import reactions as no_message
from tests.conftest import EXPLORE
from tests.flows.talk import CODES, shipped
from tests.phones.table import reactions, table

OWN = wording.own_words(shipped())
CASES: list[Callable[[str], str]] = [str, str, str, str.upper, str.lower]
QUOTES = [("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"), ("‘", "’"), ("＂", "＂")]
SIGNED = ["", "", "\nSent from my iPhone", "\n-- Enviado desde mi Samsung", " (via Messenger)"]
AROUND = ["", " ", "\n", "\u200b", "\ufeff", "\u00a0"]
OURS = sorted(
    {
        words.prompt.text
        for language in shipped().languages.values()
        for words in language.wording.values()
        if len(words.prompt.text.split()) >= 6
    }
)
REACTED, ANSWERED = (2_000, 1_000) if EXPLORE else (150, 100)
"""How many ways of writing are drawn, each for all forms."""


def as_received(text: str) -> str:
    """What a phone got: the numbers of a report in place of their names."""
    for name, value in CODES.items():
        text = text.replace("{" + name + "}", value)
    return text.replace("{place}", "Laredo, Texas")


def cut_off(text: str, length: int, sign: str) -> str:
    """A received text as far as a phone quotes it."""
    received = as_received(text)
    return received if length >= len(received) else received[:length].rstrip() + sign


@settings(max_examples=REACTED)
@given(
    st.builds(
        cut_off, st.sampled_from(OURS), st.integers(30, 400), st.sampled_from(["", "…", "..."])
    ),
    st.sampled_from(CASES),
    st.sampled_from(QUOTES),
    st.sampled_from(SIGNED),
    st.sampled_from(AROUND),
)
def test_no_variation_of_a_reaction_leaves_words(
    shown: str, case: Callable[[str], str], quotes: tuple[str, str], signed: str, around: str
) -> None:
    for form in reactions():
        written = form.replace("“", quotes[0]).replace("”", quotes[1]) if "“{}”" in form else form
        sent = around + case(written.replace("{}", shown)) + signed + around
        read = no_message.read(sent, OWN)
        assert read.kind in {"reaction", "echo"} and not read.text, sent


@settings(max_examples=400 if EXPLORE else 40)
@given(st.sampled_from(OURS), st.sampled_from(AROUND), st.sampled_from(SIGNED))
def test_our_own_text_comes_back_without_a_word_more(shown: str, around: str, signed: str) -> None:
    for form in table()["quoted"]:
        sent = around + form.replace("{}", as_received(shown)) + signed + around
        assert not no_message.read(sent, OWN).text, sent


@pytest.mark.parametrize(
    "shown", [text for text in OURS if len(text.split()) >= 12 and "{" not in text][::9]
)
def test_an_answer_beside_our_own_text_is_what_is_read(shown: str) -> None:
    for form in table()["answered"]:
        quote, _, answer = form.partition(" | ")
        read = no_message.read(quote.replace("{}", as_received(shown)) + " " + answer, OWN)
        assert not read.kind and read.text == answer, form


def test_the_texts_where_911_takes_no_texts_are_ours_too() -> None:
    asks = "No name needed. Is it safe for you to text now? Reply YES or NO. STOP ends this."
    for words in (f"In danger? Call 911. {asks}", f"“In danger? Call 911. {asks}”"):
        read = no_message.read(words, OWN)
        assert read.kind and not read.text, words
        for form in reactions():
            for shown in (words, f"{words[:45]}…"):
                assert not no_message.read(form.replace("{}", shown), OWN).text, form


@given(st.integers(1, 30), st.sampled_from(["…", "...", "…”", "… "]))
def test_two_texts_of_ours_cut_off_in_the_second_leave_no_word(length: int, sign: str) -> None:
    first = "In danger? Call 911, or text 911 if you cannot talk."
    then = "No name needed. Is it safe for you to text now? Reply YES or NO. STOP ends this."
    assert not no_message.read(f"{first} {then[:length].rstrip()}{sign}", OWN).text
    assert no_message.read(f"{first} no", OWN).text == "no", "an answer beside it"


@settings(max_examples=ANSWERED)
@given(
    st.sampled_from([*CASES, str.title]),
    st.sampled_from(["’", "'", "`"]),
    st.sampled_from(["", ".", "!", " ", "\n", " 🚗", "\u200b"]),
    st.sampled_from(AROUND),
)
def test_no_variation_of_an_automatic_reply_leaves_words(
    case: Callable[[str], str], apostrophe: str, end: str, around: str
) -> None:
    for words in [*table()["automatic"], *table()["of_media"]]:
        sent = around + case(words.replace("’", apostrophe).rstrip(".")) + end + around
        assert no_message.read(sent, OWN).kind in {"automatic", "reaction"}, sent


@settings(max_examples=400 if EXPLORE else 60)
@given(
    st.sampled_from(CASES),
    st.sampled_from(["", ".", "!", "...", " please"]),
    st.sampled_from(AROUND),
    st.sampled_from(["", "yes, ", "no. ", "help! "]),
)
def test_what_a_person_writes_is_always_read(
    case: Callable[[str], str], end: str, around: str, before: str
) -> None:
    for words in table()["people"]:
        sent = around + case(before + words) + end + around
        read = no_message.read(sent, OWN)
        assert not read.kind and read.text == sent, sent


def test_more_than_ten_thousand_variations_are_tried() -> None:
    automatic = len(table()["automatic"]) + len(table()["of_media"])
    assert REACTED * len(reactions()) + ANSWERED * automatic >= 10_000
