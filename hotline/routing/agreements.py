"""What counts as an agreement with an agency: a kind from a closed list, then its date or number.

Alerts leave the house on the strength of this one line, so free words ("ask them", "Sheriff is
fine with it") are refused: they name nothing that someone could look up.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

KINDS = (
    "memorandum", "MOU", "MOA", "agreement", "contract", "subcontract", "letter", "compact",
    "protocol", "subaward", "convenio", "acuerdo", "contrato", "memorando", "carta",
)  # fmt: skip
"""The documents that can cover alerts and live transfers."""
FIX = (
    "write the document and its date or number, such as `MOU of 2026-03-01` (one of: "
    f"{', '.join(KINDS[:9])}), or make it a public_line without `agreement:`."
)
_BEFORE = frozenset(
    "a an the our signed written standing mutual cooperative cooperation interagency inter-agency "
    "referral data data-sharing sharing information information-sharing service services working "
    "joint master annual renewed amended demo test county city state federal regional local task "
    "force task-force operating partnership crisis transfer live alert hotline".split()
)
"""Words in lower case that may stand before the kind; a name has a capital letter."""
_AFTER = frozenset(
    "of on for and with between from by no nr num number dated signed the our page section sect "
    "file effective understanding cooperation intent agreement support participation commitment "
    "entendimiento condado policía oficina county sheriff "
    "cooperación colaboración de del con el la firmado fecha".split()
)
_NEGATED = re.compile(
    r"(?:no|none|nil|null|not|never|without|unknown|false|tbd|tba|tbc|todo|pending|missing|draft|"
    r"verbal|oral|handshake|requested|expired|revoked|withdrawn|terminated|canceled|cancelled|"
    r"waiting|awaiting|unsigned|unwritten|proposed|planned|ask|call|phone|email|text|get|need|"
    r"needs|send|sent|find|check|see|say|says|said|want|wants|maybe|perhaps|possible|possibly|"
    r"soon|later|will|would|should|must|may|might|could|hopefully|probably|coming|sí|ninguno|"
    r"ninguna|sin|pendiente|borrador|vencido|vencida|falta|pedir|preguntar|llamar)",
    re.IGNORECASE,
)
"""Words of one that is not there, or of something still to do."""
_NUMBER_WORD = re.compile(r"(?:no|nr|num|number)", re.IGNORECASE)
_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


def trouble_with(text: str, today: date | None) -> str | None:
    """What is wrong with what an entry says under ``agreement:``, or ``None``.

    ``today``: a later date is refused, with a day's grace; ``None`` looks at no date.
    """
    plain = " ".join(text.split())
    words = [word for raw in plain.split(" ") if (word := raw.strip(".,;:()[]\"'“”#?!-–—"))]
    kinds = {kind.lower() for kind in KINDS}
    at = next((n for n, word in enumerate(words) if word.lower() in kinds), None)
    if at is None or "?" in plain or not _is_named(words, at):
        return f"`agreement: {plain}` names no agreement, and alerts would be sent."
    for year, month, day in _DAY.findall(plain):
        try:
            signed = date(int(year), int(month), int(day))
        except ValueError:
            return f"`agreement: {plain}` has a date that is none: {year}-{month}-{day}."
        if today is not None and signed > today + timedelta(days=1):
            return f"`agreement: {plain}` is dated in the future, and alerts would be sent."
    return None


def _is_named(words: list[str], at: int) -> bool:
    """Whether the words around the kind name one, and none says that it is still to come."""
    before, after = words[:at], words[at + 1 :]
    for position, word in enumerate(words):
        following = words[position + 1 : position + 2]
        numbered = position > at and _NUMBER_WORD.fullmatch(word) and _has_digit(following)
        if _NEGATED.fullmatch(word) and not numbered:
            return False
    return (
        all(_is_name(word) or word in _BEFORE for word in before)
        and all(_is_name(word) or word.lower() in _AFTER for word in after)
        and any(_is_name(word) for word in (*before, *after))
    )


def _has_digit(words: list[str]) -> bool:
    return any(letter.isdigit() for word in words for letter in word)


def _is_name(word: str) -> bool:
    """A name or a number: it has a capital letter or a digit."""
    return word[0].isupper() or _has_digit([word])
