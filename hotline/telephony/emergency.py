"""The last answer, when nothing else works: 911, and the National Hotline."""

from __future__ import annotations

from hotline.providers.verbs import Dial, DialLine, Message, Say, Verb

NATIONAL_HOTLINE = "+18883737888"
RING_SECONDS = 60
VOICE = (
    "If anyone is in danger right now, hang up and dial 9 1 1. "
    "I am connecting you to the National Human Trafficking Hotline."
)
VOICE_ES = (
    "Si alguien está en peligro ahora, cuelgue y marque el 9 1 1. "
    "Le comunico con la Línea Nacional contra la Trata de Personas."
)
NUMBER = "Please call 1, 8 8 8, 3 7 3, 7 8 8 8. In danger, dial 9 1 1."
TEXT = (
    "If anyone is in danger, call or text 911. For help now call 1-888-373-7888, day and night. "
    "En peligro llame al 911. Ayuda: 1-888-373-7888."
)


def call(number: str) -> list[Verb]:
    """What a caller hears; ``number`` is the line's own, which the National Hotline sees."""
    hotline = DialLine(NATIONAL_HOTLINE)
    return [
        Say(VOICE, "en-US"),
        Say(VOICE_ES, "es-US"),
        Dial((hotline,), caller_id=number, seconds=RING_SECONDS),
        Say(NUMBER, "en-US"),
    ]


def text() -> list[Verb]:
    """What someone who texted gets."""
    return [Message(TEXT)]
