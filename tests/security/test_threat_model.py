"""docs/security.md names the test of each promise, and each test that it names exists."""

from __future__ import annotations

import ast
import re

import pytest

from hotline.settings import REPOSITORY

TEXT = (REPOSITORY / "docs" / "security.md").read_text("utf-8")
ROW = re.compile(r"^\| (?!Promise|---)(.+?) \| (.+?) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
ROWS = ROW.findall(TEXT)
ADVERSARIES = (
    "trafficker",
    "staff",
    "laptop",
    "stolen backup",
    "agency",
    "provider",
    "subpoena",
    "flood",
    "forged webhook",
    "login provider",
)


def functions_in(path: str) -> set[str]:
    tree = ast.parse((REPOSITORY / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_adversary_has_a_part() -> None:
    heads = " ".join(re.findall(r"^## (.+)$", TEXT, flags=re.MULTILINE)).lower()
    assert not [who for who in ADVERSARIES if who not in heads]
    parts = {part.partition("\n")[0]: part for part in TEXT.split("\n## ")[1:]}
    assert not [head for head, part in parts.items() if not ROW.search(part)], "a part of promises"
    assert len(ROWS) >= 40


@pytest.mark.parametrize(("promise", "tests"), ROWS, ids=[row[0][:50] for row in ROWS])
def test_each_promise_names_a_test_that_exists(promise: str, tests: str) -> None:
    named = NAMED.findall(tests)
    assert named, f"no test is named for: {promise}"
    for path, name in named:
        assert (REPOSITORY / path).is_file(), path
        assert name.startswith("test_"), f"{path}: say which of its tests it is"
        assert name in functions_in(path), f"{path} has no {name}"


def test_privacy_and_subpoena_and_disclosure_are_linked() -> None:
    for page in ("privacy.md", "subpoena.md", "SECURITY.md"):
        assert page in TEXT
    assert "docs/security.md" in (REPOSITORY / "SECURITY.md").read_text("utf-8")
