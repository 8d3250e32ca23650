"""Finds what in a text names a place, and how likely each is one.

A name alone is weak: Mobile is a word, Florence a person and a storm, Columbus twenty towns. States
and counties that are said in full are taken unless they are plainly a person; ZIP codes and short
forms of states by their writing. What is left may be cities: ``find.cities`` weighs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from functools import partial

from hotline.geo import word_lists
from hotline.geo.find import addresses, businesses, context, links, persons
from hotline.geo.find.beside import Beside, is_wrong_code
from hotline.geo.find.candidate import Found
from hotline.geo.find.cities import CityFinder
from hotline.geo.find.counties import CountyFinder
from hotline.geo.find.foreign import AbroadFinder, at_home
from hotline.geo.find.spelled import joined
from hotline.geo.find.zips import may_begin, zip_at
from hotline.geo.gazetteer import Gazetteer
from hotline.geo.resolve import mention_roles
from hotline.geo.text import spelling, vocabulary
from hotline.geo.text.abbreviations import ShortForms
from hotline.geo.text.name_index import Name, Readable
from hotline.geo.text.sound_alikes import Sounds
from hotline.geo.text.tokens import Text, Token

MAX_CITY_WORDS = 3
MAX_NAMES = 100
"""Nobody's report names more places; a text of nothing else is not worth the time."""
SHORT_ANSWER_WORDS = 8
MAX_SPELLED = 150
"""Misspelled names are looked for in so many words."""
MISSPELLED = 0.8
CODE_PLURAL = 3
"""Letters of a code with an s: DCS is no D.C., but a child protection service."""
TOWN = 2_000
"""A town of this size may have a state's name: California, Pennsylvania."""


