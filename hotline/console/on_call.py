"""Turns on call: who of an agency is reached when, as a form for supervisors.

Turns stand in the agency's entry, at each contact point that takes one; a point without a turn is
always reached. The form writes the same files as the coordinator's desk, with the same checks,
and goes back by the same history.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from hotline.accounts.staff import Visitor
from hotline.config_versions.store import RULES
from hotline.directory import agency_form, publishing
from hotline.directory.agency_form import FormError
from hotline.directory.entries import Data, Entry, normal
from hotline.directory.entry_files import FileError
from hotline.directory.publishing import Draft, DraftError
from hotline.i18n import say
from hotline.routing import RuleBook
from hotline.routing.hours import OnCall
from hotline.routing.types import Agency, Channel, ContactPoint, Purpose
from hotline.web.auth import Current, Dep, Fields
from hotline.web.pages import form_page, render, see_other

router = APIRouter(prefix="/supervise/on-call", include_in_schema=False)
TAKES_TURNS = frozenset({Channel.PHONE.value, Channel.SMS.value})
PURPOSES = frozenset({Purpose.ALERT.value, Purpose.LIVE_TRANSFER.value})
SHARED = {"zone": "America/Chicago", "at": "08:00", "days": "7"}
MOST_DAYS, MOST_TURNS = 90, 60
NOT_A_TURN = "A turn is a number, starting with 1. Empty: the person is always contacted."
NOT_IN_ORDER = "The turns are {turns}: they must be 1, 2, 3 and so on, with no gaps."
NO_BEGINNING = "Enter the day turn 1 began, such as 2026-11-24, and the time, such as 08:00."
NO_LENGTH = "Enter how many days a turn lasts, from 1 to {most}."


@dataclass(frozen=True)
class Turn:
    """Whose turn it is at an agency, and until when."""

    agency: Agency
    people: tuple[ContactPoint, ...]
    until: datetime


def now_on_call(rules: RuleBook, now: datetime) -> list[Turn]:
    """Every agency with turns, by name."""
    found = []
    for agency in rules.agencies.values():
        turns = [(point, point.on_call) for point in agency.contacts if point.on_call]
        if turns:
            have = tuple(point for point, turn in turns if turn.has_turn(now))
            found.append(Turn(agency, have, min(ends(turn, now) for _, turn in turns)))
    return sorted(found, key=lambda turn: turn.agency.name)


def ends(turn: OnCall, now: datetime) -> datetime:
    """When the turn that runs now is over."""
    zone = ZoneInfo(turn.zone)
    local = now.astimezone(zone).replace(tzinfo=None) - timedelta(minutes=turn.minute)
    passed = (local.date() - turn.since).days // turn.days
    day = turn.since + timedelta(days=(passed + 1) * turn.days)
    return datetime.combine(day, time(turn.minute // 60, turn.minute % 60), zone)


def may_have_turns(rules: RuleBook) -> list[Agency]:
    """Agencies with an agreement and a telephone, by name."""
    found = [a for a in rules.agencies.values() if a.agreed and list(_takers(a))]
    return sorted(found, key=lambda agency: agency.name)


def _takers(agency: Agency) -> Iterator[ContactPoint]:
    for point in agency.contacts:
        if point.channel.value in TAKES_TURNS and point.purpose.value in PURPOSES:
            yield point


# The form and the entry --------------------------------------------------------------------------


def takes_turns(point: Mapping[str, Any]) -> bool:
    """Whether a contact point of an entry can be in a rota."""
    return point.get("channel") in TAKES_TURNS and point.get("purpose") in PURPOSES


def fields_of(data: Data, today: date) -> dict[str, str]:
    """The form's fields for an entry."""
    points = data.get("contacts", ())
    known = next((point["on_call"] for point in points if "on_call" in point), None)
    shared = known or SHARED | {"zone": data.get("zone", SHARED["zone"]), "since": today}
    fields = {name: str(shared[name]) for name in ("zone", "since", "at", "days")}
    for number, point in enumerate(points):
        fields[f"c{number}_turn"] = str(point.get("on_call", {}).get("turn", ""))
    return fields


