"""From wording to what is said: parameters filled in, choices read out, audio where it exists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hotline.flows.book import FactQuestion, FlowBook, Language, MediumName, Spoken, Words
from hotline.flows.session import Prompt, Session

PARAMETER = re.compile(r"\{([a-z_]+)\}")
TEXT_911 = "text_911"
"""The parameter that says whether the 911 center of the report's place takes texts."""


def fill(text: str, params: Mapping[str, str], medium: MediumName) -> str:
    """``text`` with ``{name}`` replaced; ``name.voice`` wins over ``name`` on the telephone.

    A name that is not set is left out: a prompt never fails in front of a caller.
    """

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        return params.get(f"{name}.{medium}", params.get(name, ""))

    return PARAMETER.sub(value, text)


def prompt(
    book: FlowBook, session: Session, key: str, params: Mapping[str, str] | None = None
) -> list[Prompt]:
    """What is said for ``key`` in the session's language, as it can be said on its medium."""
    words, language = _sayable(book, session, key)
    return _spoken(session, key, words.prompt, language, {**session.params, **(params or {})})


def alone(book: FlowBook, language: str, key: str) -> list[Prompt]:
    """What is said on the telephone for ``key`` where there is no conversation."""
    tag = language if language in book.languages else book.default_language
    return prompt(book, Session("", "", "voice", tag), key)


def question(book: FlowBook, session: Session, ask: FactQuestion) -> list[Prompt]:
    """The question of ``ask`` followed by its choices, each with its key."""
    words, language = _sayable(book, session, ask.wording)
    prompts = _spoken(session, ask.wording, words.prompt, language, session.params)
    for choice in ask.choices:
        spoken = words.choices.get(choice.value)
        if spoken is not None:
            params = {**session.params, "key": choice.key or ""}
            key = f"{ask.wording}/{choice.value}"
            prompts += _spoken(session, key, spoken, language, params)
    return prompts


def _sayable(book: FlowBook, session: Session, key: str) -> tuple[Words, Language]:
    words, language = book.words(session.language, key)
    silent = session.medium == "voice" and not language.voice and not words.prompt.audio
    return book.words(book.default_language, key) if silent else (words, language)


def _spoken(
    session: Session, key: str, spoken: Spoken, language: Language, params: Mapping[str, str]
) -> list[Prompt]:
    """What is said in its own language, then in others, each by the voice of that language."""
    text = fill(wording_for(session, spoken), params, session.medium)
    audio = spoken.audio if session.medium == "voice" else None
    own = (
        [Prompt(key, text.strip(), spoken.language or language.tag, audio)] if text.strip() else []
    )
    return own + [
        prompt for part in spoken.then for prompt in _spoken(session, key, part, language, params)
    ]


def wording_for(session: Session, spoken: Spoken) -> str:
    """The sentence of ``spoken`` for the session's medium, parameters not filled in."""
    if session.medium == "voice":
        return spoken.voice
    if spoken.call_only and session.params.get(TEXT_911) == "no":
        return spoken.call_only
    return (spoken.web if session.web else "") or spoken.text


def as_text(prompts: Iterable[Prompt]) -> str:
    """Prompts as one text: sentences follow each other, choices stand on lines of their own.

    No blank follows a Chinese full stop.
    """
    body = ""
    for said in prompts:
        is_choice = "/" in said.key or said.key == "common.place_option"
        body += ("\n" if is_choice else "" if body.endswith("\u3002") else " ") + said.text
    return body.strip()