class Finder:
    """Finds names with the gazetteer's dictionaries. Immutable; share one."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        lists = word_lists.load()
        self.gazetteer = gazetteer
        self._states = {s.name.casefold(): s.code for s in gazetteer.states.values()}
        self._states |= lists.state_names
        self._storm_names = lists.storm_names
        self._codes = ShortForms(gazetteer.states)
        self._postal = frozenset(code.lower() for code in gazetteer.states)
        self._cities = CityFinder(gazetteer, self._states, self._codes)
        self._counties = CountyFinder(gazetteer)
        self._abroad = AbroadFinder(gazetteer, self._states, self._cities)
        self._beside = Beside(Sounds(gazetteer))
        self._readable = Readable(gazetteer, self._states, self._cities.knows)

    def spelled(self, said: str, text: Text) -> Text:
        """``text`` with names that were spelled as words; ``said`` is what it was read from."""
        tokens = joined(said, text.tokens, self._readable.spelled, self._postal)
        return text if tokens is text.tokens else replace(text, tokens=tokens)

    def find(self, text: Text, *, expecting: bool, served: Set[str] = frozenset()) -> list[Found]:
        """All names in ``text`` in their order, none overlapping another.

        Towns of the counties ``served`` are found by their sound as well, where nothing else is.
        """
        short = expecting and len(text.tokens) <= SHORT_ANSWER_WORDS
        found = self._find(text, short)
        heard = self._beside.by_sound(text, found, frozenset()) if short else None
        if heard is not None:
            return sorted([*found, heard], key=lambda name: name.first)
        corrected, places = self._corrected(text, found)
        if places:
            again = self._find(corrected, short)
            found = [name for name in map(partial(_less_sure, text, places, short), again) if name]
        if short and not found and served:
            heard = self._beside.by_sound(text, (), served)
            found = [heard] if heard is not None else []
        elif short and served and len(found) == 1:
            found = [self._beside.with_served(text, found[0], served)]
        return self._beside.parted(text, found)

    def _corrected(self, text: Text, found: Sequence[Found]) -> tuple[Text, frozenset[int]]:
        """``text`` with misspelled names corrected, and the numbers of the corrected tokens."""
        taken = _taken(found)
        given = self.gazetteer.given_names
        corrected: dict[int, Token] = {}
        for number, token in enumerate(text.tokens[:MAX_SPELLED]):
            if len(token.plain) < spelling.MIN_LENGTH:
                continue
            known = self._readable.begins(token.plain) or token.plain in given
            if known or number in taken or token.handle:
                continue
            right = self.gazetteer.spelling.corrected(token.plain)
            if right:
                corrected[number] = token._replace(plain=right[0])
        if not corrected:
            return text, frozenset()
        tokens = tuple(corrected.get(number, token) for number, token in enumerate(text.tokens))
        return replace(text, tokens=tokens), frozenset(corrected)

    def _find(self, text: Text, short: bool) -> list[Found]:
        readable = self._readable.names(text.tokens)
        for number in businesses.branded(text.tokens):
            readable[number] = ()
        certain = self._counties.listed(text, self._scan(text, readable, short))
        certain = at_home(certain)
        stretches = self._stretches(text, readable, certain)
        cities = self._cities.candidates(text, stretches, certain, short)
        found = sorted([*certain, *cities], key=lambda name: name.first)
        short_forms = self._short_forms(text, found, short)
        found = sorted([*found, *short_forms], key=lambda name: name.first)
        return links.joined(text, self._beside.bound(text, found))

    # Scanning ------------------------------------------------------------------------------------

    def _scan(self, text: Text, readable: Sequence[Sequence[Name]], short: bool) -> list[Found]:
        found: list[Found] = []
        after = 0
        for first, (token, readings) in enumerate(zip(text.tokens, readable, strict=True)):
            if first < after or token.handle or not (readings or may_begin(token)):
                continue
            best, after = self._at(text, first, readings, short)
            if best is not None:
                found.append(best)
            if len(found) >= MAX_NAMES:
                break
        return found

    def _at(
        self, text: Text, i: int, readable: Sequence[Name], short: bool
    ) -> tuple[Found | None, int]:
        """What begins at token ``i``, if anything, and the token to go on with."""
        code = self._zip(text.tokens, i, short) if may_begin(text.tokens[i]) else None
        if code is not None:
            return code, code.last
        for length, name in readable:
            country = self._abroad.called_country(text.tokens, i, i + length, name)
            if country is not None:
                return country, country.last
            for reading in (self._county, self._state, self._abroad.named):
                candidate = reading(text, i, i + length, name, short)
                if candidate is not None:
                    return candidate, candidate.last
            towns = self._cities.named(name) if length > 1 else ()
            if any(city.population >= TOWN for city in towns):
                return None, i + length  # Nebraska City is no state, West Jordan no country
        return None, i + 1

    def _stretches(
        self, text: Text, readable: Sequence[Sequence[Name]], certain: Sequence[Found]
    ) -> list[tuple[int, int, str]]:
        """Every stretch, longest first, that may be a city and that nothing else has taken."""
        taken = _taken(certain)
        stretches: list[tuple[int, int, str]] = []
        after = 0
        for first, readings in enumerate(readable):
            if first < after or not readings:
                continue
            for length, name in readings:
                last = first + length
                free = taken.isdisjoint(range(first, last)) and self._cities.knows(name)
                whole = free and context.whole_hashtag(text.tokens, first, last)
                if whole or (free and self._begins_hashtag(text, first, last, name)):
                    stretches.append((first, last, name))
                    after = last
                    break
            if len(stretches) >= MAX_NAMES:
                break
        return stretches

    def _begins_hashtag(self, text: Text, i: int, j: int, name: str) -> bool:
        """Whether a city and its state are a whole hashtag: #HoustonTX.

        A storm's name is none, and where a storm is mentioned, such hashtags are only its topics.
        """
        tokens = text.tokens
        if j >= len(tokens) or not tokens[i].hashtag or name in self._storm_names:
            return False
        if context.tells_of_storm(text):
            return False
        states = {city.state for city in self._cities.named(name)}
        ends = range(j + 1, min(j + MAX_CITY_WORDS, len(tokens)) + 1)
        end = next((end for end in ends if context.whole_hashtag(tokens, i, end)), None)
        return end is not None and self._cities.states.over(text, j, end) in states

    def _ends_hashtag(self, text: Text, i: int, j: int) -> bool:
        """Whether tokens ``i`` to ``j`` are the state in such a hashtag."""
        for length in range(1, min(MAX_CITY_WORDS, i) + 1):
            if text.tokens[i].hashtag and context.whole_hashtag(text.tokens, i - length, j):
                name = self._readable.name(text.tokens, i - length, length)
                return name is not None and self._begins_hashtag(text, i - length, i, name)
        return False

    # ZIP codes -----------------------------------------------------------------------------------

    def _zip(self, tokens: Sequence[Token], i: int, short: bool) -> Found | None:
        """Five digits that are a ZIP code, typed or spoken."""
        digits = zip_at(tokens, i, short=short)
        code = self.gazetteer.zip(digits[0]) if digits else None
        if digits is None or code is None or mention_roles.is_elsewhere(tokens, i, digits[1]):
            return None
        slip = digits[1] == i + 1 and not tokens[i].text.isdigit()
        county = (self.gazetteer.counties[code.fips],)
        return Found("zip", i, digits[1], 0.97, counties=county, zip=code.code, corrected=slip)

    # States, said in full ------------------------------------------------------------------------

    def _state(self, text: Text, i: int, j: int, name: str, short: bool) -> Found | None:
        tokens = text.tokens
        known = name in self._states or name in self.gazetteer.regions
        if name.endswith("s") and len(name) > CODE_PLURAL and not known and tokens[i].capital:
            name = name.removesuffix("s")  # "Nebraskas governor", as it is often written
        code = self._states.get(name)
        region = self.gazetteer.regions.get(name)
        several = (
            region or vocabulary.LOOSE_STATES.get(name) or vocabulary.LOOSE_STATES.get(f"{name}s")
        )
        codes: tuple[str, ...] = (code,) if code else several or ()
        if not codes or self._cities.is_area(name) or self._is_no_state(text, i, j, name, short):
            return None
        cue = mention_roles.role(tokens, i, j)
        aside = context.is_aside(tokens, j) or mention_roles.is_elsewhere(tokens, i, j)
        if name == "washington":
            cities = tuple(self.gazetteer.cities_named[name])
            return Found(
                "state", i, j, 0.6, states=("WA", "DC"), cities=cities, cue=cue, aside=aside
            )
        loose = code is None and not (region and " " in name)
        if loose and not (tokens[i].capital or cue or len(tokens) == j - i):
            return None
        near = context.is_near(tokens, i)
        score = 0.9 if code else 0.65
        return Found("state", i, j, score, states=codes, cue=cue, aside=aside, near=near)

    def _is_no_state(self, text: Text, i: int, j: int, name: str, short: bool) -> bool:
        """Whether a state's name is a county's, a river's, a town's or a person's."""
        tokens = text.tokens
        whole = context.whole_hashtag(tokens, i, j) or self._ends_hashtag(text, i, j)
        if not whole or context.is_river(tokens, i, j):
            return True
        if context.followed_by(tokens, j, NOT_A_STATE) or self._is_town(text, i, j, name):
            return True
        others = (persons.is_called, context.is_vehicle, addresses.is_numbered)
        if any(is_other(tokens, i, j) for is_other in others):
            return not self._follows_city(text, i, name)
        given = self.gazetteer.given_names
        if short and persons.is_named(tokens, i, j, given, known=True, state=True):
            return True
        named = name in given or name == "washington"
        if not named or self._follows_city(text, i, name):
            return False
        return len(tokens) > j - i and persons.is_person(tokens, i, j, given)

    def _follows_city(self, text: Text, i: int, name: str) -> bool:
        """Whether one of its cities stands right before a state: Augusta Georgia."""
        code = self._states.get(name)
        for length in range(1, min(MAX_CITY_WORDS, i) + 1):
            before = self._readable.name(text.tokens, i - length, length)
            if before and any(city.state == code for city in self._cities.named(before)):
                return True
        return False

    def _is_town(self, text: Text, i: int, j: int, name: str) -> bool:
        """Whether another state follows in which such a town lies: Indiana, PA; Nevada Missouri.

        "Nevada, Missouri and Iowa" are states, "in Nevada, Missouri" is a town.
        """
        towns = {city.state for city in self._cities.named(name) if city.population >= TOWN}
        states = towns - {"DC"}
        if not states or j >= len(text.tokens):
            return False
        if self._cities.states.after(text, j, states) is None:
            return False
        following = text.tokens[j]
        if following.after == " " or (following.upper and not text.shouted):
            return True
        rest = text.tokens[j + 1 : j + 3]
        goes_on = any(token.plain in vocabulary.AND_WORDS or "," in token.after for token in rest)
        alone = i == 0 and len(rest) < 2
        return (context.cue(text.tokens, i) > 0 or alone) and not goes_on

    # States, in short ----------------------------------------------------------------------------

    def _short_forms(self, text: Text, found: Sequence[Found], short: bool) -> list[Found]:
        taken = _taken(found)
        ends = {name.last: name for name in found}
        counties = {name.first: name for name in found if name.kind == "county"}
        forms = []
        for i, token in enumerate(text.tokens):
            if token.plain in self._codes.begin and i not in taken and not token.handle:
                form = self._short_form(text, i, ends.get(i), counties.get(i + 1), short)
                if form is not None and form.last - 1 not in taken:
                    forms.append(form)
        return forms

    def _short_form(
        self, text: Text, i: int, before: Found | None, after: Found | None, short: bool
    ) -> Found | None:
        """A postal code or an abbreviation, which count beside a city or in capitals."""
        tokens = text.tokens
        form = self._codes.at(tokens, i)
        if form is None:
            return None
        whole = context.whole_hashtag(tokens, i, i + form.length)
        if not whole and not self._ends_hashtag(text, i, i + form.length):
            return None
        beside = before is not None and before.lies_in(form.code)
        beside = beside and context.is_written_as_state(text, i)
        beside = beside or (after is not None and tokens[i].upper and after.lies_in(form.code))
        beside = beside or (before is not None and is_wrong_code(tokens, i, before))
        beside = beside or (before is not None and _closes(text, i))
        word = tokens[i].plain in vocabulary.WORD_CODES and not tokens[i].upper
        alone = short and len(tokens) == form.length
        alone = alone and not (word or tokens[i].plain in vocabulary.ENGLISH_CODES)
        abroad = form.code == "LA" and text.abroad and tokens[i].upper
        if not (beside or alone or abroad or self._codes.stands_alone(text, i, form)):
            return None
        last = i + form.length
        cue, aside = (
            mention_roles.role(tokens, i, last),
            mention_roles.is_elsewhere(tokens, i, last),
        )
        if form.code == "LA" and not beside and (abroad or context.tells_of_angeles(text)):
            here = tuple(self._cities.named("los angeles")[:1])
            return Found("city", i, last, 0.9, cities=here, cue=cue, aside=aside)
        if form.code == "LA" and not beside:
            angeles = self.gazetteer.city("Los Angeles", "CA")
            cities = (angeles,) if angeles else ()
            return Found("state", i, last, 0.75, states=("LA",), cities=cities, cue=cue)
        score = 0.95 if beside else 0.75
        return Found("state", i, last, score, states=(form.code,), cue=cue, aside=aside)

    def _county(self, text: Text, i: int, j: int, name: str, short: bool) -> Found | None:
        return self._counties.named(text, i, j, name)


def _closes(text: Text, i: int) -> bool:
    """Whether an abbreviation closes what is said after a town: "in wooster mass"."""
    tokens = text.tokens
    ended = i + 1 == len(tokens) or tokens[i + 1].after.strip() != ""
    return ended and tokens[i].plain in vocabulary.CLOSING_SHORT and tokens[i].after == " "


def _taken(found: Iterable[Found]) -> set[int]:
    """The numbers of the tokens that names stand over."""
    return {number for name in found for number in range(name.first, name.last)}


def _less_sure(text: Text, corrected: frozenset[int], short: bool, name: Found) -> Found | None:
    """A name as it is; less sure when it was misspelled, and nothing without any support."""
    if corrected.isdisjoint(range(name.first, name.last)):
        return name
    alone = len(text.tokens) <= name.last - name.first + 1
    tagged = text.tokens[name.first].hashtag
    if not (short or alone or name.beside or name.cue or tagged):
        return None
    return replace(name, score=name.score * MISSPELLED, corrected=True)


NOT_A_STATE = (vocabulary.STREET_WORDS - {"way"}) | {"county", "parish"}
