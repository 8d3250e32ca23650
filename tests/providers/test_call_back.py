"""A dispatcher calls a reporter through the line: told as calls, at each phone provider."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from hotline.db.accounts import Staff
from hotline.db.audit import AuditEvent
from hotline.db.call_backs import CallBack
from hotline.db.tasks import Task
from hotline.followups import paging
from hotline.providers import callback_urls
from hotline.simulator.placed_calls import Placed
from tests.line import LINE_NUMBER, Line
from tests.web.desk import Desk, csrf_in

REPORTER, DISPATCHER = "+19565550161", "+19565550162"
STORY = "my neighbor keeps a girl locked in his nail salon in Laredo, she works all night"
TELLS = (
    "tip", "report", "hotline", "line", "police", "traffick", "help", "salon", "Laredo", "danger",
    "urgen", "Test Line", "code", "agency",
)  # fmt: skip
"""Words of which none may be heard at a reporter's phone before anyone has pressed a key."""


def say(line: Line, *words: str) -> str:
    before = len(line.texts_to(REPORTER))
    for text in words:
        line.text(REPORTER, text)
        if not line.dep.provider.answers_texts:
            line.work()
    return "\n".join(line.texts_to(REPORTER)[before:])


def told(line: Line, agrees: str = "3", window: str = "1") -> str:
    """A report by text; ``agrees`` answers whether they may be texted or called."""
    say(line, STORY, "yes", "3", "not sure", agrees, *([window] if agrees != "2" else []))
    (tip,) = line.tips()
    return tip


def desk_of(line: Line, phone: str = DISPATCHER) -> Desk:
    browser = line.as_staff("dispatcher")
    with line.dep.database.write() as db:
        person = db.scalars(select(Staff).where(Staff.username == "dispatcher")).one()
        paging.set_reach(line.dep.keys, person, paging.Reach(phone, ""))
    return Desk(browser, "dispatcher")


def press_button(line: Line, desk: Desk, tip: str, **fields: str) -> Placed:
    """The button on the report's page; the dispatcher's phone rings."""
    answer = desk.do(tip, "call", **fields)
    assert answer.status_code == 200, answer.text[-900:]
    line.work()
    return line.carrier.placed[-1]


def state(line: Line) -> str:
    with line.dep.database.read() as db:
        return db.scalars(select(CallBack).order_by(CallBack.id.desc())).first().state.value


def audited(line: Line) -> list[str]:
    with line.dep.database.read() as db:
        found = db.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    return [f"{e.action} {e.detail}".strip() for e in found if e.action.startswith("call_back")]


def open_tasks(line: Line) -> list[str]:
    with line.dep.database.read() as db:
        found = db.scalars(select(Task).where(Task.kind == "call_again", Task.state == "open"))
        return [task.owner for task in found]


def heard_at(call: Placed) -> str:
    """What was heard at the reporter's phone."""
    return " ".join(sound.text for sound in call.leg.whispered) if call.leg else ""


def reporters_phone_rings(line: Line, desk: Desk, tip: str) -> Placed:
    """The button, and the dispatcher picks up and presses 1."""
    call = press_button(line, desk, tip)
    assert call.to == DISPATCHER
    assert "press 1" in call.pick_up() and tip not in call.said
    assert call.ringing is None, "nobody rings before the dispatcher pressed 1"
    call.press("1")
    assert call.ringing is not None
    return call


