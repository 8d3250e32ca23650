"""Call sheets that a dispatcher reads out or prints: who to call, and what to say.

They are made from the report when they are looked at, and stored nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session as DbSession

from hotline.db.referrals import Referral
from hotline.db.states import ReferralState
from hotline.deployment import Deployment
from hotline.domain import Known, OfferBy
from hotline.geo.land import Land, land_in
from hotline.i18n import speaking
from hotline.i18n.catalogs import SOURCE
from hotline.i18n.clock import day_and_time
from hotline.i18n.display_names import (
    LANGUAGES,
    MINORS,
    ROLE_NAMES,
    TYPES,
    URGENCIES,
    lower_first,
)
from hotline.intake.reports import Assessment, OpenReport
from hotline.privacy import codes
from hotline.referrals import chain
from hotline.routing import NATIONAL_HOTLINE, RuleBook
from hotline.routing.emergency_centers import EmergencyCenter
from hotline.routing.fitness import unusable
from hotline.routing.freshness import how_old
from hotline.routing.land_police import child_office_of, police_of
from hotline.routing.law import StateLaw
from hotline.routing.types import Agency, Channel, ContactPoint, Purpose, Status

CHILD_PROTECTION = "child_protection"
RECEIVED_BY = {"voice": "by call", "text": "by text", "desk": "in person"}


@dataclass(frozen=True)
class Call:
    """An agency to phone, its number, and what to know before dialing."""

    referral: Referral | None
    agency: Agency
    number: str


@dataclass(frozen=True)
class Also:
    """Someone else who is reported to in some cases: when, how soon, and how they are reached."""

    name: str
    when: str
    reach: str


@dataclass(frozen=True)
class Sheet:
    """Calls to make, and the sentences to read; ``checks`` are ticked by hand on paper."""

    title: str
    calls: tuple[Call, ...]
    introduction: str
    facts: tuple[tuple[str, str], ...]
    account: tuple[str, ...]
    advice: str = ""
    also: tuple[Also, ...] = ()
    law: tuple[tuple[str, str], ...] = ()
    checks: tuple[str, ...] = ()


def read_out(db: DbSession, dep: Deployment, opened: OpenReport) -> Sheet:
    """What to read to the agencies that must be called."""
    return Sheet(
        title="Call now",
        calls=_calls(db, dep, opened),
        introduction=_introduction(dep, opened),
        facts=_facts(dep, opened),
        account=opened.assessment().story,
    )


def hotline_sheet(db: DbSession, dep: Deployment, opened: OpenReport) -> Sheet:
    """For the National Hotline."""
    agency = dep.library.current(db).rules.agencies[NATIONAL_HOTLINE]
    return Sheet(
        title="For the National Human Trafficking Hotline",
        calls=(Call(None, agency, _number(agency)),),
        introduction=_introduction(dep, opened),
        facts=_facts(dep, opened),
        account=opened.assessment().story,
        advice="Say first that you call for a community tip line and that the reporter is "
        "anonymous. The hotline's staff are mandated reporters themselves.",
        checks=("Read out at (time)", "Taken by (name)", "Their reference", "What they will do"),
    )


def mandated_sheet(db: DbSession, dep: Deployment, opened: OpenReport) -> Sheet:
    """For the child-protection line of the state of the incident, as the law asks."""
    known = opened.assessment()
    rules = dep.library.current(db).rules
    serving = [agency for agency, _ in rules.nearby(known.place).serving]
    at = dep.clock()
    lines = [agency for agency in serving if _takes_reports(agency, rules, at)]
    where = known.place_label or "a place that is not known yet"
    advice = (
        "A minor may be harmed: most states ask for a report to child protection at once, and in "
        "writing after it. Call the state of the incident, not of the caller. A call to the "
        "National Hotline does not take its place."
    )
    if not lines:
        advice += (
            f" No verified child-protection line is known here for {where}: ask the National "
            "Hotline or the local police which one it is, and write the number down."
        )
    return Sheet(
        title="Mandated report",
        calls=tuple(Call(None, agency, _number(agency, given_out=True)) for agency in lines[:3]),
        introduction=_introduction(dep, opened),
        facts=_facts(dep, opened),
        account=known.story,
        advice=advice,
        also=_also(rules, opened, at),
        law=_law(rules, known),
        checks=(
            "Reported at (date and time)",
            "To (name and agency)",
            "Their reference",
            "Written report due and sent",
            "Reported by (name), signed",
        ),
    )


OTIP, NCMEC = "hhs_otip_child_protection", "ncmec"
IMAGES = frozenset({"online_images"})
MISSING = frozenset({"missing_child", "online_child_exploitation"})


def _also(rules: RuleBook, opened: OpenReport, at: datetime) -> tuple[Also, ...]:
    """Police, the center for missing children and HHS, each with when it applies."""
    known = opened.assessment()
    law = rules.law_at(known.place)
    center = rules.center_at(known.place)
    reach = f"{center.name}, {_with_extension(center)}" if center else "911 center of the place"
    when = "At once, if the child is in danger now"
    if law is None or law.asks_police or law.note.lower().count("police"):
        when += ", or whoever did it is no caretaker"
    found = [Also("Local law enforcement", when, reach), *_land(rules, known)]
    signals = {name for name, signal in known.signals.items() if signal.get("value") == "yes"}
    certain = bool(signals & IMAGES) or opened.row.lookalike in MISSING
    when = "If there are images online or a child is missing" + (": there are" if certain else "")
    found += _national(rules, NCMEC, f"{when}. At once.", at)
    when = (
        "If the child may not be a U.S. citizen or permanent resident. Officials must, within 24 "
        "hours of learning of it (22 USC 7105(b)); anyone may, with the Shepherd web form."
    )
    return (*found, *_national(rules, OTIP, when, at))


def _land(rules: RuleBook, known: Assessment) -> Iterator[Also]:
    """Who polices tribal land or a base, and who else there hears of a child."""
    state = known.place.state if known.place else None
    land = land_in("; ".join((*known.story, known.place_label)), state)
    if land is not None:
        tribal = land is Land.TRIBAL
        title = "Police on tribal land" if tribal else "Police on a military base"
        when = "Where the police above have no power there: ask them first"
        yield Also(title, when, police_of(land, state, rules))
        yield Also("The child, on that ground", "Beside the state's line", child_office_of(land))


def _national(rules: RuleBook, agency_id: str, when: str, at: datetime) -> list[Also]:
    agency = rules.agencies.get(agency_id)
    if agency is None or agency.status is Status.RETIRED:
        return []
    addresses = [point.address for point in agency.contacts if point.channel is not Channel.SMS]
    old = f" ({how_old(agency)}: check it)" if rules.lapsed(agency, at.date()) else ""
    return [Also(agency.name, when, f"{'; '.join(addresses)}; {agency.hours}{old}")]


def _with_extension(center: EmergencyCenter) -> str:
    more = f" extension {center.extension}" if center.extension else ""
    tested = f", tested {center.tested_on}" if center.tested_on else ", never tested"
    return f"{center.phone}{more}{tested}"


def _law(rules: RuleBook, known: Assessment) -> tuple[tuple[str, str], ...]:
    """The state's duty to report, as data with its date; a pointer, not legal advice."""
    law = rules.law_at(known.place)
    if law is None:
        return (("Law", "The state is not known: ask where it is, and report in that state."),)
    everyone = "Anyone must report, callers too. " if law.everyone else ""
    whoever = "Trafficking of a child counts whoever did it." if law.whoever_did_it else ""
    read = f"{law.page_date}; read {law.read_on}" if law.read_on else law.page_date
    rows = (
        ("Who must report", f"{everyone}{_or_counsel(law, 'who')}"),
        ("To", law.to),
        ("How soon", _or_counsel(law, "how_soon")),
        ("In writing within", law.written_within),
        ("Trafficking", whoever),
        ("Privilege", law.privilege),
        ("Law", law.basis if law.sure else f"{law.basis} (one source: ask counsel)"),
        ("As of", read),
    )
    return tuple((name, words) for name, words in rows if words)


