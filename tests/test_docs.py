"""What the documents name must exist: tests, files, commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(
    [ROOT / "README.md", *(ROOT / "docs").glob("**/*.md"), *ROOT.glob("deploy/*.md")]
)
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_tests_and_files_that_a_document_names_exist(document: Path) -> None:
    text = document.read_text("utf-8")
    for file, name in NAMED_TEST.findall(text):
        assert (ROOT / file).is_file(), file
        assert not name or f"def {name}(" in (ROOT / file).read_text("utf-8"), f"{file}::{name}"
    for target in LINK.findall(text):
        assert (document.parent / target).exists(), f"{document.name} links to {target}"
