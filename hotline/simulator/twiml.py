"""Reading TwiML as a telephone does: what is heard, and what it then waits for."""

from __future__ import annotations

import xml.etree.ElementTree as Xml
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heard:
    """Something the caller hears: words, the voice's language, or the address of a recording."""

    text: str
    language: str = ""
    audio: str = ""


@dataclass(frozen=True)
class Verb:
    """A TwiML verb with its attributes, its text and its children."""

    name: str
    text: str = ""
    options: dict[str, str] = field(default_factory=dict)
    children: tuple[Verb, ...] = ()


def parse(xml: str) -> tuple[Verb, ...]:
    """The verbs of a TwiML answer. Raises :class:`ValueError` for what is not TwiML."""
    try:
        root = Xml.fromstring(xml)  # noqa: S314 - our own service's answers, on loopback
    except Xml.ParseError as error:
        raise ValueError(f"the answer is not XML: {error}") from None
    if root.tag != "Response":
        raise ValueError(f"the answer is <{root.tag}>, not <Response>")
    return tuple(_verb(child) for child in root)


def _verb(element: Xml.Element) -> Verb:
    return Verb(
        name=element.tag,
        text=(element.text or "").strip(),
        options=dict(element.attrib),
        children=tuple(_verb(child) for child in element),
    )


def heard(verb: Verb) -> list[Heard]:
    """What a verb and its children say."""
    if verb.name == "Say":
        return [Heard(verb.text, verb.options.get("language", ""))]
    if verb.name == "Play":
        return [Heard("", audio=verb.text)]
    return [sound for child in verb.children for sound in heard(child)]
