"""Interpreters who can join a call as a third: a language line, or volunteers by language.

    interpreters:
      city_language_line:
        name: City Language Line
        phone: "+1…"
        languages: [es, vi]
        hours: always

They hear no report, only that a call needs an interpreter; see ``telephony.three_on_a_call``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hotline.config_files import Document
from hotline.routing.hours import Hours
from hotline.routing.read_agencies import wrong_number
from hotline.routing.read_places import Known, read_hours
from hotline.routing.types import Channel, ContactPoint, Purpose
from hotline.yaml_reader import Location


@dataclass(frozen=True)
class Interpreter:
    """Someone to ring for a caller's language. ``languages`` are BCP 47 primary subtags."""

    id: str
    name: str
    phone: str
    """E.164."""
    languages: frozenset[str]
    hours: Hours


def read_interpreters(
    document: Document, known: Known, *, synthetic: bool
) -> Iterator[Interpreter]:
    """The interpreters of one file, in its order; ``synthetic``: of the demo."""
    for name, given in (document.data.get("interpreters") or {}).items():
        yield _interpreter(document, name, given, known, synthetic=synthetic)


def _interpreter(
    document: Document, name: str, given: Mapping[str, Any], known: Known, *, synthetic: bool
) -> Interpreter:
    path: Location = ("interpreters", name)
    hours = read_hours(document, (*path, "hours"), given.get("hours", "always"), None, known)
    point = ContactPoint(Channel.PHONE, Purpose.LIVE_TRANSFER, given["phone"], hours=hours)
    wrong = wrong_number(point, synthetic=synthetic)
    if wrong:
        known.wrong(document, (*path, "phone"), *wrong)
    return Interpreter(name, given["name"], given["phone"], frozenset(given["languages"]), hours)


def on_duty(
    interpreters: tuple[Interpreter, ...], language: str, at: datetime
) -> list[Interpreter]:
    """Who interprets ``language`` and may be rung at ``at``, in the order of the file."""
    return [
        one
        for one in interpreters
        if language in one.languages and one.hours.is_open(at) is not False
    ]
