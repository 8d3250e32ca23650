"""Ten shapes of real public exports are read with an account of every field: nothing is guessed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hotline.directory import foreign_csv, hsds_import, hsds_tables, spreadsheets
from hotline.directory.hsds_account import CHANGED, LEFT_OUT, READ, UNDERSTOOD
from hotline.directory.hsds_import import Reading, organizations_of
from hotline.directory.hsds_intake import leaves
from tests.directory import real_exports as real
from tests.directory.command import rules_copy, run

TODAY = date(2026, 11, 30)


def of_table(text: str) -> list[dict[str, Any]]:
    table, _ = spreadsheets.straight(text)
    assert foreign_csv.is_foreign(table)
    return foreign_csv.organizations(table)


EXPORTS = {
    "nested": real.NESTED,
    "a service on top": real.SERVICE_ON_TOP,
    "Open Referral UK 1": real.UK_OLD,
    "a page of 3.1": real.PAGE_3_1,
    "the specification's tables": hsds_tables.read_package(real.SPECIFICATION_TABLES),
    "a transformer's tables": hsds_tables.read_package(real.TRANSFORMER_TABLES),
    "Ohana's tables": hsds_tables.read_package(real.OHANA_TABLES),
    "iCarol": of_table(real.ICAROL_CSV),
    "Salesforce": of_table(real.SALESFORCE_CSV),
    "a list of shelters": of_table(real.SHELTERS_CSV),
}
ENTRIES = {
    "nested": ["tx_harbor_house_of_laredo"],
    "a service on top": ["tx_legal_aid_example"],
    "Open Referral UK 1": ["tx_advice_example"],
    "a page of 3.1": ["oh_bridge_shelter"],
    "the specification's tables": ["oh_example_house"],
    "a transformer's tables": ["oh_clinic_example"],
    "Ohana's tables": ["fl_family_center"],
    "iCarol": ["ok_safe_harbor", "ok_closed_house"],
    "Salesforce": ["fl_justice_center"],
    "a list of shelters": ["fl_hope_shelter"],
}


def reading(name: str) -> Reading:
    return hsds_import.read_organizations(EXPORTS[name], TODAY, near_address=True)


def entry(name: str) -> dict[str, Any]:
    return dict(reading(name).entries[0].data)


@pytest.mark.parametrize("name", EXPORTS)
def test_each_gives_its_entries(name: str) -> None:
    assert [found.id for found in reading(name).entries] == ENTRIES[name]


@pytest.mark.parametrize("name", EXPORTS)
def test_no_given_value_is_without_a_row(name: str) -> None:
    """Each field has a row by its path, or each of its values has one."""
    account = reading(name).account
    assert {row.became for row in account} <= {UNDERSTOOD, CHANGED, LEFT_OUT}
    assert all(row.why for row in account if row.became != UNDERSTOOD)
    fields = [row.field for row in account]
    for organization in organizations_of(EXPORTS[name]):
        for path, _ in leaves(organization):
            assert path in fields or READ.fullmatch(path), path
    for kind, path in (
        ("phone", "phones[].number"), ("hours", "schedules[]."), ("area", "service_areas[]"),
        ("language", "languages[]."), ("ages", "_age"), ("beds", "capacities[].available"),
        ("interpreter", "interpretation_services"),
    ):  # fmt: skip
        given = {
            p
            for organization in organizations_of(EXPORTS[name])
            for p, _ in leaves(organization)
            if path in p and READ.fullmatch(p)
        }
        assert not given or kind in fields, (kind, given)


def became(name: str, field: str) -> list[tuple[str, str]]:
    return [(row.given, row.became) for row in reading(name).account if row.field == field]


def test_a_fax_a_tty_and_past_or_monthly_hours_are_left_out() -> None:
    for name in EXPORTS:
        for data in (found.data for found in reading(name).entries):
            numbers = {point["address"][-4:] for point in data.get("contacts", ())}
            assert not numbers & {"0102", "0111", "0114", "0116", "0117", "0124"}, name
    assert entry("nested")["hours"]["open"] == ["mo-fr 22:00-24:00", "tu-sa 00:00-06:00"]
    assert entry("Open Referral UK 1")["hours"]["open"] == ["mo 09:00-17:00"]
    assert entry("the specification's tables")["hours"]["open"] == ["mo-tu 09:00-17:00"]
    assert ("WE 09:00 - 17:00", LEFT_OUT) in became("the specification's tables", "hours")


def test_extensions_texts_and_two_numbers_in_a_cell_are_kept() -> None:
    ohana = {p["address"]: p for p in entry("Ohana's tables")["contacts"]}
    assert ohana["+13055550110"]["extension"] == "4385"
    assert ohana["+13055550113"]["channel"] == "sms"
    shelter = [p["address"] for p in entry("a list of shelters")["contacts"]]
    assert shelter == ["+19045550121", "+19045550122", "+19045550123"]
    assert entry("a transformer's tables")["contacts"][0]["extension"] == "4"


def test_ages_languages_and_interpreters_are_not_guessed() -> None:
    assert entry("nested")["languages"] == ["en", "es"]
    assert "interpreter" not in entry("nested"), "Urdu, Polish and Slovak are not every language"
    assert entry("a page of 3.1")["interpreter"] is True
    assert entry("nested")["ages"] == "adults"
    assert became("nested", "ages") == [("18-100", UNDERSTOOD)]
    assert entry("the specification's tables")["ages"] == "adults"
    assert became("the specification's tables", "ages") == [("65-", CHANGED)]
    assert entry("a page of 3.1")["ages"] == "minors"


def test_who_is_closed_and_how_many_beds_are_free_is_taken_over() -> None:
    assert entry("Open Referral UK 1")["intake"] == "paused"
    assert reading("iCarol").entries[1].data["intake"] == "paused"
    assert entry("a page of 3.1")["beds"] == {"free": 3, "of": 20, "on": "2026-11-29"}


def test_an_area_is_taken_from_an_address_only_when_asked_for_and_then_reported() -> None:
    for name in ("a transformer's tables", "Ohana's tables", "Salesforce"):
        assert (CHANGED, "taken from its address") in [
            (row.became, row.why) for row in reading(name).account if row.field == "area"
        ]
        plain = hsds_import.read_organizations(EXPORTS[name], TODAY)
        assert plain.entries == []
        assert "which you can give as its area" in plain.unread[-1]


def test_hours_by_a_number_of_the_day_are_left_out() -> None:
    """Some count from Sunday, some from Monday."""
    assert "hours" not in entry("Ohana's tables")
    assert [word for _, word in became("Ohana's tables", "hours")] == [LEFT_OUT, LEFT_OUT]
    assert entry("a transformer's tables")["hours"]["open"] == ["mo 08:00-16:30", "tu 08:00-16:30"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("nested", "hsds"), ("the specification's tables", "hsds-csv"), ("iCarol", "csv"),
        ("a list of shelters", "csv"), ("a page of 3.1", "hsds"),
    ],
)  # fmt: skip
def test_the_command_prints_the_account(
    name: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = rules_copy(tmp_path)
    monkeypatch.setenv("HOTLINE_RULES_DIR", str(folder))
    target = tmp_path / "theirs"
    if kind == "hsds":
        target.write_text(json.dumps({"contents": EXPORTS[name]}), "utf-8")
    elif kind == "hsds-csv":
        target.mkdir()
        for file, text in real.SPECIFICATION_TABLES.items():
            (target / file).write_text(text, "utf-8")
    else:
        text = real.ICAROL_CSV if name == "iCarol" else real.SHELTERS_CSV
        target.write_text(text, "utf-8")
    said = run("agencies", "import", str(target), "--format", kind, "--write").output
    for agency_id in ENTRIES[name]:
        assert f"{agency_id}: new, unverified" in said
    rows = reading(name).account
    for row in rows:
        if row.became == LEFT_OUT:
            assert row.why in said, row
    assert said.count("\nleft out") >= sum(row.became == LEFT_OUT for row in rows)
    if kind == "hsds-csv":
        assert "programs.csv" in said and "no table that is read here" in said
