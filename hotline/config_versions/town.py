"""``town.yaml``: what makes the shipped flows and rules those of one town, on one page.

A town that is like another one copies its file and changes four lines. Everything else that a
deployment changes is a whole file over the shipped one (``layers``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import phonenumbers

from hotline.config_files import Document, Problem, check_schema, did_you_mean, parse_yaml
from hotline.geo import Gazetteer
from hotline.routing.read_places import Known, read_area

AREAS, NATIONAL_FILES = "routing_rules/areas.yaml", ("US.yaml",)
MENU = "/other_language.yaml"
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1, "description": "Write the line's name."},
        "number": {"type": "string", "description": 'Write "+19565550100", in quotes.'},
        "serves": {
            "type": "object",
            "description": 'Write {counties: ["48479 Webb, TX"]} or {cities: ["Laredo, TX"]}.',
        },
        "languages": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Write the codes that the phone menu offers: [vi, ko].",
        },
        "agencies": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "local": {"type": "boolean", "description": "Write true or false."},
                "off": {
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "Write ids of agencies: [tx_iwatch].",
                },
            },
        },
    },
}
_ENTRY = re.compile(r"^  ([a-z][a-z0-9_]*):", re.MULTILINE)
_STATUS = re.compile(r"^    status: \w+$", re.MULTILINE)
_CHOICE = re.compile(r"^ {6,8}([a-z]{2,3}): \{(?:key|voice): .*\n", re.MULTILINE)


@dataclass(frozen=True)
class Town:
    """What a town said: an area as of an agency, languages by code, agencies."""

    serves: Mapping[str, Any] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    local: bool = True
    """Whether the agencies of states, counties and towns are used at all."""
    off: frozenset[str] = frozenset()

    def lay_over(self, files: Mapping[str, str]) -> dict[str, str]:
        """The shipped ``files`` as this town has them."""
        after = dict(files)
        if self.serves and AREAS in after:
            line = f"serves: {json.dumps(self.serves, ensure_ascii=False)}"
            after[AREAS] = re.sub(r"^serves: .*$", lambda _: line, after[AREAS], flags=re.MULTILINE)
        for path, text in after.items():
            if path.endswith(MENU) and set(_CHOICE.findall(text)) & set(self.languages):
                after[path] = _menu(text, self.languages)
            if _is_directory(path):
                after[path] = self._without_agencies(path, text)
        return after

    def _without_agencies(self, path: str, text: str) -> str:
        every = not self.local and path.rpartition("/")[2] not in NATIONAL_FILES
        if not every and not self.off:
            return text
        parts = _ENTRY.split(text)
        for place in range(1, len(parts), 2):
            if every or parts[place] in self.off:
                parts[place + 1] = _STATUS.sub("    status: retired", parts[place + 1], count=1)
            parts[place] = f"  {parts[place]}:"
        return "".join(parts)


def _is_directory(path: str) -> bool:
    return path.startswith("routing_rules/agencies/")


def _menu(text: str, languages: tuple[str, ...]) -> str:
    """The phone menu with these languages alone; the others are understood all the same.

    A key keeps its number: recordings say it.
    """
    return _CHOICE.sub(lambda line: line[0] if line[1] in languages else "", text)


def read_town(file: str, text: str, shipped: Mapping[str, str]) -> tuple[Town, list[Problem]]:
    """The town in ``text``, and what is wrong with it; with an error nothing of it counts."""
    document = parse_yaml(file, text)
    if isinstance(document, Problem):
        return Town(), [document]
    if document.data is None:
        return Town(), []
    problems = check_schema(document, SCHEMA) or _wrong(document, shipped)
    if problems:
        return Town(), problems
    agencies = document.data.get("agencies") or {}
    town = Town(
        serves=document.data.get("serves") or {},
        languages=tuple(document.data.get("languages") or ()),
        local=agencies.get("local", True),
        off=frozenset(agencies.get("off") or ()),
    )
    return town, []


def _wrong(document: Document, shipped: Mapping[str, str]) -> list[Problem]:
    known = Known(Gazetteer.load())
    read_area(document, ("serves",), document.data.get("serves") or {}, known)
    found = list(known.problems)
    number = document.data.get("number")
    if number is not None and not _is_number(number):
        what = f"number: {number!r} is not a telephone number."
        found.append(document.problem(("number",), what, 'write "+19565550100", in quotes.'))
    languages = [*_CHOICE.findall(shipped.get(f"ivr_flows{MENU}", "")), "en", "es"]
    for place, code in enumerate(document.data.get("languages") or ()):
        if code not in languages:
            fix = f"use some of: {', '.join(languages)}."
            what = f"the line has no language {code!r}."
            found.append(document.problem(("languages", place), what, fix))
    ids = [name for path, t in shipped.items() if _is_directory(path) for name in _ENTRY.findall(t)]
    for place, name in enumerate((document.data.get("agencies") or {}).get("off") or ()):
        if name not in ids:
            fix = did_you_mean(name, ids) or "`hotline agencies list` names them."
            what = f"there is no agency {name!r}."
            found.append(document.problem(("agencies", "off", place), what, fix))
    return sorted(found)


def _is_number(text: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text, "US"))
    except phonenumbers.NumberParseException:
        return False
