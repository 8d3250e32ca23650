"""What goes beside the referrals: 988 and 911 in words, whose ground it is, the law of the state.

Lines for ``hotline explain``; the flows, tasks and sheets act on the same data.
"""

from __future__ import annotations

from collections.abc import Iterator

from hotline.domain import Known, Lookalike, Type, Urgency
from hotline.geo.land import Land, land_in
from hotline.routing.fitness import NEVER_A_VICTIM, unusable
from hotline.routing.land_police import child_office_of, police_of
from hotline.routing.law import MANDATED, StateLaw
from hotline.routing.rulebook import RuleBook
from hotline.routing.types import Case, Channel, Decision, Purpose, Status

OTIP = "hhs_otip_child_protection"
ASSAULT = "sexual_assault"
NO_STATEWIDE = "no statewide number"


def beside(case: Case, decision: Decision, rules: RuleBook, words: str = "") -> list[str]:
    """The lines, a word of ten columns first; none where nothing is to be added.

    ``words``: the reporter's, which may name tribal land or a military base.
    """
    state, city = (case.place.state, case.place.city or "") if case.place else (None, "")
    land = land_in(f"{words}; {city}", state)
    found = [
        *_in_words(case, rules),
        *_never(case),
        *_local(case, decision, rules),
        *_police(case, land, rules),
        *_law(case, decision, rules, land),
    ]
    return [f"{name:<9} {words}" for name, words in found]


def _in_words(case: Case, rules: RuleBook) -> Iterator[tuple[str, str]]:
    if case.lookalike is Lookalike.CRISIS or "suicidal" in case.signals:
        yield "988", "given in words, to call or text; never dialed for anyone"
    if case.urgency is Urgency.P0:
        center = rules.center_at(case.place)
        known = f"{center.name}, {center.phone}" if center else "no number on file"
        texts = f"; text-to-911 {center.text_to_911.value}" if center else ""
        yield "911", f"in words; a dispatcher calls the place's center: {known}{texts}"


def _never(case: Case) -> Iterator[tuple[str, str]]:
    if case.lookalike is Lookalike.SMUGGLING and case.role in NEVER_A_VICTIM:
        yield "Never", "an immigration agency: it may be a victim's own report"


def _local(case: Case, decision: Decision, rules: RuleBook) -> Iterator[tuple[str, str]]:
    """The place's own help line for whoever was raped, which can be named to a caller."""
    if case.type not in {Type.SEX, Type.BOTH}:
        return
    asked = {offer.agency_id for offer in decision.offers}
    for agency, _ in rules.nearby(case.place).serving:
        points = agency.points(Purpose.PUBLIC_LINE, Channel.PHONE)
        local = ASSAULT in agency.does and not agency.area.nation and agency.id not in asked
        if local and points and unusable(agency, rules, decision.at) is None:
            yield "Local", f"{agency.name}, {points[0].address}: can be named to the caller"


def _police(case: Case, land: Land | None, rules: RuleBook) -> Iterator[tuple[str, str]]:
    if land is not None:
        where = "tribal land" if land is Land.TRIBAL else "a military base"
        named = police_of(land, case.place.state if case.place else None, rules)
        yield "Police", f"on {where}, if the police are to hear of it: {named}"


def _law(
    case: Case, decision: Decision, rules: RuleBook, land: Land | None
) -> Iterator[tuple[str, str]]:
    if not any(task.kind == MANDATED for task in decision.tasks) or case.minor is not Known.YES:
        return
    law = rules.law_at(case.place)
    if law is None:
        yield "Law", "the state is not known; the law of the state where it happens counts"
    else:
        yield "Law", duty_words(law)
    if land is not None:
        yield "Also", child_office_of(land)
    due = min(task.due_minutes for task in decision.tasks if task.kind == MANDATED)
    yield "File", f"the mandated report within {due} minutes"
    for agency, _ in rules.nearby(case.place).serving:
        if NO_STATEWIDE in agency.found and agency.status is Status.VERIFIED:
            pages = [point.address for point in agency.contacts]
            yield "County", " ".join([f"{agency.name}: {NO_STATEWIDE};", *pages]).rstrip(";")
    otip = rules.agencies.get(OTIP)
    if otip is not None:
        yield "If foreign", f"officials report the child to {otip.name} within 24 hours"


def duty_words(law: StateLaw) -> str:
    """The duty in one sentence, which also says what of it was not read."""
    soon = law.how_soon if law.read("how_soon") else "how soon was not read: at once"
    if law.everyone:
        said = f"anyone must report to {law.to}; {soon}"
    elif law.read("who"):
        said = f"report to {law.to}; {soon}; who must: {law.who}"
    else:
        said = f"report to {law.to}; {soon}; who must was not read: ask counsel"
    return f"{law.state}: {said} ({law.basis})"
