"""Somebody comes back with tip ID and secret code: guessing, codes in a text, messages left."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.db.audit import AuditEvent
from hotline.intake.reports import report_by_tip
from hotline.simulator.phone_call import Call
from tests.line import Line

CALLER = "+19565550123"
STORY = (
    "my neighbor makes a woman clean his house in Laredo Texas all day "
    "and never pays her, he took her passport"
)
CUENTO = (
    "mi vecino obliga a una mujer a limpiar su casa en Laredo Texas todo el día "
    "y nunca le paga, le quitó el pasaporte"
)
MESSAGE = "We found a safe bed for her. Please call on Monday."


def reported(line: Line, language: str = "en", caller: str = CALLER) -> tuple[str, str]:
    """A report by text; its tip ID and its code as the thanks told them."""
    answers = {"en": (STORY, "yes"), "es": (CUENTO, "si")}[language]
    said = line.text(caller, *answers, "2", "4", "2")
    numbers = re.search(r"(\d{4}-\d{4})[.,] (?:Your code:|clave) (\d{6})", said)
    assert numbers is not None, said
    return numbers[1], numbers[2]


def story(line: Line, tip: str) -> list[tuple[str, str]]:
    """The kinds and words of a report's entries."""
    with line.dep.database.read() as db:
        report = report_by_tip(db, line.dep, tip)
        assert report is not None
        return [(entry.kind, report.read(entry)) for entry in report.entries()]


def leave(line: Line, tip: str, words: str = MESSAGE) -> None:
    """A dispatcher leaves a message at the report's page."""
    desk = line.as_staff()
    line.skip_to(line.clock.now + timedelta(minutes=1))
    with line.dep.database.write() as db:
        report = report_by_tip(db, line.dep, tip)
        assert report is not None
        report.tell(words, at=line.clock(), kind="left_message", author="staff:1")
    assert words in desk.get(f"/reports/{tip}").text


def back(line: Line, caller: str, tip: str, code: str, key: str = "1") -> Call:
    """A call with tip ID and code."""
    call = line.call(caller)
    for keys in (key, "3", tip.replace("-", ""), code):
        call.press(keys)
    return call


# Guessing ----------------------------------------------------------------------------------------


def wrong(code: str, nth: int) -> str:
    """A code that is not ``code``, another for each ``nth``."""
    return f"{(int(code) + 1 + nth) % 1_000_000:06d}"


def test_a_code_cannot_be_guessed_by_calling_anew_without_a_number(any_line: Line) -> None:
    """Each hidden caller is a new reporter, so wrong codes are counted on the report as well."""
    line = any_line
    tip, code = reported(line)
    guesses = 0
    for _ in range(6):
        call = back(line, "anonymous", tip, wrong(code, guesses))
        guesses += 1
        while call.ringing is None and guesses % 4:
            assert "do not match" in call.said
            for keys in ("1", tip.replace("-", ""), wrong(code, guesses)):
                call.press(keys)
            guesses += 1
        call.hang_up()
    right = back(line, "anonymous", tip, code)
    assert "Let me connect you with a person" in right.said, "a locked tip leads to a person"
    assert right.ringing is not None
    with line.dep.database.read() as db:
        locked = select(AuditEvent.action).where(AuditEvent.subject == f"report:{tip}")
        assert "tip_locked" in db.scalars(locked).all()
    line.skip_to(line.clock.now + timedelta(hours=25))
    assert "Is it safe" in back(line, "anonymous", tip, code).said


def test_nine_slips_do_not_lock_a_report_and_the_right_code_forgets_them(line: Line) -> None:
    tip, code = reported(line)
    for round_ in range(2):
        for nth in range(9):
            call = back(line, "anonymous", tip, wrong(code, nth))
            assert "do not match" in call.said
            call.hang_up()
        assert "Is it safe" in back(line, "anonymous", tip, code).said, round_


# Both numbers in one text ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "CODE {tip} {code}"),
        ("en", "my tip is {tip} code {code}"),
        ("es", "CLAVE {tip} {code}"),
        ("es", "tengo un reporte {tip} clave {code}"),
    ],
)
def test_what_the_thanks_teach_opens_the_report_in_one_text(
    line: Line, language: str, words: str
) -> None:
    tip, code = reported(line, language)
    leave(line, tip)
    said = line.text(
        "+16025550140", words.format(tip=tip, code=code), {"en": "yes", "es": "si"}[language]
    )
    assert MESSAGE in said
    (other,) = [each for each in line.tips() if each != tip]
    assert story(line, other) == [], "no new report is told"
    assert code not in str(story(line, tip)), "and the code is kept nowhere"


def test_a_code_reported_after_a_wrong_one_is_in_nobodys_story(line: Line) -> None:
    caller = "+16025550141"
    line.text(caller, "CODE", "82089129", "my code is 589 816 ok thanks")
    line.text(caller, "it is 589816 my dear friend")
    (tip,) = line.tips()
    assert "589" not in str(story(line, tip))


# Messages that a dispatcher left -----------------------------------------------------------------


def test_a_message_is_not_heard_when_the_line_breaks_off_under_it(line: Line) -> None:
    tip, code = reported(line)
    leave(line, tip)
    call = back(line, "anonymous", tip, code)
    call.press("1")
    assert f"There is a message for you: {MESSAGE}" in call.said
    call.hang_up()
    assert ("left_message", MESSAGE) in story(line, tip)
    again = back(line, "anonymous", tip, code)
    again.press("1")
    assert f"There is a message for you: {MESSAGE}" in again.said
    again.press("2")
    assert ("heard_message", MESSAGE) in story(line, tip)


@pytest.mark.parametrize(
    ("language", "key", "before"),
    [("en", "1", "Here is an earlier message: "), ("es", "2", "Este es un mensaje de antes: ")],
)
def test_a_message_is_repeated_by_the_star_and_on_the_next_return(
    line: Line, language: str, key: str, before: str
) -> None:
    tip, code = reported(line, language)
    leave(line, tip)
    call = back(line, "anonymous", tip, code, key)
    call.press("1")
    assert MESSAGE in call.said and before not in call.said
    for _ in range(2):
        call.press("*")
        assert before + MESSAGE in call.said
    call.hang_up()
    leave(line, tip, "The bed is still free.")
    later = back(line, "anonymous", tip, code, key)
    later.press("1")
    newest = later.said.index("The bed is still free.")
    assert newest < later.said.index(before + MESSAGE), "the newest comes first"
    later.press("2")
    line.skip_to(line.clock.now + timedelta(days=31))
    old = back(line, "anonymous", tip, code, key)
    old.press("1")
    assert MESSAGE not in old.said, "after a month it is not read again"


def test_what_was_heard_before_is_kept_short(line: Line) -> None:
    tip, code = reported(line)
    for number in range(5):
        leave(line, tip, f"Message {number}. " + "We are looking into it. " * 8)
    first = back(line, "anonymous", tip, code)
    first.press("1")
    assert [f"Message {number}" in first.said for number in range(5)] == [True] * 5
    assert first.said.index("Message 4") < first.said.index("Message 0")
    first.press("2")
    again = back(line, "anonymous", tip, code)
    again.press("1")
    assert "Message 4" in again.said and "Message 3" not in again.said
