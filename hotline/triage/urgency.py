"""How soon a person must act, and the further facts (signals) that flows and rules ask for.

A missed emergency costs most, so that danger counts whoever tells it, and a text that nobody could
read is urgent until a person says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hotline.domain import Evidence, Known, Lookalike, Role, Type, Urgency
from hotline.triage.classification import ENOUGH, EXPLOITED, Elements, answered
from hotline.triage.signs import Signs
from hotline.triage.types import Finding

LONG_AGO = 0.8
SHORT_WORDS = 9
"""A text of at most so many words in which nothing was understood tells too little to wait."""
CHILD_LOOKALIKES = frozenset(
    {Lookalike.MISSING_CHILD, Lookalike.ONLINE_CHILD_EXPLOITATION, Lookalike.CHILD_ABUSE}
)
INFORMATION = frozenset(
    {
        Lookalike.HOAX,
        Lookalike.WAGE_DISPUTE,
        Lookalike.VISA_FRAUD,
        Lookalike.CONSENSUAL_SEX_WORK,
        Lookalike.BASIC_NEEDS,
        Lookalike.SMUGGLING,
    }
)
ANSWERED_SIGNALS = ("happening_now", "in_danger", "wants_person")
BEYOND_DOUBT = frozenset(
    (
        *ANSWERED_SIGNALS,
        *("medical_emergency", "suicidal", "death_near", "kill_now", "lost_and_held", "cried_out"),
    )
)
"""Pressed keys and signs of danger that no learned chance talks down to P1."""
SIGNALS: Mapping[str, tuple[str, ...]] = {
    "happening_now": ("now",),
    "in_danger": ("danger",),
    "weapon": ("weapon",),
    "held": ("held",),
    "wants_help": ("plea", "leave"),
    "wants_to_leave": ("leave",),
    "wants_person": ("wants_person",),
    "online_images": ("online_images",),
    "suicidal": ("crisis",),
}

TAKEN = "kidnapped"
"""Of a child this is danger, whatever was learned."""

DANGER = 0.2
"""From this learned chance on there is danger now; a missed emergency costs most."""
DANGER_IN_A_HABIT = 0.6
"""From this one on where doors are locked at night, or guards with guns."""
DOUBTED: Mapping[str, float] = {
    "in_danger": 0.06,
    "weapon": 0.06,
    "happening_now": 0.06,
}
"""Below this learned chance a sign of danger makes P1, not P0; the lowest of several holds.

In three-fold cross-validation over the lessons: P0 recall 0.968 at precision 0.745; it was 0.976 at
0.715 with 0.015, 0.025 and 0.05 (2026-11-30).

Who says to be held, or to think of suicide, is always believed."""


@dataclass(frozen=True, slots=True)
class Danger:
    """How likely danger now is by what was learned, and the words that say so.

    ``content`` is how likely without what only small words tell: of a brief text whose type is
    understood they tell nothing more; of any other they may be all that there is.
    """

    chance: float
    content: float
    words: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the other answers are; urgency builds on them."""

    parts: Elements
    type: Type
    role: Role
    minor: Finding[Known]
    lookalike: Lookalike | None
    words: int
    read_in_full: bool
    danger: Danger | None = None
    """What the learned model says of danger now, where it was asked."""


def decide_signals(signs: Signs, answers: Mapping[str, str]) -> dict[str, Finding[Known]]:
    """The further facts, by name; one that nothing speaks of is unknown."""
    found = {}
    for name, slots in SIGNALS.items():
        score = max(signs.score(slot) for slot in slots)
        evidence = signs.evidence(*slots)
        key = answered(answers, name) if name in ANSWERED_SIGNALS else None
        if key and key.phrase in {Known.YES, Known.NO}:
            found[name] = Finding(Known(key.phrase), key.weight, (key, *evidence))
        elif score >= ENOUGH:
            found[name] = Finding(Known.YES, round(score, 3), evidence)
        else:
            found[name] = Finding(Known.UNKNOWN, round(1 - score, 3), evidence)
    return found


def decide_urgency(
    signs: Signs, facts: Facts, signals: Mapping[str, Finding[Known]]
) -> Finding[Urgency]:
    """The urgency with what made it so."""
    for decide in (_over, _immediate, _urgent, _information):
        found = decide(signs, facts, signals)
        if found is not None:
            return found
    evidence = signs.evidence("sex", "sexcue", "labor", "means", "hardship")
    return Finding(Urgency.P2, 0.6 if evidence else 0.4, evidence)


def _yes(signals: Mapping[str, Finding[Known]], name: str) -> bool:
    return signals[name].value is Known.YES


def _over(
    signs: Signs, facts: Facts, signals: Mapping[str, Finding[Known]]
) -> Finding[Urgency] | None:
    """Rumours, and what was long ago; not when anything tells of danger in this moment.

    Nor in a language that is not read in full: there a person decides.
    """
    if not facts.read_in_full:
        return None
    if any(_yes(signals, name) for name in ("happening_now", "weapon", "in_danger")):
        return None
    if facts.lookalike is Lookalike.HOAX:
        if _yes(signals, "wants_person"):
            return None
        return Finding(Urgency.P3, 0.7, signs.evidence(Lookalike.HOAX.value))
    goes_on = any(sign.indicator.name == "goes_on" for sign in signs.found)
    grown_since = facts.minor.value is Known.NO and signs.score("minor") >= ENOUGH and not goes_on
    if signs.score("past") >= LONG_AGO or grown_since:
        return Finding(Urgency.P3, 0.7, signs.evidence("past", "minor", "adult"))
    return None