def entry_of(fields: Mapping[str, str], data: Data) -> dict[str, Any]:
    """The entry with the turns that a form says, and perhaps one more contact point.

    Raises :class:`FormError`.
    """
    points = [dict(point) for point in data.get("contacts", ())]
    if fields.get("new_address", "").strip():
        points.append(_new_point(fields, points))
    turns = [_turn(fields.get(f"c{number}_turn", "")) for number in range(len(points))]
    if fields.get("new_address", "").strip():
        turns[-1] = _turn(fields.get("new_turn", ""))
    given = sorted({turn for turn in turns if turn})
    if given and given != list(range(1, len(given) + 1)):
        raise FormError(say(NOT_IN_ORDER, turns=", ".join(map(str, given))))
    shared = _shared(fields) if given else {}
    for point, turn in zip(points, turns, strict=True):
        point.pop("on_call", None)
        if turn and takes_turns(point):
            point["on_call"] = {**shared, "turn": turn, "turns": len(given)}
    return normal({**data, "contacts": points})


def _new_point(fields: Mapping[str, str], points: list[dict[str, Any]]) -> dict[str, Any]:
    purpose = fields.get("new_purpose", "")
    channel = fields.get("new_channel", "")
    point = {
        "channel": channel if channel in TAKES_TURNS else Channel.PHONE.value,
        "purpose": purpose if purpose in PURPOSES else Purpose.LIVE_TRANSFER.value,
        "address": agency_form.number_of(fields["new_address"].strip()),
        "agreement": next((p["agreement"] for p in points if p.get("agreement")), ""),
        "note": fields.get("new_note", "").strip()[:200],
    }
    return {name: value for name, value in point.items() if value}


def _turn(text: str) -> int:
    if not text.strip():
        return 0
    if not text.strip().isdigit() or not 0 < int(text) <= MOST_TURNS:
        raise FormError(say(NOT_A_TURN))
    return int(text)


def _shared(fields: Mapping[str, str]) -> dict[str, Any]:
    since, at, days = (fields.get(name, "").strip() for name in ("since", "at", "days"))
    try:
        date.fromisoformat(since)
        time.fromisoformat(at)
    except ValueError:
        raise FormError(say(NO_BEGINNING)) from None
    if not days.isdigit() or not 0 < int(days) <= MOST_DAYS:
        raise FormError(say(NO_LENGTH, most=MOST_DAYS))
    zone = fields.get("zone", "").strip()
    return {"zone": zone, "since": since, "at": at[:5], "days": int(days)}


# Pages -------------------------------------------------------------------------------------------


@router.get("")
def choose(dep: Dep, visitor: Current, agency: str = "") -> Response:
    """From the list of agencies to the turns of one."""
    return see_other(f"/supervise/on-call/{agency}" if agency.isidentifier() else "/supervise")


@router.get("/{agency_id}")
def rota_page(request: Request, dep: Dep, visitor: Current, agency_id: str) -> Response:
    """The turns of an agency in a form."""
    here = publishing.files_here(dep)
    entry = publishing.entries(dep, here).get(agency_id)
    if entry is None:
        return _unknown(request, visitor)
    fields = fields_of(entry.data, dep.clock().date()) | {"seen": _seen(here, entry)}
    return _page(request, visitor, entry, fields)


@router.post("/{agency_id}")
def change(
    request: Request, dep: Dep, visitor: Current, fields: Fields, agency_id: str
) -> Response:
    """Look at what the turns would change, or publish them."""
    here = publishing.files_here(dep)
    entry = publishing.entries(dep, here).get(agency_id)
    if entry is None:
        return _unknown(request, visitor)
    try:
        data = entry_of(fields, entry.data)
        made = publishing.with_entry(dep, here, entry.file, entry.id, data)
        if fields.get("seen") != _seen(here, entry):
            raise DraftError(say(publishing.CHANGED))
        if fields.get("do") == "publish":
            publishing.make_so(dep, made, by=visitor.actor, note=fields.get("why", "") or "turns")
            return see_other("/supervise#on-call")
    except (FormError, FileError, DraftError) as error:
        return _page(request, visitor, entry, fields, said=str(error))
    return _page(request, visitor, entry, fields, made=made)


def _seen(here: Mapping[str, str], entry: Entry) -> str:
    return publishing.seen(here.get(RULES + entry.file, ""))


def _page(
    request: Request,
    visitor: Visitor,
    entry: Entry,
    fields: Mapping[str, str],
    *,
    made: Draft | None = None,
    said: str = "",
) -> Response:
    return form_page(
        request,
        "rota.html",
        visitor,
        said,
        entry=entry,
        points=[(n, p) for n, p in enumerate(entry.data.get("contacts", ())) if takes_turns(p)],
        fields=fields,
        made=made,
        cases=None,
    )


def _unknown(request: Request, visitor: Visitor) -> Response:
    page = {"title": say("Not found"), "text": say("Agency not found.")}
    return render(request, "message.html", status=404, visitor=visitor, **page)
