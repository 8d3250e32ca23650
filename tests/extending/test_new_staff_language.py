"""A language of the interface is one file: here a small French one, in a folder of the test.

What to do for a real one: put ``hotline/i18n/locale/<code>.po`` there. Nothing else changes; the
switch offers it, babel knows its dates, clock and plurals, and ``python -m tools.sentences`` lists
what is still in English.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hotline import i18n
from hotline.i18n import catalogs, clock
from tests.line import Line
from tests.web.desk import words
from tools import sentences

FRENCH = """
msgid ""
msgstr ""
"Language: fr\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Queue"
msgstr "File d'attente"

msgid "Find help"
msgstr "Trouver de l'aide"

msgid "Labor trafficking"
msgstr "Traite à des fins de travail forcé"

msgid "{n} word"
msgid_plural "{n} words"
msgstr[0] "{n} mot"
msgstr[1] "{n} mots"

msgid "No page says this."
msgstr "Aucune page ne dit cela."
"""
CHICAGO = ZoneInfo("America/Chicago")
AFTERNOON = datetime(2026, 11, 24, 20, 51, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 2, 1, tzinfo=UTC)


@pytest.fixture
def french(tmp_path: Path) -> Iterator[None]:
    (tmp_path / "fr.po").write_text(FRENCH, "utf-8")
    with catalogs.also_from(tmp_path):
        yield
    assert "fr" not in catalogs.languages(), "the languages are as they were"


@pytest.mark.usefixtures("french")
def test_the_switch_offers_it_and_the_pages_speak_it(line: Line) -> None:
    line.text("+19565550101", "They lock the workers up at night at a dairy farm in Laredo, Texas")
    page = line.http.get("/", headers={"accept-language": "fr-CA,fr;q=0.9"}).text
    assert '<html lang="fr"' in page and "Trouver de l'aide" in words(page)
    assert 'value="es" lang="es">Español' in page and 'value="fr"' not in page
    assert "About this line" in page, "what it lacks is in English"
    staff = line.as_staff("dispatcher")
    assert 'value="fr" lang="fr">Français' in staff.get("/queue").text
    staff.post("/language", data={"to": "fr", "back": "/queue"})
    assert "File d'attente" in words(staff.get("/queue").text)


@pytest.mark.usefixtures("french")
def test_it_counts_and_writes_dates_as_its_speakers_do() -> None:
    with i18n.speaking("fr"):
        counted = [i18n.say_n("{n} word", "{n} words", n) for n in (0, 1, 2)]
        moment = clock.day_and_time(AFTERNOON, CHICAGO)
    assert counted == ["0 mot", "1 mot", "2 mots"]
    assert moment == "24 nov., 14:51 CST"


@pytest.mark.parametrize(
    ("language", "time", "day", "year"),
    [
        ("en", "2:51 PM CST", "Nov 24, 2:51 PM CST", "Nov 24, 2026, 2:51 PM CST"),
        ("es", "2:51 p.m. CST", "24 nov, 2:51 p.m. CST", "24 nov 2026, 2:51 p.m. CST"),
    ],
)
def test_a_shipped_language_has_a_12_hour_clock_with_its_zone(
    language: str, time: str, day: str, year: str
) -> None:
    with i18n.speaking(language):
        assert clock.shortest(AFTERNOON, CHICAGO, AFTERNOON) == time
        assert clock.day_and_time(AFTERNOON, CHICAGO) == day
        assert clock.day_and_time(AFTERNOON, CHICAGO, NEXT_YEAR) == year


@pytest.mark.usefixtures("french")
def test_a_check_lists_what_it_lacks_and_what_it_has_for_nothing() -> None:
    found = [problem for problem in sentences.problems() if problem.startswith("fr.po: ")]
    assert "fr.po: no translation of 'Log out'" in found
    assert "fr.po: no page says 'No page says this.'" in found
    assert not any("'Queue'" in problem for problem in found)


def test_a_language_that_babel_does_not_know_is_offered_by_its_code(tmp_path: Path) -> None:
    (tmp_path / "zz.po").write_text(FRENCH.replace("Language: fr", "Language: zz"), "utf-8")
    with catalogs.also_from(tmp_path), i18n.speaking("zz"):
        assert catalogs.languages()["zz"] == "Zz" and i18n.say("Queue") == "File d'attente"
        assert clock.clock_time(AFTERNOON, CHICAGO) == "2:51 PM CST"
