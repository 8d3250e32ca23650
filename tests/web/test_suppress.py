"""Nobody can be found in the published figures, not even by a reader who knows the rule."""

from __future__ import annotations

import itertools
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from hotline.public.small_counts import FEW, SMALL, extra_of, suppress

Shown = tuple[tuple[int | None, ...], int | None]


def shown(counts: tuple[int, ...], extra: int = 0) -> Shown:
    table = suppress({f"name {n}": count for n, count in enumerate(counts)}, extra)
    return tuple(table.cells.values()), table.total


@cache
def all_that_look_alike(width: int, total: int) -> dict[Shown, set[tuple[int, ...]]]:
    """Every table with this total, by what may be shown of it: a reader's whole knowledge."""
    found: dict[Shown, set[tuple[int, ...]]] = {}
    for first in itertools.product(range(total + 1), repeat=width - 1):
        if sum(first) <= total:
            counts = (*first, total - sum(first))
            for extra in range(width):
                found.setdefault(shown(counts, extra), set()).add(counts)
    return found


@given(width=st.integers(2, 4), total=st.integers(FEW, 26), data=st.data())
def test_every_small_count_stays_possible(width: int, total: int, data: st.DataObject) -> None:
    look_alike = all_that_look_alike(width, total)
    cells, known = data.draw(st.sampled_from(sorted(look_alike, key=str)))
    truths = look_alike[cells, known]
    for place in range(width):
        values = {truth[place] for truth in truths}
        if any(0 < value < SMALL for value in values):
            assert values >= set(range(1, SMALL)), (cells, known, place, values)


@given(st.lists(st.integers(0, 300), min_size=1, max_size=12))
def test_no_small_count_is_ever_shown(counts: list[int]) -> None:
    cells, total = shown(tuple(counts))
    assert all(cell is None or cell == 0 or cell >= SMALL for cell in cells)
    assert total is None or total == sum(counts)
    assert all(cell in {None, count} for cell, count in zip(cells, counts, strict=True))


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert shown((5, 0, 40)) == ((5, 0, 40), 45)


def test_one_small_count_takes_another_along() -> None:
    assert shown((2, 30, 12, 50)) == ((None, 30, None, 50), 94)


def test_the_key_decides_whether_one_more_is_hidden() -> None:
    drawn = [extra_of(f"{n * 2654435761 % 2**32:08x}") for n in range(4096)]
    assert 0.70 < drawn.count(0) / len(drawn) < 0.80
    assert max(drawn) >= 3


def test_a_handful_of_reports_has_no_total() -> None:
    assert shown((2, 7, 0)) == ((None, None, None), None)
