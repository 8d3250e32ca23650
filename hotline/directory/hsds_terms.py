"""What HSDS has no field for, as terms of a taxonomy of our own: HSDS attributes carry the values.

An attribute links a thing (organization, service, phone …) to a term and may have a value. Ours:

    term "keyword" on a phone, value "SLOTIPS": a text must begin with this word
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

NAMESPACE = uuid.UUID("6f4f8a52-6a0e-4d0f-9a54-1f2d7f0b8c11")
"""Drawn once at random: the same entry has the same identifiers in every export."""
TAXONOMY = "hotline-directory"
TERMS: Mapping[str, str] = {
    "of": "The state's two letters whose file has the entry, or US.",
    "kind": "What sort of organization it is.",
    "status": "verified, unverified (nobody has checked it) or retired (the line is gone).",
    "read": "The day on which someone read it at its source.",
    "called": "The day on which someone dialed it.",
    "confirmed": "The day on which the agency itself said that the entry is right.",
    "intake": "open, waiting_list, paused or closed: whether it takes anyone in.",
    "intake_on": "Since when its intake is so.",
    "beds": "How many beds were free on a day, of how many.",
    "source": "Where it was read.",
    "page_date": "How old the newest source is by its own word, or undated.",
    "found": "What the sources say, and what they do not.",
    "owner": "Who keeps the entry true.",
    "backup": "The directory id of the organization to ask next when this one does not answer.",
    "immigration": "yes: an immigration agency, never offered a victim's own report.",
    "notes": "What dispatchers should know.",
    "does": "What it does.",
    "type": "The kind of trafficking whose reports it takes: sex, labor.",
    "role": "Whose reports it takes: self, third_party, professional.",
    "ages": "Whose reports it takes by the age of the person harmed: any, minors, adults.",
    "interpreter": "yes: any language by interpreter.",
    "zone": "Its time zone, an IANA name.",
    "hours": "always, unknown, or how the hours of a contact point differ.",
    "holidays": "The list of holidays on which it is closed.",
    "acknowledge": "How long it has to acknowledge, by urgency.",
    "consent": "What an adult must have agreed to before their own report goes there.",
    "area": "Part of the service area: state, county by FIPS code, city, ZIP code, tribal land.",
    "position": "The place of a contact point in the order in which they are tried.",
    "channel": "How it is reached: phone, sms, email, web, webhook, portal, or another channel.",
    "purpose": "public_line, or alert and live_transfer where an agreement covers it.",
    "agreement": "The agreement that covers alerts and live transfers.",
    "extension": "The digits to press after the number has answered.",
    "keyword": "The word with which a text to the number must begin.",
    "spelled": "How the number is advertised in letters.",
    "certificate": "The X.509 certificate to which mail is sealed, in base64.",
    "on_call": "Its turn in a rotation.",
    "detect_machine": "yes: a machine may answer this public line, and is hung up on.",
    "women": "yes: only women answer here; it rings first for a caller who asks for a woman.",
    "caller_dials": "yes: only callers may dial it; it looks at who calls.",
    "doubt": "Why the number may be wrong.",
    "note": "What to know of a contact point.",
}
"""Our terms, by code, and what each means."""


def identifier(*parts: str) -> str:
    """A UUID that the same parts always give."""
    return str(uuid.uuid5(NAMESPACE, "/".join(parts)))


def term(code: str) -> dict[str, Any]:
    """A term as HSDS has it."""
    return {
        "id": identifier("term", code),
        "code": code,
        "name": code.replace("_", " ").capitalize(),
        "description": TERMS[code],
        "taxonomy": TAXONOMY,
        "taxonomy_id": identifier("taxonomy"),
    }


def taxonomy() -> dict[str, Any]:
    """The taxonomy as HSDS has it."""
    return {
        "id": identifier("taxonomy"),
        "name": TAXONOMY,
        "description": "What the directory of a trafficking tip line must know of an agency.",
        "version": "1",
    }


def attributes(link: str, values: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """The attributes of the thing whose identifier is ``link``: values by code of their term."""
    return [
        {
            "id": identifier("attribute", link, code, str(number)),
            "taxonomy_term_id": identifier("term", code),
            "value": value,
            "taxonomy_term": term(code),
        }
        for code, found in values.items()
        for number, value in enumerate(found)
    ]


def values_of(thing: Mapping[str, Any]) -> dict[str, list[str]]:
    """What our attributes say of a thing, by code; those of other taxonomies are left out."""
    found: dict[str, list[str]] = {}
    for code, value in _ours(thing):
        found.setdefault(code, []).append(value)
    return found


def _ours(thing: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for attribute in thing.get("attributes") or ():
        known = attribute.get("taxonomy_term") or {}
        if known.get("taxonomy") == TAXONOMY and known.get("code") in TERMS:
            yield known["code"], str(attribute.get("value", ""))
