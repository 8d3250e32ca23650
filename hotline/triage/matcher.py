"""Finds the phrases of all lexicons in a text, in one pass over its words.

A phrase is a row of words. In it

- ``lock*`` is every word that begins so, ``lock|locks`` either word, ``his?`` a word that may be
  missing, ``<documents>`` a word of the list "documents", ``#`` a number,
  ``^`` the beginning of the text;
- ``(turn tricks|sell .. body)`` is either of the rows inside;
- ``...`` stands for up to four words of the same sentence, ``..`` for up to two, ``....`` for up
  to eight.

All phrases become one tree whose branches are words, beginnings and lists; a text walks down it
word by word. The work grows with the text, not with the number of phrases, and the number of
half-found phrases at any word is bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hotline.triage.reading import Reading

GAPS = {"....": 8, "...": 4, "..": 2}
MAX_ACTIVE = 300
"""Half-found phrases that are followed at one word; no honest text comes near it."""
MAX_CACHED_WORDS = 20_000
NUMBER = "#"
BEGINNING = "^"
_ROOT = 0
_LATIN_ENDS = "\u0250"
_AND = "و"
_ARABIC_FRONTS = (_AND, "ف", "ب", "ل", "ال", "وال", "بال")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a lexicon: which indicator it is a sign of, in which language."""

    indicator: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found from word ``first`` to word ``last``."""

    phrase: Phrase
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a phrase: rows of which one must follow, or a gap of words.

    A row is made of symbols (words, beginnings, lists) and of further elements.
    """

    rows: tuple[Row, ...] = ()
    optional: bool = False
    gap: int = 0


State = tuple[int, int]
"""A half-found phrase: the node that was reached, and the word at which it began."""
Row = tuple["str | Element", ...]


@dataclass(frozen=True, slots=True)
class Begun:
    """The phrases that one word begins.

    ``phrases`` end with it. ``leads``: for each symbol that may follow, the nodes that it leads on
    from and how many words each may wait. ``next`` are the symbols that may follow at once,
    ``later`` those that may follow after a gap of at most ``most`` words.
    """

    phrases: tuple[Phrase, ...]
    leads: Mapping[str, Sequence[tuple[int, int]]]
    next: frozenset[str]
    later: frozenset[str]
    most: int


NOTHING = Begun((), {}, frozenset(), frozenset(), 0)


