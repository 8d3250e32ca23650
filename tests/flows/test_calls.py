"""What callers do on the telephone, told against the engine alone."""

from __future__ import annotations

import pytest

from hotline.flows.session import WantRecording
from tests.flows.talk import Talk, reported


def test_the_first_words_are_about_danger_in_both_languages() -> None:
    call = Talk()
    assert call.said.startswith("If anyone is in danger right now, hang up and dial 9 1 1.")
    assert "cuelgue y marque el 9 1 1" in call.said


def test_a_whole_report_by_keys_alone() -> None:
    call = reported()
    call.wait()  # cannot speak
    assert call.at == "report.kind", "silence at the open question goes on with keys"
    call.press("1", "2", "1")
    assert call.at == "report.where"
    call.press("78040")
    assert "I heard Laredo, Texas" in call.said
    call.press("1", "3")
    assert call.at == "report.contact"
    call.press("1", "4")
    assert call.at == "report.codes_again"
    assert "1, 2, 3, 4, 5, 6, 7, 8" in call.said and "1, 2, 3, 4, 5, 6" in call.said
    call.press("2")
    assert call.over == "thanked"
    assert call.session.place_label == "Laredo, Texas"
    assert {name: call.fact(name) for name in ("kind", "role", "minor", "contact", "window")} == {
        "kind": "labor",
        "role": "third_party",
        "minor": "yes",
        "contact": "yes",
        "window": "evening",
    }


def test_only_what_is_still_missing_is_asked() -> None:
    call = reported()
    call.say("my neighbor keeps a girl locked in a house in Laredo and she cooks all day")
    assert call.at == "report.where", "kind, role and minor were told; the place is read back"
    assert "I heard Laredo, Texas" in call.said


def test_star_repeats_the_question() -> None:
    call = reported(upto="report.safe")
    first = call.said
    call.press("*")
    assert call.said == first[first.index("Is it safe") :]
    assert call.at == "report.safe"


def test_pound_goes_back_and_the_answer_is_asked_anew() -> None:
    call = reported()
    call.wait()
    call.press("1", "2")
    assert call.at == "report.minor"
    call.press("#")
    assert call.at == "report.role" and call.fact("role") is None
    call.press("1")
    assert call.fact("role") == "self" and call.at == "report.minor"


def test_going_back_asks_even_what_the_words_said() -> None:
    call = reported()
    call.wait()
    call.press("1")
    assert call.at == "report.role", "the kind is known now"
    call.press("#")
    assert call.at == "report.kind" and call.listens, "and yet it is asked again"
    call.press("2")
    assert call.fact("type") == "sex"


def test_going_back_at_the_first_question_asks_it_again() -> None:
    call = Talk()
    call.press("#")
    assert call.at == "welcome.language" and call.listens


@pytest.mark.parametrize("keys", [(), ("1",), ("1", "2"), ("1", "2", "1"), ("1", "3"), ("1", "4")])
def test_zero_rings_a_person_from_anywhere(keys: tuple[str, ...]) -> None:
    call = Talk()
    call.press(*keys)
    call.press("0")
    assert call.rings == "person"
    assert call.fact("wants_person") == "yes"


@pytest.mark.parametrize("keys", [(), ("1",), ("1", "2"), ("1", "2", "1"), ("1", "3"), ("1", "4")])
def test_two_silences_ring_a_person_from_anywhere(keys: tuple[str, ...]) -> None:
    call = Talk()
    call.press(*keys)
    call.wait()
    assert call.listens, "one silence is only asked again"
    call.wait()
    assert call.rings == "person"


def test_silence_is_forgiven_by_an_answer() -> None:
    call = Talk()
    call.wait()
    call.press("2")
    call.wait()
    assert call.listens


def test_a_relay_operators_introduction_does_not_end_the_call() -> None:
    call = Talk()
    call.say("hello this is a relay call have you received one before")
    assert call.listens and "For English, press 1" in call.said
    call.press("1")
    assert call.at == "welcome.purpose"


def test_a_story_reported_at_another_question_is_not_called_unclear() -> None:
    call = reported()
    call.wait()
    assert call.at == "report.kind"
    call.say("my neighbor keeps a woman locked in his house and she cooks all day")
    assert "I did not understand" not in call.said
    assert call.at == "report.minor"


def test_three_answers_that_are_not_understood_ring_a_person() -> None:
    call = Talk()
    call.press("9", "8")
    assert call.listens
    call.press("7")
    assert call.rings == "person"


def test_what_was_said_and_not_understood_is_kept() -> None:
    call = Talk()
    call.say("he is hurting her")
    assert call.account == ["he is hurting her"]


def test_nobody_answers_and_the_national_hotline_is_rung_and_then_the_number_said() -> None:
    call = Talk()
    call.press("0")
    call.nobody()
    assert call.rings == "national_hotline" and "a national helpline" in call.said
    assert "They cannot see your number" in call.said
    call.nobody()
    assert call.at == "person.nobody", "a message, or once more"
    call.wait()
    assert call.over == "number_given"
    assert "1, 8 8 8, 3 7 3, 7 8 8 8" in call.said
    assert "report number is 1, 2" in call.said


def test_pressing_zero_after_everybody_failed_tries_everybody_again() -> None:
    call = Talk()
    call.press("0")
    call.nobody()
    call.nobody()
    call.press("0")
    assert call.rings == "person"


