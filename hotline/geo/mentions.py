"""Finds what in a text names a place, and how likely each is one.

A name alone is weak: Mobile is a word, Florence a person and a storm, Columbus twenty towns. States
and counties that are said in full are taken unless they are plainly a person; ZIP codes and short
forms of states by their writing. What is left may be cities, which ``hotline.geo.cities`` weighs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hotline.geo import context, names
from hotline.geo.cities import CityFinder
from hotline.geo.found import Found
from hotline.geo.gazetteer import Gazetteer
from hotline.geo.tokens import Text, Token

MAX_NAME_WORDS = 5
SHORT_ANSWER_WORDS = 8
Reading = Callable[[Text, int, int, str, bool], Found | None]


class Finder:
    """Finds names with the gazetteer's dictionaries. Immutable; share one."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._states = {s.name.casefold(): s.code for s in gazetteer.states.values()}
        self._states |= names.STATE_NAMES
        self._codes = {code.lower(): code for code in gazetteer.states}
        self._cities = CityFinder(gazetteer, self._states, self._codes)
        self._squashed = {
            name.replace(" ", ""): name
            for name in (*self._states, *gazetteer.cities_named)
            if " " in name
        }
        dictionaries = (gazetteer.cities_named, gazetteer.counties_named, self._states)
        self._first_words = frozenset(
            name.split(" ", 1)[0] for known in dictionaries for name in known
        ).union(
            (name.split(" ", 1)[0] for name in names.NICKNAMES),
            (name.split(" ", 1)[0] for name in gazetteer.countries),
            (name.split(" ", 1)[0] for name in gazetteer.world_cities),
            names.SHORT_WORDS,
            names.PLURAL_STATES,
            (f"{name}s" for name in self._states),
        )

    def find(self, text: Text, *, expecting: bool) -> list[Found]:
        """All names in ``text`` in their order, none overlapping another."""
        tokens = text.tokens
        short = expecting and len(tokens) <= SHORT_ANSWER_WORDS
        certain = self._listed_counties(
            tokens, self._scan(text, (self._foreign, self._state, self._county), short, ())
        )
        cities = self._cities.candidates(text, self._names(text, certain), certain, short)
        found = sorted([*certain, *cities], key=lambda name: name.first)
        short_forms = self._short_forms(text, found, short)
        found = sorted([*found, *short_forms], key=lambda name: name.first)
        return self._with_states(text, found)

    # Scanning ------------------------------------------------------------------------------------

    def _scan(
        self, text: Text, readings: Sequence[Reading], short: bool, before: Sequence[Found]
    ) -> list[Found]:
        found: list[Found] = []
        position = 0
        while position < len(text.tokens):
            best = self._at(text, position, readings, short)
            if best is not None:
                found.append(best)
            position = best.last if best is not None else position + 1
        return found

    def _at(self, text: Text, i: int, readings: Sequence[Reading], short: bool) -> Found | None:
        token = text.tokens[i]
        if token.handle:
            return None
        code = self._zip(text.tokens, i)
        if code is not None:
            return code
        if token.plain not in self._first_words:
            return None
        for length in range(min(MAX_NAME_WORDS, len(text.tokens) - i), 0, -1):
            name = self._name(text.tokens, i, length)
            if name is None:
                continue
            for reading in readings:
                candidate = reading(text, i, i + length, name, short)
                if candidate is not None:
                    return candidate
            if length > 1 and self._is_city(name):
                return None  # Nebraska City is no state
        return None

    def _is_city(self, name: str) -> bool:
        return name in self.gazetteer.cities_named or name in names.NICKNAMES

    def _names(self, text: Text, certain: Sequence[Found]) -> list[tuple[int, int, str]]:
        """Every stretch, longest first, that may be a city and that nothing else has taken."""
        taken = {number for name in certain for number in range(name.first, name.last)}
        stretches: list[tuple[int, int, str]] = []
        position = 0
        while position < len(text.tokens):
            step = 1
            token = text.tokens[position]
            if token.plain in self._first_words and not token.handle:
                for length in range(min(MAX_NAME_WORDS, len(text.tokens) - position), 0, -1):
                    end = position + length
                    if any(number in taken for number in range(position, end)):
                        continue
                    name = self._name(text.tokens, position, length)
                    if name is None or not self._is_city(name):
                        continue
                    if context.whole_hashtag(text.tokens, position, end):
                        stretches.append((position, end, name))
                        step = length
                        break
            position += step
        return stretches

    def _name(self, tokens: Sequence[Token], i: int, length: int) -> str | None:
        """The folded name over tokens that stand close together; ``None`` over a full stop."""
        words = []
        for number in range(i, i + length):
            token = tokens[number]
            if number > i:
                if token.after.strip(" .-'’") or "\n" in token.after:
                    return None
                if "." in token.after and len(tokens[number - 1].plain) > 4:
                    return None
            words.append(token.plain)
        if words[0] in names.SHORT_WORDS and length > 1:
            words[0] = names.SHORT_WORDS[words[0]]
        if tokens[i].hashtag and length == 1:
            return self._squashed.get(words[0], words[0])
        return " ".join(words)

    # ZIP codes -----------------------------------------------------------------------------------

    def _zip(self, tokens: Sequence[Token], i: int) -> Found | None:
        """Five digits that are a ZIP code, typed or spoken."""
        text = tokens[i].text
        if len(text) == 5 and text.isdigit():
            following = [token.plain for token in tokens[i + 1 : i + 4]]
            house = any(word in names.STREET_WORDS for word in following)
            money = following[:1] and following[0] in names.MONEY_WORDS
            if money or house or tokens[i].after.endswith("$"):
                return None
            return self._zip_found(text, i, i + 1)
        digits, j = "", i
        while j < len(tokens) and len(digits) < 5:
            piece, step = context.spoken_digits(tokens, j)
            if not piece:
                break
            digits += piece
            j += step
        ended = j >= len(tokens) or not context.spoken_digits(tokens, j)[0]
        if len(digits) != 5 or not ended or j - i < 2:
            return None
        return self._zip_found(digits, i, j)

    def _zip_found(self, digits: str, i: int, j: int) -> Found | None:
        return Found("zip", i, j, 0.97, zip=digits) if self.gazetteer.zip(digits) else None

    # States, said in full ------------------------------------------------------------------------

    def _foreign(self, text: Text, i: int, j: int, name: str, short: bool) -> Found | None:
        """Another country, or its great city, hides a US town unless a state follows."""
        country = name in self.gazetteer.countries
        city = name in self.gazetteer.world_cities and (text.tokens[i].capital or not text.cased)
        if not (country or city) or short or self._cities.state_after(text, j, name):
            return None
        return Found("foreign", i, j, 0.5, abroad=not country)

    def _state(self, text: Text, i: int, j: int, name: str, short: bool) -> Found | None:
        tokens = text.tokens
        if name.endswith("s") and name not in self._states and tokens[i].capital:
            name = name.removesuffix("s")  # "Nebraskas governor", as it is often written
        code = self._states.get(name)
        plural = names.PLURAL_STATES.get(f"{name}s") if tokens[i].capital else None
        if (code is None and plural is None) or not context.whole_hashtag(tokens, i, j):
            return None
        if context.followed_by(tokens, j, NOT_A_STATE):
            return None
        is_name = name in self.gazetteer.given_names or name == "washington"
        if is_name and not short:
            if context.is_person(tokens, i, j, self.gazetteer.given_names):
                return None
            if name == "washington" and context.followed_by(tokens, j, {"post"}):
                return None
        cue = context.cue(tokens, i)
        if name == "washington":
            cities = tuple(self.gazetteer.cities_named[name])
            return Found("state", i, j, 0.6, states=("WA", "DC"), cities=cities, cue=cue)
        if code is None and plural is not None:
            return Found("state", i, j, 0.65, states=plural, cue=cue)
        return Found("state", i, j, 0.9, states=(str(code),), cue=cue)

    # States, in short ----------------------------------------------------------------------------

    def _short_forms(self, text: Text, found: Sequence[Found], short: bool) -> list[Found]:
        taken = {number for name in found for number in range(name.first, name.last)}
        ends = {name.last: name for name in found}
        forms = []
        for i, token in enumerate(text.tokens):
            if i not in taken and not token.handle:
                form = self._short_form(text, i, ends.get(i), short)
                if form is not None and form.last - 1 not in taken:
                    forms.append(form)
        return forms

    def _short_form(self, text: Text, i: int, before: Found | None, short: bool) -> Found | None:
        """A postal code or an abbreviation, which count beside a city or in capitals."""
        tokens = text.tokens
        code, length, dotted = self._code_at(tokens, i)
        if code is None or not context.whole_hashtag(tokens, i, i + length):
            return None
        beside = before is not None and before.lies_in(code)
        beside = beside and context.is_written_as_state(text, i)
        alone = short and len(tokens) == length
        if not (beside or alone or self._stands_alone(text, i, dotted)):
            return None
        cue = context.cue(tokens, i)
        if code == "LA" and not beside:
            angeles = self.gazetteer.city("Los Angeles", "CA")
            cities = (angeles,) if angeles else ()
            return Found("state", i, i + length, 0.75, states=("LA",), cities=cities, cue=cue)
        score = 0.95 if beside else 0.75
        return Found("state", i, i + length, score, states=(code,), cue=cue)

    def _code_at(self, tokens: Sequence[Token], i: int) -> tuple[str | None, int, bool]:
        """The state that a short form at ``i`` means, its length, and whether it has its dots."""
        token = tokens[i]
        if i + 1 < len(tokens):
            pair = f"{token.plain} {tokens[i + 1].plain}"
            if pair in names.STATE_SHORT and "." in tokens[i + 1].after:
                return names.STATE_SHORT[pair], 2, True
        if token.plain in names.STATE_SHORT:
            dotted = "." in token.text or (i + 1 < len(tokens) and tokens[i + 1].after[:1] == ".")
            return names.STATE_SHORT[token.plain], 1, dotted
        code = self._codes.get(token.plain)
        return code, 1, "." in token.text

    def _stands_alone(self, text: Text, i: int, dotted: bool) -> bool:
        """Whether a short form counts without a city before it."""
        token = text.tokens[i]
        if dotted:
            return token.capital
        if token.plain not in self._codes or not token.upper:
            return False
        if token.plain in names.WORD_CODES:
            placed = context.cue(text.tokens, i) != 0 or token.after.strip() == ","
            return placed and not token.hashtag and not text.shouted
        return bool(token.hashtag) or not text.shouted

    # Counties ------------------------------------------------------------------------------------

    def _county(self, text: Text, i: int, j: int, name: str, short: bool) -> Found | None:
        counties = self.gazetteer.counties_named.get(name)
        if not counties:
            return None
        tokens = text.tokens
        following = tokens[j] if j < len(tokens) else None
        after = following is not None and following.plain in names.COUNTY_WORDS
        after = after and following is not None and "." not in following.after
        if after and following is not None and following.plain == "co":
            after = following.capital
        before = tuple(token.plain for token in tokens[max(0, i - 2) : i])
        first = i - 2 if before in names.COUNTY_BEFORE else i - 1 if before[-1:] in CONDADO else i
        last = j + 1 if after else j
        if first == i and not after:
            return None
        if not context.whole_hashtag(tokens, first, last):
            return None
        if following is not None and after and following.plain == "parish":
            counties = [county for county in counties if county.kind == "Parish"]
        else:
            counties = [county for county in counties if county.kind != "city"]
        if not counties:
            return None
        return Found(
            "county",
            first,
            last,
            0.9,
            counties=tuple(sorted(counties, key=lambda county: -county.population)),
            cue=context.cue(tokens, first),
            near=context.is_near(tokens, first),
        )

    def _listed_counties(self, tokens: Sequence[Token], found: list[Found]) -> list[Found]:
        """Names before "counties": Horry, Marion and Georgetown counties."""
        listed: list[Found] = []
        for i, token in enumerate(tokens):
            if token.plain not in names.COUNTIES_WORDS:
                continue
            for j in range(i - 1, max(-1, i - 12), -1):
                if tokens[j].plain in {"and", "y", "e"}:
                    continue
                counties = self.gazetteer.counties_named.get(tokens[j].plain)
                if not counties or tokens[j].plain in self._states:
                    break
                ordered = tuple(sorted(counties, key=lambda county: -county.population))
                listed.append(Found("county", j, j + 1, 0.85, counties=ordered))
        taken = {name.first for name in listed}
        return sorted([*listed, *(n for n in found if n.first not in taken)], key=lambda n: n.first)

    # States beside -------------------------------------------------------------------------------

    def _with_states(self, text: Text, found: Sequence[Found]) -> list[Found]:
        """Each city or county knows the state that stands right after it; D.C. is one name."""
        result: list[Found] = []
        for name in found:
            last = result[-1] if result else None
            if last is not None and name.kind == "state" and last.last == name.first:
                between = text.tokens[name.first].after.strip()
                if last.states == ("WA", "DC") and name.states == ("DC",):
                    result[-1] = Found("state", last.first, name.last, 0.95, states=("DC",))
                    continue
                code = next((code for code in name.states if last.lies_in(code)), None)
                if code and last.kind in {"city", "county"} and between in {"", ",", "(", "."}:
                    result[-1] = last.beside_state(code)
            result.append(name)
        return result


NOT_A_STATE = names.STREET_WORDS | {"county", "parish"}
CONDADO = {("condado",)}
