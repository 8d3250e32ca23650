"""Callers who come back with their code, or look for help near them, told against the engine."""

from __future__ import annotations

from hotline.flows.session import Listen, WantLookUp
from tests.flows.talk import Talk, reported


def test_coming_back_with_the_code_hears_messages_and_adds() -> None:
    call = Talk()
    call.press("1", "3", "12345678", "123456")
    assert isinstance(call.turn.then, WantLookUp) and call.turn.then.name == "return_code"
    call.looked_up(found=True)
    assert call.fact("code") == "unknown", "the secret code is kept nowhere"
    assert call.at == "returning.safe", "is it safe, before a message is read out"
    call.press("1")
    call.looked_up(found=True, messages="Please call again on Monday.")
    assert "Please call again on Monday." in call.said
    call.looked_up(found=False)
    call.press("1")
    call.say("he moved them to another house")
    assert call.over == "returned" and call.account == ["he moved them to another house"]


def test_the_digits_of_the_code_may_be_spoken() -> None:
    call = Talk()
    call.press("1", "3")
    call.say("one two three four five six seven eight")
    assert call.at == "returning.code"
    call.say("1 2 3 4 5 6")
    assert isinstance(call.turn.then, WantLookUp)
    assert call.account == [], "a secret code is no story"


def test_a_story_reported_instead_of_a_number_is_kept() -> None:
    call = Talk()
    call.press("1", "3")
    call.say("I lost the number but she is still in the house")
    assert call.account == ["I lost the number but she is still in the house"]


def test_a_wrong_code_may_be_tried_again_and_a_locked_one_rings_a_person() -> None:
    call = Talk()
    call.press("1", "3", "12345678", "000000")
    call.looked_up(found=False, facts={"locked": "no"})
    assert call.at == "returning.no_match"
    call.press("1", "12345678", "000000")
    call.looked_up(found=False, facts={"locked": "yes"})
    assert call.rings == "person"


def test_help_near_is_read_out_and_read_again() -> None:
    call = Talk()
    call.press("1", "4", "1")
    call.say("laredo")
    call.press("1")
    call.looked_up(found=True, help="Casa Example, 555-0100.")
    assert "Casa Example" in call.said
    call.press("2")
    call.looked_up(found=True, help="Casa Example, 555-0100.")
    assert "Casa Example" in call.said
    call.press("3")
    assert call.over == "helped" and "8 8 8, 3 7 3" in call.said


def test_no_help_near_still_tells_the_number() -> None:
    call = Talk()
    call.press("1", "4", "4")
    call.say("I don't know")
    call.looked_up(found=False)
    assert "8 8 8, 3 7 3, 7 8 8 8" in call.said
    call.press("1")
    assert call.rings == "person"


def test_a_keyword_may_be_spoken() -> None:
    call = Talk()
    call.press("1")
    call.say("I have a code")
    assert call.at == "returning.tip"


def test_the_question_waits_longer_for_a_story_than_for_a_key() -> None:
    call = reported(upto="report.safe")
    assert isinstance(call.turn.then, Listen)
    short = call.turn.then.seconds
    call.press("1")
    assert isinstance(call.turn.then, Listen) and call.turn.then.seconds > short
