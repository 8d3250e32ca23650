"""A rule book with one rule more, and a case for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hotline import routing
from hotline.domain import Place
from hotline.routing import RuleBook
from hotline.routing.hours import Holiday
from hotline.routing.types import Case
from tests.routing.books import (
    NATIONAL,
    NOON,
    book_of,
    case,
    files,
)

LAREDO = "Laredo, TX"
MEMORIAL = Holiday("Memorial Day", 5, weekday=0, nth=-1)
LABOR = Holiday("Labor Day", 9, weekday=0, nth=1)


def with_rule(rule: str, *agencies: str, then: str = "refer") -> RuleBook:
    """A book whose first rule is ``rule``: its ``when``, and the pick of its answer."""
    when, pick = rule.split(" -> ")
    text = f"rules:\n  first:\n    about: A test.\n    when: {when}\n    {then}:\n      - {pick}\n"
    return book_of(files(*agencies, national=NATIONAL.replace("rules:\n", text)))


def first_rule(
    book: RuleBook, at: datetime = NOON, place: str | None = LAREDO, **facts: object
) -> str:
    return routing.decide(case(place, **facts), book, at).offers[0].rule


def at_place(place: Place | None) -> Case:
    return replace(case(None), place=place)