def test_a_dispatcher_talks_with_a_reporter_and_every_step_is_in_the_audit_trail(
    line_at_each: Line,
) -> None:
    line = line_at_each
    tip = told(line)
    desk = desk_of(line)
    call = reporters_phone_rings(line, desk, tip)
    assert list(call.ringing.lines) == [REPORTER]
    assert call.ringing.caller_id == LINE_NUMBER, "the reporter sees the line's number"
    assert state(line) == "ringing"
    call.answered("1")
    hint = heard_at(call)
    assert "press 1" in hint and not [word for word in TELLS if word.lower() in hint.lower()]
    assert call.talking_to == REPORTER
    page = desk.look(f"/reports/{tip}")
    assert "You are connected." in page
    assert REPORTER not in page and DISPATCHER not in page
    line.clock.now += timedelta(minutes=4)
    call.conversation_ends(240)
    assert "The call has ended" in call.said
    assert state(line) == "talked"
    assert audited(line) == [
        "call_back_asked", "call_back_rang", "call_back_answered", "call_back_ended talked",
    ]  # fmt: skip
    assert "someone answered and was connected" in desk.look(f"/reports/{tip}")
    line.pass_time(minutes=40)
    legs = {call.sid, call.leg.sid}
    assert "call" in line.dep.provider.lapses or legs <= line.carrier.erased


def test_whoever_else_answers_learns_nothing_and_the_dispatcher_hears_why(
    line_at_each: Line,
) -> None:
    line = line_at_each
    tip = told(line)
    desk = desk_of(line)

    def machine(call: Placed) -> None:
        call.picked_up()
        assert call.leg_waits() >= 4, "whoever is screened or comes late is asked again"

    def wrong_keys(call: Placed) -> None:
        call.picked_up()
        for key in ("9", "#", "5", "0"):
            call.take(key)

    def second_try(call: Placed) -> None:
        call.picked_up()
        call.take("7")
        call.take("1")
        call.conversation_ends(30)

    endings = [
        (machine, "not_taken", "Nobody took the call"),
        (wrong_keys, "not_taken", "Nobody took the call"),
        (lambda call: call.answered("2"), "declined", "did not want the call"),
        (lambda call: call.not_answered(), "no_answer", "did not answer"),
        (lambda call: call.not_answered("busy"), "busy", "is busy"),
        (lambda call: call.not_answered("failed"), "failed", "could not place"),
        (second_try, "talked", "has ended"),
    ]
    for happens, state_then, said in endings:
        call = reporters_phone_rings(line, desk, tip)
        happens(call)
        assert (state(line), said in call.said) == (state_then, True), (state_then, call.said)
        assert not [word for word in TELLS if word.lower() in heard_at(call).lower()]
        assert open_tasks(line) in ([], ["staff:" + str(dispatcher_id(line))])
        line.clock.now += timedelta(minutes=1)
    page = desk.look(f"/reports/{tip}")
    for words in ("no answer.", "busy.", "did not press 1", "Call the reporter again"):
        assert words in page
    assert audited(line).count("call_back_answered") == 1


def dispatcher_id(line: Line) -> int:
    with line.dep.database.read() as db:
        return db.scalars(select(Staff.id).where(Staff.username == "dispatcher")).one()


def test_the_reporters_phone_never_rings_before_the_dispatcher_presses_1(
    line_at_each: Line,
) -> None:
    line = line_at_each
    tip = told(line)
    desk = desk_of(line)
    call = press_button(line, desk, tip)
    call.pick_up()
    while not call.over:  # a voicemail, or a phone that screens its calls
        assert tip[-4:] not in call.said and "Laredo" not in call.said
        call.wait()
    assert state(line) == "not_picked_up"
    call = press_button(line, desk, tip)
    call.pick_up()
    call.press("4")
    assert "press 1" in call.said and call.ringing is None
    call.hang_up()
    call = press_button(line, desk, tip)
    call.do_not_answer("busy")
    assert state(line) == "not_picked_up"

    call = press_button(line, desk, tip)
    assert desk.do(tip, "cancel_call").status_code == 200
    line.work()
    assert line.carrier.settle() and call.over
    assert "not needed" in call.pick_up() and state(line) == "canceled"

    call = reporters_phone_rings(line, desk, tip)
    desk.do(tip, "cancel_call")
    call.picked_up()
    assert heard_at(call) == "", "a call that was canceled says nothing and hangs up"
    assert state(line) == "canceled"

    call = press_button(line, desk, tip)
    line.text(REPORTER, "STOP")
    call.pick_up()
    call.press("1")
    assert "not needed" in call.said and call.ringing is None and state(line) == "refused"


