"""What two texters wrote of one motel or one car is seen, however they write it."""

from __future__ import annotations

import pytest

from hotline.console.related import marks
from tests.line import Line
from tests.web.desk import Desk, words

MOTEL = "Sunset Motel on San Bernardo Ave in Laredo, a white Tahoe plate KTV 4821 waits outside"


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        ("Sunset motel Laredo again. same white tahoe KTV4821. he hit her", 2),
        ("White Tahoe plate KTV4821 again, Sunset Motel San Bernardo Laredo", 2),
        ("at the sunset motel again", 1),
        ("SUNSET MOTEL room 12", 1),
        ("a white suv ktv 4821", 1),
        ("ktv4821", 1),
        ("the truck is KTV-4821", 1),
        ("KTV 4821 is back", 1),
        ("license plate: ktv 4821", 1),
        ("there is a camioneta blanca ktv-4821", 1),
        ("at a cheap motel", 0),
        ("the motel on the corner", 0),
        ("he owes 4821 dollars", 0),
        ("room KTV", 0),
        ("a white Tahoe", 0),
    ],
)  # fmt: skip
def test_marks_are_the_same_however_they_are_written(other: str, shared: int) -> None:
    both = marks(MOTEL).keys() & marks(other).keys()
    kinds = {marks(MOTEL)[mark] for mark in both}
    assert len(kinds) == shared, both


@pytest.mark.parametrize(
    "text",
    ["apt 4821", "hwy 4821", "the 4821", "a nail salon", "this motel", "he works in a massage spa",
     "room1234 or so", "my age 1234", "exit 482"],
)  # fmt: skip
def test_what_names_nothing_is_no_mark(text: str) -> None:
    assert not marks(text)


def test_strong_matches_come_first_and_weak_ones_are_folded(line: Line) -> None:
    told = (
        f"there is a man at the {MOTEL} selling his girlfriend",
        "my boss at a restaurant in Laredo Texas took my passport, I get no pay",
        "a man in Laredo Texas is selling his girlfriend to other men at home",
        "sunset motel Laredo Texas again. same white tahoe KTV4821. he hit her",
    )
    for number, text in enumerate(told, 1):
        line.text(f"+1956555011{number}", text)
    tips = line.tips()
    desk = Desk(line.as_staff("dispatcher"))
    page = desk.look(f"/reports/{tips[0]}")
    box = page[page.index('id="related"') :]
    assert box.index(tips[3]) < box.index("weaker match") < box.index(tips[2])
    assert "same business, same plate" in words(box[: box.index("weaker match")])
