"""Posters: the number, the address and a code, in every language of the line."""

from __future__ import annotations

import base64
import io
import re
from html import unescape
from typing import Any

import pytest
import zxingcpp
from pypdf import PdfReader

from hotline.flows import web_page
from hotline.flows.text.answers import command_in
from tests.line import Line
from tests.rehearsing import seen
from tests.web_door.visitor import TAG


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


def test_every_language_has_a_link_for_other_sites(shared: Line) -> None:
    with shared.dep.database.read() as db:
        book = shared.dep.library.current(db).flows
    page = shared.http.get("/poster").text
    found = re.findall(r"<code[^>]*>(.*?)</code>", page)
    links = {re.findall(r'lang="(\w+)"', link)[0]: link for link in map(unescape, found)}
    assert links.keys() == book.languages.keys()
    for tag, link in links.items():
        assert f'href="{shared.base_url}/report" rel="noreferrer"' in link
        assert web_page.page_words(book, tag)["link"] in link
        assert "script" not in link


@pytest.mark.browser
@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_each_sheet_fits_on_a_page_and_its_code_is_read_as_a_phone_reads_it(
    browser: Any, shared: Line, size: str
) -> None:
    page = browser.new_page(viewport={"width": 800, "height": 1100})
    page.goto(f"{shared.base_url}/poster")
    sheets = page.locator(".sheet").count()
    printed = PdfReader(io.BytesIO(page.pdf(format=size, prefer_css_page_size=False)))
    assert len(printed.pages) == sheets == 11
    for sheet in (0, sheets - 1):
        drawn = page.locator(".code").nth(sheet)
        drawn.scroll_into_view_if_needed()
        picture = drawn.screenshot(scale="css")
        assert read_code(page, picture) == f"{shared.base_url}/report"
    page.close()


def read_code(page: Any, picture: bytes) -> str:
    """What the code in a PNG says; the browser turns it into gray values."""
    coded = base64.b64encode(picture).decode()
    width, height, gray = page.evaluate(GRAY, f"data:image/png;base64,{coded}")
    view = memoryview(bytes(gray)).cast("B", shape=(height, width))
    (found,) = zxingcpp.read_barcodes(view)
    return str(found.text)


GRAY = """async address => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height), pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const colors = pen.getImageData(0, 0, image.width, image.height).data, gray = [];
  for (let at = 0; at < colors.length; at += 4) gray.push(colors[at]);
  return [image.width, image.height, gray];
}"""


def test_the_code_alone_is_a_pdf(shared: Line) -> None:
    answer = shared.http.get("/poster/code.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_what_is_read_from_left_to_right_is_kept_apart_in_arabic(shared: Line) -> None:
    page = shared.http.get("/poster?language=ar").text
    assert "\u2066956-555-0100\u2069" in TAG.sub("", page)
