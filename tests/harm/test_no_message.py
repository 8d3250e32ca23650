"""Reactions, automatic replies, our own words and a phone's repeats are no story and no answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.flows.text import own_words as wording
from hotline.flows.text import reactions as no_message
from tests.conftest import EXPLORE
from tests.flows.talk import shipped
from tests.line import LINE_NUMBER, Line

TEXTER = "+19565550142"
STORY = "my boss keeps my passport and never pays us at the warehouse in Laredo Texas"
ASKED = (
    "In danger? Call 911, or text 911 if you cannot talk. No name needed. "
    "Is it safe for you to text now? Reply YES or NO. STOP ends this."
)
MINOR = "Is anyone under 18?\n1 yes\n2 no\n3 not sure"

REACTIONS = """
Liked “{}” | Loved “{}” | Disliked “{}” | Laughed at “{}” | Emphasized “{}” | Emphasised "{}"
Questioned “{}” | LOVED "{}" | Removed a like from “{}” | Removed a heart from “{}”
Removed a laugh from “{}” | Removed an exclamation mark from “{}”
Removed a question mark from “{}” | Removed 👍 from “{}” | Reacted 😮 to “{}”
Reacted with a sticker to “{}” | Reacted 👍🏾 to "{}"
👍 to “{}” | 👍 to “ {} ” | \u200a\u200b❤️\u200b to “\u200a{}\u200a”\u200a | 😂 to "{}" | ❗ to «{}»
Le gustó “{}” | Le encantó «{}» | No le gustó “{}” | Se rio de “{}” | Enfatizó “{}” | Cuestionó “{}”
Reaccionó con 😮 a “{}” | 👍 a “{}” | Eliminó un corazón de “{}” | Me encanta “{}” | Destacó “{}”
A aimé « {} » | A adoré “{}” | A ri de “{}” | 👍 à « {} » | A réagi avec 😮 à “{}”
Curtiu “{}” | Amou “{}” | Riu de “{}” | Reagiu com 😮 a “{}” | Não gostou de “{}”
赞了“{}” | “{}”에 좋아요 표시함 | Đã thích “{}” | Поставил(а) «Нравится» на «{}» | 喜欢「{}」
Hat „{}“ mit „Gefällt mir“ markiert | Nagustuhan ang “{}” | أعجبني "{}" | 「{}」を強調しました
"""
OF_MEDIA = """
Liked an image | Loved a photo | Laughed at a movie | Emphasized an audio message | Liked 2 images
Questioned an attachment | Removed a heart from an image | Reacted 😂 to a photo | 👍 to an image
Disliked a sticker | Loved a location | Le gustó una imagen | Le encantó un mensaje de voz
"""
AUTOMATIC = """
I’m driving with Driving Focus turned on. I’ll see your message when I get where I’m going.
I'm driving - Sent from My Car
I’m not receiving notifications. Do Not Disturb is turned on.
Work Focus is on. If this is urgent, reply “urgent” to send a notification through.
Auto-reply: I am away from my phone.
This is an automated response. Someone from our team will read it on Monday.
Automatic reply: out of office
I am out of the office until Monday, January 4, with limited access to messages.
Hello, I am currently out of office and will respond when I return.
Thank you for contacting Acme Plumbing! We will get back to you within one business day.
Respuesta automática: estoy fuera de la oficina.
Gracias por comunicarse con nosotros. Le responderemos en horario de oficina.
Estoy manejando. Veré tu mensaje cuando llegue.
Réponse automatique : absent du bureau
自动回复：我现在不在
FREE MSG: Unable to send message - Message Blocking is active.
AT&T Free Msg: your message was not sent.
Your message could not be delivered.
Message not sent. Service Access Denied.
The person you're trying to reach is not accepting messages at this time.
The number you have texted is not in service.
This number does not accept text messages.
You have been unsubscribed and will receive no further messages.
I'm not receiving notifications. If this is urgent, reply "urgent" to send a notification through.
not receiving notifications. If this is urgent, reply urgent
Sorry, I can't talk right now.
Sorry, I can’t talk now
Can't talk now. What's up?
Can't talk now. Call me later?
Can I call you back later?
Can I call you later?
I'll call you right back.
I'll call you later
I'm driving. Can I call you later?
I'm in a meeting. I'll call you back.
En este momento no puedo hablar
Ahora no puedo hablar. ¿Qué pasa?
¿Te puedo llamar más tarde?
Te llamo luego.
Lo siento, no puedo hablar ahora.
No estoy recibiendo notificaciones. Si es urgente, responde urgente.
"""
PEOPLE = """
I don't understand “Is it safe for you to text now?” | He said “I will kill you” and left
Is this an automated reply? | I'm driving and he is following me, I'll text you back when I stop
can't talk right now | I loved my boss's “offer” of a job | he liked a picture of my daughter
liked a photo of me and then he found me | they told me the number you dialed is not in service
she questioned “why do you keep my passport” and he hit her | 👍 | loved | ❤️ "help me"
removed my passport from the drawer | removed his papers from “the safe” | my boss “took” my papers
Reacted badly when I asked for my pay | we are out of the house now | Edited to “he has a gun”
he texted me "liked your photo" | driving with him right now | me gusta mi trabajo pero no me pagan
I am on leave from the farm | “no” | "yes" | What does “Reply YES or NO” mean | he out of office
no puedo hablar | ahora no puedo hablar, está aquí | sorry i can't talk he is here
can I call you tonight when he sleeps | will you call me back later | I can't talk right now he sees
i will call you from the store | I'm driving | they call me later at night and tell me where to go
can you text me back later | I can't text you he reads it | I'm at work he is watching
"""


def rows(several: str, by: str = " | ") -> list[str]:
    return [one for row in several.strip("\n").splitlines() for one in row.split(by)]


def own() -> wording.Own:
    return wording.own_words(shipped())


@pytest.mark.parametrize("form", rows(REACTIONS))
def test_a_reaction_in_any_form_is_none_of_the_reporter_s_words(form: str) -> None:
    for quoted in (ASKED, MINOR, ASKED[:35] + "…", "We got your picture."):
        assert no_message.read(form.format(quoted), own()).kind == "reaction", quoted


@pytest.mark.parametrize("words", rows(OF_MEDIA))
def test_a_reaction_to_something_that_is_no_text(words: str) -> None:
    assert no_message.read(words, own()).kind == "reaction"


@pytest.mark.parametrize("words", rows(AUTOMATIC, "\n"))
def test_an_automatic_reply_is_known(words: str) -> None:
    assert no_message.read(words, own()).kind == "automatic"


@pytest.mark.parametrize("words", [*rows(PEOPLE), STORY, "yes", "no", "HELP", "1", "¡sí!", "911"])
def test_what_a_person_writes_is_read(words: str) -> None:
    read = no_message.read(words, own())
    assert read.kind == "" and read.text


@pytest.mark.parametrize(
    ("sent", "left"),
    [
        (f"“{ASKED}” NO he is here", "NO he is here"),
        (f"{ASKED} YES", "YES"),
        (f"> {ASKED}\nyes it is", "yes it is"),
        (f"yes. {ASKED}", "yes."),
    ],
)
def test_our_words_are_taken_out_and_the_answer_stays(sent: str, left: str) -> None:
    read = no_message.read(sent, own())
    assert read.kind == "" and read.text.strip("“”> ") == left


@pytest.mark.parametrize(
    "sent", [ASKED, f"Fwd: {ASKED}"[5:], f"  {ASKED.upper()}\n", f"{ASKED} {ASKED}"]
)
def test_our_own_words_alone_are_an_echo(sent: str) -> None:
    assert no_message.read(sent, own()).kind == "echo"


OURS = st.sampled_from(
    sorted(
        {
            words.prompt.text
            for language in shipped().languages.values()
            for words in language.wording.values()
            if words.prompt.text and "{" not in words.prompt.text
        }
    )
)


@settings(max_examples=10_000 if EXPLORE else 400)
@given(
    st.sampled_from(rows(REACTIONS)[:37]),
    OURS,
    st.integers(12, 400),
    st.sampled_from(["", "…", "..."]),
    st.sampled_from([str, str.upper, str.lower]),
    st.sampled_from(["", " ", "\n", "\u200b"]),
)
def test_no_variation_of_a_reaction_becomes_a_story(
    form: str, quoted: str, length: int, cut: str, case: Any, around: str
) -> None:
    shown = quoted if length >= len(quoted) else quoted[:length] + cut
    sent = around + case(form.format(shown)) + around
    assert no_message.read(sent, own()).kind == "reaction"


@settings(max_examples=2_000 if EXPLORE else 200)
@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error_and_loses_no_words_of_its_own(text: str) -> None:
    read = no_message.read(text, own())
    assert read.kind or read.text == text or len(read.text) < len(text)


def test_no_reaction_and_no_automaton_answers_raises_or_opens_anything(line: Line) -> None:
    line.text(TEXTER, STORY)
    tip = line.tips()[0]
    before = line.report(tip)
    sent = [form.format(ASKED) for form in rows(REACTIONS)] + rows(OF_MEDIA)
    for words in [*sent, *rows(AUTOMATIC, "\n"), ASKED]:
        assert line.text(TEXTER, words) == "", words
    after = line.report(tip)
    assert after == before, "no story, no fact, no evidence, no task, and no other urgency"
    line.text("+19565550143", f"Liked “{ASKED}”")
    line.text("+19565550144", rows(AUTOMATIC, "\n")[0])
    assert line.tips() == [tip], "nothing of it opens a report"
    assert MINOR in line.text(TEXTER, "yes")
    for form in rows(REACTIONS):
        assert line.text(TEXTER, form.format(MINOR)) == "", form
    assert line.report(tip)["minor"] == before["minor"] != "yes"


def test_a_reaction_to_the_thanks_is_no_danger(line: Line) -> None:
    line.text(TEXTER, STORY, "yes", "3", "no")
    thanks = line.text(TEXTER, "2") or line.texts_to(TEXTER)[-1]
    urgency = line.report()["urgency"]
    assert line.text(TEXTER, f"Loved “{thanks}”") == ""
    assert line.text(TEXTER, f"Loved “{thanks[:60]}…”") == ""
    assert line.report()["urgency"] == urgency != "P0"


def test_the_same_words_within_seconds_are_one_text(line: Line) -> None:
    line.text(TEXTER, STORY)
    asked = line.text(TEXTER, "yes")
    assert asked
    assert MINOR in line.text(TEXTER, "yes"), "the next question is asked once more"
    for again in (" yes ", "yes"):
        assert line.text(TEXTER, again) == ""
    assert MINOR in asked and line.report()["minor"] != "yes"
    line.pass_time(minutes=1)
    assert line.text(TEXTER, "yes"), "later it is an answer again"
    assert line.text("+19565550143", STORY) and line.text("+19565550144", STORY), "two people"
    assert line.text("anonymous", "yes") and line.text("anonymous", "yes"), "hidden: perhaps two"


def test_the_same_answer_to_the_next_question_is_not_lost(line: Line) -> None:
    """In the same second it may be the phone's repetition: it is asked again. Later it counts."""
    for number, seconds in enumerate([0, 1, 2, 3, 9]):
        sender = f"+1956555{110 + number:04}"
        danger = line.text(sender, STORY, "yes", "2")  # nobody is under 18
        assert "in danger at this moment" in danger, danger
        line.clock.now += timedelta(seconds=seconds)
        answer = line.text(sender, "2")  # not now, but it goes on
        if seconds <= 1:
            assert answer == danger, seconds
            line.clock.now += timedelta(seconds=5)
            answer = line.text(sender, "2")
        assert "May we text you here" in answer, (seconds, answer)


