"""A triage in a few lines for a dispatcher: what, how soon, who, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hotline.domain import Evidence, Known, Lookalike, Role, Type, Urgency
from hotline.triage.classification import EXPLOITED
from hotline.triage.sorter import Sorter
from hotline.triage.types import Finding, T, Triage

SHOWN = 3
"""So many phrases of the text are quoted for an answer."""
LEARNED = "learned:"
LIKE_BEFORE = "sounds like it, confirm: "
"""In front of words that only the learned model heard it in."""
SHORT = 4
"""Letters of a word that explains nothing by itself."""
LEAST = 0.3
"""A phrase that weighs less is not worth a dispatcher's time."""
TYPES: Mapping[Type, str] = {
    Type.SEX: "sex trafficking",
    Type.LABOR: "labor trafficking",
    Type.BOTH: "sex and labor trafficking",
    Type.HIGH_RISK: "high risk, no trafficking shown yet",
    Type.NOT_SPECIFIED: "not specified",
}
URGENCIES: Mapping[Urgency, str] = {
    Urgency.P0: "P0, danger now",
    Urgency.P1: "P1, urgent",
    Urgency.P2: "P2, a tip",
    Urgency.P3: "P3, information",
}
NO_SIGN: Mapping[Urgency, str] = {
    Urgency.P0: "words that were said in emergencies before",
    Urgency.P1: "too little is known to let it wait",
    Urgency.P2: "no sign of danger now or of a child",
    Urgency.P3: "nothing that cannot wait",
}
ROLES: Mapping[Role, str] = {
    Role.SELF: "the person concerned",
    Role.THIRD_PARTY: "someone else",
    Role.PROFESSIONAL: "a professional",
    Role.UNKNOWN: "not clear who",
}
MINORS: Mapping[Known, str] = {
    Known.YES: "a child is concerned",
    Known.NO: "an adult is concerned",
    Known.UNKNOWN: "no age was given",
}
WHAT_IF: Mapping[str, Mapping[str, str]] = {
    "someone under 18": {"minor": "yes"},
    "an adult for sure": {"minor": "no"},
    "danger at this moment": {"in_danger": "yes"},
}
"""What a dispatcher may learn by asking, and the answer that triage would then have."""


def summary(sorter: Sorter, text: str, triage: Triage, language: str) -> list[str]:
    """Four lines: the type and why, the urgency and why, who and in which language, what if.

    ``language`` is the name of the text's language.
    """
    kind, level, minor = triage.type, triage.urgency, triage.minor
    likeness = triage.lookalike.value
    what = TYPES[kind.value] + (f" ({_plain(likeness)})" if likeness else "")
    who = f"{ROLES[triage.role.value]} reports, in {language}"
    by_likeness = likeness and kind.value not in EXPLOITED
    why = _because(kind, "nothing points to it")
    soon = _because(level, NO_SIGN[level.value])
    if by_likeness:
        why = _because(triage.lookalike, "nothing points to it")
        soon = why if level.value is Urgency.P3 else soon
    return [
        f"Type      {what}{why}",
        f"Urgency   {URGENCIES[level.value]}{soon}",
        f"Who       {who}; {MINORS[minor.value]}{_because(minor, '')}",
        f"Ask       {'; '.join(_changes(sorter, text, triage)) or 'no answer would change it'}",
    ]


def _plain(name: Lookalike) -> str:
    return name.value.replace("_", " ")


def _because(finding: Finding[T], otherwise: str) -> str:
    """The phrases that weighed most, quoted in the order of the text."""
    best: dict[tuple[int, int], Evidence] = {}
    for sign in finding.evidence:
        if sign.phrase and sign.weight >= LEAST and not _is_small(sign):
            best.setdefault((sign.start, sign.end), sign)
    heaviest = sorted(best.values(), key=lambda sign: -sign.weight)
    apart: list[Evidence] = []
    for sign in heaviest:
        if all(sign.end <= other.start or other.end <= sign.start for other in apart):
            apart.append(sign)
    quoted = sorted(apart[:SHOWN], key=lambda sign: sign.start)
    if not quoted:
        return f": {otherwise}" if otherwise else ""
    learned = all(sign.indicator.startswith(LEARNED) for sign in quoted)
    return f": {LIKE_BEFORE if learned else ''}" + ", ".join(
        f'"{" ".join(sign.phrase.split())}"' for sign in quoted
    )


def _is_small(sign: Evidence) -> bool:
    """Whether a single short word is all that the model heard it in: "went", "min"."""
    learned = sign.indicator.startswith(LEARNED)
    return learned and " " not in sign.phrase and len(sign.phrase) <= SHORT


def _changes(sorter: Sorter, text: str, triage: Triage) -> Iterator[str]:
    """What each thing that may be learned would make of it, where it makes a difference."""
    now = (triage.type.value, triage.urgency.value)
    for learned, answers in WHAT_IF.items():
        other = sorter.classify(text, answers=answers)
        then = (other.type.value, other.urgency.value)
        if then != now:
            kind = f"{TYPES[then[0]]}, " if then[0] is not now[0] else ""
            yield f"{learned} makes it {kind}{then[1].value}"
