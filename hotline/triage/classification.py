"""Type, look-alike, minor and role, decided from signs and from the keys that were pressed.

The type follows the structure of 22 USC 7102: a purpose (a commercial sex act, or labor and
services) reached by force, fraud or coercion; for a commercial sex act a minor suffices.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from hotline.domain import Evidence, Known, Lookalike, Role, Type
from hotline.triage.ages import HINTS
from hotline.triage.signs import Signs, together
from hotline.triage.types import Finding

ENOUGH = 0.5
"""From this score on a question counts as answered by the words."""
MANY_HARDSHIPS = 0.8
"""Hardships that together come to this are taken as coercion; ILO: usually several together."""
ALMOST = 0.4
GRAVE = 0.7
"""Beside coercion or a child as certain as this, cues that almost suffice do."""
SOMETHING_BAD = 0.3
SPEAKS_FOR_A_JOB = 0.75
"""From this score on someone reports in their job, however much they say about others."""
STATED = 0.7
"""Words of youth below this leave open whether someone with an adult age is a child."""
HOAX = 0.6
"""From this score on it is a rumour: by one strong sign, or by two that are weak alone."""
HARM_SIGNS = ("danger", "weapon", "held", "now", "address", "missing_child")
"""Beside any of these the words of a rumour are no rumour."""
EXPLOITATION = ("sex", "sexcue", "childcue", "labor", "means", "hardship")
ALARM = (
    "danger",
    "held",
    "weapon",
    "now",
    "leave",
    "plea",
    "minor",
    "child",
    "taken",
    "missing_child",
)
"""What a story that was taken back ("turned out it was her dad") tells no more."""
ANSWER_WEIGHT = 0.9
EXPLOITED = frozenset({Type.SEX, Type.LABOR, Type.BOTH})
KINDS = {"sex": Type.SEX, "labor": Type.LABOR, "both": Type.BOTH}
NO_HIGH_RISK = frozenset({Lookalike.CRISIS, Lookalike.BASIC_NEEDS, Lookalike.HOAX})
"""Look-alikes that are no sign of exploitation by themselves."""


@dataclass(frozen=True, slots=True)
class Elements:
    """The elements of the law, each from 0 to 1."""

    sex: float
    labor: float
    sex_means: float
    labor_means: float
    hardship: float
    free: float


def answered(answers: Mapping[str, str], name: str) -> Evidence | None:
    """The key pressed for ``name`` as evidence."""
    value = answers.get(name)
    return Evidence(value, name, "answer", ANSWER_WEIGHT) if value else None


def without_hearsay(signs: Signs, role: Role) -> Signs:
    """Leave out what a question about trafficking, or a rumour, only names.

    Who asks in general, without speaking of anyone, tells of no exploitation; nor does a post
    that is passed on.
    """
    if signs.score("void") >= ENOUGH and role is not Role.SELF:
        return signs.without(*EXPLOITATION, *ALARM)
    asks = signs.score("general") >= ENOUGH
    in_danger = max(signs.score(slot) for slot in ("danger", "weapon", "held")) >= ENOUGH
    nobody = role is Role.UNKNOWN or (signs.score("named") > 0 and not _reports_harm(signs))
    if asks and nobody and not in_danger:
        return _without_hints(signs.without(*EXPLOITATION))
    if signs.score("hoax") >= HOAX and role is not Role.SELF:
        return _without_hints(signs.without(*EXPLOITATION))
    if asks and signs.score("hoax") >= ENOUGH and role is not Role.SELF:
        return _without_hints(signs)
    return signs.without("named") if asks else signs


def _without_hints(signs: Signs) -> Signs:
    """Leave out words of youth: a question about children in general is about none."""
    return Signs(tuple(sign for sign in signs.found if sign.indicator.name not in HINTS))


def _reports_harm(signs: Signs) -> bool:
    """Whether the text says more than that a job was offered or promised."""
    harm = max(signs.score(slot) for slot in ("sex", "hardship", "violence", "trafficked"))
    return harm >= ENOUGH or signs.score("means") >= GRAVE


def without_rumour(signs: Signs) -> Signs:
    """Leave out the words of a rumour where an emergency is reported with them.

    People in danger are in white vans, too, and ask whether it is true that someone helps.
    """
    names = {sign.indicator.name for sign in signs.found if not sign.denied}
    stated = max(signs.score(slot) for slot in HARM_SIGNS) >= ENOUGH
    if stated or ("hoax" not in names and "age_under_18" in names):
        return signs.without("hoax")
    return signs


def elements(signs: Signs, minor: Finding[Known]) -> Elements:
    """The elements that the words show."""
    sex, labor, work = signs.score("sex"), signs.score("labor"), signs.score("work")
    if sex >= ENOUGH or labor < ENOUGH:  # a motel or men at night mean little at a workplace
        child = signs.score("childcue") if minor.value is Known.YES else 0.0
        sex = together((sex, signs.score("sexcue"), child))
        grave = signs.score("means") >= GRAVE or (
            minor.value is Known.YES and minor.confidence >= GRAVE
        )
        if grave and sex >= ALMOST and not _another_story(signs):
            sex = max(sex, ENOUGH)
        if minor.value is Known.YES and max(labor, work) < ENOUGH <= _sold(signs):
            sex = max(sex, ENOUGH)
    # in a story of prostitution "work" is mostly that
    labor = together((labor, work if sex < ENOUGH else work / 2))
    if signs.score("favor") >= ENOUGH > signs.score("hardship"):
        labor = min(labor, ALMOST)  # the job is what is paid with, not what is forced
    if signs.score("kept") >= ENOUGH > signs.score("labor"):
        labor = min(labor, ALMOST)  # a workplace near by is no work of those kept
    hardship, free, means = (signs.score(slot) for slot in ("hardship", "free", "means"))
    if sex < ENOUGH and labor >= ALMOST and means >= GRAVE and not _another_story(signs):
        labor = max(labor, ENOUGH)
    dispute = signs.score(Lookalike.WAGE_DISPUTE.value) >= ENOUGH and minor.value is not Known.YES
    piled_up = 0.65 * hardship if hardship >= MANY_HARDSHIPS and not dispute else 0.0
    labor_means = together((means, piled_up))
    left = 1 - 0.8 * free
    return Elements(sex, labor, means * left, labor_means * left, hardship, free)


def _sold(signs: Signs) -> float:
    """How clearly words name a commercial sex act, which for a child is all it takes."""
    return together((signs.score("sex"), signs.score("sexcue")))


def _another_story(signs: Signs) -> bool:
    return any(signs.score(kind.value) >= ENOUGH for kind in Lookalike)


def decide_type(
    signs: Signs, parts: Elements, minor: Finding[Known], answers: Mapping[str, str]
) -> Finding[Type]:
    """The type, without a look at look-alikes."""
    stated = minor.confidence if minor.value is Known.YES else 0.0
    sex_by = max(parts.sex_means, stated)
    is_sex = parts.sex >= ENOUGH and sex_by >= ENOUGH
    is_labor = parts.labor >= ENOUGH and parts.labor_means >= ENOUGH
    evidence = signs.evidence("sex", "sexcue", "labor", "work", "means", "hardship", "free")
    if is_sex and stated:
        evidence += (*signs.evidence("childcue"), *minor.evidence)
    key = answered(answers, "kind")
    if key and key.phrase in KINDS:
        kind = KINDS[key.phrase]
        if (is_sex and kind is Type.LABOR) or (is_labor and kind is Type.SEX):
            kind = Type.BOTH
        return Finding(kind, ANSWER_WEIGHT, (key, *evidence))
    sure_sex, sure_labor = _sure(parts.sex, sex_by), _sure(parts.labor, parts.labor_means)
    if is_sex and is_labor:
        return Finding(Type.BOTH, min(sure_sex, sure_labor), evidence)
    if is_sex or is_labor:
        return Finding(
            Type.SEX if is_sex else Type.LABOR, sure_sex if is_sex else sure_labor, evidence
        )
    trafficked = signs.score("trafficked")
    kind, sure = _without_the_elements(parts, sex_by, stated, trafficked)
    evidence += signs.evidence("trafficked")
    return Finding(kind, sure, evidence)


def means_are_denied(signs: Signs) -> bool:
    """Whether the words say that nobody is forced: they deny a means, or tell that one may leave,
    and name no other means.
    """
    if max(signs.score("means"), signs.score("hardship")) >= ENOUGH:
        return False
    denied = any(
        sign.denied and sign.indicator.counts.get("means", 0) >= ENOUGH for sign in signs.found
    )
    return denied or signs.score("free") >= ENOUGH


def child_is_sold(signs: Signs, minor: Finding[Known], lookalike: Lookalike | None) -> bool:
    """Whether a minor and anything given for sex are reported: the law asks for no more."""
    if minor.value is not Known.YES:
        return False
    named = lookalike in {None, Lookalike.CONSENSUAL_SEX_WORK} and signs.score("sex") >= GRAVE
    return signs.score("childcue") >= ENOUGH or named


def _without_the_elements(
    parts: Elements, sex_by: float, minor: float, trafficked: float
) -> tuple[Type, float]:
    """High risk when there is a purpose and something bad; not specified for all the rest."""
    hard = max(parts.sex_means, parts.labor_means, parts.hardship)
    if parts.sex >= ENOUGH:
        return Type.HIGH_RISK, round(parts.sex * (1 - sex_by), 3)
    if trafficked >= ENOUGH:  # whether for sex or for labor is not said
        return Type.HIGH_RISK, round(trafficked, 3)
    if parts.labor >= ENOUGH and max(hard, minor) >= SOMETHING_BAD:
        return Type.HIGH_RISK, round(parts.labor * (1 - parts.labor_means), 3)
    return Type.NOT_SPECIFIED, round(0.9 * (1 - max(parts.sex, parts.labor, hard)), 3)


def _sure(purpose: float, by: float) -> float:
    return round(min(0.97, math.sqrt(purpose * by)), 3)


Composites = dict[Lookalike, tuple[float, tuple[str, ...]]]


def decide_lookalike(
    signs: Signs, parts: Elements, kind: Type, minor: Finding[Known]
) -> Finding[Lookalike | None]:
    """What else it may be, when the elements of the law are not all there."""
    if kind in EXPLOITED:
        return Finding(None, 0.8)
    composites = _composites(signs, parts, minor)
    scores = {}
    for name in Lookalike:
        composite, _ = composites.get(name, (0.0, ()))
        scores[name] = together((signs.score(name.value), composite))
    if minor.value is Known.YES:  # a child at work is no dispute over wages, nor is one for sale
        scores[Lookalike.WAGE_DISPUTE] = 0.0
        scores[Lookalike.CONSENSUAL_SEX_WORK] = 0.0
    harmed = max(parts.sex_means, parts.labor_means, signs.score("held"), signs.score("escaped"))
    if harmed >= ENOUGH:  # who was held needs more than a bed
        scores[Lookalike.BASIC_NEEDS] = 0.0
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < ENOUGH:
        return Finding(None, round(1 - scores[best], 3))
    _, slots = composites.get(best, (0.0, ()))
    return Finding(best, round(scores[best], 3), signs.evidence(best.value, *slots))


def _composites(signs: Signs, parts: Elements, minor: Finding[Known]) -> Composites:
    """Look-alikes that several signs make together, with the questions those signs are of."""
    found: Composites = {}
    young = max(minor.confidence if minor.value is Known.YES else 0.0, signs.score("child"))
    harm = max(parts.sex_means, parts.labor_means, signs.score("violence"))
    taken = signs.score("taken")
    if parts.sex < ENOUGH and parts.labor < ENOUGH:
        at_home = min(signs.score("partner"), harm)
        found[Lookalike.DOMESTIC_VIOLENCE] = (at_home, ("partner", "means", "violence"))
        abuse = min(young, signs.score("caregiver"), signs.score("violence"))
        found[Lookalike.CHILD_ABUSE] = (abuse, ("minor", "child", "caregiver", "violence"))
        if minor.value is Known.YES:
            found[Lookalike.MISSING_CHILD] = (min(young, taken), ("minor", "taken"))
    if parts.labor >= ENOUGH and parts.hardship >= 0.4 and parts.labor_means < ENOUGH:
        wage = min(parts.labor, 0.3 + parts.hardship)
        found[Lookalike.WAGE_DISPUTE] = (wage, ("labor", "work", "hardship", "free"))
    if parts.sex >= ENOUGH and parts.free >= ENOUGH and minor.value is not Known.YES:
        agreed = min(parts.sex, parts.free)
        found[Lookalike.CONSENSUAL_SEX_WORK] = (agreed, ("sex", "sexcue", "free"))
    return {name: found[name] for name in found if found[name][0] >= ENOUGH}


def decide_minor(signs: Signs, answers: Mapping[str, str]) -> Finding[Known]:
    """Whether anyone under 18 is concerned. A stated age outweighs a pressed "no"."""
    key = answered(answers, "minor")
    evidence = signs.evidence("minor", "adult")
    if key and key.phrase == Known.YES:
        return Finding(Known.YES, ANSWER_WEIGHT, (key, *evidence))
    if key and key.phrase == Known.NO:
        if signs.score("minor") >= ANSWER_WEIGHT:
            return Finding(Known.YES, 0.6, (key, *evidence))
        return Finding(Known.NO, ANSWER_WEIGHT, (key, *evidence))
    return _minor_by_words(signs, evidence)


def _minor_by_words(signs: Signs, evidence: tuple[Evidence, ...]) -> Finding[Known]:
    young, adult = signs.score("minor"), signs.score("adult")
    grown_since = adult >= ENOUGH and signs.without("then").score("minor") < 0.4 <= young
    only_hinted = young < STATED and adult >= ENOUGH and not _age_stated(signs)
    if young >= ENOUGH and not grown_since and not only_hinted:
        return Finding(Known.YES, round(young, 3), evidence)
    if adult >= ENOUGH and (grown_since or young < 0.4):
        return Finding(Known.NO, round(adult * (1 - young), 3), evidence)
    return Finding(Known.UNKNOWN, round(1 - max(young, adult), 3), evidence)


def _age_stated(signs: Signs) -> bool:
    return any(sign.indicator.name == "age_under_18" and not sign.denied for sign in signs.found)


def youth_of_another(signs: Signs) -> bool:
    """Whether a child or a school that is named belongs to someone else in the story."""
    names = {sign.indicator.name for sign in signs.found}
    return not names.isdisjoint({"own_child", "youth_over"})


def decide_role(signs: Signs, answers: Mapping[str, str]) -> Finding[Role]:
    """Who is reporting."""
    key = answered(answers, "role")
    if key and key.phrase in set(Role):
        return Finding(Role(key.phrase), ANSWER_WEIGHT, (key,))
    names = (Role.PROFESSIONAL, Role.SELF, Role.THIRD_PARTY)
    scores = {role: signs.score(role.value) for role in names}
    if scores[Role.PROFESSIONAL] >= SPEAKS_FOR_A_JOB:  # they tell of others, as their job is
        scores[Role.THIRD_PARTY] = 0.0
    best = max(names, key=lambda role: scores[role])
    evidence = signs.evidence(*(role.value for role in names))
    if scores[best] < 0.3:
        return Finding(Role.UNKNOWN, round(1 - scores[best], 3), evidence)
    others = max(scores[role] for role in names if role is not best)
    return Finding(best, round(scores[best] * (1 - others / 2), 3), evidence)
