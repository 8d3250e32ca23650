"""The same words and answers are sorted once a step, not once for each who asks."""

from __future__ import annotations

from typing import Any

import pytest

from hotline.triage.sorter import Sorter
from tests.line import Line


def test_no_text_is_sorted_twice_with_the_same_answers(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, ...]] = []
    sort = Sorter.classify

    def counted(self: Sorter, reported: str, **given: Any) -> Any:
        asked.append((reported, str(given)))
        return sort(self, reported, **given)

    monkeypatch.setattr(Sorter, "classify", counted)
    stories = (
        ("my neighbor keeps a girl locked in his nail salon in Laredo", "yes", "not sure", "no"),
        ("mi vecino tiene encerrada a una muchacha en Laredo", "no", "no se", "si"),
        ("hello", "they took her passport", "she works at a motel in El Paso", "no"),
    )
    for number, story in enumerate(stories):
        for body in story:
            asked.clear()
            line.text(f"+1956555013{number}", body)
            assert len(asked) == len(set(asked)), body
            if number < 2:  # "hello" is weighed without what followed, too
                assert len(asked) <= 2, body
