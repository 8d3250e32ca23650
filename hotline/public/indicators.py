"""Counts of a finished quarter in the words of the National Hotline's performance indicators.

The federal collection (OMB 0970-0598) counts *signals* (contacts), *signalers* and potential
situations. This gives the line's own reports in those words, for a funder or a state: counts only,
no report, and small counts hidden together with those that would reveal them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import ReferralState
from hotline.deployment import Deployment
from hotline.public.local_data import OF_ITS_OWN, Quarter
from hotline.public.small_counts import Table, extra_of, suppress
from hotline.routing.types import Agency

MEDIA = {"voice": "Phone call", "text": "Text message", "web": "Online form", "desk": "Other"}
SIGNALERS = {
    "self": "Potential victim or survivor",
    "third_party": "Community member",
    "professional": "Professional",
    "unknown": "Unknown",
}
SITUATIONS = {
    "sex": "Sex trafficking",
    "labor": "Labor trafficking",
    "both": "Sex and labor trafficking",
    "high_risk": "Situation with high-risk indicators",
    "not_specified": "Trafficking type not specified",
}
MINORS = {"yes": "Minor involved", "no": "Adults only", "unknown": "Age unknown"}
REFERRED = {
    "law_enforcement": "Reported to law enforcement",
    "child_protection": "Reported to child protection",
    "national_hotline": "National Human Trafficking Hotline",
}
OTHERWISE = "Referred to a service provider"
ACKNOWLEDGED = (ReferralState.ACKNOWLEDGED, ReferralState.CLOSED)


@dataclass(frozen=True)
class Indicator:
    """One table of the collection: its heading and its counts."""

    heading: str
    table: Table

    def rows(self) -> list[tuple[str, str, str]]:
        """Heading, category and count; a hidden count is said to be hidden."""
        cells = [
            (self.heading, name, "hidden" if count is None else str(count))
            for name, count in self.table.cells.items()
        ]
        total = "few" if self.table.total is None else str(self.table.total)
        return [*cells, (self.heading, "Total", total)]


def indicators(dep: Deployment, quarter: Quarter) -> list[Indicator]:
    """The tables of a quarter; the caller makes sure that it is over."""
    start, end = quarter.span(ZoneInfo(dep.settings.time_zone))
    with dep.database.read() as db:
        agencies = dep.library.current(db).rules.agencies
        wanted = select(Report).where(*OF_ITS_OWN, Report.created_at >= start)
        reports = list(db.scalars(wanted.where(Report.created_at < end)))
        referred = Counter(_referred(db, reports, agencies))
    counted: Mapping[str, Mapping[str, int]] = {
        "Signals by medium": _by(MEDIA, (row.medium for row in reports)),
        "Signals by language": Counter(row.language for row in reports),
        "Signals by signaler": _by(SIGNALERS, (row.role for row in reports)),
        "Situations by type": _by(SITUATIONS, (row.type for row in reports)),
        "Situations by age": _by(MINORS, (row.minor for row in reports)),
        "Situations by state": Counter(row.state_code or "Unknown" for row in reports),
        "Reports and referrals made": referred,
    }
    return [
        Indicator(heading, suppress(counts, _extra(dep, quarter, heading, counts)))
        for heading, counts in counted.items()
    ]


def _by(names: Mapping[str, str], values: Iterable[str]) -> Counter[str]:
    return Counter(dict.fromkeys(names.values(), 0)) + Counter(
        names.get(str(value), "Other") for value in values
    )


def _referred(
    db: DbSession, reports: list[Report], agencies: Mapping[str, Agency]
) -> Iterable[str]:
    """To whom each referral went that an agency took."""
    ids = [row.id for row in reports]
    wanted = select(Referral).where(Referral.report_id.in_(ids), Referral.state.in_(ACKNOWLEDGED))
    for referral in db.scalars(wanted):
        agency = agencies.get(referral.agency_id)
        yield REFERRED.get(agency.kind.value if agency else "", OTHERWISE)


def _extra(dep: Deployment, quarter: Quarter, heading: str, counts: Mapping[str, int]) -> int:
    said = f"{quarter} {heading} {sorted(counts.items())}"
    return extra_of(dep.keys.mac("indicators", said.encode()))
