"""Facts: conditions of the form "this fact is one of these words".

A new one is a module in this folder with one call::

    register(Fact("reachable", label="reachable today", words=frozenset({"yes", "no"}),
                  of_report=lambda report: ...))  # words from report.assessment().answers
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import EnumType
from functools import cached_property, lru_cache
from typing import Any, Protocol

from hotline.config_files import did_you_mean
from hotline.routing.conditions.base import Atom, Facts, Kind, Reading, Settings, kinds
from hotline.routing.types import Case

log = logging.getLogger(__name__)
UNKNOWN = "unknown"


class Assessed(Protocol):
    """What a report has been found and answered to be."""

    @property
    def answers(self) -> Mapping[str, str]:
        """What the reporter chose or said at questions, by the name of the fact."""


class OpenReport(Protocol):
    """As much of an open report as a fact may look at; intake's own has it."""

    def assessment(self) -> Assessed:
        """What is known of it by now."""


@dataclass(frozen=True, eq=False)
class Fact(Kind):
    """A fact of a case, as a set of words: one word, or any number of them when ``many``.

    It is kept in :attr:`Case.more`, so that no other module has to know it. ``words`` are all that
    there are (``None``: any), ``unsaid`` is the word of a case that does not mention the fact, such
    as one decided before the fact existed. ``of_report`` reads the words from an open report;
    without it only a person gives them (``hotline explain --fact``).
    """

    name: str
    label: str = ""
    """What a reason calls it: "{label} is yes, not no"."""
    words: frozenset[str] | None = None
    unsaid: str = UNKNOWN
    many: bool = False
    order: int = 100
    everywhere: bool = True
    of_report: Callable[[OpenReport], Iterable[str]] | None = None

    def values(self, case: Case) -> frozenset[str]:
        """What the case says of it; never empty unless ``many``."""
        found = frozenset(word for name, word in case.more if name == self.name)
        return found if found or self.many else frozenset({self.unsaid})

    @property
    def in_key(self) -> bool:
        """Whether the memo key of rules holds its words: not when a subclass reads others."""
        return type(self).values in {Fact.values, CaseField.values}

    @property
    def by_place(self) -> bool:
        """Whether the place alone says it."""
        return False

    def schema(self) -> Mapping[str, Any]:
        """A word or a list of words."""
        listed = f" One of: {', '.join(sorted(self.words))}." if self.words else ""
        said = f"{self.label or self.name}.{listed}"
        return {"$ref": "#/$defs/words", "description": said[0].upper() + said[1:]}

    def read(self, reading: Reading) -> tuple[OneOf]:
        """The condition; a word that the fact never has is a problem."""
        given = reading.value
        wanted = [given] if isinstance(given, str) else list(given)
        for word in wanted:
            if self.words is not None and word not in {*self.words, self.unsaid}:
                known = sorted(self.words)
                fix = did_you_mean(word, known) or f"use one of: {', '.join(known)}."
                what = f"{self.name} is never {word!r}."
                reading.known.wrong(reading.document, reading.path, what, fix)
        return (OneOf(self, frozenset(wanted)),)

    def setting(self, words: Iterable[str]) -> Settings:
        """The part of a case that gives it these words."""
        return {"more": frozenset((self.name, word) for word in words)}

    def space(self, atoms: Sequence[Atom], words: frozenset[str]) -> Sequence[Settings]:
        """Unsaid, and each word that a rule asks for; of several at once also all together."""
        del atoms
        each: list[frozenset[str]] = [frozenset({word}) for word in sorted(words - {self.unsaid})]
        together = [words] if self.many and len(words) > 1 else []
        return [self.setting(chosen) for chosen in (frozenset[str](), *each, *together)]

    # As JSON, kept with each decision so that it can be decided again ----------------------------

    def to_json(self, case: Case) -> dict[str, Any]:
        """Its entry in the JSON of a case; none when the case does not mention it."""
        given = sorted(word for name, word in case.more if name == self.name)
        return {self.name: given if self.many else given[0]} if given else {}

    def from_json(self, value: Mapping[str, Any]) -> Settings:
        """What ``to_json`` wrote; nothing for a case that was written without it."""
        given = value.get(self.name, ())
        return self.setting((given,) if isinstance(given, str) else given)

    def differences(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
        """How it differs between two cases as JSON, in words."""
        if self.many:
            was, now = old.get(self.name, ()), new.get(self.name, ())
            yield from (f"{word} was added to the {self.name}" for word in now if word not in was)
            yield from (f"{word} left the {self.name}" for word in was if word not in now)
            return
        before, after = old.get(self.name) or self.unsaid, new.get(self.name) or self.unsaid
        if before != after:
            yield f"{self.name} was {before}, is {after}"


@dataclass(frozen=True, eq=False)
class CaseField(Fact):
    """A fact that has a field of its own in :class:`Case`, read with ``parse``."""

    parse: Callable[[str], Any] = str
    everywhere: bool = False

    def values(self, case: Case) -> frozenset[str]:
        """What the field holds; the word for "none" stands for an empty one."""
        value = getattr(case, self.name)
        if self.many:
            return frozenset(value)
        return _one(self.unsaid if value is None else str(value))

    def setting(self, words: Iterable[str]) -> Settings:
        """The field; left out when no word is given, so that it has its default."""
        if self.many:
            return {self.name: frozenset(map(self.parse, words))}
        said = [self.parse(word) for word in words if word != self.unsaid]
        return {self.name: said[0]} if said else {}

    def space(self, atoms: Sequence[Atom], words: frozenset[str]) -> Sequence[Settings]:
        """Every word of one that varies everywhere; of others all as soon as a rule asks."""
        if self.many or self.words is None:
            return super().space(atoms, words)
        if self.everywhere:
            return [{self.name: self.parse(word)} for word in self.words_in_order()]
        if not words:
            return ({},)
        return [{}, *(self.setting((word,)) for word in self.words_in_order())]

    def words_in_order(self) -> Sequence[str]:
        """Its words, in the order of their type."""
        if isinstance(self.parse, EnumType):
            words: Iterable[Any] = self.parse
            return [str(word) for word in words]
        return sorted(self.words or ())

    def to_json(self, case: Case) -> dict[str, Any]:
        """The field as plain values."""
        value = getattr(case, self.name)
        if self.many:
            return {self.name: sorted(value)}
        return {self.name: None if value is None else str(value)}

    def from_json(self, value: Mapping[str, Any]) -> Settings:
        """What ``to_json`` wrote; the default of the field when it was not written."""
        given = value.get(self.name)
        if self.many:
            return self.setting(given or ())
        return {} if given is None else {self.name: self.parse(given)}


@dataclass(frozen=True)
class OneOf(Atom):
    """A fact is one of some words; of a fact with many, that any of them is there."""

    fact: Fact
    wanted: frozenset[str]

    @property
    def name(self) -> str:
        """The name of the fact."""
        return self.fact.name

    @property
    def in_key(self) -> bool:
        """As the fact."""
        return self.fact.in_key

    @property
    def by_place(self) -> bool:
        """As the fact."""
        return self.fact.by_place

    def fails(self, facts: Facts) -> str | None:
        """Why it does not hold, or nothing when it does."""
        given = self.fact.values(facts.case)
        if given & self.wanted:
            return None
        if self.fact.many:
            return f"{self.name}: no {self._wanted}"
        return f"{self._label} is {_in_words(given, ', ')}, not {self._wanted}"

    @cached_property
    def _label(self) -> str:
        return self.fact.label or self.name

    @cached_property
    def _wanted(self) -> str:
        return _in_words(self.wanted, " or ")

    def __str__(self) -> str:
        return f"{self._label} {self._wanted}"


@lru_cache(maxsize=1024)
def _one(word: str) -> frozenset[str]:
    """The word alone; proofs ask for the same few a million times."""
    return frozenset({word})


@lru_cache(maxsize=1024)
def _in_words(words: frozenset[str], between: str) -> str:
    return between.join(word.replace("_", " ") for word in sorted(words))


def facts() -> tuple[Fact, ...]:
    """All kinds that are facts, in order."""
    return tuple(kind for kind in kinds() if isinstance(kind, Fact))


def facts_in_more() -> tuple[Fact, ...]:
    """The facts that are kept in :attr:`Case.more`."""
    return tuple(fact for fact in facts() if type(fact).values is Fact.values)


def more_of(report: OpenReport) -> frozenset[tuple[str, str]]:
    """What the facts without a field of their own say of an open report.

    One that fails says nothing: a report must not be lost to a fact that a rule may want.
    """
    return frozenset((fact.name, word) for fact in facts() for word in _said(fact, report))


def _said(fact: Fact, report: OpenReport) -> tuple[str, ...]:
    if fact.of_report is None:
        return ()
    try:
        return tuple(fact.of_report(report))
    except Exception as error:
        log.error("the fact %s cannot be read from a report: %s", fact.name, type(error).__name__)
        return ()
