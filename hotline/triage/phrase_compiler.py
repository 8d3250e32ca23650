"""From a phrase as a coordinator writes it to the elements that the matcher's tree is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hotline.config_files import did_you_mean
from hotline.triage.matcher import BEGINNING, GAPS, NUMBER, Element, Matcher, Row
from hotline.triage.reading import Spelling, read

_LIST = re.compile(r"<([a-z_]+)>")
MAX_DEPTH = 5
"""How deep lists may name other lists."""


def _split(written: str, at: str) -> list[str]:
    """The parts of ``written`` between ``at``, but not inside of brackets."""
    parts, depth = [""], 0
    for letter in written:
        depth += (letter == "(") - (letter == ")")
        if letter == at and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    if depth:
        raise PhraseError("a bracket is not closed.")
    return [part.strip() for part in parts if part.strip()]


def _is_word(row: str) -> bool:
    return not set(row) & set(" (?") and row not in GAPS


class PhraseError(ValueError):
    """A phrase cannot be read. ``fix`` says what to do."""

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what)
        self.fix = fix


def comma_separated(words: str) -> list[str]:
    """The parts of a list that is written in one go."""
    return [
        part for part in (piece.strip() for piece in words.replace("\n", ",").split(",")) if part
    ]


class Phrasebook:
    """The lists of one language, by which its phrases are read."""

    def __init__(self, language: str, spelling: Spelling) -> None:
        self.language = language
        self._spelling = spelling
        self._lists: dict[str, list[str]] = {}
        self._used: dict[str, tuple[str, ...]] = {}
        self._elements: dict[str, Element] = {}
        self._members: dict[str, tuple[tuple[str, ...], ...]] = {}
        self._unnamed: dict[tuple[str, ...], int] = {}
        self._folded: dict[str, tuple[str, ...]] = {}

    def add_list(self, name: str, members: str) -> None:
        """Make ``<name>`` known; a name given twice gets the members of both."""
        self._lists.setdefault(name, []).extend(comma_separated(members))
        self._elements.clear()
        self._members.clear()

    def elements(self, written: str) -> list[Element]:
        """The elements of a phrase. Raises :class:`PhraseError`."""
        elements = self._sequence(written)
        if not elements or elements[0].gap or elements[-1].gap:
            raise PhraseError("a phrase begins and ends with a word.")
        if all(element.optional or element.gap for element in elements):
            raise PhraseError("every word of it may be missing.", "take a `?` away.")
        return elements

    def finish(self, matcher: Matcher) -> None:
        """Tell the matcher which words the lists stand for."""
        for symbol, members in self._used.items():
            matcher.add_list(symbol, members)

    def _sequence(self, written: str) -> list[Element]:
        return [self._element(part) for part in _split(written, " ")]

    def _element(self, part: str) -> Element:
        """What a part stands for; most parts stand in many phrases, so that each is read once."""
        known = self._elements.get(part)
        if known is None:
            known = self._elements[part] = self._read(part)
        return known

    def _read(self, part: str) -> Element:
        if part in GAPS:
            return Element(gap=GAPS[part])
        optional = part.endswith("?")
        part = part.rstrip("?")
        if part.startswith("(") and part.endswith(")"):
            return Element(tuple(self._choices(part[1:-1])), optional)
        return Element(tuple(self._words_of(part)), optional)

    def _choices(self, written: str) -> list[Row]:
        """The rows in brackets; plain words among them are one row."""
        choices = _split(written, "|")
        rows: list[Row] = [tuple(self._sequence(row)) for row in choices if not _is_word(row)]
        single = "|".join(row for row in choices if _is_word(row))
        if single:
            rows.append((self._element(single),))
        return rows

    def _words_of(self, part: str) -> list[Row]:
        """The rows that ``lock*|locks|<list>`` stands for."""
        words = [row for choice in part.split("|") for row in self._rows(choice, 0)]
        single = sorted({row[0] for row in words if len(row) == 1})
        longer: list[Row] = [row for row in words if len(row) > 1]
        if len(single) > 1:  # one branch for all of them keeps the tree small
            symbol = self._symbol(part, tuple(single))
            self._used[symbol] = tuple(single)
            single = [symbol]
        return [*((one,) for one in single), *longer]

    def _symbol(self, part: str, members: tuple[str, ...]) -> str:
        """The name of a list; words that only stand side by side have a number, behind ``|``."""
        if _LIST.fullmatch(part):
            return f"<{self.language}:{part[1:]}"
        return f"<{self.language}|{self._unnamed.setdefault(members, len(self._unnamed))}>"

    def _rows(self, choice: str, depth: int) -> Iterator[tuple[str, ...]]:
        if choice in {NUMBER, BEGINNING}:
            yield (choice,)
            return
        listed = _LIST.fullmatch(choice)
        if listed is None:
            yield self._words(choice)
            return
        name = listed.group(1)
        if name not in self._lists:
            raise PhraseError(f"there is no list {name!r}.", did_you_mean(name, self._lists))
        if depth >= MAX_DEPTH:
            raise PhraseError(f"the list {name!r} leads back to itself.")
        if name not in self._members:
            self._members[name] = tuple(
                row for member in self._lists[name] for row in self._rows(member, depth + 1)
            )
        yield from self._members[name]

    def _words(self, written: str) -> tuple[str, ...]:
        """The folded words of a member; the last may be a beginning."""
        if written not in self._folded:
            self._folded[written] = self._fold(written)
        return self._folded[written]

    def _fold(self, written: str) -> tuple[str, ...]:
        beginning = written.endswith("*")
        reading = read(written.rstrip("*"), {} if beginning else self._spelling)
        words = list(reading.words)
        if not words:
            raise PhraseError(f"{written!r} holds no word.")
        if beginning:
            words[-1] += "*"
        return tuple(words)
