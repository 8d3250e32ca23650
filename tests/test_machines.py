"""What a line in the directory says of who answers there: machines, and women only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy import func, select

from hotline.db.jobs import Job
from hotline.intake.transfers import END_CALL
from hotline.simulator.phone_call import Call
from tests.line import REPOSITORY, Line, open_line

CALLER = "+19565550123"
WOMEN = "+19565550145"
"""Where the demo's safe house takes calls; usually another line rings before it."""
NATIONAL = "+18883737888"
REPORTED = (
    "my neighbor keeps a woman locked in his nail salon in Laredo, "
    "she works all night and he took her passport"
)
FILE = "demo/agencies/TX.yaml"


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Line]:
    """A line whose public telephones in Texas may be answered by a voicemail."""
    rules = tmp_path / "routing_rules"
    copytree(REPOSITORY / "routing_rules", rules)
    changed = 0
    for folder in (rules / "agencies", rules / "demo" / "agencies"):
        for file in folder.glob("*.yaml"):
            if file.stem not in {"TX", "US"}:
                continue
            text, count = re.subn(
                r"\{channel: phone, purpose: public_line, address: (\"?\+1(?!8883737888))",
                r"{channel: phone, purpose: public_line, detect_machine: true, address: \1",
                file.read_text("utf-8"),
            )
            file.write_text(text, "utf-8")
            changed += count
    assert changed
    with open_line(tmp_path, rules_dir=rules) as line:
        yield line


def at_a_public_line(line: Line) -> Call:
    """A caller for whom a public line rings, after all that press 1."""
    call = line.call(CALLER)
    for key in ("1", "2", "1"):
        call.press(key)
    call.say(REPORTED)
    call.press("0")
    while call.ringing.lines[call.ringing.number]:
        call.not_answered()
    assert call.ringing.number != NATIONAL
    return call


def ended(line: Line) -> int:
    """How many jobs hang up on a machine."""
    with line.dep.database.read() as db:
        return db.scalar(select(func.count(Job.id)).where(Job.kind == END_CALL)) or 0


def test_a_machine_at_a_public_line_is_hung_up_on_and_the_next_line_rings(offices: Line) -> None:
    call = at_a_public_line(offices)
    machine = call.ringing.number
    call.machine_answers()
    assert call.talking_to == machine, "the caller hears the greeting for a moment"
    offices.work()
    assert offices.carrier.settle()
    assert call.talking_to is None
    assert call.ringing.number != machine
    states = [(r["state"], r["answered_by"]) for r in offices.report()["referrals"]]
    assert not [state for state in states if state[1] == "live call"]


def test_a_person_at_a_public_line_keeps_the_caller(offices: Line) -> None:
    call = at_a_public_line(offices)
    person = call.ringing.number
    call.machine_answers(by="human")
    offices.work()
    assert call.talking_to == person and ended(offices) == 0


def test_what_is_reported_of_a_machine_twice_or_too_late_changes_nothing(offices: Line) -> None:
    call = at_a_public_line(offices)
    callback = call.ringing.listens[call.ringing.number]
    call.machine_answers()
    reported = {"CallSid": call.leg.sid, "AnsweredBy": "machine_start"}
    offices.carrier.webhook(callback, reported)
    assert ended(offices) == 1
    offices.work()
    assert offices.carrier.settle()
    rings = call.ringing.number
    offices.carrier.webhook(callback, reported | {"CallSid": "CAlate"})
    offices.work()
    assert ended(offices) == 1 and call.ringing.number == rings


def test_a_machine_that_hung_up_before_we_heard_of_it_was_a_short_call(offices: Line) -> None:
    call = at_a_public_line(offices)
    callback = call.ringing.listens[call.ringing.number]
    call.answered()
    call.conversation_ends(seconds=9)
    offices.carrier.webhook(callback, {"CallSid": "CAmachine", "AnsweredBy": "machine_end_beep"})
    assert ended(offices) == 0
    assert "If you still want to talk with someone" in call.said


def test_a_stranger_cannot_say_that_a_machine_answered(offices: Line) -> None:
    call = at_a_public_line(offices)
    callback = call.ringing.listens[call.ringing.number]
    answer = offices.http.post(callback, data={"CallSid": "CAx", "AnsweredBy": "machine_start"})
    assert answer.status_code == 403
    assert ended(offices) == 0


def test_nobody_listens_for_a_machine_where_a_1_is_asked_or_at_the_national_hotline(
    offices: Line,
) -> None:
    call = offices.call(CALLER)
    for key in ("1", "2", "1"):
        call.press(key)
    call.say(REPORTED)
    call.press("0")
    asked, heard_of = set(), set()
    while call.ringing is not None:
        asked |= {number for number, whisper in call.ringing.lines.items() if whisper}
        heard_of |= set(call.ringing.listens)
        call.not_answered()
    assert asked and heard_of
    assert not heard_of & (asked | {NATIONAL})


@pytest.fixture
def women(tmp_path: Path) -> Iterator[Line]:
    """A line with an agency at whose agreed number only women answer."""
    rules = tmp_path / "routing_rules"
    copytree(REPOSITORY / "routing_rules", rules)
    file = rules / FILE
    text, count = re.subn(
        rf'( +)address: "{re.escape(WOMEN)}"', r"\g<0>\n\1women: true", file.read_text("utf-8")
    )
    assert count == 1
    file.write_text(text, "utf-8")
    with open_line(tmp_path, rules_dir=rules) as line:
        yield line


def at_a_transfer(line: Line, *wish: str) -> Call:
    """A caller who is about to be connected, after they asked for someone in these ways."""
    call = line.call(CALLER)
    for key in ("1", "2", "1"):
        call.press(key)
    call.say(REPORTED)
    for one in wish:
        call.press(one) if one.isdigit() else call.say(one)
    assert call.ringing is not None
    return call


def numbers_rung(call: Call) -> list[str]:
    """The numbers that ring for a caller one after the other, until the National Hotline."""
    found: list[str] = []
    while call.ringing is not None and NATIONAL not in call.ringing.lines:
        found += [number for number in call.ringing.lines if number not in found]
        call.not_answered()
    return found


def test_a_caller_who_asks_for_a_woman_is_connected_to_women_first_and_then_to_all(
    women: Line,
) -> None:
    usual = numbers_rung(at_a_transfer(women, "0"))
    for wish in ("I want to talk to a woman", "can I speak with a woman please"):
        asked = numbers_rung(at_a_transfer(women, wish))
        assert asked[0] == WOMEN != usual[0], "women first"
        assert sorted(asked) == sorted(usual), "and nobody is left out"
