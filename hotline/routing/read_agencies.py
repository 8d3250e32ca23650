"""Reads the directory: a file a state or nation, and checks every entry by itself."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_der_x509_certificate

from hotline.config_files import Document
from hotline.domain import Role, Type, Urgency, hidden_characters
from hotline.flows.checker.safety import misses_the_hotline
from hotline.numbering import can_be_given_out
from hotline.routing import agreements
from hotline.routing.read_places import (
    Known,
    read_area,
    read_duration,
    read_hours,
    read_on_call,
    read_past,
    read_zone,
    zone_of,
)
from hotline.routing.types import (
    Agency,
    Ages,
    Beds,
    Channel,
    ContactPoint,
    Intake,
    Kind,
    Purpose,
    Status,
)
from hotline.yaml_reader import Location

OWN_TELEPHONE = re.compile(r"#?\d{2,4}")
"""911, 988, #77: only the caller's own telephone reaches them."""
SHORT_CODE = re.compile(r"\d{3}|\d{5,6}")
"""Numbers that take texts only, and 911 or 988 where they do."""
SYNTHETIC = re.compile(r"\+1\d{3}55501\d{2}")
"""Numbers kept for fiction: 555-0100 to 555-0199."""
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def read_agencies(document: Document, known: Known, *, synthetic: bool) -> dict[str, Agency]:
    """The agencies of one file, by id."""
    agencies = {}
    for agency_id, given in document.data["agencies"].items():
        path: Location = ("agencies", agency_id)
        area = read_area(document, (*path, "area"), given["area"], known)
        zone = given.get("zone")
        zone = read_zone(document, (*path, "zone"), zone, known) if zone else zone_of(area, known)
        contacts = tuple(
            _contact(document, (*path, "contacts", number), point, zone, known, synthetic=synthetic)
            for number, point in enumerate(given.get("contacts", ()))
        )
        agencies[agency_id] = Agency(
            id=agency_id,
            name=" ".join(given["name"].split()),
            kind=Kind(given["kind"]),
            does=frozenset(given.get("does", ())),
            area=area,
            status=Status(given["status"]),
            contacts=contacts,
            types=frozenset(map(Type, given.get("types", ("sex", "labor")))),
            roles=frozenset(map(Role, given.get("roles", Role))),
            ages=Ages(given.get("ages", "any")),
            languages=frozenset(given.get("languages", ())),
            interpreter=given.get("interpreter", False),
            hours=read_hours(document, (*path, "hours"), given.get("hours"), zone, known),
            acknowledge={
                Urgency(urgency): read_duration(text)
                for urgency, text in given.get("acknowledge", {}).items()
            },
            consent=frozenset(given.get("consent", ())),
            backup=given.get("backup"),
            immigration=given.get("immigration", False),
            read_on=read_past(document, (*path, "read"), given.get("read"), known),
            called_on=read_past(document, (*path, "called"), given.get("called"), known),
            confirmed_on=read_past(document, (*path, "confirmed"), given.get("confirmed"), known),
            intake=Intake(given.get("intake", Intake.OPEN)),
            intake_on=read_past(document, (*path, "intake_on"), given.get("intake_on"), known),
            beds=_beds(document, path, given.get("beds"), known),
            sources=tuple(given.get("sources", ())),
            page_date=given.get("page_date", ""),
            found=" ".join(given.get("found", "").split()),
            owner=given["owner"],
            notes=" ".join(given.get("notes", "").split()),
            synthetic=synthetic,
            file=document.file,
            line=document.line(*path),
        )
        _check(agencies[agency_id], given, document, path, known)
    return agencies


def _beds(
    document: Document, path: Location, given: Mapping[str, Any] | None, known: Known
) -> Beds | None:
    """The count of free beds, with the day on which it was made."""
    if given is None:
        return None
    counted = read_past(document, (*path, "beds", "on"), given["on"], known)
    free, of = given["free"], given.get("of", 0)
    if of and free > of:
        what = f"{free} beds are free, of {of}."
        known.wrong(document, (*path, "beds", "free"), what, "write how many are free now.")
    return Beds(free, counted, of) if counted else None


def _check(
    agency: Agency, given: Mapping[str, Any], document: Document, path: Location, known: Known
) -> None:
    if agency.kind is Kind.NATIONAL_HOTLINE and any(p.detect_machine for p in agency.contacts):
        what = "the National Hotline answers with a recorded menu, which is taken for a machine."
        known.wrong(document, path, what, "leave `detect_machine` out: it would hang up on help.")
    hidden = hidden_characters(given["name"])
    if hidden:
        what = f"the name of {agency.id} holds characters that nobody sees ({hidden})."
        known.wrong(document, (*path, "name"), what, "type it again: it may read as another name.")
    if agency.status is not Status.VERIFIED:
        return
    if not {"read", "called", "confirmed"} & given.keys():
        fix = "add `read: DATE` (seen at its source) or `called: DATE`, or mark it unverified."
        known.wrong(document, path, f"{agency.id} is verified, but no date says when.", fix)
    if not agency.sources and not (agency.called_on or agency.confirmed_on):
        fix = "add `sources:`, or mark it unverified."
        known.wrong(document, path, f"{agency.id} is verified, but by no source.", fix)


