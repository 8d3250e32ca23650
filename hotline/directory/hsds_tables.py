"""HSDS organizations as the standard's tabular data package, and back: a CSV file a table.

What is nested in JSON is a row of its own here, with the identifier of what it belongs to.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hotline.directory import csv_cells
from hotline.directory.hsds_terms import taxonomy

Row = dict[str, Any]
UUID, URI, MAIL = "uuid", "uri", "email"
NUMBER, DATE, TIME = "number", "date", "time"
TABLES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "organization": ("organizations.csv", ("id", "name", "description", "email", "website")),
    "organization_identifier": (
        "organization_identifiers.csv",
        ("id", "organization_id", "identifier_scheme", "identifier_type", "identifier"),
    ),
    "service": (
        "services.csv",
        (
            "id", "organization_id", "name", "description", "url", "email", "status",
            "interpretation_services", "minimum_age", "maximum_age", "assured_date",
        ),
    ),
    "location": ("locations.csv", ("id", "location_type", "url", "organization_id", "name")),
    "phone": (
        "phones.csv",
        (
            "id", "location_id", "service_id", "organization_id", "contact_id", "number", "type",
            "description",
        ),
    ),
    "contact": ("contacts.csv", ("id", "organization_id", "service_id", "name", "email")),
    "schedule": (
        "schedules.csv",
        ("id", "service_id", "freq", "byday", "description", "opens_at", "closes_at"),
    ),
    "service_at_location": (
        "service_at_location.csv", ("id", "service_id", "location_id", "description")
    ),
    "address": (
        "addresses.csv",
        ("id", "location_id", "address_1", "city", "state_province", "postal_code"),
    ),
    "service_area": (
        "service_areas.csv", ("id", "service_id", "name", "description", "extent", "extent_type")
    ),
    "service_capacity": (
        "service_capacity.csv",
        ("id", "service_id", "unit_id", "available", "maximum", "description", "updated"),
    ),
    "unit": ("units.csv", ("id", "name", "scheme", "identifier", "uri")),
    "language": ("languages.csv", ("id", "service_id", "name", "code")),
    "attribute": (
        "attributes.csv", ("id", "link_id", "taxonomy_term_id", "link_entity", "value")
    ),
    "taxonomy_term": (
        "taxonomy_terms.csv", ("id", "code", "name", "description", "taxonomy", "taxonomy_id")
    ),
    "taxonomy": ("taxonomies.csv", ("id", "name", "description", "version")),
    "metadata": (
        "metadata.csv",
        (
            "id", "resource_id", "resource_type", "last_action_date", "last_action_type",
            "field_name", "previous_value", "replacement_value", "updated_by",
        ),
    ),
}  # fmt: skip
"""The tables that are used: name, file, and the columns of the standard that are filled."""
CHILDREN: Mapping[str, Mapping[str, str]] = {
    "organization": {
        "organization_identifiers": "organization_identifier",
        "services": "service",
        "locations": "location",
        "phones": "phone",
        "contacts": "contact",
        "metadata": "metadata",
    },
    "location": {"phones": "phone", "schedules": "schedule", "addresses": "address"},
    "contact": {"phones": "phone"},
    "service_at_location": {"phones": "phone", "schedules": "schedule"},
    "service": {
        "service_at_locations": "service_at_location",
        "phones": "phone",
        "contacts": "contact",
        "schedules": "schedule",
        "service_areas": "service_area",
        "capacities": "service_capacity",
        "languages": "language",
    },
}
"""What is nested in what, by the name that JSON has for it; attributes may be in anything."""
LINKS = {"metadata": ("resource_id", "resource_type"), "attribute": ("link_id", "link_entity")}
"""Tables whose rows may belong to any other: the columns of its identifier and its table."""
NUMBERS = frozenset({"minimum_age", "maximum_age", "available", "maximum"})
OLDER = {
    "regular_schedules.csv": "schedule",
    "services_at_location.csv": "service_at_location",
    "physical_addresses.csv": "address",
}
"""Tables of HSDS 1 and 2 that only their name tells apart."""
PACKAGE = "datapackage.json"


def unread_files(names: Iterable[str]) -> list[str]:
    """The files of a package that nothing here reads."""
    known = {file for file, _ in TABLES.values()} | OLDER.keys()
    return sorted(name for name in names if name not in known and name != PACKAGE)


class TablesError(ValueError):
    """The files are no data package that can be read; the message says why."""


# Out ---------------------------------------------------------------------------------------------


def flatten(organizations: Iterable[Mapping[str, Any]]) -> dict[str, list[Row]]:
    """The rows of every table."""
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for organization in organizations:
        _flatten("organization", organization, {}, rows)
    if rows["taxonomy_term"]:
        rows["taxonomy"].append(taxonomy())
    return rows


def _flatten(table: str, value: Mapping[str, Any], owner: Row, rows: dict[str, list[Row]]) -> None:
    columns = TABLES[table][1]
    rows[table].append(owner | {key: value[key] for key in columns if key in value})
    unit = value.get("unit")
    if isinstance(unit, Mapping):
        rows[table][-1]["unit_id"] = unit["id"]
        if all(known["id"] != unit["id"] for known in rows["unit"]):
            rows["unit"].append(dict(unit))
    for name, child in {**CHILDREN.get(table, {}), "attributes": "attribute"}.items():
        for item in value.get(name) or ():
            _flatten(child, item, _owner(child, table, value["id"]), rows)
    term = value.get("taxonomy_term")
    if term and all(known["id"] != term["id"] for known in rows["taxonomy_term"]):
        rows["taxonomy_term"].append(dict(term))


def _owner(child: str, table: str, link: str) -> Row:
    if child in LINKS:
        column, kind = LINKS[child]
        return {column: link, kind: table}
    return {f"{table}_id": link}


def package_files(organizations: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The data package: file name to text. Tables without rows are left out."""
    rows = {table: found for table, found in flatten(organizations).items() if found}
    files = {TABLES[table][0]: _csv(TABLES[table][1], found) for table, found in rows.items()}
    return files | {PACKAGE: json.dumps(describe(rows), indent=2) + "\n"}


