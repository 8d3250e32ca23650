"""The county map: every county of the gazetteer can be marked, and it asks nobody for anything."""

from __future__ import annotations

import hashlib
from xml.etree import ElementTree

from hotline.geo import Gazetteer
from hotline.web import us_map
from hotline.web.us_map import Mark, county_map

SVG = "{http://www.w3.org/2000/svg}"


def drawn(marks: dict[str, Mark]) -> ElementTree.Element:
    return ElementTree.fromstring(county_map(marks, label="Who is served."))


def test_every_county_and_territory_has_a_shape_of_its_own_or_shares_the_old_one() -> None:
    counties = Gazetteer.load().counties
    shown = drawn({fips: Mark("mine", title=fips) for fips in counties})
    titles = {title.text for title in shown.iter(f"{SVG}title")}
    assert set(counties) - titles <= set(us_map.SINCE_DIVIDED)
    assert titles & set(us_map.SINCE_DIVIDED), "one of the two stands for the undivided shape"
    shapes = [*shown.iter(f"{SVG}path"), *shown.iter(f"{SVG}rect")]
    assert not [shape for shape in shapes if shape.get("class") not in {"mine", "states"}]


def test_what_a_county_says_is_escaped_and_may_lead_somewhere() -> None:
    marks = {"48479": Mark("some", title="Webb <&> Laredo", href='/queue?a=1&b="2"')}
    link = next(iter(drawn(marks).iter(f"{SVG}a")))
    assert link.get("href") == '/queue?a=1&b="2"'
    assert link[0][0].text == "Webb <&> Laredo"


def test_the_outlines_are_those_that_the_notice_names() -> None:
    notice = us_map.FILE.with_name("VENDORED.md").read_text("utf-8")
    assert hashlib.sha256(us_map.FILE.read_bytes()).hexdigest() in notice
    assert us_map.FILE.stat().st_size < 400_000


def test_every_shape_lies_within_the_view() -> None:
    plane = us_map.outlines()
    left, top, width, height = map(int, (drawn({}).get("viewBox") or "").split())
    for fips, path in (plane.counties | plane.states).items():
        first_x, first_y, last_x, last_y = us_map.bounds(path)
        assert left <= first_x <= last_x <= left + width, fips
        assert top <= first_y <= last_y <= top + height, fips
    squares = list(drawn({}).iter(f"{SVG}rect"))
    names = [text.text for text in drawn({}).iter(f"{SVG}text")]
    assert len(names) == len(us_map.TERRITORIES) and squares
    for square in squares:
        x, y = int(square.get("x") or 0), int(square.get("y") or 0)
        assert left <= x <= left + width - us_map.SQUARE
        assert top <= y <= top + height - us_map.SQUARE