def _or_counsel(law: StateLaw, part: str) -> str:
    unread = "Not read: report at once, and ask counsel."
    return str(getattr(law, part)) if law.read(part) else unread


def _takes_reports(agency: Agency, rules: RuleBook, at: datetime) -> bool:
    """Whether a report of a child's harm there counts: verified, the place's own, to be dialed.

    National lines such as Childhelp and NCMEC counsel or pass on; they take no mandated report.
    """
    fits = CHILD_PROTECTION in agency.does and not agency.area.nation
    return fits and unusable(agency, rules, at) is None and bool(_number(agency, given_out=True))


SHEETS: Mapping[str, Callable[[DbSession, Deployment, OpenReport], Sheet]] = {
    "hotline": hotline_sheet,
    "mandated": mandated_sheet,
}
"""Sheets that can be printed, by their name in the address."""


def _introduction(dep: Deployment, opened: OpenReport) -> str:
    row, known = opened.row, opened.assessment()
    place = known.place_label or "a place not known yet"
    return (
        f"This is {dep.settings.line_name}, a community tip line. I have tip "
        f"{codes.spoken(row.tip_id)}: {lower_first(TYPES[row.type])}, {place}, "
        f"{lower_first(URGENCIES[row.urgency])}. The reporter is anonymous. May I read it to you?"
    )


