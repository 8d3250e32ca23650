"""Asking the reporter: a text from the line's number, never from or to a number that is shown."""

from __future__ import annotations

from hotline.console.doing import Doing
from hotline.intake import messages


def ask(doing: Doing) -> str | None:
    """Have a question texted to the reporter."""
    words = doing.field("words")
    try:
        messages.ask(
            doing.db, doing.dep, doing.opened, words, by=doing.visitor.actor, now=doing.now
        )
    except messages.CannotAskError as error:
        return str(error)
    return None
