"""Interpreters in their file: who is called for a language, and what is refused with a fix."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hotline.routing import load_files
from hotline.routing.interpreters import on_duty
from tests.routing.books import shipped_files

EVENING = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)  # a Tuesday, 7 p.m. in Laredo
NIGHT = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
FILE = """interpreters:
  city_line: {name: City Language Line, phone: "+12025012345", languages: [es, vi]}
  night_volunteer:
    name: A Volunteer
    phone: "+12025012346"
    languages: [es]
    hours: {zone: America/Chicago, open: ["mo-su 00:00-06:00"]}
"""


def load(text: str) -> tuple[object, list[str]]:
    book, problems = load_files(shipped_files() | {"interpreters.yaml": text}, demo=False)
    return book, [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("language", "at", "wanted"),
    [
        ("es", EVENING, ["city_line"]),
        ("es", NIGHT, ["city_line", "night_volunteer"]),
        ("vi", NIGHT, ["city_line"]),
        ("en", NIGHT, []),
        ("ht", NIGHT, []),
    ],
)
def test_who_is_called_for_a_language(language: str, at: datetime, wanted: list[str]) -> None:
    book, problems = load(FILE)
    assert book is not None, problems
    assert [one.id for one in on_duty(book.interpreters, language, at)] == wanted


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ('"+12025012345"', '"+19565550171"', "is kept for fiction"),
        ('"+12025012345"', '"956-501-2345"', "is not a telephone number"),
        ('"+12025012345"', '"911"', "cannot be reached from here"),
        ("[es, vi]", "[Spanish]", "interpreters.yaml:2"),
        ("[es, vi]", "[]", "interpreters.yaml:2"),
        ("America/Chicago", "America/Laredo", "is not a time zone"),
        ("mo-su 00:00-06:00", "nights", "interpreters.yaml"),
        ("name: A Volunteer", "nom: A Volunteer", "nom"),
        ("languages: [es]\n", "languages: [es]\n    agency: x\n", "agency"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(was: str, now: str, said: str) -> None:
    assert was in FILE
    book, problems = load(FILE.replace(was, now))
    assert book is None
    assert any(said in problem for problem in problems), problems


def test_a_line_without_interpreters_has_none() -> None:
    for text in ("interpreters: {}\n", "interpreters:\n"):
        book, problems = load(text)
        assert book is not None and book.interpreters == (), problems
