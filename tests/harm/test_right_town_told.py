"""The right town over the real line: signed webhooks in, the report's own place out."""

from __future__ import annotations

from typing import Any

from tests.line import Line

STORY = "my boss keeps my passport and never pays us at the warehouse in"


def _place(line: Line) -> dict[str, Any]:
    """The place of the newest report, empty when it has none."""
    place: dict[str, Any] = line.report(line.tips()[-1])["place"] or {}
    return place


def test_first_texts_are_placed_right_or_asked(line: Line) -> None:
    reported = [
        (f"{STORY} L A R E D O", "TX", "Laredo"),
        ("a man with a gun has a girl locked in a motel in L A R E D O, come now", "TX", "Laredo"),
        (f"{STORY} a town, https://maps.google.com/?q=27.5306,-99.4803", "TX", None),
        (f"{STORY} a house, 29.76043, -95.36980", "TX", None),
        (f"{STORY} Webb County, Florida", None, None),
        (f"{STORY} Cook County, Texas", None, None),
        ("they lock us in at a farm, DCS took my baby", None, None),
        (f"{STORY} Leamington Ontario", None, None),
        (f"{STORY} Nuevo Laredo", None, None),
    ]
    for number, (story, state, city) in enumerate(reported):
        line.text(f"+195655501{number + 40}", story)
        place = _place(line)
        assert (place.get("state"), place.get("city")) == (state, city), story


def test_a_link_to_a_motel_changes_no_type(line: Line) -> None:
    story = "a man takes the pay of the men at the farm and keeps their papers"
    line.text("+19565550120", story)
    plain = line.report(line.tips()[-1])
    line.text(
        "+19565550121", f"{story} https://www.google.com/maps/place/Sexy+Spa/@27.53,-99.48,9z"
    )
    linked = line.report(line.tips()[-1])
    assert (linked["type"], linked["urgency"]) == (plain["type"], plain["urgency"])


def test_a_caller_spells_the_town_and_confirms_it(line: Line) -> None:
    call = line.call("+19565550130")
    call.press("1")
    call.press("2")
    call.press("1")
    call.say("my boss keeps our passports and locks us in the warehouse at night in a town")
    while "Where is it" not in call.said:
        before = call.said
        call.press("3")
        assert call.said != before, before
    call.say("It's L A R E D O.")
    assert "I heard Laredo, Texas" in call.said
    call.press("1")
    assert (_place(line)["state"], _place(line)["city"]) == ("TX", "Laredo")
