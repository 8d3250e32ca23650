"""The directory as one CSV table, a row an agency: for a spreadsheet.

Several values of a cell stand on lines of their own (areas, sources, contact points) or between
commas (the short ones). Everything that an entry can say has a column, so nothing is lost.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from hotline.directory import csv_cells, one_line
from hotline.directory.entries import KEYS, URGENCIES, Entry, file_of, normal

LISTS = ("does", "types", "roles", "languages", "consent")
FLAGS = ("interpreter", "immigration")
COLUMNS = ("id", "of", *KEYS)


class CsvError(ValueError):
    """The table cannot be read; the message names the line and what is wrong."""


def to_csv(entries: Iterable[Entry]) -> str:
    """The table as text, with a header."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for entry in entries:
        said = [entry.id, entry.of, *(_cell(key, entry.data.get(key)) for key in KEYS)]
        table.writerow([csv_cells.calm(cell) for cell in said])
    return out.getvalue()


def _cell(key: str, value: Any) -> str:
    if value is None:
        return ""
    write = WRITE.get(key, str)
    return write(value)


def read_rows(text: str) -> tuple[list[Entry], list[str]]:
    """The entries of a table, and what is wrong with the rows that are none; empty rows are not.

    Raises :class:`CsvError` for a header that cannot be read.
    """
    table = csv.DictReader(io.StringIO(text))
    missing = {"id", "of", "name"} - set(table.fieldnames or ())
    unknown = [name for name in table.fieldnames or () if name not in COLUMNS]
    if missing or unknown:
        what = f"lacks {', '.join(sorted(missing))}" if missing else f"has {unknown[0]!r}"
        raise CsvError(f"line 1: the header {what}; it may have {', '.join(COLUMNS)}")
    entries, unread = [], []
    for row in table:
        if not any(str(cell or "").strip() for cell in row.values()):
            continue  # the empty rows below a sheet's last one
        try:
            entries.append(_entry(row, table.line_num))
        except CsvError as error:
            unread.append(str(error))
    return entries, unread


def columns(text: str) -> frozenset[str]:
    """The columns that a table has."""
    return frozenset(csv.DictReader(io.StringIO(text)).fieldnames or ())


def _entry(row: Mapping[str, str], line: int) -> Entry:
    row = {key: csv_cells.plain(cell) for key, cell in row.items() if isinstance(cell, str)}
    missing = [key for key in ("id", "of", "name") if not row.get(key, "").strip()]
    if missing:
        raise CsvError(f"line {line}: {', '.join(missing)} is empty; fill it in, or delete the row")
    if not re.fullmatch(r"[A-Z]{2}", row["of"].strip()):
        raise CsvError(f"line {line}: of is {row['of']!r}; write the state's two letters, or US")
    try:
        data = {key: _read(key, row[key]) for key in KEYS if row.get(key)}
    except ValueError as error:
        raise CsvError(f"line {line}: {error}") from None
    return Entry(row["id"].strip(), file_of(row["of"].strip()), normal(data))


def _read(key: str, cell: str) -> Any:
    read = READ.get(key, str)
    return read(cell)


def _targets(cell: str) -> dict[str, str]:
    found = {}
    for part in _split(cell, ","):
        urgency, _, time = part.partition(" ")
        if urgency not in URGENCIES or not time:
            raise ValueError(f"{part!r} is not a time to acknowledge; write `P1 30 minutes`")
        found[urgency] = time
    return found


def _split(cell: str, by: str) -> list[str]:
    return [part.strip() for part in cell.split(by) if part.strip()]


def _words(cell: str) -> list[str]:
    return _split(cell, ",")


def _lines(cell: str) -> list[str]:
    return _split(cell, "\n")


WRITE: Mapping[str, Callable[[Any], str]] = {
    **dict.fromkeys(LISTS, ", ".join),
    **dict.fromkeys(FLAGS, lambda value: "yes" if value else "no"),
    "sources": "\n".join,
    "area": lambda area: "\n".join(one_line.area_lines(area)),
    "hours": one_line.hours_line,
    "beds": one_line.beds_line,
    "acknowledge": lambda targets: ", ".join(f"{name} {time}" for name, time in targets.items()),
    "contacts": lambda points: "\n".join(map(one_line.contact_line, points)),
}
"""How a value becomes a cell, where it is not text already."""
READ: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(LISTS, _words),
    **dict.fromkeys(FLAGS, lambda cell: cell == "yes"),
    "sources": _lines,
    "area": lambda cell: one_line.read_area(_lines(cell)),
    "hours": one_line.read_hours,
    "beds": one_line.read_beds,
    "acknowledge": _targets,
    "contacts": lambda cell: [one_line.read_contact(line) for line in _lines(cell)],
}
"""How it is read back."""
