"""Others' organizations as a whole, and their import by command: nothing is guessed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hotline.directory import (
    hsds_import,
    plain_csv,
    schedules,
    spreadsheets,
)
from hotline.directory.entries import read_entries
from tests.directory.command import rules_copy, run
from tests.directory.tables import from_csv

TODAY = date(2026, 11, 30)


def weekly(opens: Any, closes: Any, byday: str = "MO,TU", **more: Any) -> schedules.Schedule:
    given = {"freq": "WEEKLY", "byday": byday, "opens_at": opens, "closes_at": closes, **more}
    return schedules.read(given, TODAY)


# Whole organizations -----------------------------------------------------------------------------


def organization(**more: Any) -> dict[str, Any]:
    service = {
        "id": "s1",
        "name": "Harbor House",
        "service_areas": [{"name": "Webb County, TX"}],
        "phones": [{"number": "713-227-0112"}],
        **more,
    }
    return {"id": "o1", "name": "Harbor House", "services": [service]}


def test_phones_are_found_wherever_they_hang() -> None:
    given = organization(
        phones=[],
        contacts=[{"name": "Ana", "phones": [{"number": "713-227-0114"}]}],
        service_at_locations=[
            {
                "phones": [{"number": "713-227-0115"}],
                "location": {"phones": [{"number": "713-227-0116"}]},
            }
        ],
    )
    given["phones"] = [{"number": "713-227-0117"}]
    given["locations"] = [{"phones": [{"number": "713-227-0118"}, {"number": "713-227-0117"}]}]
    (entry,) = hsds_import.read_organizations([given], TODAY).entries
    addresses = {point["address"] for point in entry.data["contacts"]}
    assert addresses == {f"+171322701{n}" for n in range(14, 19)}


def test_every_given_value_has_a_row_in_the_account() -> None:
    given = organization(
        phones=[{"number": "713-227-0112", "type": "fax"}, {"number": "713-227-0113 x5"}],
        schedules=[
            {"freq": "WEEKLY", "byday": "FR", "opens_at": "22:00", "closes_at": "06:00"},
            {"byday": "FR", "opens_at": "9", "closes_at": "5", "dtstart": "2026-12-25"},
        ],
        service_areas=[{"name": "Webb County, TX"}, {"name": "the valley"}],
    )
    found = hsds_import.read_organizations([given], TODAY)
    became = [
        (row.field, row.became) for row in found.account if row.field in {"area", "phone", "hours"}
    ]
    assert sorted(became) == sorted(
        [
            ("area", hsds_import.UNDERSTOOD), ("area", hsds_import.LEFT_OUT),
            ("phone", hsds_import.LEFT_OUT), ("phone", hsds_import.CHANGED),
            ("hours", hsds_import.CHANGED), ("hours", hsds_import.LEFT_OUT),
        ]
    )  # fmt: skip
    (entry,) = found.entries
    assert entry.data["hours"]["open"] == ["fr 22:00-24:00", "sa 00:00-06:00"]
    assert entry.data["contacts"][0]["extension"] == "5"
    assert len(found.unread) == 3


def test_services_on_top_are_read_as_apis_give_them() -> None:
    whole = organization()
    (service,) = whole.pop("services")
    found = hsds_import.read_organizations([{**service, "organization": whole}], TODAY)
    assert [entry.data["name"] for entry in found.entries] == ["Harbor House"]


# The command -------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = rules_copy(tmp_path)
    monkeypatch.setenv("HOTLINE_RULES_DIR", str(made))
    return made


def named(name: str, **more: Any) -> dict[str, Any]:
    made = organization(**more)
    made["name"] = made["services"][0]["name"] = name
    return made


def test_one_bad_entry_costs_that_entry_only(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "theirs.json"
    bad = named("Bad House", email="not an address")
    reserved = named("Test House", phones=[{"number": "713-555-0101"}, {"number": "713-227-0119"}])
    given = [named("Good House"), bad, reserved, named("Other House")]
    target.write_text(json.dumps(given), "utf-8")
    said = run("agencies", "import", str(target), "--write").output
    known = read_entries({p.name: p.read_text("utf-8") for p in ()}) | read_entries(
        {"agencies/TX.yaml": (folder / "agencies" / "TX.yaml").read_text("utf-8")}
    )
    assert {"tx_good_house", "tx_other_house", "tx_test_house"} <= known.keys()
    assert "tx_bad_house" not in known
    assert "left out: tx_bad_house" in said
    assert "not an address" in said
    assert "kept for fiction" in said
    assert [p["address"] for p in known["tx_test_house"].data["contacts"]] == ["+17132270119"]
    assert "understood" in said
    assert "became" in said


HEADER = "id,of,name,kind,area"
ROW = "tx_harbor,TX,Harbor House,crisis_line,state TX"


@pytest.mark.parametrize(
    "data",
    [
        f"{HEADER}\n{ROW}\n,,,,\n,,,,\n".encode(),
        f"{HEADER},,\n{ROW},,\n,,,,,,\n".encode(),
        f"{HEADER}\n{ROW}\n".encode("utf-8-sig"),
        f"{HEADER}\n{ROW}\n".encode("utf-16"),
        f"{HEADER}\n{ROW}\n".replace(",", "\t").encode("utf-16"),
        f"{HEADER}\n{ROW}\n".replace(",", ";").encode(),
        f"sep=;\n{HEADER}\n{ROW}\n".replace(",", ";").encode(),
        f"{HEADER}\n{ROW}\n".replace("id,of,name", "ID,OF,Name ").encode(),
        f"{HEADER}\r\n{ROW}\r\n".encode("cp1252"),
    ],
)
def test_a_table_is_read_in_the_forms_that_spreadsheets_save(data: bytes) -> None:
    text, _ = spreadsheets.text_of(data)
    table, _ = spreadsheets.straight(text)
    (entry,) = from_csv(table)
    assert (entry.id, entry.of, entry.data["name"]) == ("tx_harbor", "TX", "Harbor House")


def test_accents_of_windows_are_kept_and_reported() -> None:
    text, reported = spreadsheets.text_of(
        f"{HEADER}\n{ROW}\n".replace("Harbor", "Niños").encode("cp1252")
    )
    assert "Niños House" in text
    assert "Windows-1252" in reported[0]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04rest of a workbook", "workbook"),
        (b"\xff\xfe\x00", "UTF-16"),
        (b"id,of,name\n\x81\x8d\n", "line 2"),
        (b"\x80\x00\x01", "not text"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(data: bytes, what: str) -> None:
    with pytest.raises(plain_csv.CsvError, match=what):
        spreadsheets.text_of(data)


def test_a_bad_row_costs_that_row_and_says_which() -> None:
    entries, unread = plain_csv.read_rows(
        f"{HEADER}\n{ROW}\ntx_b,Texas,B,crisis_line,state TX\n,TX,C,,\n"
    )
    assert [entry.id for entry in entries] == ["tx_harbor"]
    assert unread[0].startswith("line 3: of is 'Texas'")
    assert unread[1].startswith("line 4: id is empty")


@pytest.mark.parametrize(
    "name", ["=1+2 Agency", "=HYPERLINK(1)", "+1 Help", "-Help-", "@home", "'=quoted"]
)
def test_a_cell_is_never_a_formula_and_comes_back_as_it_was(name: str) -> None:
    (entry,) = from_csv(f"{HEADER}\n{ROW}\n".replace("Harbor House", f'"{name}"'))
    wrote = plain_csv.to_csv([entry])
    assert not any(
        cell.startswith(("=", "+", "-", "@")) for cell in wrote.splitlines()[1].split(",")
    )
    assert from_csv(wrote)[0].data["name"] == entry.data["name"]
