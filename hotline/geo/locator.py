"""Where a text says that something happens: a place with its evidence, or a question to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from hotline.domain import Evidence, Place
from hotline.geo.find.candidate import Found
from hotline.geo.find.context import followed_by
from hotline.geo.find.mentions import Finder
from hotline.geo.find.streets import street_in
from hotline.geo.gazetteer import Gazetteer, fold
from hotline.geo.points import pins
from hotline.geo.points.pinned_location import pinned
from hotline.geo.resolve import doubts, highways
from hotline.geo.resolve.resolver import Resolver
from hotline.geo.text import identifiers, vocabulary, web_addresses
from hotline.geo.text.tokens import MAX_CHARACTERS, Text, own, read
from hotline.geo.types import CallerPlace, Candidate, Location, Mention, MentionKind, Question

KINDS: dict[str, MentionKind] = {
    "zip": "zip",
    "state": "state",
    "county": "county",
    "city": "city",
    "foreign": "city",
}
LONGEST_ANSWER = 200
"""Only a short text is read as an answer: of a longer one nothing more would be found."""
TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "VI"})


class Locator:
    """Locates texts. Immutable and thread-safe; share one."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._finder = Finder(gazetteer)
        self._resolver = Resolver(gazetteer)

    @classmethod
    @cache
    def load(cls) -> Locator:
        """The locator over the committed gazetteer, made once a process."""
        return cls(Gazetteer.load())

    def locate(
        self,
        text: str,
        *,
        expecting: bool = False,
        served: frozenset[str] = frozenset(),
        caller: CallerPlace | None = None,
        language: str = "en",
    ) -> Location:
        """Where ``text`` says it is. Total: any text has an answer, and none takes long.

        ``expecting``: it answers "where is it?", so that a lone name is a place. ``served``: the
        counties (FIPS) of this deployment, which order places of one name. ``caller`` orders
        them at most. Never uses the number's own area as the place.
        """
        found_pins = pins.find(text)
        plain = _without_identifiers(pins.blanked(text, found_pins))
        location = self._in_words(plain + pins.in_words(found_pins), expecting, served, caller)
        if found_pins:
            location = _in_text(text, location, found_pins)
            location = pinned(self.gazetteer, text, location, found_pins)
        return doubts.doubted(text, highways.narrowed(text, location, self.gazetteer))

    def _in_words(
        self, text: str, expecting: bool, served: frozenset[str], caller: CallerPlace | None
    ) -> Location:
        """Where the words say it is; an answer that names nothing is read as a story."""
        location = self._located(text, expecting, served, caller)
        expecting = expecting and len(text) <= LONGEST_ANSWER
        if expecting and location.best is None and not _options(location) and not location.abroad:
            overheard = self._located(text, False, served, caller)
            if overheard.best is not None or _options(overheard):
                return overheard
        return location

    def _located(
        self, text: str, expecting: bool, served: frozenset[str], caller: CallerPlace | None
    ) -> Location:
        words = self._finder.spelled(text, read(text, self.gazetteer.scripts.find(text)))
        found = self._finder.find(words, expecting=expecting, served=served)
        spans = [_span(words, name) for name in found]
        location = self._resolver.resolve(text, found, spans, served=served, caller=caller)
        location = _with_street(text, location, expecting=expecting)
        mentions = tuple(
            self._mention(words, text, name, span)
            for name, span in zip(found, spans, strict=True)
            if (name.kind != "foreign" or name.abroad)
        )
        return replace(location, mentions=mentions)

    def _mention(self, words: Text, text: str, name: Found, span: tuple[int, int]) -> Mention:
        start, end = span
        kind = self._kind(name, text[start:end])
        if kind == "city" and followed_by(words.tokens, name.last, vocabulary.FACILITY_WORDS):
            kind = "neighborhood"  # Newark airport is a place in the city
        places = tuple(Place(state=code) for code in name.states)
        places += tuple(self.gazetteer.place_of_city(city, 0.0) for city in name.cities[:9])
        places += tuple(self.gazetteer.place_of_county(county, 0.0) for county in name.counties[:9])
        return Mention(start, end, text[start:end], kind, places, name.score)

    def _kind(self, name: Found, said: str) -> MentionKind:
        """A name's kind; an island of a territory is a part of it, a base or quarter no city."""
        states = name.states or tuple(city.state for city in name.cities[:1])
        words = fold(said)
        island = bool(name.cities) and fold(name.cities[0].name) in vocabulary.ISLANDS
        part = name.kind == "state" or island
        if states and states[0] in TERRITORIES and part:
            return "territory"
        base = vocabulary.BASE_WORDS.intersection(words.split()[-1:])
        if name.area or (
            name.kind in {"city", "state"} and (base or words in self.gazetteer.no_towns)
        ):
            return "neighborhood"
        return KINDS[name.kind]

    def label(self, place: Place) -> str:
        """A place as it is said: "Laredo, Texas"."""
        return self.gazetteer.label(place)


def _without_identifiers(text: str) -> str:
    """``text`` with blanks for addresses and identifiers at both ends, where places are read."""
    if len(text) > 2 * MAX_CHARACTERS:
        head, tail = text[:MAX_CHARACTERS], text[-MAX_CHARACTERS:]
        middle = text[MAX_CHARACTERS:-MAX_CHARACTERS]
        return _without_identifiers(head) + middle + _without_identifiers(tail)
    return identifiers.blanked(web_addresses.blanked(text))


def _options(location: Location) -> tuple[Place, ...]:
    """The places that are offered."""
    return location.question.options if location.question is not None else ()


def _in_text(text: str, location: Location, found: Sequence[pins.Pin]) -> Location:
    """A location whose evidence from the words of a link stands at the link itself."""
    worded = [pin for pin in found if pin.words]
    if not worded:
        return location
    link = worded[0]

    def moved(sign: Evidence) -> Evidence:
        if sign.end <= len(text):
            return sign
        said = text[link.start : link.end]
        return replace(sign, phrase=said, start=link.start, end=link.end)

    candidates = tuple(
        replace(one, evidence=tuple(map(moved, one.evidence))) for one in location.candidates
    )
    mentions = tuple(mention for mention in location.mentions if mention.end <= len(text))
    return replace(location, candidates=candidates, mentions=mentions)


def _with_street(text: str, location: Location, *, expecting: bool) -> Location:
    """``location`` with its street; a street alone, or an answer without a place, is a question."""
    street = street_in(text)
    if location.best is not None:
        return replace(location, best=replace(location.best, street=street)) if street else location
    if location.question is not None or not (street or expecting):
        return location
    openly = Question("", "open", ())
    if street is None:
        return replace(location, question=openly)
    start = text.find(street)
    sign = Evidence(
        street, "street", "wording", 0.1, start, start + len(street) if start >= 0 else -1
    )
    return replace(
        location, candidates=(Candidate(Place(street=street), (sign,)),), question=openly
    )


def _span(words: Text, name: Found) -> tuple[int, int]:
    """Offsets of a name, without a possessive at its end."""
    first, last = words.tokens[name.first], words.tokens[name.last - 1]
    end = last.end - (len(last.text) - len(own(last.text)))
    following = words.tokens[name.last].after if name.last < len(words.tokens) else ""
    stop = last.plain == "co" and following.startswith(".")
    return first.start, end + stop
