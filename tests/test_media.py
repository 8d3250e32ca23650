"""Pictures that are texted, and voice messages: kept sealed, looked at, erased at the provider."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from hotline.db.reports import Attachment, Entry
from hotline.intake import media
from hotline.intake.reports import OpenReport, report_by_tip
from tests.line import Line

CALLER = "+19565550123"
PNG = b"\x89PNG\r\n\x1a\n" + b"the nail salon's door" * 50


def opened(line: Line, db: Any) -> OpenReport:
    report = report_by_tip(db, line.dep, line.tips()[0])
    assert report is not None
    return report


def kept(line: Line) -> list[tuple[str, str, bytes]]:
    """State, content type and bytes of everything that came with the only report."""
    with line.dep.database.read() as db:
        rows = db.scalars(select(Attachment).order_by(Attachment.id)).all()
        report = opened(line, db)
        return [(row.state, row.content_type, media.read(report, row)) for row in rows]


def test_a_picture_is_kept_sealed_and_erased_at_the_provider(line: Line) -> None:
    line.text(CALLER, "my boss took my passport and locks us in")
    answer = "\n".join(line.carrier.picture(CALLER, PNG))
    assert "Picture received" in answer
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


def test_a_voice_message_is_fetched_sealed_and_erased(line: Line) -> None:
    call = line.call(CALLER)
    call.press("1")
    call.press("0")
    while call.ringing is not None:
        call.not_answered()
    call.press("1")
    call.speak_message(4)
    line.work()
    ((state, kind, sound),) = kept(line)
    assert (state, kind, sound[:4]) == ("kept", "audio/wav", b"RIFF")
    line.pass_time(minutes=20)
    assert line.carrier.files == {}
    with line.dep.database.read() as db:
        kinds = set(db.scalars(select(Entry.kind)))
    assert "recording" in kinds


def test_the_providers_copy_of_every_text_is_erased(line: Line) -> None:
    asked: list[str] = []
    real = line.dep.provider.erase
    object.__setattr__(line.dep.provider, "erase", lambda url: (asked.append(url), real(url))[1])
    line.text(CALLER, "help", MessageSid="SM4711")
    line.pass_time(minutes=20)
    assert [url.endswith("/Messages/SM4711") for url in asked] == [True]
