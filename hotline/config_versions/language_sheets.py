"""A language's wording as a sheet that a volunteer fills in, and back into the files.

One row for each sentence and each list of words: where it is used, the English, what is said now,
and an empty cell for what would be better. Whoever reads it needs no YAML; whatever comes back is
checked as a coordinator's own edit is, and nothing is written when a row cannot be taken.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML

from hotline.flows.book import FlowBook, Spoken, Words

COLUMNS = ("Where", "English", "Now", "Better", "Remark")
"""The columns of a sheet; only the last two are filled in."""
MEDIA = ("voice", "text", "web")
COMMANDS = ("help", "person", "no_more", "yes", "no", "unknown", "shows")
SEPARATOR = " | "
"""Between the words of a list."""
QUESTION = "question"
_WHERE = re.compile(r"(?P<flow>\w+)\.(?P<key>\w+)(?:/(?P<choice>\w+))? (?P<what>\w+)")


class SheetError(Exception):
    """A sheet that cannot be taken: one line for each row that is wrong, with what to do."""


@dataclass(frozen=True)
class Row:
    """One row; ``better`` and ``remark`` are empty where the reader had nothing to say."""

    where: str
    english: str
    now: str
    better: str = ""
    remark: str = ""


def rows(book: FlowBook, files: Mapping[str, str], tag: str) -> list[Row]:
    """Everything in a language that a native speaker should read, the questions to them first."""
    language, english = book.languages[tag], book.languages[book.default_language]
    found = [
        Row(f"{QUESTION} {number}", asked, "")
        for number, asked in enumerate(language.ask_reviewer, start=1)
    ]
    for key, words in language.wording.items():
        found += _sentences(key, words, english.wording.get(key))
    commands, models = (_commands(files, known.tag) for known in (language, english))
    for name in COMMANDS:
        if commands.get(name):
            model, now = (
                SEPARATOR.join(map(str, said.get(name, ()))) for said in (models, commands)
            )
            found.append(Row(f"common.commands/{name} words", model, now))
    return found


def _commands(files: Mapping[str, str], tag: str) -> Mapping[str, Sequence[str]]:
    data = YAML(typ="safe").load(files[f"{tag}/common.yaml"])
    given: Mapping[str, Sequence[str]] = data.get("commands", {})
    return given


def _sentences(key: str, words: Words, english: Words | None) -> Iterator[Row]:
    yield from _spoken(key, words.prompt, english.prompt if english else None)
    for choice, said in words.choices.items():
        model = english.choices.get(choice) if english else None
        yield from _spoken(f"{key}/{choice}", said, model)


def _spoken(where: str, said: Spoken, english: Spoken | None) -> Iterator[Row]:
    for medium in MEDIA:
        now = getattr(said, medium)
        if now:
            model = getattr(english, medium) if english else ""
            yield Row(f"{where} {medium}", model, now)


def as_csv(found: Sequence[Row]) -> str:
    """The sheet as every spreadsheet program opens it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows((row.where, row.english, row.now, row.better, row.remark) for row in found)
    return out.getvalue()


def read_csv(data: bytes) -> list[Row]:
    """The rows of a sheet that came back, whatever program wrote it. Raises :class:`SheetError`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SheetError("The file is not UTF-8. Save it as “CSV UTF-8” and try again.") from None
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    table = list(csv.reader(io.StringIO(text), delimiter=mark))
    titles = [cell.strip() for cell in table[0]] if table else []
    missing = [name for name in COLUMNS if name not in titles]
    if missing:
        raise SheetError(
            f"The first row lacks {', '.join(missing)}. It must be: {', '.join(COLUMNS)}."
        )
    places = [titles.index(name) for name in COLUMNS]
    width = max(places) + 1
    padded = ([*line, *[""] * (width - len(line))] for line in table[1:] if any(line))
    return [Row(*(line[place].strip() for place in places)) for line in padded]


def taken(
    files: Mapping[str, str], book: FlowBook, tag: str, sheet: Sequence[Row], *, by: str
) -> dict[str, str]:
    """``files`` with what the sheet says is better, and ``by`` whom they were read.

    Raises :class:`SheetError` naming every row that cannot be taken; then nothing is changed.
    """
    known = {row.where: row for row in rows(book, files, tag)}
    wrong: list[str] = []
    wanted: dict[str, list[tuple[Row, re.Match[str]]]] = {}
    for number, row in enumerate(sheet, start=2):
        if not row.better or row.where.startswith(QUESTION) or row.better == row.now:
            continue
        place = _WHERE.fullmatch(row.where)
        if place is None or row.where not in known:
            wrong.append(
                f"row {number}: there is nothing called {row.where!r}. Leave “Where” as it was."
            )
        elif " ".join(known[row.where].now.split()) != " ".join(row.now.split()):
            wrong.append(
                f"row {number}: {row.where} was changed since the sheet was made. Make a new one."
            )
        else:
            wanted.setdefault(f"{tag}/{place['flow']}.yaml", []).append((row, place))
    if wrong:
        raise SheetError("\n".join(wrong))
    read = {path for path in files if path.startswith(f"{tag}/")} if by else set()
    changed = dict(files)
    for path in sorted({*wanted, *read}):
        changed[path] = _rewritten(files[path], wanted.get(path, []), by)
    return changed


def _rewritten(text: str, wanted: Sequence[tuple[Row, re.Match[str]]], by: str) -> str:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    data = yaml.load(text)
    if by:
        data["reviewed"] = by
    for row, place in wanted:
        _put(data, row.better, place)
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue()


def _put(data: Any, better: str, place: re.Match[str]) -> None:
    if place["key"] == "commands":
        words = [word.strip() for word in better.split(SEPARATOR.strip()) if word.strip()]
        data["commands"][place["choice"]] = words
        return
    said = data["wording"][place["key"]]
    if isinstance(said, str):
        data["wording"][place["key"]] = better
        return
    (said["choices"][place["choice"]] if place["choice"] else said)[place["what"]] = better
