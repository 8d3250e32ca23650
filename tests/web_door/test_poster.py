"""Posters: the number, the address and a code, in every language of the line."""

from __future__ import annotations

from html import unescape

import pytest

from hotline.flows import web_page
from hotline.flows.text.answers import command_in
from tests.line import Line
from tests.rehearsing import seen


def test_a_poster_names_the_number_and_the_page_in_every_language(shared: Line) -> None:
    with shared.dep.database.read() as db:
        book = shared.dep.library.current(db).flows
    languages = book.languages
    page = unescape(shared.http.get("/poster").text)
    for tag in languages:
        sheet = page.partition(f'lang="{tag}"')[2].partition("</section>")[0]
        word = web_page.page_words(book, tag)["word"]
        for words in ("956-555-0100", "911", "/report", "<svg", word, "Test Line"):
            assert words in sheet, tag
        assert command_in(word, languages.values()) == "help", "texting it asks for help"


@pytest.mark.parametrize("tag", ["en", "es", "ht", "zh"])
def test_the_word_on_the_poster_is_answered_in_its_language(line: Line, tag: str) -> None:
    with line.dep.database.read() as db:
        book = line.dep.library.current(db).flows
    answer = line.text("+19565550143", web_page.page_words(book, tag)["word"])
    assert "911" in answer
    (tip,) = line.tips()
    assert seen(line, tip)["contacts"][0]["language"] == tag


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
