"""What people do by text, told against the engine alone."""

from __future__ import annotations

import re

import pytest

from hotline.flows.text import sms
from tests.flows.talk import Talk

STORY = "my neighbor keeps a girl locked in his nail salon in Laredo and she cooks all day"
LIMITS = re.compile("must report")
"""What has to be passed on is said once, in either flow's words."""
HISTORIA = "mi vecino tiene a una muchacha encerrada en Laredo y no la deja salir nunca"


def test_a_whole_report_by_text() -> None:
    text = Talk("text", first=STORY)
    assert text.said.startswith("In danger? Call 911, or text 911 if you cannot talk.")
    assert "safe for you to text" in text.said
    text.text("yes")
    assert "a life is in danger, we must report it" in text.said
    assert text.at == "report.now", "kind, role, minor and place were told"
    text.text("3", "no")
    assert text.over == "thanked" and "1234-5678" in text.said and "123456" in text.said
    assert "delete these texts" in text.said
    assert text.account == [STORY]


def test_spanish_is_noticed_and_every_word_is_spanish() -> None:
    text = Talk("text", first=HISTORIA)
    assert text.said.startswith("En peligro, llame al 911")
    text.text("SÍ.")
    assert text.fact("safe") == "yes" and "gente capacitada" in text.said


def test_not_safe_ends_it_and_says_that_texts_can_be_deleted() -> None:
    text = Talk("text", first="hi")
    text.text("No")
    assert text.over == "safe_ended"
    assert "We will not text you again" in text.said and "delete" in text.said


@pytest.mark.parametrize(
    "no", ["no", "NO.", "not safe", "its not safe", "It's not safe right here"]
)
def test_ways_to_say_that_it_is_not_safe(no: str) -> None:
    text = Talk("text", first="hi")
    text.text(no)
    assert text.over == "safe_ended"


@pytest.mark.parametrize(
    "story",
    [
        "there is no way out for her and they took her papers",
        "She has no passport and he keeps her in the house",
        "no one lets them leave the farm ever",
    ],
)
def test_a_no_within_the_story_is_no_answer(story: str) -> None:
    text = Talk("text", first="hi")
    text.text(story)
    assert not text.over and text.at == "report.safe"
    assert text.account[-1] == story


def test_a_yes_and_the_story_in_one_text() -> None:
    text = Talk("text", first="hi")
    text.text("Yes. He keeps them at the farm near Laredo and takes their pay")
    assert text.fact("safe") == "yes"
    assert text.session.place_label == "Laredo, Texas"
    assert len(text.account) == 2


def test_who_just_goes_on_telling_is_asked_once_more_and_loses_no_word() -> None:
    text = Talk("text", first="something is wrong at the farm")
    text.text("they took the passports of all of us")
    assert text.at == "report.safe"
    text.text("yes", "nobody has been paid since the spring")
    assert text.fact("safe") == "yes" and text.at != "report.safe"
    assert len(text.account) == 3


@pytest.mark.parametrize(
    "word", "STOP StopAll unsubscribe END quit Cancel revoke OPTOUT Stop! “STOP”".split()
)
def test_a_stop_word_ends_at_once_and_says_nothing(word: str) -> None:
    first = Talk("text", first=word)
    assert first.over == "stopped" and first.said == ""
    later = Talk("text", first="hi")
    later.text(word)
    assert later.over == "stopped" and later.said == ""


def test_stop_is_heard_at_every_question_whatever_the_language() -> None:
    text = Talk("text", first=STORY)
    text.text("yes", "español", "STOP")
    assert text.over == "stopped"


@pytest.mark.parametrize("word", ["HELP", "Info", "help!"])
def test_help_as_the_first_word_hears_of_a_person_and_goes_on(word: str) -> None:
    text = Talk("text", first=word)
    assert text.said.startswith("In danger? Call 911, or text 911 if you cannot talk.")
    assert "1-888-373-7888" in text.said and "STOP" in text.said
    assert text.at == "report.safe" and text.account == [word]


def test_ayuda_is_answered_in_spanish() -> None:
    text = Talk("text", first="AYUDA")
    assert text.said.startswith("En peligro, llame al 911") and "STOP" in text.said
    assert text.session.language == "es"
    later = Talk("text", first="hi")
    later.text("ayuda")
    assert "No somos la ley ni la migra" in later.said and later.session.language == "es"


def test_english_keywords_do_not_take_spanish_away() -> None:
    text = Talk("text", first=HISTORIA)
    text.text("HELP")
    assert text.session.language == "es" and "No somos la ley ni la migra" in text.said


