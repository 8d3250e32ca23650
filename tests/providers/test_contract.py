"""What the line needs of a phone provider, told as calls and texts at each that it comes with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hotline.accounts import staff
from hotline.db.reports import Attachment, Contact
from hotline.db.tasks import Task
from hotline.followups import paging
from hotline.providers import callback_urls, known
from hotline.providers.errors import OptedOutError
from hotline.simulator.carrier import CarrierError
from tests.calling import at_the_tone
from tests.line import LINE_NUMBER, PASSWORD, Line, tip_in
from tests.providers.dialects import PROVIDERS, Provider, open_line_at

TEXTER, CALLER, DISPATCHER = "+19565550121", "+19565550122", "+19565550123"
WEBB_COUNTY = "+19565550141"
"""Where the demo's task force gets its alerts by text."""
STORY = "my neighbor keeps a girl locked in his nail salon in Laredo, she works all night"
DANGER = "he has a gun and he is beating her right now in Laredo Texas, he sells her to men"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000100ffff03000006000557bfabd40000000049454e44ae426082"
)


@pytest.fixture(params=PROVIDERS, ids=lambda provider: provider.name)
def line(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Line]:
    provider: Provider = request.param
    with open_line_at(provider, tmp_path, monkeypatch) as opened:
        yield opened


def say(line: Line, *words: str, picture: bytes = b"") -> str:
    """Texts from the reporter; the answer to the last, however it goes out."""
    answer = ""
    for text in words:
        before = len(line.texts_to(TEXTER))
        if picture:
            line.carrier.picture(TEXTER, picture, text)
        else:
            line.text(TEXTER, text)
        if not line.dep.provider.answers_texts:
            line.work()
        answer = "\n".join(line.texts_to(TEXTER)[before:])
    return answer


def test_every_provider_that_comes_with_the_service_is_tried_here() -> None:
    assert known() == sorted(provider.name for provider in PROVIDERS)


def test_a_conversation_by_text_becomes_a_report_an_alert_and_no_copies(line: Line) -> None:
    first = say(line, STORY, picture=PICTURE)
    assert "911" in first
    tip = tip_in(say(line, "yes", "3", "not sure", "no"))
    line.pass_time(minutes=65)
    assert any("/a/" in words for words in line.texts_to(WEBB_COUNTY)), "an alert went out by text"
    report = line.report(tip)
    assert (report["type"], report["place"]["city"]) == ("labor", "Laredo")
    with line.dep.database.read() as db:
        assert [row.state for row in db.scalars(select(Attachment))] == ["kept"]
    line.pass_time(minutes=20)
    lapses = line.dep.provider.lapses
    assert "media" in lapses or not line.carrier.files
    texts = {*line.carrier.inbound, *(m.sid for m in line.carrier.sent if m.to == TEXTER)}
    assert len(texts) >= 10
    assert "text" in lapses or not texts - line.carrier.erased, "in both directions"


def test_a_call_in_danger_is_announced_to_an_agency_and_pages_a_person(line: Line) -> None:
    with line.dep.database.write() as db:
        person = staff.add(
            db, username="lee", name="Lee", role="dispatcher", password=PASSWORD, now=line.clock()
        )
        db.flush()
        paging.set_reach(line.dep.keys, person, paging.Reach(DISPATCHER, ""))
        person.on_shift_until = line.clock() + timedelta(days=1)
    call = line.call(CALLER)
    assert "9 1 1" in " ".join(sound.text for sound in call.heard)
    for key in ("1", "2", "1"):
        call.press(key)
    call.say(DANGER)
    call.press("0")
    heard = " ".join(sound.text for sound in call.answered("1"))
    assert "A caller is waiting" in heard and CALLER not in heard
    assert call.talking_to
    call.conversation_ends(300)
    call.hang_up()
    line.pass_time(minutes=3)
    assert line.report()["urgency"] == "P0"
    (page,) = [placed for placed in line.carrier.placed if placed.to == DISPATCHER][:1]
    assert "Tip" not in page.pick_up(), "a voicemail hears nothing of a report"
    page.press("1")
    assert "Press 1" in page.said
    page.press("1")
    assert "Please look at the queue" in page.said
    page.hang_up()
    line.pass_time(minutes=20)
    lapses = line.dep.provider.lapses
    assert "call" in lapses or call.sid in line.carrier.erased, (
        "the record of the call holds the caller's number"
    )


def test_who_does_not_press_1_gets_no_caller_and_the_next_line_rings(line: Line) -> None:
    call = line.call(CALLER)
    for key in ("1", "2", "1"):
        call.press(key)
    call.say(DANGER)
    call.press("0")
    first = set(call.ringing.lines) if call.ringing else set()
    call.answered("9")
    assert call.ringing is not None and set(call.ringing.lines) != first
    with line.dep.database.read() as db:
        (contact,) = db.scalars(select(Contact)).all()
    assert contact.answered_at is None


def test_a_voice_message_is_kept_heard_by_a_person_and_erased(line: Line) -> None:
    object.__setattr__(line.dep.settings, "transcribe_messages", True)
    call = at_the_tone(line, CALLER)
    call.speak_message(20, "he takes our passports in Laredo")
    call.hang_up()
    line.pass_time(minutes=20)
    with line.dep.database.read() as db:
        assert [row.state for row in db.scalars(select(Attachment))] == ["kept"]
        assert "hear_message" in {str(task.kind) for task in db.scalars(select(Task))}
    if line.carrier.dialect.transcribes:
        assert "passports" in str(line.report())
    assert not line.carrier.files, "the recording and what was written down are gone there"


def test_a_receiver_who_opted_out_is_known_from_the_providers_code(line: Line) -> None:
    line.carrier.stopped.add(TEXTER)
    with pytest.raises(OptedOutError, match=r"21610|40300"):
        line.dep.provider.send_text(TEXTER, "hello", callback=line.dep.callbacks.text_status())
    say(line, STORY)
    assert line.tips(), "what they report counts all the same"


@pytest.mark.parametrize("caller", ["anonymous", "Restricted", "+266696687", ""])
def test_a_hidden_caller_is_heard_and_no_number_is_kept(line: Line, caller: str) -> None:
    call = line.call(caller)
    assert "9 1 1" in " ".join(sound.text for sound in call.heard)


def test_a_webhook_that_nobody_signed_changes_nothing(line: Line) -> None:
    fields = {"MessageSid": "M1", "From": TEXTER, "Body": STORY, "To": LINE_NUMBER}
    assert line.http.post(callback_urls.TEXT, data=fields).status_code == 403
    line.carrier.auth_token = "another key"
    with pytest.raises(CarrierError, match="403"):
        line.text(TEXTER, STORY)
    assert line.tips() == []


def test_a_text_that_comes_twice_counts_once_and_is_not_answered_in_two_ways(line: Line) -> None:
    fields = {"MessageSid": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "From": TEXTER, "Body": STORY}
    first, second = (line.carrier.webhook(callback_urls.TEXT, fields) for _ in range(2))
    line.work()
    assert first == second
    assert ("Message" in first) is line.dep.provider.answers_texts
    assert len(line.texts_to(TEXTER)) == (0 if line.dep.provider.answers_texts else 1)
    with line.dep.database.read() as db:
        assert len(db.scalars(select(Contact)).all()) == 1
