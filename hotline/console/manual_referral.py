"""Referring by hand: which agencies a dispatcher can choose, and what the rules think of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session as DbSession

from hotline import routing
from hotline.console.action import Doing
from hotline.console.report_view import agency_name
from hotline.db.referrals import Referral
from hotline.db.states import ReferralState
from hotline.deployment import Deployment
from hotline.i18n import say, translate
from hotline.intake import route_report
from hotline.intake.reports import OpenReport
from hotline.referrals import agency_thread, manual
from hotline.routing.types import Agency, Kind, Status
from hotline.unit_of_work import Tx

LONGEST_REASON = 400
BEST_MATCH = "fits by the rules"
NO_REFERRAL = "Referral not found."


@dataclass(frozen=True)
class Choice:
    """An agency that can be chosen, and why the rules did or did not choose it."""

    agency_id: str
    name: str
    why: str
    fits: bool
    how: str
    open: bool | None = None
    """Whether someone is there now; ``None`` where its hours are not known."""


def choices(tx: Tx, opened: OpenReport) -> list[Choice]:
    """Agencies of the directory for this report: those whose area fits first, then the others."""
    rules = tx.dep.library.current(tx.db).rules
    case = route_report.case_of(opened)
    decision = routing.decide(case, rules, tx.now)
    why = {reason.subject: reason for reason in decision.reasons if reason.step == "agency"}
    near = {agency.id for agency, _ in rules.nearby(case.place).serving}
    found = []
    for agency in rules.agencies.values():
        usable = agency.status is Status.VERIFIED and agency.kind is not Kind.EMERGENCY
        reason = why.get(agency.id)
        if not usable or (agency.id not in near and not agency.agreed):
            continue
        how = "alert" if agency.agreed else "by phone"
        said = reason.why if reason else "not considered"
        fits = bool(reason and reason.taken)
        found.append(Choice(agency.id, agency.name, said, fits, how, agency.hours.is_open(tx.now)))
    return sorted(found, key=lambda choice: (not choice.fits, choice.name))


def chosen(doing: Doing) -> Agency | str:
    """The agency that was chosen, or named by a part of its name; a sentence if it is not clear."""
    agencies = doing.dep.library.current(doing.db).rules.agencies
    picked = agencies.get(doing.field("agency", 80))
    typed = doing.field("agency_name", 120).casefold()
    if not typed:
        return picked or say("Choose an agency.")
    can = [agencies[choice.agency_id] for choice in choices(doing.tx, doing.opened)]
    exact = [agency for agency in can if agency.name.casefold() == typed]
    named = exact or [agency for agency in can if typed in agency.name.casefold()]
    if not named:
        return say("No agency of the directory is called “{typed}”.", typed=typed)
    if len(named) > 1 or (picked is not None and picked.id != named[0].id):
        names = "; ".join(agency.name for agency in ([picked] if picked else []) + named[:8])
        return say("Choose one of these: {names}", names=names)
    return named[0]


def refer(doing: Doing) -> str | None:
    """Ask or tell an agency that a person chose; one that fits by the rules needs no reason."""
    version = doing.dep.library.current(doing.db)
    agency = chosen(doing)
    if isinstance(agency, str):
        return agency
    reason = doing.field("reason", LONGEST_REASON)
    fitting = {c.agency_id for c in choices(doing.tx, doing.opened) if c.fits}
    if not reason and agency.id in fitting:
        reason = BEST_MATCH
    if not reason:
        return say("Give a short reason for choosing this agency. Nothing was sent.")
    also = doing.field("how", 10) == "also"
    wanted = manual.Chosen(agency, also)
    try:
        manual.refer(doing.tx, doing.opened.row, version, wanted)
    except manual.ReferError as error:
        return translate(error.message)
    verb = "Also notified" if also else "Referred to"
    doing.tell(f"{verb} {agency.name}: {reason}")
    return None


def withdraw(doing: Doing) -> str | None:
    """Withdraw a referral, or skip an agency that has not been asked yet."""
    return _by_hand(doing, manual.withdraw)


def restore(doing: Doing) -> str | None:
    """Undo a withdrawal."""
    return _by_hand(doing, manual.restore)


def _by_hand(doing: Doing, change: Callable[[Tx, Referral], None]) -> str | None:
    referral = _referral(doing)
    if referral is None:
        return say(NO_REFERRAL)
    try:
        change(doing.tx, referral)
    except manual.ReferError as error:
        return translate(error.message)
    return None


def withdrawal(
    db: DbSession, dep: Deployment, opened: OpenReport, wanted: str
) -> tuple[str, str, str] | None:
    """What to ask before a referral is withdrawn: title, text, button; ``None``: nothing to ask."""
    referral = db.get(Referral, int(wanted)) if wanted.isdigit() else None
    if referral is None or referral.report_id != opened.row.id:
        return None
    name = agency_name(dep, db, referral)
    if referral.state == ReferralState.PLANNED:
        text = say("They have not been asked yet, and will not be. You can undo this.")
        return say("Skip {agency}?", agency=name), text, say("Skip this agency")
    if referral.state != ReferralState.OFFERED:
        return None
    parts = [say("Their alert stops working: they can no longer open or take the report with it.")]
    following = manual.follows(db, opened.row, referral)
    if following is not None:
        parts.append(say("{agency} is asked next.", agency=agency_name(dep, db, following)))
    parts.append(say("You can undo this until another agency has the report."))
    title = say("Withdraw the referral to {agency}?", agency=name)
    return title, " ".join(parts), say("Withdraw referral")


def write(doing: Doing) -> str | None:
    """Answer an agency, or write to it first."""
    referral = _referral(doing)
    if referral is None:
        return say(NO_REFERRAL)
    try:
        agency_thread.write(doing.tx, referral, doing.field("words", agency_thread.MOST))
    except agency_thread.ThreadError as error:
        return translate(error.message)
    return None


def _referral(doing: Doing) -> Referral | None:
    """The report's referral that the form names, locked."""
    wanted = doing.field("referral", 20)
    found = doing.db.get(Referral, int(wanted), with_for_update=True) if wanted.isdigit() else None
    return found if found is not None and found.report_id == doing.opened.row.id else None
