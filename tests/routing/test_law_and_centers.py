"""The duty to report sets clocks, state by state; a county's 911 center has its own number."""

from __future__ import annotations

from datetime import date

import pytest

from hotline import routing
from hotline.domain import Known, Role, Type, Urgency
from hotline.geo import Gazetteer
from hotline.routing.emergency_centers import missing_centers
from hotline.routing.explain_extras import duty_words
from hotline.routing.law import FILE_WITHIN, StateLaw, minutes_to_file
from tests.routing.books import NOON, case, decide, files, shipped

TODAY = date(2026, 12, 1)


def law(state: str) -> StateLaw:
    return shipped().law[state]


def test_every_state_and_territory_has_its_law_with_a_source_and_a_date() -> None:
    assert set(shipped().law) == set(Gazetteer.load().states)
    for found in shipped().law.values():
        assert found.who and found.to and found.how_soon and found.basis and found.page_date
        assert found.sources or not found.sure, found.state
        assert found.read_on == date(2026, 11, 30)
        assert "memory" not in f"{found}"


@pytest.mark.parametrize(
    ("state", "within", "everyone", "police"),
    [
        ("CT", 12 * 60, False, True), ("WA", 48 * 60, False, True), ("TX", 60, True, True),
        ("GA", 24 * 60, False, False), ("NV", 24 * 60, False, True), ("DE", 60, True, True),
        ("MI", 60, False, False), ("SC", None, False, True), ("PR", None, False, True),
        ("NC", 60, True, True), ("UT", 60, True, True), ("RI", 24 * 60, True, False),
    ],
)  # fmt: skip
def test_what_was_read_is_in_the_data(
    state: str, within: int | None, everyone: bool, police: bool
) -> None:
    found = law(state)
    assert (found.within, found.everyone, found.asks_police) == (within, everyone, police)


@pytest.mark.parametrize("state", sorted(Gazetteer.load().states))
def test_the_duty_reads_as_a_sentence_also_where_parts_were_not_read(state: str) -> None:
    said = duty_words(law(state))
    assert said.startswith(f"{state}: ")
    assert "not read must" not in said and "; not read" not in said
    assert ("ask counsel" in said) == (not law(state).everyone and law(state).who == "not read")
    assert ("how soon was not read: at once" in said) == law(state).how_soon.startswith("not read")


def due(place: str | None, urgency: Urgency, minor: Known = Known.YES) -> int:
    child = case(place, type=Type.SEX, urgency=urgency, minor=minor, role=Role.THIRD_PARTY)
    return next(t.due_minutes for t in decide(child).tasks if t.kind == "mandated_report")


@pytest.mark.parametrize(
    ("place", "urgency", "minutes"),
    [
        ("Houston, TX", Urgency.P0, 15), ("Houston, TX", Urgency.P1, 60),
        ("Houston, TX", Urgency.P2, 60), ("Hartford, CT", Urgency.P2, 240),
        ("Atlanta, GA", Urgency.P2, 240), ("Seattle, WA", Urgency.P1, 60),
        (None, Urgency.P1, 60), (None, Urgency.P2, 240),
    ],
)  # fmt: skip
def test_the_clock_agrees_with_the_law_and_the_urgency(
    place: str | None, urgency: Urgency, minutes: int
) -> None:
    assert due(place, urgency) == minutes


def test_what_is_more_urgent_is_never_filed_later() -> None:
    for found in (None, *shipped().law.values()):
        times = [minutes_to_file(found, urgency, 24 * 60, shipped().filing) for urgency in Urgency]
        assert times == sorted(times)
        assert times[0] == FILE_WITHIN[Urgency.P0]


def test_how_soon_a_report_is_filed_is_a_line_of_the_file() -> None:
    """A county's counsel wants less than we do, and no one needs Python for it."""
    entry = (
        '{who: a, to: b, how_soon: c, basis: d, page_date: "2024", sources: [e], within: at once}'
    )
    own = f"at_once: 20 minutes\nfile_within: {{P2: 90 minutes}}\nstates:\n  TX: {entry}\n"
    book, problems = routing.load_files(files(law=own), demo=False)
    assert book is not None, problems
    texas = book.law["TX"]
    assert texas.within == 20
    assert minutes_to_file(texas, Urgency.P3, 999, book.filing) == 20
    assert minutes_to_file(None, Urgency.P2, 999, book.filing) == 90
    assert minutes_to_file(None, Urgency.P0, 999, book.filing) == FILE_WITHIN[Urgency.P0]
    assert shipped().filing == FILE_WITHIN


