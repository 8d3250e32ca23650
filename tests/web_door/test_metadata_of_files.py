"""What files say of their sender is taken out, or whoever handles them is warned."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject, NameObject
from sqlalchemy import select

from hotline.db.reports import Attachment
from hotline.intake import clean_pdf, media, sound_metadata
from hotline.intake.attachment_metadata import cleaned
from hotline.intake.attachment_types import content_type
from hotline.intake.reports import report_by_tip
from tests.line import Line
from tests.web_door import sent_files as sent
from tests.web_door.visitor import Visitor

FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "iphone.mov": ("video/mp4", lambda: sent.movie(b"qt  ")),
    "android.mp4": ("video/mp4", sent.movie),
    "gopro.mp4": ("video/mp4", lambda: sent.movie(third=b"camm")),
    "old.3gp": ("video/3gpp", lambda: sent.movie(b"3gp4")),
    "memo.m4a": ("audio/mp4", lambda: sent.movie(b"M4A ")),
    "iphone.heic": ("image/heic", sent.still),
    "held.heic": ("image/heic", lambda: sent.still(inside=True)),
    "phone.avif": ("image/avif", lambda: sent.still(b"avif")),
    "song.mp3": ("audio/mpeg", sent.mp3),
    "recorder.wav": ("audio/wav", sent.wav),
    "record.flac": ("audio/flac", sent.flac),
    "memo.caf": ("audio/x-caf", sent.caf),
    "voice.opus": ("audio/ogg", sent.ogg),
    "voice.ogg": ("audio/ogg", lambda: sent.ogg(b"\x03vorbis")),
    "chrome.webm": ("video/webm", sent.webm),
    "photo.jpg": ("image/jpeg", sent.photo),
}
MARKS = (sent.OWNER, sent.PLACE, b"zmarkowner", b"29.7604", sent.TIME)
WARNING = "may hold the location of whoever sent it"


def office() -> bytes:
    """A document of an office program, which nothing here cleans."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as document:
        document.writestr("docProps/core.xml", sent.OWNER)
    return packed.getvalue()


UNCLEAN: dict[str, Callable[[], bytes]] = {
    "locked.pdf": lambda: sent.pdf(password="x"),
    "with-files.pdf": lambda: sent.pdf(attached=True),
    "packed-photo.pdf": lambda: sent.pdf(
        filters=ArrayObject([NameObject("/FlateDecode"), NameObject("/DCTDecode")])
    ),
    "broken.pdf": lambda: b"%PDF-1.7\n" + sent.OWNER,
    "letter.docx": office,
    "drone.mp4": lambda: sent.movie(third=b"sbtl"),
    "cut.mp4": lambda: sent.movie()[:-40],
    "cut.heic": lambda: sent.still()[:-10],
}


@pytest.mark.parametrize("name", FILES)
def test_place_and_owner_are_taken_out_and_the_rest_is_kept(name: str) -> None:
    kind, make = FILES[name]
    data = make()
    assert any(mark in data for mark in MARKS)
    assert content_type(data) == kind
    found = cleaned(data, kind)
    assert found.clean
    assert [mark for mark in MARKS if mark in found.data] == []
    assert sent.SHOWN in found.data
    assert cleaned(found.data, kind) == found, "and once more changes nothing"


def test_offsets_stay_right_in_what_is_cleaned_in_place() -> None:
    for name in ("iphone.mov", "old.3gp", "iphone.heic", "chrome.webm", "voice.opus"):
        kind, make = FILES[name]
        data = make()
        after = cleaned(data, kind).data
        assert (len(after), after.find(sent.SHOWN)) == (len(data), data.find(sent.SHOWN)), name


def test_the_sums_of_ogg_pages_are_right() -> None:
    """That of the check value of the catalog of CRCs, and those of what we wrote."""
    assert sound_metadata._sum(bytearray(b"123456789")) == 0x89A1897F
    after = bytearray(cleaned(sent.ogg(), "audio/ogg").data)
    for start, _, end in list(sound_metadata._pages(after))[1:3]:
        held = int.from_bytes(after[start + 22 : start + 26], "little")
        empty = bytearray(after[start:end])
        empty[22:26] = bytes(4)
        assert sound_metadata._sum(empty) == held


def test_a_pdf_is_cleaned_with_its_photos_and_notes() -> None:
    data = sent.pdf()
    assert sent.OWNER in data
    after = clean_pdf.without_metadata(data)
    assert after is not None
    assert [mark for mark in MARKS if mark in after] == []
    reader = PdfReader(io.BytesIO(after))
    assert not (reader.metadata or {}).get("/Author")
    assert reader.xmp_metadata is None
    contents, notes = reader.pages[0].get_contents(), reader.pages[0].annotations
    assert contents is not None and notes is not None
    assert b"what the lens saw" in contents.get_data()
    assert sent.SHOWN in after
    assert [note.get_object().get("/Contents") for note in notes] == ["look here"]


@given(st.sampled_from(sorted(FILES)), st.data())
def test_a_damaged_file_is_never_lost(name: str, data: Any) -> None:
    kind, make = FILES[name]
    whole = make()
    cut = data.draw(st.integers(0, len(whole)))
    for damaged in (whole[:cut], whole[:cut] + data.draw(st.binary(max_size=40)) + whole[cut:]):
        found = cleaned(damaged, kind)
        assert found.clean or found.data == damaged


def sent_by_web(line: Line, name: str, body: bytes) -> tuple[str, bool, bytes]:
    """Tip ID, whether the file counts as cleaned, and what is kept of it."""
    before = set(line.tips())
    visitor = Visitor(line.http)
    visitor.send(f"my boss in Laredo Texas keeps our passports, {name}")
    visitor.send("yes, safe", files={name: body})
    line.work()
    (tip,) = set(line.tips()) - before
    with line.dep.database.read() as db:
        report = report_by_tip(db, line.dep, tip)
        assert report is not None
        (row,) = db.scalars(select(Attachment).where(Attachment.report_id == report.row.id)).all()
        return tip, row.cleaned, media.read(report, row)


@pytest.mark.parametrize("name", [*FILES, "letter.pdf"])
def test_what_is_sent_by_web_is_kept_without_it_and_without_a_warning(
    shared: Line, name: str
) -> None:
    body = sent.pdf() if name == "letter.pdf" else FILES[name][1]()
    tip, clean, kept = sent_by_web(shared, name, body)
    assert clean
    assert [mark for mark in MARKS if mark in kept] == []
    page = shared.as_staff().get(f"/reports/{tip}")
    assert WARNING not in page.text


@pytest.mark.parametrize("name", UNCLEAN)
def test_what_cannot_be_cleaned_is_kept_with_a_warning_that_goes_with_it(
    shared: Line, name: str
) -> None:
    tip, clean, kept = sent_by_web(shared, name, UNCLEAN[name]())
    assert not clean
    assert kept
    staff = shared.as_staff()
    page = staff.get(f"/reports/{tip}").text
    assert WARNING in page
    link = page.partition(f"/reports/{tip}/attachments/")[2].partition('"')[0]
    answer = staff.get(f"/reports/{tip}/attachments/{link}")
    assert answer.content == kept
    assert "may-hold-location" in answer.headers["content-disposition"]