def _contact(
    document: Document,
    path: Location,
    given: Mapping[str, Any],
    zone: str | None,
    known: Known,
    *,
    synthetic: bool,
) -> ContactPoint:
    point = ContactPoint(
        channel=Channel(given["channel"]),
        purpose=Purpose(given["purpose"]),
        address=given["address"],
        extension=given.get("extension", ""),
        agreement=given.get("agreement"),
        keyword=given.get("keyword"),
        spelled=given.get("spelled"),
        hours=read_hours(document, (*path, "hours"), given.get("hours"), zone, known),
        on_call=read_on_call(document, (*path, "on_call"), given.get("on_call"), known),
        detect_machine=given.get("detect_machine", False),
        women=given.get("women", False),
        caller_dials=given.get("caller_dials", False),
        doubt=given.get("doubt", ""),
        note=given.get("note", ""),
        certificate="".join(given.get("certificate", "").split()),
    )
    here = (*path, "address")
    wrong = _wrong_address(point, synthetic=synthetic)
    if wrong:
        known.wrong(document, here, *wrong)
    elif point.dialed and misses_the_hotline(_digits(point.address)):
        what = f"{point.address} is almost the National Hotline's number."
        known.wrong(document, here, what, "it is +18883737888.")
    if point.purpose is not Purpose.PUBLIC_LINE and not point.agreement:
        what = f"no agreement covers {point.purpose.replace('_', ' ')}s here."
        fix = "name it with `agreement:`, or make it a public_line."
        known.wrong(document, (*path, "purpose"), what, fix)
    unsigned = point.agreement and agreements.trouble_with(point.agreement, known.today)
    if unsigned:
        known.wrong(document, (*path, "agreement"), unsigned, agreements.FIX)
    if point.certificate and (point.channel is not Channel.EMAIL or not _is_rsa(point)):
        what = "this is not a certificate with an RSA key for an email address."
        fix = "write the base64 of the agency's X.509 certificate, for a point by email."
        known.wrong(document, (*path, "certificate"), what, fix)
    if point.detect_machine and not (point.dialed and point.purpose is Purpose.PUBLIC_LINE):
        what = "a machine is looked for only where a public telephone is dialed."
        fix = "leave `detect_machine` out: who is asked to press 1 is no machine."
        known.wrong(document, (*path, "detect_machine"), what, fix)
    if point.spelled and not wrong and _digits(point.spelled) != point.address.removeprefix("+"):
        what = f"{point.spelled} spells {_digits(point.spelled)}, not {point.address}."
        known.wrong(document, (*path, "spelled"), what, "find out which one is right.")
    return point


def _is_rsa(point: ContactPoint) -> bool:
    """Whether its certificate can be read and mail can be sealed to its key (RFC 8551)."""
    try:
        certificate = load_der_x509_certificate(base64.b64decode(point.certificate, validate=True))
        return isinstance(certificate.public_key(), RSAPublicKey)
    except (ValueError, UnsupportedAlgorithm):
        return False


def _digits(spelled: str) -> str:
    plain = phonenumbers.convert_alpha_characters_in_number(spelled)
    digits = re.sub(r"\D", "", plain)
    return digits if digits.startswith("1") else f"1{digits}"


def _wrong_address(point: ContactPoint, *, synthetic: bool) -> tuple[str, str] | None:
    """What is wrong with an address and how to fix it, or nothing."""
    address = point.address
    match point.channel.kind.address:
        case "number":
            return wrong_number(point, synthetic=synthetic)
        case "email":
            if not MAIL.fullmatch(address):
                return f"{address!r} is not an e-mail address.", "write name@host."
            if synthetic and not address.endswith(".example"):
                return f"{address!r} may be someone's.", "a synthetic one ends in .example."
        case "web":
            parts = urlsplit(address)
            if parts.scheme not in {"https", "http"} or not parts.hostname:
                return f"{address!r} is not a web address.", "write https://host/path."
        case _:
            wrong = point.channel.kind.why_wrong(address)
            if wrong:
                return f"{wrong}.", f"write {point.channel.kind.looks_like}."
    return None


def wrong_number(point: ContactPoint, *, synthetic: bool) -> tuple[str, str] | None:
    """What is wrong with a telephone number and how to fix it, or nothing."""
    address = point.address
    is_short = SHORT_CODE if point.channel is Channel.SMS else OWN_TELEPHONE
    if is_short.fullmatch(address):
        if point.purpose is Purpose.PUBLIC_LINE:
            return None
        return f"{address!r} cannot be reached from here.", "a short number is a public_line."
    if not _exists(address):
        fix = "write +1 and ten digits, or a short number that callers dial."
        return f"{address!r} is not a telephone number.", fix
    fiction = SYNTHETIC.fullmatch(address) is not None
    if synthetic and not fiction:
        return f"{address} may be someone's.", "a synthetic number is 555-0100 to 555-0199."
    if fiction and not synthetic:
        return f"{address} is kept for fiction.", "give the agency's real number."
    return None


def _exists(address: str) -> bool:
    """Whether a number is E.164 and could be given out by its numbering plan."""
    try:
        number = phonenumbers.parse(address)
    except phonenumbers.NumberParseException:
        return False
    formatted = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return can_be_given_out(number) and formatted == address
