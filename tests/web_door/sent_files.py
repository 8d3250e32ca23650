"""Files as telephones make them, with a place and an owner in them; built here, byte by byte."""

from __future__ import annotations

import io
import struct
from typing import Any

from pypdf import PdfWriter
from pypdf.annotations import Text
from pypdf.generic import (
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

PLACE = b"+29.7604-095.3698/"
OWNER = b"Ana Lopez zmarkowner"
SHOWN = b"what the lens saw and the microphone heard"
"""Stands for the coded picture or sound: nothing here decodes it."""
TIME = struct.pack(">I", 0xE55B1234)


def box(name: bytes, *parts: bytes) -> bytes:
    """A box of ISO/IEC 14496-12."""
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, name) + body


def full(name: bytes, *parts: bytes, version: int = 0) -> bytes:
    """A box with version and flags."""
    return box(name, bytes([version, 0, 0, 0]), *parts)


def track(kind: bytes, at: int, length: int) -> bytes:
    """A track of one sample, which stands at ``at``."""
    table = box(
        b"stbl",
        full(b"stsd", struct.pack(">I", 0)),
        full(b"stsz", struct.pack(">II", 0, 1), struct.pack(">I", length)),
        full(b"stsc", struct.pack(">IIII", 1, 1, 1, 1)),
        full(b"stco", struct.pack(">II", 1, at)),
    )
    handler = full(b"hdlr", bytes(4), kind, bytes(12), OWNER, b"\0")
    media = box(b"mdia", full(b"mdhd", TIME, TIME, bytes(16)), handler, box(b"minf", table))
    user = box(b"udta", box(b"name", OWNER))
    return box(b"trak", full(b"tkhd", TIME, TIME, bytes(72)), media, user)


def movie(brand: bytes = b"mp42", *, third: bytes = b"meta") -> bytes:
    """A film with sound, and a third track that says where it was, second by second."""

    def header(start: int) -> bytes:
        place = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0x15C7), PLACE))
        keys = full(b"meta", box(b"ilst", box(b"data", PLACE, OWNER)))
        return box(
            b"moov",
            full(b"mvhd", TIME, TIME, bytes(88)),
            track(b"vide", start, len(SHOWN)),
            track(b"soun", start, len(SHOWN)),
            track(third, start + len(SHOWN), len(PLACE)),
            place,
            keys,
            box(b"uuid", bytes(16), OWNER),
        )

    first = box(b"ftyp", brand, bytes(4), brand)
    start = len(first) + len(header(0)) + 8
    return first + header(start) + box(b"mdat", SHOWN, PLACE) + box(b"mpvd", OWNER, PLACE)


def still(brand: bytes = b"heic", *, inside: bool = False) -> bytes:
    """A picture with Exif and XMP; ``inside``: they stand in the header itself."""
    exif, xmp = bytes(4) + b"MM\0*" + OWNER + PLACE, b"<x:xmpmeta>" + OWNER + PLACE
    kinds = ((1, b"hvc1", SHOWN), (2, b"Exif", exif), (3, b"mime", xmp))

    def header(start: int) -> bytes:
        entries, items = [], []
        at = 0 if inside else start
        for number, kind, data in kinds:
            held = inside and number > 1
            offset = at if held or not inside else start
            entries.append(full(b"infe", struct.pack(">HH", number, 0), kind, b"\0", version=2))
            items.append(struct.pack(">HHHHII", number, int(held), 0, 1, offset, len(data)))
            at += len(data) if held or not inside else 0
        return full(
            b"meta",
            full(b"hdlr", bytes(4), b"pict", bytes(13)),
            full(b"iinf", struct.pack(">H", 3), *entries),
            full(b"iloc", b"\x44\x00", struct.pack(">H", 3), *items, version=1),
            box(b"idat", exif, xmp) if inside else b"",
        )

    first = box(b"ftyp", brand, bytes(4), brand)
    start = len(first) + len(header(0)) + 8
    rest = b"" if inside else exif + xmp
    return first + header(start) + box(b"mdat", SHOWN, rest)


def mp3() -> bytes:
    """An MP3 with every kind of tag, before and behind."""
    frame = b"TXXX" + struct.pack(">IH", len(OWNER + PLACE), 0) + OWNER + PLACE
    before = b"ID3\x04\0\0" + bytes([0, 0, 0, len(frame)]) + frame
    ape = OWNER + b"APETAGEX" + struct.pack("<IIII", 2000, len(OWNER) + 32, 1, 0) + bytes(8)
    lyrics = b"LYRICSBEGIN" + PLACE
    lyrics += f"{len(lyrics):06}".encode() + b"LYRICS200"
    last = b"TAG" + OWNER.ljust(125, b"\0")
    return before * 2 + b"\xff\xfb\x90\x00" + SHOWN * 20 + ape + lyrics + last


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    """A WAV of these chunks."""
    body = b"".join(n + struct.pack("<I", len(d)) + d + bytes(len(d) % 2) for n, d in chunks)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body


