"""Tip ID and secret code in one text: found in any spelling, and kept out of the story."""

from __future__ import annotations

import pytest

from hotline.flows.session import WantLookUp
from hotline.flows.text import tip_codes
from tests.flows.talk import Talk

TIP, CODE = "82089129", "589816"


@pytest.mark.parametrize(
    "text",
    [
        "CODE 82089129 589816",
        "my tip is 8208-9129 code 589816",
        "8208 9129 589 816",
        "code 589816 tip 82089129",
        "589816, 8208-9129",
        "82089129589816",
        "8 2 0 8 9 1 2 9 and 5 8 9 8 1 6",
        "82.08.91.29 589816",
        "82-08-91-29, 589-816",
    ],
)
def test_both_numbers_are_found_in_any_spelling(text: str) -> None:
    found = tip_codes.find(text, [8, 6])
    assert found.numbers == {8: TIP, 6: CODE}
    assert not any(letter.isdigit() for letter in found.rest)


@pytest.mark.parametrize(
    "text",
    [
        "call 956-555-0123",
        "+19565550123",
        "78040-1234",
        "at 11-26-2024",
        "he is 45, she is 17",
        "1200",
        "27.50, -99.50",
        "27.5 -99.5",
        "27.50 N, -99.50",
        "at 32.75, -97.33 behind the store",
        "26.20,-98.23",
        "40.71 / -74.00",
        "27.503, -99.507",
        "25.76; -80.19",
    ],
)
def test_a_telephone_a_zip_a_date_or_a_point_is_neither(text: str) -> None:
    assert tip_codes.find(text, [8, 6]) == tip_codes.Found({}, text)


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("en", "CODE 82089129 589816"),
        ("en", "my tip is 8208-9129 code 589816"),
        ("en", "8208-9129 589816"),
        ("es", "CLAVE 82089129 589816"),
        ("es", "tengo un reporte 82089129 clave 589816"),
        ("es", "mi reporte es 8208-9129 y mi clave 589816"),
    ],
)
def test_a_first_text_with_both_opens_the_report_without_asking(language: str, first: str) -> None:
    text = Talk("text", first=first)
    assert isinstance(text.turn.then, WantLookUp) and text.turn.then.name == "return_code"
    assert (text.fact("tip"), text.fact("code")) == (TIP, CODE)
    assert text.session.language == language
    assert text.said.startswith({"en": "In danger?", "es": "En peligro"}[language])
    assert text.account == [], "no report begins with them, and no story holds them"
    text.looked_up(found=True)
    assert text.fact("code") == "unknown" and text.at == "returning.safe"


@pytest.mark.parametrize("medium", ["voice", "text"])
def test_both_may_be_reported_at_any_question(medium: str) -> None:
    talk = Talk("text", first="hello there") if medium == "text" else Talk()
    if medium == "voice":
        talk.press("1")
    talk.say("my tip is 8208-9129 code 589816")
    assert isinstance(talk.turn.then, WantLookUp) and talk.fact("code") == CODE
    talk.looked_up(found=False, facts={"locked": "no"})
    assert talk.at == "returning.no_match"
    talk.say("1")
    assert talk.at == "returning.tip", "a wrong pair is asked for anew"


def test_a_tip_by_itself_has_only_the_code_asked_for() -> None:
    text = Talk("text", first="my tip number is 8208-9129")
    assert text.at == "returning.code"
    text.text("it is 589816 my dear friend")
    assert isinstance(text.turn.then, WantLookUp) and text.fact("code") == CODE
    assert text.account == []


def test_a_code_by_itself_is_kept_nowhere() -> None:
    text = Talk("text", first="my code is 589816")
    assert text.at == "returning.tip" and text.account == []
    assert CODE not in str(text.session.as_json())


def test_a_code_after_a_wrong_one_is_no_story() -> None:
    for words in ("it is 589816 my dear friend", "my code is 589 816 ok thanks"):
        text = Talk("text", first="code")
        text.text("82089129", "000001")
        text.looked_up(found=False, facts={"locked": "no"})
        text.text(words)
        assert text.at == "returning.no_match" and text.account == []


def test_what_is_reported_with_the_numbers_is_kept_without_them() -> None:
    text = Talk("text", first="code 8208-9129 589816 they moved her to a house in Laredo")
    assert text.account == ["code they moved her to a house in Laredo"]
    assert text.session.place_label == "Laredo, Texas"
    asked = Talk("text", first="code")
    asked.text("82089129 he locked the door again tonight")
    assert asked.account == ["he locked the door again tonight"] and asked.at == "returning.code"


def test_the_reporters_own_code_is_hidden_wherever_it_is_reported() -> None:
    """The codes of this conversation are known: 1234-5678 and 123456."""
    text = Talk("text", first="hello there")
    text.text("yes", "they gave me 123 456 and I do not know what it is for")
    assert text.account[-1] == "they gave me […] and I do not know what it is for"


def test_a_door_code_in_a_story_stays_in_it() -> None:
    story = "the door code is 589816 and she is locked inside the basement"
    text = Talk("text", first=story)
    assert text.account == [story] and text.at == "report.safe"


def test_danger_reported_with_the_numbers_comes_first_and_the_code_is_kept_nowhere() -> None:
    danger = "code 8208-9129 589816 he has a gun and wants to shoot her"
    first = Talk("text", first=danger)
    asked = Talk("text", first="code")
    asked.text("8208-9129 589816 he has a gun and wants to shoot her")
    call = Talk()
    call.press("1")
    call.say(danger)
    assert call.at == "report.where_first" and "press 0" in call.said
    for talk in (first, asked, call):
        assert "9 1 1" in talk.said or "911" in talk.said
        assert talk.account[-1].endswith("he has a gun and wants to shoot her")
        assert CODE not in str(talk.session.as_json())


@pytest.mark.parametrize(
    "text",
    [
        "29.760427, -95.369804",
        "29.760427,-95.369804 she is here",
        "https://maps.google.com/?q=29.760427,-95.369804",
        "geo:27.530612,-99.480312",
        "https://maps.app.goo.gl/12345678",
        "www.maps.example/589816",
        "27.530612; -99.480312",
        "lat 27.530612 long -99.480312",
    ],
)
def test_the_digits_of_a_point_are_no_tip_id_and_no_code(text: str) -> None:
    found = tip_codes.find(text, [8, 6])
    assert found.numbers == {} and found.rest == text