def test_help_in_the_middle_explains_and_asks_again() -> None:
    text = Talk("text", first=STORY)
    text.text("help")
    assert "Text STOP to end this" in text.said and "safe for you to text" in text.said


@pytest.mark.parametrize("first", ["person", "0", "talk to someone"])
def test_a_person_is_wanted(first: str) -> None:
    text = Talk("text", first="hi")
    text.text(first)
    assert text.rings == "person", "the shell pages people"
    text.nobody()
    assert text.over == "thanked"
    assert text.said.startswith("In danger?") and "A person will read this" in text.said


def test_a_person_may_be_wanted_with_the_first_word() -> None:
    text = Talk("text", first="talk to a woman")
    assert text.rings == "person" and text.fact("prefers") == "woman"


def test_chinese_is_answered_in_chinese_and_people_are_paged() -> None:
    text = Talk("text", first="我被关在餐馆里")
    assert text.rings == "person" and text.said.startswith("有危险请打911")
    assert "1-888-373-7888" in text.said and "有翻译" in text.said
    text.nobody()
    assert text.over == "thanked" and text.account == ["我被关在餐馆里"]


def test_a_language_may_be_named_in_the_middle() -> None:
    text = Talk("text", first="hi")
    text.text("Tiếng Việt")
    assert text.session.language == "vi" and text.rings == "person"


def test_a_story_in_spanish_turns_the_conversation_to_spanish() -> None:
    text = Talk("text", first="hi")
    text.text("yes", HISTORIA)
    assert text.session.language == "es"


def test_danger_is_answered_with_911_as_soon_as_it_is_reported() -> None:
    text = Talk("text", first="he has a gun and she is locked in the back room")
    text.text("yes")
    assert "call or text 911; if it bounces, call" in text.said
    late = Talk("text", first="hi")
    late.text("yes", "he has a gun and she is locked in the back room")
    assert "call or text 911; if it bounces, call" in late.said
    late.text("1")
    assert "call or text 911; if it bounces, call" not in late.said, "said once"


def test_a_picture_or_an_empty_text_begins_a_contact_too() -> None:
    text = Talk("text", first="")
    assert text.at == "report.safe" and text.said.startswith("In danger?")


# After the report --------------------------------------------------------------------------------


def more(first: str, **facts: str) -> Talk:
    known = {"safe": "yes", "contact": "yes"} | facts
    return Talk("text", flow="more", facts=known, first=first)


def test_a_later_text_is_added_and_the_place_asked_for_once() -> None:
    text = more("the car is red")
    assert "added it to your report" in text.said and "Where is it happening" in text.said
    text.text("in Laredo")
    assert text.over == "thanked" and "we have that" in text.said
    again = more("and it has a dent", place_asked="yes")
    assert again.over == "thanked" and "Where" not in again.said


@pytest.mark.parametrize("word", ["CODE", "my code"])
def test_code_after_the_thanks_comes_back_to_the_report(word: str) -> None:
    text = more(word)
    assert text.at == "returning.tip"


def test_shelter_after_the_thanks_finds_help() -> None:
    assert more("shelter").at == "find_help.need"


def test_help_after_the_thanks_tells_the_number() -> None:
    text = more("HELP")
    assert "1-888-373-7888" in text.said and text.over == "thanked"


def test_who_was_not_safe_is_asked_again_when_they_come_back() -> None:
    text = Talk("text", flow="more", facts={"safe": "no"}, first="I am alone now")
    assert text.at == "report.safe" and text.said.startswith("In danger?")
    text.text("yes")
    assert text.at == "report.what"


def test_a_conversation_that_fell_silent_half_way_is_taken_up_where_it_stood() -> None:
    first = Talk("text", first="something is wrong at the farm")
    first.text("yes")
    assert first.at == "report.what"
    later = Talk("text", flow="more", facts=first.session.facts, first=STORY)
    assert later.at == "report.safe", "it may not be safe any more"
    later.text("yes")
    assert later.at == "report.now"


def test_who_waits_for_a_person_is_not_asked_a_form() -> None:
    text = Talk("text", flow="more", facts={"safe": "yes", "paged": "yes"}, first="are you there")
    assert "safe for you" not in text.said


# Coming back -------------------------------------------------------------------------------------


