"""Pictures that are no pictures, and who may open what a reporter sent."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import select

from hotline.db.reports import Attachment
from tests.line import Line, open_line
from tests.security.conftest import Seen

GIF = b"GIF89a\x01\0\x01\0\x80\0\0" + bytes(6) + b"\x2c" + bytes(8) + b"\0\x02\x02\x44\x01\0\x3b"
POLYGLOT = GIF + b"<html><script>alert(1)</script></html>"


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


BOMB = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 30000, 30000, 1, 0, 0, 0, 0))
BOMB += _chunk(b"IDAT", zlib.compress(bytes(3_000_000))) + _chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """Two reports: one with a polyglot and a bomb, one without anything."""
    with open_line(tmp_path_factory.mktemp("media")) as line:
        line.text("+19565550121", "my boss took my passport and locks us in")
        line.carrier.picture("+19565550121", POLYGLOT, kind="text/html")
        line.carrier.picture("+19565550121", BOMB)
        line.text("+19565550122", "he owes us money")
        line.work()
        line.as_staff("agency", "demo_webb_task_force")
        yield line


def attachments(line: Line) -> dict[str, int]:
    with line.dep.database.read() as db:
        rows = db.scalars(select(Attachment).where(Attachment.state == "kept"))
        return {row.content_type: row.id for row in rows}


def test_a_polyglot_is_served_as_the_picture_it_begins_as(sent: Line, seen: Seen) -> None:
    number = attachments(sent)["image/gif"]
    answer = sent.as_staff("dispatcher").get(f"/reports/{sent.tips()[0]}/attachments/{number}")
    names = ("content-type", "x-content-type-options", "content-security-policy")
    found = tuple(answer.headers[name] for name in names)
    assert seen(found[:2]) == ("image/gif", "nosniff") and "sandbox" in found[2]
    assert b"<script" not in answer.content


def test_a_picture_bomb_is_kept_and_loaded_by_nobody_unasked(sent: Line, seen: Seen) -> None:
    number = attachments(sent)["image/png"]
    tip = sent.tips()[0]
    page = sent.as_staff("dispatcher").get(f"/reports/{tip}").text
    before, _, _ = page.partition(f'src="/reports/{tip}/attachments/{number}"')
    assert before != page
    around = before[before.rindex("<details") :]
    assert seen("</details>" in around or " open" in around.partition(">")[0]) is False
    assert before.endswith('loading="lazy" '), "what is folded away is not loaded"
    assert len(BOMB) < 50_000


def test_an_attachment_opens_to_who_handles_its_report(sent: Line, seen: Seen) -> None:
    first, second = sent.tips()
    number = attachments(sent)["image/gif"]
    with httpx.Client(base_url=sent.base_url, timeout=60, verify=False) as stranger:
        found = [stranger.get(f"/reports/{first}/attachments/{number}").status_code]
    agency, desk = sent.as_staff("agency"), sent.as_staff("dispatcher")
    found.append(agency.get(f"/reports/{first}/attachments/{number}").status_code)
    found.append(desk.get(f"/reports/{second}/attachments/{number}").status_code)
    assert seen(found) == [303, 403, 404]
    for odd in ("0", "-1", "9" * 25, "x", "%00", "1e3"):
        assert desk.get(f"/reports/{first}/attachments/{odd}").status_code in {404, 422}
