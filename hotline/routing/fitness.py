"""Whether an agency can take a case now, and if not, why not, in words a dispatcher can check."""

from __future__ import annotations

from datetime import datetime

from hotline.domain import Known, Lookalike, Role, Type
from hotline.routing.freshness import beds_known, how_old
from hotline.routing.rulebook import RuleBook
from hotline.routing.types import (
    Agency,
    Ages,
    Case,
    Channel,
    ContactPoint,
    Duration,
    Intake,
    Kind,
    Purpose,
    Status,
)

NEVER_A_VICTIM = frozenset({Role.SELF, Role.UNKNOWN})
"""Roles of reports that may be a victim's own: they never go to an immigration agency."""
NOT_TAKING = {
    Intake.PAUSED: "it has paused its intake",
    Intake.CLOSED: "it is closed",
}
"""States of intake in which nobody is sent there, in words."""
ABOUT_CHILDREN = frozenset(
    {Lookalike.CHILD_ABUSE, Lookalike.MISSING_CHILD, Lookalike.ONLINE_CHILD_EXPLOITATION}
)


def unusable(agency: Agency, book: RuleBook, at: datetime) -> str | None:
    """Why the entry itself must not be used: not verified, retired, closed or too old."""
    if agency.status is Status.RETIRED:
        return "the line is retired"
    if agency.status is Status.UNVERIFIED:
        return "not verified, so nobody is sent there"
    if agency.intake in NOT_TAKING:
        since = f" since {agency.intake_on}" if agency.intake_on else ""
        return f"{NOT_TAKING[agency.intake]}{since}"
    if book.lapsed(agency, at.date()):
        return f"too old to use: {how_old(agency)}"
    return None


def full(agency: Agency, book: RuleBook, at: datetime) -> str | None:
    """Why a place to stay has no room, where a count that is still believed says so."""
    beds = beds_known(agency.beds, book.policy, at.date())
    return f"no bed was free on {beds.on}" if beds is not None and beds.free == 0 else None


def room(agency: Agency, book: RuleBook, at: datetime) -> int:
    """In which order agencies are asked: 0 with a free bed, 1 as usual, 2 with a waiting list."""
    if agency.intake is Intake.WAITING_LIST:
        return 2
    beds = beds_known(agency.beds, book.policy, at.date())
    return 0 if beds is not None and beds.free else 1


def unfit(agency: Agency, case: Case, book: RuleBook, at: datetime, target: Duration) -> str | None:
    """Why ``agency`` is not to be offered the case, or ``None`` when it can be.

    ``target`` is the time it would have to acknowledge in: one that counts open hours only may
    be given to an agency that is closed now.
    """
    if agency.kind is Kind.EMERGENCY:
        return "a caller dials it themselves; it is never dialed or referred to"
    return (
        unusable(agency, book, at)
        or _takes_not(agency, case)
        or _speaks_not(agency, case)
        or _no_consent(agency, case)
        or _no_way_in(agency)
        or _closed(agency, at, target)
    )


def _takes_not(agency: Agency, case: Case) -> str | None:
    if agency.immigration and case.role in NEVER_A_VICTIM:
        return "an immigration agency does not receive what may be a victim's own report"
    if case.type in {Type.SEX, Type.LABOR} and case.type not in agency.types:
        return f"takes {_listed(agency.types)}, not {case.type}"
    if case.role not in agency.roles and case.role is not Role.UNKNOWN:
        return f"takes reports from {_listed(agency.roles)}, not {_said(case.role)}"
    if agency.ages is Ages.MINORS and not _concerns_minor(case):
        return "takes minors only, and no one said that a minor is involved"
    if agency.ages is Ages.ADULTS and case.minor is Known.YES:
        return "takes adults only"
    return None


def _concerns_minor(case: Case) -> bool:
    unsaid = case.minor is Known.UNKNOWN and case.lookalike in ABOUT_CHILDREN
    return case.minor is Known.YES or unsaid


def _listed(words: frozenset[Type] | frozenset[Role]) -> str:
    return " or ".join(sorted(map(_said, words)))


def _said(word: str) -> str:
    return {"self": "the person concerned"}.get(word, str(word).replace("_", " "))


def _speaks_not(agency: Agency, case: Case) -> str | None:
    known = agency.languages
    if not known or agency.interpreter or case.language in {*known, "und"}:
        return None
    return f"speaks {', '.join(sorted(known))} only, not {case.language}"


def _no_consent(agency: Agency, case: Case) -> str | None:
    adult_self = case.role in NEVER_A_VICTIM and case.minor is not Known.YES
    missing = agency.consent - case.consents
    if adult_self and missing:
        return f"needs consent: {', '.join(sorted(missing))}"
    return None


def _no_way_in(agency: Agency) -> str | None:
    if agency.agreed or any(not point.doubt for point in agency.dialed):
        return None
    if not agency.contacts:
        return "the directory has no way to reach it"
    if agency.dialed:
        return f"its number is in doubt: {agency.dialed[0].doubt}"
    own = [point.address for point in agency.contacts if point.channel is Channel.PHONE]
    if own:
        return f"callers dial {own[0]} themselves: it is given in words, never dialed for anyone"
    return "no agreement for alerts, and no number that a dispatcher can dial"


def _closed(agency: Agency, at: datetime, target: Duration) -> str | None:
    if agency.hours.is_open(at) is False and not target.days:
        return f"closed at this hour ({agency.hours})"
    return None


# Live lines --------------------------------------------------------------------------------------


def line_for(
    agency: Agency, case: Case, book: RuleBook, at: datetime
) -> tuple[ContactPoint | None, str]:
    """The number that a live caller can be connected to now, and why; or why there is none."""
    if case.language not in {*agency.languages, "und"} and not agency.interpreter:
        spoken = ", ".join(sorted(agency.languages)) or "en"
        if agency.languages or case.language != "en":
            return None, f"no source says that it speaks {case.language} (only {spoken})"
    why = "no number that we may dial for a caller"
    for point in _rung(agency):
        if point.doubt:
            why = f"the number is in doubt: {point.doubt}"
        elif not point.on_duty(at) or agency.hours.is_open(at) is False:
            why = "nobody is there at this hour"
        elif _hours_unknown(agency, point) and case.urgency not in book.policy.ring_unknown_hours:
            why = f"its hours are not known, and {case.urgency} needs a line that is surely open"
        else:
            return point, "by agreement" if point.agreement else "its public line"
    return None, why


def _rung(agency: Agency) -> list[ContactPoint]:
    agreed = agency.points(Purpose.LIVE_TRANSFER, Channel.PHONE)
    return [
        *(point for point in agreed if point.agreement),
        *agency.dialed,
    ]


def _hours_unknown(agency: Agency, point: ContactPoint) -> bool:
    return point.hours.known == "unknown" and agency.hours.known == "unknown"
