"""What guessing a password costs: the tests' own logins are cheap, a deployment's are not."""

from __future__ import annotations

import importlib
import importlib.util

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type


@pytest.fixture(scope="module")
def stored() -> str:
    """What a deployment stores of a password, whatever tests have made of theirs."""
    importlib.import_module("hotline.accounts.staff")
    spec = importlib.util.find_spec("hotline.accounts.staff")
    assert spec is not None and spec.loader is not None
    fresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fresh)
    kept: str = fresh.hash_of("synthetic people only")
    assert fresh.fits(kept, "synthetic people only")
    assert not fresh.fits(kept, "synthetic people onlY")
    return kept


def test_a_guess_costs_time_and_memory(stored: str) -> None:
    """The second recommended choice of RFC 9106, three passes over 64 MiB, on one processor."""
    cost = extract_parameters(stored)
    assert cost.type is Type.ID
    assert cost.memory_cost >= 64 * 1024
    assert cost.time_cost >= 3
    assert cost.salt_len >= 16
    assert cost.parallelism == 1, "strangers can ask for it, and a text needs a processor too"
