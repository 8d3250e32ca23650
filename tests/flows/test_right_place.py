"""Asking where, with the real locator: what is read back is what is kept, by voice and by text."""

from __future__ import annotations

import pytest

from hotline.flows.book import MediumName
from hotline.flows.session import Begin
from hotline.intake.nlu import CallSenses
from tests.flows.talk import Talk
from tests.geo.locating import LOCATOR
from tests.triage.reports import sorter


def at_where(medium: MediumName = "voice", language: str = "en") -> Talk:
    """A talk that stands at the question for a place, with real senses."""
    talk = Talk(medium, language=language, flow="report")
    talk.senses = CallSenses(sorter(), LOCATOR)
    talk.session = talk.session.__class__.from_json(
        {**talk.session.as_json(), "flow": "report", "step": "where", "asking": ""}
    )
    return talk


def kept(talk: Talk) -> str:
    """The place that is kept, as it is read out."""
    from hotline.domain import Place

    place = Place.from_json(dict(talk.session.place)) if talk.session.place else None
    return LOCATOR.label(place) if place else ""


MEDIA: list[MediumName] = ["voice", "text"]


@pytest.mark.parametrize("medium", MEDIA)
@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("L A R E D O", "Laredo, Texas"),
        ("It's L A R E D O.", "Laredo, Texas"),
        ("Laredo L-A-R-E-D-O", "Laredo, Texas"),
        ("78,040", "Laredo, Texas"),
        ("27.5306, -99.4803", "Webb County, Texas"),
        ("https://maps.google.com/?q=27.5306,-99.4803", "Webb County, Texas"),
        ("San Isidro, California", "San Diego, California"),
        ("Rio Bravo", "Rio Bravo, Texas"),
    ],
)
def test_what_is_read_back_is_what_is_kept(medium: MediumName, said: str, label: str) -> None:
    talk = at_where(medium)
    talk.say(said)
    if talk.at == "report.where":
        assert label in talk.said and "not sure where" not in talk.said
        talk.say("yes")
    assert talk.at == "report.now" and kept(talk) == label == talk.session.place_label


@pytest.mark.parametrize("medium", MEDIA)
@pytest.mark.parametrize("said", ["Lebanon Texas", "Derry Indiana.", "Camden Nevada"])
def test_a_town_of_another_state_is_a_choice(medium: MediumName, said: str) -> None:
    talk = at_where(medium)
    talk.say(said)
    assert talk.session.place is None and len(talk.session.options) > 1
    last = len(talk.session.options)
    state = talk.session.options[-1].label
    talk.press(str(last)) if medium == "voice" else talk.say(str(last))
    assert kept(talk) == state


@pytest.mark.parametrize("medium", MEDIA)
@pytest.mark.parametrize(
    ("said", "then", "label"),
    [
        ("DFW", "Arlington", "Arlington, Texas"),
        ("DFW", "Fort Worth", "Fort Worth, Texas"),
        ("in OR or WA", "Portland", "Portland, Oregon"),
        ("in OR or WA", "Tacoma", "Tacoma, Washington"),
        ("Springfield", "the one in Ohio", "Springfield, Ohio"),
        ("Dallas or Houston", "it is Tulsa", "Tulsa, Oklahoma"),
        ("the Tri-Cities", "78040", "Laredo, Texas"),
        ("zip code 78040, it is in Florida", "Miami", "Miami, Florida"),
        ("Newark", "no, Ohio", "Ohio"),
        ("Newark", "yes", "Newark, New Jersey"),
        ("P as in Paul, A, M, P A", "yes", "Pampa, Texas"),
        ("double L A N O, Texas", "yes", "Llano, Texas"),
    ],
)
def test_a_town_that_is_said_instead_of_a_choice_is_that_town(
    medium: MediumName, said: str, then: str, label: str
) -> None:
    talk = at_where(medium)
    for words in (said, then, "yes"):
        if talk.at == "report.where":
            talk.say(words)
    assert kept(talk) == label


@pytest.mark.parametrize("medium", MEDIA)
@pytest.mark.parametrize(
    ("said", "then"), [("Georgia", "the country"), ("Georgia", "the one by Russia")]
)
def test_a_state_that_was_a_country_is_abroad(medium: MediumName, said: str, then: str) -> None:
    talk = at_where(medium)
    talk.say(said, then)
    assert "outside the U" in talk.said and talk.session.place is None


