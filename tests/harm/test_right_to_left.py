"""Numbers in Arabic texts stand on the screen in the order in which they are dialed."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

import pytest

from tests.flows.changed import refused
from tests.flows.talk import shipped


def directions(text: str) -> list[str]:
    """Each letter's direction by rules W2, W4 and W7 of the Unicode Bidirectional Algorithm."""
    kinds = [unicodedata.bidirectional(letter) for letter in text]
    strong = "R"
    for place, kind in enumerate(kinds):
        strong = kind if kind in {"L", "R", "AL"} else strong
        if kind == "EN" and strong != "R":
            kinds[place] = "AN" if strong == "AL" else "L"
    for place in range(1, len(kinds) - 1):
        before, after = kinds[place - 1], kinds[place + 1]
        joins = {"ES": {"EN"}, "CS": {"EN", "AN"}}.get(kinds[place], set())
        if before == after and before in joins:
            kinds[place] = before
    return ["R" if kind == "AL" else kind for kind in kinds]


def shown(text: str) -> str:
    """``text`` as a screen shows it, read from left to right, in a right-to-left paragraph.

    Unicode Standard Annex 9 for letters, digits and what stands between them (N1, N2, I2, L2).
    """
    kinds = [kind if kind in {"L", "R", "EN", "AN"} else "ON" for kind in directions(text)]
    levels = []
    for place, kind in enumerate(kinds):
        left = next((k for k in kinds[:place][::-1] if k != "ON"), "R")
        right = next((k for k in kinds[place:] if k != "ON"), "R")
        between = kind == "ON" and not left == right == "L"
        levels.append(1 if kind == "R" or between else 2)
    runs = [list(run) for _, run in groupby(range(len(text)), key=lambda place: levels[place])]
    in_order = [place for run in runs[::-1] for place in run[:: 1 if levels[run[0]] == 2 else -1]]
    return "".join(text[place] for place in in_order)


def test_the_screen_of_the_test_reverses_what_real_ones_reverse() -> None:
    assert "7888-373-888-1" in shown("اتصل في أي وقت 1-888-373-7888 مع مترجم")
    assert "1.888.373.7888" in shown("اتصل في أي وقت 1.888.373.7888 مع مترجم")


def test_numbers_in_arabic_stand_in_reading_order() -> None:
    for key, words in shipped().languages["ar"].wording.items():
        text = words.prompt.text
        for number in re.findall(r"\d[\d.-]*\d", text):
            assert number in shown(text), (key, text)
        if "8883737888" in re.sub(r"\D", "", text):
            assert "1.888.373.7888" in shown(text)


@pytest.mark.parametrize(
    "written", ["1-888-373-7888", "1 888 373 7888", "1–888–373–7888", "2026-11-30", "1234-5678"]
)
def test_a_number_that_would_be_shown_reversed_is_refused(written: str) -> None:
    found = refused(("ar/person.yaml", "1.888.373.7888", f"1.888.373.7888 و {written}"))
    assert any("reverse" in problem.what for problem in found)
