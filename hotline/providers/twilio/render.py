"""Our verbs as TwiML, with the twilio library, which escapes what it writes.

Sources: twilio.com/docs/voice/twiml and twilio.com/docs/messaging/twiml.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from hotline.providers import verbs
from hotline.providers.verbs import Verb

XML = '<?xml version="1.0" encoding="UTF-8"?>'
MAX_TEXT = 1600
"""The longest text that Twilio takes."""
MACHINE_SECONDS = 10
"""How long Twilio listens for a machine; later it would hang up on a conversation."""
WAIT = "wwww"
"""Two seconds, in halves: a switchboard has answered before its extension is pressed."""
VOICES = {"en-US": "Polly.Joanna", "es-US": "Polly.Lupe"}
"""Named, because Twilio's default voice does not speak es-US, and a wrong pair is an error
(twilio.com/docs/voice/twiml/say)."""


def twiml(wanted: Sequence[Verb]) -> str:
    """The TwiML for these verbs; texts and calls have documents of their own kind."""
    messages = [verb for verb in wanted if isinstance(verb, verbs.Message)]
    return _texts(messages) if messages else _call(wanted)


def _texts(messages: Sequence[verbs.Message]) -> str:
    """As the library writes it, which takes ten times as long; most answers are one text."""
    said = []
    for message in messages:
        body = message.body
        url = escape(message.report_to, {'"': "&quot;"})
        to = f' action="{url}" method="POST"' if url else ""
        said += [
            f"<Message{to}>{escape(body[start : start + MAX_TEXT])}</Message>"
            for start in range(0, len(body), MAX_TEXT)
        ]
    return f"{XML}<Response>{''.join(said)}</Response>" if said else f"{XML}<Response />"


def _call(wanted: Sequence[Verb]) -> str:
    response = VoiceResponse()
    for verb in wanted:
        match verb:
            case verbs.Say() | verbs.Play():
                _speak(response, verb)
            case verbs.Gather():
                response.append(_gather(verb))
            case verbs.Dial():
                response.append(_dial(verb))
            case verbs.Join():
                response.append(_join(verb))
            case verbs.Record():
                _record(response, verb)
            case verbs.Redirect(url):
                response.redirect(url, method="POST")
            case verbs.Hangup():
                response.hangup()
    return str(response)


def _speak(into: Any, verb: verbs.Say | verbs.Play) -> None:
    if isinstance(verb, verbs.Play):
        into.play(verb.url)
        return
    voice = verb.voice or VOICES.get(verb.locale)
    into.say(verb.text, voice=voice, language=verb.locale or None)


def _gather(verb: verbs.Gather) -> Gather:
    options: dict[str, object] = {
        "input": "dtmf speech" if verb.listening else "dtmf",
        "action": verb.action,
        "method": "POST",
        "timeout": verb.seconds,
        "action_on_empty_result": verb.even_silence,
        "profanity_filter": False,  # else words about sexual violence arrive as "r***"
    }
    if verb.every_key:
        options["finish_on_key"] = ""  # so that * and # arrive as keys
    if verb.digits:
        options["num_digits"] = verb.digits
    if verb.listening:
        pause = verb.listening.pause_seconds
        options["speech_timeout"] = "auto" if pause is None else pause
        options["language"] = verb.listening.language
        if verb.listening.hints:
            options["hints"] = ", ".join(verb.listening.hints)
    gather = Gather(**options)
    for prompt in verb.prompts:
        _speak(gather, prompt)
    return gather


def _dial(verb: verbs.Dial) -> Dial:
    after = {"action": verb.action, "method": "POST"} if verb.action else {}
    dial = Dial(
        caller_id=verb.caller_id or None, timeout=verb.seconds, answer_on_bridge=True, **after
    )
    for line in verb.lines:
        options: dict[str, object] = {}
        if line.extension:
            options["send_digits"] = WAIT + line.extension
        if line.whisper:
            options |= {"url": line.whisper, "method": "POST"}
        elif line.machine:
            options |= {
                "machine_detection": "Enable",
                "machine_detection_timeout": MACHINE_SECONDS,
                "amd_status_callback": line.machine,
                "amd_status_callback_method": "POST",
            }
        dial.number(line.number, **options)
    return dial


def _join(verb: verbs.Join) -> Dial:
    """Without beeps and music: someone else may hear the telephone, and the two are talking."""
    dial = Dial(action=verb.action, method="POST")
    dial.conference(
        verb.room,
        beep="false",
        wait_url="",
        start_conference_on_enter=True,
        end_conference_on_exit=verb.ends,
    )
    return dial


def _record(response: VoiceResponse, verb: verbs.Record) -> None:
    options: dict[str, object] = {}
    if verb.transcript:
        options |= {"transcribe": True, "transcribe_callback": verb.transcript}
    response.record(
        action=verb.action,
        method="POST",
        max_length=verb.seconds,
        play_beep=True,
        finish_on_key="#",
        recording_status_callback=verb.ready,
        recording_status_callback_event="completed",
        **options,
    )
