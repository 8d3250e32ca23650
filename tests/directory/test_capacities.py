"""Free beds and whether a service takes people in: out and in as HSDS 3.1 has them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hotline.directory import hsds_export, hsds_import, hsds_tables
from hotline.directory.entries import Entry, normal
from tests.directory.test_round_trip import SHIPPED, THEIRS


def test_free_beds_are_a_capacity_as_the_standard_has_it_since_3_1() -> None:
    beds = {"free": 2, "of": 12, "on": "2026-11-30"}
    entry = Entry(
        "tx_house", "agencies/TX.yaml", normal({**SHIPPED["tx_iwatch"].data} | {"beds": beds})
    )
    (organization,) = hsds_export.organizations([entry])
    (service,) = organization["services"]
    (capacity,) = service["capacities"]
    assert {"id", "unit", "available", "updated"} <= capacity.keys(), "what 3.1 requires"
    assert {"id", "name"} <= capacity["unit"].keys()
    assert (capacity["available"], capacity["maximum"]) == (2, 12)
    assert capacity["updated"] == "2026-11-30T00:00:00Z"
    files = hsds_tables.package_files([organization])
    assert files["units.csv"].splitlines()[1].split(",")[1] == "Bed"
    assert files["service_capacity.csv"].splitlines()[0].startswith("id,service_id,unit_id")
    theirs = json.loads(json.dumps(organization))
    theirs["services"][0]["attributes"] = []
    del theirs["organization_identifiers"]
    (read,) = hsds_import.read_organizations([theirs]).entries
    assert read.data["beds"] == beds, "without our attributes, from the standard's own field"
    (tables,) = hsds_import.read_organizations(hsds_tables.read_package(files)).entries
    assert tables == entry


@pytest.mark.parametrize(
    ("status", "intake"),
    [
        ("active", None), ("defunct", "closed"), ("temporarily closed", "paused"),
        ("inactive", "paused"), ("Temporarily Closed", "paused"), ("", None), ("unknown", None),
    ],
)  # fmt: skip
def test_a_service_that_others_call_closed_is_so_here_and_it_is_reported(
    status: str, intake: str | None
) -> None:
    theirs = json.loads(json.dumps(THEIRS))
    theirs["services"][0]["status"] = status
    found = hsds_import.read_organizations([theirs])
    assert found.entries[0].data.get("intake") == intake
    told = [row for row in found.account if row.field == "status"]
    assert bool(told) == (status.lower() not in {"active", ""})


@pytest.mark.parametrize(
    ("capacity", "beds", "why"),
    [
        ({"available": 3, "unit": {"name": "Beds"}, "updated": "2026-11-29T08:00:00Z"},
         {"free": 3, "on": "2026-11-29"}, ""),
        ({"available": 0, "maximum": 8, "unit": {"name": "shelter bed"}, "updated": "2026-11-29"},
         {"free": 0, "of": 8, "on": "2026-11-29"}, ""),
        ({"available": 3, "unit": {"name": "Beds"}}, None, "when it was counted"),
        ({"available": 3, "unit": {"name": "Parking"}, "updated": "2026-11-29"}, None, "beds"),
        ({"available": "some", "unit": {"name": "Bed"}, "updated": "2026-11-29"}, None, "how many"),
        ({"available": -1, "unit": {"name": "Bed"}, "updated": "2026-11-29"}, None, "how many"),
        ({"available": 2.5, "unit": {"name": "Bed"}, "updated": "2026-11-29"}, None, "how many"),
        ({"available": 3, "unit": {"name": "Embedded"}, "updated": "2026-11-29"}, None, "beds"),
    ],
)  # fmt: skip
def test_a_capacity_of_others_is_read_or_left_out_with_the_reason(
    capacity: dict[str, Any], beds: dict[str, Any] | None, why: str
) -> None:
    theirs = json.loads(json.dumps(THEIRS))
    theirs["services"][0]["capacities"] = [capacity]
    found = hsds_import.read_organizations([theirs])
    assert found.entries[0].data.get("beds") == beds
    (row,) = [row for row in found.account if row.field == "beds"]
    assert (row.became == hsds_import.LEFT_OUT) == bool(why)
    assert why in row.why
