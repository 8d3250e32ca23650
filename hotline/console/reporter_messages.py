"""Words for the reporter: a question that is texted, or a message that waits until they come back.

A question goes out from the line's number, and no one sees either number. Only a reporter who comes
back with the tip ID and the secret code gets a message; it needs no consent, because nothing is
sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from ruamel.yaml import YAML

from hotline.console.action import Doing
from hotline.flows.text import sms
from hotline.i18n import say, translate
from hotline.intake import reporter_questions
from hotline.messages import MessageCode
from hotline.unit_of_work import Tx


@cache
def _wording() -> dict[str, Any]:
    file = resources.files("hotline.console").joinpath("wording/questions.yaml")
    loaded: dict[str, Any] = YAML(typ="safe").load(file.read_text("utf-8"))
    return loaded


def questions_in(language: str) -> dict[str, str]:
    """The question templates in a language, by their short names."""
    known: dict[str, dict[str, str]] = _wording()["questions"]
    return {name: said[language] for name, said in known.items() if language in said}


@dataclass(frozen=True)
class Template:
    """A question to send: its words, what they mean to the dispatcher, and how many texts it takes.

    ``gloss`` is empty where the dispatcher reads the language of the words.
    """

    words: str
    gloss: str
    segments: int


def templates(language: str, *, reads: str) -> dict[str, Template]:
    """The templates in the reporter's ``language`` for a dispatcher who ``reads`` another."""
    meant = questions_in(reads) or questions_in("en")
    return {
        name: Template(said, "" if language == reads else meant[name], sms.segments(said))
        for name, said in questions_in(language).items()
    }


def is_reviewed(language: str) -> bool:
    """Whether a native speaker has read the templates of a language."""
    return language in _wording()["reviewed"]


def reminder_in(language: str) -> str:
    """The reminder to delete the text, where there is one in the language."""
    said: str = _wording()["reminder"].get(language, "")
    return said


def ask(doing: Doing) -> str | None:
    """Have a question texted to the reporter: a template, or the dispatcher's own words."""
    language = doing.opened.row.language
    words = doing.field("words") or questions_in(language).get(doing.field("question", 20), "")
    if words and doing.field("remind"):
        words = f"{words} {reminder_in(language)}".strip()
    try:
        reporter_questions.ask(
            Tx(doing.db, doing.dep, doing.now, doing.visitor.actor), doing.opened, words
        )
    except reporter_questions.CannotAskError as error:
        return translate(error.message)
    return None


MOST_LEFT = 300
"""Characters of a message: about 20 seconds when it is read out, two segments as a text."""


def leave(doing: Doing) -> str | None:
    """Leave a message for when the reporter comes back."""
    words = doing.field("words")
    if not words:
        return translate(MessageCode.EMPTY_MESSAGE.message())
    if len(words) > MOST_LEFT:
        return say("A message can have at most {n} characters.", n=MOST_LEFT)
    doing.opened.tell(
        words,
        at=doing.now,
        kind="left_message",
        author=doing.visitor.actor,
        language=doing.opened.row.language,
    )
    doing.note("left_message")
    return None
