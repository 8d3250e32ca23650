"""Commands as people say them: for a person, for a woman, to stop; and stories with none."""

from __future__ import annotations

import pytest

from hotline.flows.load import load
from hotline.flows.text import answers, paraphrases
from tests.flows.talk import Talk, reported, shipped, shipped_files

PERSON = """
I want to speak to a real person please | operator please | get me a person
can someone call me | I need to talk to someone | a human please | talk to a real person
can i talk to somebody now | please connect me to someone | Hi, can I talk to someone?
i need someone to talk to | call me please | is there someone i can talk to
I need to talk to someone about my boss | can you call me instead
can I talk to someone who speaks spanish | I don't want to talk to a robot
help, get me a person | persona por favor | quiero un agente | necesito hablar con una persona
me puede llamar alguien | quiero hablar con alguien por favor | ¿Pueden llamarme?
necesito a alguien con quien hablar | comuníqueme con una persona | pásame con un operador
quisiera platicar con alguien | hay alguien con quien pueda hablar
hablar con una persona de verdad | no quiero hablar con una máquina | 0 | 00 | 0. | 0# | *0
00000 | press 0 | 0 please | zero please | 0 por favor | oprimo 0 | cero
"""
WOMAN = """
can I speak to a woman please | I want a woman | can a woman call me | I need to talk to a woman
I'd rather talk to a woman | is there a woman i can talk to | get me a woman please
female agent please | quiero hablar con una mujer por favor | prefiero una mujer
con una mujer por favor | me puede llamar una mujer | necesito hablar con una mujer
que me atienda una mujer
"""
STOP = """
STOP now | stop please | Please stop | stop texting me | do not text me | dont text back
Don't text me | unsubscribe me | leave me alone | stop messaging me please | no more texts
end this conversation | take me off this list | STOP!! | do not contact me | No, stop texting me
no me escriba más | no me escriban | no escriba | déjeme en paz
no quiero más mensajes | deje de escribirme | por favor no me manden mensajes
deme de baja
"""
STORIES = """
I talked to someone at the motel | a woman is held here | he wants to talk to someone
I want to talk | someone is watching me | I want to help a woman | I need to report someone
someone took my passport | a person is locked in the house | my agent takes my pay
he doesn't let me talk to anyone | is there a woman in danger | I need to find someone
an agent brought us here | they call me at night | my boss has a woman call me
can someone help me | I have a person locked here | i saw a woman
hablé con alguien en el motel | una mujer está encerrada aquí | hay una mujer encerrada
no me dejan hablar con nadie | quiero denunciar a alguien | necesito ayudar a una mujer
hay alguien | hay alguien aquí | hay una mujer | is there a woman | hay alguien escuchando
busco a una mujer | no puedo hablar con nadie | quiero hablar | make him stop | he won't stop
stop him | please stop him from hitting her | stop hitting me | he never stops texting me
he will cancel my visa | do not call the police | leave her alone | he won't leave me alone
no más | no más golpes | haga que pare | no llamen a la policía | no me deja en paz
no contestan | que pare ya de pegarle | sáqueme de aquí | take me from this | end this
salir de esto | remove me | no me moleste | 00601 | 100 | he owes me 0 dollars
"""


def each(several: str) -> list[str]:
    """The sayings of a block."""
    return [saying.strip() for line in several.strip().splitlines() for saying in line.split(" | ")]


def meant(text: str) -> str | None:
    """The command that ``text`` is, whoever says it in whichever language."""
    command = answers.key_command(text)
    command = command or answers.command_in(text, shipped().languages.values())
    for language in shipped().languages.values():
        said = paraphrases.command_in(text, language)
        command = command or (said[0] if said else None)
    return command


@pytest.mark.parametrize("saying", each(PERSON))
def test_who_asks_for_a_person_in_their_own_words_gets_one(saying: str) -> None:
    assert meant(saying) == "person"


@pytest.mark.parametrize("saying", each(WOMAN))
def test_who_asks_for_a_woman_is_heard(saying: str) -> None:
    assert meant(saying) == "woman"


@pytest.mark.parametrize("saying", each(STOP))
def test_who_wants_no_more_texts_gets_none(saying: str) -> None:
    assert meant(saying) in {"stop", "stop_text"}
    text = Talk("text", first="hello there")
    text.text(saying)
    assert text.over == "stopped" and text.said == ""


@pytest.mark.parametrize("story", each(STORIES))
def test_a_story_that_names_a_person_or_an_end_asks_for_neither(story: str) -> None:
    assert meant(story) is None