def wav() -> bytes:
    """A WAV as recorders make it: who, with what, where."""
    return riff(
        (b"bext", OWNER), (b"fmt ", bytes(16)), (b"LIST", b"INFO" + OWNER), (b"data", SHOWN),
        (b"iXML", PLACE),
    )  # fmt: skip


def flac() -> bytes:
    """A FLAC with comments and a picture."""

    def block(kind: int, body: bytes) -> bytes:
        return bytes([kind]) + struct.pack(">I", len(body))[1:] + body

    return b"fLaC" + block(0, bytes(34)) + block(4, OWNER) + block(0x86, PLACE) + SHOWN


def caf() -> bytes:
    """A Core Audio file, as Voice Memos makes it."""
    chunks = ((b"desc", bytes(32)), (b"info", OWNER), (b"uuid", PLACE), (b"data", SHOWN))
    return b"caff\0\1\0\0" + b"".join(n + struct.pack(">q", len(d)) + d for n, d in chunks)


def ogg(sign: bytes = b"OpusTags") -> bytes:
    """An Ogg whose comments fill more than one page."""
    comments = sign + struct.pack("<I", len(OWNER)) + OWNER + struct.pack("<I", 1) + PLACE * 30

    def page(number: int, body: bytes, laces: bytes) -> bytes:
        head = b"OggS\0\0" + bytes(8) + b"\1\0\0\0" + struct.pack("<I", number)
        return head + bytes(4) + bytes([len(laces)]) + laces + body

    rest = comments[510:]
    return (
        page(0, b"OpusHead", b"\x08")
        + page(1, comments[:510], b"\xff\xff")
        + page(2, rest, bytes([len(rest)]))
        + page(3, SHOWN, bytes([len(SHOWN)]))
    )


def webm() -> bytes:
    """A WebM with a title, a date and tags."""

    def element(name: str, *parts: bytes) -> bytes:
        body = b"".join(parts)
        return bytes.fromhex(name) + struct.pack(">Q", len(body) | 1 << 56) + body

    info = element("1549A966", element("7BA9", OWNER), element("4461", PLACE))
    tracks = element("1654AE6B", element("AE", element("83", b"\1"), element("536E", OWNER)))
    tags = element("1254C367", OWNER, PLACE)
    return element("1A45DFA3", b"\x42\x82\x84webm") + element(
        "18538067", info, tracks, element("1F43B675", SHOWN), tags
    )


def photo() -> bytes:
    """A JPEG with a place in it, as it stands in scanned papers."""
    exif = b"Exif\0\0" + OWNER + PLACE
    return (
        b"\xff\xd8\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
        + b"\xff\xda\x00\x02" + SHOWN + b"\xff\xd9"
    )  # fmt: skip


def pdf(*, password: str = "", attached: bool = False, filters: Any = None) -> bytes:
    """A PDF that says who made it, with a note and a photo that says where."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    content = DecodedStreamObject()
    content.set_data(b"BT (what the lens saw) Tj ET")
    page[NameObject("/Contents")] = writer._add_object(content)
    image = StreamObject()
    image._data = photo()
    image[NameObject("/Type")] = NameObject("/XObject")
    image[NameObject("/Subtype")] = NameObject("/Image")
    image[NameObject("/Filter")] = filters or NameObject("/DCTDecode")
    for name, value in (("/Width", 1), ("/Height", 1), ("/BitsPerComponent", 8)):
        image[NameObject(name)] = NumberObject(value)
    image[NameObject("/ColorSpace")] = NameObject("/DeviceGray")
    pictures = DictionaryObject({NameObject("/Im0"): writer._add_object(image)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): pictures})
    note = Text(rect=(1, 1, 9, 9), text="look here")
    note[NameObject("/T")] = TextStringObject(OWNER.decode())
    writer.add_annotation(0, note)
    about = DecodedStreamObject()
    about.set_data(b"<x:xmpmeta>" + OWNER + PLACE)
    writer.root_object[NameObject("/Metadata")] = writer._add_object(about)
    page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/X"): ByteStringObject(PLACE)})
    writer.add_metadata({"/Author": OWNER.decode(), "/Subject": PLACE.decode()})
    if attached:
        writer.add_attachment("a.jpg", photo())
    if password:
        writer.encrypt(password)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()