def _immediate(
    signs: Signs, facts: Facts, signals: Mapping[str, Finding[Known]]
) -> Finding[Urgency] | None:
    means = max(facts.parts.sex_means, facts.parts.labor_means, signs.score("violence"))
    now = _yes(signals, "happening_now")
    long_ago = signs.score("past") >= ENOUGH and not now
    grave = (
        means >= ENOUGH
        or facts.minor.value is Known.YES
        or facts.type in EXPLOITED
        or _yes(signals, "held")
    )
    reasons: list[str] = []
    if _yes(signals, "in_danger"):
        reasons.append("in_danger")
    if _yes(signals, "weapon") and not long_ago:
        reasons.append("weapon")
    if now and grave:
        reasons.append("happening_now")
    if _yes(signals, "held") and (now or facts.role is Role.SELF) and not long_ago:
        reasons.append("held")
    evidence = tuple(e for name in reasons for e in signals[name].evidence)
    if signs.score("crisis") >= ENOUGH:
        reasons.append("crisis")
        evidence += signs.evidence("crisis")
    learned = facts.danger
    if not reasons:
        enough = DANGER_IN_A_HABIT if signs.score("habit") >= ENOUGH else DANGER
        if learned is None or long_ago or facts.lookalike in INFORMATION:
            return None
        chance = learned.content if facts.type in EXPLOITED else learned.chance
        if not learned.words and chance < DANGER_IN_A_HABIT:  # no word to show a dispatcher
            return None
        return Finding(Urgency.P0, round(chance, 3), learned.words) if chance >= enough else None
    sure = round(max((signals[n].confidence for n in reasons if n in signals), default=0.8), 3)
    child_taken = facts.minor.value is Known.YES and any(e.indicator == TAKEN for e in evidence)
    doubted = not child_taken and _doubted(reasons, evidence, learned)
    return Finding(Urgency.P1 if doubted else Urgency.P0, sure, evidence)


def _doubted(reasons: list[str], evidence: tuple[Evidence, ...], learned: Danger | None) -> bool:
    """Whether what was learned speaks so clearly against danger that a person may take minutes."""
    if learned is None or any(sign.indicator in BEYOND_DOUBT for sign in evidence):
        return False
    return learned.chance < min(DOUBTED.get(reason, 0.0) for reason in reasons)


def _urgent(
    signs: Signs, facts: Facts, signals: Mapping[str, Finding[Known]]
) -> Finding[Urgency] | None:
    concerns_child = facts.lookalike in CHILD_LOOKALIKES
    reported = facts.type is not Type.NOT_SPECIFIED or facts.parts.sex_means >= ENOUGH
    reported = reported or (facts.words <= SHORT_WORDS and facts.lookalike not in INFORMATION)
    if facts.minor.value is Known.YES and (concerns_child or reported):
        return Finding(Urgency.P1, facts.minor.confidence, facts.minor.evidence)
    if facts.lookalike is not None and concerns_child:
        return Finding(Urgency.P1, 0.7, signs.evidence(facts.lookalike.value))
    for name in ("wants_to_leave", "wants_help", "held", "happening_now", "wants_person"):
        if _yes(signals, name) and not (name == "wants_help" and facts.lookalike in INFORMATION):
            return Finding(Urgency.P1, signals[name].confidence, signals[name].evidence)
    if facts.role is Role.SELF and _harmed_without_a_purpose(signs, facts):
        return Finding(Urgency.P1, 0.6, signs.evidence("trafficked", "means", "violence"))
    exploited = facts.type in EXPLOITED
    at_risk = exploited or facts.type is Type.HIGH_RISK
    for slot, concerns in (("address", exploited), ("recent", at_risk)):
        if signs.score(slot) >= ENOUGH and concerns:
            return Finding(Urgency.P1, 0.7, signs.evidence(slot))
    return _unreadable(signs, facts)


def _harmed_without_a_purpose(signs: Signs, facts: Facts) -> bool:
    """Whether harm is reported, or trafficking named, but neither its purpose nor another story.

    What a person who is held or beaten is used for is asked by a person, not waited for.
    """
    harm = max(signs.score(slot) for slot in ("means", "violence")) >= ENOUGH
    asks, past = signs.score("general") >= ENOUGH, signs.score("past") >= ENOUGH
    if facts.lookalike is not None or asks or past:
        return False
    if facts.type is Type.NOT_SPECIFIED:
        return harm
    return facts.type is Type.HIGH_RISK and signs.score("trafficked") >= ENOUGH


def _unreadable(signs: Signs, facts: Facts) -> Finding[Urgency] | None:
    understood = (
        facts.type is not Type.NOT_SPECIFIED
        or facts.lookalike is not None
        or facts.minor.value is Known.YES
        or signs.score("general") >= ENOUGH
    )
    why = ""
    if not facts.read_in_full:
        why = "language_not_read_in_full"
    elif not understood and facts.words <= SHORT_WORDS:
        why = "too_short_to_judge"
    return Finding(Urgency.P1, 0.6, (Evidence("", why, "NHTH", 0.6),)) if why else None


def _information(
    signs: Signs, facts: Facts, signals: Mapping[str, Finding[Known]]
) -> Finding[Urgency] | None:
    exploited = facts.type in EXPLOITED
    if facts.lookalike in INFORMATION:
        return Finding(Urgency.P3, 0.7, signs.evidence(facts.lookalike.value))
    if signs.score("past") >= ENOUGH:
        return Finding(Urgency.P3, 0.6, signs.evidence("past"))
    if signs.score("general") >= ENOUGH and not exploited:
        return Finding(Urgency.P3, 0.7, signs.evidence("general"))
    violence = facts.lookalike is None and signs.score("violence") >= ENOUGH
    if facts.type is Type.HIGH_RISK and not violence and signs.score("trafficked") < ENOUGH:
        return Finding(
            Urgency.P3, 0.5, signs.evidence("sex", "sexcue", "labor", "work", "hardship")
        )
    return None
