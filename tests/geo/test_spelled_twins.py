"""Names that share their letters, spelled without a break between their words, are asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.geo.locating import LOCATOR

CITIES = LOCATOR.gazetteer.cities_named
PAIRS = sorted(name for name in CITIES if " " in name and name.replace(" ", "") in CITIES)

ASKED = [
    ("R O C K S P R I N G S", {"TX", "WY"}),
    ("r o c k s p r i n g s", {"TX", "WY"}),
    ("R-O-C-K-S-P-R-I-N-G-S", {"TX", "WY"}),
    ("it's R. O. C. K. S. P. R. I. N. G. S.", {"TX", "WY"}),
    ("he keeps her in R O C K S P R I N G S", {"TX", "WY"}),
    ("E L K R I D G E", {"MD", "UT"}),
    ("O A K R I D G E", {"TN", "OR"}),
    ("L A M E S A", {"CA", "TX"}),
    ("N E W B E R N", {"NC", "TN"}),
    ("C R O W N P O I N T", {"IN", "NM"}),
    ("P I N E B L U F F", {"AR"}),
]
TAKEN = [
    ("R O C K   S P R I N G S", "WY"),
    ("R O C K, S P R I N G S", "WY"),
    ("R O C K S P R I N G S T X", "TX"),
    ("R O C K S P R I N G S, Wyoming", "WY"),
    ("rocksprings", "TX"),
    ("rock springs", "WY"),
    ("L A R E D O", "TX"),
    ("E L P A S O", "TX"),
    ("G R E E N B A Y", "WI"),
    ("L I T T L E R O C K", "AR"),
    ("C O R P U S C H R I S T I", "TX"),
]


@pytest.mark.parametrize(("text", "states"), ASKED)
def test_both_places_are_offered(text: str, states: set[str]) -> None:
    found = LOCATOR.locate(text, expecting=True)
    assert found.best is None
    assert found.question is not None
    assert states <= {option.state for option in found.question.options}


@pytest.mark.parametrize(("text", "state"), TAKEN)
def test_a_break_a_state_or_a_name_of_its_own_decides(text: str, state: str) -> None:
    found = LOCATOR.locate(text, expecting=True)
    assert found.best is not None
    assert found.best.state == state


@given(st.sampled_from(PAIRS), st.sampled_from((" ", "-", ". ", "  ")))
def test_the_smaller_of_two_is_never_lost_without_a_question(name: str, mark: str) -> None:
    text = mark.join(name.replace(" ", "").upper())
    found = LOCATOR.locate(text, expecting=True)
    if found.best is None or found.best.city is None:
        return
    towns = (*CITIES[name], *CITIES[name.replace(" ", "")])
    best = max(towns, key=lambda town: town.population)
    near = [t for t in towns if t.state != best.state and t.population * 10 > best.population]
    assert not near, f"{text} became {found.best.city}, {found.best.state}"
