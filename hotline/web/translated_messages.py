"""Sentences that arise below the pages, in English, said in the language of the page.

The parts below the pages know no language of an interface. Their sentences are listed here as
patterns; a test finds one that is not said any more.
"""

from __future__ import annotations

import re
from functools import cache

from hotline.i18n import say

LATE = (
    "Thank you. Tip {tip} is acknowledged, though late: another agency may have it too. "
    "The dispatcher sees this."
)
OUT = (
    "Tip {tip} is no longer with your agency: the referral was withdrawn, or a conflict of "
    "interest was named. The dispatcher sees that you would take it."
)
GIVEN_BACK = (
    "The dispatcher sees that you cannot keep tip {tip}. It stays with you until somebody else has "
    "it."
)
TOLD = (
    # answers of agencies
    "Thank you. Tip {tip} is acknowledged and with you now.",
    LATE,
    OUT,
    GIVEN_BACK,
    "Tip {tip} was acknowledged before; that is all.",
    "Tip {tip} was acknowledged before. Call the dispatcher.",
    "Tip {tip} has gone on already; nothing more is needed.",
    "Tip {tip} is declined. It goes to the next agency now.",
    "Tip {tip} is declined. The dispatcher sees this.",
    "Thank you. The outcome of tip {tip} is noted.",
    "Your question about tip {tip} is with the dispatcher.",
    "Nothing more can be written about tip {tip}.",
    "Taken back: tip {tip} is with you as before. The dispatcher sees this.",
    "Taken back: tip {tip} waits for your answer again. The dispatcher sees this.",
    "That can no longer be taken back for tip {tip}. Call the dispatcher.",
    "Another agency has tip {tip} already. Call the dispatcher.",
    "There was nothing in the question.",
    "Nothing was chosen, so nothing was changed.",
    # asking the reporter
    "A question has at most {n} characters.",
    "The reporter hid their number: nothing can be sent.",
    "The reporter texted STOP: nothing may be sent until they text START.",
    "The time is over for which their number was kept: nothing can be sent any more.",
    "The reporter said that it is not safe to text them.",
    "The reporter asked not to be contacted.",
    "The reporter was not asked whether they may be contacted, so they may not be.",
    # referring by hand
    "{agency} is {status}: nobody has checked that it is right.",
    "{agency} was asked before. Phone them, or choose another agency.",
    "They have answered already. Phone them.",
    "They do not have it any more.",
    "That can no longer be undone: another agency has it, or it is closed.",
    # writing to an agency
    "There was nothing in the message.",
    "{agency} cannot be written to. Phone them.",
    # tasks
    "a task can only be put off to a later time",
    "the task is {state} already",
)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    found = []
    for text in TOLD:
        parts = re.split(r"\{(\w+)\}", text)
        fixed = [re.escape(p) if n % 2 == 0 else f"(?P<{p}>.+)" for n, p in enumerate(parts)]
        found.append((re.compile("".join(fixed)), text))
    return tuple(found)


def retold(text: str) -> str:
    """``text`` in the language that is spoken, where it is one of :data:`TOLD`; else as it is."""
    for pattern, words in _patterns():
        match = pattern.fullmatch(text)
        if match:
            return say(words, **{name: say(value) for name, value in match.groupdict().items()})
    return text