@pytest.mark.parametrize(
    ("language", "first", "saying"),
    [
        ("en", "hello", "I want to speak to a real person please"),
        ("es", "hola", "quiero hablar con alguien por favor"),
    ],
)
@pytest.mark.parametrize("safe", [False, True])
def test_a_person_is_asked_for_at_the_first_question_and_at_the_story(
    language: str, first: str, saying: str, safe: bool
) -> None:
    text = Talk("text", language=language, first=first)
    if safe:
        text.text({"en": "yes", "es": "si"}[language])
    before = list(text.account)
    text.text(saying)
    assert text.rings == "person", "the shell pages people"
    assert text.account == before, "what asks for a person is not the story"


def test_a_wish_with_a_reason_keeps_the_reason() -> None:
    text = Talk("text", first="I need to talk to someone about my boss, he keeps my passport")
    assert text.rings == "person"
    assert text.account == ["I need to talk to someone about my boss, he keeps my passport"]


@pytest.mark.parametrize("keys", ["0", "00", "0#", "0*", "00000"])
@pytest.mark.parametrize("at", ["tip", "place", "story", "safe"])
def test_zeros_under_panic_ring_a_person_at_every_question(keys: str, at: str) -> None:
    if at == "tip":
        call = Talk()
        call.press("1", "3")
    else:
        call = reported(upto="report.safe" if at == "safe" else "report.what")
    if at == "place":
        call.say("my neighbor keeps a girl locked in and she cooks for him all day long")
        call.press("1") if call.at == "report.minor" else None
        assert call.at == "report.where"
    call.press(keys)
    assert call.rings == "person"


def test_a_zip_that_begins_with_zeros_and_a_code_of_zeros_are_what_they_are() -> None:
    """00601 is Adjuntas, Puerto Rico; six zeros are a code that somebody tries."""
    assert answers.key_command("00601", 5) is None
    call = Talk()
    call.press("1", "3", "12345678", "000000")
    assert call.rings is None and call.fact("code") == "000000"


@pytest.mark.parametrize(
    "word",
    [
        "quit",
        "exit",
        "cancel",
        "please stop",
        "end",
        "Stop!",
        "¡Alto!",
        "¡Basta!",
        "Pare",
        "ya basta",
    ],
)
def test_a_stray_word_cuts_no_caller_off(word: str) -> None:
    call = reported(upto="report.safe")
    call.say(word)
    assert call.listens and call.at == "report.safe"
    assert "You can hang up at any time. To talk with a person, press 0." in call.said


def test_nothing_more_is_an_answer_and_no_stop() -> None:
    text = Talk("text", language="es", flow="returning", facts={"tip": "1", "code": "1"})
    text.looked_up(found=True)
    text.text("si")
    text.looked_up(found=False)
    text.looked_up(found=False)
    text.text("no más")
    assert text.over == "returned"


@pytest.mark.parametrize("first", ["🆘", "🆘🆘", "SOS"])
def test_the_sign_for_sos_is_a_word_for_help(first: str) -> None:
    text = Talk("text", first=first)
    assert "To talk with a person, free and private" in text.said and text.account == [first]


@pytest.mark.parametrize(
    ("was", "mistyped", "says"),
    [
        ("    - <press>? <zero>\n", "    - <pres>? <zero>\n", "has the part <pres>"),
        ("    - <press>? <zero>\n", "    - <press>? <zero>?\n", "fits any text"),
        ("    - <press>? <zero>\n", "    - <zero>\n", "no saying has <press>"),
    ],
)
def test_a_mistake_in_a_saying_is_reported_with_its_line(
    was: str, mistyped: str, says: str
) -> None:
    files = dict(shipped_files())
    assert files["en/common.yaml"].count(was) == 1
    files["en/common.yaml"] = files["en/common.yaml"].replace(was, mistyped)
    _, problems = load(files)
    (problem,) = [problem for problem in problems if says in problem.what]
    assert problem.file == "en/common.yaml" and problem.line > 1


def test_a_full_language_must_know_the_commands_in_other_words() -> None:
    files = dict(shipped_files())
    english = files["en/common.yaml"]
    begin, end = english.index("sayings:\n"), english.index("digits:\n")
    files["en/common.yaml"] = english[:begin] + english[end:]
    _, problems = load(files)
    lacking = [problem for problem in problems if "in other words" in problem.what]
    assert len(lacking) == len(paraphrases.NEEDED)


def test_a_choice_may_not_be_worded_like_an_end() -> None:
    files = dict(shipped_files())
    wording = 'words: ["no", n, nope, no more,'
    assert wording in files["en/returning.yaml"]
    files["en/returning.yaml"] = files["en/returning.yaml"].replace(
        wording, 'words: ["no", n, nope, stop now, no more,'
    )
    _, problems = load(files)
    assert any("'stop now' ends the conversation" in problem.what for problem in problems)
