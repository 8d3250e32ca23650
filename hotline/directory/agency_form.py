"""An agency's entry as a form, and the form's fields as an entry. Pure.

What a form shows badly - the service area, turns on call - is YAML on a line, as in the file; what
the form does not know is kept as it is.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from hotline import channel_kinds
from hotline.directory import one_line
from hotline.directory.entries import Data, normal
from hotline.directory.hours_text import read as read_hours
from hotline.i18n import say
from hotline.routing.types import Ages, Channel, Intake, Kind, Purpose, Status

TEXTS = (
    "name", "owner", "backup", "zone", "notes", "read", "called", "confirmed", "page_date", "found",
    "intake_on",
)  # fmt: skip
LISTS = ("does", "languages", "sources", "consent")
ONE_OF: Mapping[str, tuple[str, ...]] = {
    "kind": tuple(kind.value for kind in Kind),
    "status": tuple(status.value for status in Status),
    "ages": tuple(ages.value for ages in Ages),
    "intake": tuple(intake.value for intake in Intake),
}
CHANNELS = channel_kinds.KINDS
PURPOSES = tuple(purpose.value for purpose in Purpose)
UNSAID: Mapping[str, Any] = {
    "ages": Ages.ANY.value,
    "intake": Intake.OPEN.value,
    "interpreter": False,
    "hours": "unknown",
}
"""What an entry means that says nothing of it: it is not written where it was not."""
POINT = ("channel", "purpose", "address", "agreement", "keyword", "note")
OWN_POINT = ("channel", "purpose", "address", "note")
MACHINE = "detect_machine"
"""A box that is ticked, for the coordinator: an agency's own form leaves it as it was."""
"""What an agency may say of its own contact points; agreements are the coordinator's."""
NO_HOURS = (
    "“{line}” is not understood as hours. Write days and times, one per line, such as "
    "mo-fr 08:30-17:00 or Monday to Friday 8:30 am to 5 pm."
)
MOST_POINTS = 30


class FormError(ValueError):
    """A field cannot be read; the message says which and how to write it."""


def fields_of(data: Data) -> dict[str, str]:
    """The form's fields for an entry."""
    hours = data.get("hours", "unknown")
    listed = hours if isinstance(hours, Mapping) else {}
    fields = {name: str(data.get(name, "")) for name in (*TEXTS, *ONE_OF)}
    fields |= {name: ", ".join(data.get(name, ())) for name in LISTS if name != "sources"}
    fields["sources"] = "\n".join(data.get("sources", ()))
    fields["interpreter"] = "1" if data.get("interpreter") else ""
    fields["hours"] = "listed" if listed else str(hours)
    fields["hours_open"] = "\n".join(listed.get("open", ()))
    fields["hours_zone"] = str(listed.get("zone", ""))
    fields["hours_holidays"] = str(listed.get("holidays", ""))
    fields["beds"] = one_line.beds_line(data["beds"]) if "beds" in data else ""
    fields["area"] = _line(data.get("area", {}))
    for number, point in enumerate(data.get("contacts", ())):
        fields |= {f"c{number}_{key}": str(point.get(key, "")) for key in POINT}
        fields[f"c{number}_{MACHINE}"] = "1" if point.get(MACHINE) else ""
    return fields


def points_of(data: Data) -> int:
    """How many contact points the form shows."""
    return len(data.get("contacts", ()))


def entry_of(fields: Mapping[str, str], known: Data) -> dict[str, Any]:
    """The entry that a form says; what it has no field for is taken from ``known``.

    Raises :class:`FormError`.
    """
    data = dict(known)
    for name in TEXTS:
        data[name] = fields.get(name, "").strip()
    for name, values in ONE_OF.items():
        data[name] = fields.get(name, "") if fields.get(name) in values else ""
    for name in LISTS:
        between = "\n" if name == "sources" else ","
        parts = fields.get(name, "").split(between)
        data[name] = [part.strip() for part in parts if part.strip()]
    data["interpreter"] = bool(fields.get("interpreter"))
    data["hours"] = _hours(fields)
    data["beds"] = _beds(fields)
    data["area"] = _read_area(fields.get("area", ""))
    data["contacts"] = _contacts(fields, list(known.get("contacts", ())))
    for name, plain in UNSAID.items():
        if data[name] == plain and name not in known:
            del data[name]
    return normal({key: value for key, value in data.items() if value not in ("", [], None)})


