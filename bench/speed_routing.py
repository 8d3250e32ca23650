"""Decisions: random cases in every county, with and without the reasons that are kept.

The reference is what a decision is written down with: the same case through JSON and back.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from bench.figures import Figure, Scale
from hotline import routing
from hotline.config_files import read_folder
from hotline.domain import Known, Lookalike, Medium, Role, Type, Urgency
from hotline.geo import Gazetteer
from hotline.routing import RuleBook
from hotline.routing.types import Case
from hotline.settings import REPOSITORY

TITLE = "A report is routed: decisions in every county"
NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
FEW, MANY = 2_000, 20_000
TURNS = 3
MOST = 5.0
"""A decision costs at most so many times its own JSON: it is asked for at every step of a call."""


def measure(scale: Scale) -> Sequence[Figure]:
    """Decisions a second, and what one costs beside its case as JSON."""
    book, problems = routing.load_files(read_folder(REPOSITORY / "routing_rules"), demo=False)
    if book is None:
        raise SystemExit("\n".join(map(str, problems)))
    cases = _cases(MANY if scale.full else FEW)

    def written() -> None:
        for case in cases:
            json.loads(json.dumps(asdict(case), default=list))

    reference = _seconds(written)
    found = []
    for name, reasons in (("with its reasons", True), ("without", False)):
        spent = _seconds(lambda reasons=reasons: _decide(book, cases, reasons=reasons))
        found += [
            Figure(f"decisions a second, {name}", f"{len(cases) / spent:,.0f}"),
            Figure(
                f"a decision {name}, of its case as JSON",
                f"{spent / reference:.2f} x",
                bar=f"<= {MOST:.0f} x",
                met=spent <= MOST * reference,
            ),
        ]
    return found


def _cases(count: int) -> list[Case]:
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
        for _ in range(count)
    ]


def _decide(book: RuleBook, cases: Sequence[Case], *, reasons: bool) -> None:
    for number, case in enumerate(cases):
        routing.decide(case, book, NOON + timedelta(minutes=number * 37), reasons=reasons)


def _seconds(work: Callable[[], None]) -> float:
    """The median of some turns."""
    spent = []
    for _ in range(TURNS):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return statistics.median(spent)
