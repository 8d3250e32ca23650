"""Posters: the number, the address and a code, in every language of the line."""

from __future__ import annotations

from html import unescape

from tests.line import Line


def test_a_poster_names_the_number_and_the_page_in_every_language(shared: Line) -> None:
    with shared.dep.database.read() as db:
        languages = shared.dep.library.current(db).flows.languages
    page = unescape(shared.http.get("/poster").text)
    for tag in languages:
        sheet = page.partition(f'lang="{tag}"')[2].partition("</section>")[0]
        for words in ("956-555-0100", "911", "/report", "<svg"):
            assert words in sheet, tag


def test_one_language_alone(shared: Line) -> None:
    page = shared.http.get("/poster?language=es").text
    assert page.count('class="sheet"') == 1
    assert 'class="sheet" lang="es"' in page


def test_the_code_alone_is_a_pdf(shared: Line) -> None:
    answer = shared.http.get("/poster/code.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_what_is_read_from_left_to_right_is_kept_apart_in_arabic(shared: Line) -> None:
    page = shared.http.get("/poster?language=ar").text
    assert "\u2066956-555-0100\u2069" in page
