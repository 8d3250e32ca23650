"""From files to a :class:`RuleBook`: directory, areas, holidays, national policy, a town's rules.

    routing_rules/national.yaml       the default policy
    routing_rules/areas.yaml          the places that are served, and named areas
    routing_rules/holidays.yaml
    routing_rules/interpreters.yaml   who can join a call as an interpreter
    routing_rules/law.yaml            who must report what to whom, state by state
    routing_rules/emergency_centers.yaml  the 911 centers of the counties served
    routing_rules/agencies/TX.yaml    the directory, a file a state; US.yaml for the nation
    routing_rules/webb.yaml           a town's own rules, which go before the national ones
    routing_rules/demo/…              the same again: synthetic, laid over the rest in a demo only

Either there is a book and no error, or there are problems with file and line; nothing is half
loaded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from pathlib import PurePosixPath
from typing import Any

from hotline import channel_kinds
from hotline.config_files import (
    REMEMBERED,
    Document,
    Problem,
    check_schema,
    did_you_mean,
    errors,
    parse_yaml,
)
from hotline.geo import Gazetteer
from hotline.routing.areas import Area
from hotline.routing.conditions import kinds
from hotline.routing.emergency_centers import read_centers
from hotline.routing.interpreters import read_interpreters
from hotline.routing.law import read_filing, read_law
from hotline.routing.read_agencies import read_agencies
from hotline.routing.read_places import Known, counties_in, read_area, read_holidays
from hotline.routing.read_rules import RuleFile, read_policy, read_rules
from hotline.routing.rulebook import RuleBook
from hotline.routing.rulebook_checks import check_book
from hotline.routing.rules import Rule
from hotline.routing.types import Agency

NATIONAL, AREAS, HOLIDAYS = "national.yaml", "areas.yaml", "holidays.yaml"
INTERPRETERS = "interpreters.yaml"
LAW, CENTERS = "law.yaml", "emergency_centers.yaml"
LEXICON, DEMO, AGENCIES = "lexicon", "demo", "agencies"
SCHEMAS = ("agency", "rules", "areas", "holidays", "interpreters", "law", "centers")


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a file: one of :data:`SCHEMAS`.

    That of rules has every registered condition, that of an agency every channel.
    """
    found = _schema_file(name)
    defs = found.get("$defs", {})
    if name == "rules":
        when = {"properties": {kind.name: kind.schema() for kind in kinds()}}
        return found | {"$defs": defs | {"when": defs["when"] | when}}
    if name == "agency":
        contact = defs["contact"]
        channel = contact["properties"]["channel"] | {"enum": list(channel_kinds.KINDS)}
        contact = contact | {"properties": contact["properties"] | {"channel": channel}}
        return found | {"$defs": defs | {"contact": contact}}
    return found


@cache
def _schema_file(name: str) -> dict[str, Any]:
    file = resources.files("hotline.routing").joinpath("schemas", f"{name}.json")
    loaded: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return loaded


def load_files(
    files: Mapping[str, str], *, demo: bool, today: date | None = None
) -> tuple[RuleBook | None, list[Problem]]:
    """The rule book of ``files`` (path below ``routing_rules/`` to text), and every problem.

    ``demo`` lays the files below ``demo/`` over the rest; otherwise they are only checked to be
    well-formed. ``today``: the day against which a date of reading or calling is checked; left out,
    no date is taken to be in the future. The book is ``None`` when any problem is an error.
    """
    known = Known(Gazetteer.load(), today)
    documents = _parse(files, known.problems)
    if NATIONAL not in files:
        fix = "restore it from the release."
        known.problems.append(Problem(NATIONAL, 1, "there is no national.yaml.", fix))
    if known.problems:
        return None, sorted(known.problems)
    used = {path: doc for path, doc in documents.items() if demo or not _is_demo(path)}
    book = _read(used, known, _digest(files, used))
    if book is None or any(errors(known.problems)):
        return None, sorted(known.problems)
    return book, sorted(known.problems)


def _is_demo(path: str) -> bool:
    return PurePosixPath(path).parts[0] == DEMO


def _parse(files: Mapping[str, str], problems: list[Problem]) -> dict[str, Document]:
    documents = {}
    registered = (*kinds(), *channel_kinds.KINDS)
    for path, text in sorted(files.items()):
        kind = _kind(path)
        if kind is None:
            continue
        document, broken = _parse_file(path, text, kind, registered)
        problems += broken
        if document is not None:
            documents[path] = document
    return documents


@lru_cache(maxsize=REMEMBERED)
def _parse_file(
    path: str, text: str, kind: str, registered: tuple[object, ...]
) -> tuple[Document | None, tuple[Problem, ...]]:
    """A file that follows its schema, or what is wrong; remembered, as most files never change.

    ``registered``: the conditions and channels that are in the schema now.
    """
    del registered
    parsed = parse_yaml(path, text)
    if isinstance(parsed, Problem):
        return None, (parsed,)
    broken = check_schema(parsed, schema(kind))
    return (None if broken else parsed), tuple(broken)


OTHERS = {
    AREAS: "areas",
    HOLIDAYS: "holidays",
    INTERPRETERS: "interpreters",
    LAW: "law",
    CENTERS: "centers",
}
"""Files with a schema of their own, by name."""


