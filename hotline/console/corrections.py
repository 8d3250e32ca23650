"""Correcting by hand what triage and the locator made of a report, with a reason.

A correction wins over everything that is reported later. Afterwards the report is routed again:
what is open stays open, and what the new facts ask for is added.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from hotline.console.action import Doing
from hotline.domain import Known, Lookalike, Place, Role, Type, Urgency
from hotline.geo.types import Location
from hotline.i18n import say
from hotline.i18n.display_names import LOOKALIKES, MINORS, ROLE_NAMES, TYPES, URGENCIES, named
from hotline.intake import route_report
from hotline.unit_of_work import Tx
from hotline.web import sealed_values

VALUES: Mapping[str, tuple[str, ...]] = {
    "type": tuple(value.value for value in Type),
    "urgency": tuple(value.value for value in Urgency),
    "role": tuple(value.value for value in Role),
    "minor": tuple(value.value for value in Known),
    "lookalike": ("", *(value.value for value in Lookalike)),
}
NAMES = {"type": "Type", "urgency": "Urgency", "role": "Reporter", "minor": "Minor",
         "lookalike": "Could also be", "place": "Place"}  # fmt: skip
BOOKS = {"type": TYPES, "urgency": URGENCIES, "role": ROLE_NAMES, "minor": MINORS,
         "lookalike": {"": "No", **LOOKALIKES}}  # fmt: skip
LONGEST_REASON = 400
UNDO = "undo a correction"
SEVERAL = "There is more than one “{given}”: {names}. Type the one you mean."
NOWHERE = "We don't know a place called “{given}”. Type a city with its state, or a ZIP code."


@dataclass(frozen=True)
class Correction:
    """A correction as it is stored, and as the story shows it."""

    value: str
    label: str


def override(doing: Doing) -> str | None:
    """Correct one answer. Raising the urgency acts at once; so does every other correction."""
    name, reason = doing.field("name", 20), doing.field("reason", LONGEST_REASON)
    if name not in NAMES:
        return say("Choose what to correct.")
    if not reason:
        return say("Give a short reason. Nothing was changed.")
    if name == "place":
        read = _place(doing)
    elif doing.field("value", 40) in VALUES[name]:
        value = doing.field("value", 40)
        read = Correction(value, BOOKS[name].get(value, value))
    else:
        return say("Choose one of the values.")
    if isinstance(read, str):
        return read
    _keep(doing, name, read, reason)
    return None


def undo_fields(doing: Doing) -> dict[str, str]:
    """What brings back the answer that is about to be corrected: the fields of ``uncorrect``."""
    name, known = doing.field("name", 20), doing.opened.assessment()
    was: dict[str, object] = {"name": name, "entry": dict(known.overrides.get(name, {}))}
    if name == "place":
        was |= {"label": known.place_label}
        was |= {"place": known.place.as_json() if known.place else None}
    purpose = f"{UNDO}:{doing.opened.tip_id}"
    return {"was": sealed_values.seal(doing.dep, was, purpose)}


def uncorrect(doing: Doing) -> str | None:
    """Bring back what a correction replaced, and route the report by it."""
    purpose = f"{UNDO}:{doing.opened.tip_id}"
    was = sealed_values.unseal(doing.dep, doing.fields.get("was", ""), purpose)
    if was is None:
        return say("This can no longer be undone. Correct it again.")
    known, name = doing.opened.assessment(), was["name"]
    others = {key: entry for key, entry in known.overrides.items() if key != name}
    changed = replace(known, overrides=others | ({name: was["entry"]} if was["entry"] else {}))
    if name == "place":
        place = Place.from_json(was["place"])
        changed = replace(changed, place=place, place_label=was["label"])
    doing.opened.keep(changed, doing.now)
    doing.tell(f"{NAMES[name]}: correction undone.", kind="override")
    doing.note("override", name)
    version = doing.dep.library.current(doing.db)
    route_report.route(Tx(doing.db, doing.dep, doing.now), doing.opened, version, cause="override")
    return None


def _keep(doing: Doing, name: str, given: Correction, reason: str) -> None:
    known = doing.opened.assessment()
    by, at = doing.visitor.actor, doing.now.isoformat()
    entry = {"value": given.value, "label": given.label, "reason": reason, "by": by, "at": at}
    changed = replace(known, overrides={**known.overrides, name: entry})
    doing.opened.keep(changed, doing.now)
    doing.tell(f"{NAMES[name]}: {given.label}. {reason}", kind="override")
    doing.note("override", name)
    version = doing.dep.library.current(doing.db)
    route_report.route(Tx(doing.db, doing.dep, doing.now), doing.opened, version, cause="override")


def _place(doing: Doing) -> Correction | str:
    """The place in the words of the form; a sentence when it is not known or not clear."""
    given = doing.field("place", 120)
    found = read_place(doing, given)
    if found.best is None:
        return which_place(doing, given, found)
    place = replace(found.best, confidence=1.0)
    return Correction(json.dumps(place.as_json()), doing.dep.locator.label(place))


def read_place(doing: Doing, given: str) -> Location:
    """What the locator makes of a place that a dispatcher typed."""
    served = doing.dep.library.current(doing.db).rules.served
    return doing.dep.locator.locate(given, expecting=True, served=served)


def which_place(doing: Doing, given: str, found: Location) -> str:
    """What to type instead, when a place is not known or there are several."""
    options = found.question.options if found.question else ()
    if options:
        names = "; ".join(doing.dep.locator.label(place) for place in options[:9])
        return say(SEVERAL, given=given, names=names)
    if not given:
        return say("Type a place: a city with its state, a county, or a ZIP code.")
    return say(NOWHERE, given=given)


def label_of(name: str, value: str) -> str:
    """A value in words."""
    return say(BOOKS[name].get(value) or named(value, "fact"))
