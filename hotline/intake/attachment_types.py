"""What something is that was texted or recorded: by its first bytes, and how it may be shown.

What the sender says that it is decides one thing only: what the reporter reads at once. Pictures
and sound that browsers show are shown; everything else is offered as a download. What can run as a
program is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

PICTURE, RECORDING = "picture", "recording"
SOUND, VIDEO, CARD, FILE = "sound", "video", "card", "file"
KINDS = (PICTURE, RECORDING, SOUND, VIDEO, CARD, FILE)
ANY = "application/octet-stream"
TEXT = "text/plain"
VCARD = "text/vcard"
PDF = "application/pdf"
MOST_BYTES: Mapping[str, int] = {PICTURE: 5_000_000}
MOST_BYTES_OF_OTHERS = 20_000_000
CARDS = frozenset(
    {"text/vcard", "text/x-vcard", "text/directory", "text/x-vlocation", "application/vcard"}
)
SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"caff", "audio/x-caf"),
    (0, b"fLaC", "audio/flac"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"%PDF", PDF),
    (0, b"BEGIN:VCARD", VCARD),
)
"""First bytes: where they stand, what they are, and what that makes it; the first that fits."""
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"#!")
"""First bytes of what a computer would run."""
_ACTIVE = re.compile(
    rb"<\s*(?:script|svg|html|iframe|object|embed|!doctype\s+html)\b", re.IGNORECASE
)
SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
PLAYED = frozenset({"audio/wav", "audio/mpeg", "audio/ogg", "audio/mp4", "audio/aac", "audio/flac"})
WATCHED = frozenset({"video/mp4", "video/webm"})
ENDINGS: Mapping[str, str] = {
    "audio/amr": "amr", "audio/x-caf": "caf", "image/heic": "heic", "image/avif": "avif",
    "video/3gpp": "3gp", "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif",
    "image/webp": "webp", "video/mp4": "mp4", "video/webm": "webm", "audio/mp4": "m4a",
    "audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/wav": "wav", "audio/flac": "flac",
    "audio/aac": "aac", PDF: "pdf", VCARD: "vcf", TEXT: "txt",
}  # fmt: skip
_POINT = re.compile(r"(-?\d{1,2}\.\d{3,})\s*(?:,|;|%2C|\\,)\s*(-?\d{1,3}\.\d{3,})", re.IGNORECASE)
_FOLD = re.compile(r"=\r?\n|\r?\n[ \t]")
"""Where a card breaks a long line (RFC 6350, section 3.2; in version 2.1 after an equals sign)."""
MOST_WORDS = 4000


def declared_kind(content_type: str) -> str:
    """The kind of an attachment by what the provider says it is; a file when it says nothing."""
    said = content_type.partition(";")[0].strip().casefold()
    if said in CARDS:
        return CARD
    family = said.partition("/")[0]
    return {"image": PICTURE, "audio": SOUND, "video": VIDEO}.get(family, FILE)


def content_type(data: bytes) -> str:
    """What ``data`` is by its bytes; empty for a program or a page that could run in a browser."""
    for at, sign, named in SIGNS:
        if data[at : at + len(sign)].upper() == sign.upper():
            return named
    if data.startswith(PROGRAMS) or _ACTIVE.search(data[:4096]):
        return ""
    return TEXT if _is_text(data) else ANY


def _is_text(data: bytes) -> bool:
    try:
        words = data.decode()
    except UnicodeDecodeError:
        return False
    return bool(words.strip()) and all(
        letter.isprintable() or letter in "\r\n\t" for letter in words
    )


def most_bytes(kind: str) -> int:
    """How large an attachment of this kind may be, in bytes."""
    return MOST_BYTES.get(kind, MOST_BYTES_OF_OTHERS)


def how_shown(named: str) -> str:
    """``picture``, ``sound`` or ``video`` when a browser may show it, else ``download``."""
    shown = ((SHOWN, "picture"), (PLAYED, "sound"), (WATCHED, "video"))
    return next((how for types, how in shown if named in types), "download")


def file_name(tip_id: str, number: int, named: str, *, cleaned: bool) -> str:
    """A name for the download that says nothing of who sent it.

    Of a file that may say more than it shows the name carries the warning wherever it goes.
    """
    warning = "" if cleaned else "-may-hold-location"
    return f"tip-{tip_id}-{number}{warning}.{ENDINGS.get(named, 'bin')}"


def words_in(data: bytes, named: str) -> str:
    """The words of a text or a card, and where a location card points; empty for anything else."""
    if named not in {TEXT, VCARD}:
        return ""
    words = data.decode(errors="replace").strip()[:MOST_WORDS]
    point = _POINT.search(_FOLD.sub("", words))
    return words if named == TEXT or point is None else f"{point[1]}, {point[2]}\n{words}"