def test_who_is_still_there_after_a_talk_is_asked_and_hears_the_number() -> None:
    call = Talk()
    call.press("0")
    call.somebody()
    assert "If you still want to talk with someone" in call.said
    call.wait()
    assert call.over == "number_given"
    assert "1, 8 8 8, 3 7 3, 7 8 8 8" in call.said
    assert "report number is 1, 2" in call.said


def test_a_silent_caller_who_was_dropped_is_rung_on_once_and_then_hears_the_number() -> None:
    call = Talk()
    call.press("0")
    rung = []
    while not call.over:
        if call.rings:
            rung.append(call.rings)
            call.dropped()
        else:
            call.wait()
    assert rung == ["person", "person", "national_hotline"]
    assert call.over == "number_given"


def test_who_was_dropped_asks_for_somebody_else_or_for_a_person_by_0() -> None:
    for key in ("1", "0"):
        call = Talk()
        call.press("0")
        call.dropped()
        call.press(key)
        assert call.rings == "person"


def test_a_language_without_full_wording_goes_on_by_itself_after_a_drop() -> None:
    call = Talk(language="zh", flow="other_language")
    assert call.rings == "national_hotline"
    call.dropped()
    assert call.rings == "person"
    call.nobody()
    assert call.rings == "national_hotline"
    assert "就会有翻译" in call.said and "看不到您的号码" in call.said
    call.nobody()
    assert call.over == "number_given"
    assert call.said.count("1，8 8 8，3 7 3，7 8 8 8") == 2, "said twice, with pauses"


def test_a_voice_message_is_recorded_only_after_the_caller_agreed() -> None:
    call = Talk()
    call.press("0")
    call.nobody()
    call.nobody()
    assert "It is recorded, and deleted" in call.said
    call.press("1")
    assert isinstance(call.turn.then, WantRecording)
    call.recorded(40)
    assert call.over == "thanked" and "A person will hear your message" in call.said


def test_a_message_of_silence_still_tells_the_number() -> None:
    call = Talk()
    call.press("0")
    call.nobody()
    call.nobody()
    call.press("1")
    call.recorded(0)
    assert call.over == "number_given"


def test_not_safe_ends_politely_and_nobody_calls_back() -> None:
    call = reported(upto="report.safe")
    call.press("2")
    call.wait()
    call.wait()
    assert call.over == "number_given" and "No one will call you back" in call.said


def test_limits_are_said_before_the_story_is_asked_for() -> None:
    call = reported(upto="report.safe")
    call.press("1")
    limits, question = call.said.index("we have to report"), call.said.index("tell me what is")
    assert limits < question


def test_the_hours_are_asked_only_of_who_may_be_contacted() -> None:
    call = reported()
    call.wait()
    call.press("1", "2", "2", "78040", "1", "2")
    assert call.at == "report.contact"
    call.press("2")
    assert call.at == "report.codes_again" and call.fact("window") is None


def test_a_hidden_number_is_not_asked_whether_it_may_be_called() -> None:
    call = Talk(facts={"reachable": "no"})
    call.press("1", "2", "1")
    call.wait()
    call.press("1", "2", "2", "78040", "1", "2")
    assert call.at == "report.codes_again"


def test_an_adult_victim_decides_whether_the_police_are_notified() -> None:
    call = reported()
    call.wait()
    call.press("1", "1", "2", "78040", "1", "2", "2", "2")
    assert call.at == "report.law_enforcement"
    call.press("2")
    assert call.fact("law_enforcement") == "no" and call.at == "report.codes_again"


def test_codes_are_read_again_as_often_as_wanted() -> None:
    call = Talk(flow="report", facts={"in_danger": "no", "safe": "yes", "contact": "no"})
    call.wait()
    call.press("1", "2", "2", "78040", "1", "2")
    for _ in range(3):
        call.press("1")
        assert call.at == "report.codes_again" and "1, 2, 3, 4, 5, 6, 7, 8" in call.said
    call.wait()
    assert call.over == "thanked", "silence goes on to the thanks"


# Languages ---------------------------------------------------------------------------------------


def test_spanish_by_key_is_spanish_throughout() -> None:
    call = Talk()
    call.press("2")
    assert "oprima el 0 en cualquier momento" in call.said
    call.press("2")
    assert call.said.startswith("¿Puede hablar sin peligro")


def test_the_language_may_be_changed_in_mid_call() -> None:
    call = reported(upto="report.safe")
    call.say("español")
    assert call.at == "report.safe" and call.said.startswith("¿Puede hablar")
    call.say("sí")
    assert call.fact("safe") == "yes" and "Lo que nos cuente" in call.said


@pytest.mark.parametrize(
    ("said", "language"),
    [("Mandarin", "zh"), ("vietnamita", "vi"), ("русский", "ru"), ("Haitian Creole", "ht")],
)
def test_a_language_without_full_wording_goes_to_people_with_interpreters(
    said: str, language: str
) -> None:
    call = Talk()
    call.say(said)
    assert call.session.language == language
    assert call.rings == "national_hotline"
    call.nobody()
    assert call.rings == "person"
    call.nobody()
    assert call.rings == "national_hotline"
    call.nobody()
    assert call.over == "number_given"


def test_another_language_by_key() -> None:
    call = Talk()
    call.press("3")
    assert "中文" in call.said
    call.press("3")
    assert call.session.language == "ko" and "통역이 됩니다" in call.said
    assert "번호도 보이지 않습니다" in call.said
    assert call.rings == "national_hotline"


def test_zero_in_another_language_still_speaks_that_language() -> None:
    call = Talk(language="zh", flow="person")
    assert "请不要挂断" in call.said
    call.nobody()
    call.nobody()
    assert call.over == "number_given" and "翻译" in call.said
