"""A whole CSV table read at once, as the tests want it."""

from __future__ import annotations

from hotline.directory.entries import Entry
from hotline.directory.plain_csv import CsvError, read_rows


def from_csv(text: str) -> list[Entry]:
    """The entries of a table; CsvError for the first row that cannot be read as well."""
    entries, unread = read_rows(text)
    if unread:
        raise CsvError(unread[0])
    return entries
