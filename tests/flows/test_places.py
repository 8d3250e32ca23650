"""Where it happens, told against the engine alone: read back, spelled, of one name, unknown."""

from __future__ import annotations

import pytest

from tests.flows.talk import Talk, reported


def at_place() -> Talk:
    call = reported()
    call.wait()
    call.press("1", "2", "1")
    assert call.at == "report.where"
    return call


def test_a_place_is_read_back_and_may_be_wrong() -> None:
    call = at_place()
    call.say("laredo")
    call.say("no")
    assert "I'm not sure where that is" in call.said and call.session.place is None
    call.press("78040", "1")
    assert call.at == "report.now"


def test_a_correction_in_one_breath_is_heard() -> None:
    call = at_place()
    call.say("laredo")
    call.say("no, it is Springfield, IL")
    assert "Springfield, Illinois" in call.said
    assert "no, it is Springfield, IL" in call.account
    call.say("yes")
    assert call.session.place_label == "Springfield, Illinois"


def test_places_of_one_name_are_asked_between() -> None:
    call = at_place()
    call.say("springfield")
    assert "For Springfield, Missouri, press 2." in call.said
    call.press("2")
    assert call.session.place_label == "Springfield, Missouri" and call.at == "report.now"


def test_a_place_of_one_name_may_be_said_by_its_state() -> None:
    call = at_place()
    call.say("springfield", "missouri")
    assert call.session.place_label == "Springfield, Missouri"


def test_a_key_that_names_no_place_is_asked_again() -> None:
    call = at_place()
    call.say("springfield")
    call.press("7")
    assert call.listens and "press 2" in call.said


def test_none_of_the_places_offered_is_asked_openly() -> None:
    call = at_place()
    call.say("springfield", "no")
    assert call.session.options == () and "say the city and state" in call.said.casefold()
    call.press("78040", "1")
    assert call.at == "report.now"


def test_who_cannot_choose_between_places_is_not_kept_there() -> None:
    call = at_place()
    call.say("springfield", "the big one", "the big one", "the big one")
    assert call.at == "report.now", "after three times the report goes on without it"


def test_who_does_not_know_the_place_goes_on() -> None:
    call = at_place()
    call.say("I don't know")
    assert call.at == "report.now" and call.session.place is None


def test_a_place_that_is_never_understood_does_not_hold_up_the_report() -> None:
    call = at_place()
    call.say("over there", "by the river", "where the old mill was")
    assert call.at == "report.now"
    assert call.account[-3:] == ["over there", "by the river", "where the old mill was"]


@pytest.mark.parametrize(
    "spelled",
    [
        "L A R E D O, Texas",
        "l a r e d o texas",
        "L-A-R-E-D-O",
        "it is L as in lion, A as in apple, R as in red, E as in easy, D as in dog, O as in over",
        "seven eight oh four oh",
    ],
)
def test_a_place_may_be_spelled_or_said_digit_by_digit(spelled: str) -> None:
    call = at_place()
    call.say(spelled)
    assert "I heard Laredo, Texas" in call.said and call.account[-1] == spelled