@dataclass
class Matcher:
    """The tree of all phrases. Build with :meth:`add` and :meth:`add_list`, then :meth:`find`."""

    edges: list[dict[str, int]] = field(default_factory=lambda: [{}])
    gaps: list[tuple[tuple[int, int], ...]] = field(default_factory=lambda: [()])
    """Nodes that follow without a word of their own, and across how many words."""
    ends: list[tuple[Phrase, ...]] = field(default_factory=lambda: [()])
    literals: dict[str, set[str]] = field(default_factory=dict)
    beginnings: dict[str, set[str]] = field(default_factory=dict)
    barriers: frozenset[str] = frozenset()
    """Words that no gap reaches across: "he did not take" is not "he ... take"."""
    _cache: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)
    _listed: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    _begun: dict[frozenset[str], Begun] = field(default_factory=dict, compare=False)

    def add(self, phrase: Phrase, elements: Sequence[Element]) -> None:
        """Grow the tree by a phrase."""
        for node in self._walk({_ROOT}, elements) - {_ROOT}:
            self.ends[node] = (*self.ends[node], phrase)

    def add_list(self, symbol: str, members: Iterable[str]) -> None:
        """Make ``symbol`` stand for every word (or beginning, ``lock*``) of ``members``."""
        for member in members:
            table = self.beginnings if member.endswith("*") else self.literals
            table.setdefault(member.rstrip("*"), set()).add(symbol)

    def _walk(self, frontier: set[int], row: Iterable[str | Element]) -> set[int]:
        """The nodes reached from ``frontier`` by ``row``, grown where there are none yet."""
        for part in row:
            if isinstance(part, str):
                frontier = {self._edge(node, part) for node in frontier}
            elif part.gap:
                frontier = {self._gap(node, part.gap) for node in frontier}
            else:
                frontier = self._choose(frontier, part)
        return frontier

    def _choose(self, frontier: set[int], element: Element) -> set[int]:
        """The one node in which all choices meet again, so that the tree stays small."""
        after = set().union(*(self._walk(frontier, choice) for choice in element.rows))
        if element.optional:
            after |= frontier - {_ROOT}
        if len(after) > 1:
            meeting = self._grow()
            for node in after:
                self.gaps[node] = (*self.gaps[node], (meeting, 0))
            after = {meeting}
        return after | {_ROOT} if element.optional and _ROOT in frontier else after

    def _edge(self, node: int, symbol: str) -> int:
        if not symbol.startswith("<") and symbol not in {NUMBER, BEGINNING}:
            self.add_list(symbol, (symbol,))
        after = self.edges[node].get(symbol)
        if after is None:
            after = self._grow()
            self.edges[node][symbol] = after
        return after

    def _gap(self, node: int, length: int) -> int:
        for after, known in self.gaps[node]:
            if known == length:
                return after
        after = self._grow()
        self.gaps[node] = (*self.gaps[node], (after, length))
        return after

    def _grow(self) -> int:
        self.edges.append({})
        self.gaps.append(())
        self.ends.append(())
        return len(self.edges) - 1

    # Finding -------------------------------------------------------------------------------------

    def symbols(self, word: str) -> frozenset[str]:
        """Everything in the phrases that ``word`` may stand for."""
        known = self._cache.get(word)
        if known is None:
            found: set[str] = set()
            shortest = 1 if word > _LATIN_ENDS else 2  # one syllable of Hangul is a beginning
            for form in _forms(word):
                found |= self.literals.get(form, set())
                for length in range(shortest, len(form) + 1):
                    found |= self.beginnings.get(form[:length], set())
            if word.isdigit():
                found.add(NUMBER)
                found |= self.literals.get(NUMBER, set())  # as one choice of several, too
            known = frozenset(found)
            if len(self._cache) < MAX_CACHED_WORDS:
                self._cache[word] = known
        return known

    def all_symbols(self) -> frozenset[str]:
        """Every word, beginning and list that the phrases so far are made of."""
        tables = (self.literals, self.beginnings)
        return frozenset(symbol for table in tables for some in table.values() for symbol in some)

    def lists(self, word: str) -> tuple[str, ...]:
        """The named lists of the phrases that ``word`` is in."""
        known = self._listed.get(word)
        if known is None:
            symbols = self.symbols(word)
            known = tuple(sorted(s for s in symbols if s.startswith("<") and "|" not in s))
            if len(self._listed) < MAX_CACHED_WORDS:
                self._listed[word] = known
        return known

    def find(self, reading: Reading) -> list[Match]:
        """Every phrase in the text, in the order of their ends; overlapping ones too.

        Half-found phrases of one word wait together in its :class:`Begun`, those of several words
        one by one in ``active`` (with the number of words that they may still wait).
        """
        matches: list[Match] = []
        active: dict[State, int] = {}
        waiting: list[tuple[int, Begun]] = []
        last, sentence = NOTHING, -1
        edges, ends = self.edges, self.ends
        opening = edges[_ROOT].get(BEGINNING)
        for index, word in enumerate(reading.words):
            if reading.sentences[index] != sentence:
                sentence = reading.sentences[index]
                active, waiting, last = {}, [], NOTHING
            if index == 0 and opening is not None:
                active[opening, 0] = 0
                self._open(opening, 0, 0, active)
            symbols = self.symbols(word)
            begun = self._begun_by(symbols) if symbols else NOTHING
            after: dict[State, int] = {}
            if symbols:
                matches += [Match(phrase, index, index) for phrase in begun.phrases]
                after = self._led_on(index, symbols, last, waiting)
                for node, first in active:
                    if not edges[node].keys().isdisjoint(symbols):
                        self._step(node, first, symbols, after)
                matches += [
                    Match(phrase, first, index) for node, first in after for phrase in ends[node]
                ]
            if last.most:
                waiting.append((index - 1, last))
            if word in self.barriers:
                waiting = []
            else:
                if waiting:
                    waiting = [pair for pair in waiting if pair[1].most >= index - pair[0]]
                for state, room in active.items():
                    if room > 0 and after.get(state, -1) < room - 1:
                        after[state] = room - 1
            active, last = self._followed(after) if after else after, begun
        return matches

    def _led_on(
        self,
        index: int,
        symbols: frozenset[str],
        last: Begun,
        waiting: Sequence[tuple[int, Begun]],
    ) -> dict[State, int]:
        """Where word ``index`` leads from what the word before it began, and from what waits."""
        edges = self.edges
        after: dict[State, int] = {}
        for symbol in last.next & symbols:
            for node, _ in last.leads[symbol]:
                self._arrive(edges[node][symbol], index - 1, after)
        for first, earlier in waiting:
            for symbol in earlier.later & symbols:
                for node, room in earlier.leads[symbol]:
                    if room >= index - first - 1:
                        self._arrive(edges[node][symbol], first, after)
        return after

    def _followed(self, states: dict[State, int]) -> dict[State, int]:
        """The states that a word can lead on from, as many as are followed."""
        kept = {state: room for state, room in states.items() if self.edges[state[0]]}
        return kept if len(kept) <= MAX_ACTIVE else dict(list(kept.items())[:MAX_ACTIVE])

    def _begun_by(self, symbols: frozenset[str]) -> Begun:
        """What a word with these symbols begins. Kept: few words begin most of what is said."""
        known = self._begun.get(symbols)
        if known is None:
            states: dict[State, int] = {}
            self._step(_ROOT, 0, symbols, states)
            leads: dict[str, list[tuple[int, int]]] = {}
            for (node, _), room in states.items():
                for symbol in self.edges[node]:
                    leads.setdefault(symbol, []).append((node, room))
            known = Begun(
                phrases=tuple(phrase for node, _ in states for phrase in self.ends[node]),
                leads=leads,
                next=frozenset(leads),
                later=frozenset(s for s, to in leads.items() if any(room for _, room in to)),
                most=max(
                    (room for (node, _), room in states.items() if self.edges[node]), default=0
                ),
            )
            if len(self._begun) < MAX_CACHED_WORDS:
                self._begun[symbols] = known
        return known

    def _step(
        self, node: int, first: int, symbols: frozenset[str], after: dict[State, int]
    ) -> None:
        edges = self.edges[node]
        if len(edges) < len(symbols):
            found = [edges[symbol] for symbol in edges if symbol in symbols]
        else:
            found = [edges[symbol] for symbol in symbols if symbol in edges]
        for following in found:
            self._arrive(following, first, after)

    def _arrive(self, node: int, first: int, after: dict[State, int]) -> None:
        """Be at ``node`` with a phrase that began at word ``first``."""
        after.setdefault((node, first), 0)
        if self.gaps[node]:
            self._open(node, first, 0, after)

    def _open(self, node: int, first: int, room: int, after: dict[State, int]) -> None:
        """Wait for what stands behind the gaps of ``node``, also of several in a row."""
        for behind, length in self.gaps[node]:
            if after.get((behind, first), -1) < room + length:
                after[behind, first] = room + length
            if self.gaps[behind]:
                self._open(behind, first, room + length, after)


def _forms(word: str) -> Iterator[str]:
    """The word, and in Arabic also without "and", "in", "the" written to its front."""
    yield word
    if "\u0600" <= word[:1] <= "\u06ff":
        for front in _ARABIC_FRONTS:
            least = 2 if front == _AND else 3
            if word.startswith(front) and len(word) >= len(front) + least:
                yield word.removeprefix(front)
