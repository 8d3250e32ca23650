"""Names that were spelled: "L A R E D O", "D-E-L R-I-O", "it's S A N, Y S I D R O".

Three or more single letters in a row are one word, whatever stands between them. Two of them
inside such a run never mean Los Angeles, even when the word is unknown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

from hotline.geo.find.letters import ALONE, MOST_CUT, spelled_out
from hotline.geo.gazetteer import City, fold
from hotline.geo.text.tokens import PARTED, UNBROKEN, Token

LEAST_LETTERS = 3
MOST_LETTERS = 40
CODE = 2
"""Letters of a state's postal code."""
_HINT = re.compile(r"\W\w[\s.,–-]{1,4}\w[\s.,–-]{1,4}\w\W")
"""Something may be spelled. Most texts have no such run, and cost one look."""
_BETWEEN = " .,-–—…/\"'"
Letter = tuple[str, int, int, str]
"""A letter, its offsets, and what stands before it."""
Words = tuple[tuple[int, int], ...]
"""Where each word of a spelled name begins and ends among the letters of its run."""


def joined(
    text: str,
    tokens: tuple[Token, ...],
    known: Callable[[str], str | None],
    states: frozenset[str],
) -> tuple[Token, ...]:
    """``tokens`` with spelled names as words.

    ``known`` gives a place's folded name for its letters, also without its spaces; ``states`` are
    the postal codes in lower case.
    """

    def extent(spelled: Sequence[Token]) -> tuple[int, int] | None:
        return _extent([one for token in spelled for one in _letters(token)], known, states)

    named = spelled_out(tokens, extent)
    if named is tokens and _HINT.search(f" {text} ") is None:
        return tokens
    result: list[Token] = []
    for run, letters in _runs(named):
        words = _words(letters, known, states) if letters else None
        result += run if words is None else _as_tokens(letters, words)
    return tuple(result)


class Twins:
    """Cities whose names share their letters: Rocksprings and Rock Springs. Share one."""

    def __init__(self, cities: Mapping[str, Sequence[City]]) -> None:
        """``cities`` by their folded names."""
        self._cities = cities

    def cities(self, tokens: Sequence[Token], name: str) -> Sequence[City]:
        """Cities of other names with the letters of ``name``, if it was spelled without breaks."""
        if any(token.spelled != UNBROKEN for token in tokens):
            return ()
        others = self._by_letters.get(name.replace(" ", ""), ())
        return [city for other in others if other != name for city in self._cities[other]]

    @cached_property
    def _by_letters(self) -> Mapping[str, Sequence[str]]:
        names: dict[str, list[str]] = {}
        for name in self._cities:
            names.setdefault(name.replace(" ", ""), []).append(name)
        return {letters: some for letters, some in names.items() if len(some) > 1}


def _runs(tokens: Sequence[Token]) -> Iterator[tuple[list[Token], list[Letter]]]:
    """Stretches of tokens: runs of single letters with their letters, and all else with none."""
    run: list[Token] = []
    letters: list[Letter] = []
    for token in tokens:
        own = _letters(token)
        goes_on = not token.after.strip(_BETWEEN) and "\n" not in token.after
        if run and not (own and goes_on and len(letters) < MOST_LETTERS):
            yield run, letters
            run, letters = [], []
        if own:
            run.append(token)
            letters += own
        else:
            yield [token], []
    if run:
        yield run, letters


def _letters(token: Token) -> list[Letter]:
    """The letters of a token that is one letter, or several with full stops: "L.A.R.E.D.O."."""
    if token.hashtag or token.handle or token.foreign:
        return []
    if len(token.text) == 1:
        return [(token.text, token.start, token.end, token.after)] if token.text.isalpha() else []
    if "." not in token.text:
        return []
    places = [number for number, letter in enumerate(token.text) if letter.isalpha()]
    return [
        (token.text[n], token.start + n, token.start + n + 1, token.after if not n else ".")
        for n in places
    ]


def _words(
    letters: Sequence[Letter], known: Callable[[str], str | None], states: frozenset[str]
) -> Words | None:
    """The words that a run of letters makes, or ``None`` to leave it as it is."""
    if len(letters) < LEAST_LETTERS:
        return None
    found = _place(letters, known, states)
    if found is not None:
        first, last, words = found
        return (*_single(0, first), *words, *_single(last, len(letters)))
    first, last = list(_edges(letters))[-1]
    dotted = all(before == "." for *_, before in letters[1:])
    if last - first < LEAST_LETTERS or dotted:
        return None  # "in L A, I …", "U.S.A."
    return (*_single(0, first), *_by_breaks(letters, first, last), *_single(last, len(letters)))


