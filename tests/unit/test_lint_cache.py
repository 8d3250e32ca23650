"""A check reads a file again when it has changed, or when the check has: never less."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tools.lint_cache import LintCache


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    found = [tmp_path / name for name in ("a.py", "b.py")]
    for file in found:
        file.write_text("x = 1\n", "utf-8")
    (tmp_path / "rules").write_text("1", "utf-8")
    return found


def cache(files: list[Path]) -> LintCache:
    here = files[0].parent
    return LintCache("check", [here / "rules"], here / "cache")


def test_only_what_was_clean_and_is_the_same_is_left_out(files: list[Path]) -> None:
    assert cache(files).changed(files) == files
    cache(files).keep(files)
    assert cache(files).changed(files) == []
    assert cache(files).same_files(files)


@pytest.mark.parametrize("what", ["longer", "later", "rules", "broken"])
def test_a_change_of_any_kind_is_read_again(files: list[Path], what: str) -> None:
    cache(files).keep(files)
    match what:
        case "longer":
            files[0].write_text("x = 11\n", "utf-8")
        case "later":
            os.utime(files[0], ns=(1, 1))
        case "rules":
            (files[0].parent / "rules").write_text("2", "utf-8")
        case _:
            (files[0].parent / "cache" / "check.json").write_text("{", "utf-8")
    assert files[0] in cache(files).changed(files)


def test_a_file_that_is_gone_is_noticed(files: list[Path]) -> None:
    cache(files).keep(files)
    files[0].unlink()
    assert cache(files).changed(files[1:]) == []
    assert not cache(files).same_files(files[1:])
    cache(files).keep(files[1:])
    assert cache(files).same_files(files[1:])
