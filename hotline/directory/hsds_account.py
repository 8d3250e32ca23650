"""The account of an import: a row for every value of others' data, and what became of it. Pure.

Areas, schedules, phones, beds, ages, languages and statuses have rows of their own, a value each.
Of everything else, :func:`left_over` has a row for each field by its path: most of it has no place
here, and its row says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hotline.directory.hsds_intake import leaves
from hotline.directory.hsds_values import short

UNDERSTOOD, CHANGED, LEFT_OUT = "understood", "changed", "left out"


@dataclass(frozen=True)
class Row:
    """What became of one given value: of which organization, which field, how, and why."""

    name: str
    field: str
    given: str
    became: str
    why: str = ""


PHONE = r"phones\[\]\.(?:number|type|number_type|extension|description|name|department)"
TIMES = (
    r"(?:regular_)?schedules\[\]\.(?:freq|interval|byday|weekday|by\w+|count|opens_at|closes_at|"
    r"valid_from|valid_to|dtstart|until|description)"
)
READ = re.compile(
    rf"(?:.*\.)?{PHONE}|(?:.*\.)?{TIMES}"
    r"|services\[\]\.service_areas\[\]\.(?:name|service_area|extent|extent_type|description)"
    r"|services\[\]\.capacities\[\]\.(?:available|maximum|updated|description|unit\.name)"
    r"|services\[\]\.(?:status|minimum_age|maximum_age|interpretation_services)"
    r"|services\[\]\.eligibility\.(?:minimum_age|maximum_age)"
    r"|services\[\]\.languages\[\]\.(?:code|name|language)"
)
"""Fields that have a row of their own, a value each."""
TAKEN = re.compile(
    r"name|services\[\]\.name|(?:services\[\]\.)?(?:url|website|email)"
    r"|(?:services\[\]\.)?contacts\[\]\.email|locations\[\]\.(?:location_type|url)"
)
"""Fields that are taken over as they are."""
ADDRESS = re.compile(r".*addresses\[\]\.(?:city|state_province|county|region)")
IDENTIFIER = re.compile(r".*\b(?:\w+_)?ids?|.*identifiers?\[\].*|.*\.(?:link_entity|link_type)")
OWN_NOTES = re.compile(
    r".*\b(?:description|alternate_name|alert|application_process|eligibility\w*|notes?|fees\w*)\b.*"
)
WHY = (
    (IDENTIFIER, "an identifier of their database"),
    (OWN_NOTES, "notes here are this line's own: read it at its source"),
    (re.compile(".*", re.DOTALL), "the directory has no place for it"),
)


def left_over(organization: Mapping[str, Any], name: str) -> Iterator[Row]:
    """A row for each field that is not read value by value: taken as it is, or left out and why."""
    seen: set[str] = set()
    for path, given in leaves(organization):
        if path in seen or READ.fullmatch(path):
            continue
        seen.add(path)
        if TAKEN.fullmatch(path):
            yield Row(name, path, short(given), UNDERSTOOD)
        elif ADDRESS.fullmatch(path):
            yield Row(name, path, short(given), UNDERSTOOD, "only to know where it lies")
        else:
            why = next(why for pattern, why in WHY if pattern.fullmatch(path))
            yield Row(name, path, short(given), LEFT_OUT, why)
