"""Pages of before, long silences and odd words: nothing is lost, no one without help."""

from __future__ import annotations

from typing import Any

import pytest

from tests.line import Line
from tests.rehearsing import seen
from tests.web_door.test_report_by_web import STORY, reported
from tests.web_door.visitor import Visitor, read

DANGER = "he has a gun and is going to kill me right now, help, we are in Laredo Texas"


def begun(line: Line) -> tuple[Visitor, str]:
    before = set(line.tips())
    visitor = Visitor(line.http)
    visitor.send(STORY)
    (tip,) = set(line.tips()) - before
    return visitor, tip


@pytest.mark.parametrize("ended", [False, True])
def test_danger_on_a_page_of_before_is_answered_at_once(shared: Line, ended: bool) -> None:
    visitor, tip = begun(shared) if not ended else reported(shared)[:2]
    earlier = visitor.seen
    if not ended:
        visitor.press("Yes, it is safe")
        visitor.seen = earlier
    assert "911" in visitor.send(DANGER)
    assert DANGER in seen(shared, tip)["told"]
    assert shared.report(tip)["urgency"] == "P0"


@pytest.mark.parametrize("button", [0, -1])
def test_danger_beside_a_button_of_a_page_of_before_counts(shared: Line, button: int) -> None:
    visitor, tip = begun(shared)
    earlier = visitor.seen
    visitor.press("Yes, it is safe")
    visitor.seen = earlier
    assert "911" in visitor.send(DANGER, key=list(earlier.buttons.values())[button])
    assert DANGER in seen(shared, tip)["told"] and shared.report(tip)["urgency"] == "P0"


def test_a_draft_beside_the_way_back_stays_a_draft(shared: Line) -> None:
    visitor, tip = begun(shared)
    visitor.press("Yes, it is safe")
    visitor.press(next(iter(visitor.seen.buttons)))
    back = visitor.seen.buttons["Back to the last question"]
    visitor.send("half a sentence that nobody", key=back)
    assert visitor.seen.kept == "half a sentence that nobody"
    assert "half a sentence" not in str(seen(shared, tip)["told"])


def test_a_page_of_before_leaves_the_good_page_good(shared: Line) -> None:
    visitor, _ = begun(shared)
    earlier = visitor.seen
    visitor.press("Yes, it is safe")
    good = visitor.seen
    visitor.seen = earlier
    visitor.send("no wait")
    assert "out of date" in visitor.seen.notice
    assert "911" in visitor.seen.notice
    visitor.seen = good
    visitor.press(next(iter(good.buttons)))
    assert visitor.seen.notice == ""


def test_a_button_of_before_pressed_after_the_end_claims_nothing(shared: Line) -> None:
    visitor = Visitor(shared.http)
    visitor.send(STORY)
    said = visitor.press("Yes, it is safe")
    last = visitor.seen
    while "secret code" not in said:
        last = visitor.seen
        label = next(iter(visitor.seen.buttons), "")
        said = visitor.press(label) if label else visitor.send("at night")
    visitor.seen = last
    said = visitor.send(key="2")
    assert "got this" not in said
    assert "out of date" in visitor.seen.notice


@pytest.mark.parametrize("minutes", [35, 130, 60 * 26])
def test_after_a_silence_safety_is_asked_again_and_the_report_goes_on(
    shared: Line, minutes: int
) -> None:
    visitor, tip = begun(shared)
    visitor.press("Yes, it is safe")
    shared.pass_time(minutes=minutes)
    said = visitor.press(next(iter(visitor.seen.buttons)))
    assert "safe for you to write here" in said
    assert "out of date" in visitor.seen.notice
    assert "secret code" not in said
    assert visitor.seen.codes == []
    assert "Is anyone under 18?" in visitor.press("Yes, it is safe")
    assert tip in shared.tips()


def test_spanish_danger_at_the_safety_question_is_asked_again_later(shared: Line) -> None:
    visitor = Visitor(shared.http, accepts="es")
    visitor.send("hola")
    visitor.send("No, él tiene un cuchillo y me está pegando")
    shared.pass_time(minutes=125)
    assert "sin peligro ahora" in visitor.send("ya se fue")


@pytest.mark.parametrize("word", ["NEW", "new"])
def test_new_begins_another_report(shared: Line, word: str) -> None:
    visitor, tip, _ = reported(shared)
    before = set(shared.tips())
    visitor.send(word)
    assert len(set(shared.tips()) - before) == 1
    visitor.send("a massage parlor in Columbus, Ohio keeps women in the back")
    assert tip in before


@pytest.mark.parametrize("words", ["stop", "STOP", "unsubscribe"])
def test_stop_ends_with_numbers_and_without_codes(shared: Line, words: str) -> None:
    visitor, _ = begun(shared)
    said = visitor.send(words)
    assert "911" in said
    assert "1-888-373-7888" in said
    assert visitor.seen.codes == []


@pytest.mark.parametrize("word", ["START", "start", "unstop", "iniciar"])
@pytest.mark.parametrize("ended", [False, True])
def test_start_after_stop_opens_again_and_adds_nothing(
    shared: Line, word: str, ended: bool
) -> None:
    visitor, tip = begun(shared) if not ended else reported(shared)[:2]
    if ended:
        visitor.send("the van is white")
    visitor.send("STOP")
    kept = seen(shared, tip)["told"]
    said = visitor.send(word)
    assert "added" not in said
    assert "got this" not in said
    assert "911" in said
    if not ended:
        assert "safe for you to write" in said or "escribir aquí sin peligro" in said
    assert seen(shared, tip)["told"] == kept


def test_every_end_says_911_and_the_hotline(shared: Line) -> None:
    visitor, _, _ = reported(shared)
    assert "911" in visitor.seen.text
    assert "1-888-373-7888" in visitor.seen.text


def test_words_that_came_sealed_do_not_come_back_in_clear(shared: Line) -> None:
    from tests.web_door.test_nothing_is_left import seal

    visitor, _ = begun(shared)
    public = visitor.answer.text.partition('data-seal-with="')[2].partition('"')[0]
    fields: dict[str, Any] = {**visitor.seen.fields, "at": "0" * 32}
    sealed = seal(public, "zmarkseven is written here", fields["visit"])
    answer = shared.http.post("/report", data={**fields, "sealed": sealed})
    assert "zmarkseven" not in answer.text
    assert 'data-keeps="yes"' in answer.text


def test_damaged_seals_show_the_question_again(shared: Line) -> None:
    visitor, _ = begun(shared)
    answer = shared.http.post("/report", data={**visitor.seen.fields, "sealed": "QUFB" * 60})
    assert answer.status_code == 422
    assert "Yes, it is safe" in answer.text
    assert 'data-keeps="yes"' in answer.text


def test_a_language_button_keeps_what_was_written(shared: Line) -> None:
    visitor = Visitor(shared.http)
    data = {**visitor.seen.fields, "words": "they lock us in", "speak": "es"}
    assert "they lock us in" in shared.http.post("/report", data=data).text


def test_a_form_that_is_too_large_is_answered_with_a_page(shared: Line) -> None:
    visitor, _ = begun(shared)
    kind = {"content-type": "multipart/form-data; boundary=x"}
    answer = shared.http.post("/report", content=b"x" * 21_500_000, headers=kind)
    assert answer.status_code == 413
    assert "This file is too large." in answer.text and "still here" not in read(answer.text).notice
    assert "911" in answer.text
    assert "<form" in answer.text
    assert visitor.seen.fields
