"""The web page in every language of the line: its own words, and a person at the end."""

from __future__ import annotations

import pytest

from hotline.flows import web_page
from hotline.flows.book import FlowBook
from tests.line import Line
from tests.rehearsing import seen
from tests.web_door.visitor import Visitor

FULL = ("en", "es")
LED_TO_A_PERSON = ("ar", "fr", "ht", "ko", "pt", "ru", "tl", "vi", "zh")
FIRST = {
    "ar": "يأخذ صاحب العمل جوازات سفرنا ولا يدفع لنا",
    "fr": "mon patron garde nos passeports et ne nous paie pas",
    "ht": "patwon mwen pran paspò nou epi li pa peye nou",
    "ko": "사장님이 여권을 빼앗고 돈을 주지 않아요",
    "pt": "meu patrão ficou com nossos passaportes e não paga",
    "ru": "хозяин забрал наши паспорта и не платит",
    "tl": "kinuha ng amo namin ang pasaporte at hindi kami binabayaran",
    "vi": "ông chủ giữ hộ chiếu và không trả tiền cho chúng tôi",
    "zh": "老板拿走我们的护照，不给工钱",
}


@pytest.mark.parametrize("tag", LED_TO_A_PERSON)
def test_a_person_is_paged_and_the_page_speaks_the_language(shared: Line, tag: str) -> None:
    book = _book(shared)
    page = web_page.page_words(book, tag)
    before = set(shared.tips())
    visitor = Visitor(shared.http)
    assert visitor.speak(tag).language == tag
    assert page["intro"] in visitor.shown
    said = visitor.send(FIRST[tag])
    (tip,) = set(shared.tips()) - before
    report = shared.report(tip)
    assert (report["language"], visitor.seen.language) == (tag, tag)
    assert report["tasks"], "a person is asked to answer"
    assert "888" in said and "STOP" not in said
    assert visitor.codes()[0] == tip


@pytest.mark.parametrize("tag", LED_TO_A_PERSON)
def test_a_browser_of_that_language_opens_in_it(shared: Line, tag: str) -> None:
    accepts = {"tl": "fil-PH,fil;q=0.9", "zh": "zh-Hant-TW"}.get(tag, f"{tag}-XX,{tag};q=0.8,en")
    assert Visitor(shared.http, accepts=accepts).seen.language == tag


def test_the_whole_report_in_spanish(shared: Line) -> None:
    visitor = Visitor(shared.http, accepts="es-MX")
    assert visitor.seen.title == "Formulario"
    said = visitor.send("mi patrón nos quitó los pasaportes en Laredo, Texas y no nos paga")
    assert "¿Puede escribir aquí sin peligro ahora?" in said
    said = visitor.press("Sí, sin peligro")
    for _ in range(10):
        if "clave secreta" in said:
            break
        label = next(iter(visitor.seen.buttons), "")
        said = visitor.press(label) if label else visitor.send("nos tiene encerrados de noche")
    tip, _ = visitor.codes()
    assert shared.report(tip)["language"] == "es"


@pytest.mark.parametrize(
    ("accepts", "words", "offered"),
    [
        ("es-MX", "they keep our passports at the restaurant and nobody is paid", "en"),
        ("es", "my boss locks us in at night and takes our wages every week", "en"),
        ("es", "somebody please help this girl, she is kept at the motel in Laredo", "en"),
        ("fr", "they keep our passports at the restaurant and nobody is paid", "en"),
        ("ko", "the owner of the nail salon does not pay the workers in Laredo", "en"),
        ("es", FIRST["fr"], "fr"),
        ("es", FIRST["zh"], "zh"),
        ("ar", "mi patrón nos quitó los pasaportes en Laredo, Texas y no nos paga", "es"),
        ("ru", "no nos pagan y nos tienen encerrados de noche en la casa", "es"),
    ],
)
def test_a_page_stays_in_its_language_and_offers_the_one_that_is_written(
    shared: Line, accepts: str, words: str, offered: str
) -> None:
    visitor = Visitor(shared.http, accepts=accepts)
    page = visitor.seen.language
    visitor.send(words)
    assert (visitor.seen.language, visitor.offered) == (page, offered)
    visitor.speak(offered)
    assert (visitor.seen.language, visitor.offered) == (offered, "")
    visitor.speak(page)
    assert visitor.seen.language == page


