"""A table that is not ours, a row an organization: its columns by what their headers say. Pure.

The rows become HSDS organizations, so that telephones, hours and places are read as everywhere. A
column that no word is known for is left out, which the account says.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from hotline.directory import csv_cells
from hotline.directory.plain_csv import CsvError

HEADERS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name", "agency name", "agency", "organization", "organization name",
        "program name", "program", "provider", "provider name", "resource name", "resource",
        "facility name", "shelter name", "site name", "public name", "title",
    ),
    "phone": (
        "phone", "phone number", "telephone", "telephone number", "main phone", "contact phone",
        "business phone", "office phone", "phone main", "public phone", "phone 1", "phone 2",
        "toll free", "phone toll free", "toll free number", "local phone",
    ),
    "hotline": (
        "hotline", "hotline number", "hotline phone", "crisis line", "crisis hotline",
        "24 hour hotline", "phone hotline", "24 hr crisis line", "helpline", "crisis phone",
    ),
    "fax": ("fax", "fax number", "phone fax"),
    "tty": ("tty", "tdd", "phone tty"),
    "text": ("text", "text line", "sms", "text number"),
    "website": ("website", "web site", "url", "link", "web", "homepage", "website url"),
    "email": ("email", "e mail", "email address", "contact email"),
    "city": ("city", "town", "city town", "physical city", "municipality"),
    "state_province": ("state", "state province", "st", "physical state", "province"),
    "county": ("county", "physical county", "parish"),
    "area": (
        "service area", "area served", "areas served", "counties served", "coverage area",
        "geographic area served", "coverage", "county served",
    ),
    "hours": (
        "hours", "hours of operation", "business hours", "office hours", "hours of service",
        "operating hours", "open hours", "intake hours",
    ),
    "languages": ("languages", "languages spoken", "language", "languages offered"),
    "status": ("status", "program status", "agency status", "operational status"),
    "minimum_age": ("minimum age", "min age", "age min", "age from"),
    "maximum_age": ("maximum age", "max age", "age max", "age to"),
}  # fmt: skip
"""What a column is, by the words that its header may have."""
MEANS = {header: field for field, headers in HEADERS.items() for header in headers}
PHONES = {"phone": "voice", "hotline": "hotline", "fax": "fax", "tty": "tty", "text": "text"}
ADDRESS = ("city", "state_province", "county")


def header_words(header: str) -> str:
    """``PhoneTollFree``, ``phone_toll-free`` and ``Phone__c`` as words in small letters."""
    header = re.sub(r"__c$", "", header.strip())  # how Salesforce ends the names of own fields
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return " ".join(re.sub(r"[^0-9A-Za-z]+", " ", spaced).lower().split())


def is_foreign(text: str) -> bool:
    """Whether a table has another's headers, of which one is a name and one tells where or how."""
    headers = next(csv.reader(io.StringIO(text)), [])
    fields = {MEANS.get(header_words(name)) for name in headers}
    ours = {"id", "of", "name"} <= set(headers)
    return not ours and "name" in fields and len(fields - {None}) > 1


def organizations(text: str) -> list[dict[str, Any]]:
    """The rows as HSDS organizations. Raises :class:`CsvError` for a table that is broken."""
    table = csv.DictReader(io.StringIO(text, newline=""))
    try:
        rows = [{k: v for k, v in row.items() if k is not None} for row in table]
    except csv.Error as error:
        raise CsvError(f"line {table.line_num}: {error}") from None
    return [_organization(row) for row in rows if any(str(v or "").strip() for v in row.values())]


def _organization(row: Mapping[str, Any]) -> dict[str, Any]:
    service: dict[str, Any] = {}
    made: dict[str, Any] = {"services": [service]}
    address: dict[str, str] = {}
    for header, field, cell in _cells(row):
        if field in PHONES:
            phone = {"number": cell, "type": PHONES[field], "name": header}
            service.setdefault("phones", []).append(phone)
        elif field in ADDRESS and field not in address:
            address[field] = re.sub(r"\s+(?:county|parish)$", "", cell, flags=re.IGNORECASE)
        elif field == "area":
            service.setdefault("service_areas", []).append({"name": cell})
        elif field == "hours":
            service.setdefault("schedules", []).append({"description": cell})
        elif field == "languages":
            names = [name.strip() for name in re.split(r"[;,|/]", cell) if name.strip()]
            service["languages"] = [{"name": name} for name in names]
        elif field in {"name", "website", "email"} and field not in made:
            made[field] = cell
        elif field in {"status", "minimum_age", "maximum_age"} and field not in service:
            service[field] = cell
        else:
            made[f"column {header!r}"] = cell
    service["name"] = made.get("name", "")
    if address:
        made["locations"] = [{"addresses": [address]}]
    return made


def _cells(row: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for header, value in row.items():
        cell = " ".join(csv_cells.plain(str(value or "")).split())
        if cell:
            yield header, MEANS.get(header_words(header), ""), cell
