"""Entries of the directory as Open Referral HSDS 3 organizations (docs.openreferral.org).

An agency is an organization with one service. What HSDS has a field for goes there (phones,
schedules, languages, service areas, ages, status, the day of assurance, sources as metadata); the
rest becomes attributes of our own taxonomy, so that nothing is lost on the way back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hotline.channel_kinds import KINDS
from hotline.directory import one_line
from hotline.directory.entries import Data, Entry, normal
from hotline.directory.hsds_terms import attributes, identifier

ADULT = 18
STATUS = {"verified": "active", "unverified": "inactive", "retired": "defunct"}
LOOKED = {
    "read": "read at its source",
    "called": "dialed",
    "confirmed": "confirmed by the organization",
}
"""How an entry was checked, by the key that has the day, as provenance says it."""
NOT_NOW = {"closed": "defunct", "paused": "temporarily closed"}
"""What HSDS calls a service whose intake is so."""
SCHEME = "hotline-directory"
DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
EVERY_DAY = ",".join(day.upper() for day in DAYS)
MIDNIGHT = "00:00:00"
"""As a closing time: the end of the day. HSDS has no 24:00."""
INTERPRETED = "Any language by interpreter."


def organizations(
    entries: Iterable[Entry], languages: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """``entries`` as HSDS; valid by the standard's schema ``organization``.

    ``languages``: how language codes are called in English.
    """
    return [_organization(entry, languages or {}) for entry in entries]


def public(entries: Iterable[Entry]) -> list[Entry]:
    """Only what may be published: verified entries, their public lines, no notes for ourselves."""
    return [
        Entry(entry.id, entry.file, _without_own(entry.data))
        for entry in entries
        if entry.data["status"] == "verified"
    ]


def _without_own(data: Data) -> Data:
    points = [
        {key: value for key, value in point.items() if key not in {"note", "agreement"}}
        for point in data.get("contacts", ())
        if point["purpose"] == "public_line" and "doubt" not in point
    ]
    kept = {
        key: value
        for key, value in data.items()
        if key not in {"notes", "found", "owner", "backup"}
    }
    return normal({**kept, "contacts": points})


def _organization(entry: Entry, languages: Mapping[str, str]) -> dict[str, Any]:
    data = entry.data
    link = identifier("organization", entry.id)
    mails, sites = _addresses(data, "email"), _addresses(data, "web")
    value: dict[str, Any] = {
        "id": link,
        "name": data["name"],
        "description": data.get("notes") or _described(data),
        "organization_identifiers": [
            {
                "id": identifier("identifier", entry.id),
                "identifier_scheme": SCHEME,
                "identifier_type": "Directory id",
                "identifier": entry.id,
            }
        ],
        "services": [_service(entry, languages)],
        "locations": [
            _place(entry, number, point)
            for number, point in enumerate(data.get("contacts", ()))
            if _term(point) == "location"
        ],
        "attributes": attributes(link, _about_organization(entry)),
        "metadata": _provenance(entry, link),
    }
    return value | ({"email": mails[0]} if mails else {}) | ({"website": sites[0]} if sites else {})


def _term(point: Data) -> str:
    """What a contact point is in HSDS: ``voice``, ``text``, ``contact`` or ``location``."""
    return KINDS[point["channel"]].hsds


def _addresses(data: Data, channel: str) -> list[str]:
    points = data.get("contacts", ())
    return [
        point["address"]
        for point in points
        if point["channel"] == channel and point["purpose"] == "public_line"
    ]


def _described(data: Data) -> str:
    does = ", ".join(word.replace("_", " ") for word in data.get("does", ()))
    serves = "; ".join(one_line.area_lines(data["area"]))
    return f"{does.capitalize() or 'Serves'}: {serves}"


def _about_organization(entry: Entry) -> dict[str, list[str]]:
    data = entry.data
    plain = (
        "kind", "status", "read", "called", "confirmed", "page_date", "found", "owner", "backup",
        "notes",
    )  # fmt: skip
    return {
        "of": [entry.of],
        **{key: [str(data[key])] for key in plain if key in data},
        "source": list(data.get("sources", ())),
        "immigration": [_yes(data["immigration"])] if "immigration" in data else [],
    }


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _provenance(entry: Entry, link: str) -> list[dict[str, Any]]:
    """Who looked where and when, as HSDS keeps it; only what has a date can be said so."""
    data = entry.data
    return [
        {
            "id": identifier("metadata", entry.id, how, source),
            "resource_id": link,
            "resource_type": "organization",
            "last_action_date": data[how],
            "last_action_type": LOOKED[how],
            "field_name": "source",
            "previous_value": "",
            "replacement_value": source,
            "updated_by": data.get("owner", ""),
        }
        for how in LOOKED
        if how in data
        for source in data.get("sources", ("by telephone",))
    ]


# The service -------------------------------------------------------------------------------------


def _service(entry: Entry, languages: Mapping[str, str]) -> dict[str, Any]:
    data = entry.data
    link = identifier("service", entry.id)
    seen = [data[how] for how in LOOKED if how in data]
    points = list(enumerate(data.get("contacts", ())))
    value: dict[str, Any] = {
        "id": link,
        "name": data["name"],
        "description": _described(data),
        "status": NOT_NOW.get(data.get("intake", ""), STATUS[data["status"]]),
        "phones": [_phone(entry, n, p) for n, p in points if _term(p) in {"voice", "text"}],
        "contacts": [_contact(entry, n, p) for n, p in points if _term(p) == "contact"],
        "schedules": _schedules(entry),
        "service_areas": [_area(entry, line) for line in one_line.area_lines(data["area"])],
        "languages": [
            {
                "id": identifier("language", entry.id, code),
                "code": code,
                "name": languages.get(code, code),
            }
            for code in data.get("languages", ())
        ],
        "attributes": attributes(link, _about_service(data)),
    }
    value |= {"assured_date": max(seen)} if seen else {}
    value |= {"capacities": [_capacity(entry, link)]} if "beds" in data else {}
    value |= {"interpretation_services": INTERPRETED} if data.get("interpreter") else {}
    value |= {"maximum_age": ADULT - 1} if data.get("ages") == "minors" else {}
    return value | ({"minimum_age": ADULT} if data.get("ages") == "adults" else {})


def _capacity(entry: Entry, link: str) -> dict[str, Any]:
    """Free beds as HSDS 3.1 has them; 3.0 has no place for them and takes no offense."""
    beds = entry.data["beds"]
    unit = {"id": identifier("unit", "bed"), "name": "Bed", "scheme": SCHEME, "identifier": "bed"}
    value = {
        "id": identifier("service_capacity", entry.id),
        "service_id": link,
        "unit": unit,
        "available": beds["free"],
        "updated": f"{beds['on']}T00:00:00Z",
    }
    return value | ({"maximum": beds["of"]} if "of" in beds else {})


def _about_service(data: Data) -> dict[str, list[str]]:
    hours = data.get("hours")
    return {
        "does": list(data.get("does", ())),
        "type": list(data.get("types", ())),
        "role": list(data.get("roles", ())),
        "ages": [data["ages"]] if "ages" in data else [],
        "interpreter": [_yes(data["interpreter"])] if "interpreter" in data else [],
        "zone": [data["zone"]] if "zone" in data else [],
        "hours": [hours] if isinstance(hours, str) else [],
        "acknowledge": [f"{name} {time}" for name, time in data.get("acknowledge", {}).items()],
        "consent": list(data.get("consent", ())),
        "intake": [data["intake"]] if "intake" in data else [],
        "intake_on": [data["intake_on"]] if "intake_on" in data else [],
        "beds": [one_line.beds_line(data["beds"])] if "beds" in data else [],
    }


def _schedules(entry: Entry) -> list[dict[str, Any]]:
    """RFC 5545 by week. HSDS knows an offset only, so the IANA zone is an attribute."""
    hours = entry.data.get("hours")
    if hours == "always":
        link = identifier("schedule", entry.id)
        span = {"opens_at": "00:00:00", "closes_at": MIDNIGHT}
        every = {"id": link, "freq": "WEEKLY", "byday": EVERY_DAY, **span}
        return [every | {"description": "Day and night"}]
    if hours is None or isinstance(hours, str):
        return []
    return [_schedule(entry, number, hours) for number in range(len(hours["open"]))]


def _schedule(entry: Entry, number: int, hours: Mapping[str, Any]) -> dict[str, Any]:
    said = hours["open"][number]
    days, _, span = said.partition(" ")
    opens, _, closes = span.partition("-")
    link = identifier("schedule", entry.id, str(number))
    off = [hours["holidays"]] if "holidays" in hours else []
    return {
        "id": link,
        "freq": "WEEKLY",
        "byday": ",".join(day.upper() for day in days_between(days)),
        "opens_at": f"{opens}:00",
        "closes_at": MIDNIGHT if closes == "24:00" else f"{closes}:00",
        "description": f"{said} {hours['zone']}",
        "attributes": attributes(link, {"zone": [hours["zone"]], "holidays": off}),
    }


def days_between(days: str) -> list[str]:
    """``fr-mo`` as fr, sa, su, mo."""
    first, _, last = days.partition("-")
    begin, stop = DAYS.index(first), DAYS.index(last or first)
    count = (stop - begin) % 7 + 1
    return [DAYS[(begin + ahead) % 7] for ahead in range(count)]


def _area(entry: Entry, line: str) -> dict[str, Any]:
    link = identifier("service_area", entry.id, line)
    name = "United States" if line == "nation" else line.partition(" ")[2]
    return {
        "id": link,
        "name": name.partition(" ")[2] if line.startswith("county ") and " " in name else name,
        "extent": line,
        "extent_type": "text",
        "attributes": attributes(link, {"area": [line]}),
    }


# Contact points ----------------------------------------------------------------------------------


def _about_point(number: int, point: Data) -> dict[str, list[str]]:
    named = {name: [one_line.contact_value(name, point[name])] for name in point}
    named.pop("address")
    return {"position": [str(number)], **named}


def _link(entry: Entry, kind: str, number: int, point: Data) -> str:
    return identifier(kind, entry.id, str(number), point["address"])


def _phone(entry: Entry, number: int, point: Data) -> dict[str, Any]:
    link = _link(entry, "phone", number, point)
    keyword = f"Begin the text with {point['keyword']}." if "keyword" in point else ""
    words = " ".join(filter(None, (keyword, point.get("note"), point.get("doubt"))))
    value = {
        "id": link,
        "number": point["address"],
        "type": _term(point),
        "attributes": attributes(link, _about_point(number, point)),
    }
    return value | ({"description": words} if words else {})


def _contact(entry: Entry, number: int, point: Data) -> dict[str, Any]:
    link = _link(entry, "contact", number, point)
    return {
        "id": link,
        "email": point["address"],
        "attributes": attributes(link, _about_point(number, point)),
    }


def _place(entry: Entry, number: int, point: Data) -> dict[str, Any]:
    """A page, a webhook or a portal: a virtual location, which is what HSDS has for addresses."""
    link = _link(entry, "location", number, point)
    value = {
        "id": link,
        "location_type": "virtual",
        "name": point["address"],
        "attributes": attributes(link, _about_point(number, point)),
    }
    return value | ({"url": point["address"]} if "://" in point["address"] else {})