def test_english_that_a_button_chose_stays(shared: Line) -> None:
    visitor = Visitor(shared.http, accepts="es")
    visitor.speak("en")
    visitor.send("nos quitaron los pasaportes y no nos pagan en el restaurante de Laredo")
    assert (visitor.seen.language, visitor.offered) == ("en", "es")
    assert "¿Puede escribir" in visitor.speak("es").text
    visitor.press("Sí, sin peligro")
    assert visitor.seen.language == "es"


@pytest.mark.parametrize("word", ["sí", "claro que sí", "ayuda"])
def test_a_short_word_of_another_language_is_read_and_turns_no_page(
    shared: Line, word: str
) -> None:
    visitor = Visitor(shared.http, accepts="es")
    visitor.speak("en")
    visitor.send("a man at the car wash is not paid, Laredo Texas")
    visitor.send(word)
    assert visitor.seen.language == "en"


def test_nobody_chose_the_first_page_so_it_follows_who_writes(shared: Line) -> None:
    """As by text; every page has the button that leads back."""
    visitor = Visitor(shared.http)
    visitor.send("mi patrón nos quitó los pasaportes en Laredo, Texas y no nos paga")
    assert visitor.seen.language == "es"
    assert 'name="speak" value="en"' in visitor.answer.text
    assert "safe for you to write" in visitor.speak("en").text
    visitor.send("sí, estoy solo y ellos no saben que escribo")
    assert visitor.seen.language == "en", "now it was chosen"


def test_every_page_has_every_language_in_the_middle_and_at_the_end(shared: Line) -> None:
    visitor = Visitor(shared.http)
    for _ in range(2):
        visitor.send("a man at the car wash is not paid, Laredo Texas")
        for tag in {*FULL, *LED_TO_A_PERSON} - {"en"}:
            assert f'name="speak" value="{tag}"' in visitor.answer.text


def test_a_language_of_the_middle_leads_to_people_who_speak_it(shared: Line) -> None:
    before = set(shared.tips())
    visitor = Visitor(shared.http)
    visitor.send("a man at the car wash is not paid, Laredo Texas")
    assert visitor.speak("ko").language == "ko"
    (tip,) = set(shared.tips()) - before
    assert shared.report(tip)["tasks"]
    assert [contact["language"] for contact in seen(shared, tip)["contacts"]] == ["ko"]


def test_a_language_of_the_end_is_the_one_of_what_is_added(shared: Line) -> None:
    visitor = Visitor(shared.http)
    visitor.send("I want to talk to a person")
    visitor.post(speak="es", words="y otra cosa")
    assert (visitor.seen.language, visitor.seen.kept) == ("es", "y otra cosa")
    visitor.send("y otra cosa: la camioneta es blanca y tiene placas de Texas")
    assert visitor.seen.language == "es"


def test_arabic_runs_from_right_to_left(shared: Line) -> None:
    visitor = Visitor(shared.http, accepts="ar")
    assert '<html lang="ar" dir="rtl">' in visitor.answer.text


def test_every_language_has_every_word_of_the_page(shared: Line) -> None:
    book = _book(shared)
    for tag in (*FULL, *LED_TO_A_PERSON):
        words = web_page.page_words(book, tag)
        own = {book.words(tag, f"common.web_{name}")[1].tag for name in web_page.PAGE_WORDS}
        assert own == {tag}
        assert all(words.values())


def _book(line: Line) -> FlowBook:
    with line.dep.database.read() as db:
        return line.dep.library.current(db).flows
