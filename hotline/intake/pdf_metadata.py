"""A PDF from standard input to standard output, without what it says of who made it where and when.

Out go the document's information, every XMP stream, what programs keep for themselves, authors and
dates of notes, earlier revisions, and the metadata of photos in it. A process of its own: a file
made to break its reader breaks nothing else, has no key, and gets so much memory and time. Exit
code 3: it cannot be cleaned (encrypted, damaged, or with files inside).
"""

from __future__ import annotations

import io
import resource
import sys
from collections.abc import Iterator

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from hotline.intake.picture_metadata import OddFileError, jpeg

MOST_MEMORY, MOST_SECONDS = 1_500_000_000, 40
CANNOT = 3
KEPT_BY_PROGRAMS = ("/Metadata", "/PieceInfo", "/LastModified", "/Info")
OF_A_NOTE = ("/T", "/M", "/CreationDate", "/NM", "/RC")
FILES_INSIDE = ("/EF", "/EmbeddedFiles", "/AF")
PHOTO, OTHER_PHOTO = "/DCTDecode", "/JPXDecode"


class CannotCleanError(Exception):
    """Something would be left in it."""


def clean(data: bytes) -> bytes:
    """The PDF, written again. Raises :class:`CannotCleanError`, or what the reader raises."""
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise CannotCleanError
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    for found in _dictionaries(writer):
        if any(name in found for name in FILES_INSIDE):
            raise CannotCleanError
        for name in KEPT_BY_PROGRAMS:
            found.pop(NameObject(name), None)
        if "/Rect" in found and found.get("/Subtype") != "/Widget":
            for name in OF_A_NOTE:
                found.pop(NameObject(name), None)
        if isinstance(found, StreamObject):
            _photo(found)
    once = _written(writer)
    rest = PdfWriter(clone_from=PdfReader(once))  # without what nothing leads to any more
    return _written(rest).getvalue()


def _written(writer: PdfWriter) -> io.BytesIO:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer


def _dictionaries(writer: PdfWriter) -> Iterator[DictionaryObject]:
    """Every dictionary, also those that stand in another one."""
    waiting = list(writer._objects)
    while waiting:
        found = waiting.pop()
        if isinstance(found, DictionaryObject):
            yield found
            waiting += found.values()
        elif isinstance(found, list):
            waiting += found


def _photo(stream: StreamObject) -> None:
    named = stream.get("/Filter")
    filters = [str(one) for one in named] if isinstance(named, list) else [str(named)]
    if OTHER_PHOTO in filters:
        raise CannotCleanError
    if filters == [PHOTO]:
        try:
            stream._data = jpeg(stream._data)
        except (OddFileError, IndexError) as error:
            raise CannotCleanError from error
    elif PHOTO in filters:
        raise CannotCleanError


def main() -> int:
    """Clean what comes; the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    try:
        written = clean(sys.stdin.buffer.read())
    except (CannotCleanError, PyPdfError, ValueError, LookupError, TypeError, AttributeError):
        return CANNOT
    except (RecursionError, MemoryError, NotImplementedError):
        return CANNOT
    sys.stdout.buffer.write(written)
    return 0


if __name__ == "__main__":
    sys.exit(main())
