"""Which stretches of a text are names in the dictionaries, and how they are looked up there.

Most words begin no name: they are passed over here, once, and nothing else looks at them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

from hotline.geo import word_lists
from hotline.geo.find import foreign
from hotline.geo.gazetteer import Gazetteer
from hotline.geo.text import vocabulary
from hotline.geo.text.tokens import Token, is_possessive

MAX_NAME_WORDS = 5
JOINED = 8
_INITIALS = frozenset("nsew")
"""So many letters must a name have that is recognized when it is written as one word."""
Name = tuple[int, str]
"""How many tokens a name takes, and its folded form."""


class Readable:
    """Reads names off a text with the gazetteer's dictionaries. Immutable; share one."""

    def __init__(
        self, gazetteer: Gazetteer, states: Mapping[str, str], is_place: Callable[[str], bool]
    ) -> None:
        """``states``: codes by name. ``is_place``: whether a city or a county has a name."""
        self._is_place = is_place
        self._heard = gazetteer.heard
        self._towns = gazetteer.cities_named
        self._squashed: dict[str, str] = {
            name.replace(" ", ""): name
            for name in (*states, *gazetteer.cities_named)
            if " " in name
        }
        known = frozenset(
            chain(
                gazetteer.cities_named,
                gazetteer.counties_named,
                states,
                (f"{name}s" for name in states),
                word_lists.load().nicknames,
                word_lists.load().areas,
                vocabulary.LOOSE_STATES,
                gazetteer.regions,
                gazetteer.heard,
                gazetteer.countries,
                gazetteer.world_cities,
                foreign.ALIASES,
                foreign.SHORT_NAMES,
                foreign.FORMER_COUNTRIES,
                self._squashed,
            )
        )
        self._longest = _lengths(known)
        self._known = known | _other_forms((*gazetteer.regions, *vocabulary.LOOSE_STATES))
        self._pairs = frozenset(
            " ".join(name.split(" ", 2)[:2]) for name in self._known if " " in name
        )
        """The first two words of every longer name."""

    def begins(self, word: str) -> bool:
        """Whether a folded word begins a name."""
        return word in self._longest

    def names(self, tokens: Sequence[Token]) -> list[Sequence[Name]]:
        """For each token the names that begin there, the longest first."""
        longest = self._longest
        return [
            self._names_at(tokens, number)
            if token.foreign or token.plain in longest or token.text[1:2] == "."
            else ()
            for number, token in enumerate(tokens)
        ]

    def _names_at(self, tokens: Sequence[Token], i: int) -> Sequence[Name]:
        token = tokens[i]
        most = 1 if token.foreign else self._longest.get(token.plain, 0)
        if not most or token.handle:
            dotted = token.text[1:2] == "." and token.plain in self._known
            return [(1, token.plain)] if dotted else ()  # L.A., K.C.
        reach = _reach(tokens, i, most)
        lengths = range(reach if reach > 1 and self._goes_on(tokens, i) else 1, 0, -1)
        read = [(length, self._looked_up(tokens, i, length)) for length in lengths]
        return [(length, name) for length, name in read if name in self._known]

    def _goes_on(self, tokens: Sequence[Token], i: int) -> bool:
        """Whether a name may stand over token ``i`` and the next."""
        first, second = tokens[i], tokens[i + 1]
        if first.text in _INITIALS and second.capital:
            return False  # "she is w Dallas", "jestem w Chicago": with and in, not West
        if is_possessive(first.text) or is_possessive(second.text) or " " in second.plain:
            return True
        word = vocabulary.SHORT_WORDS.get(first.plain, first.plain)
        return f"{word} {second.plain}" in self._pairs

    def spelled(self, letters: str) -> str | None:
        """The folded name that ``letters`` are, also without its spaces: sanysidro."""
        squashed = self._squashed.get(letters)
        if letters not in self._known:
            return squashed
        return max((letters, squashed), key=self._people) if squashed else letters

    def _people(self, name: str | None) -> int:
        """People of the largest town of a name."""
        towns = self._towns.get(name or "", ())
        return max((town.population for town in towns), default=0)

    def name(self, tokens: Sequence[Token], i: int, length: int) -> str | None:
        """The folded name over ``length`` tokens from ``i`` on; ``None`` over a full stop."""
        if _reach(tokens, i, length) < length:
            return None
        return self._looked_up(tokens, i, length)

    def _looked_up(self, tokens: Sequence[Token], i: int, length: int) -> str:
        name = self._as_written(tokens, i, length)
        return self._heard.get(name, name)

    def _as_written(self, tokens: Sequence[Token], i: int, length: int) -> str:
        words = [token.plain for token in tokens[i : i + length]]
        if length > 1:
            words[0] = vocabulary.SHORT_WORDS.get(words[0], words[0])
        name = " ".join(words)
        if length == 1 and (tokens[i].hashtag or self._is_joined(name)):
            return self._squashed.get(name, name)
        own = [is_possessive(token.text) for token in tokens[i : i + length]]
        if True in own:  # Prince George's County, Lee's Summit
            whole = " ".join(f"{w}s" if o else w for w, o in zip(words, own, strict=True))
            return whole if self._is_place(whole) else name
        return name

    def _is_joined(self, name: str) -> bool:
        """Whether a word is no name, but a long one written as one: bocaraton."""
        return len(name) >= JOINED and name in self._squashed and not self._is_place(name)


def _lengths(known: Iterable[str]) -> dict[str, int]:
    """For each word that begins a name, how many words the longest such name has."""
    longest: dict[str, int] = {}
    for name in known:
        first, _, rest = name.partition(" ")
        if rest:
            length = min(MAX_NAME_WORDS, 2 + rest.count(" "))
            longest[first] = max(longest.get(first, 0), length)
        else:
            longest.setdefault(first, 1)
    for short, first in vocabulary.SHORT_WORDS.items():
        longest[short] = max(longest.get(short, 0), longest.get(first, 0))
    return longest


def _other_forms(regions: Iterable[str]) -> frozenset[str]:
    """Names that are read though no dictionary has them: "the Delmarvas", "PG county"."""
    several = (form for name in regions for form in (f"{name}s", name.removesuffix("s")))
    return frozenset((*several, *vocabulary.COUNTY_NICKNAMES))


def _reach(tokens: Sequence[Token], i: int, most: int) -> int:
    """How many tokens from ``i`` on may be one name, at most ``most``: none over a full stop."""
    last = min(i + most, len(tokens))
    for number in range(i + 1, last):
        between = tokens[number].after
        if between == " ":
            continue
        ended = "." in between and len(tokens[number - 1].plain) > 4
        if ended or between.strip(" .-'’") or "\n" in between:
            return number - i
    return last - i
