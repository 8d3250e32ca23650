"""WebM and Matroska without tags, attachments, title and date: each becomes an empty ``Void``.

Elements in elements (RFC 8794, RFC 9559); nothing is moved, so every offset stays right.
"""

from __future__ import annotations

from collections.abc import Iterator

from hotline.intake.picture_metadata import OddFileError

SEGMENT, INFO = 0x18538067, 0x1549A966
GONE = frozenset({0x1254C367, 0x1941A469, 0x7BA9, 0x4461, 0x73A4, 0x4D80, 0x5741, 0xEC})
"""Tags, attachments; of the info title, date, number of the segment, the programs; and Void."""
TRACKS, ENTRY = 0x1654AE6B, 0xAE
TRACK_TYPE, TRACK_NAME = 0x83, 0x536E
SHOWN = frozenset({1, 2})
HOLD = frozenset({SEGMENT, INFO, TRACKS, ENTRY})


def webm(data: bytes) -> tuple[bytes, bool]:
    """The file, and whether it holds nothing but picture and sound now."""
    work = bytearray(data)
    kinds: set[int] = set()
    _walk(work, 0, len(work), kinds)
    return bytes(work), bool(kinds) and kinds <= SHOWN


def _walk(data: bytearray, at: int, end: int, kinds: set[int]) -> None:
    for name, start, inside, until in _elements(data, at, end):
        if name in HOLD:
            _walk(data, inside, until, kinds)
        elif name == TRACK_TYPE:
            kinds.add(int.from_bytes(data[inside:until], "big"))
        elif name in GONE or name == TRACK_NAME:
            _void(data, start, until)


def _elements(data: bytearray, at: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Each element's name, where it begins, what it holds begins, and ends."""
    while at < end:
        start = at
        name, at = _number(data, at, marker=True)
        size, inside = _number(data, at)
        unknown = size == (1 << 7 * (inside - at)) - 1
        until = end if unknown else inside + size
        if until > end or (unknown and name != SEGMENT):  # what a recorder writes as it goes
            raise OddFileError
        yield name, start, inside, until
        at = until


def _number(data: bytearray, at: int, *, marker: bool = False) -> tuple[int, int]:
    """A number whose first bits say how many bytes it has, and where it ends."""
    first = data[at]
    length = 9 - first.bit_length()
    if first == 0 or at + length > len(data):
        raise OddFileError
    value = int.from_bytes(data[at : at + length], "big")
    return (value if marker else value & ((1 << 7 * length) - 1)), at + length


def _void(data: bytearray, start: int, end: int) -> None:
    """Fill a whole element with a Void of the same length."""
    length = end - start
    if length < 2:
        raise OddFileError
    wide = 8 if length >= 9 else 1
    size = length - 1 - wide
    head = bytes([0xEC]) + ((1 << 7 * wide) | size).to_bytes(wide, "big")
    data[start:end] = head.ljust(length, b"\0")
