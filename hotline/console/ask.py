"""Words for the reporter: a question that is texted, or a message that waits until they come back.

A question goes out from the line's number, never from or to a number that is shown. A message is
told to whoever comes back with the tip ID and the return code, and to nobody else; it needs no
consent, because nothing is sent.
"""

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


MOST_LEFT = 300
"""Characters of a message: about 20 seconds when it is read out, two segments as a text."""


def leave(doing: Doing) -> str | None:
    """Leave a message for when the reporter comes back."""
    words = doing.field("words")
    if not words:
        return "There was nothing in the message."
    if len(words) > MOST_LEFT:
        return f"A message has at most {MOST_LEFT} characters."
    doing.opened.tell(
        words,
        at=doing.now,
        kind="left_message",
        author=doing.visitor.actor,
        language=doing.opened.row.language,
    )
    doing.note("left_message")
    return None
