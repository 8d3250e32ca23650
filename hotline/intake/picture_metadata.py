"""What a telephone writes into a picture beside the picture: place, device, owner, time; taken out.

Only the parts of the file that show nothing are left out, byte for byte; nothing is decoded, so a
picture is neither changed nor able to do harm here. JPEG (ITU-T T.81), PNG (W3C, third edition),
WebP (RFC 9649) and GIF (89a) are known. What cannot be followed raises :class:`OddFileError`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_SHOWS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs sPLT hIST cICP mDCV cLLI".split()
) | {b"acTL", b"fcTL", b"fdAT"}
_ORIENTATION = 0x0112
_EXIF = b"Exif\x00\x00"
_WEBP_HAS = 0x08 | 0x04
"""In a WebP's header: that it holds Exif, that it holds XMP."""


class OddFileError(Exception):
    """The file is not built as its kind is."""


# JPEG ---------------------------------------------------------------------------------------------


def jpeg(data: bytes) -> bytes:
    """A JPEG without what shows nothing; only how it is held is kept."""
    kept, at, turned = [data[:2]], 2, b""
    while True:
        if data[at] != 0xFF:
            raise OddFileError
        marker = data[at + 1]
        if marker == 0xFF:  # a filler in front of a marker
            at += 1
            continue
        if marker == 0xD9:  # its end: what stands behind it is no part of the picture
            return b"".join([*kept[:1], turned, *kept[1:], b"\xff\xd9"])
        if marker in {0x01, *range(0xD0, 0xD8)}:
            kept.append(data[at : at + 2])
            at += 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise OddFileError
        body = data[at + 4 : end]
        if marker == 0xE1 and body.startswith(_EXIF):
            turned = turned or _turned(body[len(_EXIF) :])
        if _shows(marker, body):
            kept.append(data[at:end])
        at = end
        if marker == 0xDA:
            end = _scan_ends(data, at)
            kept.append(data[at:end])
            at = end


def _shows(marker: int, body: bytes) -> bool:
    """Whether a segment is needed to show the picture: its data, its colors."""
    if marker == 0xFE:  # a comment
        return False
    if 0xE0 <= marker <= 0xEF:
        return (
            (marker == 0xE0 and body.startswith(b"JFIF\x00"))
            or (marker == 0xE2 and body.startswith(b"ICC_PROFILE\x00"))
            or (marker == 0xEE and body.startswith(b"Adobe"))
        )
    return True


def _scan_ends(data: bytes, at: int) -> int:
    """Where the compressed data that begins at ``at`` ends: at the next marker but a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise OddFileError
        if data[at + 1] not in {0x00, 0xFF, *range(0xD0, 0xD8)}:
            return at
        at += 1 if data[at + 1] == 0xFF else 2


def _turned(exif: bytes) -> bytes:
    """A segment that says how the picture is held, and nothing else; empty where it stands up."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return b""
    try:
        (start,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, start)
        for entry in range(start + 2, start + 2 + 12 * count, 12):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", exif, entry)
            if tag == _ORIENTATION and kind == 3 and 2 <= value <= 8:
                return _segment(value)
    except struct.error:
        return b""
    return b""


def _segment(value: int) -> bytes:
    body = _EXIF + struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


# PNG ----------------------------------------------------------------------------------------------


def png(data: bytes) -> bytes:
    """A PNG without what shows nothing."""
    kept, at = [_PNG], len(_PNG)
    while True:
        (length,) = struct.unpack_from(">I", data, at)
        name, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            raise OddFileError
        if name in _PNG_SHOWS:
            kept.append(data[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end


# WebP ---------------------------------------------------------------------------------------------


def webp(data: bytes) -> bytes:
    """A WebP without what shows nothing."""
    (size,) = struct.unpack_from("<I", data, 4)
    if not data.startswith(b"RIFF") or size + 8 > len(data):
        raise OddFileError
    body = b"".join(_webp_chunks(data, size + 8))
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _webp_chunks(data: bytes, end: int) -> Iterator[bytes]:
    at = 12
    while at + 8 <= end:
        (length,) = struct.unpack_from("<I", data, at + 4)
        behind = at + 8 + length + length % 2
        if at + 8 + length > end:
            raise OddFileError
        name, chunk = data[at : at + 4], data[at:behind]
        if name == b"VP8X" and length:
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_HAS]) + chunk[9:]
        if name in {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}:
            yield chunk
        at = behind


# GIF ----------------------------------------------------------------------------------------------


def gif(data: bytes) -> bytes:
    """A GIF without comments and other extensions."""
    at = 13 + _colors(data[10])
    kept = [data[:at]]
    while data[at] != 0x3B:  # its end
        begun = at
        if data[at] == 0x21:
            at = _blocks_end(data, at + 2)
            looping = data[begun + 3 : begun + 14] in {b"NETSCAPE2.0", b"ANIMEXTS1.0"}
            if data[begun + 1] == 0xF9 or (data[begun + 1] == 0xFF and looping):
                kept.append(data[begun:at])
        elif data[at] == 0x2C:
            at = _blocks_end(data, at + 11 + _colors(data[at + 9]))
            kept.append(data[begun:at])
        else:
            raise OddFileError
    return b"".join([*kept, b"\x3b"])


def _colors(flags: int) -> int:
    """The size in bytes of the table of colors that these flags announce."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks_end(data: bytes, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1
