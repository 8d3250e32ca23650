"""An interpreter joins a call as a third: told as calls, at each phone provider."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.db.audit import AuditEvent
from hotline.db.reports import Contact
from hotline.providers import callback_urls
from hotline.simulator import phone_call
from hotline.simulator.phone_call import Call
from hotline.simulator.placed_calls import Placed
from tests.line import LINE_NUMBER, Line

CALLER, NATIONAL = "+19565550163", "+18883737888"
LANGUAGE_LINE, VOLUNTEER = "+19565550171", "+19565550172"
STORY = "mi vecino tiene encerrada a una mujer en Laredo Texas y no le paga, trabaja toda la noche"
TELLS = ("tip", "report", "Laredo", "urgen", "traffick", "salon", "mujer", "agency", CALLER)
"""Words of which none may be heard by an interpreter."""


def waits_for_a_person(line: Line, language: str = "2") -> Call:
    """A caller whose story is told, and for whom an agency's line rings."""
    call = line.call(CALLER)
    for key in (language, "2", "1"):
        call.press(key)
    call.say(STORY)
    call.press("0")
    assert call.ringing is not None and call.ringing.lines[call.ringing.number]
    return call


def asks_for_an_interpreter(line: Line) -> Call:
    """The agency's person takes the call, hears what it is about, and presses 2."""
    call = waits_for_a_person(line)
    call.picked_up()
    call.take("1")
    assert "To add an interpreter, press 2" in heard_at_the_agency(call)
    call.take("2")
    assert call.talking_to is not None, "the two are connected before anyone interprets"
    return call


def heard_at_the_agency(call: Call) -> str:
    return " ".join(sound.text for sound in call.leg.whispered)


def goes_on(line: Line, seconds: float = 6) -> None:
    """Time passes; the worker and the company do what is due."""
    line.clock.now += timedelta(seconds=seconds)
    line.work()
    assert line.carrier.settle()
    line.work()
    assert line.carrier.settle()


def in_the_room(line: Line) -> tuple[Call, Call, Placed]:
    """The caller, the agency's line and the first interpreter, whose telephone rings."""
    call = asks_for_an_interpreter(line)
    agency = call.talking_to
    goes_on(line)
    assert sorted(call.together) == sorted([agency, CALLER])
    rings = line.carrier.placed[-1]
    assert rings.to == LANGUAGE_LINE
    return call, line.carrier.calls[call.leg_id], rings


def audited(line: Line) -> list[str]:
    with line.dep.database.read() as db:
        found = db.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    return [f"{e.action} {e.detail}".strip() for e in found if e.action.startswith("interpreter")]


def outcome(line: Line) -> str | None:
    with line.dep.database.read() as db:
        return db.scalars(select(Contact.outcome)).one()


def taken_live(line: Line) -> list[str]:
    return [r["agency_id"] for r in line.report()["referrals"] if r["answered_by"] == "live call"]


def test_three_talk_and_the_caller_is_given_back_to_the_line_when_the_agency_hangs_up(
    line_at_each: Line,
) -> None:
    line = line_at_each
    call, agency, interpreter = in_the_room(line)
    hint = interpreter.pick_up()
    assert "Press 1 to join" in hint
    interpreter.press("1")
    heard = " ".join(sound.text for sound in interpreter.heard)
    assert not [word for word in TELLS if word.lower() in heard.lower()], heard
    assert interpreter.together == call.together and len(call.together) == 3
    assert LANGUAGE_LINE in call.together
    line.clock.now += timedelta(minutes=5)
    agency.hang_up()
    assert interpreter.over and "Thank you" in interpreter.said
    assert not call.over and call.gather is not None, "the caller is asked whether they need more"
    assert "Si todavía necesita a alguien" in call.said
    call.hang_up()
    line.pass_time(minutes=1)
    assert len(taken_live(line)) == 1 and outcome(line) == "connected"
    assert audited(line) == ["interpreter_asked es", "interpreter_joined Example Language Line"]
    line.pass_time(minutes=40)
    calls = {call.sid, call.leg_id, interpreter.sid}
    assert "call" in line.dep.provider.lapses or calls <= line.carrier.erased


def test_whoever_leaves_first_nobody_is_left_alone(line_at_each: Line) -> None:
    line = line_at_each
    call, agency, interpreter = in_the_room(line)
    interpreter.pick_up()
    interpreter.press("1")
    interpreter.hang_up()
    assert len(call.together) == 2 and not call.over, "the two go on without the interpreter"
    assert audited(line)[-1] == "interpreter_left"
    line.clock.now += timedelta(minutes=2)
    call.hang_up()
    assert agency.over and "has ended" in agency.said
    assert outcome(line) == "connected"


