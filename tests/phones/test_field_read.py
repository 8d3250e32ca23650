"""Bug reports of other lines that concern how words, places and tables are read: no line is served.

The other kinds are in ``test_field.py``.
"""

from __future__ import annotations

from datetime import date

import pytest

from hotline.directory import phone_numbers, plain_csv, schedules, spreadsheets
from hotline.routing.hours import Hours
from tests.geo.locating import reported as located
from tests.harm.reading import meant
from tests.phones.table import table
from tests.routing.test_hours import FEDERAL, chicago


def place_of(text: str) -> str:
    found = located(text, answering=True)
    if found.best is None or found.doubt:
        options = found.question.options if found.question else ()
        return "abroad" if found.abroad else "asked" if len(options) > 1 else "unknown"
    best = found.best
    if found.question is not None and len(found.question.options) > 1 and best.city is None:
        return "asked" if best.county is None and best.state is None else str(best.state)
    return f"{best.city} {best.state}" if best.city else str(best.state)


@pytest.mark.parametrize("number", ["F2", "F3", "F4", "F5", "F6", "F8", "F16", "F26"])
def test_f2_to_f26_places_as_people_say_them(number: str) -> None:
    rows = table()["places"][number]
    assert len(rows) >= 10
    for words, wanted in rows.items():
        found = place_of(str(words))
        got = found.rsplit(" ", 1)[-1] if len(wanted) == 2 else found
        assert got == wanted or (wanted == "asked" and len(found) == 2), (words, found)


def test_f7_links_and_coordinates_become_their_county_or_are_said_to_be_unreadable() -> None:
    for row in table()["locations"]:
        found = located(row["text"], answering=True)
        county = found.best.fips if found.best else None
        assert county == row.get("county"), row
        assert found.link is bool(row.get("unreadable")), row


def test_f9_exits_and_miles_keep_their_road() -> None:
    for words, wanted in table()["roads"].items():
        found = located(words, answering=True)
        streets = [found.best.street if found.best else None]
        streets += [candidate.place.street for candidate in found.candidates]
        assert wanted in streets, (words, streets)


@pytest.mark.parametrize(
    ("rows", "asked"),
    [("numbered", "report.minor"), ("safe", "report.safe")],
    ids=["F12-25", "F15"],
)
def test_f12_f15_f25_choices_in_any_form(rows: str, asked: str) -> None:
    tried = [
        (said, tag, None if value == "asked" else value)
        for tag, by_value in table()[rows].items()
        for value, several in by_value.items()
        for said in several
    ]
    assert len(tried) >= 20
    wrong = [row for row in tried if meant(asked, row[1], str(row[0])) != row[2]]
    assert not wrong, wrong


def test_f19_an_import_guesses_nothing() -> None:
    day = date(2026, 11, 30)
    weekly = {"freq": "WEEKLY", "byday": "MO,TU", "opens_at": "9:00 AM", "closes_at": "5:00 PM"}
    assert schedules.read(weekly, day).lines == ("mo-tu 09:00-17:00",) or list(
        schedules.read(weekly, day).lines
    ) == ["mo-tu 09:00-17:00"]
    for fax in ("fax", "FAX", "tty", "pager", "textphone"):
        (found,) = phone_numbers.read({"number": "713-227-0112", "type": fax})
        assert not found.address and found.why_not


def test_f20_a_table_of_a_spreadsheet_is_read_or_refused_in_a_sentence() -> None:
    rows = "id,of,name,kind,area\ntx_harbor,TX,Harbor House,crisis_line,state TX\n,,,,\n"
    for data in (rows.encode("utf-16"), rows.replace(",", ";").encode("cp1252"), rows.encode()):
        text, _ = spreadsheets.text_of(data)
        entries, unread = plain_csv.read_rows(spreadsheets.straight(text)[0])
        assert [entry.id for entry in entries] == ["tx_harbor"] and not unread
    with pytest.raises(plain_csv.CsvError, match="workbook"):
        spreadsheets.text_of(b"PK\x03\x04")


def test_f25_words_for_keys_that_a_recognizer_writes() -> None:
    for said, value in {
        **{"press one": "yes", "option two": "no", "Too": "no", "Won": "yes", "To.": "no"},
        **{"Uh-huh": "yes", "Mm-hmm": "yes", "Nah": "no", "One.": "yes", "No, not really.": "no"},
        **{"number one": "yes", "the first one": "yes", "second": "no"},
    }.items():
        assert meant("report.minor", "en", said) == value, said


def test_n1_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    nights = Hours("listed", "America/Chicago", (((0, 360), (1320, 1440)),) * 7, FEDERAL)
    for at, there in {
        chicago(2026, 12, 24, 23): True,
        chicago(2026, 12, 25, 1): True,
        chicago(2026, 12, 25, 22, 30): False,
        chicago(2026, 12, 26, 1): False,
        chicago(2026, 12, 26, 22): True,
        chicago(2026, 11, 26, 1): True,
        chicago(2026, 11, 27, 1): False,
        chicago(2027, 1, 1, 2): True,
        chicago(2027, 1, 2, 2): False,
    }.items():
        assert nights.is_open(at) is there, at
