"""Conditions over facts: ``{urgency: P0, place: known}`` holds when every line of it holds.

A value is a word, a list of words (any of them), ``known`` or ``unknown``. ``any`` takes a list of
conditions of which one must hold, ``not`` one that must not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Facts = Callable[[str], str | None]
"""Answers a fact's value by name, ``None`` when nobody has said."""

KNOWN, UNKNOWN = "known", "unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """All ``tests`` hold, one of ``any_of`` does (if there are some), and none of ``none_of``."""

    tests: tuple[tuple[str, frozenset[str]], ...] = ()
    any_of: tuple[Condition, ...] = ()
    none_of: tuple[Condition, ...] = ()

    def holds(self, facts: Facts) -> bool:
        """Whether the condition is true of ``facts``."""
        return (
            all(_matches(facts(name), wanted) for name, wanted in self.tests)
            and (not self.any_of or any(inner.holds(facts) for inner in self.any_of))
            and not any(inner.holds(facts) for inner in self.none_of)
        )

    def names(self) -> Iterator[str]:
        """Every fact that the condition asks about."""
        yield from (name for name, _ in self.tests)
        for inner in (*self.any_of, *self.none_of):
            yield from inner.names()


ALWAYS = Condition()


def _matches(value: str | None, wanted: frozenset[str]) -> bool:
    known = value is not None and value != UNKNOWN
    return (KNOWN in wanted and known) or (UNKNOWN in wanted and not known) or value in wanted


def read_condition(given: Mapping[str, Any] | None) -> Condition:
    """The condition that a file's (already schema-checked) mapping states."""
    if not given:
        return ALWAYS
    tests = []
    for name, wanted in given.items():
        if name not in {"any", "not"}:
            values = wanted if isinstance(wanted, list) else [wanted]
            tests.append((name, frozenset(str(value) for value in values)))
    return Condition(
        tests=tuple(tests),
        any_of=tuple(read_condition(inner) for inner in given.get("any", ())),
        none_of=(read_condition(given["not"]),) if "not" in given else (),
    )