def own_changes(fields: Mapping[str, str], known: Data) -> dict[str, Any]:
    """The entry with the hours and contact points that its own agency says.

    The rest is kept as it is. A new point for alerts or live callers comes under the agreement
    that the agency has. Raises :class:`FormError`.
    """
    agreed = next((p["agreement"] for p in known.get("contacts", ()) if p.get("agreement")), "")
    points = _contacts(fields, list(known.get("contacts", ())), keys=OWN_POINT)
    for point in points:
        if point.get("purpose") != Purpose.PUBLIC_LINE.value and "agreement" not in point:
            point["agreement"] = agreed
    data = {**known, "hours": _hours(fields), "contacts": points}
    return normal({key: value for key, value in data.items() if value not in ("", [], None)})


def _hours(fields: Mapping[str, str]) -> Any:
    if fields.get("hours") != "listed":
        return fields.get("hours", "") if fields.get("hours") in {"always", "unknown"} else ""
    lines = [line.strip() for line in fields.get("hours_open", "").splitlines() if line.strip()]
    if not lines:
        raise FormError(say("Write the hours, one per line: mo-fr 08:30-17:00."))
    read = [(line, read_hours(line)) for line in lines]
    if bad := next((line for line, understood in read if understood is None), None):
        raise FormError(say(NO_HOURS, line=bad[:60]))
    given = [understood for _, understood in read]
    hours: dict[str, Any] = {"zone": fields.get("hours_zone", "").strip(), "open": given}
    if holidays := fields.get("hours_holidays", "").strip():
        hours["holidays"] = holidays
    return hours


def _beds(fields: Mapping[str, str]) -> dict[str, Any] | None:
    said = fields.get("beds", "").strip()
    try:
        return one_line.read_beds(said) if said else None
    except ValueError:
        raise FormError(say("Write the free beds as: 2 of 12 on 2026-11-30.")) from None


def _read_area(text: str) -> Any:
    try:
        area = YAML(typ="safe").load(text)
    except YAMLError:
        area = None
    if not isinstance(area, dict):
        raise FormError(say('Write the area as {counties: ["48479 Webb, TX"]} or {states: [TX]}.'))
    return area


def _contacts(
    fields: Mapping[str, str], known: list[Data], keys: tuple[str, ...] = POINT
) -> list[dict[str, Any]]:
    points = []
    for number in range(MOST_POINTS):
        given = {key: fields.get(f"c{number}_{key}", "").strip() for key in keys}
        if not given["address"] or fields.get(f"c{number}_drop"):
            continue
        if given["channel"] in {Channel.PHONE.value, Channel.SMS.value}:
            given["address"] = number_of(given["address"])
        base = dict(known[number]) if number < len(known) else {}
        merged = {**base, **given}
        if keys == POINT:
            merged[MACHINE] = True if fields.get(f"c{number}_{MACHINE}") else None
        points.append({key: value for key, value in merged.items() if value not in ("", None)})
    return points


def number_of(text: str) -> str:
    """A number of ten digits in E.164: 956-555-0142 is +19565550142; anything else as it is."""
    digits = re.sub(r"[^0-9]", "", text)
    return f"+1{digits}" if len(digits) == 10 and not text.startswith("+") else text


def _line(value: Any) -> str:
    out = io.StringIO()
    yaml = YAML(typ="safe")
    yaml.default_flow_style = True
    yaml.width = 10_000
    yaml.dump(value, out)
    return out.getvalue().strip()
