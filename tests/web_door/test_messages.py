"""A dispatcher's message in the page that is open, and a page that is loaded again."""

from __future__ import annotations

import pytest

from tests.line import Line
from tests.rehearsing import seen
from tests.web.desk import Desk
from tests.web_door.test_report_by_web import STORY, reported
from tests.web_door.visitor import Visitor

SAID = "Which door do they use at night?"


def leave(line: Line, tip: str, words: str = SAID) -> None:
    """A dispatcher leaves a message for the reporter."""
    assert Desk(line.as_staff()).do(tip, "leave", words=words).status_code == 200


def begun(line: Line, *, safe: bool = True, story: str = STORY) -> tuple[Visitor, str]:
    """A visitor in the middle of the questions, and the report."""
    before = set(line.tips())
    visitor = Visitor(line.http)
    visitor.send(story)
    if safe:
        visitor.press("Yes, it is safe")
    (tip,) = set(line.tips()) - before
    return visitor, tip


def waits(visitor: Visitor) -> bool:
    """What the page's script learns when it asks."""
    form = {"visit": visitor.seen.fields["visit"]}
    answer = visitor.http.post("/report/waiting", data=form)
    assert answer.headers["cache-control"] == "no-store"
    assert SAID not in answer.text
    found: bool = answer.json()["waits"]
    return found


def test_a_message_is_read_in_the_middle_and_answered(shared: Line) -> None:
    visitor, tip = begun(shared)
    assert not waits(visitor)
    asked = visitor.ask("messages")
    assert "No messages yet." in visitor.answer.text
    leave(shared, tip)
    assert waits(visitor)
    assert visitor.ask("messages") == asked, "the question stays"
    assert visitor.messages == [SAID]
    assert not waits(visitor)
    visitor.send("The back door, with a chain on it.")
    assert "The back door, with a chain on it." in seen(shared, tip)["told"]
    assert "read_answer" in {task["kind"] for task in shared.report(tip)["tasks"]}
    visitor.ask("messages")
    assert visitor.messages == [SAID], "it can be read again"
    assert "An earlier message" in visitor.answer.text


def test_the_next_answer_says_that_a_message_came_and_does_not_show_it(shared: Line) -> None:
    visitor, tip = begun(shared)
    leave(shared, tip)
    visitor.send("She is locked in at night.")
    assert visitor.a_message_waits
    assert SAID not in visitor.answer.text


def test_after_the_last_question_two_people_write_to_each_other(shared: Line) -> None:
    visitor, tip, _ = reported(shared)
    for words in (SAID, "Is she alone now?", "We are looking into it."):
        leave(shared, tip, words)
        assert waits(visitor)
        visitor.ask("messages")
        assert visitor.messages == [words]
        visitor.send(f"An answer to: {words}")
        assert f"An answer to: {words}" in seen(shared, tip)["told"]


@pytest.mark.parametrize("press", ["", "No"])
def test_before_it_is_safe_a_message_is_neither_announced_nor_shown(
    shared: Line, press: str
) -> None:
    visitor, tip = begun(shared, safe=False)
    if press:
        visitor.press(press)
    leave(shared, tip)
    assert not visitor.a_message_waits
    assert 'data-listens="yes"' not in visitor.answer.text, "the script does not ask"
    visitor.ask("messages")
    assert "Is it safe to show the message" in visitor.answer.text
    assert visitor.messages == []
    visitor.ask("show")
    assert visitor.messages == [SAID]


def test_who_reported_danger_reads_what_a_dispatcher_asks(shared: Line) -> None:
    visitor, tip = begun(shared, safe=False, story="he has a knife, we are at a motel in Laredo")
    leave(shared, tip)
    visitor.ask("messages")
    visitor.ask("show")
    assert visitor.messages == [SAID]


def test_a_page_found_open_later_shows_no_message_without_the_codes(shared: Line) -> None:
    visitor, tip = begun(shared)
    _, code = visitor.codes()
    shared.pass_time(minutes=45)
    leave(shared, tip)
    for what in ("messages", "show", "resume"):
        visitor.ask(what)
        assert SAID not in visitor.answer.text
        assert "enter your report number and secret code" in visitor.seen.notice
        assert code not in visitor.answer.text
    assert not waits(visitor)
    other = Visitor(shared.http)
    other.come_back(tip, code)
    assert SAID in other.press("Yes, it is safe")


def test_a_stranger_learns_nothing(shared: Line) -> None:
    _, tip = begun(shared)
    leave(shared, tip)
    stranger = Visitor(shared.http)
    assert not waits(stranger)
    stranger.ask("messages")
    assert SAID not in stranger.answer.text
    stranger.seen.fields["visit"] = "1.made-up.token"
    assert not waits(stranger)
    stranger.ask("show")
    assert SAID not in stranger.answer.text


def test_the_codes_are_there_as_soon_as_it_is_safe(shared: Line) -> None:
    visitor, tip = begun(shared, safe=False)
    assert visitor.seen.codes == []
    visitor.press("Yes, it is safe")
    assert visitor.codes()[0] == tip
    assert "secret code" not in visitor.seen.text, "folded away, beside the question"
    _, code = visitor.codes()
    other = Visitor(shared.http)
    other.come_back(tip, code)
    assert "Thank you for coming back" in other.press("Yes, it is safe")


def test_loading_again_goes_on_and_makes_no_second_report(shared: Line) -> None:
    visitor, tip = begun(shared)
    asked = visitor.seen
    before = len(shared.tips())
    again = Visitor(shared.http)
    assert "You were in the middle" in again.answer.text, "hidden; the script shows it"
    again.seen.fields = {"visit": visitor.seen.fields["visit"], "language": "en"}
    again.ask("resume")
    assert again.seen.text
    assert asked.text.endswith(again.seen.text)
    assert again.seen.buttons == asked.buttons
    assert again.seen.notice == ""
    again.send("She is locked in at night.")
    assert "She is locked in at night." in seen(shared, tip)["told"]
    assert len(shared.tips()) == before


def test_words_beside_the_button_are_not_lost(shared: Line) -> None:
    visitor, _ = begun(shared)
    visitor.post(ask="messages", words="half a sentence")
    assert visitor.seen.kept == "half a sentence"
    visitor.post(ask="messages", words="half a sentence")
    assert visitor.seen.kept == "half a sentence"


def test_an_erased_visit_is_a_first_page(shared: Line) -> None:
    visitor = Visitor(shared.http)
    visitor.ask("resume")
    assert visitor.seen.notice == ""
    assert "What do you want to tell us" in visitor.answer.text
