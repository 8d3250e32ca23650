"""The tables of words that a coordinator can edit: each mistake has its line and its fix."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hotline.geo import word_lists
from tests.geo.locating import LOCATOR

GAZETTEER = LOCATOR.gazetteer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(word_lists.FOLDER, tmp_path / "lists"))


def add(folder: Path, table: str, line: str) -> int:
    """Append a line to a table; its number."""
    path = folder / table
    text = path.read_text("utf-8")
    path.write_text(f"{text}{line}\n", "utf-8")
    return text.count("\n") + 1


def test_the_shipped_lists_have_no_mistake() -> None:
    assert word_lists.check(GAZETTEER) == []


def test_a_line_in_a_table_is_all_that_a_new_name_needs(folder: Path) -> None:
    add(folder, "chains.tsv", "sleepy bear lodge")
    add(folder, "nicknames.tsv", "steel city\tPittsburgh\tPA")
    add(folder, "teams.tsv", "sounders")
    add(folder, "known_cities.tsv", "Laredo\tTX")
    assert word_lists.check(GAZETTEER, folder) == []
    lists = word_lists.read(folder)
    assert "sleepy bear lodge" in lists.chains
    assert lists.nicknames["steel city"] == ("Pittsburgh", "PA")
    assert "sounders" in lists.teams
    assert ("Laredo", "TX") in lists.known_cities


@pytest.mark.parametrize(
    ("table", "line", "complaint"),
    [
        ("chains.tsv", "Sleepy Bear", "write 'sleepy bear'"),
        ("chains.tsv", "café azul", "write 'cafe azul'"),
        ("chains.tsv", "wendy's grill", "write 'wendys grill'"),
        ("chains.tsv", "motel 6", "already on line"),
        ("chains.tsv", "sleepy bear\tTX", "write name, with a tab"),
        ("nicknames.tsv", "steel city\tPittsburgh", "write name, city, state, with a tab"),
        ("nicknames.tsv", "steel city Pittsburgh PA", "write name, city, state, with a tab"),
        ("nicknames.tsv", "steel city\t\tPA", "write name, city, state, with a tab"),
        ("nicknames.tsv", "vegas\tLas Vegas\tNM", "already on line"),
        ("state_names.tsv", "texis\tTexas", "postal code"),
        ("teams.tsv", "Sounders", "write 'sounders'"),
    ],
)
def test_a_malformed_line_is_named_with_its_fix(
    folder: Path, table: str, line: str, complaint: str
) -> None:
    number = add(folder, table, line)
    [problem] = word_lists.check(GAZETTEER, folder)
    assert str(problem).startswith(f"hotline/geo/data/lists/{table}:{number}: ")
    assert complaint in problem.fix


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("nicknames.tsv", "steel city\tPittsburg\tPA"),
        ("nicknames.tsv", "steel city\tPittsburgh\tXX"),
        ("known_cities.tsv", "Pittsburgh\tOhio"),
        ("known_cities.tsv", "Nowhere At All\tTX"),
    ],
)
def test_a_city_or_state_that_does_not_exist_is_named(folder: Path, table: str, line: str) -> None:
    number = add(folder, table, line)
    [problem] = word_lists.check(GAZETTEER, folder)
    assert (problem.line, bool(problem.fix)) == (number, True)


def test_a_service_does_not_start_with_half_a_list(folder: Path) -> None:
    number = add(folder, "nicknames.tsv", "steel city Pittsburgh PA")
    (folder / "teams.tsv").unlink()
    with pytest.raises(word_lists.WordListError) as error:
        word_lists.read(folder)
    assert f"nicknames.tsv:{number}: " in str(error.value)
    assert "teams.tsv:1: the list cannot be read" in str(error.value)
    assert "Fix: restore it from the release" in str(error.value)
