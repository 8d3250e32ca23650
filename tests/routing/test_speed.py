"""Routing is fast enough to be asked again at every step of a contact, and for every county."""

from __future__ import annotations

import random
from datetime import timedelta
from time import process_time

from hotline import routing
from hotline.geo import Gazetteer
from hotline.routing import RuleBook
from hotline.routing.types import Case
from hotline.words import Known, Lookalike, Medium, Role, Type, Urgency
from tests.routing.books import NOON, book_of, shipped, shipped_files

CASES = 4000
WITH_REASONS, WITHOUT = 5_000, 20_000
"""Decisions a second on one core."""


def _cases() -> list[Case]:
    draw = random.Random(20261124)
    places = Gazetteer.load()
    counties = sorted(places.counties.values(), key=lambda county: county.fips)
    return [
        Case(
            draw.choice(list(Type)),
            draw.choice(list(Urgency)),
            draw.choice(list(Role)),
            draw.choice(list(Known)),
            draw.choice(["en", "es", "zh"]),
            draw.choice(list(Medium)),
            places.place_of_county(draw.choice(counties), 0.9),
            draw.choice([None, None, None, *Lookalike]),
            consents=frozenset(draw.choice([(), ("law_enforcement",)])),
            confidence={"type": draw.random(), "place": 0.9},
        )
        for _ in range(CASES)
    ]


def _per_second(book: RuleBook, cases: list[Case], *, reasons: bool) -> float:
    began = process_time()
    for number, told in enumerate(cases):
        routing.decide(told, book, NOON + timedelta(minutes=number * 37), reasons=reasons)
    return len(cases) / (process_time() - began)


def test_decisions_a_second_with_all_their_reasons() -> None:
    cases = _cases()
    best = max(_per_second(shipped(), cases, reasons=True) for _ in range(3))
    assert best >= WITH_REASONS, f"{best:,.0f} a second"


def test_decisions_a_second_without() -> None:
    cases = _cases()
    book = book_of(shipped_files())
    best = max(_per_second(book, cases, reasons=False) for _ in range(3))
    assert best >= WITHOUT, f"{best:,.0f} a second"
