"""YAML 1.2 as plain values, with the line of each: libyaml's events, read without recursion.

The files of a line are read at every start and every change. PyYAML's C parser gives their events
forty times faster than a round-trip parser builds its tree; what a plain word means is decided
here by YAML 1.2's core schema (``no`` is a word), and dates stay text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

MAX_NODES = 200_000
MAX_DEPTH = 40

Location = tuple[str | int, ...]
"""A path into a document: keys of mappings and positions in lists."""


class YamlError(Exception):
    """``text`` is not YAML that is used here: the line (from 1), and what is wrong with it."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what


class BombError(Exception):
    """The file would unfold to far more than a person would write."""


def read_yaml(text: str) -> tuple[Any, dict[Location, int]]:
    """The value of the one document in ``text``, and the line (from 1) of each part of it.

    Raises :class:`YamlError`, or :class:`BombError` for too many or too deeply nested values.
    """
    reader = _Reader()
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise YamlError(line, str(error.problem or error.context)) from None
    except yaml.YAMLError as error:
        raise YamlError(1, str(error).splitlines()[0]) from None
    return reader.value, reader.lines


@dataclass
class _Open:
    """A mapping or a list that is being read, and the key that waits for its value."""

    value: Any
    path: Location
    anchor: str | None
    began: int
    key: str | int | None = None
    has_key: bool = False


@dataclass
class _Reader:
    value: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    documents: int = 0
    nodes: int = 0
    open: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Any, Location, int]] = field(default_factory=dict)

    def take(self, event: Any) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise YamlError(_line(event), "a file is one document; drop the second `---`")
            case yaml.MappingStartEvent():
                self._begin({}, event)
            case yaml.SequenceStartEvent():
                self._begin([], event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._end()
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.AliasEvent():
                self._alias(event)

    def _begin(self, value: Any, event: Any) -> None:
        path = self._place(event)
        if len(path) > MAX_DEPTH:
            raise BombError
        self.open.append(_Open(value, path, event.anchor, self.nodes))
        self._put(value)

    def _end(self) -> None:
        closed = self.open.pop()
        if closed.anchor:
            size = self.nodes - closed.began
            self.anchors[closed.anchor] = (closed.value, closed.path, size)

    def _scalar(self, event: Any) -> None:
        value = _plain(event)
        into = self.open[-1] if self.open else None
        if into is not None and isinstance(into.value, dict) and not into.has_key:
            self._key(into, value, event)
            return
        path = self._place(event)
        if event.anchor:
            self.anchors[event.anchor] = (value, path, 1)
        self._store(value)

    def _key(self, into: _Open, value: Any, event: Any) -> None:
        key = value if isinstance(value, str | int) else str(value)
        if key in into.value:
            raise YamlError(_line(event), f"the key {key!r} is there twice")
        into.key, into.has_key = key, True
        self.lines[(*into.path, key)] = _line(event)

    def _alias(self, event: Any) -> None:
        known = self.anchors.get(event.anchor)
        if known is None:
            raise YamlError(_line(event), f"*{event.anchor} names nothing above it")
        value, source, size = known
        path = self._place(event)
        self.nodes += size
        if self.nodes > MAX_NODES:
            raise BombError
        below = [(at, line) for at, line in self.lines.items() if at[: len(source)] == source]
        for at, line in below:
            self.lines.setdefault((*path, *at[len(source) :]), line)
        self._store(value)

    def _place(self, event: Any) -> Location:
        """Where the value that begins at ``event`` goes; its line is noted."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise BombError
        if not self.open:
            path: Location = ()
        elif isinstance((into := self.open[-1]).value, list):
            path = (*into.path, len(into.value))
        elif into.has_key and into.key is not None:
            path = (*into.path, into.key)
        else:
            raise YamlError(_line(event), "a key must be a word or a number")
        self.lines.setdefault(path, _line(event))
        return path

    def _put(self, value: Any) -> None:
        """Store a mapping or list that was just opened in the one around it."""
        self._store(value, around=self.open[-2] if len(self.open) > 1 else None)

    def _store(self, value: Any, *, around: _Open | None = None) -> None:
        opened = bool(self.open) and self.open[-1].value is value
        into = around if opened else (self.open[-1] if self.open else None)
        if into is None:
            self.value = value
        elif isinstance(into.value, list):
            into.value.append(value)
        else:
            into.value[into.key] = value
            into.has_key = False


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


# YAML 1.2, 10.3.2: what a plain word means ------------------------------------------------------

_WORDS: Mapping[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_INT = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_DATE = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_TAGGED = "tag:yaml.org,2002:"


def _plain(event: Any) -> Any:
    if event.tag not in {None, "!"}:
        return _tagged(event)
    return _meant(event.value) if event.implicit[0] else event.value


def _tagged(event: Any) -> Any:
    match event.tag.removeprefix(_TAGGED):
        case "str":
            return event.value
        case "int" | "float" | "bool" | "null" | "timestamp":
            return _meant(event.value)
    raise YamlError(_line(event), f"the tag {event.tag} is not used here; leave it out")


def _meant(word: str) -> Any:
    if word in _WORDS:
        return _WORDS[word]
    first = word[0]
    if first not in "0123456789+-.":
        return word
    if _INT.fullmatch(word):
        return int(word)
    if _BASED.fullmatch(word):
        return int(word, 0)
    if _FLOAT.fullmatch(word):
        return float(word)
    return _date(word)


def _date(word: str) -> str:
    """A date in its full form; what is no date, such as 2026-13-01, stays as it is written."""
    if not (found := _DATE.fullmatch(word)):
        return word
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return word
