"""What a reporter attached is kept and handed to a person, or they are asked for it in words."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from hotline.db.reports import Attachment
from hotline.intake import attachment_types, media
from hotline.intake.reports import report_by_tip
from hotline.providers.errors import RefusedError
from hotline.providers.twilio.client import Twilio
from hotline.providers.twilio.http import HttpxClient
from tests.line import ACCOUNT, LINE_NUMBER, TOKEN, Line

TEXTER = "+19565550123"
STORY = "my boss keeps my passport and never pays us at the warehouse in Laredo Texas"
VCARD = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:;Current Location;;;\r\n"
    b"item1.URL;type=pref:https://maps.apple.com/?ll=27.530600\\,-99.480300\r\nEND:VCARD\r\n"
)
FTYP = b"\x00\x00\x00\x20"
SENT = {
    # what the sender's phone says: bytes, what the reporter reads, how the dispatcher gets it
    "audio/amr": (b"#!AMR\n" + bytes(200), "voice message", "download"),
    "audio/mp4": (FTYP + b"ftypM4A " + bytes(200), "voice message", "sound"),
    "audio/ogg": (b"OggS" + bytes(200), "voice message", "sound"),
    "audio/x-caf": (b"caff\x00\x01" + bytes(200), "voice message", "download"),
    "audio/mpeg": (b"ID3\x04" + bytes(200), "voice message", "sound"),
    "video/3gpp": (FTYP + b"ftyp3gp5" + bytes(200), "video", "download"),
    "video/mp4": (FTYP + b"ftypisom" + bytes(200), "video", "video"),
    "image/heic": (FTYP + b"ftypheic" + bytes(200), "picture", "download"),
    "image/tiff": (b"II*\x00" + bytes(200), "picture", "download"),
    "text/vcard": (VCARD, "card", "download"),
    "text/x-vCard": (VCARD.replace(b"27.5", b"29.7"), "card", "download"),
    "text/x-vlocation": (b"Location: 27.530600, -99.480300", "card", "download"),
    "text/plain": (b"she is at the motel on highway 59", "file", "download"),
    "application/pdf": (b"%PDF-1.7" + bytes(200), "file", "download"),
    "application/zip": (b"PK\x03\x04" + bytes(200), "file", "download"),
    "": (b"\x99\x98\x97 something unknown", "file", "download"),
}
PROGRAMS = [
    b"MZ\x90\x00",
    b"\x7fELF\x02",
    b"#!/bin/sh\n",
    b"<svg onload=alert(1)>",
    b"<HTML><script>",
]


def kept(line: Line, tip: str) -> list[tuple[str, str, bytes]]:
    with line.dep.database.read() as db:
        report = report_by_tip(db, line.dep, tip)
        assert report is not None
        return [
            (row.kind, row.state, media.read(report, row))
            for row in media.of_report(db, report).values()
        ]


def tasks(line: Line, tip: str, *wanted: str) -> list[dict[str, Any]]:
    return [task for task in line.report(tip)["tasks"] if task["kind"] in wanted]


def test_whatever_is_sent_is_reported_as_what_it_is_kept_and_handed_to_a_dispatcher(
    line: Line,
) -> None:
    browser = line.as_staff()
    for number, (named, (data, said, shown)) in enumerate(SENT.items(), 101):
        texter = f"+1956555{number:04}"
        line.text(texter, STORY)
        answer = "\n".join(line.carrier.picture(texter, data, kind=named))
        assert said in answer and "safe for you to text" in answer, named
        assert (said == "picture") is ("picture" in answer), named
        tip = line.tips()[-1]
        line.work()
        ((_, state, body),) = kept(line, tip)
        assert (state, body) == ("kept", data), named
        (task,) = tasks(line, tip, "open_file", "hear_message")
        assert (task["state"], task["owner"]) == ("open", "dispatchers"), named
        page = browser.get(f"/reports/{tip}").text
        (address,) = set(re.findall(r'"(/reports/[^"]+/attachments/\d+)"', page))
        got = browser.get(address)
        assert got.content == data
        assert got.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in got.headers["content-security-policy"]
        downloaded = got.headers["content-disposition"].startswith("attachment; filename=")
        assert downloaded is (shown == "download"), named
        assert ("<audio" in page, "<video" in page) == (shown == "sound", shown == "video")
        assert not downloaded or got.headers["content-type"] == "application/octet-stream"
        assert tasks(line, tip, "open_file", "hear_message")[0]["state"] == "done"
    line.pass_time(minutes=20)
    assert line.carrier.files == {}, "only now that we hold them are they gone there"


def test_an_ordinary_picture_is_shown_and_makes_no_task(line: Line) -> None:
    line.text(TEXTER, STORY)
    line.carrier.picture(TEXTER, b"\x89PNG\r\n\x1a\n" + bytes(50))
    line.work()
    assert tasks(line, line.tips()[0], "open_file", "ask_in_words") == []


@pytest.mark.parametrize(
    "data", [*PROGRAMS, bytes(attachment_types.MOST_BYTES_OF_OTHERS + 1)], ids=range(6)
)
def test_what_cannot_be_kept_is_asked_for_in_words_and_stays_at_the_provider(
    line: Line, data: bytes
) -> None:
    line.text(TEXTER, STORY)
    line.carrier.picture(TEXTER, data, kind="application/octet-stream", body="look")
    line.work()
    tip = line.tips()[0]
    assert kept(line, tip)[0][1:] == ("refused", b"")
    assert [task["state"] for task in tasks(line, tip, "ask_in_words")] == ["open"]
    line.work()
    assert "Please say it in words" in line.texts_to(TEXTER)[-1], "at once, unasked"
    assert "Please say it in words" not in line.text(TEXTER, "yes")
    line.pass_time(minutes=30)
    assert len(line.carrier.files) == 1


def test_what_the_provider_has_lost_is_asked_for_too_in_spanish(line: Line) -> None:
    line.text(TEXTER, "mi jefe me quita el pasaporte y nunca me paga en Laredo Texas")
    line.carrier.picture(TEXTER, b"x" * 9, kind="audio/amr")
    line.carrier.files.clear()
    line.work()
    assert tasks(line, line.tips()[0], "ask_in_words")
    line.work()
    assert "escriba lo que dice" in line.texts_to(TEXTER)[-1]


def test_what_cannot_be_kept_is_said_with_the_next_answer_where_no_text_may_go(line: Line) -> None:
    """Who asked for no more texts is not texted unasked, nor is anyone who wrote from a group."""
    line.text(TEXTER, STORY, "stop texting me")
    line.carrier.picture(TEXTER, b"MZ\x90\x00", kind="application/octet-stream")
    line.text(TEXTER, "STOP")
    sent = len(line.texts_to(TEXTER))
    line.work()
    line.work()
    assert len(line.texts_to(TEXTER)) == sent
    assert "Please say it in words" in line.text(TEXTER, "START")
    other = "+19565550124"
    url = line.carrier.keep("Messages/MM4/Media/ME4", b"MZ\x90\x00")
    line.text(other, STORY, NumMedia="1", MediaUrl0=url, OtherRecipients="+19565550177")
    line.work()
    line.work()
    assert line.texts_to(other) == []


def test_a_text_is_not_erased_at_the_provider_before_its_files_are_here(line: Line) -> None:
    asked: list[str] = []
    real = line.dep.provider.erase
    object.__setattr__(line.dep.provider, "erase", lambda url: (asked.append(url), real(url))[1])
    urls = [line.carrier.keep(f"Messages/MM7/Media/ME{n}", b"%PDF-1.7") for n in range(2)]
    more = {"NumMedia": "2", "MediaUrl0": urls[0], "MediaUrl1": urls[1], "MessageSid": "MM7"}
    held = line.carrier.files.pop(next(iter(line.carrier.files)))
    line.text(TEXTER, "two papers", **more)
    line.pass_time(minutes=40)
    assert held and not any(url.endswith("/Messages/MM7") for url in asked)
    line.text(
        "+19565550124",
        "one paper",
        **{
            **more,
            "NumMedia": "1",
            "MessageSid": "MM8",
            "MediaUrl0": line.carrier.keep("Messages/MM8/Media/ME9", b"%PDF"),
            "MediaUrl1": "",
        },
    )
    line.pass_time(minutes=40)
    assert any(url.endswith("/Messages/MM8") for url in asked)


@pytest.mark.parametrize(
    ("lines", "point"),
    [
        (r"item1.URL;type=pref:https://maps.apple.com/?ll=27.530600\,-99.480300&q=x", True),
        ("URL:https://maps.google.com/?q=27.530600,-99.480300", True),
        ("URL;VALUE=uri:https://waze.com/ul?ll=27.530600%2C-99.480300", True),
        ("URL:https://maps.apple.com/?ll=27.530\r\n 600\\,-99.480300", True),
        ("URL:https://maps.apple.com/?address=1%20Main&ll=27.5306\r\n\t00,-99.480300", True),
        (
            "URL;ENCODING=QUOTED-PRINTABLE:https://maps.google.com/?q=27.53=\r\n0600,-99.480300",
            True,
        ),
        ("GEO:27.530600;-99.480300", True),
        ("GEO:geo:27.530600,-99.480300", True),
        ("URL:https://www.google.com/maps/@27.530600,-99.480300,17z", True),
        ("URL:https://example.org/?q=1,2", False),
        ("ADR:;;1200 San Bernardo Ave;Laredo;TX;78040;US", False),
        ("TEL:+19565550101", False),
    ],
)
def test_where_a_card_points_is_read_however_it_says_so(lines: str, point: bool) -> None:
    card = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Current Location\r\n{lines}\r\nEND:VCARD\r\n"
    words = attachment_types.words_in(card.encode(), attachment_types.VCARD)
    assert words.startswith("27.530600, -99.480300\n") is point
    assert words.endswith("END:VCARD"), "and every word is kept"


def test_the_words_of_a_card_and_of_a_text_file_reach_the_dispatcher(line: Line) -> None:
    line.text(TEXTER, "my boss keeps my passport and never pays us")
    line.carrier.picture(TEXTER, VCARD, kind="text/vcard")
    line.work()
    browser = line.as_staff()
    page = browser.get(f"/reports/{line.tips()[0]}").text
    assert "27.530600, -99.480300" in page
    danger = b"he has a gun and he is beating her right now in Laredo Texas"
    line.carrier.picture(TEXTER, danger, kind="text/plain")
    line.work()
    assert line.report()["urgency"] == "P0", "a text that came as a file is sorted like any other"
    assert any(task["priority"] == "P0" for task in line.report()["tasks"])


@pytest.mark.parametrize(
    ("number", "named", "files"),
    [
        ("99999999999999999", 0, 0),
        ("99999999999999999", 12, 10),
        ("1e9", 1, 1),
        ("-1", 1, 1),
        ("", 2, 2),
        ("0", 1, 1),
        ("abc", 3, 3),
        ("3", 1, 1),
        ("11", 11, 10),
    ],
)
def test_any_count_of_attachments_is_answered_at_once(
    line: Line, number: str, named: int, files: int
) -> None:
    urls = {
        f"MediaUrl{n}": line.carrier.keep(f"Messages/MM1/Media/ME{n}", b"%PDF")
        for n in range(named)
    }
    answer = line.text(TEXTER, "look at this", NumMedia=number, **urls)
    assert "911" in answer
    announced = int(number) if number.isdigit() else 0
    assert ("Please say it in words" in answer) is (announced > files or named > files)
    with line.dep.database.read() as db:
        assert len(db.scalars(select(Attachment)).all()) == files


@given(st.binary(max_size=200))
def test_any_bytes_are_kept_as_something_harmless_or_refused(data: bytes) -> None:
    named = attachment_types.content_type(data)
    shown = attachment_types.how_shown(named)
    assert shown == "download" or not data.startswith(attachment_types.PROGRAMS)
    assert "html" not in named and "svg" not in named
    assert isinstance(attachment_types.words_in(data, named), str)


@given(st.text(max_size=60))
def test_whatever_a_phone_says_it_is_has_a_kind_with_wording(said: str) -> None:
    assert attachment_types.declared_kind(said) in {"picture", "sound", "video", "card", "file"}


@pytest.mark.parametrize(
    "url",
    [
        "https://api.twilio.com@127.0.0.1:9/x/ME1",
        "@127.0.0.1:9/y",
        "https://api.twilio.com.evil.example/2010-04-01/x",
        "https://api.twilio.comx/2010-04-01/x",
        "http://api.twilio.com/2010-04-01/x",
        "https://API.twilio.com@evil.example/x",
        ".evil.example/x",
        ":9/x",
        "",
        "evil.example/2010-04-01/Accounts/AC/Messages/MM/Media/ME",
    ],
)
def test_our_password_never_goes_to_a_look_alike_of_the_provider(url: str) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(204)

    base = "https://api.twilio.com"
    client = HttpxClient(
        base, lambda _: None, client=httpx.Client(transport=httpx.MockTransport(answer))
    )
    twilio = Twilio(ACCOUNT, TOKEN, LINE_NUMBER, guard=lambda _: None, http=client)
    for ask in (twilio.erase, twilio.fetch):
        with pytest.raises(RefusedError):
            ask(url)
    assert asked == []
    twilio.erase(twilio.text_url("SM1"))
    assert [request.url.host for request in asked] == ["api.twilio.com"]
