"""An agency's public side as an Open Referral HSDS 3 organisation (docs.openreferral.org).

Identifiers are UUIDs made from our own ids, so the same entry has the same one in every export.
What HSDS has no field for stays out: the export is for finding help, not for routing.
"""

from __future__ import annotations

import uuid
from typing import Any

from hotline.routing.types import Agency, Ages, Channel, ContactPoint, Purpose
from hotline.web.names import LANGUAGES

NAMESPACE = uuid.UUID("6f4f8a52-6a0e-4d0f-9a54-1f2d7f0b8c11")
"""Ours, drawn once at random."""
ADULT = 18


def organization(agency: Agency) -> dict[str, Any]:
    """``agency`` as HSDS plain values; valid by the standard's ``organization`` schema."""
    site = next((p.address for p in _points(agency, Channel.WEB) if "://" in p.address), None)
    mail = next((p.address for p in _points(agency, Channel.EMAIL)), None)
    value: dict[str, Any] = {
        "id": _id("organization", agency.id),
        "name": agency.name,
        "description": agency.notes or f"{agency.name} serves {agency.area}.",
        "services": [_service(agency)],
    }
    return value | ({"website": site} if site else {}) | ({"email": mail} if mail else {})


def _service(agency: Agency) -> dict[str, Any]:
    value: dict[str, Any] = {
        "id": _id("service", agency.id),
        "name": agency.name,
        "description": ", ".join(sorted(name.replace("_", " ") for name in agency.does)),
        "status": "active",
        "phones": [
            *_phones(agency, Channel.PHONE, "voice"),
            *_phones(agency, Channel.SMS, "text"),
        ],
        "languages": [
            {
                "id": _id("language", agency.id, code),
                "code": code,
                "name": LANGUAGES.get(code, code),
            }
            for code in sorted(agency.languages)
        ],
        "service_areas": [
            {
                "id": _id("service_area", agency.id),
                "name": str(agency.area),
                "extent_type": "text",
                "extent": str(agency.area),
            }
        ],
        "schedules": [{"id": _id("schedule", agency.id), "description": str(agency.hours)}],
    }
    if agency.interpreter:
        value["interpretation_services"] = "By telephone, in other languages too."
    if agency.ages is Ages.MINORS:
        value["maximum_age"] = ADULT - 1
    if agency.ages is Ages.ADULTS:
        value["minimum_age"] = ADULT
    if agency.verified_on:
        value["assured_date"] = agency.verified_on.isoformat()
    return value


def _phones(agency: Agency, channel: Channel, kind: str) -> list[dict[str, Any]]:
    return [
        {
            "id": _id("phone", agency.id, point.address),
            "number": point.address,
            "type": kind,
        }
        | ({"description": f"Text the word {point.keyword}"} if point.keyword else {})
        for point in _points(agency, channel)
    ]


def _points(agency: Agency, channel: Channel) -> list[ContactPoint]:
    return [
        point
        for point in agency.contacts
        if point.purpose is Purpose.PUBLIC_LINE and point.channel is channel and not point.doubt
    ]


def _id(*parts: str) -> str:
    return str(uuid.uuid5(NAMESPACE, "/".join(parts)))