@pytest.mark.parametrize(
    ("between", "extra"),
    [
        ("hello?", {}),
        (
            "",
            {
                "NumMedia": "1",
                "MediaUrl0": "https://api.twilio.com/1",
                "MediaContentType0": "image/png",
            },
        ),
        ("START", {"OptOutType": "START"}),
        ("HELP", {"OptOutType": "HELP"}),
    ],
)
def test_the_same_words_after_another_text_are_said_again(
    line: Line, between: str, extra: dict[str, str]
) -> None:
    """A phone repeats a text next to itself; what came in between shows that a person wrote."""
    line.text(TEXTER, STORY)
    line.text(TEXTER, between, **extra)
    assert line.text(TEXTER, STORY)


def test_our_own_number_and_our_own_status_reports_are_no_reporters(line: Line) -> None:
    assert line.text(LINE_NUMBER, ASKED) == ""
    assert line.text(f"rcs:{LINE_NUMBER}", "hello") == ""
    for state in ("delivered", "sent", "failed", "undelivered", "queued", "read", "DELIVERED"):
        assert line.text(TEXTER, "", SmsStatus=state) == ""
        assert line.text(TEXTER, STORY, MessageStatus=state) == ""
    assert line.tips() == []
    assert line.text(TEXTER, STORY, SmsStatus="received"), "a text is reported as received"


@pytest.mark.parametrize("name", ["OtherRecipients", "OtherRecipients0", "OtherRecipients1"])
def test_nothing_is_said_where_a_group_would_read_it(line: Line, name: str) -> None:
    assert line.text(TEXTER, STORY, **{name: "+19565550177"}) == ""
    (task,) = [task for task in line.report()["tasks"] if task["kind"] == "group_text"]
    assert (task["state"], task["owner"]) == ("open", "dispatchers")
    assert line.text("+19565550143", STORY, **{name: ""}), "nobody else is there"
