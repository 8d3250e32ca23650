"""The directory goes out as HSDS and CSV and comes back without loss, by the standard's schemas."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.directory import hsds_export, hsds_import, hsds_tables, plain_csv
from hotline.directory.entries import CONTACT_KEYS, KEYS, Entry, normal, read_entries
from hotline.i18n.display_names import LANGUAGES
from hotline.routing.load import schema
from tests.directory.tables import from_csv
from tests.routing.books import shipped_files

BESIDE = Path(__file__).parents[2].parent / "shared"
STANDARD = Path(os.environ.get("HOTLINE_SHARED", BESIDE)) / "standards" / "hsds"
SHIPPED = read_entries(shipped_files())
needs_standard = pytest.mark.skipif(
    not STANDARD.is_dir(), reason="the standard's schemas are not beside this repository"
)


def by_json(entries: list[Entry]) -> list[Entry]:
    reported = json.loads(json.dumps(hsds_export.organizations(entries, LANGUAGES)))
    return read_back(reported)


def by_tables(entries: list[Entry]) -> list[Entry]:
    return read_back(
        hsds_tables.read_package(hsds_tables.package_files(hsds_export.organizations(entries)))
    )


def by_csv(entries: list[Entry]) -> list[Entry]:
    return from_csv(plain_csv.to_csv(entries))


def read_back(organizations: list[dict[str, Any]]) -> list[Entry]:
    found = hsds_import.read_organizations(organizations)
    assert found.unread == []
    return found.entries


WAYS = [by_json, by_tables, by_csv]


@pytest.mark.parametrize("way", WAYS)
def test_every_shipped_agency_comes_back_as_it_went(
    way: Callable[[list[Entry]], list[Entry]],
) -> None:
    entries = list(SHIPPED.values())
    assert len(entries) > 100
    assert way(entries) == entries


@pytest.mark.parametrize("way", WAYS)
def test_the_synthetic_agencies_too_with_agreements_backups_and_targets(
    way: Callable[[list[Entry]], list[Entry]],
) -> None:
    entries = list(read_entries(shipped_files(), demo=True).values())
    back = [(entry.id, entry.data) for entry in way(entries)]
    assert back == [(entry.id, entry.data) for entry in entries]


# Entries that nobody has written yet -------------------------------------------------------------

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" "), min_size=1
).filter(str.strip)
NUMBERS = st.sampled_from(["+18883737888", "+19562125100", "911", "#77", "847411", "988"])
DAY = st.sampled_from(hsds_export.DAYS)
CLOCK = st.sampled_from(["08:00-12:00", "13:30-23:59", "00:00-24:00"])
SPAN = st.builds(lambda first, last, clock: f"{first}-{last} {clock}", DAY, DAY, CLOCK) | st.builds(
    lambda day, clock: f"{day} {clock}", DAY, CLOCK
)
LISTED = st.fixed_dictionaries(
    {
        "zone": st.sampled_from(["America/Chicago", "America/Boise"]),
        "open": st.lists(SPAN, min_size=1, max_size=3),
    },
    optional={"holidays": st.just("federal")},
)
HOURS = st.sampled_from(["always", "unknown"]) | LISTED
ON_CALL = st.fixed_dictionaries(
    {
        "zone": st.just("America/Chicago"),
        "since": st.just("2026-11-02"),
        "at": st.just("08:00"),
        "days": st.integers(1, 92),
        "turn": st.integers(1, 2),
        "turns": st.integers(2, 60),
    }
)


def with_fitting_address(point: dict[str, Any]) -> dict[str, Any]:
    other = {"email": "desk@webb.example", "web": "https://a.example/x", "portal": "portal"}
    return {**point, "address": other.get(point["channel"], point["address"])}


CONTACT = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(["phone", "sms", "email", "web", "webhook", "portal"]),
        "purpose": st.sampled_from(["alert", "live_transfer", "public_line"]),
        "address": NUMBERS,
    },
    optional={
        "agreement": TEXT,
        "keyword": st.sampled_from(["SLOTIPS", "VSP"]),
        "spelled": st.just("844-END-OHHT"),
        "hours": HOURS,
        "on_call": ON_CALL,
        "detect_machine": st.just(True),
        "women": st.just(True),
        "doubt": TEXT,
        "certificate": st.just("MIIB" * 300 + "=="),
        "note": TEXT,
    },
).map(with_fitting_address)
SCHEMA = schema("agency")["$defs"]["agency"]["properties"]


def some(key: str) -> st.SearchStrategy[list[str]]:
    allowed = SCHEMA[key]["items"]["enum"]
    return st.lists(st.sampled_from(allowed), unique=True, min_size=1, max_size=3)


AREA = st.fixed_dictionaries(
    {},
    optional={
        "nation": st.just(True),
        "states": st.just(["TX", "OK"]),
        "counties": st.just(["48479 Webb, TX", "48505"]),
        "cities": st.just(["Laredo, TX"]),
        "zips": st.just(["78040"]),
        "tribal": st.just(["Navajo Nation"]),
        "lists": st.just(["border"]),
    },
).filter(bool)
DATA = st.fixed_dictionaries(
    {
        "name": TEXT,
        "kind": st.sampled_from(SCHEMA["kind"]["enum"]),
        "status": st.sampled_from(SCHEMA["status"]["enum"]),
        "owner": TEXT,
        "area": AREA,
    },
    optional={
        "does": some("does"),
        "read": st.just("2026-11-24"),
        "called": st.just("2025-01-31"),
        "confirmed": st.just("2026-10-01"),
        "page_date": st.sampled_from(["undated", "2023", "2023-07-13"]),
        "found": TEXT,
        "intake": st.sampled_from(SCHEMA["intake"]["enum"]),
        "intake_on": st.just("2026-10-02"),
        "beds": st.fixed_dictionaries(
            {"free": st.integers(0, 12), "on": st.just("2026-11-30")},
            optional={"of": st.integers(12, 99)},
        ),
        "sources": st.lists(st.sampled_from(["https://a.example/x", "a book"]), unique=True),
        "types": some("types"),
        "roles": some("roles"),
        "ages": st.sampled_from(SCHEMA["ages"]["enum"]),
        "languages": st.lists(st.sampled_from(["en", "es", "hmn"]), unique=True),
        "interpreter": st.booleans(),
        "zone": st.just("America/Chicago"),
        "hours": HOURS,
        "acknowledge": st.dictionaries(
            st.sampled_from(["P0", "P1", "P2", "P3"]),
            st.sampled_from(["5 minutes", "3 business days"]),
        ),
        "consent": some("consent"),
        "backup": st.just("tx_other"),
        "immigration": st.booleans(),
        "contacts": st.lists(CONTACT, max_size=4),
        "notes": TEXT,
    },
)


@pytest.mark.parametrize("way", WAYS)
@given(data=DATA)
def test_whatever_an_entry_says_it_comes_back(
    way: Callable[[list[Entry]], list[Entry]], data: dict[str, Any]
) -> None:
    entry = Entry("tx_webb_line", "agencies/TX.yaml", normal(data))
    assert way([entry]) == [entry]


def test_the_strategy_covers_every_word_that_an_agency_may_have() -> None:
    names = set(SCHEMA)
    contact = set(schema("agency")["$defs"]["contact"]["properties"])
    assert names <= set(KEYS), "a new word of the schema needs a place in exports"
    assert contact <= set(CONTACT_KEYS)


# The standard's own schemas ----------------------------------------------------------------------


def reported_wrong(name: str, value: Any) -> list[str]:
    rules = json.loads((STANDARD / name).read_text("utf-8"))
    checks = jsonschema.FormatChecker(["uuid", "email", "date"])
    validator = jsonschema.Draft202012Validator(rules, format_checker=checks)
    return [error.message for error in validator.iter_errors(value)]


@needs_standard
def test_the_standards_schema_accepts_every_organisation() -> None:
    for entry in SHIPPED.values():
        assert reported_wrong_one(entry) == [], entry.id


def reported_wrong_one(entry: Entry) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(hsds_export.organizations([entry])[0])]


def _validator() -> Any:
    if not STANDARD.is_dir():
        return None
    rules = json.loads((STANDARD / "organization.json").read_text("utf-8"))
    checks = jsonschema.FormatChecker(["uuid", "email", "date"])
    return jsonschema.Draft202012Validator(rules, format_checker=checks)


VALIDATOR = _validator()


@needs_standard
@given(data=DATA)
def test_the_standards_schema_accepts_whatever_an_entry_says(data: dict[str, Any]) -> None:
    assert reported_wrong_one(Entry("tx_webb_line", "agencies/TX.yaml", normal(data))) == []


@needs_standard
def test_the_standards_schema_would_refuse_a_slip() -> None:
    organization = hsds_export.organizations([SHIPPED["tx_iwatch"]])[0]
    del organization["services"][0]["status"]
    organization["id"] = "tx_iwatch"
    assert len([error.message for error in VALIDATOR.iter_errors(organization)]) == 2


@needs_standard
def test_the_tables_are_those_of_the_standard() -> None:
    rows = hsds_tables.flatten(hsds_export.organizations(SHIPPED.values()))
    assert reported_wrong("tabular.json", rows) == []
    known = json.loads((STANDARD / "datapackage.json").read_text("utf-8"))["resources"]
    standard = {resource["name"]: resource for resource in known}
    assert rows["service_capacity"] == [], "the shipped entries count no beds"
    for ours in hsds_tables.describe(hsds_tables.TABLES)["resources"]:
        if ours["name"] in NEW_IN_3_1:
            continue  # the schemas beside this repository are of 3.0, which it only adds to
        theirs = standard[ours["name"]]
        assert ours["path"] == theirs["path"]
        fields = {field["name"]: field for field in theirs["schema"]["fields"]}
        for field in ours["schema"]["fields"]:
            assert field["type"] == fields[field["name"]]["type"], (ours["name"], field["name"])
            assert field.get("format") == fields[field["name"]].get("format"), field["name"]
        required = {name for name, f in fields.items() if f["constraints"]["required"]}
        for row in rows[ours["name"]]:
            assert all(name in row for name in required), (ours["name"], required - set(row))


NEW_IN_3_1 = {"service_capacity", "unit"}


# What the public may see -------------------------------------------------------------------------


def test_a_public_export_has_no_alert_address_no_doubtful_number_and_no_notes() -> None:
    synthetic = read_entries(shipped_files(), demo=True)
    text = json.dumps(
        hsds_export.organizations(hsds_export.public([*SHIPPED.values(), *synthetic.values()]))
    )
    assert '"code": "agreement"' not in text
    assert '"code": "notes"' not in text
    assert '"value": "alert"' not in text
    unverified = next(entry for entry in SHIPPED.values() if entry.data["status"] != "verified")
    assert unverified.id not in text
    doubtful = [
        point["address"]
        for entry in SHIPPED.values()
        for point in entry.data.get("contacts", ())
        if "doubt" in point
    ]
    assert doubtful
    assert not [number for number in doubtful if number in text]


# What other people send --------------------------------------------------------------------------

THEIRS: dict[str, Any] = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Laredo Safe House",
    "description": "Shelter.",
    "website": "https://safe-house.example",
    "services": [
        {
            "id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610",
            "name": "Shelter",
            "status": "active",
            "minimum_age": 18,
            "interpretation_services": "Spanish by telephone",
            "phones": [
                {"id": "1", "number": "(956) 212-5100", "type": "voice", "description": "Day desk"},
                {"id": "2", "number": "12", "type": "voice"},
                {"id": "3", "number": "not a number", "type": "voice"},
            ],
            "service_areas": [
                {"id": "4", "name": "Webb County, TX"},
                {"id": "5", "name": "Laredo, TX"},
                {"id": "6", "name": "the whole border"},
            ],
            "languages": [{"id": "7", "code": "es"}, {"id": "8", "code": "Spanish"}],
            "schedules": [
                {"id": "9", "freq": "WEEKLY", "byday": "MO,TU,WE,FR", "opens_at": "08:00:00",
                 "closes_at": "17:00:00"},
                {"id": "10", "freq": "MONTHLY", "bymonthday": "1", "opens_at": "09:00:00",
                 "closes_at": "12:00:00"},
            ],
        }
    ],
}  # fmt: skip


def test_what_others_send_is_read_by_the_standards_own_fields() -> None:
    found = hsds_import.read_organizations([THEIRS])
    (entry,) = found.entries
    assert (entry.id, entry.file) == ("tx_laredo_safe_house", "agencies/TX.yaml")
    assert entry.data == {
        "name": "Laredo Safe House",
        "kind": "victim_services",
        "status": "unverified",
        "sources": ["https://safe-house.example"],
        "owner": "coordinator",
        "area": {"counties": ["48479 Webb, TX"], "cities": ["Laredo, TX"]},
        "ages": "adults",
        "languages": ["es"],
        "hours": {"zone": "America/Chicago", "open": ["mo-we 08:00-17:00", "fr 08:00-17:00"]},
        "contacts": [
            {"channel": "phone", "purpose": "public_line", "address": "+19562125100",
             "note": "Day desk"},
            {"channel": "phone", "purpose": "public_line", "address": "12"},
            {"channel": "web", "purpose": "public_line", "address": "https://safe-house.example"},
        ],
    }  # fmt: skip


def test_what_is_not_understood_is_reported_and_never_guessed() -> None:
    reported = " ".join(hsds_import.read_organizations([THEIRS]).unread)
    for said in ("'not a number'", "'the whole border'", "any language", "not weekly"):
        assert said in reported
    nowhere = {**THEIRS, "services": [{**THEIRS["services"][0], "service_areas": []}]}
    found = hsds_import.read_organizations([nowhere, {"name": "Nobody"}])
    assert found.entries == []
    assert "no place of its service area is known" in found.unread[-2]
    assert found.unread[-1] == "Nobody: it has no services"


def test_the_same_data_gives_the_same_ids_in_any_order() -> None:
    other = {**THEIRS, "services": [{**THEIRS["services"][0], "id": "0000aaaa-0000"}]}
    ids = [entry.id for entry in hsds_import.read_organizations([THEIRS, other]).entries]
    assert ids == ["tx_laredo_safe_house", "tx_laredo_safe_house_0000aaaa"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("name\nA\n", "lacks id, of"),
        ("id,of,name,phone\n", "has 'phone'"),
        ("id,of,name,area\na,TX,A,county\n", "line 2: 'county' is not a place"),
        ("id,of,name,hours\na,TX,A,nine to five\n", "'nine to five' is not hours"),
        ("id,of,name,acknowledge\na,TX,A,soon\n", "'soon' is not a time to acknowledge"),
        ("id,of,name,contacts\na,TX,A,phone +1\n", "is not a contact point"),
        ("id,of,name,contacts\na,TX,A,phone alert +1 fax=1\n", "has no 'fax'"),
        ("id,of,name,contacts\na,TX,A,phone alert +1 on_call=now\n", "is not a turn on call"),
    ],
)
def test_a_table_with_a_slip_is_refused_with_its_line(text: str, what: str) -> None:
    with pytest.raises(plain_csv.CsvError, match=what):
        from_csv(text)


def test_a_folder_that_is_no_data_package_is_refused() -> None:
    with pytest.raises(hsds_tables.TablesError, match=r"no organizations\.csv"):
        hsds_tables.read_package({"phones.csv": "id\n1\n"})
    with pytest.raises(hsds_tables.TablesError, match="'young'"):
        hsds_tables.read_package(
            {"organizations.csv": "id,name\n1,A\n", "services.csv": "id,maximum_age\n1,young\n"}
        )