def test_coming_back_by_text() -> None:
    text = Talk("text", first="code")
    assert text.at == "returning.tip" and text.said.startswith("In danger?")
    text.text("1234-5678", "123456")
    text.looked_up(found=True)
    text.text("yes")
    text.looked_up(found=False)
    text.looked_up(found=False)
    assert text.at == "returning.add"
    text.text("1", "he has a gun now")
    assert "call or text 911; if it bounces, call" in text.said and text.at == "returning.where"
    text.text("in Laredo")
    assert text.over == "returned"


def test_help_near_by_text() -> None:
    text = Talk("text", first="clave")
    text.text("buscar ayuda")
    assert text.session.language == "es" and text.at == "find_help.need"
    text.text("1", "Laredo")
    text.looked_up(found=True, help="Casa Example 555-0100.")
    assert "Casa Example" in text.said and "1 hablar con una persona" in text.said
    text.text("gracias")
    assert text.over == "helped" and "1-888-373-7888" in text.said


@pytest.mark.parametrize("first", [True, False])
def test_a_word_that_opens_a_flow_and_answers_its_question_is_not_asked_again(first: bool) -> None:
    text = Talk("text", first="shelter" if first else "hello")
    if not first:
        text.text("shelter")
    assert text.at == "find_help.where" and text.fact("need") == "shelter"


@pytest.mark.parametrize(
    ("asked", "account"),
    [
        ("Who is this?", "not the police or immigration"),
        ("¿Quién es?", "No somos la ley ni la migra"),
    ],
)
def test_who_asks_who_this_is_is_answered_and_the_question_goes_on(
    asked: str, account: str
) -> None:
    text = Talk("text", first="hola mi amiga" if "¿" in asked else "hello")
    assert text.at == "report.safe"
    text.text(asked)
    assert account in text.said and "1-888-373-7888" in text.said and text.at == "report.safe"
    assert asked in text.account


def test_limits_are_said_to_who_asks_for_a_person_by_text_once() -> None:
    text = Talk("text", first="person")
    text.nobody()
    assert LIMITS.search(text.said) and "a child" in text.said
    account = Talk("text", first="hello")
    account.text("yes")
    assert LIMITS.search(account.said)
    account.text("person")
    account.nobody()
    assert not LIMITS.search(account.said) and account.over == "thanked"


def test_no_blank_follows_a_chinese_full_stop() -> None:
    text = Talk("text", first="我被关在餐馆里")
    text.nobody()
    assert "\u3002 " not in text.said


# What texts cost ---------------------------------------------------------------------------------


def test_segments_are_counted_as_the_standard_counts_them() -> None:
    assert [sms.segments(text) for text in ("", "a", "a" * 160, "a" * 161, "a" * 306)] == [
        0, 1, 1, 2, 2,
    ]  # fmt: skip
    assert sms.segments("a" * 307) == 3
    assert sms.segments("á" * 70) == 1 and sms.segments("á" * 71) == 2
    assert sms.segments("á" * 134) == 2 and sms.segments("á" * 135) == 3
    assert sms.segments("€" * 80) == 1 and sms.segments("€" * 81) == 2, "escaped signs count twice"
    assert sms.segments("😀" * 35) == 1 and sms.segments("😀" * 36) == 2


def test_an_escaped_sign_is_not_cut_in_two() -> None:
    assert sms.segments("a" * 152 + "€" + "a" * 152) == 3
    assert sms.segments("a" * 151 + "€" + "a" * 153) == 2


def test_spanish_letters_inside_and_outside_the_alphabet() -> None:
    assert sms.encoding("¿Qué? ¡Niño! ü") == "GSM-7"
    assert sms.encoding("aquí") == "UCS-2"


def test_only_typography_that_has_a_plain_twin_is_called_costly() -> None:
    assert sms.costly_typography("it\u2019s") == {"\u2019": "'"}
    assert sms.costly_typography("it's") == {}
    assert sms.costly_typography("aquí \u2019") == {}, "it would be UCS-2 all the same"


def test_a_first_text_that_shows_no_language_is_shown_how_to_choose() -> None:
    assert "Español: escriba ESPAÑOL" in Talk("text", first="hi").said
    assert "ESPAÑOL" not in Talk("text", first="my neighbor is in danger").said
    named = Talk("text", first="Español")
    assert named.session.language == "es" and "ENGLISH" not in named.said


def test_an_answer_in_spanish_to_an_english_question_turns_to_spanish() -> None:
    text = Talk("text", first="hi")
    text.text("Sí")
    assert text.fact("safe") == "yes" and text.session.language == "es"
    assert "gente capacitada" in text.said
    chosen = Talk()
    chosen.press("1", "2")
    chosen.say("sí, claro")
    assert chosen.session.language == "en", "who chose English stays with it"
