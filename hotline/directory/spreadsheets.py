"""A table as spreadsheets save it: UTF-16, Windows-1252, semicolons, tabs, headers in capitals."""

from __future__ import annotations

import codecs
import csv
import io

from hotline.directory.foreign_csv import MEANS, header_words
from hotline.directory.plain_csv import COLUMNS, CsvError

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def text_of(data: bytes) -> tuple[str, list[str]]:
    """The text of a file, and how it was read where it is not UTF-8.

    Raises :class:`CsvError` for a file that is no text, such as a workbook.
    """
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise CsvError("this is a workbook, not a table: save it as CSV UTF-8 first")
    if data.startswith(UTF16):
        try:
            return data.decode("utf-16"), ["read as UTF-16 (Unicode text)"]
        except UnicodeDecodeError:
            raise CsvError("this is broken UTF-16: save it as CSV UTF-8") from None
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    if b"\0" in data:
        raise CsvError("this is not text: save it as CSV UTF-8")
    try:
        notes = "read as Windows-1252: look at accents, or save it as CSV UTF-8"
        return data.decode("cp1252"), [notes]
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        what = f"line {line}: a letter is neither UTF-8 nor Windows-1252: save it as CSV UTF-8"
        raise CsvError(what) from None


def straight(text: str) -> tuple[str, list[str]]:
    """The table with commas and lower-case headers, and what was changed for that."""
    notes = []
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep="):
        text = rest
        first = text.partition("\n")[0]
    by = max((",", *SEPARATORS), key=lambda sign: _known(first, sign))
    table = csv.reader(io.StringIO(text, newline=""), delimiter=by)
    try:
        rows = list(table)
    except csv.Error as error:
        what = f"line {table.line_num}: {error}; a quotation mark may be missing above it"
        raise CsvError(what) from None
    if by != ",":
        notes.append(f"its columns are parted by {SEPARATORS[by]}")
    if rows:
        names = [name.strip().lower() for name in rows[0]]
        while names and not names[-1]:
            names.pop()
        if names != rows[0] and {"id", "of", "name"} <= set(names):
            notes += ["its headers are read without capitals and blanks"]
            rows[0] = names
        rows = [row[: len(names)] if not any(row[len(names) :]) else row for row in rows]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue(), notes


def _known(header: str, by: str) -> int:
    """How many of the table's columns a header has when it is parted by ``by``."""
    names = {name.strip().strip('"') for name in header.split(by)}
    return len({n for n in names if n.lower() in COLUMNS or header_words(n) in MEANS})
