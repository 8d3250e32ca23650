"""From files to a :class:`Lexicon`: what counts as a sign, in every language, as data.

    routing_rules/lexicon/indicators.yaml   what each indicator means, who says so, its weights
    routing_rules/lexicon/en/means.yaml     the phrases of a language, in as many files as wanted

Phrases stand in blocks of text, one a line, so that they need no quotes; ``hotline.triage.matcher``
says how they are written. Either there is a lexicon and no error, or there are problems with file
and line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from hotline.config_files import Document, Problem, check_schema, did_you_mean, parse_yaml
from hotline.triage.indicator_questions import SLOTS
from hotline.triage.matcher import Matcher, Phrase
from hotline.triage.phrase_compiler import Phrasebook, PhraseError, comma_separated
from hotline.triage.reading import Spelling, fold

INDICATORS = "indicators.yaml"
SPOKEN_TOGETHER = ("en", "es")
"""Languages that are read in full, and in any text, because people mix them."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A sign: who says that it is one, and how much it counts for each question (slot)."""

    name: str
    source: str
    counts: Mapping[str, float]
    hides: frozenset[str] = frozenset()
    deniable: bool = True


@dataclass(frozen=True, slots=True)
class Negation:
    """How languages say no; folded words of all of them together."""

    words: frozenset[str] = frozenset()
    through: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    opinion: frozenset[str] = frozenset()
    joining: frozenset[str] = frozenset()
    unless_before: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Lexicon:
    """All lexicons, compiled."""

    indicators: Mapping[str, Indicator]
    matcher: Matcher = field(repr=False)
    spelling: Spelling = field(repr=False)
    numbers: Mapping[str, int] = field(repr=False)
    negation: Negation = field(repr=False)
    common: Mapping[str, frozenset[str]] = field(repr=False)
    """Language -> its commonest words."""
    languages: frozenset[str] = frozenset()
    """The languages that have phrases."""
    never_learned: frozenset[str] = frozenset()
    """Words that the learned model must not look at: for women and men, for peoples."""
    small_words: frozenset[str] = frozenset()
    """The commonest words of the languages that are read in full, and those that deny."""
    learnable: frozenset[str] = frozenset()
    """What the phrases of those languages are made of: the model is used in no other."""


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of a lexicon file."""
    text = resources.files("hotline.triage").joinpath("schemas", "lexicon.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def load_lexicon(files: Mapping[str, str]) -> tuple[Lexicon | None, list[Problem]]:
    """The lexicon of ``files`` (path below ``routing_rules/lexicon/``), and all problems."""
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    for path, text in sorted(files.items()):
        parsed = parse_yaml(path, text)
        if isinstance(parsed, Problem):
            problems.append(parsed)
            continue
        broken = check_schema(parsed, schema())
        problems += broken
        if not broken:
            documents[path] = parsed
    if INDICATORS not in files:
        fix = "restore it from the release."
        problems.append(Problem(INDICATORS, 1, "there is no indicators.yaml.", fix))
    if problems:
        return None, sorted(problems)
    indicators = _indicators(documents, problems)
    lexicon = _compile(documents, indicators, problems)
    return (None if problems else lexicon), sorted(problems)


def _indicators(documents: Mapping[str, Document], problems: list[Problem]) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for document in documents.values():
        for name, given in document.data.get("indicators", {}).items():
            counts = given.get("counts", {})
            for slot in counts:
                if slot not in SLOTS:
                    fix = did_you_mean(slot, SLOTS) or f"use one of: {', '.join(SLOTS)}."
                    where = ("indicators", name, "counts", slot)
                    problems.append(
                        document.problem(where, f"nothing is asked by the name {slot!r}.", fix)
                    )
            found[name] = Indicator(
                name,
                given["source"],
                dict(counts),
                frozenset(given.get("hides", ())),
                given.get("deniable", True),
            )
    return found


def _compile(
    documents: Mapping[str, Document],
    indicators: Mapping[str, Indicator],
    problems: list[Problem],
) -> Lexicon:
    spelling: dict[str, tuple[str, ...]] = {}
    for document in documents.values():
        _spelling(document, spelling, problems)
    matcher = Matcher()
    numbers: dict[str, int] = {}
    common: dict[str, frozenset[str]] = {}
    languages = set()
    learnable: frozenset[str] = frozenset()
    groups = _by_language(documents, problems)
    for language in sorted(groups, key=lambda name: (name not in SPOKEN_TOGETHER, name)):
        group = groups[language]
        book = Phrasebook(language, spelling)
        for document in group:
            numbers |= {fold(word): n for word, n in document.data.get("numbers", {}).items()}
            words = frozenset(map(fold, comma_separated(document.data.get("common", ""))))
            common[language] = common.get(language, frozenset()) | words
            for name, members in document.data.get("lists", {}).items():
                book.add_list(name, members)
        for document in group:
            if _phrases(document, book, matcher, indicators, problems):
                languages.add(language)
        book.finish(matcher)
        if language in SPOKEN_TOGETHER:
            learnable = matcher.all_symbols()
    matcher.add_list("#", numbers)
    negation = _negation(documents)
    matcher.barriers = negation.words
    small = negation.words | negation.through | negation.persons
    return Lexicon(
        indicators,
        matcher,
        spelling,
        numbers,
        negation,
        common,
        frozenset(languages),
        _never_learned(documents),
        small.union(*(common.get(language, frozenset()) for language in SPOKEN_TOGETHER)),
        learnable,
    )


def _by_language(
    documents: Mapping[str, Document], problems: list[Problem]
) -> dict[str, list[Document]]:
    groups: dict[str, list[Document]] = {}
    for path, document in documents.items():
        language = document.data.get("language")
        if language is not None:
            groups.setdefault(language, []).append(document)
        elif "phrases" in document.data:
            what = f"{path} has phrases but does not say in which language."
            problems.append(document.problem((), what, "add `language: en` at the top."))
    return groups


def _phrases(
    document: Document,
    book: Phrasebook,
    matcher: Matcher,
    indicators: Mapping[str, Indicator],
    problems: list[Problem],
) -> bool:
    """Add a file's phrases; whether it has any."""
    any_phrase = False
    for name, block in document.data.get("phrases", {}).items():
        if name not in indicators:
            what = f"indicators.yaml does not know the indicator {name!r}."
            problems.append(
                document.problem(("phrases", name), what, did_you_mean(name, indicators))
            )
            continue
        for line, written in lines_of(document, block, "phrases", name):
            try:
                matcher.add(Phrase(name, book.language, written), book.elements(written))
                any_phrase = True
            except PhraseError as error:
                problems.append(Problem(document.file, line, f"{written!r}: {error}", error.fix))
    return any_phrase


