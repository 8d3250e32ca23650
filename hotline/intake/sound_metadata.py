"""What recorders and players write into a sound file beside the sound: left out, byte for byte.

MP3 and AAC with ID3, APE and Lyrics3 tags; WAV (RIFF), FLAC (RFC 9639), Core Audio (CAF). Ogg keeps
its comments in the stream: they are emptied in place, and the sums of those pages made new (RFC
3533). Raises :class:`OddFileError` where a file is not built as its kind is.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from hotline.intake.picture_metadata import OddFileError

OPUS, VORBIS = b"OpusTags", b"\x03vorbis"
LAST_OF_FLAC = 0x80
_POLYNOMIAL = 0x04C11DB7
MOST_TAGS = 20


def tagged(data: bytes) -> tuple[bytes, bool]:
    """An MP3 or AAC without the tags before and behind its frames."""
    start, end = 0, len(data)
    for _ in range(MOST_TAGS):
        if data[start : start + 3] != b"ID3":
            break
        size = 0
        for byte in data[start + 6 : start + 10]:
            size = size << 7 | byte & 0x7F
        footer = 10 if data[start + 5] & 0x10 else 0
        start += 10 + size + footer
    for _ in range(MOST_TAGS):
        shorter = _without_last_tag(data, end)
        if shorter == end:
            break
        end = shorter
    start += len(data[start:end]) - len(data[start:end].lstrip(b"\0"))
    if start >= end or data[start] != 0xFF:
        raise OddFileError
    return data[start:end], True


def _without_last_tag(data: bytes, end: int) -> int:
    if data[end - 128 : end - 125] == b"TAG":
        return end - 128
    if data[end - 227 : end - 223] == b"TAG+":
        return end - 227
    if data[end - 9 : end] == b"LYRICS200" and data[end - 15 : end - 9].isdigit():
        return max(end - 15 - int(data[end - 15 : end - 9]), 0)
    if data[end - 10 : end - 7] == b"3DI":
        size = 0
        for byte in data[end - 4 : end]:
            size = size << 7 | byte & 0x7F
        return max(end - 20 - size, 0)
    if data[end - 32 : end - 24] == b"APETAGEX":
        size = int.from_bytes(data[end - 20 : end - 16], "little")
        header = 32 if data[end - 9] & 0x80 else 0
        return max(end - size - header, 0)
    return end


def wav(data: bytes) -> tuple[bytes, bool]:
    """A WAV with its format and its sound, and nothing else."""
    body, at = b"", 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        end = min(at + 8 + size, len(data)) if name == b"data" else at + 8 + size
        if end > len(data):
            raise OddFileError
        if name in {b"fmt ", b"fact", b"data"}:
            body += data[at:end] + bytes((end - at) % 2)
        at = end + (end - at) % 2
    if b"fmt " not in body[:4]:
        raise OddFileError
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body, True


def flac(data: bytes) -> tuple[bytes, bool]:
    """A FLAC with what is needed to play it and to seek in it."""
    blocks, at, last = [], 4, False
    while not last:
        head = data[at]
        (size,) = struct.unpack(">I", b"\0" + data[at + 1 : at + 4])
        end, last = at + 4 + size, bool(head & LAST_OF_FLAC)
        if end > len(data):
            raise OddFileError
        if head & 0x7F in {0, 3}:
            blocks.append(bytes([head & 0x7F]) + data[at + 1 : end])
        at = end
    if not blocks:
        raise OddFileError
    blocks[-1] = bytes([blocks[-1][0] | LAST_OF_FLAC]) + blocks[-1][1:]
    return b"".join([data[:4], *blocks, data[at:]]), True


def caf(data: bytes) -> tuple[bytes, bool]:
    """A Core Audio file with its sound."""
    kept, at = [data[:8]], 8
    names = set()
    while at + 12 <= len(data):
        name, size = struct.unpack_from(">4sq", data, at)
        end = len(data) if size == -1 else at + 12 + size
        if end > len(data) or end < at:
            raise OddFileError
        names.add(name)
        if name in {b"desc", b"data", b"pakt", b"kuki", b"chan"}:
            kept.append(data[at:end])
        at = end
    if not names >= {b"desc", b"data"}:  # else its sound would be thrown away
        raise OddFileError
    return b"".join(kept), True


# Ogg ----------------------------------------------------------------------------------------------


def ogg(data: bytes) -> tuple[bytes, bool]:
    """An Ogg with Opus or Vorbis whose comments are empty."""
    work = bytearray(data)
    pages = list(_pages(work))
    places = _second_packet(work, pages)
    packet = bytes(work[at] for at in places)
    sign = next((sign for sign in (OPUS, VORBIS) if packet.startswith(sign)), None)
    if sign is None:
        raise OddFileError
    empty = sign + struct.pack("<II", 0, 0) + (b"\x01" if sign == VORBIS else b"")
    if len(empty) > len(packet):
        raise OddFileError
    for at, byte in zip(places, empty.ljust(len(packet), b"\0"), strict=True):
        work[at] = byte
    for start, _, end in pages:
        if (
            any(start <= at < end for at in (places[0], places[-1]))
            or places[0] < start < places[-1]
        ):
            work[start + 22 : start + 26] = bytes(4)
            work[start + 22 : start + 26] = struct.pack("<I", _sum(work[start:end]))
    return bytes(work), True


def _pages(data: bytearray) -> Iterator[tuple[int, int, int]]:
    """Where each page begins, its body begins, and it ends."""
    at = 0
    while at < len(data):
        if data[at : at + 4] != b"OggS":
            raise OddFileError
        body = at + 27 + data[at + 26]
        end = body + sum(data[at + 27 : body])
        if end > len(data):
            raise OddFileError
        yield at, body, end
        at = end


def _second_packet(data: bytearray, pages: list[tuple[int, int, int]]) -> list[int]:
    """The places of the bytes of the second packet, which holds the comments."""
    streams = {bytes(data[start + 14 : start + 18]) for start, _, _ in pages}
    places: list[int] = []
    packet = 0
    for start, body, _ in pages if len(streams) == 1 else ():
        at = body
        for size in data[start + 27 : body]:
            if packet == 1:
                places += range(at, at + size)
            at += size
            if size < 255:
                packet += 1
            if packet > 1:
                return places
    raise OddFileError


def _sum(page: bytearray) -> int:
    """The checksum of a page: CRC-32 as RFC 3533 has it, not reflected, from 0."""
    total = 0
    for byte in page:
        total = (total << 8 & 0xFFFFFFFF) ^ _TABLE[(total >> 24) ^ byte]
    return total


def _table() -> Iterator[int]:
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1 & 0xFFFFFFFF) ^ (_POLYNOMIAL if value & 0x80000000 else 0)
        yield value


_TABLE = tuple(_table())
