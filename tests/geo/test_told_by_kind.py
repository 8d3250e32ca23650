"""Many kinds of telling where it is: exits, casinos, nations, bases, nicknames, two places.

The answers were written before the locator was tried on the texts.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest

from hotline.domain import Place
from tests.geo.locating import LOCATOR

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "data/told_by_kind.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
KINDS = {kind: list(rows) for kind, rows in groupby(ROWS, key=itemgetter(0))}


def _is_right(wanted: str, best: Place | None) -> bool:
    place, _, asked = wanted.partition(" or ")
    if place in {"asked", "none"}:
        return best is None
    state, _, county = place.partition("/")
    if best is None or (asked and best.state == state and best.fips is None):
        return bool(asked)
    return best.state == state and (not county or best.county == county)


@pytest.mark.parametrize("kind", KINDS)
def test_the_place_of_the_event_is_found_or_asked(kind: str) -> None:
    wrong = []
    for _, wanted, said in KINDS[kind]:
        found = LOCATOR.locate(said)
        if not _is_right(wanted, found.best):
            wrong.append(f"{said!r}: {found.best}, not {wanted}")
    assert not wrong, "\n".join(wrong)


def test_in_an_answer_no_other_state_is_given() -> None:
    for _, wanted, said in ROWS:
        best = LOCATOR.locate(said, expecting=True).best
        assert best is None or wanted in {"asked", "none"} or best.state == wanted[:2], said


@pytest.mark.parametrize(
    ("said", "county"),
    [
        ("oak grove kentucky", "Christian"),
        ("chatham illinois", "Sangamon"),
        ("holly springs mississippi", "Marshall"),
        ("morehead kentucky", "Rowan"),
        ("mount vernon indiana", "Posey"),
        ("spring lake north carolina", "Cumberland"),
        ("murrells inlet south carolina", "Georgetown"),
        ("boerne texas", "Kendall"),
        ("firestone colorado", "Weld"),
        ("vernon california", "Los Angeles"),
    ],
)
def test_a_town_lies_in_the_county_of_its_own_point(said: str, county: str) -> None:
    best = LOCATOR.locate(said).best
    assert best is not None
    assert best.county == county
