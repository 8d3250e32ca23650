"""Files that a coordinator edits: YAML with line numbers, and problems with a way to fix each.

Flows, wording, agencies, rules and lexicons all come through here. Nothing raises for what a
person may have typed: a bad file gives :class:`Problem` values that name file and line and say
what to do. Text is read as YAML 1.2 (``no`` is a word, not a boolean) by ``yaml_reader``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast

import jsonschema
from jsonschema import ValidationError

from hotline.yaml_reader import BombError, Location, YamlError, read_yaml

MAX_FILE_BYTES = 2_000_000
REMEMBERED = 512
"""How many read files are kept: the shipped ones three times over."""


Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in a file, where, and how to fix it.

    An ``error`` keeps a version from being published; a ``warning`` is only shown.
    """

    file: str
    line: int
    what: str
    fix: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        """``file:line: what Fix: …``, the form that editors turn into a link."""
        fix = f" Fix: {self.fix}" if self.fix else ""
        label = "" if self.severity == "error" else "warning: "
        return f"{self.file}:{self.line}: {label}{self.what}{fix}"

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Document:
    """A parsed file: plain values, and the line that each of them is on."""

    file: str
    data: Any
    lines: Mapping[Location, int] = field(repr=False)

    def line(self, *path: str | int) -> int:
        """The line (from 1) of the value at ``path``, or of its nearest parent."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1

    def problem(self, path: Location, what: str, fix: str = "", **more: Any) -> Problem:
        """A problem at ``path`` of this file."""
        return Problem(self.file, self.line(*path), what, fix, **more)


def read_folder(folder: Path, pattern: str = "**/*.yaml") -> dict[str, str]:
    """The text of every matching file below ``folder``, by path relative to it, in order.

    Bytes that are not UTF-8 become replacement characters, which the YAML reader then refuses.
    """
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8", "replace")
        for path in sorted(folder.glob(pattern))
        if path.is_file()
    }


@lru_cache(maxsize=REMEMBERED)
def parse_yaml(file: str, text: str) -> Document | Problem:
    """``text`` as a document, or the problem that keeps it from being one.

    Reading YAML is nearly all the time that a check takes, and of a changed folder most files are
    as they were: the documents of the last files are remembered. Nobody may change their data.
    """
    if len(text) > MAX_FILE_BYTES:
        return Problem(file, 1, "the file is larger than 2 MB.", "split it into several files.")
    if "\ufffd" in text:
        line = text[: text.index("\ufffd")].count("\n") + 1
        return Problem(file, line, "a character is not UTF-8.", "save the file as UTF-8.")
    try:
        return Document(file, *read_yaml(text))
    except YamlError as error:
        what = f"this is not YAML: {error.what}."
        return Problem(file, error.line, what, "check the indentation and quotes.")
    except BombError:
        return Problem(
            file, 1, "the file unfolds to too much.", "write it without aliases (*name)."
        )


def check_schema(document: Document, schema: Mapping[str, Any]) -> list[Problem]:
    """How ``document`` departs from a JSON Schema, in words, each at its line."""
    validator = jsonschema.Draft202012Validator(schema)
    return sorted({_in_words(document, error) for error in validator.iter_errors(document.data)})


def _in_words(document: Document, error: ValidationError) -> Problem:
    while error.context:  # of several alternatives, the one that came closest says most
        error = max(
            error.context, key=lambda inner: (len(inner.absolute_path), -len(inner.message))
        )
    path: Location = tuple(error.absolute_path)
    schema: Mapping[str, Any] = cast("Mapping[str, Any]", error.schema)
    given: Any = error.instance
    wanted: Any = error.validator_value
    where = ".".join(map(str, path)) or "the file"
    if error.validator == "additionalProperties":
        known = list(schema.get("properties", {}))
        unknown = next((key for key in given if key not in known), "?")
        guess = did_you_mean(str(unknown), known)
        return document.problem(
            (*path, unknown),
            f"{where} does not know the word {str(unknown)!r}.",
            guess or f"use one of: {', '.join(known)}.",
        )
    if error.validator == "required":
        missing = [key for key in wanted if key not in given]
        return document.problem(path, f"{where} lacks {', '.join(missing)}.", "add it.")
    if error.validator == "enum":
        allowed = [str(value) for value in wanted]
        guess = did_you_mean(str(given), allowed)
        return document.problem(
            path, f"{where} is {given!r}.", guess or f"use one of: {', '.join(allowed)}."
        )
    fix = str(schema.get("description", ""))
    return document.problem(path, f"{where}: {error.message[:200]}.", fix)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``did you mean 'x'?`` for the known word nearest to ``word``, or nothing."""
    words = [str(one) for one in known]  # a member of an enumeration is shown as what it says
    near = difflib.get_close_matches(word, words, n=1)
    return f"did you mean {near[0]!r}?" if near else ""


def errors(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Only those that keep a version from being published."""
    return (problem for problem in problems if problem.severity == "error")
