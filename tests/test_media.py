"""Pictures that are texted, and voice messages: kept sealed, looked at, erased at the provider."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hotline.db.reports import Attachment, Entry
from hotline.db.tasks import Task
from hotline.followups.task_kinds import HEAR_MESSAGE
from hotline.intake import media
from hotline.intake.reports import OpenReport, report_by_tip
from hotline.simulator.phone_call import Call
from tests.calling import at_the_tone
from tests.line import Line, open_line
from tests.web.desk import csrf_in

CALLER = "+19565550123"
DANGER = "11"
"""The keys for English and for somebody in danger now: whoever answers is rung at once."""
PNG = b"\x89PNG\r\n\x1a\n" + b"the nail salon's door" * 50


def opened(line: Line, db: Any) -> OpenReport:
    report = report_by_tip(db, line.dep, line.tips()[0])
    assert report is not None
    return report


def left_message(line: Line, caller: str = CALLER, keys: str = "10") -> Call:
    return at_the_tone(line, caller, keys)


def kept(line: Line) -> list[tuple[str, str, bytes]]:
    """State, content type and bytes of everything that came with the only report."""
    with line.dep.database.read() as db:
        rows = db.scalars(select(Attachment).order_by(Attachment.id)).all()
        report = opened(line, db)
        return [(row.state, row.content_type, media.read(report, row)) for row in rows]


def test_a_picture_is_kept_sealed_and_erased_at_the_provider(line: Line) -> None:
    line.text(CALLER, "my boss took my passport and locks us in")
    answer = "\n".join(line.carrier.picture(CALLER, PNG))
    assert "We got your picture" in answer
    assert "?" in answer, "the question is asked again, so that nobody is stuck"
    assert len(line.carrier.files) == 1
    line.work()
    assert kept(line) == [("kept", "image/png", PNG)]
    line.pass_time(minutes=20)
    assert line.carrier.files == {}, "the provider keeps no copy"
    raw = b"".join(file.read_bytes() for file in line.folder.glob("hotline.db*"))
    assert b"the nail salon's door" not in raw


def test_a_first_text_may_be_only_a_picture(line: Line) -> None:
    answer = "\n".join(line.carrier.picture(CALLER, PNG))
    assert "911" in answer
    line.work()
    assert [state for state, _, _ in kept(line)] == ["kept"]
    assert len(line.tips()) == 1


@pytest.mark.parametrize(
    "data",
    [b"MZ\x90\x00 a program", b"<svg onload=alert(1)>", PNG + bytes(5_000_001)],
    ids=["program", "svg", "too large"],
)
def test_what_is_no_picture_or_too_large_is_refused_whatever_it_says_it_is(
    line: Line, data: bytes
) -> None:
    line.carrier.picture(CALLER, data, "look", kind="image/png")
    line.work()
    assert [(state, body) for state, _, body in kept(line)] == [("refused", b"")]


def test_a_picture_that_the_provider_lost_does_not_hold_up_anything(line: Line) -> None:
    line.carrier.picture(CALLER, PNG, "look at this")
    line.carrier.files.clear()
    line.work()
    assert [state for state, _, _ in kept(line)] == ["lost"]


def test_an_address_elsewhere_is_never_fetched(line: Line) -> None:
    line.text(CALLER, "look", NumMedia="1", MediaUrl0=f"{line.base_url}/healthz")
    line.work()
    assert [state for state, _, _ in kept(line)] == ["lost"]


def hearing(line: Line) -> dict[str, Any]:
    """The task to hear the voice message, as the report shows it."""
    (task,) = [task for task in line.report()["tasks"] if task["kind"] == HEAR_MESSAGE.name]
    return task


def test_a_voice_message_is_somebody_s_task_until_it_was_heard(line: Line) -> None:
    left_message(line, keys=DANGER).speak_message(4)
    line.work()
    task = hearing(line)
    assert (task["state"], task["owner"], task["priority"]) == ("open", "dispatchers", "P0")
    assert datetime.fromisoformat(task["due_at"]) - line.clock.now <= timedelta(minutes=1)
    page = line.as_staff().get(f"/reports/{line.tips()[0]}").text
    assert "Listen to the voice message" in page
    (sound,) = re.findall(r'<audio[^>]* src="([^"]+)"', page)
    assert 'preload="none"' in page, "only who presses play has heard it"
    line.as_staff("auditor").get(sound)
    assert hearing(line)["state"] == "open", "an auditor helps nobody"
    assert line.as_staff().get(sound).content[:4] == b"RIFF"
    assert hearing(line)["state"] == "done"


def test_a_voice_message_that_nobody_hears_is_reported_to_the_supervisors(line: Line) -> None:
    left_message(line, keys=DANGER).speak_message(4)
    line.pass_time(minutes=10)
    assert hearing(line)["state"] == "open"
    with line.dep.database.read() as db:
        assert db.scalars(select(Task.overdue_at).where(Task.kind == HEAR_MESSAGE.name)).one()


def test_without_danger_a_message_is_to_be_heard_within_a_quarter_hour_or_ticked_off_by_hand(
    line: Line,
) -> None:
    left_message(line).speak_message(9)
    task = hearing(line)
    assert task["priority"] == "P1"
    due = datetime.fromisoformat(task["due_at"]) - line.clock.now
    assert timedelta(minutes=1) < due <= timedelta(minutes=15)
    page = line.as_staff().get(f"/reports/{line.tips()[0]}").text
    csrf = csrf_in(page)
    reported = {"csrf": csrf, "note": "heard it at the provider"}
    line.as_staff().post(f"/tasks/{task['id']}/done", data=reported)
    assert hearing(line)["state"] == "done"


def test_a_recording_announced_twice_is_one_task(line: Line) -> None:
    call = left_message(line)
    url = line.carrier.keep("Recordings/REtwice", b"RIFF    WAVE")
    for _ in range(2):
        reported = {"CallSid": call.sid, "RecordingUrl": url, "RecordingStatus": "completed"}
        line.carrier.webhook("/twilio/status/recording", reported)
    assert hearing(line)["state"] == "open"


def test_a_voice_message_is_fetched_sealed_and_erased(line: Line) -> None:
    left_message(line).speak_message(4)
    line.work()
    ((state, kind, sound),) = kept(line)
    assert (state, kind, sound[:4]) == ("kept", "audio/wav", b"RIFF")
    line.pass_time(minutes=20)
    assert line.carrier.files == {}
    with line.dep.database.read() as db:
        kinds = set(db.scalars(select(Entry.kind)))
    assert "recording" in kinds


def test_a_voice_message_that_was_written_down_is_sorted_and_routed(tmp_path: Path) -> None:
    words = "a man with a gun keeps women locked in a house in Laredo Texas and sells them"
    with open_line(tmp_path, transcribe_messages=True) as line:
        left_message(line).speak_message(9, words)
        line.work()
        report = line.report()
        assert (report["urgency"], report["place"]["city"]) == ("P0", "Laredo")
        assert line.mails(), "an agency was alerted"
        with line.dep.database.read() as db:
            known = opened(line, db)
            reported = [known.read(entry) for entry in known.entries() if entry.kind == "told"]
        assert reported == [f"[voice message, written down by a machine] {words}"]
        line.pass_time(minutes=20)
        assert line.carrier.files == {}, "the provider's transcript and recording are gone"


def test_a_transcript_that_comes_twice_is_added_once(tmp_path: Path) -> None:
    with open_line(tmp_path, transcribe_messages=True) as line:
        call = left_message(line)
        call.speak_message(4)
        reported = {
            "CallSid": call.sid,
            "TranscriptionSid": "TR1",
            "TranscriptionStatus": "completed",
            "TranscriptionText": "they took my passport",
        }
        for _ in range(2):
            line.carrier.webhook("/twilio/status/transcription", reported)
        with line.dep.database.read() as db:
            assert len(db.scalars(select(Entry).where(Entry.provider_sid == "TR1")).all()) == 1


@pytest.mark.parametrize(("asked", "key"), [(False, "1"), (True, "2")])
def test_nothing_is_written_down_unless_it_is_wanted_and_english(
    tmp_path: Path, asked: bool, key: str
) -> None:
    with open_line(tmp_path, transcribe_messages=asked) as line:
        left_message(line, keys=f"{key}0").speak_message(4, "hola")
        assert not any("Transcriptions" in path for path in line.carrier.files)


def test_the_providers_copy_of_every_text_is_erased(line: Line) -> None:
    asked: list[str] = []
    real = line.dep.provider.erase
    object.__setattr__(line.dep.provider, "erase", lambda url: (asked.append(url), real(url))[1])
    line.text(CALLER, "help", MessageSid="SM4711")
    line.pass_time(minutes=20)
    assert [url.endswith("/Messages/SM4711") for url in asked] == [True]
