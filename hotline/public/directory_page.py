"""``/directory``: public lines to call or text, by place, need and language; also as HSDS JSON.

Only what a person has verified, not longer ago than the policy allows, and only numbers and
addresses that are public. The page works without script, and on paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from hotline import i18n
from hotline.config_versions.store import RULES
from hotline.directory import hsds_export
from hotline.directory.entries import read_entries
from hotline.domain import Place
from hotline.i18n.display_names import LANGUAGES
from hotline.public.language_switch import public_page
from hotline.routing import NATIONAL_HOTLINE, RuleBook
from hotline.routing.fitness import unusable
from hotline.routing.types import Agency, Channel, ContactPoint, Kind, Purpose
from hotline.web.pages import deployment

router = APIRouter(include_in_schema=False)
LONGEST_PLACE = 120
NEEDS = {
    "": "Any help",
    "victim_services": "Help for a victim or survivor",
    "shelter": "A place to stay",
    "safe_haven": "A safe place for young people",
    "legal": "A lawyer",
    "labor_rights": "Wages and rights at work",
    "job": "Work",
    "health": "A doctor or nurse",
    "food": "Food",
    "crisis": "Crisis line",
    "domestic_violence": "Domestic violence",
    "sexual_assault": "Sexual assault",
    "youth": "Runaway and homeless young people",
    "child_protection": "A child in danger",
    "child_exploitation": "Sexual images of a child online, or a missing child",
    "tips": "Telling the police",
}
"""What one can look for, by the word that the directory uses."""
REACH = {"zip": 0, "city": 0, "county": 1, "state": 2, "nation": 3}


@dataclass(frozen=True)
class Entry:
    """An agency as everyone may see it."""

    agency: Agency
    phones: tuple[ContactPoint, ...]
    texts: tuple[ContactPoint, ...]
    sites: tuple[ContactPoint, ...]
    near: bool
    open_now: bool | None

    @property
    def languages(self) -> tuple[str, ...]:
        """The names of the languages it is known to speak."""
        return tuple(LANGUAGES.get(code, code) for code in sorted(self.agency.languages))


@dataclass(frozen=True)
class Wanted:
    """What a visitor looks for."""

    place: str = ""
    need: str = ""
    language: str = ""


def entries(rules: RuleBook, wanted: Wanted, place: Place | None, at: datetime) -> list[Entry]:
    """The lines for a place, nearest first; without a place those for the whole nation.

    Who helps stands before who investigates, and immigration agencies stand last: most people who
    look here look for help.
    """
    found = []
    for agency, match in rules.nearby(place).serving:
        if agency.id == NATIONAL_HOTLINE or not _shown(agency, wanted, rules, at):
            continue
        found.append(_entry(agency, at, near=not agency.area.nation and bool(match)))
    found.sort(key=lambda entry: (not entry.near, *_helps(entry.agency)))
    return [entry for entry in found if entry.phones or entry.texts or entry.sites]


def _helps(agency: Agency) -> tuple[bool, bool]:
    return agency.immigration, agency.kind is Kind.LAW_ENFORCEMENT


def _entry(agency: Agency, at: datetime, *, near: bool) -> Entry:
    return Entry(
        agency=agency,
        phones=_points(agency, Channel.PHONE),
        texts=_points(agency, Channel.SMS),
        sites=tuple(p for p in _points(agency, Channel.WEB) if p.address.startswith("https://")),
        near=near,
        open_now=agency.hours.is_open(at),
    )


def _points(agency: Agency, channel: Channel) -> tuple[ContactPoint, ...]:
    return tuple(
        point
        for point in agency.contacts
        if point.purpose is Purpose.PUBLIC_LINE and point.channel is channel and not point.doubt
    )


def _shown(agency: Agency, wanted: Wanted, rules: RuleBook, at: datetime) -> bool:
    if agency.kind is Kind.EMERGENCY or unusable(agency, rules, at) is not None:
        return False
    if wanted.need and wanted.need not in agency.does:
        return False
    known = agency.languages or frozenset({"en"})
    return not wanted.language or agency.interpreter or wanted.language in known


@router.get("/directory")
def directory_page(
    request: Request, place: str = "", need: str = "", language: str = ""
) -> Response:
    """The page; its address has everything that is looked for."""
    dep = deployment(request)
    at = dep.clock()
    wanted = Wanted(
        place.strip()[:LONGEST_PLACE],
        need if need in NEEDS else "",
        language if language in LANGUAGES else "",
    )
    with dep.database.read() as db:
        rules = dep.library.current(db).rules
    found = (
        dep.locator.locate(wanted.place, expecting=True, served=rules.served)
        if wanted.place
        else None
    )
    best = found.best if found else None
    options = found.question.options if found and found.question and not best else ()
    return public_page(
        request,
        "directory.html",
        wanted=wanted,
        found=best,
        where=dep.locator.label(best) if best else "",
        options=[dep.locator.label(option) for option in options],
        national=_entry(rules.agencies[NATIONAL_HOTLINE], at, near=False),
        entries=entries(rules, wanted, best, at),
        needs=NEEDS,
        spoken_languages={code: name for code, name in LANGUAGES.items() if code != "und"},
        speaks=i18n.language(),
    )


@router.get("/directory.json")
def directory_json(request: Request) -> Response:
    """All verified public lines as Open Referral HSDS 3 organizations."""
    dep = deployment(request)
    with dep.database.read() as db:
        version = dep.library.current(db)
    files = {
        path.removeprefix(RULES): text
        for path, text in version.files.items()
        if path.startswith(RULES)
    }
    at = dep.clock()
    shown = [
        entry
        for demo in ((False, True) if dep.settings.demo else (False,))
        for entry in read_entries(files, demo=demo).values()
        if entry.id in version.rules.agencies
        and _shown(version.rules.agencies[entry.id], Wanted(), version.rules, at)
    ]
    return JSONResponse(hsds_export.organizations(hsds_export.public(shown), LANGUAGES))
