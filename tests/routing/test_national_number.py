"""The National Hotline's number in the directory: a slip is refused, other numbers are not."""

from __future__ import annotations

import pytest

from hotline import routing
from tests.routing.books import files


@pytest.mark.parametrize(
    "slip",
    ["+18883737889", "+18883737808", "+18883737898", "+18883733788", "+18883377888",
     "+18887337888", "+18883738788", "+18833737888"],
)  # fmt: skip
def test_a_slip_in_the_national_hotline_s_own_number_is_refused(slip: str) -> None:
    """Every path ends there: a wrong digit would send each caller whom nobody else takes astray."""
    given = files()
    for name, text in given.items():
        given[name] = text.replace("+18883737888", slip)
    book, problems = routing.load_files(given, demo=False)
    (problem,) = problems
    assert book is None and problem.severity == "error"
    assert slip in problem.what and "+18883737888" in problem.fix


@pytest.mark.parametrize("number", ["+18883737888", "+18004284226", "+18882222222", "+18883731234"])
def test_other_toll_free_numbers_are_left_alone(number: str) -> None:
    given = {name: text.replace("+18883737888", number) for name, text in files().items()}
    book, problems = routing.load_files(given, demo=False)
    assert book is not None, problems