def lines_of(document: Document, block: str, *path: str) -> Iterator[tuple[int, str]]:
    """The lines of a block that say something (``--`` begins a remark), with their line numbers."""
    first = document.line(*path) + 1
    for number, line in enumerate(block.splitlines()):
        written = line.strip()
        if written and not written.startswith("--"):
            yield first + number, written


def _spelling(
    document: Document, spelling: dict[str, tuple[str, ...]], problems: list[Problem]
) -> None:
    for line, written in lines_of(document, document.data.get("spelling", ""), "spelling"):
        wrong, equals, right = written.partition("=")
        full = tuple(fold(word) for word in right.split())
        if not equals or not full:
            what = f"{written!r} does not say what the words stand for."
            problems.append(Problem(document.file, line, what, "write it as `u, yu = you`."))
            continue
        for word in comma_separated(wrong):
            spelling.setdefault(fold(word), full)


def _never_learned(documents: Mapping[str, Document]) -> frozenset[str]:
    lists = (document.data.get("never_learned", "") for document in documents.values())
    return frozenset(fold(word) for words in lists for word in comma_separated(words))


def _negation(documents: Mapping[str, Document]) -> Negation:
    found: dict[str, set[str]] = {}
    for document in documents.values():
        for name, words in document.data.get("negation", {}).items():
            found.setdefault(name, set()).update(map(fold, comma_separated(words)))
    return Negation(**{name: frozenset(words) for name, words in found.items()})
