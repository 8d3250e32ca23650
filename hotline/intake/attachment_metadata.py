"""Taking place, time, device and owner out of what a reporter sends, by what kind of file it is.

Whatever cannot be followed stays as it came: a damaged picture may still show a face or a door.
Then it counts as not cleaned, and whoever handles it is warned (decision 42). A PDF is cleaned by
a process of its own, later (:mod:`hotline.intake.clean_pdf`).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from typing import NamedTuple

from hotline.intake import (
    boxed_metadata,
    matroska_metadata,
    picture_metadata,
    sound_metadata,
)
from hotline.intake.attachment_types import TEXT, VCARD
from hotline.intake.picture_metadata import OddFileError


class Cleaned(NamedTuple):
    """A file, and whether it holds nothing any more that its sender may not know of."""

    data: bytes
    clean: bool


Strip = Callable[[bytes], tuple[bytes, bool]]
HOLDS_NOTHING = frozenset({TEXT, VCARD, "audio/amr"})
"""What is written in them is what the sender wants to say; AMR has no place for more."""


def cleaned(data: bytes, content_type: str) -> Cleaned:
    """``data`` without what its kind keeps beside its content; see :class:`Cleaned`."""
    if content_type in HOLDS_NOTHING:
        return Cleaned(data, clean=True)
    strip = STRIP.get(content_type)
    if strip is None:
        return Cleaned(data, clean=False)
    try:
        return Cleaned(*strip(data))
    except (OddFileError, struct.error, IndexError, ValueError, RecursionError):
        return Cleaned(data, clean=False)


def _whole(strip: Callable[[bytes], bytes]) -> Strip:
    return lambda data: (strip(data), True)


STRIP: Mapping[str, Strip] = {
    "image/jpeg": _whole(picture_metadata.jpeg),
    "image/png": _whole(picture_metadata.png),
    "image/webp": _whole(picture_metadata.webp),
    "image/gif": _whole(picture_metadata.gif),
    "image/heic": boxed_metadata.picture,
    "image/avif": boxed_metadata.picture,
    "video/mp4": boxed_metadata.movie,
    "video/3gpp": boxed_metadata.movie,
    "audio/mp4": boxed_metadata.movie,
    "video/webm": matroska_metadata.webm,
    "audio/mpeg": sound_metadata.tagged,
    "audio/aac": sound_metadata.tagged,
    "audio/wav": sound_metadata.wav,
    "audio/flac": sound_metadata.flac,
    "audio/x-caf": sound_metadata.caf,
    "audio/ogg": sound_metadata.ogg,
}
