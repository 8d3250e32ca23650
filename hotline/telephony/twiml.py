"""From a turn of the conversation to TwiML, with the twilio library (which escapes what it writes).

A question is a ``<Gather>`` that takes keys and speech, and is always followed by a
``<Redirect>``: silence never ends a call.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from hotline.flows import FlowBook
from hotline.flows.session import Listen, Prompt

NATIONAL_HOTLINE = "+18883737888"
RING_SECONDS = 25
MACHINE_SECONDS = 10
"""How long the provider listens for a machine; later it would hang up on a talk."""
MAX_TEXT = 1600
MAX_HINTS = 80
STORY_PAUSE = 3
"""Seconds of silence that end a story, which is told in pieces; "auto" ends at the first breath."""
EMERGENCY_VOICE = (
    "If anyone is in danger right now, hang up and dial 9 1 1. "
    "I am connecting you to the National Human Trafficking Hotline."
)
EMERGENCY_VOICE_ES = (
    "Si alguien está en peligro ahora, cuelgue y marque el 9 1 1. "
    "Le comunico con la Línea Nacional contra la Trata de Personas."
)
EMERGENCY_NUMBER = "Please call 1, 8 8 8, 3 7 3, 7 8 8 8. In danger, dial 9 1 1."
ENGLISH, SPANISH = "Polly.Joanna", "Polly.Lupe"
"""Named, because the provider's default voice does not speak es-US, and a wrong pair is an error
(twilio.com/docs/voice/twiml/say): nothing may fail in the last answer."""
EMERGENCY_TEXT = (
    "If anyone is in danger, call or text 911. For help now call 1-888-373-7888, day and night. "
    "En peligro llame al 911. Ayuda: 1-888-373-7888."
)


WAIT = "wwww"
"""Two seconds, in halves: a switchboard has answered before its extension is pressed."""


@dataclass(frozen=True)
class Line:
    """What TwiML needs to know of the line: its number, its addresses, what to listen for."""

    number: str
    base_url: str
    hints: tuple[str, ...] = ()
    transcribes: bool = False
    """Whether the provider is asked to write down voice messages."""

    def url(self, path: str) -> str:
        """An address of ours as the provider must call it."""
        return f"{self.base_url}/twilio/{path}"


@dataclass(frozen=True)
class Far:
    """What is asked of a line that rings for a caller: paths of ours, or nothing.

    ``whisper``: what whoever answers hears first. ``machine``: where it is told that a machine
    answered a line without a whisper.
    """

    whisper: str = ""
    machine: str = ""
    extension: str = ""
    """Digits to press after the line has answered."""


class Voice:
    """A TwiML answer to a call in the making."""

    def __init__(self, line: Line, book: FlowBook) -> None:
        self._line = line
        self._book = book
        self.response = VoiceResponse()

    def say(self, prompts: Iterable[Prompt], into: VoiceResponse | Gather | None = None) -> None:
        """Speak or play the prompts, each in the voice of its language."""
        target = into if into is not None else self.response
        for prompt in prompts:
            language = self._book.languages[prompt.language]
            if prompt.audio:
                target.play(f"{self._line.base_url}/audio/{prompt.audio}")
            else:
                target.say(prompt.text, voice=language.voice, language=language.locale)

    def listen(self, prompts: Sequence[Prompt], listen: Listen, language: str, turn: int) -> None:
        """Ask, then wait for keys or speech; a silent caller is redirected to the same turn."""
        speech = self._book.languages[language].speech
        answer = self._line.url(f"voice/step?turn={turn}")
        options: dict[str, object] = {
            "input": "dtmf speech" if speech and listen.words else "dtmf",
            "action": answer,
            "method": "POST",
            "timeout": listen.seconds,
            "finish_on_key": "",  # so that * and # arrive as keys
            "action_on_empty_result": True,
        }
        if listen.digits:
            options["num_digits"] = listen.digits
        if speech and listen.words:
            options |= {
                "speech_timeout": STORY_PAUSE if listen.story else "auto",
                "language": speech,
                "profanity_filter": False,  # else words about sexual violence arrive as "r***"
            }
            hints = (*self._line.hints, *listen.hints) if listen.place else listen.hints
            if hints:
                options["hints"] = ", ".join(dict.fromkeys(hints[:MAX_HINTS]))
        gather = Gather(**options)
        self.say(prompts, gather)
        self.response.append(gather)
        self.response.redirect(answer, method="POST")

    def dial(self, numbers: Mapping[str, Far], after: str) -> None:
        """Connect the caller to one of ``numbers``, who see the line's number, never the caller's.

        Several ring at once. A public line, without a whisper, is simply dialled. The provider
        comes back to ``after`` when nobody took the call, or it is over.
        """
        dial = Dial(
            caller_id=self._line.number,
            action=self._line.url(after),
            method="POST",
            timeout=RING_SECONDS,
            answer_on_bridge=True,
        )
        for number, far in numbers.items():
            digits = {"send_digits": WAIT + far.extension} if far.extension else {}
            if far.whisper:
                dial.number(number, url=self._line.url(far.whisper), method="POST", **digits)
            elif far.machine:
                dial.number(
                    number,
                    **digits,
                    machine_detection="Enable",
                    machine_detection_timeout=MACHINE_SECONDS,
                    amd_status_callback=self._line.url(far.machine),
                    amd_status_callback_method="POST",
                )
            else:
                dial.number(number, **digits)
        self.response.append(dial)

    def record(self, max_seconds: int, language: str, turn: int) -> None:
        """Record after a tone; silence goes on with the flow.

        A transcript, where it is wanted, is asked for in English only: the provider knows no other
        (twilio.com/docs/voice/twiml/record).
        """
        after = self._line.url(f"voice/recorded?turn={turn}")
        options: dict[str, object] = {}
        if self._line.transcribes and language == "en":
            options["transcribe"] = True
            options["transcribe_callback"] = self._line.url("status/transcription")
        self.response.record(
            action=after,
            method="POST",
            max_length=max_seconds,
            play_beep=True,
            finish_on_key="#",
            recording_status_callback=self._line.url("status/recording"),
            recording_status_callback_event="completed",
            **options,
        )
        self.response.redirect(after, method="POST")

    def hang_up(self) -> None:
        """End the call."""
        self.response.hangup()

    def xml(self) -> str:
        """The answer."""
        return str(self.response)


def emergency_voice(number: str) -> str:
    """What a caller hears when nothing else works: 911, then the National Hotline."""
    response = VoiceResponse()
    response.say(EMERGENCY_VOICE, voice=ENGLISH, language="en-US")
    response.say(EMERGENCY_VOICE_ES, voice=SPANISH, language="es-US")
    dial = Dial(caller_id=number or None, timeout=60)
    dial.number(NATIONAL_HOTLINE)
    response.append(dial)
    response.say(EMERGENCY_NUMBER, voice=ENGLISH, language="en-US")
    return str(response)


def text(body: str, report_to: str = "") -> str:
    """A text answer; nothing to say is an empty answer. Longer than Twilio takes, it is split.

    ``report_to``: an address of ours where the provider says the answer's id, for erasing it.
    """
    response = MessagingResponse()
    options = {"action": report_to, "method": "POST"} if report_to else {}
    for start in range(0, len(body), MAX_TEXT):
        response.message(body[start : start + MAX_TEXT], **options)
    return str(response)


def emergency_text() -> str:
    """What a texting person gets when nothing else works."""
    return text(EMERGENCY_TEXT)
