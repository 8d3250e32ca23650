"""Which names in a text are cities: each gets a score, and :data:`ACCEPT` is the line.

A name begins with what its size is worth, and gains or loses by its writing and the words around
it. A county's bare name ("in Loudoun") is weighed the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hotline.geo import word_lists
from hotline.geo.find import addresses, businesses, context, persons, spelled, writing
from hotline.geo.find.candidate import Found
from hotline.geo.find.city_candidate import Candidate, Setting
from hotline.geo.find.state_names import StateNames
from hotline.geo.gazetteer import City, County, Gazetteer
from hotline.geo.resolve import distance, mention_roles
from hotline.geo.text import vocabulary
from hotline.geo.text.abbreviations import ShortForms
from hotline.geo.text.spelling import sounds_alike
from hotline.geo.text.tokens import Text

ACCEPT = 0.5
SIZES = ((500_000, 0.7), (100_000, 0.6), (25_000, 0.5), (5_000, 0.35), (0, 0.2))
"""Population, and the score that a name of that size begins with."""
STATE_AFTER, ANSWER = 0.5, 0.4
IN, LIVES_IN, TOWARDS, NEAR, LISTED, STATED, HASHTAG = 0.25, 0.15, 0.15, 0.15, 0.2, 0.1, 0.15
CLOSE_STATE, ALONE, LAST = 0.35, 0.3, 0.5
"""A state of the name stands close by, with only small words between: "Upton in Kentucky"."""
SHOP_LAST = 0.2
KNOWN_TO_ALL = 200_000
"""A city of this size comes to mind before a person of its name."""
SMALL_ANSWER, SMALL_TEXT = 5_000, 25_000
"""An answer, or a text of only one word, may be a place of this size though it is a word too."""
COMMON = 1.0
"""A name that is a word as common as this is read back, unless its writing shows a name."""
HAMLET, GREAT = 2_000, 100_000
BARE_COUNTY, WORD_COUNTY = 30_000, 2.0
"""A county from this size on may be meant by its name alone, when no city has the name. One whose
name is a word as common as this never is: Will County."""
UNSUPPORTED = -0.15
LONG, LONG_NAME = 2, 0.2  # "Rio Grande City": three words are hardly anything else
"""A small place of which nothing around the name speaks."""
GIVEN_NAME, PERSON, TINY = -0.3, -0.7, -0.4
_OF_THINGS = vocabulary.ARTICLES | frozenset("on by via per the el la los las por".split())
"""Before a name that is a word they show that it is one."""
_THERE_WORDS = vocabulary.AREA_WORDS | vocabulary.FACILITY_WORDS
WORD, WORD_EACH, WORD_MOST, WORD_CAPITAL = -0.1, -0.45, -0.5, 0.4
"""What a name loses for being a word, and the part of it that a capital leaves."""


class CityFinder:
    """Weighs city names. Immutable; share one."""

    def __init__(self, gazetteer: Gazetteer, states: Mapping[str, str], codes: ShortForms) -> None:
        lists = word_lists.load()
        self._storm_names = lists.storm_names
        self._twins = spelled.Twins(gazetteer.cities_named)
        self._gazetteer = gazetteer
        self.states = StateNames(states, codes)
        self._nicknames = {
            nick: tuple(c for c in [gazetteer.city(name, state)] if c)
            for nick, (name, state) in lists.nicknames.items()
        }
        self._areas = {
            name: tuple(p for p in (word_lists.area_place(gazetteer, *row) for row in rows) if p)
            for name, rows in lists.areas.items()
        }

    def knows(self, name: str) -> bool:
        """Whether a city or a county has this name."""
        gazetteer = self._gazetteer
        known = name in gazetteer.cities_named or name in gazetteer.counties_named
        return known or name in self._nicknames or name in self._areas

    def named(self, name: str) -> Sequence[City]:
        """The cities with exactly this folded name."""
        return self._gazetteer.cities_named.get(name, ())

    def is_area(self, name: str) -> bool:
        """Whether an area has this name, whose places are known."""
        return name in self._areas

    def candidates(
        self,
        text: Text,
        stretches: Sequence[tuple[int, int, str]],
        certain: Sequence[Found],
        short: bool,
    ) -> list[Found]:
        """The stretches that are cities; ``certain`` are the states and counties found before."""
        if not stretches:
            return []
        storm = context.tells_of_storm(text)
        setting = Setting(
            text,
            frozenset(s for name in certain if name.kind == "state" for s in name.states),
            tuple(name for name in certain if name.kind == "state"),
            frozenset(county.fips for name in certain for county in name.counties),
            storm,
            context.storms_named(text) if storm else frozenset(),
            short,
        )
        weighed = []
        for first, last, name in stretches:
            candidate = self._candidate(setting, first, last, name)
            if candidate is not None:
                weighed.append(candidate)
        return [self._found(text, c) for c in self._with_lists(text, weighed) if c.score >= ACCEPT]

    def _candidate(self, setting: Setting, i: int, j: int, name: str) -> Candidate | None:
        area = self._areas.get(name)
        if area is not None:
            return self._area(setting, i, j, name, area)
        spelled_so = bool(setting.text.tokens[i].spelled)
        cities = self.named(name) if spelled_so else self._cities(name)
        twins = self._twins.cities(setting.text.tokens[i:j], name)
        cities = (*cities, *twins)
        if cities and not spelled_so and self._has_wrong_state(setting.text, j, cities):
            cities = (*cities, *self._near(name))
        counties = self._bare_counties(setting, j, name, cities)
        if not cities and not counties:
            return None
        places: tuple[City | County, ...] = (*cities, *counties)
        people = max(place.population for place in places)
        states = frozenset(place.state for place in places)
        cue = mention_roles.role(setting.text.tokens, i, j)
        bare = Candidate(i, j, name, cities, counties, people, states, cue, bool(twins))
        return bare._replace(score=self._score(setting, bare))

    def _area(
        self, setting: Setting, i: int, j: int, name: str, places: Sequence[City | County]
    ) -> Candidate:
        """An area's name, which is asked about; a word alone must look or be used like one."""
        cities = tuple(place for place in places if isinstance(place, City))
        counties = tuple(place for place in places if isinstance(place, County))
        people = max(place.population for place in places)
        states = frozenset(place.state for place in places)
        tokens, cue = setting.text.tokens, mention_roles.role(setting.text.tokens, i, j)
        plainly = not self._is_word(name) and not self._wordness(name, spanish=True)
        plainly = plainly or (j - i > 1 and tokens[i].plain not in vocabulary.LINK_WORDS)
        whole = all(t.plain in context.LEADING for t in (*tokens[:i], *tokens[j:]))
        capital = tokens[j - 1].capital and not (tokens[j - 1].begins or setting.text.shouted)
        written = plainly or whole or cue > 0 or capital
        score = 1.0 if written else 0.0
        return Candidate(i, j, name, cities, counties, people, states, cue, False, score)

    def _cities(self, name: str) -> tuple[City, ...]:
        nicknamed = self._nicknames.get(name, ())
        cities = [*nicknamed, *self._gazetteer.cities_named.get(name, ())]
        if cities and all(city.population < HAMLET for city in cities):
            cities = [*cities, *self._meant_instead(name), *self._part_of(name, cities)]
        return tuple(dict.fromkeys(cities))

    def _part_of(self, name: str, hamlets: Sequence[City]) -> list[City]:
        """The great city that a hamlet's name is rather a part of: north Houston."""
        first, _, rest = name.partition(" ")
        states = {h.state for h in hamlets if first in vocabulary.DIRECTION_WORDS}
        whole = self._gazetteer.cities_named.get(rest, ())
        return [c for c in whole if c.population >= GREAT and c.state in states]

    def _has_wrong_state(self, text: Text, j: int, cities: Sequence[City]) -> bool:
        """Whether a state follows in which no city of the name lies: "pittsburg pa"."""
        if not self.states.may_begin(text, j):
            return False
        own = {city.state for city in cities}
        return self.states.after(text, j, self._gazetteer.states.keys() - own) is not None

    def _near(self, name: str) -> Iterator[City]:
        """Well-known cities whose name sounds like ``name``."""
        for corrected in self._gazetteer.spelling.near(name):
            if sounds_alike(name, corrected):
                yield from self._gazetteer.cities_named.get(corrected, ())

    def _meant_instead(self, name: str) -> list[City]:
        """The great city that a hamlet's name is more often a slip for: Huston for Houston."""
        return [city for city in self._near(name) if city.population >= GREAT]

    def _bare_counties(
        self, setting: Setting, j: int, name: str, cities: Sequence[City]
    ) -> tuple[County, ...]:
        """Counties that a name without "county" may mean: in an answer, or where no city does."""
        counties = [c for c in self._gazetteer.counties_named.get(name, ()) if c.kind != "city"]
        if not counties:
            return ()
        beside = self.states.after(setting.text, j, {county.state for county in counties})
        if beside and not any(city.state == beside for city in cities):
            return tuple(county for county in counties if county.state == beside)
        weight = self._wordness(name, spanish=True)
        if setting.short and weight < WORD_COUNTY and (not weight or setting.alone):
            heads = {fips for city in cities for fips in city.fips}
            return tuple(county for county in counties if county.fips not in heads)
        large = max(county.population for county in counties) >= BARE_COUNTY
        return tuple(counties) if large and not cities and not weight else ()

    def _found(self, text: Text, candidate: Candidate) -> Found:
        exact = self._gazetteer.cities_named.get(candidate.name, ())
        return Found(
            "city" if candidate.cities else "county",
            candidate.first,
            candidate.last,
            min(candidate.score, 1.0),
            cities=tuple(sorted(candidate.cities, key=lambda c: (-c.population, c.state))),
            counties=tuple(sorted(candidate.counties, key=lambda c: (-c.population, c.fips))),
            cue=candidate.cue,
            near=context.is_near(text.tokens, candidate.first),
            far=distance.is_far(text.tokens, candidate.first)
            or addresses.is_bare(text.tokens, candidate.first, candidate.last),
            aside=context.is_aside(text.tokens, candidate.last)
            or mention_roles.is_elsewhere(text.tokens, candidate.first, candidate.last),
            corrected=0 < len(exact) < len(candidate.cities)
            and candidate.name not in self._nicknames
            and not candidate.unbroken,
            unbroken=candidate.unbroken,
            word=self._is_unmarked(text, candidate),
            area=candidate.name in self._areas,
        )

    def _is_unmarked(self, text: Text, one: Candidate) -> bool:
        """Whether a name is a word as well, and nothing in its writing shows that it is a name."""
        token = text.tokens[one.first]
        written = token.capital and text.cased and not token.begins
        common = self._wordness(one.name, spanish=text.spanish) >= COMMON
        return common and not (written or token.spelled or token.hashtag)

    @staticmethod
    def _with_lists(text: Text, weighed: Sequence[Candidate]) -> list[Candidate]:
        """Names that stand in one list speak for each other: Bamberg, Calhoun, Orangeburg."""
        result = []
        for number, one in enumerate(weighed):
            before = weighed[number - 1] if number else None
            after = weighed[number + 1] if number + 1 < len(weighed) else None
            listed = (
                before is not None and context.are_listed(text.tokens, before.last, one.first)
            ) or (after is not None and context.are_listed(text.tokens, one.last, after.first))
            gains = listed and one.score > 0
            result.append(one._replace(score=one.score + LISTED) if gains else one)
        return result

    # The score -----------------------------------------------------------------------------------

    def _score(self, setting: Setting, one: Candidate) -> float:
        tokens, i, j = setting.text.tokens, one.first, one.last
        score = next(points for size, points in SIZES if one.people >= size)
        settled = self._settled(setting, one, score)
        if settled is not None:
            return settled
        given = one.name in self._gazetteer.given_names or one.name in self._storm_names
        cue = one.cue
        obscure = given and cue <= 0 and one.people < KNOWN_TO_ALL
        person = given and one.people < KNOWN_TO_ALL
        storm = context.is_storm(tokens, i, j, person=person) or (obscure and setting.storm)
        if storm or self._is_storm_name(setting, one, cue) or addresses.is_street(tokens, i, j):
            return 0.0
        score += self._surroundings(setting, one, cue)
        score += writing.score(setting.text, i, j)
        if self._is_last(setting, one):
            return score + (PERSON if persons.is_called(tokens, i, j) else 0.0)
        score += self._as_word(setting.text, one)
        score += GIVEN_NAME if obscure else 0.0
        if persons.is_person(tokens, i, j, self._gazetteer.given_names):
            score += PERSON
        return score

    def _settled(self, setting: Setting, one: Candidate, score: float) -> float | None:
        """The score where the rest of the text does not matter, from the size's ``score``."""
        tokens, i, j = setting.text.tokens, one.first, one.last
        if (
            self.states.after(setting.text, j, one.states)
            and one.name not in vocabulary.REGION_WORDS
        ):
            part = one.name in vocabulary.DIRECTION_WORDS and not tokens[j].after.strip()
            return 0.0 if part else score + STATE_AFTER  # west Texas is no town
        if tokens[i].foreign or tokens[i].spelled:
            return score + ANSWER  # nobody spells an ordinary word
        someone = setting.short and self._is_person_name(setting, one)
        someone = someone or (setting.short and self._is_a_thing(setting, one))
        if someone or one.name in vocabulary.NOT_CITIES or self._is_other(setting, one):
            return 0.0
        if self._is_all(setting, one):
            return score + ANSWER
        if setting.short and len(tokens) <= j - i + 3:
            near = context.near_in_text(
                setting.stated, i, j, one.states & setting.named_states, tokens
            )
            score += CLOSE_STATE if near else 0.0
            return score + ANSWER + self._as_word(setting.text, one, either=True)
        return None

    def _is_a_thing(self, setting: Setting, one: Candidate) -> bool:
        """Whether a name that is a word is used as one: "on mobile", "the price", "my mobile"."""
        if not one.first or not self._wordness(one.name, spanish=True):
            return False
        before = setting.text.tokens[one.first - 1].plain
        return before in _OF_THINGS and not setting.text.tokens[one.first].after.strip()

    def _is_person_name(self, setting: Setting, one: Candidate) -> bool:
        """Whether an answer is someone's name: "Representative Pitt", "Mass Keith Jackson"."""
        tokens, given = setting.text.tokens, self._gazetteer.given_names
        known = one.people >= KNOWN_TO_ALL
        if persons.is_named(tokens, one.first, one.last, given, known=known):
            return True
        more = len(tokens) > one.last - one.first
        return more and persons.is_person(tokens, one.first, one.last, given)

    def _is_all(self, setting: Setting, one: Candidate) -> bool:
        """Whether the text is nothing but a name that is large enough to be meant."""
        gazetteer = self._gazetteer
        word = one.name in gazetteer.common_words or one.name in gazetteer.spanish_words
        if word or one.name in gazetteer.given_names:
            if one.people < (SMALL_ANSWER if setting.short else SMALL_TEXT):
                return False
        elif not setting.short and one.people < HAMLET:
            return False
        tokens = setting.text.tokens
        others = [*tokens[: one.first], *tokens[one.last :]]
        return all(token.plain in context.LEADING for token in others)

    def _is_other(self, setting: Setting, one: Candidate) -> bool:
        """Whether a name is a street's, a car's, a saint's, or no name: "en el centro de"."""
        tokens, i, j = setting.text.tokens, one.first, one.last
        if context.is_vehicle(tokens, i, j) or context.is_prayed_to(tokens, i):
            return True
        if addresses.is_numbered(tokens, i, j) or persons.is_titled(tokens, i):
            return True
        if persons.is_asked_for(tokens, i, j, self._gazetteer.given_names):
            return True
        return one.name == "el centro" and context.followed_by(tokens, j, vocabulary.OF_WORDS)

    def _is_storm_name(self, setting: Setting, one: Candidate, cue: int) -> bool:
        """A storm that people know by name, in a text about one: only its state makes it a town."""
        if one.name in setting.storms:
            return True
        if one.name not in self._storm_names:
            return False
        placed = cue > 0 and bool(one.states & setting.named_states)
        tagged = bool(setting.text.tokens[one.first].hashtag)
        return (setting.storm or tagged or one.people < SMALL_ANSWER) and not placed

    @staticmethod
    def _is_last(setting: Setting, one: Candidate) -> bool:
        """Whether a text ends with the name, or says more of it, as a place is given in haste."""
        if one.people < SMALL_TEXT or setting.storm:
            return False
        tokens, i, j = setting.text.tokens, one.first, one.last
        return context.ends_text(tokens, i, j) or context.is_explained(tokens, i, j)

    def _is_word(self, name: str) -> bool:
        """Whether a name is a word or someone's first name too."""
        gazetteer = self._gazetteer
        return name in gazetteer.common_words or name in gazetteer.given_names

    def _surroundings(self, setting: Setting, one: Candidate, cue: int) -> float:
        """What the words around a name add."""
        tokens, i = setting.text.tokens, one.first
        score = IN if cue > 0 else TOWARDS if cue < 0 else 0.0
        score += LIVES_IN if cue > 0 and context.is_lived_in(tokens, i) else 0.0
        score += NEAR if context.is_near(tokens, i) else 0.0
        if one.states & setting.named_states:
            close = context.near_in_text(setting.stated, one.first, one.last, one.states, tokens)
            score += CLOSE_STATE if close else STATED
        if setting.counties and any(setting.counties.intersection(c.fips) for c in one.cities):
            score += CLOSE_STATE
        score += HASHTAG if tokens[i].hashtag else 0.0
        beside = i > 0 and tokens[i - 1].plain in vocabulary.BESIDE_WORDS and tokens[i].after == " "
        beside = beside and bool(one.cities) and not self._is_word(one.name)
        score += NEAR if beside and not cue else 0.0
        there = context.followed_by(tokens, one.last, _THERE_WORDS)
        word = self._is_word(one.name)
        shop = not word and businesses.follows_business(tokens, i)
        if not cue and (there or shop or addresses.ends_address(tokens, i)):
            score += IN
        score += SHOP_LAST if shop and one.last == len(tokens) else 0.0
        if not cue and self._is_last(setting, one):
            score += LAST
        elif not cue and one.people >= HAMLET and context.fills_clause(tokens, i, one.last):
            score += ALONE if not word else 0.0
        if not score and one.name.count(" ") >= LONG and one.people >= SMALL_ANSWER:
            return LONG_NAME
        if not score and one.people < SMALL_ANSWER:
            return UNSUPPORTED
        return score

    def _as_word(self, text: Text, one: Candidate, *, either: bool = False) -> float:
        """What a name loses for being an ordinary word, in ``either`` language, or hardly one."""
        token = text.tokens[one.first]
        lost = 0.0
        weight = self._wordness(one.name, spanish=text.spanish or either)
        if weight:
            lost = max(WORD_MOST, WORD + WORD_EACH * weight)
            lost *= WORD_CAPITAL if token.capital and text.cased and not token.begins else 1.0
        placed = token.capital and text.cased and context.cue(text.tokens, one.first) > 0
        if len(one.name) <= 3 and not (token.hashtag or placed or one.name in self._nicknames):
            lost += TINY
        return lost

    def _wordness(self, name: str, *, spanish: bool) -> float:
        weight = self._gazetteer.common_words.get(name, 0.0)
        return max(weight, self._gazetteer.spanish_words.get(name, 0.0)) if spanish else weight
