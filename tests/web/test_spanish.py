"""The interface in Spanish: nothing is missing, nothing is left over, and a switch that sticks."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import expect

from hotline import i18n
from hotline.i18n import catalogs
from tests.line import Line
from tests.web.conftest import Window
from tests.web.night import TEXTS
from tools import sentences

FIELDS = re.compile(r"{\w+}")
BODY = r"{% block body_(?:data|class) %}.*?{% endblock %}"
JINJA = re.compile(BODY + r"|{{.*?}}|{%.*?%}|<!--.*?-->", re.DOTALL)
SAID_AS_IT_IS = {"KB", "min", "j", "k", "Enter", "a", "r", "n", "routing_rules", "Bearer"}


def test_every_sentence_is_there_in_spanish_and_none_is_left_over() -> None:
    assert not list(sentences.problems())


def test_what_is_filled_in_is_filled_in_in_both() -> None:
    for message in catalogs.catalog("es"):
        if message.id and isinstance(message.id, str) and isinstance(message.string, str):
            filled_in = sorted(FIELDS.findall(message.id))
            assert filled_in == sorted(FIELDS.findall(message.string)), message.id


class Bare(HTMLParser):
    """The words of a template that no call of ``_`` stands around, outside of ``lang="en"``."""

    VOID = ("input", "link", "meta", "img", "br", "rect")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.within.append("code" if ("lang", "en") in attrs else tag)
        for name, value in attrs:
            if name in {"aria-label", "placeholder", "alt"} and value:
                self.handle_data(value)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and self.within:
            self.within.pop()

    def handle_data(self, data: str) -> None:
        if not {"code", "kbd", "style", "script"} & set(self.within):
            self.found += [w for w in re.findall(r"[^\W\d_]{2,}", data) if w not in SAID_AS_IT_IS]


@pytest.mark.parametrize("file", sorted(sentences.TEMPLATES.glob("*.html")), ids=lambda f: f.name)
def test_no_template_has_words_outside_of_the_catalogue(file: Path) -> None:
    if file.name in sentences.NOT_SAID:
        pytest.skip("in English: a mailed report, the demo's telephone")
    bare = Bare()
    bare.feed(JINJA.sub(" ", file.read_text("utf-8")))
    assert not bare.found


def test_a_sentence_that_is_filled_in_stays_escaped() -> None:
    with i18n.speaking("es"):
        assert i18n.shown("Accepted: {agency}", agency="<b>") == "Aceptado: &lt;b&gt;"
        assert i18n.shown_n("{n} word", "{n} words", 2) == "2 palabras"


@pytest.mark.browser
def test_a_dispatcher_works_in_spanish_and_it_stays_so(line: Line, window: Window) -> None:
    line.text("+19565550101", TEXTS[0])
    page = window("Dana")
    page.goto("/queue")
    page.get_by_role("button", name="Español").click()
    expect(page.locator("h1")).to_have_text("Cola")
    expect(page.locator("#link .state")).to_have_text("En vivo")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    line.text("+19565550102", TEXTS[3])
    expect(page.locator("tr.report.P0 .by")).to_contain_text("Texto ·")
    expect(page.locator(".danger")).to_contain_text("Peligro inmediato")
    page.locator("tr.report.P0 button").click()
    expect(page.locator("#said")).to_contain_text("Usted tomó")
    page.goto("/login")
    expect(page.locator("label[for=password]")).to_have_text("Contraseña")
    log_in_in_spanish = page.get_by_role("button", name="Entrar")
    expect(log_in_in_spanish).to_be_visible()
    page.goto("/queue")
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Queue")


def test_two_queues_hear_the_same_news_each_in_its_language(line: Line, window: Window) -> None:
    english, spanish = window("Dana"), window("Sam", locale="es-US")
    for page in (english, spanish):
        page.goto("/queue")
    expect(english.locator("#link .state")).to_have_text("Live")
    expect(spanish.locator("#link .state")).to_have_text("En vivo")
    line.text("+19565550101", TEXTS[0])
    expect(english.locator("tr.report .kind")).to_have_text("Labor trafficking")
    expect(spanish.locator("tr.report .kind")).to_have_text("Trata laboral")


def test_an_agency_answers_in_spanish(line: Line) -> None:
    line.text("+19565550101", TEXTS[0])
    line.pass_time(minutes=35)
    line.work()
    mail = next(mail for mail in line.mails() if mail.link)
    page = line.http.get(mail.link, headers={"accept-language": "es"})
    assert "Aceptar y abrir el reporte" in page.text
    page = line.http.post(
        mail.link,
        data={"do": "acknowledge", "code": mail.code},
        headers={"accept-language": "es"},
    )
    assert "Ustedes aceptaron el reporte" in page.text