@pytest.mark.parametrize("medium", MEDIA)
@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("California", "California"),
        ("Lost Christie's New Mexico", "New Mexico"),
        ("somewhere in Texas", "Texas"),
        ("Bwxq, Ohio", "Ohio"),
        ("en Nevada", "Nevada"),
        ("a motel in Georgia", "Georgia"),
        ("the hill country in Texas", "Texas"),
        ("it is in Florida", "Florida"),
    ],
)
def test_a_state_alone_asks_for_its_city(medium: MediumName, said: str, state: str) -> None:
    talk = at_where(medium)
    talk.say(said)
    assert talk.at == "report.where" and f"{state}" in talk.said
    assert "Which city" in talk.said or "which city" in talk.said
    talk.say("I don't know")
    assert talk.at == "report.now" and kept(talk) == state


@pytest.mark.parametrize(
    ("state", "city", "label"),
    [
        ("Maine", "Portland", "Portland, Maine"),
        ("California", "78040", "Laredo, Texas"),
        ("Illinois", "Springfield", "Springfield, Illinois"),
        ("Texas", "Paris", "Paris, Texas"),
        ("California", "San Isidro", "San Diego, California"),
        ("Oregon", "it's S A L E M", "Salem, Oregon"),
        ("Ohio", "Lima", "Lima, Ohio"),
        ("Nevada", "no, it is Fresno, California", "Fresno, California"),
    ],
)
def test_the_city_is_read_within_the_state(state: str, city: str, label: str) -> None:
    talk = at_where()
    talk.say(state)
    talk.press(city) if city.isdigit() else talk.say(city)
    if talk.session.options:
        texas = [n for n, o in enumerate(talk.session.options, 1) if o.label == label]
        talk.press(str(texas[0]))
    elif talk.at == "report.where":
        assert label in talk.said
        talk.say("yes")
    assert kept(talk) == label


def test_a_city_that_is_never_understood_leaves_the_state() -> None:
    talk = at_where("text")
    talk.say("California", "xqzt", "xqzt", "xqzt")
    assert talk.at == "report.now" and kept(talk) == "California"


@pytest.mark.parametrize("medium", MEDIA)
@pytest.mark.parametrize(
    "said", ["Nuevo Laredo", "Tijuana", "Toronto", "Ciudad Juárez", "Leamington Ontario"]
)
def test_a_place_abroad_is_confirmed_and_kept_out(medium: MediumName, said: str) -> None:
    talk = at_where(medium)
    talk.say(said)
    assert talk.at == "report.where" and "outside the U" in talk.said and said in talk.said
    talk.say("yes")
    assert talk.at == "report.now" and talk.session.place is None
    assert talk.account[0] == said, "the exact words are kept"


def test_who_meant_a_place_here_says_it() -> None:
    talk = at_where("text")
    talk.say("Toronto", "Toronto, Ohio")
    assert kept(talk) == "Toronto, Ohio" and talk.at == "report.now"


def test_a_link_that_cannot_be_opened_is_said_so() -> None:
    talk = at_where("text")
    talk.say("https://maps.app.goo.gl/AbCdEf123")
    assert "cannot open that link" in talk.said and talk.at == "report.where"
    talk.say("27.5306, -99.4803")
    assert kept(talk) == "Webb County, Texas"


@pytest.mark.parametrize(
    "story",
    [
        "a man with a gun has a girl locked up in Webb County, Florida, help now",
        "help now he has a gun, we are at a farm in Cook County, Texas",
        "he is beating her right now in a motel in Harris County, New York",
        "tiene una pistola y la tiene encerrada en el condado de Harris, Florida",
        "he has a knife, they lock us in a house in Sacramento, Texas, come now",
        "she is bleeding, my sister from Laredo, come now",
        "he has a gun on us in Bexar County, Oklahoma",
        "help he is hitting me, 78040 Florida",
    ],
)
def test_an_emergency_is_never_placed_in_a_doubtful_state_unasked(story: str) -> None:
    talk = at_where("text")
    found = talk.senses.locate(story, expecting=False, language="en")
    assert found.place is None or not found.sure


def test_a_first_text_with_a_point_needs_no_question() -> None:
    talk = at_where("text")
    talk.take(Begin(""))
    where = talk.senses.locate("help 27.5306,-99.4803", expecting=False, language="en")
    assert where.place is not None and where.sure
