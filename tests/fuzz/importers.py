"""What an operator brings in: spreadsheets, HSDS, flows and rules, and lines of the directory.

Whatever they hold, the answer is what was read and what was not, or one error that says what is
wrong and where. Cells and YAML are slips in what is right; HSDS is drawn by Hypothesis.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from hotline.cli.agency_files import Format, _read
from hotline.config_files import Document, Problem, check_schema, parse_yaml
from hotline.directory import one_line, plain_csv
from hotline.directory.entries import read_entries
from hotline.directory.hsds_export import organizations
from hotline.directory.hsds_tables import package_files
from hotline.errors import OperatorError
from hotline.flows.load import _kind as kind_of_flow_file
from hotline.flows.load import load as load_flows
from hotline.flows.load import schema as flow_schema
from hotline.routing.load import _kind as kind_of_rule_file
from hotline.routing.load import load_files as load_rules
from hotline.routing.load import schema as rule_schema
from hotline.settings import REPOSITORY
from tests.fuzz import odd

SHARE = 0.5
Try = tuple[str, Callable[[], str]]
"""The kind of input, and what tries it: the fault, or nothing."""


def fuzz(rng: Random, count: int, folder: Path) -> tuple[Counter[str], list[str]]:
    """Of all: six tenths lines, a tenth tables, three tenths HSDS, a tenth YAML."""
    tried: Counter[str] = Counter()
    found: list[str] = []
    parts = (
        (_lines(rng), count * 55 // 100),
        (_tables(rng, folder), count * 12 // 100),
        (_packages(rng, folder), count * 6 // 100),
        (_yaml(rng), count * 12 // 100),
        (_whole_books(rng), max(1, count // 2000)),
    )
    for tries, share in parts:
        for _ in range(share):
            kind, attempt = next(tries)
            _note(kind, attempt, tried, found)
    left = count - sum(tried.values())
    _hsds(rng.randrange(2**31), left, folder, tried, found)
    return tried, found


def _note(kind: str, attempt: Callable[[], str], tried: Counter[str], found: list[str]) -> None:
    tried[kind] += 1
    try:
        fault = attempt()
    except Exception as error:
        fault = f"raised {type(error).__name__}: {error}"
    if fault:
        found.append(f"{kind}: {fault}"[:600])


def _entries() -> list[Any]:
    files = {
        f"agencies/{file.name}": file.read_text("utf-8")
        for file in sorted((REPOSITORY / "routing_rules" / "agencies").glob("*.yaml"))[:12]
    }
    return list(read_entries(files).values())


# Lines of the directory ---------------------------------------------------------------------------

READERS: dict[str, Callable[[str], Any]] = {
    "place": lambda line: one_line.read_area(line.split("\n")),
    "line of hours": one_line.read_hours,
    "turn on call": one_line.read_on_call,
    "contact point": one_line.read_contact,
}
LINES = (
    "county 48479 Webb, TX",
    "state TX",
    "nation",
    "zip 78040",
    "city Laredo, TX",
    "always",
    "unknown",
    "America/Boise: mo-fr 08:30-17:00, sa 09:00-12:00; holidays federal",
    "America/Chicago since 2026-11-02 at 08:00, 7 days, turn 1 of 2",
    "phone public_line +18446432251 note='ask for the desk'",
    "email alert desk@agency.example agreement='MOU 7' hours='America/Boise: mo-fr 08:30-17:00'",
)


def _lines(rng: Random) -> Iterator[Try]:
    while True:
        name, read = rng.choice(list(READERS.items()))
        line = odd.mutated(rng, rng.choice(LINES)) if rng.random() < 0.8 else odd.text(rng)
        yield f"a {name}", lambda read=read, line=line: _read_line(read, line)


def _read_line(read: Callable[[str], Any], line: str) -> str:
    try:
        read(line)
    except ValueError as error:
        return "" if str(error).strip() else f"an empty error for {line!r}"
    return ""


# Tables, HSDS -------------------------------------------------------------------------------------


def _import(path: Path, kind: Format) -> str:
    """As ``hotline agencies import`` reads it."""
    try:
        taken = _read(path, kind)
    except OperatorError as error:
        said = " ".join(error.lines).replace(str(path), "").strip(": ")
        return "" if len(said) > 10 else f"the error says only {said!r}"
    unread = [one for one in taken.unread if len(one.strip()) < 10]
    return f"what was not read says only {unread!r}" if unread else ""


def _tables(rng: Random, folder: Path) -> Iterator[Try]:
    table = plain_csv.to_csv(_entries()[:6])
    path = folder / "table.csv"
    head, _, rest = table.partition("\n")
    while True:
        text = odd.mutated(rng, rest) if rng.random() < 0.7 else odd.mutated(rng, head)
        whole = f"{head}\n{text}" if rng.random() < 0.9 else text
        whole += "x" * (140_000 if rng.random() < 0.01 else 0)
        code = rng.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"))
        path.write_bytes(whole.encode(code, "replace") + rng.randbytes(rng.choice((0, 0, 0, 3))))
        yield "a CSV table", lambda: _import(path, Format.CSV)


def _packages(rng: Random, folder: Path) -> Iterator[Try]:
    known = package_files(organizations(_entries()[:2]))
    place = folder / "package"
    place.mkdir()
    while True:
        for old in place.iterdir():
            old.unlink()
        changed = rng.choice(list(known))
        for name, text in known.items():
            if name != changed or rng.random() < 0.9:
                (place / name).write_text(
                    odd.mutated(rng, text) if name == changed else text, "utf-8", "replace"
                )
        yield "an HSDS data package", lambda: _import(place, Format.HSDS_CSV)


def _hsds(number: int, count: int, folder: Path, tried: Counter[str], found: list[str]) -> None:
    """Real organizations in which Hypothesis replaces, removes or adds values anywhere."""
    known = list(organizations(_entries()[:6]))
    path = folder / "hsds.json"

    @seed(number)
    @settings(
        max_examples=max(1, count),
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=False), st.sampled_from(known))
    def one(rng: Random, organization: Any) -> None:
        changed = json.loads(json.dumps(organization, default=str))
        for _ in range(rng.randrange(1, 4)):
            changed = _changed(rng, changed)
        text = json.dumps(changed)
        if rng.random() < 0.1:
            text = odd.mutated(rng, text)
        if rng.random() < 0.002:
            text = "[" * 9_000 + text
        path.write_text(text, "utf-8", "replace")
        _note("HSDS JSON", lambda: _import(path, Format.HSDS), tried, found)

    one()


def _changed(rng: Random, given: Any) -> Any:
    """``given`` with one value somewhere in it replaced."""
    if isinstance(given, dict) and given and rng.random() < 0.85:
        key = rng.choice(list(given))
        if rng.random() < 0.1:
            return {name: value for name, value in given.items() if name != key}
        return given | {key: _changed(rng, given[key])}
    if isinstance(given, list) and given and rng.random() < 0.85:
        at = rng.randrange(len(given))
        return [*given[:at], _changed(rng, given[at]), *given[at + 1 :]]
    return odd.value(rng, 2)


# Flows and rules ----------------------------------------------------------------------------------


def _small(folder: str, pattern: str) -> dict[str, str]:
    root = REPOSITORY / folder
    found = {
        file.relative_to(root).as_posix(): file.read_text("utf-8") for file in root.glob(pattern)
    }
    return {name: text for name, text in sorted(found.items()) if len(text) < 3000}


def _yaml(rng: Random) -> Iterator[Try]:
    kinds = {
        "a flow's YAML": (_small("ivr_flows", "**/*.yaml"), flow_schema, kind_of_flow_file),
        "a rule's YAML": (_small("routing_rules", "**/*.yaml"), rule_schema, kind_of_rule_file),
    }
    while True:
        kind = rng.choice(list(kinds))
        files, schema, schema_of = kinds[kind]
        file = rng.choice(list(files))
        name = schema_of(file)
        text = odd.mutated(rng, files[file])
        yield (
            kind,
            lambda file=file, text=text, name=name, schema=schema: _check(
                file, text, schema(name) if name else {}
            ),
        )


def _check(file: str, text: str, schema: dict[str, Any]) -> str:
    parsed = parse_yaml(file, text)
    problems = [parsed] if isinstance(parsed, Problem) else check_schema(parsed, schema)
    assert isinstance(parsed, Document | Problem)
    return _unsaid(problems)


def _unsaid(problems: list[Problem]) -> str:
    poor = [one for one in problems if not one.file or one.line < 1 or len(str(one)) < 20]
    return f"a problem does not say what and where: {poor[0]!r}" if poor else ""


def _whole_books(rng: Random) -> Iterator[Try]:
    """A slip in one file of a whole book, so that what files say of each other is checked too."""
    books = {
        "a whole book of flows": (_all("ivr_flows"), load_flows),
        "a whole book of rules": (_all("routing_rules"), lambda f: load_rules(f, demo=True)),
    }
    while True:
        kind = rng.choice(list(books))
        files, load = books[kind]
        file = rng.choice(list(files))
        text = odd.mutated(rng, files[file])
        yield (
            kind,
            lambda files=files, load=load, file=file, text=text: _unsaid(
                list(load({**files, file: text})[1])
            ),
        )


def _all(folder: str) -> dict[str, str]:
    root = REPOSITORY / folder
    return {
        file.relative_to(root).as_posix(): file.read_text("utf-8")
        for file in root.glob("**/*.yaml")
    }
