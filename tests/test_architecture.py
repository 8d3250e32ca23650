"""The page about the architecture shows the layers that are enforced."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_layers_on_the_page_are_those_of_the_contract() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (contract,) = [c for c in project["tool"]["importlinter"]["contracts"] if c["type"] == "layers"]
    enforced = [set(re.findall(r"\w+", layer)) for layer in contract["layers"]]
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    shown = page.split("<!-- layers", 1)[1].split("```")[1].strip().splitlines()
    assert [set(re.findall(r"\w+", line.split("   ")[0])) for line in shown] == enforced
    assert contract["exhaustive_ignores"] == ["__main__"]


def test_every_package_has_a_line_that_says_what_it_is_for() -> None:
    for init in (ROOT / "hotline").glob("*/__init__.py"):
        assert re.match(r'"""\S.{15,}', init.read_text("utf-8")), init


ONE_PART = {
    "__main__": "what `python -m` starts",
    "audit": "the trail: its rows, how it is written, and the command about it",
    "backup": "a backup of the database: how it is made, and the command",
    "boundaries": "county boundaries: the file's builder and its reader",
    "client": "the port's calls to one phone provider",
    "console": "the number and its account at one phone provider, read and entered",
    "errors": "what can go wrong, of its package",
    "explain": "why it was decided so, and the command that says it",
    "factors": "second factors: their rows, and what is done with them",
    "holds": "legal holds: their rows, and what is done with them",
    "keys": "keys of encryption: their rows, the ring, and the command about it",
    "language": "the routing condition of this name, and the check of our wording, a command",
    "load": "reads the files of its package and says what is wrong in them",
    "move": "a database's move to another: how, and the command",
    "needs_someone": "who needs someone now: how it is found, and the strip that shows it",
    "read": "the port's reading of one phone provider's requests",
    "reports": "reports: their rows, and what is done with them",
    "reseal": "sealing again under the newest key: how, and how fast",
    "response_times": "how soon people must act: the numbers, and those that are served now",
    "retention": "how long closed reports are kept: the policy, the run, and the command",
    "rules": "routing rules, and the command about them",
    "signature": "the port's check of one phone provider's signature",
    "staff": "people with a login, and the command about them",
    "tasks": "tasks: their rows, and what is done with them",
    "types": "the values that its package takes and gives",
    "urgency": "how urgent a report is, and the rule's condition on it",
}
"""Names that several modules have, because each plays the same part in its own package."""


def test_modules_of_one_name_play_one_part() -> None:
    """A new pair gets a better name, or a line above that says what both are."""
    names = Counter(
        file.stem
        for package in ("hotline", "tools", "bench")
        for file in (ROOT / package).rglob("*.py")
        if file.stem != "__init__" and "versions" not in file.parts
    )
    assert sorted(name for name, count in names.items() if count > 1) == sorted(ONE_PART)


def test_the_map_of_older_names_leads_to_modules_that_are_here() -> None:
    (page,) = (ROOT / "docs" / "decisions").glob("0017-*.md")
    rows = re.findall(r"^\| `[\w.]+`[^|]*\| (.+) \|$", page.read_text("utf-8"), re.MULTILINE)
    now = [name for row in rows for name in re.findall(r"`([\w.]+)`", row)]
    assert len(now) > 100
    for name in now:
        file = ROOT / ("" if name.startswith("tools.") else "hotline") / name.replace(".", "/")
        assert file.with_suffix(".py").exists() or (file / "__init__.py").exists(), name


def test_what_acts_at_a_moment_takes_the_transaction_as_one_object() -> None:
    """Decision 26 names those that do not."""
    parts = {"db", "dep", "now"}
    apart = [
        f"{file.stem}.{node.name}"
        for file in (ROOT / "hotline").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        and parts <= {one.arg for one in (*node.args.args, *node.args.kwonlyargs)}
    ]
    assert len(apart) <= 10, sorted(apart)


MOST_LINES = 400
"""A file holds one thing and stays under about 400 lines; the first migration lists all tables."""


def test_no_file_has_grown_long() -> None:
    files = [
        f
        for folder in ("hotline", "tests", "bench", "tools")
        for f in (ROOT / folder).rglob("*.py")
    ]
    long = {
        f.relative_to(ROOT).as_posix()
        for f in files
        if f.read_text("utf-8").count("\n") > MOST_LINES
    }
    assert long <= {"hotline/db/migrations/versions/0001_the_first_tables.py"}


def test_no_module_is_imported_for_its_types_alone() -> None:
    hidden = [
        f for f in (ROOT / "hotline").rglob("*.py") if "TYPE_CHECKING" in f.read_text("utf-8")
    ]
    assert not hidden, "such an import hides a circle"
