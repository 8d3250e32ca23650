"""Danger on a call, told against the engine alone: 911, where, and a person, in that order."""

from __future__ import annotations

from tests.flows.talk import Talk, reported

GUN = "he has a gun and she is in the back room of the house"


def test_danger_connects_at_once() -> None:
    call = Talk()
    call.press("1", "1")
    assert call.rings == "person"
    assert "hang up and dial 9 1 1 now" in call.said


def test_danger_heard_in_the_story_asks_where_and_offers_a_person_before_anything_else() -> None:
    call = reported()
    call.say(GUN)
    assert call.at == "report.where_first" and "dial 9 1 1" in call.said
    assert "To talk with a person right away, press 0" in call.said
    call.press("78040", "1")
    assert call.at == "report.offer_now"
    call.press("2")
    assert call.at == "report.kind", "who declines is not asked again and again"
    call.press("1", "2", "3")
    assert call.at == "report.now", "the place is known"
    call.press("1")
    assert call.at == "report.contact"


def test_in_danger_a_place_that_nobody_can_say_is_asked_for_once() -> None:
    call = reported()
    call.say(GUN, "I don't know")
    assert call.at == "report.offer_now"
    call.press("2", "1", "2", "3")
    assert call.at == "report.now", "not asked where again"


def test_in_danger_a_place_that_was_reported_is_read_back_before_anybody_is_rung() -> None:
    call = reported()
    call.say(f"{GUN} in Laredo")
    assert "dial 9 1 1" in call.said and "I heard Laredo, Texas" in call.said
    call.press("1", "1")
    assert call.rings == "person"


def test_in_danger_silence_at_the_place_rings_a_person() -> None:
    call = reported()
    call.say(GUN)
    call.wait()
    call.wait()
    assert call.rings == "person"


def test_a_place_reported_at_an_offer_is_kept_and_not_called_unclear() -> None:
    call = reported()
    call.say(GUN, "I don't know")
    call.say("Laredo Texas")
    assert call.at == "report.offer_now" and "did not understand" not in call.said
    assert call.session.place_label == "Laredo, Texas"
    call.press("1")
    assert call.rings == "person"


def test_danger_at_this_moment_is_distinguished_from_what_goes_on_for_long() -> None:
    now = asked_whether_now()
    assert "going on, but not at this moment, press 2" in now.said
    now.press("1")
    assert now.fact("urgency") == "P0" and now.fact("in_danger") == "yes"
    assert "dial 9 1 1" in now.said and now.at == "report.offer_person"
    for words in ("2", "no", "it still goes on"):
        goes_on = asked_whether_now()
        goes_on.press("2") if words == "2" else goes_on.say(words)
        assert goes_on.fact("happening_now") == "ongoing", words
        assert goes_on.fact("urgency") == "P2" and "9 1 1" not in goes_on.said
    over = asked_whether_now()
    over.say("it is over")
    assert over.fact("happening_now") == "no"


def asked_whether_now() -> Talk:
    """A caller who said by keys that someone else is forced to work in Laredo."""
    call = reported()
    call.wait()
    call.press("1", "2", "2", "78040", "1")
    assert call.at == "report.now"
    return call


def test_a_caller_may_ask_for_a_woman() -> None:
    offered = reported()
    offered.say(GUN)
    offered.press("78040", "1", "3")
    assert offered.rings == "person" and offered.fact("prefers") == "woman"
    asked = reported()
    asked.say("can I talk to a woman?")
    assert asked.rings == "person" and asked.fact("prefers") == "woman"
