"""Misheard towns: the right county after at most two answers, from a small sample of the bench."""

from __future__ import annotations

import random

from bench.sound_eval import measure, misheard
from tests.geo.locating import LOCATOR

TOWNS, LEAST = 15, 0.8


def test_slips_are_small_and_the_same_every_time() -> None:
    said = misheard("laredo", random.Random(1), 2)
    assert said == misheard("laredo", random.Random(1), 2) != "laredo" and said[0] == "l"


def test_misheard_towns_lead_to_the_right_county() -> None:
    for count in measure(LOCATOR, TOWNS, seed=7):
        assert count.callers == TOWNS
        assert count.in_time >= LEAST * TOWNS, count.line()
