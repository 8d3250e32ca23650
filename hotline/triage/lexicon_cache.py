"""The lexicon of the release as it was compiled, so that a start need not read its files again.

Reading and compiling the files takes most of a second; unpacking this a few hundredths. It counts
only for exactly the files that it was made of, by their digest: whoever edits a word list has it
compiled at the next start. ``python -m bench.learn`` writes it beside the model.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from importlib import resources
from typing import Any

from hotline.triage.lexicon import Indicator, Lexicon, Negation
from hotline.triage.matcher import Matcher, Phrase

NAME = "lexicon.json.gz"


def digest_of(files: Mapping[str, str]) -> str:
    """The name of lexicon files: SHA-256 over their paths and texts, in hex."""
    digest = hashlib.sha256()
    for path, text in sorted(files.items()):
        digest.update(f"{path}\0{text}\0".encode("utf-8", "replace"))
    return digest.hexdigest()


def load(files: Mapping[str, str]) -> Lexicon | None:
    """The shipped lexicon, if it was made of exactly these files."""
    made_of, lexicon = _shipped()
    return lexicon if made_of == digest_of(files) else None


@cache
def _shipped() -> tuple[str, Lexicon | None]:
    """The digest of the files that the shipped lexicon was made of, and the lexicon."""
    packed = resources.files("hotline.triage").joinpath("data", NAME)
    if not packed.is_file():
        return "", None
    head, _, body = gzip.decompress(packed.read_bytes()).partition(b"\n")
    return head.decode(), unpacked(json.loads(body))


def pack(files: Mapping[str, str], lexicon: Lexicon) -> bytes:
    """``lexicon`` with the digest of the ``files`` it was made of; the same bytes every time."""
    body = json.dumps(as_plain(lexicon), ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(f"{digest_of(files)}\n{body}".encode(), mtime=0)


def as_plain(lexicon: Lexicon) -> dict[str, Any]:
    """Plain values for JSON: what every node of the tree leads to, and the lists of words.

    What is repeated often, the phrases' indicators and the symbols, is written once.
    """
    matcher = lexicon.matcher
    groups: dict[tuple[str, str], dict[str, None]] = {}
    for phrase in (phrase for ended in matcher.ends for phrase in ended):
        groups.setdefault((phrase.indicator, phrase.language), {})[phrase.text] = None
    phrases = [Phrase(*group, text) for group, texts in groups.items() for text in texts]
    numbers = {phrase: number for number, phrase in enumerate(phrases)}
    symbols = sorted(matcher.all_symbols())
    places = {symbol: place for place, symbol in enumerate(symbols)}
    ends = {
        node: [numbers[phrase] for phrase in ended]
        for node, ended in enumerate(matcher.ends)
        if ended
    }
    return {
        "indicators": {
            name: [one.source, dict(one.counts), sorted(one.hides), one.deniable]
            for name, one in lexicon.indicators.items()
        },
        "phrases": [[*group, list(texts)] for group, texts in groups.items()],
        "edges": matcher.edges,
        "gaps": {node: after for node, after in enumerate(matcher.gaps) if after},
        "ends": ends,
        "symbols": symbols,
        "literals": _placed(matcher.literals, places),
        "beginnings": _placed(matcher.beginnings, places),
        "spelling": dict(lexicon.spelling),
        "numbers": dict(lexicon.numbers),
        "negation": _sorted(asdict(lexicon.negation)),
        "common": _sorted(lexicon.common),
        "languages": sorted(lexicon.languages),
        "never_learned": sorted(lexicon.never_learned),
        "small_words": sorted(lexicon.small_words),
        "learnable": sorted(lexicon.learnable),
    }


def _placed(table: Mapping[str, Iterable[str]], places: Mapping[str, int]) -> dict[str, list[int]]:
    return {word: sorted(places[symbol] for symbol in symbols) for word, symbols in table.items()}


def _sorted(words: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    return {name: sorted(members) for name, members in words.items()}


def unpacked(plain: Mapping[str, Any]) -> Lexicon:
    """The lexicon that ``as_plain`` wrote."""
    phrases = [
        Phrase(indicator, language, text)
        for indicator, language, texts in plain["phrases"]
        for text in texts
    ]
    symbol = plain["symbols"].__getitem__
    count = len(plain["edges"])
    gaps: list[tuple[tuple[int, int], ...]] = [()] * count
    for node, after in plain["gaps"].items():
        gaps[int(node)] = tuple((behind, length) for behind, length in after)
    ends: list[tuple[Phrase, ...]] = [()] * count
    for node, ended in plain["ends"].items():
        ends[int(node)] = tuple(phrases[place] for place in ended)
    negation = Negation(**{name: frozenset(words) for name, words in plain["negation"].items()})
    matcher = Matcher(
        edges=plain["edges"],
        gaps=gaps,
        ends=ends,
        literals={word: set(map(symbol, places)) for word, places in plain["literals"].items()},
        beginnings={word: set(map(symbol, places)) for word, places in plain["beginnings"].items()},
        barriers=negation.words,
    )
    return Lexicon(
        indicators={
            name: Indicator(name, source, counts, frozenset(hides), deniable)
            for name, (source, counts, hides, deniable) in plain["indicators"].items()
        },
        matcher=matcher,
        spelling={word: tuple(full) for word, full in plain["spelling"].items()},
        numbers=plain["numbers"],
        negation=negation,
        common={name: frozenset(words) for name, words in plain["common"].items()},
        languages=frozenset(plain["languages"]),
        never_learned=frozenset(plain["never_learned"]),
        small_words=frozenset(plain["small_words"]),
        learnable=frozenset(plain["learnable"]),
    )
