"""What the recognizer is asked: no masked words, time to tell a story, hints at every question.

A place is asked by keys before words, and the names of the towns served are among the hints.
"""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as Xml
from pathlib import Path

import pytest

from hotline.flows.session import Listen
from tests.flows.talk import reported
from tests.line import REPOSITORY, Line, open_line, shipped_version
from tests.routing.books import book_of, shipped_files
from tests.test_provider_edge import call_fields, post

PIECES = ["they took all our papers", "and we sleep in the barn", "he never pays any of us"]


def test_every_question_asks_for_unmasked_words_and_names_what_may_be_said(line: Line) -> None:
    answer = post(line, "/twilio/voice", call_fields())
    pauses: list[str | None] = []
    hinted: list[str] = []
    for turn, key in enumerate(["1", "2", "1", ""], 1):
        gathers = list(Xml.fromstring(answer.text).iter("Gather"))
        assert gathers
        for gather in gathers:
            assert gather.get("profanityFilter") == "false"
            hinted.append(gather.get("hints", ""))
            pauses.append(gather.get("speechTimeout"))
        answer = post(line, f"/twilio/voice/step?turn={turn}", call_fields(Digits=key))
    assert any("safe" in hints for hints in hinted) and max(map(len, hinted)) < 4000
    assert pauses[-1] == "3" and set(pauses[:-1]) == {"auto"}, "only a story has long pauses"


def test_a_story_in_pieces_is_not_misunderstood() -> None:
    call = reported()
    assert isinstance(call.turn.then, Listen) and call.turn.then.story
    call.say("a man keeps us at the farm")
    for piece in PIECES:
        call.say(piece)
        assert "did not understand" not in call.said, piece
        assert call.rings is None and piece in call.account


def test_a_caller_who_is_never_understood_still_gets_a_person() -> None:
    call = reported(upto="report.safe")
    for _ in range(8):
        if call.rings or call.over:
            break
        call.say("the the blue of the")
    assert call.rings == "person"


PLACES = ("report.where", "report.where_first", "find_help.where", "common.place_state")
SAID = {
    "en": ("keypad", "say the (?:city|name)"),
    "es": ("teclado", "diga (?:el nombre|la ciudad)"),
}


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("wording", [*PLACES, "common.place_abroad"])
def test_a_place_is_asked_by_keys_first(wording: str, language: str) -> None:
    """A recognizer breaks the names of towns; five digits arrive as they were entered."""
    words, _ = shipped_version().flows.words(language, wording)
    keys, speech = SAID[language]
    asked = words.prompt.voice
    said = re.search(speech, asked)
    assert said and keys in asked[: said.start()], asked


def served_by(folder: Path, serves: str) -> Path:
    """Shipped rules whose ``areas.yaml`` serves a place."""
    rules = folder / "rules"
    shutil.copytree(REPOSITORY / "routing_rules", rules)
    areas = rules / "areas.yaml"
    areas.write_text(areas.read_text("utf-8").replace("serves: {}", f"serves: {serves}"), "utf-8")
    return rules


def test_the_towns_of_the_county_served_are_expected_at_every_question_of_a_place(
    tmp_path: Path,
) -> None:
    """A call for help on a line of one county: asked, read back, denied, and a state alone."""
    rules = served_by(tmp_path, '{counties: ["48479 Webb, TX"]}')
    keys = [{"Digits": key} for key in "141"]
    at_places = [
        ({"SpeechResult": "Laredo Texas"}, "not sure"),
        ({"Digits": "2"}, "yes"),
        ({"SpeechResult": "Texas"}, "not sure"),
        ({"SpeechResult": "Rio Bravo"}, "i dont know"),
    ]
    with open_line(tmp_path / "line", rules_dir=rules) as line:
        answer = post(line, "/twilio/voice", call_fields())
        turn = 0
        for fields in keys:
            turn += 1
            answer = post(line, f"/twilio/voice/step?turn={turn}", call_fields(**fields))
        for fields, known in at_places:
            hints = hints_in(answer.text)
            assert {"Laredo", "Rio Bravo", "El Cenizo", "Oilton", known} <= set(hints), answer.text
            assert hints.index("Laredo") < hints.index("Rio Bravo") < hints.index("Oilton")
            turn += 1
            answer = post(line, f"/twilio/voice/step?turn={turn}", call_fields(**fields))


def hints_in(answer: str) -> list[str]:
    """What the recognizer is to expect in an answer to a call."""
    gather = Xml.fromstring(answer).find("Gather")
    return gather.get("hints", "").split(", ") if gather is not None else []


def test_no_more_is_expected_than_a_provider_takes(tmp_path: Path) -> None:
    """A whole state has more towns than that: the largest are kept, and the answers' words."""
    rules = served_by(tmp_path, "{states: [TX]}")
    with open_line(tmp_path / "line", rules_dir=rules) as line:
        answer = post(line, "/twilio/voice", call_fields())
        for turn, key in enumerate("241", 1):
            answer = post(line, f"/twilio/voice/step?turn={turn}", call_fields(Digits=key))
    hints = hints_in(answer.text)
    assert len(hints) == 500 == len(set(hints)) and max(map(len, hints)) <= 100
    assert {"Houston", "Laredo", "no sé"} & set(hints) == {"Houston", "Laredo"} and "no se" in hints


@pytest.mark.parametrize(
    ("serves", "first", "among"),
    [
        ('{counties: ["48479 Webb, TX"]}', ["Laredo", "Rio Bravo", "El Cenizo"], "Mirando City"),
        ('{cities: ["Rio Bravo, TX"]}', ["Rio Bravo", "Laredo", "El Cenizo"], "Bruni"),
        ('{zips: ["78040"]}', ["Laredo", "Rio Bravo"], "Oilton"),
        ('{counties: ["48505 Zapata, TX", "48479 Webb, TX"]}', ["Laredo"], "Zapata"),
        ("{states: [RI]}", ["Providence", "Warwick"], "Newport"),
        ('{counties: ["51510 Alexandria, VA"]}', ["Alexandria"], "Alexandria"),
        ('{counties: ["06025 Imperial, CA"]}', ["El Centro", "Calexico"], "Holtville"),
        ('{counties: ["12021 Collier, FL"]}', ["Immokalee"], "Naples"),
        ("{lists: [western_washington]}", ["Seattle"], "Forks"),
    ],
)
def test_the_towns_of_what_is_served_are_expected_the_largest_first(
    serves: str, first: list[str], among: str
) -> None:
    given = dict(shipped_files())
    given["areas.yaml"] = given["areas.yaml"].replace("serves: {}", f"serves: {serves}")
    hints = book_of(given).hints
    assert [*hints[: len(first)]] == first and among in hints
    assert len(set(hints)) == len(hints)


def test_where_nothing_is_served_no_town_is_likelier_than_another() -> None:
    assert book_of(shipped_files()).hints == ()