def _extent(
    letters: Sequence[Letter], known: Callable[[str], str | None], states: frozenset[str]
) -> tuple[int, int] | None:
    """From which to which of some letters a place is spelled, with its state's code."""
    found = _place(letters, known, states) if len(letters) >= LEAST_LETTERS else None
    return found[:2] if found is not None else None


def _place(
    letters: Sequence[Letter], known: Callable[[str], str | None], states: frozenset[str]
) -> tuple[int, int, Words] | None:
    """The words of the place that a run spells, and from which to which letter it does."""
    for first, last in _edges(letters):
        words = _known_words(letters, first, last, known, states)
        if words:
            return first, last, words
    return None


def _single(first: int, last: int) -> Words:
    return tuple((number, number + 1) for number in range(first, last))


def _edges(letters: Sequence[Letter]) -> Iterator[tuple[int, int]]:
    """The whole run, then the run without letters at its edges that may be words.

    As few as possible are left out first; the last is the run without any of them.
    """
    most, least = 0, len(letters)
    while most < min(least, MOST_CUT) and _stands_alone(letters, most, most + 1):
        most += 1
    end = len(letters) - MOST_CUT
    while least > max(most, end) and _stands_alone(letters, least - 1, least - 2):
        least -= 1
    cuts = ((a, b) for a in range(most + 1) for b in range(least, len(letters) + 1))
    yield from sorted(cuts, key=lambda cut: (cut[0] - cut[1], cut[0]))


def _stands_alone(letters: Sequence[Letter], number: int, beside: int) -> bool:
    """Whether a letter is a word, or is written otherwise than its neighbor: "L A i saw"."""
    letter = letters[number][0]
    if letter.lower() in ALONE:
        return True
    return 0 <= beside < len(letters) and letter.islower() != letters[beside][0].islower()


def _known_words(
    letters: Sequence[Letter],
    first: int,
    last: int,
    known: Callable[[str], str | None],
    states: frozenset[str],
) -> Words:
    """The words of the place that the letters spell, maybe with its state's code behind it."""
    if last - first < LEAST_LETTERS:
        return ()
    spelled = fold("".join(letter for letter, *_ in letters[first:last])).replace(" ", "")
    if len(spelled) != last - first:
        return ()
    for parts in {_by_breaks(letters, first, last): None, ((first, last),): None}:
        words = [spelled[a - first : b - first] for a, b in parts]
        name = _name(" ".join(words), known)
        if name is not None:
            return _cut(name, spelled, first)
    code = spelled[-CODE:]
    town = (
        _name(spelled[:-CODE], known) if code in states and len(spelled) > LEAST_LETTERS + 1 else ""
    )
    return (*_cut(town, spelled, first), (last - CODE, last)) if town else ()


def _name(spelled: str, known: Callable[[str], str | None]) -> str | None:
    """The place that is spelled; "saint" is "st" in the lists."""
    if spelled.startswith(_SAINT):
        return known(_ST + spelled.removeprefix(_SAINT).strip()) or known(spelled)
    return known(spelled)


_SAINT, _ST = "saint", "st "


def _cut(name: str, spelled: str, first: int) -> Words:
    words = []
    if name.startswith(_ST) and spelled.startswith(_SAINT):
        name = f"{_SAINT} {name.removeprefix(_ST)}"
    for word in name.split():
        words.append((first, first + len(word)))
        first += len(word)
    return tuple(words)


def _by_breaks(letters: Sequence[Letter], first: int, last: int) -> Words:
    """An unknown name, parted where something else stands between letters than mostly does."""
    marks = Counter(before for *_, before in letters[first + 1 : last])
    usual = marks.most_common(1)[0][0]
    breaks = [n for n in range(first + 1, last) if letters[n][3] != usual]
    ends = [first, *breaks, last]
    words = tuple(zip(ends, islice(ends, 1, None), strict=False))
    return words if all(b - a > 1 for a, b in words) else ((first, last),)


def _as_tokens(letters: Sequence[Letter], words: Words) -> Iterator[Token]:
    """Tokens of the words; a spelled word is written like a name."""
    inside = [n for a, b in words if b - a > 1 for n in range(a, b)]
    breaks = len({letters[n][3] for n in inside[1:]}) > 1
    for number, (first, last) in enumerate(words):
        spelled = "".join(letter for letter, *_ in letters[first:last])
        code = last - first == CODE and number and last == len(letters)
        if last - first > 1:
            spelled = spelled.upper() if code else spelled.capitalize()
        goes_on = number and last - first > 1 and words[number - 1][1] - words[number - 1][0] > 1
        between = " " if goes_on else letters[first][3]
        start, end = letters[first][1], letters[last - 1][2]
        how = "" if last - first == 1 else PARTED if breaks else UNBROKEN
        yield Token(spelled, fold(spelled), start, end, between, spelled=how)