@pytest.mark.parametrize(
    ("agrees", "window", "why"),
    [("1", "1", "did not agree to be called"), ("2", "", "asked not to be contacted")],
)
def test_who_did_not_agree_to_be_called_is_not_called(
    line: Line, agrees: str, window: str, why: str
) -> None:
    tip = told(line, agrees, window)
    desk = desk_of(line)
    page = desk.look(f"/reports/{tip}")
    assert why in page and f"/reports/{tip}/call" not in page
    forced = post(desk, tip)
    assert forced.status_code == 409 and why in forced.text
    line.work()
    assert not line.carrier.placed


def post(desk: Desk, tip: str, **fields: str) -> httpx.Response:
    """The action without the button, as a page that was open before would send it."""
    page = desk.look(f"/reports/{tip}")
    csrf = csrf_in(page)
    return desk.http.post(f"/reports/{tip}/call", data={"csrf": csrf, **fields})


def test_hours_are_kept_and_only_an_urgent_reason_outweighs_any_time(line: Line) -> None:
    tip = told(line)
    desk = desk_of(line)
    line.clock.now = line.clock.now.replace(hour=7, minute=0) + timedelta(days=1)  # 1 a.m. there
    assert "It is not a safe time" in desk.look(f"/reports/{tip}")
    urgent = line.report(tip)["urgency"] in {"P0", "P1"}
    assert urgent, "the story tells of a girl who is locked in"
    without = post(desk, tip)
    assert without.status_code == 409 and "not a safe time" in without.text
    call = press_button(line, desk, tip, reason="she asked for a call tonight")
    call.pick_up()
    call.press("1")
    assert call.ringing is not None
    assert "call_back_asked outside hours: she asked for a call tonight" in audited(line)


def test_hours_that_they_named_are_never_overridden(line: Line) -> None:
    tip = told(line, window="2")  # mornings
    desk = desk_of(line)
    line.clock.now = line.clock.now.replace(hour=22, minute=0) + timedelta(days=1)  # 4 p.m. there
    page = desk.look(f"/reports/{tip}")
    assert "It is not a safe time" in page and f'action="/reports/{tip}/call"' not in page
    assert post(desk, tip, reason="urgent").status_code == 409
    line.clock.now += timedelta(hours=17)  # 9 a.m.
    assert press_button(line, desk, tip).to == DISPATCHER


def test_a_dispatcher_without_a_phone_is_shown_where_to_enter_one(line: Line) -> None:
    tip = told(line)
    desk = desk_of(line, phone="")
    answer = desk.do(tip, "call")
    assert answer.status_code == 409 and "at which phone" in answer.text


def test_two_dispatchers_cannot_ring_one_reporter_at_once(line: Line) -> None:
    tip = told(line)
    desk = desk_of(line)
    press_button(line, desk, tip)
    assert post(desk, tip).status_code == 409
    assert len(line.carrier.placed) == 1


def test_a_spanish_reporter_hears_the_neutral_sentence_in_spanish(line: Line) -> None:
    line.text(REPORTER, "mi vecino tiene encerrada a una niña en Laredo, la vende a hombres")
    say(line, "sí", "3", "no sé", "3", "1")
    (tip,) = line.tips()
    call = reporters_phone_rings(line, desk_of(line), tip)
    call.picked_up()
    assert "Para contestarla, oprima el 1" in heard_at(call)


def test_a_failure_inside_says_nothing_to_whoever_answered(line: Line) -> None:
    path = callback_urls.CALL_BACK_THEM
    assert "Hangup" in line.carrier.webhook(f"{path}?call_back=99999999", {"CallSid": "CAx"})
    answer = line.http.post(f"{path}?call_back=1", data={"CallSid": "CAx"})
    assert answer.status_code == 403, "only the provider may ask"