def _kind(path: str) -> str | None:
    """Which schema a file follows; ``None`` for files of other parts."""
    parts = [part for part in PurePosixPath(path).parts if part != DEMO]
    if parts[0] == LEXICON:
        return None
    if parts[0] == AGENCIES:
        return "agency"
    return OTHERS.get(parts[-1], "rules")


def _digest(files: Mapping[str, str], used: Iterable[str]) -> str:
    return hashlib.sha256(json.dumps([(path, files[path]) for path in used]).encode()).hexdigest()


def _read(documents: Mapping[str, Document], known: Known, version: str) -> RuleBook | None:
    by_kind: dict[str, list[Document]] = {name: [] for name in SCHEMAS}
    for path, document in documents.items():
        by_kind[_kind(path) or ""].append(document)
    for document in by_kind["holidays"]:
        read_holidays(document, known)
    served, hints = _read_areas(by_kind["areas"], known)
    agencies = _read_directory(by_kind["agency"], known)
    national = documents[NATIONAL]
    policy = read_policy(national, known)
    rule_files = [read_rules(document, known) for document in by_kind["rules"]]
    rules, overrides = _in_order(rule_files, known)
    if policy is None:
        return None
    return _checked(
        RuleBook(
            version=version,
            agencies=agencies,
            rules=rules,
            policy=policy,
            areas=dict(known.areas),
            served=served,
            hints=hints,
            overrides=overrides,
            interpreters=tuple(
                one
                for document in by_kind["interpreters"]
                for one in read_interpreters(document, known, synthetic=_is_demo(document.file))
            ),
            law={
                state: law
                for document in by_kind["law"]
                for state, law in read_law(document, known).items()
            },
            filing={
                urgency: minutes
                for document in by_kind["law"]
                for urgency, minutes in read_filing(document).items()
            },
            centers={
                center.fips: center
                for document in by_kind["centers"]
                for center in read_centers(document, known, synthetic=_is_demo(document.file))
            },
        ),
        documents,
        known,
    )


def _checked(book: RuleBook, documents: Mapping[str, Document], known: Known) -> RuleBook:
    known.problems += check_book(book, documents)
    return book


def _read_areas(
    documents: Iterable[Document], known: Known
) -> tuple[frozenset[str], tuple[str, ...]]:
    served: frozenset[str] = frozenset()
    hints: list[str] = []
    for document in documents:
        for name, given in (document.data.get("areas") or {}).items():
            if name in known.areas:
                known.wrong(document, ("areas", name), f"there is an area {name!r} already.")
            known.areas[name] = read_area(document, ("areas", name, "area"), given["area"], known)
        area = read_area(document, ("serves",), document.data.get("serves") or {}, known)
        served |= counties_in(area, known)
        hints += [*_city_names(area), *document.data.get("hints", ())]
    hints += known.gazetteer.towns_in(served) if served else ()
    return served, tuple(dict.fromkeys(hints))


def _city_names(area: Area) -> list[str]:
    names = [area.names.get(f"{name}, {state}", name) for name, state in sorted(area.cities)]
    return [name.partition(",")[0] for name in names]


def _read_directory(documents: Iterable[Document], known: Known) -> dict[str, Agency]:
    agencies: dict[str, Agency] = {}
    for document in documents:
        synthetic = _is_demo(document.file)
        for agency_id, agency in read_agencies(document, known, synthetic=synthetic).items():
            earlier = agencies.get(agency_id)
            if earlier is not None:
                what = f"{agency_id!r} is the id of an agency in {earlier.file}:{earlier.line} too."
                known.wrong(document, ("agencies", agency_id), what, "give one another id.")
            agencies[agency_id] = agency
    return agencies


def _in_order(files: Iterable[RuleFile], known: Known) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """A town's rules, then the national ones that it does not replace; and what it overrides."""
    national = next(file for file in files if file.document.file == NATIONAL)
    towns = [file for file in files if file is not national]
    rules: list[Rule] = []
    overrides: list[str] = []
    gone: set[str] = set()
    for town in towns:
        path = town.document.file
        for rule_id in town.switched_off:
            if rule_id not in national.rules:
                fix = did_you_mean(rule_id, national.rules)
                what = f"there is no national rule {rule_id!r}."
                known.wrong(town.document, ("switch_off",), what, fix)
            gone.add(rule_id)
            overrides.append(f"{path} switches off the national rule {rule_id}")
        for rule_id, rule in town.rules.items():
            if any(rule_id == other.id for other in rules):
                what = f"there is a rule {rule_id!r} already."
                known.wrong(town.document, ("rules", rule_id), what, "give one another name.")
            if rule_id in national.rules:
                gone.add(rule_id)
                overrides.append(f"{path} replaces the national rule {rule_id}")
            rules.append(rule)
        if town.acknowledge:
            rules.append(_own_targets(town))
            overrides.append(f"{path} sets its own times to acknowledge")
    kept = [rule for rule_id, rule in national.rules.items() if rule_id not in gone]
    return (*rules, *kept), tuple(overrides)


def _own_targets(town: RuleFile) -> Rule:
    return Rule(
        id=f"{town.name}_acknowledge",
        about=f"The times to acknowledge of {town.name}.",
        when=town.within,
        acknowledge=town.acknowledge,
        file=town.document.file,
        line=town.document.line("acknowledge"),
    )