def _csv(columns: tuple[str, ...], rows: Iterable[Row]) -> str:
    out = io.StringIO()
    table = csv.DictWriter(out, columns, lineterminator="\n", restval="")
    table.writeheader()
    table.writerows({name: _calm(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _calm(value: Any) -> Any:
    return csv_cells.calm(value) if isinstance(value, str) else value


def describe(tables: Iterable[str]) -> dict[str, Any]:
    """The description that a tabular data package carries (specs.frictionlessdata.io)."""
    return {
        "name": "human_services_data",
        "title": "Directory of a tip line, as Human Services Data (HSDS 3.1)",
        "profile": "tabular-data-package",
        "version": "3.1.3",
        "resources": [
            {
                "name": table,
                "path": TABLES[table][0],
                "format": "csv",
                "mediatype": "text/csv",
                "profile": "tabular-data-resource",
                "schema": {
                    "primaryKey": "id",
                    "fields": [_field(name) for name in TABLES[table][1]],
                },
            }
            for table in tables
        ],
    }


def _field(name: str) -> dict[str, str]:
    if name in NUMBERS:
        return {"name": name, "type": NUMBER}
    if name in {"assured_date", "last_action_date"}:
        return {"name": name, "type": DATE}
    if name == "updated":
        return {"name": name, "type": "datetime"}
    if name in {"opens_at", "closes_at"}:
        return {"name": name, "type": TIME}
    shape = UUID if name == "id" or name.endswith("_id") else {"email": MAIL}.get(name)
    shape = URI if name in {"website", "url", "uri"} else shape
    return {"name": name, "type": "string"} | ({"format": shape} if shape else {})


# In ----------------------------------------------------------------------------------------------


def read_package(files: Mapping[str, str]) -> list[dict[str, Any]]:
    """The organizations of a data package (file name to text). Raises :class:`TablesError`."""
    rows = {table: list(_rows(file, files.get(file, ""))) for table, (file, _) in TABLES.items()}
    for file, table in OLDER.items():
        rows[table] += _rows(file, files.get(file, ""))
    if not rows["organization"]:
        raise TablesError("there is no organizations.csv with rows in it")
    for table, found in rows.items():
        for number, row in enumerate(found):
            row.setdefault("id", f"{table}, row {number + 1}")  # rows hang on their owners' ids
    return nest(rows)


def _rows(file: str, text: str) -> Iterator[Row]:
    """The rows of one table. Raises :class:`TablesError`, which says in which line."""
    table = csv.DictReader(io.StringIO(text, newline=""))
    try:
        for row in table:
            yield _typed(row)
    except (csv.Error, TablesError) as error:
        raise TablesError(f"{file}, line {table.line_num}: {error}") from None


def _typed(row: Mapping[str, str | None]) -> Row:
    typed: Row = {}
    for name, said in row.items():
        if not said or name is None:
            continue
        try:
            typed[name] = float(said) if name in NUMBERS else csv_cells.plain(said)
        except ValueError:
            raise TablesError(f"{name} is {said!r}, which is not a number") from None
    return typed


def nest(rows: Mapping[str, list[Row]]) -> list[dict[str, Any]]:
    """Rows as nested organizations; what belongs to nothing here is left out."""
    terms = {term["id"]: term for term in rows["taxonomy_term"]}
    things = {(table, row["id"]): dict(row) for table, found in rows.items() for row in found}
    for row in rows["attribute"]:
        attribute = things["attribute", row["id"]]
        attribute["taxonomy_term"] = terms.get(row.get("taxonomy_term_id", ""), {})
        _hang(things, row.get("link_entity"), row.get("link_id"), "attributes", attribute)
    for table, children in CHILDREN.items():
        for name, child in children.items():
            column, kind = LINKS.get(child, (f"{table}_id", ""))
            for row in rows[child]:
                if not kind or row.get(kind) == table:
                    _hang(things, table, row.get(column), name, things[child, row["id"]])
    for row in rows["service_capacity"]:
        unit = things.get(("unit", row.get("unit_id", "")))
        if unit is not None:
            things["service_capacity", row["id"]]["unit"] = unit
    for row in rows["service_at_location"]:
        place = things.get(("location", row.get("location_id", "")))
        if place is not None:
            things["service_at_location", row["id"]]["location"] = place
    return [things["organization", row["id"]] for row in rows["organization"]]


def _hang(
    things: Mapping[tuple[str, str], Row], table: Any, link: Any, name: str, value: Row
) -> None:
    owner = things.get((table, link))
    if owner is not None:
        owner.setdefault(name, []).append(value)
