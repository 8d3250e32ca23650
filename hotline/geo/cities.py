"""Which names in a text are cities: each gets a score, and :data:`ACCEPT` is the line.

A name begins with what its size is worth, and gains or loses by its writing and the words around
it. A county's bare name ("in Loudoun") is weighed the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline.geo import context, names
from hotline.geo.found import Found
from hotline.geo.gazetteer import City, Gazetteer
from hotline.geo.tokens import Text

ACCEPT = 0.5
SIZES = ((500_000, 0.7), (100_000, 0.6), (25_000, 0.5), (5_000, 0.35), (0, 0.2))
"""Population, and the score that a name of that size begins with."""
STATE_AFTER, ANSWER = 0.5, 0.4
IN, TOWARDS, NEAR, LISTED, TOLD_STATE, HASHTAG = 0.25, 0.15, 0.15, 0.2, 0.1, 0.15
SEVERAL_WORDS = 0.2
KNOWN_TO_ALL = 200_000
"""A city of this size comes to mind before a person of its name."""
LOWER_CASE, CAPITAL, RUNS_ON = -0.35, 0.1, -0.1
ANOTHER_PLACE = -1.0
WORD, WORD_CAPITAL, GIVEN_NAME, PERSON, OTHER_THING, TINY = -0.55, -0.25, -0.3, -0.5, -0.3, -0.4


@dataclass(frozen=True, slots=True)
class _Candidate:
    first: int
    last: int
    cities: tuple[City, ...]
    score: float


class CityFinder:
    """Weighs city names. Immutable; share one."""

    def __init__(
        self, gazetteer: Gazetteer, states: Mapping[str, str], codes: Mapping[str, str]
    ) -> None:
        self._gazetteer = gazetteer
        self._states = states
        self._codes = codes
        self._nicknames = {
            nick: tuple(c for c in [gazetteer.city(name, state)] if c)
            for nick, (name, state) in names.NICKNAMES.items()
        }

    def candidates(
        self,
        text: Text,
        stretches: Sequence[tuple[int, int, str]],
        certain: Sequence[Found],
        short: bool,
    ) -> list[Found]:
        """The stretches that are cities; ``certain`` are the states and counties found before."""
        told = {state for name in certain if name.kind == "state" for state in name.states}
        storm = context.tells_of_storm(text)
        weighed = []
        for first, last, name in stretches:
            cities = self._nicknames.get(name) or tuple(self._gazetteer.cities_named.get(name, ()))
            score = self._score(text, first, last, name, cities, told, storm=storm, short=short)
            weighed.append(_Candidate(first, last, cities, score))
        return [self._found(text, c) for c in self._with_lists(text, weighed) if c.score >= ACCEPT]

    @staticmethod
    def _found(text: Text, candidate: _Candidate) -> Found:
        ordered = sorted(candidate.cities, key=lambda city: (-city.population, city.state))
        return Found(
            "city",
            candidate.first,
            candidate.last,
            min(candidate.score, 1.0),
            cities=tuple(ordered),
            cue=context.cue(text.tokens, candidate.first),
            near=context.is_near(text.tokens, candidate.first),
        )

    @staticmethod
    def _with_lists(text: Text, weighed: Sequence[_Candidate]) -> list[_Candidate]:
        """Names that stand in one list speak for each other: Bamberg, Calhoun, Orangeburg."""
        result = []
        for number, one in enumerate(weighed):
            before = weighed[number - 1] if number else None
            after = weighed[number + 1] if number + 1 < len(weighed) else None
            listed = (
                before is not None and context.are_listed(text.tokens, before.last, one.first)
            ) or (after is not None and context.are_listed(text.tokens, one.last, after.first))
            bonus = LISTED if listed and one.score > 0 else 0.0
            result.append(_Candidate(one.first, one.last, one.cities, one.score + bonus))
        return result

    def _score(
        self,
        text: Text,
        i: int,
        j: int,
        name: str,
        cities: Sequence[City],
        told: set[str],
        *,
        storm: bool,
        short: bool,
    ) -> float:
        tokens = text.tokens
        people = max(city.population for city in cities)
        score = next(points for size, points in SIZES if people >= size)
        if name in names.REGION_WORDS | names.STORM_WORDS:
            return 0.0
        if self.state_after(text, j, name):
            return score + STATE_AFTER
        if short and len(tokens) <= j - i + 3:
            return score + ANSWER
        given = j - i == 1 and name in self._gazetteer.given_names
        if context.is_storm(tokens, i, j) or context.is_street(tokens, i, j):
            return 0.0
        cue = context.cue(tokens, i)
        if given and storm and cue <= 0 and people < KNOWN_TO_ALL:
            return 0.0
        score += IN if cue > 0 else TOWARDS if cue < 0 else 0.0
        score += NEAR if context.is_near(tokens, i) else 0.0
        score += TOLD_STATE if any(city.state in told for city in cities) else 0.0
        score += HASHTAG if tokens[i].hashtag else 0.0
        score += self._writing(text, i, j)
        score += self._as_word(text, i, j, name)
        if given and cue <= 0 and people < KNOWN_TO_ALL:
            score += GIVEN_NAME
        if j - i > 1 and tokens[i].capital and tokens[j - 1].capital and not text.shouted:
            score += SEVERAL_WORDS
        if context.is_person(tokens, i, j, self._gazetteer.given_names):
            score += PERSON
        return score

    def _as_word(self, text: Text, i: int, j: int, name: str) -> float:
        """What a name loses for being an ordinary word, or hardly one at all."""
        if j - i > 1:
            return 0.0
        token = text.tokens[i]
        lost = 0.0
        if name in self._gazetteer.common_words:
            lost += WORD_CAPITAL if token.capital and text.cased else WORD
        if len(name) <= 3 and not token.hashtag:
            lost += TINY
        return lost

    @staticmethod
    def _writing(text: Text, i: int, j: int) -> float:
        """What capitals tell, where they tell anything."""
        tokens = text.tokens
        following = tokens[j] if j < len(tokens) else None
        joined = following is not None and following.after == " "
        if joined and following is not None and following.plain in names.NATURE_WORDS:
            return ANOTHER_PLACE
        if joined and following is not None and following.plain in names.OTHER_THING_WORDS:
            return OTHER_THING
        if not text.cased or tokens[i].hashtag:
            return 0.0
        if not tokens[i].capital:
            return LOWER_CASE
        if joined and following is not None and following.capital and not following.upper:
            return RUNS_ON
        return 0.0 if tokens[i].begins else CAPITAL

    def state_after(self, text: Text, j: int, name: str) -> str | None:
        """The state right after a name, when a city of that name lies in it."""
        tokens = text.tokens
        cities = self._nicknames.get(name) or self._gazetteer.cities_named.get(name, ())
        for length in (3, 2, 1):
            if j + length > len(tokens):
                continue
            words = " ".join(token.plain for token in tokens[j : j + length])
            code = self._states.get(words)
            if code is None and length < 3:
                code = names.STATE_SHORT.get(words) or (length == 1 and self._codes.get(words))
                if length == 1 and not context.is_written_as_state(text, j):
                    code = None
            between = tokens[j].after.strip()
            close = between in {"", "(", ".", "-"} or between.endswith(",")
            if code and close and any(city.state == code for city in cities):
                return str(code)
        return None
