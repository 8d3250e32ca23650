"""Conditions over facts: ``{urgency: P0, place: known}`` holds when every line of it holds.

A value is a word, a list of words (any of them), ``known`` or ``unknown``. ``any`` takes a list of
conditions of which one must hold, ``not`` one that must not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Facts = Callable[[str], str | None]
"""Answers a fact's value by name, ``None`` when it is not known."""

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

    def wanted(self) -> Iterator[tuple[str, frozenset[str]]]:
        """Every fact that the condition asks about, and the values that it asks for."""
        yield from self.tests
        for inner in (*self.any_of, *self.none_of):
            yield from inner.wanted()


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


def possible(condition: Condition, known: Mapping[str, str]) -> frozenset[bool]:
    """What ``condition`` may come to when only ``known`` facts are certain."""
    parts = [
        frozenset({Condition(tests=((name, wanted),)).holds(known.get)})
        if name in known
        else frozenset({True, False})
        for name, wanted in condition.tests
    ]
    if condition.any_of:
        inner = [possible(one, known) for one in condition.any_of]
        parts.append(_combined(inner, any))
    parts += [frozenset(not v for v in possible(one, known)) for one in condition.none_of]
    return _combined(parts, all)


def _combined(
    parts: list[frozenset[bool]], rule: Callable[[Iterable[bool]], bool]
) -> frozenset[bool]:
    """What ``rule`` (any, all) over independent parts may come to."""
    most, least = rule(True in part for part in parts), rule(False not in part for part in parts)
    return frozenset({most, least})


def in_words(condition: Condition) -> str:
    """A condition in words, such as ``by text, urgency P0``."""
    parts = [_fact(name, sorted(wanted)) for name, wanted in condition.tests]
    if condition.any_of:
        parts.append(" or ".join(in_words(inner) for inner in condition.any_of))
    parts += [f"not {in_words(inner)}" for inner in condition.none_of]
    return ", ".join(parts)


def _fact(name: str, wanted: list[str]) -> str:
    words = " or ".join(wanted).replace("_", " ")
    if name == "medium":
        return {"text": "by text", "voice": "by phone"}.get(words, words)
    if name == "full_language":
        return "language in full" if words == "yes" else "language not in full"
    return f"{name.replace('_', ' ')} {words}"
