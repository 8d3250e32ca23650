"""The shipped rule book, small books written in a test, and cases at places by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from hotline import routing
from hotline.config_files import Problem, read_folder
from hotline.domain import Known, Place, Role, Type, Urgency
from hotline.geo import Gazetteer
from hotline.routing import RuleBook
from hotline.routing.types import Case, Decision

RULES = Path(__file__).parents[2] / "routing_rules"
NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
"""A Tuesday, noon in Laredo."""


@cache
def shipped_files() -> Mapping[str, str]:
    return read_folder(RULES)


@cache
def shipped(*, demo: bool = False) -> RuleBook:
    book, problems = routing.load_files(shipped_files(), demo=demo)
    assert book is not None, "\n".join(map(str, problems))
    return book


def at(name: str) -> Place:
    """``Laredo, TX``, ``Webb County, TX``, ``TX`` or a ZIP code, as the locator gives it."""
    places = Gazetteer.load()
    if name.isdigit():
        code = places.zip(name)
        assert code is not None, name
        return places.place_of_zip(code)
    if len(name) == 2:
        return Place(state=name, confidence=0.9)
    label, _, state = name.rpartition(", ")
    county = places.county_named(label.removesuffix(" County"), state)
    if label.endswith(" County"):
        assert county is not None, name
        return places.place_of_county(county, 0.9)
    city = places.city(label, state)
    assert city is not None, name
    return places.place_of_city(city, 0.9)


def case(place: str | None = None, **facts: Any) -> Case:
    """A third party's standard report of labor trafficking by an adult, but for ``facts``."""
    known = {
        "type": Type.LABOR,
        "urgency": Urgency.P2,
        "role": Role.THIRD_PARTY,
        "minor": Known.NO,
        "place": at(place) if place else None,
    }
    return Case(**(known | facts))


def decide(reported: Case, when: datetime = NOON, *, demo: bool = False) -> Decision:
    return routing.decide(reported, shipped(demo=demo), when)


def asked(decision: Decision) -> list[str]:
    """The agencies in order; ``+`` before those that are told besides."""
    return [f"+{offer.agency_id}" if offer.also else offer.agency_id for offer in decision.offers]


def rung(decision: Decision) -> list[str]:
    return [line.agency_id for line in decision.lines]


def why(decision: Decision, subject: str, step: str = "agency") -> str:
    """What the reasons say of an agency or a rule."""
    found = [r.why for r in decision.reasons if r.subject == subject and r.step == step]
    assert found, f"nothing is said of {subject}"
    return found[0]


# Small books -------------------------------------------------------------------------------------

NATIONAL = """\
policy: national
about: For a test.
acknowledge: {P0: 5 minutes, P1: 1 hour, P2: 24 hours, P3: 3 business days}
verified_within: 365 days
ring_unknown_hours: [P1, P2, P3]
rules:
  everything:
    about: All goes to tip lines.
    when: {}
    refer:
      - {does: tips}
    transfer:
      - {does: tips}
"""
US = """\
of: US
agencies:
  national_hotline:
    name: National Human Trafficking Hotline
    kind: national_hotline
    does: [tips]
    status: verified
    read: 2026-11-24
    sources: [a test]
    owner: test
    area: {nation: true}
    languages: [en, es]
    interpreter: true
    hours: always
    contacts:
      - {channel: phone, purpose: public_line, address: "+18883737888"}
"""


def agency(name: str = "webb_line", **changes: str) -> str:
    """The text of an agency's entry, each line of it changed as wanted."""
    lines = {
        "name": "Webb Line",
        "kind": "law_enforcement",
        "does": "[tips]",
        "status": "verified",
        "read": "2026-11-24",
        "sources": "[a test]",
        "owner": "test",
        "area": '{counties: ["48479 Webb, TX"]}',
        "hours": "always",
        "contacts": '[{channel: phone, purpose: public_line, address: "+19562125100"}]',
    } | changes
    body = "".join(f"    {key}: {value}\n" for key, value in lines.items() if value)
    return f"  {name}:\n{body}"


def files(*agencies: str, national: str = NATIONAL, **more: str) -> dict[str, str]:
    """The files of a small book: the National Hotline and the agencies of Texas."""
    texas = "of: TX\nagencies:\n" + "".join(agencies) if agencies else "of: TX\nagencies: {}\n"
    named = {f"{name}.yaml": text for name, text in more.items()}
    return {
        "national.yaml": national,
        "agencies/US.yaml": US,
        "agencies/TX.yaml": texas,
        **named,
    }


def book_of(given: Mapping[str, str]) -> RuleBook:
    book, problems = routing.load_files(given, demo=False)
    assert book is not None, "\n".join(map(str, problems))
    return book


def problems_of(given: Mapping[str, str]) -> list[Problem]:
    return routing.load_files(given, demo=False)[1]