@pytest.mark.parametrize(
    "wrong",
    ["at_once: soon", "at_once: 0 minutes", "file_within: {P4: 1 hour}", "file_within: {P0: 15}",
     "file_within: {P0: now}", "file_within: 1 hour", "at_once: 1 day",
     "file_within: {p0: 1 hour}"],
)  # fmt: skip
def test_a_time_that_is_none_is_an_error_with_its_line(wrong: str) -> None:
    entry = '{who: a, to: b, how_soon: c, basis: d, page_date: "2024", sources: [e]}'
    law = f"{wrong}\nstates:\n  TX: {entry}\n"
    _, problems = routing.load_files(files(law=law), demo=False)
    assert [p for p in problems if p.severity == "error" and p.file == "law.yaml" and p.line == 1]


def test_a_state_that_is_none_or_lacks_what_matters_is_an_error_with_its_line() -> None:
    entry = '{who: a, to: b, how_soon: c, basis: d, page_date: "2024", sources: [e]}'
    good = f"states:\n  TX: {entry}\n"
    book, _ = routing.load_files(files(law=good), demo=False)
    assert book is not None and book.law["TX"].within is None
    for old, new, said in (
        ("  TX:", "  ZZ:", "ZZ is no state or territory."),
        ("who: a, ", "", "who"),
        ("who: a", "within: soon, who: a", "at once"),
    ):
        _, problems = routing.load_files(files(law=good.replace(old, new)), demo=False)
        found = [f"{p.file}:{p.line}: {p.what} {p.fix}" for p in problems if p.severity == "error"]
        assert found and said in found[0], found
        assert found[0].startswith("law.yaml:")


# 911 centers -------------------------------------------------------------------------------------

CENTER = (
    'centers:\n  "48479 Webb, TX":\n    name: Webb 911\n    phone: "+19562125100"\n'
    "    text_to_911: yes\n    source: phoned\n    tested: 2026-11-24\n"
)


@pytest.mark.parametrize(
    ("said", "texts"),
    [
        ("yes", "yes"), ('"yes"', "yes"), ("no", "no"), ('"no"', "no"), ("unknown", "unknown"),
        ("true", "yes"), ("false", "no"),
    ],
)  # fmt: skip
def test_a_center_is_read_with_its_number_and_whether_it_takes_texts(said: str, texts: str) -> None:
    text = CENTER.replace("text_to_911: yes", f"text_to_911: {said}")
    book, problems = routing.load_files(files(emergency_centers=text), demo=False)
    assert book is not None, problems
    place = case("Laredo, TX").place
    center = book.center_at(place)
    assert center is not None
    assert (center.phone, center.text_to_911.value) == ("+19562125100", texts)
    assert book.center_at(case("Houston, TX").place) is None
    assert book.center_at(None) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("48479 Webb, TX", "48999 Nowhere, TX", "is no county"),
        ('"+19562125100"', '"911"', "cannot be reached"),
        ('"+19562125100"', '"+19565550142"', "kept for fiction"),
        ('"+19562125100"', '"956-212-5100"', "not a telephone number"),
        ("    source: phoned\n", "", "source"),
        ("text_to_911: yes", "text_to_911: maybe", "yes"),
    ],
)
def test_a_slip_in_a_center_is_an_error_with_its_file(old: str, new: str, said: str) -> None:
    _, problems = routing.load_files(files(emergency_centers=CENTER.replace(old, new)), demo=False)
    found = [f"{p.file}: {p.what} {p.fix}" for p in problems if p.severity == "error"]
    assert found and found[0].startswith("emergency_centers.yaml: ")
    assert said in " ".join(found)


def test_the_counties_served_without_a_tested_number_are_named() -> None:
    areas = 'serves: {counties: ["48479 Webb, TX", "48505 Zapata, TX"]}\n'
    book, problems = routing.load_files(files(areas=areas, emergency_centers=CENTER), demo=False)
    assert book is not None
    warned = [p.what for p in problems if p.file == "emergency_centers.yaml"]
    assert warned == ["Zapata County, TX: no ten-digit number of its 911 center is known."]
    missing = missing_centers(book.served, book.centers, TODAY)
    assert [(m.county, "no ten-digit" in m.why) for m in missing] == [("Zapata County, TX", True)]
    old = missing_centers(book.served, book.centers, date(2028, 1, 1))
    assert [m.county for m in old] == ["Webb County, TX", "Zapata County, TX"]
    assert "last tested 2026-11-24" in old[0].why
    assert missing_centers(frozenset(), {}, TODAY) == []


def test_the_demos_counties_have_made_up_centers() -> None:
    demo = shipped(demo=True)
    assert demo.served
    assert missing_centers(demo.served, demo.centers, NOON.date()) == []