def test_when_the_first_does_not_answer_the_next_is_called_and_at_last_the_two_go_on(
    line_at_each: Line,
) -> None:
    line = line_at_each
    call, _, first = in_the_room(line)
    first.do_not_answer("busy")
    goes_on(line, 1)
    second = line.carrier.placed[-1]
    assert second.to == VOLUNTEER
    second.pick_up()
    while not second.over:  # a voicemail, or a telephone that screens its calls
        second.wait()
    goes_on(line, 1)
    assert len(line.carrier.placed) == 2, "nobody is called twice"
    assert len(call.together) == 2 and not call.over
    assert audited(line)[-1] == "interpreter_not_reached"
    assert "not needed" in first.pick_up(), "who comes late is told"


def test_a_wrong_key_is_asked_again_and_two_interpreters_never_join(line: Line) -> None:
    call, _, first = in_the_room(line)
    first.pick_up()
    first.press("7")
    assert "Press 1" in first.said
    first.press("1")
    path = f"{callback_urls.THREE_INTERPRETER_KEY}?contact=1&index=0&rung=1&turn=0"
    said = line.carrier.webhook(path, {"CallSid": "CA" + "f" * 32, "Digits": "1"})
    assert "not needed" in said and "Conference" not in said
    assert len(call.together) == 3


@pytest.mark.parametrize("refused", [404, 400])
def test_a_line_that_cannot_be_moved_keeps_its_caller(
    line: Line, monkeypatch: pytest.MonkeyPatch, refused: int
) -> None:
    from hotline.providers.errors import RefusedError

    def refuse(*_: object) -> None:
        raise RefusedError(refused)

    call = asks_for_an_interpreter(line)
    agency = call.talking_to
    monkeypatch.setattr(line.dep.provider, "redirect_call", refuse)
    goes_on(line)
    assert call.talking_to == agency and not line.carrier.placed
    assert audited(line)[-1] == "interpreter_failed"
    line.clock.now += timedelta(minutes=3)
    call.conversation_ends(180)
    assert call.gather is not None and len(taken_live(line)) == 1


def test_a_caller_whom_the_provider_does_not_let_go_is_brought_along(
    line_at_each: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = line_at_each
    call = asks_for_an_interpreter(line)
    monkeypatch.setattr(Call, "let_go", lambda *_, **__: None)
    goes_on(line)
    assert call.together == [] and not call.over
    goes_on(line, 16)
    assert len(call.together) == 2, "the caller is redirected too"


def test_a_caller_is_never_left_alone_in_the_room(
    line_at_each: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = line_at_each
    call = asks_for_an_interpreter(line)
    monkeypatch.setattr(phone_call.Line, "redirected", lambda *_: None)
    goes_on(line)
    assert call.together == [CALLER], "the agency's line was lost on the way"
    goes_on(line, 20)
    assert call.together == [] and not call.over
    call.press("1")
    assert call.ringing is not None, "someone else rings"


def test_nobody_is_offered_an_interpreter_who_needs_none_or_can_have_none(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = waits_for_a_person(line, language="1")
    call.picked_up()
    call.take("1")
    assert "interpreter" not in heard_at_the_agency(call) and call.talking_to is not None
    call.hang_up()
    monkeypatch.setattr(type(line.dep.provider), "joins_calls", False)
    call = waits_for_a_person(line)
    call.picked_up()
    call.take("1")
    assert "interpreter" not in heard_at_the_agency(call) and call.talking_to is not None
    goes_on(line)
    assert call.talking_to is not None and not line.carrier.placed


def test_the_interpreters_see_the_lines_number_and_nothing_is_asked_twice(line: Line) -> None:
    call, _, interpreter = in_the_room(line)
    assert interpreter._fields()["From"] == LINE_NUMBER
    path = f"{callback_urls.THREE_AGENCY}?contact=1&index=0"
    line.carrier.webhook(path, {"CallSid": call.leg_id})
    goes_on(line)
    assert [placed.to for placed in line.carrier.placed] == [LANGUAGE_LINE]
    assert audited(line).count("interpreter_asked es") == 1


def test_forged_and_late_requests_learn_nothing(line: Line) -> None:
    for path in (
        callback_urls.THREE_AGENCY, callback_urls.THREE_AGENCY_OVER,
        callback_urls.THREE_INTERPRETER, callback_urls.THREE_INTERPRETER_KEY,
    ):  # fmt: skip
        said = line.carrier.webhook(f"{path}?contact=77&index=0&rung=0", {"CallSid": "CAx"})
        assert "Conference" not in said and "Hangup" in said
        assert line.http.post(f"{path}?contact=77", data={"CallSid": "CAx"}).status_code == 403
