"""Live calls: who rings, what they hear, and what the caller gets when nobody takes the call."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from hotline.db.reports import Contact
from tests.line import Line, open_line

CALLER = "+19565550123"
NATIONAL = "+18883737888"
LAREDO = (
    "my neighbor keeps a woman locked in his nail salon in Laredo, "
    "she works all night and he took her passport"
)
NOW = "he has a gun and he is beating her right now"


def tell(line: Line, words: str) -> object:
    """A call in which ``words`` were told; it now asks on."""
    call = line.call(CALLER)
    for key in ("1", "2", "1"):
        call.press(key)
    call.say(words)
    return call


def test_in_danger_now_all_that_agreed_to_take_calls_ring_at_once(line: Line) -> None:
    call = tell(line, f"{LAREDO} {NOW}")
    call.press("0")
    together = list(call.ringing.lines)
    assert len(together) > 1
    second = together[1]
    whispered = call.answered(number=second)
    assert "tip" in " ".join(sound.text for sound in whispered).lower()
    assert call.talking_to == second
    call.conversation_ends()
    assert "If you still want to talk with someone" in call.said
    report = line.report()
    taken = [r for r in report["referrals"] if r["state"] == "acknowledged"]
    assert len(taken) == 1
    assert taken[0]["answered_by"] == "live call"


def test_the_caller_hears_that_the_next_line_is_tried_in_their_language(line: Line) -> None:
    call = tell(line, f"{LAREDO} {NOW}")
    call.press("0")
    call.not_answered("busy")
    assert call.ringing is not None and "trying someone else" in call.said
    spanish = line.call("+19565550124")
    for key in ("2", "2", "1"):
        spanish.press(key)
    spanish.say("vi que mi vecino con pistola obliga a una mujer a trabajar encerrada en Laredo")
    spanish.press("0")
    spanish.not_answered()
    assert "Estoy llamando a otra persona" in spanish.said


def test_lines_that_rang_out_together_are_not_rung_again_one_by_one(line: Line) -> None:
    call = tell(line, f"{LAREDO} {NOW}")
    call.press("0")
    together = set(call.ringing.lines)
    call.not_answered()
    assert call.ringing is not None
    assert not together & set(call.ringing.lines)


def test_a_machine_that_wins_the_first_round_does_not_cost_the_caller_the_others(
    line: Line,
) -> None:
    call = tell(line, f"{LAREDO} {NOW}")
    call.press("0")
    together = list(call.ringing.lines)
    call.answered(key="", number=together[0])
    rung = []
    while call.ringing is not None and call.ringing.number != NATIONAL:
        rung.append(call.ringing.number)
        call.not_answered()
    assert set(together) <= set(rung)


def test_a_caller_who_was_connected_leaves_no_alert_that_still_rings(line: Line) -> None:
    call = tell(line, LAREDO)
    call.press("0")
    call.answered()
    call.conversation_ends()
    line.pass_time(hours=3)
    report = line.report()
    assert [r["state"] for r in report["referrals"]].count("acknowledged") == 1
    assert not [mail for mail in line.mails() if mail.subject.startswith("Reminder")]


def taken_live(line: Line) -> list[str]:
    return [r["agency_id"] for r in line.report()["referrals"] if r["answered_by"] == "live call"]


def test_who_takes_the_call_and_drops_it_does_not_have_the_report(line: Line) -> None:
    call = tell(line, LAREDO)
    call.press("0")
    first = call.ringing.number
    call.answered()
    call.conversation_ends(seconds=4)
    assert not call.over
    assert "If you still want to talk with someone, stay on the line" in call.said
    call.press("1")
    assert call.ringing.number not in {first, NATIONAL}
    call.hang_up()
    assert taken_live(line) == []
    line.work()
    assert "offered" in [r["state"] for r in line.report()["referrals"]]


def test_the_voicemail_of_a_public_line_takes_no_report_and_the_silent_caller_is_rung_on(
    line: Line,
) -> None:
    call = tell(line, LAREDO)
    call.press("0")
    while call.ringing.lines[call.ringing.number]:
        call.not_answered()
    public = call.ringing.number
    call.answered()
    call.conversation_ends(seconds=15)
    call.wait()
    assert call.ringing.number != public
    while call.ringing:
        call.not_answered()
    assert taken_live(line) == []
    assert "No one could answer" in call.said  # and may leave a message


def test_everybody_drops_a_caller_who_asks_on_and_at_last_they_hear_the_number(line: Line) -> None:
    call = tell(line, LAREDO)
    call.press("0")
    rung = []
    while call.ringing:
        rung.append(call.ringing.number)
        call.answered()
        call.conversation_ends(seconds=2)
        if call.ringing is None and rung[-1] != NATIONAL:
            call.press("1")
    assert rung[-1] == NATIONAL and len(set(rung)) == len(rung) > 2
    call.wait()
    assert call.over and "1, 8 8 8, 3 7 3, 7 8 8 8" in call.said


def test_a_talk_counts_from_the_1_not_from_the_ringing_and_listening(line: Line) -> None:
    for listened, taken in ((40, False), (5, True)):
        with_one = line.call(f"+1956555019{listened % 10}")
        for key in ("1", "2", "1"):
            with_one.press(key)
        with_one.say(LAREDO)
        with_one.press("0")
        with_one.picked_up()
        line.clock.now += timedelta(seconds=listened)
        with_one.take()
        with_one.conversation_ends(seconds=45)
        with_one.hang_up()
        states = [r["answered_by"] for r in line.report(line.tips()[-1])["referrals"]]
        assert ("live call" in states) == taken


def test_who_was_helped_hangs_up_and_the_agency_has_the_report(line: Line) -> None:
    for late in (False, True):
        call = line.call(f"+1956555018{late:d}")
        for key in ("1", "2", "1"):
            call.press(key)
        call.say(LAREDO)
        call.press("0")
        call.answered()
        if late:  # the report of the whole call overtakes that of the line
            reported = {"CallSid": call.sid, "CallStatus": "completed", "From": CALLER}
            line.carrier.webhook("/twilio/status/call", reported)
        call.hang_up()
        with line.dep.database.read() as db:
            outcome = db.scalar(select(Contact.outcome).where(Contact.provider_sid == call.sid))
        assert outcome == "connected"
        report = line.report(line.tips()[-1])
        assert "live call" in [r["answered_by"] for r in report["referrals"]]


def test_a_caller_who_hangs_up_while_it_rings_is_not_lost(line: Line) -> None:
    call = tell(line, LAREDO)
    call.press("0")
    call.hang_up()
    line.work()
    report = line.report()
    assert report["state_of_report"] == "open"
    assert report["referrals"]


def test_callbacks_may_come_twice_late_and_in_any_order(line: Line) -> None:
    call = tell(line, LAREDO)
    call.hang_up()
    before = line.report()
    for status in ("ringing", "completed", "in-progress", "completed", "busy"):
        line.carrier.webhook(
            "/twilio/status/call", {"CallSid": call.sid, "CallStatus": status, "From": CALLER}
        )
    line.carrier.webhook("/twilio/status/call", {"CallSid": "CAunknown", "CallStatus": "failed"})
    assert line.report() == before


def test_recorded_wording_is_served_and_nothing_else_of_the_folder(tmp_path: Path) -> None:
    with open_line(tmp_path) as line:
        folder = line.dep.settings.flows_dir
        object.__setattr__(line.dep.settings, "flows_dir", tmp_path / "flows")
        (tmp_path / "flows" / "ht" / "audio").mkdir(parents=True)
        (tmp_path / "flows" / "ht" / "audio" / "greet.mp3").write_bytes(b"ID3 sound")
        (tmp_path / "flows" / "secret.yaml").write_text("a: b")
        assert line.http.get("/audio/ht/audio/greet.mp3").content == b"ID3 sound"
        for path in ("secret.yaml", "ht/audio/none.mp3", "..%2fhotline.db", "%2e%2e/hotline.db"):
            assert line.http.get(f"/audio/{path}").status_code == 404
        object.__setattr__(line.dep.settings, "flows_dir", folder)


def test_whoever_is_rung_hears_that_the_caller_asks_for_a_woman_and_speaks_spanish(
    line: Line,
) -> None:
    call = line.call(CALLER)
    for key in ("2", "2", "1"):
        call.press(key)
    call.say("el dueño del salón de uñas en Laredo Texas nos tiene encerradas y no nos paga")
    call.press("1")  # Laredo, yes
    call.say("mujer")
    whispered = " ".join(sound.text for sound in call.answered())
    assert "asks for a woman" in whispered
    assert "Español" in whispered
