"""What has a bound, a default or a last resort: 100 hops, the story, the trail, an unknown word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline import flows
from hotline.flows.book import FlowBook
from hotline.flows.engine import MAX_HOPS
from hotline.flows.run import MAX_STORY_PARTS
from hotline.flows.session import Begin, Event, Keys, Over, Silence, Spoke, WantTransfer
from tests.flows.talk import CODES, SimpleSenses, Talk, reported, shipped, shipped_files

EVENTS: tuple[Event, ...] = (Begin("help me"), Keys("0"), Spoke("hello"), Silence(), Keys("9"))


@pytest.fixture(scope="module")
def circular() -> FlowBook:
    """The shipped book, but its first flow has no end; read without the checker's leave."""
    book = shipped()
    steps = dict(book.flows["welcome"].steps)
    first = steps[book.flows["welcome"].start]
    steps[first.id] = replace(first, next=first.id)
    round_and_round = replace(book.flows["welcome"], steps=steps)
    return replace(book, flows={**book.flows, "welcome": round_and_round})


@pytest.mark.parametrize("medium", ["voice", "text"])
def test_a_flow_without_an_end_ends_at_the_national_hotline(
    circular: FlowBook, medium: flows.MediumName
) -> None:
    talk = Talk(medium, book=circular)
    assert talk.turn.then == WantTransfer("national_hotline")
    assert talk.session.flow == circular.person, "and what follows is a person's flow"
    assert len(talk.turn.prompts) <= MAX_HOPS * 3, "bounded"
    talk.nobody()
    assert talk.rings or talk.over or talk.listens


def test_so_many_steps_in_one_turn_are_no_circle() -> None:
    """The longest turn of the shipped flows stays far below what counts as one."""
    talk = Talk()
    most = len(talk.turn.prompts)
    for _ in range(12):
        talk.press("1")
        most = max(most, len(talk.turn.prompts))
    assert most < MAX_HOPS / 4


# Defaults ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "xx", "EN", "english", "klingon", "e", "zz-ZZ", "0"])
def test_an_unknown_language_is_the_default_one(language: str) -> None:
    talk = Talk(language=language)
    assert talk.session.language == shipped().default_language == "en"
    assert "9 1 1" in talk.said


@pytest.mark.parametrize("language", sorted(shipped().languages))
def test_a_known_language_is_kept(language: str) -> None:
    session = flows.begin(shipped(), medium="voice", language=language, params=CODES)
    assert session.language == language


def test_a_flow_is_begun_where_it_says_and_by_default_where_every_contact_starts() -> None:
    book = shipped()
    session = flows.begin(book, medium="text", language="en", params=CODES)
    assert (session.flow, session.step) == (book.start, book.flows[book.start].start)
    other = flows.begin(
        book, medium="text", language="en", params=CODES, flow=book.person, facts={"safe": "yes"}
    )
    assert (other.flow, other.step) == (book.person, book.flows[book.person].start)
    assert other.facts == {"safe": "yes"} and other.params == CODES


# After the end -----------------------------------------------------------------------------------


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_whatever_comes_after_the_end_changes_nothing_but_the_turn(event: Event) -> None:
    talk = Talk("text")
    talk.text("STOP")
    ended = talk.session
    assert talk.over is not None and ended.ended
    turn = talk.take(event)
    assert turn.then == Over(ended.outcome)
    assert turn.prompts == () and turn.learned == ()
    assert turn.session == replace(ended, turn=ended.turn + 1)


# Bounds of the story and the trail ----------------------------------------------------------------


def test_a_story_of_any_number_of_parts_keeps_the_last_two_hundred() -> None:
    """Every part is kept for people to read; only what is sorted again and again is bounded."""
    talk = reported()
    for number in range(MAX_STORY_PARTS + 5):
        talk.session = replace(talk.session, misses=0, repeats=0)
        talk.say(f"the locked door number {number} of the house where they hold us all")
    assert MAX_STORY_PARTS == 200
    story = talk.session.story
    assert len(story) == MAX_STORY_PARTS
    numbers = [int(part.split("number ")[1].split()[0]) for part in story]
    assert numbers == sorted(numbers), "in order"
    assert numbers[-1] == MAX_STORY_PARTS + 4, "the last is kept"
    assert len(talk.account) == MAX_STORY_PARTS + 5, "and none is lost"


def test_a_trail_of_any_length_keeps_its_last_fifty_steps() -> None:
    call = Talk()
    trail = tuple(("welcome", f"step{number}") for number in range(50))
    call.session = replace(call.session, trail=trail)
    call.press("1")
    assert len(call.session.trail) == 50
    assert call.session.trail[0] == ("welcome", "step1")
    assert call.session.trail[-1][0] == "welcome"


# Wording that leads nowhere ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flow", "step"), [("welcome", "gone"), ("gone", "gone"), ("report", ""), ("", "")]
)
def test_a_session_at_a_step_that_is_no_more_goes_to_a_person(flow: str, step: str) -> None:
    session = flows.begin(shipped(), medium="voice", language="en", params=CODES)
    lost = replace(session, flow=flow, step=step)
    turn = flows.advance(shipped(), lost, Keys("1"), SimpleSenses())
    assert isinstance(turn.then, WantTransfer)
    assert turn.session.flow == shipped().person


def test_the_files_of_the_bounds_are_the_shipped_ones() -> None:
    assert "limits" in shipped_files()["line.yaml"], "patience is data, not code"
    assert shipped().limits.silences == 2 and shipped().limits.misses == 3
