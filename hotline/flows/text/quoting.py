"""What phones and mail programs put around a text that they quote: "Original message:", "Re:".

Beside words of ours it is nobody's report. "Replied to “…”: yes" holds an answer, which is kept.
"""

from __future__ import annotations

import re

_WHEN = r"(?:on|el|le|am) .{4,60}?(?:wrote|escribi[oó]|a [eé]crit|schrieb)"
_LABELS = (
    r"(?:original|forwarded|quoted) (?:message|text)|mensaje (?:original|reenviado|citado)"
    r"|message (?:failed to send|not sent|not delivered|sent|received)"
    r"|mensaje no (?:enviado|entregado)|(?:not )?delivered|(?:not )?sent|read|copied|copiado"
    r"|translated(?: (?:from|by) \w+)?|traducido(?: (?:del|por) \w+)?|re|fwd?|fw|rv|rtv|reenv"
    r"|(?:you |he |she )?replied to(?: you)?|replying to|in reply to|respondi[oó] a"
    r"|en respuesta a|respuesta a|reply|respuesta|screenshot(?: of)?"
    r"|captura(?: de pantalla)?(?: de)?|\[?rea(?:ction|ccion|cción): ?\S{1,8}\]"
)
_BEFORE = re.compile(
    rf"^\W*(?:(?:{_WHEN}|{_LABELS})\s*(?:[:\-–—]+|$|(?<=\]))\s*|(?:you )?replied to(?: you)? )+",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:^|\s)(?:was not (?:delivered|sent)|could not be (?:delivered|sent)|failed to send"
    r"|no se (?:pudo enviar|entreg[oó])|\(?\d{1,2}(?:/|\sof\s)\d{1,2}\)?)\W*$",
    re.IGNORECASE,
)
_ANSWERED = re.compile(
    rf"^\W*(?:{_LABELS})\s*[\"“„«‘](?P<quote>.+)[\"”“»’]\W*(?P<answer>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_SENDER = re.compile(r"^(?:\(?\+?\d[\d\s().\-]{6,18}\d:?|[A-Z]\w{1,20}(?= reacted ))\s+")


def without_frame(text: str) -> str:
    """``text``, from which a quote was taken, without what stood around the quote."""
    left = _AFTER.sub("", _BEFORE.sub("", text))
    return left.strip(" \n\t:-–—>|[]()\"'“”‘’«»")


def quoted_and_answer(text: str) -> tuple[str, str]:
    """What a phone quotes and what was written to it: "Replied to “…”: yes". Empty for no quote."""
    found = _ANSWERED.match(text)
    return (found["quote"], found["answer"]) if found else ("", "")


def without_sender(text: str) -> str:
    """``text`` without the number or name that a group's phone puts before a reaction."""
    return _SENDER.sub("", text)
