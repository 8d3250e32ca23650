"""A state that is said beside a name: it decides which place of that name is meant, and binds.

"Webb County, Florida" is no place in Texas: both are offered. "San Isidro, California" is looked
for in California by its sound.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from hotline.geo import word_lists
from hotline.geo.find.candidate import Found
from hotline.geo.resolve import mention_roles
from hotline.geo.text import vocabulary
from hotline.geo.text.sound_alikes import KNOWN, Sounds
from hotline.geo.text.tokens import ENGLISH_WORDS, SPANISH_WORDS, Text, Token

MAX_CITY_WORDS, LEAST_LETTERS = 3, 5
SHORTEST_STORY = 5
"""An answer of more words than this is more than a place and its state."""
LARGE, MOST_ELSEWHERE = 100_000, 2
"""A city of this size is not what was misheard; so many towns elsewhere are offered beside one."""
ANGELES = "06037"


class Beside:
    """Binds names to the states beside them. Immutable; share one."""

    def __init__(self, sounds: Sounds) -> None:
        self._sounds = sounds
        self._words = WORDS | word_lists.load().businesses

    def _in_state(self, text: Text, name: Found, state: str) -> Found:
        """A name that does not lie in the state said with it: a town there that sounds like it."""
        words = " ".join(token.plain for token in text.tokens[name.first : name.last])
        towns = self._sounds.alike(words, state, KNOWN) if name.kind == "city" else ()
        if not towns:
            return replace(name, against=state)
        return replace(name, cities=towns, counties=(), beside=state, corrected=True, alike=True)

    def by_sound(self, text: Text, found: Sequence[Found], served: Set[str]) -> Found | None:
        """The town in a short answer whose words are no name, by the state beside them.

        Without a state only towns of the counties ``served`` are looked for.
        """
        if not found and served:
            return self._served_by_sound(text, served)
        states = [name for name in found if name.kind == "state" and len(name.states) == 1]
        others = [name for name in found if name.kind != "state" and not name.against]
        if len(states) != 1 or any(name.kind in PLACED for name in others):
            return None
        state = states[0].states[0]
        first, last = _unread(text.tokens, states[0])
        words = [token.plain for token in text.tokens[first:last]]
        read = any(name.first < last and first < name.last for name in found)
        if read or not words or not self._words.isdisjoint(words):
            return None
        if any(word.isdigit() for word in words):
            return None
        towns = self._sounds.alike(" ".join(words), state)
        if not towns:
            return None
        return Found(
            "city", first, last, 0.6, cities=towns, beside=state, corrected=True, alike=True
        )

    def parted(self, text: Text, found: Sequence[Found]) -> list[Found]:
        """``found`` in a short text; a name behind a word that is none knows it.

        "Clefden Springs" is no town of Springs: the first word was misheard.
        """
        if len(text.tokens) > SHORTEST_STORY:
            return list(found)
        taken = {number for name in found for number in range(name.first, name.last)}
        return [
            replace(name, part=True) if self._is_part(text.tokens, name, taken) else name
            for name in found
        ]

    def _is_part(self, tokens: Sequence[Token], name: Found, taken: Set[int]) -> bool:
        before = name.first - 1
        if name.kind not in {"city", "county"} or before < 0 or before in taken:
            return False
        token, word = tokens[name.first], tokens[before].plain
        unknown = word.isalpha() and len(word) > 2 and word not in self._words | FILLERS
        close = token.after == " " and not token.spelled
        return unknown and close and word not in vocabulary.LINK_WORDS

    def with_served(self, text: Text, name: Found, served: Set[str]) -> Found:
        """A town elsewhere that sounds like one of the counties served: both are offered."""
        cities = name.cities
        own = {fips for city in cities for fips in city.fips}
        large = max((city.population for city in cities), default=0) >= LARGE
        if name.kind != "city" or name.beside or large or name.area or not served.isdisjoint(own):
            return name
        said = " ".join(token.plain for token in text.tokens[name.first : name.last])
        towns = self._sounds.alike_served(said, served) if len(said) >= LEAST_LETTERS else ()
        return (
            replace(name, cities=(*towns, *cities[:MOST_ELSEWHERE]), area=True) if towns else name
        )

    def _served_by_sound(self, text: Text, served: Set[str]) -> Found | None:
        """The town of the counties served that an answer of nothing but a name sounds like."""
        first, last = _trimmed(text.tokens, 0, len(text.tokens))
        words = [token.plain for token in text.tokens[first:last]]
        said = " ".join(words)
        ordinary = any(word in self._words or not word.isalpha() for word in words)
        if ordinary or len(words) > MAX_CITY_WORDS or len(said) < LEAST_LETTERS:
            return None
        towns = self._sounds.alike_served(said, served)
        if not towns:
            return None
        return Found("city", first, last, 0.6, cities=towns, corrected=True, alike=True)

    def bound(self, text: Text, found: Sequence[Found]) -> list[Found]:
        """Each city or county knows the state that stands right after it; D.C. is one name."""
        result: list[Found] = []
        for name in found:
            last = result[-1] if result else None
            linked = last is not None and _is_linked(text.tokens, last.last, name.first)
            if last is not None and name.kind == "state" and linked:
                between = text.tokens[last.last].after.strip()
                if last.states == ("WA", "DC") and name.states == ("DC",):
                    result[-1] = Found("state", last.first, name.last, 0.95, states=("DC",))
                    continue
                code = next((code for code in name.states if last.lies_in(code)), None)
                beside = last.kind in PLACED and between in {"", ",", "(", "."}
                words = (token.plain for token in text.tokens[last.last : name.first])
                apart = last.kind != "county" and not vocabulary.IN_LINK.isdisjoint(words)
                binds = len(name.states) == 1 and not apart and last.cue > mention_roles.FROM
                short = code == "LA" and text.tokens[name.first].plain == "la"
                if short and _is_split(text.tokens, last):
                    result[-1] = _of_two(last)
                    continue
                if beside and (code or binds):
                    joined = last.beside_state(code) if code else None
                    result[-1] = joined or self._in_state(text, last, name.states[0])
                    result.append(replace(name, cue=last.cue, aside=last.aside))
                    continue
            if name.kind == "zip" and last is not None and last.kind == "state":
                binds = len(last.states) == 1 and last.last == name.first
                binds = binds and not name.lies_in(last.states[0])
                result.append(replace(name, against=last.states[0]) if binds else name)
                continue
            result.append(name)
        return result


def _is_split(tokens: Sequence[Token], name: Found) -> bool:
    """Whether "LA" behind a name may be Los Angeles: no town of Louisiana has the name.

    "Vernon, LA" is a city in Los Angeles, or Vernon Parish.
    """
    said = tokens[name.last - 1].plain in vocabulary.COUNTY_WORDS or name.kind == "zip"
    return not said and not any(city.state == "LA" for city in name.cities)


def _of_two(name: Found) -> Found:
    """The name in Louisiana, with California as what may be meant instead."""
    cities = tuple(city for city in name.cities if ANGELES in city.fips)
    counties = tuple(county for county in name.counties if county.state == "LA")
    return replace(name, cities=cities, counties=counties, against="CA")


def _unread(tokens: Sequence[Token], state: Found) -> tuple[int, int]:
    """Where the words begin and end that stand before a state, or behind it, if they may be a name.

    Small words at their edges are left out.
    """
    first, last = (0, state.first) if state.first else (state.last, len(tokens))
    first, last = _trimmed(tokens, first, last)
    return (first, last) if last - first <= MAX_CITY_WORDS else (first, first)


def _trimmed(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """A stretch without the small words at its edges."""
    while first < last and tokens[first].plain in FILLERS:
        first += 1
    while first < last and tokens[last - 1].plain in FILLERS:
        last -= 1
    return first, last


def is_wrong_code(tokens: Sequence[Token], i: int, before: Found) -> bool:
    """Whether a code right after a name is a state where no such place lies: "webb county fl"."""
    if (
        before.kind not in PLACED
        or tokens[i].plain in vocabulary.WORD_CODES
        or len(tokens[i].text) != 2
    ):
        return False
    ends = i + 1 == len(tokens) or bool(tokens[i + 1].after.strip())
    return ends and tokens[i].after in {" ", ", ", ","}


def _is_linked(tokens: Sequence[Token], end: int, start: int) -> bool:
    """Whether a state at token ``start`` goes with the name before ``end``: "in the state of"."""
    return start - end <= MAX_LINK and all(t.plain in LINK for t in tokens[end:start])


FILLERS = (
    vocabulary.IN_WORDS
    | frozenset("its it is im i am we are were at the a here from close by town of city".split())
    | frozenset("es esta estoy estamos aqui en no yes si ciudad pueblo".split())
    | frozenset("one ones that this uno una el la que".split())
)
"""Words of a short answer that are no part of a town's name, at its edges."""
WORDS = (
    vocabulary.STAY_WORDS
    | vocabulary.AND_WORDS
    | vocabulary.KIN
    | {"miles", "minutes", "mins", "outside", "cerca", "afueras"}
    | vocabulary.MOVE_WORDS
    | vocabulary.COUNTY_WORDS
    | vocabulary.STREET_WORDS
    | ENGLISH_WORDS
    | SPANISH_WORDS
    | frozenset(
        "i dont know not sure no idea think maybe somewhere anywhere nowhere state some".split()
    )
    | frozenset("yes yeah please help him her near out of town".split())
    | frozenset("police sheriff truck stop field ranch camp farm road river border country".split())
    | frozenset(
        "se sabe creo tal vez alguna parte algun lugar pueblito chiquito rancho campo".split()
    )
)
"""Ordinary words: an answer that has one of them is no town's name as it was heard."""
MAX_LINK = 4
LINK = vocabulary.IN_LINK | frozenset(
    "of the state de del el estado county parish city area".split()
)
PLACED = frozenset({"city", "county", "zip"})
"""Kinds of names that lie in a state which is said beside them."""
