"""Reports that may be about the same thing: suggestions for a person, never joined automatically.

What a machine can compare for sure - plates, phone numbers, web addresses, names of
businesses - and the place and type. The accounts are sealed, so candidates are opened one by one;
they are the latest of the same county, at most :data:`LOOKED_AT` of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session as DbSession

from hotline.console.action import Doing
from hotline.console.queue_rows import CLOSED
from hotline.db.reports import Report, ReportLink
from hotline.domain import Type
from hotline.i18n import say
from hotline.intake.reports import OpenReport, open_report, report_by_tip
from hotline.privacy.keys import SealError
from hotline.unit_of_work import Tx

LOOKED_AT = 60
WITHIN = timedelta(days=180)
SHOWN = 8
STRONG = frozenset(
    {"same phone number", "same plate", "same web address", "same username", "same business"}
)
"""What only one person, vehicle or business has; the others are folded on the page."""
ENOUGH = 2
"""From how many points on two reports are shown as perhaps related."""
PHONE = re.compile(r"(?<!\d)(?:\+?1[ .-]?)?\(?(\d{3})\)?[ .-]?(\d{3})[ .-]?(\d{4})(?!\d)")
PLATE = re.compile(
    r"\b(?:licen[cs]e )?(?:plates?|tags?|placas?)\b[ :#]*(?:number|no\.?|is|es|número)?[ :#]*"
    r"((?=[A-Z -]*\d)[A-Z0-9]{2,4}[ -]?[A-Z0-9]{2,5})\b",
    re.IGNORECASE,
)
SITE = re.compile(r"\b(?:https?://|www\.)([\w.-]+\.\w{2,}(?:/[\w./-]*)?)", re.IGNORECASE)
HANDLE = re.compile(r"(?<![\w@])@([A-Za-z][\w.]{2,30})\b")
BARE_PLATE = re.compile(
    r"\b(?:[A-Z]{2,3}\d{3,4}|\d{3,4}[A-Z]{2,3}|\d[A-Z]{3}\d{3}|[A-Z]{3}\d[A-Z]\d{2})\b",
    re.IGNORECASE,
)
"""A plate in one piece, without the word: "tahoe KTV4821"."""
SPACED_PLATE = re.compile(r"\b([A-Z]{3})[ -](\d{3,4})\b", re.IGNORECASE)
VEHICLE = re.compile(
    r"\b(?:cars?|vans?|trucks?|suvs?|pickups?|sedans?|tahoe|suburban|escalade|f-?150|silverado|civic"
    r"|accord|camry|corolla|altima|explorer|expedition|jeep|chevy|chevrolet|ford|honda|toyota|nissan"
    r"|dodge|charger|camioneta|carro|troca|coche|furgoneta)\b",
    re.IGNORECASE,
)
BEFORE_A_PLATE = 40
"""So many characters before it may stand what it is the plate of."""
NO_PLATE = frozenset(
    "apt hwy rte ste the for and age exit room unit suite usd has was are its".split()
)
"""Before a number these are no plate."""
PLACES_OF_BUSINESS = (
    "spa|massage|nails?|salon|motel|inn|hotel|farms?|ranch|restaurant|bar|club|cafe|buffet|cleaning"
    "|construction|roofing|dairy|nursery|packing"
)
NAMED_PLACE = re.compile(rf"\b([a-z][\w'&]+) ({PLACES_OF_BUSINESS})\b", re.IGNORECASE)
"""A business as people write it: "sunset motel"."""
NO_NAME = frozenset(
    (
        "the a an at in of on to and or this that his her their our my your some any every another "
        "one same old new big small little cheap local nearby nail nails massage strip night dance "
        "gentlemens chicken cattle pig dairy hotel motel mexican chinese thai asian korean spanish "
        "no is was near by from for behind outside inside next truck sports book health day"
    ).split()
)
"""Words before a kind of business that name none."""
BUSINESS = re.compile(
    r"\b((?:[A-Z][\w'&]+ ){1,3}(?:Spa|Massage|Nails?|Salon|Motel|Inn|Hotel|Farms?|Ranch|Restaurant|"
    r"Bar|Club|Cafe|Buffet|Cleaning|Construction|Roofing|Dairy|Nursery|Packing))\b"
)


@dataclass(frozen=True)
class Suggestion:
    """A report that may belong to this one, and why; ``linked`` when a person said so."""

    report: Report
    place: str
    why: tuple[str, ...]
    linked: bool

    @property
    def strong(self) -> int:
        """How many things that only one person, vehicle or business has are the same."""
        return len(STRONG.intersection(self.why))


def marks(text: str) -> dict[str, str]:
    """What in a text can be compared for sure: each mark with what it is."""
    found = {"".join(m.groups()): "same phone number" for m in PHONE.finditer(text)}
    for pattern, why in (
        (PLATE, "same plate"),
        (SITE, "same web address"),
        (HANDLE, "same username"),
        (BUSINESS, "same business"),
    ):
        for match in pattern.finditer(text):
            found[_plain(match.group(1))] = why
    found |= dict.fromkeys(_bare_plates(text), "same plate")
    found |= dict.fromkeys(_named_places(text), "same business")
    return found


def _bare_plates(text: str) -> Iterator[str]:
    """Plates without the word; in two pieces only in capitals or behind a vehicle."""
    for match in BARE_PLATE.finditer(text):
        if _plain(match[0]).strip("0123456789") not in NO_PLATE:
            yield _plain(match[0])
    for match in SPACED_PLATE.finditer(text):
        before = text[max(match.start() - BEFORE_A_PLATE, 0) : match.start()]
        sure = match[1].isupper() or VEHICLE.search(before)
        if sure and match[1].casefold() not in NO_PLATE:
            yield _plain(match[0])


def _named_places(text: str) -> Iterator[str]:
    """The last word of a name, with what it is: "Lucky Lotus Massage" and "lotus massage"."""
    for match in NAMED_PLACE.finditer(text):
        if match[1].casefold() not in NO_NAME:
            yield _plain(match[0])


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def suggestions(tx: Tx, opened: OpenReport) -> list[Suggestion]:
    """Reports that a person linked, and those that may be related and were not dismissed."""
    judged = _judged(tx.db, opened.row)
    mine = marks("\n".join(opened.assessment().story))
    found = []
    for row in _candidates(tx.db, opened.row, judged, tx.now):
        try:
            known = open_report(tx.db, tx.dep, row).assessment()
        except SealError:
            continue
        why = _why(opened.row, row, mine, marks("\n".join(known.story)))
        linked = judged.get(row.id, False)
        if linked or len(why) >= ENOUGH or STRONG.intersection(why):
            found.append(Suggestion(row, known.place_label, tuple(why), linked))
    found.sort(key=lambda one: (not one.linked, -one.strong, -len(one.why), one.report.created_at))
    return [one for one in found if one.linked] + [s for s in found if not s.linked][:SHOWN]


def _judged(db: DbSession, row: Report) -> dict[int, bool]:
    links = db.scalars(
        select(ReportLink).where(or_(ReportLink.first_id == row.id, ReportLink.second_id == row.id))
    )
    return {
        (link.second_id if link.first_id == row.id else link.first_id): link.related
        for link in links
    }


def _candidates(
    db: DbSession, row: Report, judged: dict[int, bool], now: datetime
) -> Sequence[Report]:
    linked = [report_id for report_id, related in judged.items() if related]
    known = list(db.scalars(select(Report).where(Report.id.in_(linked)))) if linked else []
    if row.state_code is None:
        return known
    near = (
        Report.county_fips == row.county_fips
        if row.county_fips
        else (Report.state_code == row.state_code) & Report.county_fips.is_(None)
    )
    wanted = (
        select(Report)
        .where(
            Report.state_code == row.state_code,
            near,
            Report.id != row.id,
            Report.id.not_in(list(judged)),
            Report.created_at > now - WITHIN,
            or_(~CLOSED, Report.disposition.not_in(("test", "joined"))),
        )
        .order_by(Report.created_at.desc())
        .limit(LOOKED_AT)
    )
    return [*known, *db.scalars(wanted)]


def _why(
    mine: Report, other: Report, my_marks: dict[str, str], its_marks: dict[str, str]
) -> list[str]:
    shared = sorted({my_marks[mark] for mark in my_marks.keys() & its_marks.keys()})
    if mine.county_fips and mine.county_fips == other.county_fips:
        shared.append("same county")
    if mine.type == other.type and mine.type != Type.NOT_SPECIFIED:
        shared.append("same type")
    close = abs((mine.created_at - other.created_at).total_seconds()) < 7 * 86400
    if close and len(shared) >= ENOUGH:
        shared.append("within a week")
    return shared


def relate(doing: Doing) -> str | None:
    """Say that another report is about the same thing, or that it is not."""
    other = report_by_tip(doing.db, doing.dep, doing.field("tip", 20))
    if other is None:
        return say("There is no report with that tip ID.")
    if other.row.id == doing.opened.row.id:
        return say("That is this report.")
    first, second = sorted((doing.opened.row.id, other.row.id))
    known = doing.db.scalars(
        select(ReportLink).where(ReportLink.first_id == first, ReportLink.second_id == second)
    ).first()
    is_related = doing.field("is", 10) != "other"
    if known is None:
        known = ReportLink(
            first_id=first,
            second_id=second,
            related=is_related,
            at=doing.now,
            linked_by=doing.visitor.actor,
        )
        doing.db.add(known)
    known.related, known.at, known.linked_by = is_related, doing.now, doing.visitor.actor
    doing.note("related" if is_related else "not_related", other.tip_id)
    return None
