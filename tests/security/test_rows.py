"""Every property of the review, and sixty more, names a test that exists and is never skipped."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from hotline.settings import REPOSITORY
from tests.security.__main__ import Seen
from tests.security.rows import Row, rows


def functions(path: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((REPOSITORY / path).read_text("utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_there_are_as_many_as_were_asked_for() -> None:
    assert len(rows("reviewed.yaml")) == 139
    assert len(rows("own.yaml")) >= 60
    assert [one for one, count in Counter(row.id for row in rows()).items() if count > 1] == []


@pytest.mark.parametrize("path", sorted({row.test.partition("::")[0] for row in rows()}))
def test_each_names_a_test_that_is_there_and_not_skipped(path: str) -> None:
    found = functions(path)
    for row in rows():
        file, _, name = row.test.partition("::")
        if file == path:
            assert row.tried and row.expected and name in found, row
            assert not [d for d in found[name].decorator_list if "skip" in ast.unparse(d)], row


def test_what_did_not_run_or_was_skipped_does_not_hold() -> None:
    seen, row = Seen(), Row("X1", "x", "y", "tests/x.py::test_x")
    assert seen.of(row) == (False, "its test did not run")
    seen.passed[row.test] = 2
    assert seen.of(row) == (True, "held in 2 cases")
    seen.wrong[row.test] = "skipped"
    assert seen.of(row) == (False, "skipped")
