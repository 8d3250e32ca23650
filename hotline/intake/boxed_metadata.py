"""What a telephone writes into videos, MP4 sound and HEIC or AVIF pictures beside what they show.

All of these are boxes in boxes (ISO/IEC 14496-12). Nothing is moved and nothing decoded: a box that
shows nothing is renamed ``free`` and filled with zeros, so that every offset stays right. Gone are
user data (Apple's and Android's place, 3GPP's ``loci``), item data of the kinds Exif and XMP, the
samples of tracks that are neither picture nor sound (an iPhone's and a GoPro's place, second by
second), times, and whatever stands outside the boxes that are known.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from hotline.intake.picture_metadata import OddFileError

SHOWN_TRACKS = frozenset({b"vide", b"soun", b"pict", b"auxv"})
TEXT_TRACKS = frozenset({b"text", b"sbtl", b"subt", b"clcp"})
"""Subtitles are kept: they may be all that a film says. Some drones write the place into them."""
TOP = frozenset({b"ftyp", b"styp", b"moov", b"meta", b"mdat", b"sidx", b"moof", b"mfra"})
IN_MOVIE = frozenset({b"mvhd", b"trak", b"mvex", b"iods"})
IN_TRACK = frozenset({b"tkhd", b"edts", b"mdia", b"tapt"})
USER_DATA = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip"})
EXIF = b"Exif"
NO_EXIF = b"\0\0\0\0MM\0*\0\0\0\x08" + bytes(6)
"""Exif without an entry, so that viewers find what they expect."""
ITEMS_OF_DATA = frozenset({EXIF, b"mime", b"uri "})
CONTAINERS = frozenset({b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mvex", b"edts", b"tapt"})
WIDE = 1
"""A length of 1: the real one follows in 64 bits."""


class Box(NamedTuple):
    """Where a box begins, where what it holds begins, where it ends, and its name."""

    at: int
    inside: int
    end: int
    name: bytes


def movie(data: bytes) -> tuple[bytes, bool]:
    """A video or MP4 sound without what shows nothing; whether that is all of it.

    It is not where there are subtitles. Raises :class:`OddFileError`.
    """
    work = bytearray(data)
    boxes = list(_boxes(work, 0, len(work)))
    clean = True
    for box in boxes:
        if box.name == b"moov":
            clean = _movie_header(work, box) and clean
        elif box.name == b"moof":
            _blank_inside(work, box)
        elif box.name == b"meta" or box.name not in TOP:
            _blank(work, box)
    if not any(box.name == b"moov" for box in boxes):
        raise OddFileError
    return bytes(work), clean


def picture(data: bytes) -> tuple[bytes, bool]:
    """A HEIC or AVIF picture without what shows nothing. Raises :class:`OddFileError`."""
    work = bytearray(data)
    boxes = list(_boxes(work, 0, len(work)))
    clean = True
    for box in boxes:
        if box.name == b"meta":
            _items(work, box)
        elif box.name == b"moov":  # a picture that moves
            clean = _movie_header(work, box) and clean
        elif box.name not in TOP:
            _blank(work, box)
    if not any(box.name == b"meta" for box in boxes):
        raise OddFileError
    return bytes(work), clean


def _boxes(data: bytearray, at: int, end: int) -> Iterator[Box]:
    while at < end:
        if at + 8 > end:
            if any(data[at:end]):
                raise OddFileError
            return
        length, name = struct.unpack_from(">I4s", data, at)
        inside = at + 8
        if length == WIDE:
            (length,) = struct.unpack_from(">Q", data, inside)
            inside += 8
        until = end if length == 0 else at + length
        if until < inside or until > end:
            raise OddFileError
        yield Box(at, inside, until, name)
        at = until


def _blank(data: bytearray, box: Box) -> None:
    data[box.at + 4 : box.at + 8] = b"free"
    _zero(data, box.inside, box.end)


def _zero(data: bytearray, start: int, end: int) -> None:
    if not 0 <= start <= end <= len(data):
        raise OddFileError
    data[start:end] = bytes(end - start)


def _child(data: bytearray, box: Box, *path: bytes) -> Box | None:
    for name in path:
        found = next((one for one in _boxes(data, box.inside, box.end) if one.name == name), None)
        if found is None:
            return None
        box = found
    return box


# Movies -------------------------------------------------------------------------------------------


def _movie_header(data: bytearray, movie_box: Box) -> bool:
    """Blank what is in the header of a movie; whether no track may still hold a place."""
    clean = True
    for box in _boxes(data, movie_box.inside, movie_box.end):
        if box.name == b"trak":
            clean = _track(data, box) and clean
        elif box.name == b"mvhd":
            _times(data, box)
        elif box.name == b"cmov":  # a header that is compressed
            raise OddFileError
        elif box.name in IN_MOVIE:
            _blank_inside(data, box)
        else:
            _blank(data, box)
    return clean


def _track(data: bytearray, track: Box) -> bool:
    handler = _child(data, track, b"mdia", b"hdlr")
    if handler is None:
        raise OddFileError
    kind = bytes(data[handler.inside + 8 : handler.inside + 12])
    if kind not in SHOWN_TRACKS | TEXT_TRACKS:
        for start, end in _samples(data, track):
            _zero(data, start, end)
        _blank(data, track)
        return True
    for box in _boxes(data, track.inside, track.end):
        if box.name == b"tkhd":
            _times(data, box)
        elif box.name in IN_TRACK:
            _blank_inside(data, box)
        else:
            _blank(data, box)
    _zero(data, handler.inside + 24, handler.end)  # its name says who made the program
    return kind not in TEXT_TRACKS


def _blank_inside(data: bytearray, box: Box) -> None:
    """Blank user data at whatever depth, and times."""
    if box.name not in CONTAINERS:
        return
    for inner in _boxes(data, box.inside, box.end):
        if inner.name in USER_DATA:
            _blank(data, inner)
        elif inner.name == b"mdhd":
            _times(data, inner)
        else:
            _blank_inside(data, inner)


def _times(data: bytearray, box: Box) -> None:
    """When it was made and changed: two numbers after the version, of 32 or 64 bits."""
    size = 16 if data[box.inside] == 1 else 8
    _zero(data, box.inside + 4, box.inside + 4 + size)


def _samples(data: bytearray, track: Box) -> list[tuple[int, int]]:
    """Where in the file the samples of a track are (14496-12, 8.7)."""
    table = _child(data, track, b"mdia", b"minf", b"stbl")
    if table is None:
        raise OddFileError
    found = {box.name: box for box in _boxes(data, table.inside, table.end)}
    if not {b"stsz", b"stsc"} <= found.keys() or not {b"stco", b"co64"} & found.keys():
        raise OddFileError
    fixed, count = struct.unpack_from(">II", data, found[b"stsz"].inside + 4)
    size_at = found[b"stsz"].inside + 12
    if count > len(data) or (not fixed and size_at + 4 * count > found[b"stsz"].end):
        raise OddFileError
    sizes = [fixed] * count if fixed else struct.unpack_from(f">{count}I", data, size_at)
    chunks = _chunks(data, found)
    spans, sample = [], 0
    for start, per_chunk in zip(chunks, _per_chunk(data, found[b"stsc"], len(chunks)), strict=True):
        length = sum(sizes[sample : sample + per_chunk])
        spans.append((start, start + length))
        sample += per_chunk
    if sample < count:
        raise OddFileError
    return spans


def _chunks(data: bytearray, found: dict[bytes, Box]) -> tuple[int, ...]:
    box, letter = (found[b"stco"], "I") if b"stco" in found else (found[b"co64"], "Q")
    (count,) = struct.unpack_from(">I", data, box.inside + 4)
    if box.inside + 8 + count * struct.calcsize(letter) > box.end:
        raise OddFileError
    return struct.unpack_from(f">{count}{letter}", data, box.inside + 8)


def _per_chunk(data: bytearray, box: Box, chunks: int) -> Iterator[int]:
    """How many samples each chunk has: runs of chunks that have the same number."""
    (count,) = struct.unpack_from(">I", data, box.inside + 4)
    if box.inside + 8 + 12 * count > box.end or (chunks and not count):
        raise OddFileError
    runs = [struct.unpack_from(">II", data, box.inside + 8 + 12 * n) for n in range(count)]
    for chunk in range(1, chunks + 1):
        fitting = [many for first, many in runs if first <= chunk]
        if not fitting:
            raise OddFileError
        yield fitting[-1]


# Pictures -----------------------------------------------------------------------------------------


def _items(data: bytearray, meta: Box) -> None:
    """Zero the items of a picture that are data about it (14496-12, 8.11; 23008-12)."""
    inner = Box(meta.at, meta.inside + 4, meta.end, meta.name)
    found = {box.name: box for box in _boxes(data, inner.inside, inner.end)}
    if not {b"iinf", b"iloc"} <= found.keys():
        raise OddFileError
    about = _items_of_data(data, found[b"iinf"])
    stored = found.get(b"idat")
    for item, method, spans in _locations(data, found[b"iloc"]):
        if item not in about:
            continue
        if method not in {0, 1} or (method == 1 and stored is None):
            raise OddFileError
        base = stored.inside if method == 1 and stored is not None else 0
        for start, length in spans:
            until = base + start + length if length else len(data)
            _zero(data, base + start, until)
            if about[item] == EXIF and until - base - start >= len(NO_EXIF):
                data[base + start : base + start + len(NO_EXIF)] = NO_EXIF
    for name, box in found.items():
        if name in {b"udta", b"uuid", b"free", b"skip", b"xml ", b"bxml"}:
            _blank(data, box)
    described = _child(data, inner, b"iprp", b"ipco")
    for box in _boxes(data, described.inside, described.end) if described else ():
        if box.name in {b"udes", b"uuid"}:
            _blank(data, box)


def _items_of_data(data: bytearray, box: Box) -> dict[int, bytes]:
    """The numbers of the items that are data about the picture, each with its kind."""
    wide = data[box.inside] > 0
    found: dict[int, bytes] = {}
    for entry in _boxes(data, box.inside + (8 if wide else 6), box.end):
        version = data[entry.inside]
        if entry.name != b"infe" or version < 2:
            raise OddFileError
        size = 2 if version == 2 else 4
        at = entry.inside + 4 + size
        kind = bytes(data[at + 2 : at + 6])
        if kind in ITEMS_OF_DATA:
            found[int.from_bytes(data[at - size : at], "big")] = kind
    return found


def _locations(data: bytearray, box: Box) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Each item's number, how it is stored, and where: (offset, length), 0 for the whole file."""
    version = data[box.inside]
    if version > 2:
        raise OddFileError
    sizes = struct.unpack_from(">H", data, box.inside + 4)[0]
    offset, length, base, index = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15
    at = box.inside + 6

    def number(size: int) -> int:
        nonlocal at
        if at + size > box.end:
            raise OddFileError
        at += size
        return int.from_bytes(data[at - size : at], "big")

    for _ in range(number(4 if version == 2 else 2)):
        item = number(4 if version == 2 else 2)
        method = number(2) & 15 if version else 0
        number(2)
        start, spans = number(base), []
        for _ in range(number(2)):
            number(index if version else 0)
            spans.append((start + number(offset), number(length)))
        yield item, method, spans
