"""What stands on the web page ``/report`` at a moment of a conversation. Pure.

The page is a text conversation with buttons: each choice is one, named as in a text but without its
key. What is on the page around the conversation is wording as well (``common.web_…``), so that a
coordinator edits it with everything else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hotline.flows import prompts
from hotline.flows.book import FactQuestion, FlowBook, Question
from hotline.flows.session import Prompt, Session

PAGE_WORDS = (
    "title", "leave", "leave_hint", "intro", "first_words", "own_words", "send", "earlier", "tip",
    "code", "file", "unsent", "out_of_date", "busy", "closing", "back", "add",
    "poster", "word", "link",
    "messages", "message_waits", "message", "earlier_message", "no_messages",
    "safe_to_show", "show", "resume", "go_on", "closed", "come_back", "language", "speak",
    "file_hint", "file_large", "file_many", "file_failed",
)  # fmt: skip
"""What is around the conversation: the wording ``common.web_NAME`` of every language."""
MUST_NAME_911 = ("intro", "busy", "out_of_date", "closing", "closed", "poster")
"""Those that are read where nothing was answered, or nothing more will be."""
_KEY = re.compile(r"^\s*(?:\d+|\{key\})[ .):]*\s")


@dataclass(frozen=True, slots=True)
class Button:
    """A choice: the key that it presses, and what it is called in the language ``language``."""

    key: str
    label: str
    language: str


def is_worded(book: FlowBook) -> bool:
    """Whether the files say what stands on the page; those of an earlier release may not."""
    default = book.languages[book.default_language]
    return all(f"common.web_{name}" in default.wording for name in PAGE_WORDS)


def page_words(book: FlowBook, language: str) -> dict[str, str]:
    """What stands around the conversation in ``language``, by the names of :data:`PAGE_WORDS`.

    Raises :class:`KeyError` where the book is not :func:`is_worded`.
    """
    return {name: book.words(language, f"common.web_{name}")[0].prompt.web for name in PAGE_WORDS}


def said(given: tuple[Prompt, ...]) -> list[Prompt]:
    """The sentences among ``given``: choices are buttons, and stand in no sentence."""
    return [prompt for prompt in given if not _is_choice(prompt)]


def _is_choice(prompt: Prompt) -> bool:
    return "/" in prompt.key or prompt.key == "common.place_option"


def buttons(book: FlowBook, session: Session) -> list[Button]:
    """The choices of the question that waits in ``session``; none where words are wanted."""
    step = book.step(session.flow, session.step)
    if session.ended or not isinstance(step, Question):
        return []
    if session.asking == "choose":
        return [
            Button(str(key), option.label, session.language)
            for key, option in enumerate(session.options, 1)
        ]
    if session.asking in {"confirm", "abroad"}:
        return _yes_and_no(book, session)
    if not isinstance(step, FactQuestion):
        return []
    words, language = book.words(session.language, step.wording)
    found = []
    for choice in step.choices:
        spoken = words.choices.get(choice.value)
        if choice.key is None or spoken is None:
            continue
        params = {**session.params, "key": choice.key}
        named = prompts.fill(_KEY.sub("", prompts.wording_for(session, spoken)), params, "text")
        if named.strip():
            found.append(Button(choice.key, named.strip(), spoken.language or language.tag))
    return found


def _yes_and_no(book: FlowBook, session: Session) -> list[Button]:
    """As the language writes them first among its ways to answer."""
    language = book.languages[session.language]
    if not all(language.answers.core):
        language = book.languages[book.default_language]
    return [
        Button(key, word.capitalize(), language.tag)
        for key, word in zip("12", language.answers.core, strict=True)
    ]


def wants_words(book: FlowBook, session: Session) -> bool:
    """Whether the question that waits is answered in words more than with a button."""
    step = book.step(session.flow, session.step)
    return not isinstance(step, FactQuestion) or step.accepts != "choices"


def can_go_back(session: Session) -> bool:
    """Whether there is a question to go back to."""
    return bool(session.trail) and not session.ended