def _facts(dep: Deployment, opened: OpenReport) -> tuple[tuple[str, str], ...]:
    row, known = opened.row, opened.assessment()
    zone = ZoneInfo(dep.settings.time_zone)
    with speaking(SOURCE):  # the sheet is in English whatever the page speaks
        received = day_and_time(row.created_at, zone, dep.clock())
    facts = [
        ("Tip ID", row.tip_id),
        ("Type", TYPES[row.type]),
        ("Urgency", URGENCIES[row.urgency]),
        ("Where", _where(known)),
        ("Minor", MINORS[row.minor]),
        ("Happening now", _happening(known)),
        ("Received", f"{received}, {RECEIVED_BY.get(row.medium, row.medium)}"),
        ("Reporter", ROLE_NAMES[row.role]),
        ("Language", LANGUAGES.get(row.language, row.language)),
    ]
    return tuple((name, value) for name, value in facts if value)


def _where(known: Assessment) -> str:
    place = known.place
    parts = [place.street if place else "", known.place_label, place.zip if place else ""]
    county = f"{place.county} County" if place and place.county else ""
    if county and county not in known.place_label:
        parts.append(county)
    return ", ".join(part for part in parts if part) or "Unknown"


def _happening(known: Assessment) -> str:
    given = known.answers.get("happening_now", "")
    signal = known.signals.get("happening_now")
    if not given and signal and signal["value"] != Known.UNKNOWN:
        given = str(signal["value"])
    return {"yes": "Yes", "ongoing": "Ongoing, not at this moment", "no": "No"}.get(given, "")


def _number(agency: Agency, *, given_out: bool = False) -> str:
    """The number to call; ``given_out``: also one that the service itself never dials."""
    points: tuple[ContactPoint, ...] = agency.points(Purpose.PUBLIC_LINE, Channel.PHONE)
    if given_out:
        points = (*points, *(point for point in agency.contacts if point.caller_dials))
    return next((point.address for point in points if not point.doubt), "")


def _calls(db: DbSession, dep: Deployment, opened: OpenReport) -> tuple[Call, ...]:
    """The hand-offs that wait to be phoned, in order."""
    calls = []
    for referral in chain.referrals_of(db, opened.row):
        if referral.how != OfferBy.PHONE or referral.state != ReferralState.OFFERED:
            continue
        agency = dep.library.get(db, referral.version).rules.agencies[referral.agency_id]
        calls.append(Call(referral, agency, _number(agency)))
    return tuple(calls)
