"""Phones that screen calls, on either side, told as calls at each phone provider (F24).

Whoever is asked first may be an assistant that speaks for someone, a voicemail, or a hand that hits
the wrong key: nothing of a report is heard before the 1, and whoever comes late is asked again.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.flows.text.line_echo import without_echo
from hotline.flows.text.machine_voices import is_machine
from hotline.simulator.phone_call import Call
from tests.flows.talk import shipped
from tests.line import Line
from tests.phones.table import table

CALLER = "+19565550164"
STORY = "my neighbor keeps a woman locked in his nail salon in Laredo Texas, she works all night"
TELLS = ("tip ", "laredo", "urgen", "traffick", "salon", "woman", "labor", CALLER)
"""Words of which none may be heard before anyone has pressed 1."""


def an_agency_rings(line: Line) -> Call:
    call = line.call(CALLER)
    for key in ("1", "2", "1"):
        call.press(key)
    call.say(STORY)
    call.press("0")
    assert call.ringing is not None and call.ringing.lines[call.ringing.number]
    return call


def heard(call: Call) -> str:
    assert call.leg is not None
    return " ".join(sound.text for sound in call.leg.whispered)


def late(call: Call) -> None:
    """An assistant hears the first sentence, and then the person takes the call."""
    call.picked_up()
    assert call.leg_waits(1) == 1
    call.take("1")


def later(call: Call) -> None:
    call.picked_up()
    assert call.leg_waits(2) == 2
    call.take("1")


def after_wrong_key(call: Call) -> None:
    call.picked_up()
    call.take("7")
    call.take("1")


def after_two_wrong_keys(call: Call) -> None:
    call.picked_up()
    call.take("#")
    call.take("11")
    call.take("1")


def after_silence_and_a_wrong_key(call: Call) -> None:
    call.picked_up()
    call.leg_waits(1)
    call.take("5")
    call.take("1")


@pytest.mark.parametrize(
    "happens", [late, later, after_wrong_key, after_two_wrong_keys, after_silence_and_a_wrong_key]
)
def test_f24_whoever_comes_late_at_an_agency_is_asked_again(
    line_at_each: Line, happens: Callable[[Call], None]
) -> None:
    call = an_agency_rings(line_at_each)
    happens(call)
    before, _, after = heard(call).partition("Tip ")
    assert before.count("Press 1 to take the call") >= 2
    assert not [word for word in TELLS if word in before.lower()]
    assert "Laredo" in after
    call.leg_waits()
    assert call.talking_to is not None


def nobody(call: Call) -> None:
    call.picked_up()
    assert call.leg_waits() >= 3


def wrong_keys(call: Call) -> None:
    call.picked_up()
    for key in ("9", "0", "*"):
        call.take(key)


@pytest.mark.parametrize("happens", [nobody, wrong_keys])
def test_f24_a_machine_hears_nothing_and_the_next_line_rings(
    line_at_each: Line, happens: Callable[[Call], None]
) -> None:
    call = an_agency_rings(line_at_each)
    first = set(call.ringing.lines)
    happens(call)
    assert not [word for word in TELLS if word in heard(call).lower()]
    assert call.ringing is not None and set(call.ringing.lines) != first


def test_f24_what_a_machine_says_at_the_callers_end_is_no_report(line_at_each: Line) -> None:
    """An assistant or a voicemail that reads out to us makes no danger and no story of one."""
    wrong = []
    for words in table()["machines_speak"]:
        call = line_at_each.call(CALLER)
        call.press("1")
        call.say(words)
        if "Where is it?" in call.said or call.ringing is not None:
            wrong.append((words, call.said[:90]))
        call.hang_up()
        wrong += [
            words for tip in line_at_each.tips() if line_at_each.report(tip)["urgency"] == "P0"
        ]
    assert not wrong, wrong


def test_f24_callers_who_speak_of_machines_are_heard() -> None:
    for words in table()["callers_about_machines"]:
        assert not is_machine(words), words
    for words in table()["machines_speak"]:
        heard_by_us = without_echo(words, shipped())
        assert not heard_by_us or is_machine(words), words


@settings(max_examples=300)
@given(
    words=st.sampled_from(table()["machines_speak"]),
    change=st.sampled_from([str.lower, str.upper, str.title, lambda said: said.replace(",", "")]),
    told=st.sampled_from(["he has a gun", "my boss locked us in", "please help her", "es mi hija"]),
)
def test_f24_however_it_is_written_a_machine_is_one_and_a_cry_beside_it_is_heard(
    words: str, change: Callable[[str], str], told: str
) -> None:
    said = change(words)
    assert is_machine(said) or not without_echo(said, shipped())
    assert not is_machine(f"{said} {told}")
    assert told.rpartition(" ")[2] in without_echo(f"{said} {told}", shipped()).lower()
