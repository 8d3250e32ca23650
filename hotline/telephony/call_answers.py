"""From a turn of the conversation to the verbs that a provider carries out.

A question takes keys and speech, and is always followed by a redirect to the same turn: silence
never ends a call.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeGuard

from hotline.deployment import Deployment
from hotline.flows.book import FlowBook
from hotline.flows.session import Listen, Over, Prompt, WantRecording, WantTransfer
from hotline.intake.contacts import OpenContact, Reply, Ringing
from hotline.providers.verbs import (
    Dial,
    DialLine,
    Gather,
    Hangup,
    Listening,
    Play,
    Record,
    Redirect,
    Say,
    Verb,
)
from hotline.telephony import emergency, three_on_a_call

RING_SECONDS = 25
MAX_HINTS, LONGEST_HINT = 500, 100
"""How many words and phrases providers take, and of how many characters at most: see
:class:`hotline.providers.verbs.Listening`."""
STORY_PAUSE = 3
"""Seconds of silence that end a story: people pause while they speak, and the provider's own
choice ends it at the first breath."""


def answer(dep: Deployment, contact: OpenContact, reply: Reply) -> list[Verb]:
    """What the caller hears next for ``reply``, and what is then waited for."""
    turn = contact.session.turn
    said = spoken(dep, contact.version.flows, reply.prompts)
    match reply.then:
        case Listen():
            return _question(dep, contact, said, reply.then)
        case WantRecording(seconds):
            return [*said, *_recording(dep, contact, seconds)]
        case Over():
            return [*said, Hangup()]
        case WantTransfer() if _is_met(contact.ringing):
            return [three_on_a_call.caller_joins(dep, contact, contact.ringing.index)]
        case _ if contact.ringing is not None and contact.ringing.now:
            return [*said, _dial(dep, contact, contact.ringing, turn)]
        case _:
            return emergency.call(dep.settings.number)


def _is_met(ringing: Ringing | None) -> TypeGuard[Ringing]:
    """Whether the caller goes where the agency's person and an interpreter are."""
    third = ringing.third if ringing is not None and not ringing.over else None
    return third is not None and third.caller_in


def spoken(dep: Deployment, book: FlowBook, prompts: Iterable[Prompt]) -> tuple[Say | Play, ...]:
    """The prompts, each as a recording or in a voice of its language."""
    return tuple(_speech(dep, book, prompt) for prompt in prompts)


def _speech(dep: Deployment, book: FlowBook, prompt: Prompt) -> Say | Play:
    if prompt.audio:
        return Play(dep.callbacks.audio(prompt.audio))
    language = book.languages[prompt.language]
    return Say(prompt.text, language.locale or "", language.voice or "")


def _question(
    dep: Deployment, contact: OpenContact, said: tuple[Say | Play, ...], listen: Listen
) -> list[Verb]:
    here = dep.callbacks.call_step(contact.session.turn)
    gather = Gather(
        prompts=said,
        action=here,
        seconds=listen.seconds,
        digits=listen.digits or None,
        every_key=True,
        listening=_listening(contact, listen),
        even_silence=True,
    )
    return [gather, Redirect(here)]


def _listening(contact: OpenContact, listen: Listen) -> Listening | None:
    """What to listen for; nothing where no machine understands the language."""
    speech = contact.version.flows.languages[contact.session.language].speech
    if not speech or not listen.words:
        return None
    hints = (*listen.hints, *contact.version.rules.hints) if listen.place else listen.hints
    taken = [hint for hint in dict.fromkeys(hints) if len(hint) <= LONGEST_HINT]
    pause = STORY_PAUSE if listen.story else None
    return Listening(speech, tuple(taken[:MAX_HINTS]), pause)


def _dial(dep: Deployment, contact: OpenContact, ringing: Ringing, turn: int) -> Dial:
    """Ring the lines of this round, who see the line's number, never the caller's.

    The provider comes back when nobody took the call, or the conversation is over.
    """
    lines = []
    for position, ring in enumerate(ringing.now):
        which = (contact.row.id, ringing.index, position)
        lines.append(
            DialLine(
                ring.number,
                whisper=dep.callbacks.whisper(*which) if ring.announced else "",
                machine=dep.callbacks.machine(*which) if ring.detect_machine else "",
                extension=ring.extension,
            )
        )
    return Dial(
        tuple(lines),
        caller_id=dep.settings.number,
        seconds=RING_SECONDS,
        action=dep.callbacks.call_dialed(turn, ringing.index),
    )


def _recording(dep: Deployment, contact: OpenContact, seconds: int) -> list[Verb]:
    """Record; silence goes on with the flow.

    A transcript, where it is wanted, is asked for in English only: providers know no other
    (twilio.com/docs/voice/twiml/record).
    """
    after = dep.callbacks.call_recorded(contact.session.turn)
    wanted = dep.settings.transcribe_messages and contact.session.language == "en"
    record = Record(
        seconds,
        action=after,
        ready=dep.callbacks.recording(),
        transcript=dep.callbacks.transcript(contact.row.id) if wanted else "",
    )
    return [record, Redirect(after)]
