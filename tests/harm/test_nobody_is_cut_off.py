"""A carrier's own stop word, alone, ends the texts; nothing else does, and no word ends a call."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.flows.text import stopping
from tests.flows.slips import changed
from tests.flows.talk import Talk, reported
from tests.line import Line

STORY = "my boss keeps my passport and never pays us at the warehouse in Laredo Texas"
DANGER = "someone is hurting me right now, he has a knife"

SHOUTS = """
Stop! | STOP | stop stop stop | ¡Basta! | ¡Alto! | ¡Pare! | stop it | ¡ya basta! | salir | quit
end | cancel | exit | Halt! | ¡Paren! | terminar | stop texting me | leave me alone | déjeme en paz
unsubscribe | Arrêtez! | 停 | хватит | dừng | توقف
"""
NO_STOP = """
alto | basta | salir | sair | dung | pare | rete | parar | terminar | хватит | توقف | arrêtez
sispann | đúng | 그만 | 停止 | tigil | hinto | exit | ya basta | Alto, Texas | Stop it!
stop hitting me | unsub | ¡Alto! ¡Alto! | baja | cancelar | wrong number | Stop. He is here
please make it end | 🛑
S T O P | quítese | sáqueme de aquí | end this | take me from this | the end of the road
quit hitting me | STOPP | Stopp! | stopp | STOOP | stpo | STOP P | stop) he is | stopall!!! he said
"""
ALONE = (
    "STOP | Stop | stop. | STOP! | “stop” | StopAll | UNSUBSCRIBE | End | quit | CANCEL | revoke"
)
IN_OTHER_WORDS = [
    "stop texting me",
    "Please do not text me anymore",
    "no more texts",
    "unsubscribe me",
    "leave me alone",
    "por favor no me escriba más",
    "deme de baja",
    "stop please",
]


def each(several: str) -> list[str]:
    return [one.strip() for row in several.strip().splitlines() for one in row.split(" | ")]


@pytest.mark.parametrize("upto", ["report.safe", "report.what"])
def test_no_shout_ends_a_call_and_what_was_shouted_is_kept(upto: str) -> None:
    for shout in each(SHOUTS):
        call = reported(upto=upto)
        call.say(shout)
        assert call.over is None, shout
        assert call.listens or call.rings, shout
        assert "9 1 1" in call.said or call.said, shout


def test_a_shout_is_kept_for_whoever_reads_the_report_and_changes_nothing_else() -> None:
    call = reported(upto="report.safe")
    before = call.session
    call.say("¡Basta!")
    assert call.account == ["¡Basta!"] and "You can hang up" in call.said
    assert (call.session.heard, call.session.language) == (before.heard, before.language)


@pytest.mark.parametrize("word", each(NO_STOP))
def test_what_is_no_carrier_s_word_ends_no_text_at_any_point(word: str) -> None:
    first = Talk("text", first=word)
    assert first.over != "stopped" and first.said, "a first text is always answered"
    text = Talk("text", first=STORY)
    text.text(word)
    assert text.over != "stopped" and text.said
    text = Talk("text", first="hi")
    text.text("yes", word)
    assert text.over != "stopped" and text.said


@pytest.mark.parametrize("word", each(ALONE))
def test_a_carrier_s_word_alone_ends_it_at_once(word: str) -> None:
    first = Talk("text", first=word)
    assert first.over == "stopped" and first.said == ""
    text = Talk("text", first=STORY)
    text.text("yes", word)
    assert text.over == "stopped" and text.said == ""


@given(st.text(max_size=30), st.text(max_size=30))
def test_only_the_carriers_words_are_their_words(before: str, after: str) -> None:
    around = stopping.plain(before) or stopping.plain(after)
    assert stopping.is_carrier_word(f"{before} stop {after}") is not bool(around) or (
        stopping.plain(f"{before} stop {after}") in stopping.CARRIER_WORDS
    )


def at_the_place(medium: str = "text") -> Talk:
    talk = Talk(
        "text" if medium == "text" else "voice",
        flow="report",
        facts={"in_danger": "no", "safe": "yes", "kind": "labor", "role": "witness",
               "minor": "no", "happening_now": "no", "story": "told", "limits": "told"},
    )  # fmt: skip
    assert talk.at == "report.where"
    return talk


@pytest.mark.parametrize(
    "answer", ["Alto", "alto", "Alto, Texas", "Alto TX", "Alto. Texas", "Basta"]
)
def test_a_town_is_an_answer_to_where(answer: str) -> None:
    for medium in ("text", "voice"):
        talk = at_the_place(medium)
        talk.say(answer)
        assert talk.over is None and "To stop these texts" not in talk.said


def test_stop_ends_a_text_at_the_place_too_since_the_provider_blocks_us_then() -> None:
    talk = at_the_place()
    talk.text("STOP")
    assert talk.over == "stopped" and talk.said == ""


def test_a_word_that_may_ask_for_an_end_is_answered_with_how_to_end() -> None:
    text = Talk("text", first=STORY)
    text.text("exit")
    assert "To stop these texts, reply STOP." in text.said and "exit" in text.account
    text = Talk("text", first="mi jefe me quita el pasaporte y nunca me paga")
    text.text("basta")
    assert "responda STOP" in text.said and "basta" in text.account


def test_to_get_out_is_an_answer_to_what_is_happening() -> None:
    text = Talk("text", first="hola")
    text.text("si", "salir")
    assert "salir" in text.account and "responda STOP" not in text.said


def test_words_that_used_to_end_it_are_answered_even_before_danger(line: Line) -> None:
    words = [word for word in each(NO_STOP) if word not in {"S T O P", "🛑"}]
    for number, word in enumerate(words, 101):
        texter = f"+1956555{number:04}"
        assert "911" in line.text(texter, word), word
        assert line.text(texter, DANGER), word
    assert len(line.tips()) == len(words)


@pytest.mark.parametrize(
    "opening", [DANGER, "HELP", "AYUDA", "help me", "START", "I need a person"]
)
def test_what_ended_in_other_words_is_opened_again(line: Line, opening: str) -> None:
    for number, words in enumerate(IN_OTHER_WORDS, 101):
        texter = f"+1956555{number:04}"
        line.text(texter, STORY)
        assert line.text(texter, words) == "", words
        assert line.text(texter, "ok") == "", "they asked for no more texts"
        answer = line.text(texter, opening)
        assert answer and "911" in answer, words
        assert line.text(texter, "are you there?"), "it stays open"


ANSWERED = """
he hit me | me pegó | police please | he is back | they took her | I'm scared | tengo miedo
are you there? | hello? | yes it is safe now | I need a place to sleep | I want to report again
please | yes | sorry | por favor | sí | ¿siguen ahí? | estoy lista | 😭 | ? | hi | room 12 | wait
I changed my mind | puede ayudar a mi hermana | ok? | no one is helping me | mi hija no regresa
"""
UNANSWERED = """
leave me alone! | no | NO!!! | ok | ok thanks | bye | go away | stop texting me | no gracias
déjeme en paz | 👍 | I said no | no more | ya no | don't text me | gracias | ya no me escriba
"""


@pytest.mark.parametrize("ending", ["leave me alone!", "por favor no me escriba más"])
def test_whatever_comes_after_an_ending_in_other_words_is_answered_once(
    line: Line, ending: str
) -> None:
    for number, words in enumerate([*each(ANSWERED), *each(UNANSWERED)], 101):
        texter = f"+1956555{number:04}"
        line.text(texter, STORY)
        assert line.text(texter, ending) == ""
        answer = line.text(texter, words)
        if words in each(UNANSWERED):
            assert answer == "", f"{words!r} refuses, or asks for nothing"
        else:
            assert "911" in answer and "1-888-373-7888" in answer, (words, answer)
            assert line.text(texter, "are you there?"), f"it stays open after {words!r}"


def test_a_picture_after_an_ending_in_other_words_opens_it_too(line: Line) -> None:
    line.text("+19565550142", STORY, "leave me alone!")
    answer = line.text("+19565550142", "", NumMedia="1")
    assert "911" in answer and "1-888-373-7888" in answer


def test_after_a_carrier_s_stop_nothing_is_sent_until_start(line: Line) -> None:
    line.text("+19565550142", STORY, "STOP")
    for words in (DANGER, "HELP", "AYUDA", "ok"):
        assert line.text("+19565550142", words) == ""
    assert "911" in line.text("+19565550142", "START")


def test_any_other_ending_leaves_the_line_open_for_danger_and_help(line: Line) -> None:
    endings = [("no",), ("yes", "3", "no", "2"), ("no", "no")]
    for number, words in enumerate(endings, 101):
        for opening in (DANGER, "AYUDA", "HELP"):
            texter = f"+1956555{number:04}"
            line.text(texter, STORY, *words)
            answer = line.text(texter, opening)
            assert "911" in answer, (words, opening)


def test_what_the_provider_calls_a_stop_start_or_help_is_believed_and_not_answered(
    line: Line,
) -> None:
    texter = "+19565550142"
    line.text(texter, STORY)
    assert line.text(texter, "HELP", OptOutType="HELP") == "", "the provider has answered"
    assert line.text(texter, "BASTA", OptOutType="STOP") == ""
    assert line.text(texter, DANGER) == "", "they opted out"
    assert line.text(texter, "INICIAR", OptOutType="START") == ""
    assert "911" in line.text(texter, DANGER)
    assert line.text("+19565550143", "help", OptOutType="HELP") == ""
    assert len(line.tips()) == 2, "HELP may be all that someone dares to write"
    assert line.text("+19565550144", "Arret", OptOutType="stop") == ""


@pytest.mark.parametrize(
    "word", ["basta", "salir", "exit", "alto", "no more", "enough", "halt", "bye"]
)
def test_the_checker_refuses_a_stop_word_that_no_carrier_has(word: str) -> None:
    problems = changed(
        "en/common.yaml", "  stop: [stop, stopall, ", f"  stop: [{word}, stop, stopall, "
    )
    assert any(f"'{word}' is not a stop word" in p.what and p.severity == "error" for p in problems)


@pytest.mark.parametrize("saying", ["basta <now>?", "just? enough", "<now>? get out", "no me?"])
def test_the_checker_refuses_a_saying_that_is_shouted(saying: str) -> None:
    line = "    - just? <stop> <now>?\n"
    problems = changed("en/common.yaml", line, f"{line}    - {saying}\n")
    wanted = saying.count(" ") and not saying.startswith("<now>")
    assert any("may be shouted" in problem.what for problem in problems) is bool(wanted)
