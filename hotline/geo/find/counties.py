"""Which names in a text are counties that are said to be one: "Webb County", "condado de Webb".

A county's bare name ("in Loudoun") may be a town's too: ``hotline.geo.find.cities`` weighs it.
"""

from __future__ import annotations

from collections.abc import Sequence

from hotline.geo.find import context
from hotline.geo.find.candidate import Found
from hotline.geo.gazetteer import County, Gazetteer
from hotline.geo.resolve import distance, mention_roles
from hotline.geo.text import vocabulary
from hotline.geo.text.tokens import Text, Token

MAX_LISTED = 12
"""So many words before or after "counties" may belong to the list."""
MAX_NAME_WORDS = 3
COLORADO_TOWN = 5_000
_PLURALS = vocabulary.COUNTIES_WORDS | {"cos"}
LIST_MARKS = frozenset({",", "&", "/", ",&"})


class CountyFinder:
    """Finds counties with the gazetteer's dictionary. Immutable; share one."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._state_names = {state.name.casefold() for state in gazetteer.states.values()}

    def named(self, text: Text, i: int, j: int, name: str) -> Found | None:
        """The county over tokens ``i`` to ``j``, when the word "county" is next to them."""
        nicknamed = vocabulary.COUNTY_NICKNAMES.get(name)
        counties = self._gazetteer.counties_named.get(nicknamed or name)
        if not counties:
            return None
        if nicknamed:
            counties = counties[:1]
        tokens = text.tokens
        kind = self._kind_after(text, j, name)
        before = tuple(token.plain for token in tokens[max(0, i - 2) : i])
        first = i
        if before in vocabulary.COUNTY_IS:
            return self._found(tokens, i, j, counties, 0.85)
        if before in vocabulary.COUNTY_BEFORE:
            first = i - 2
        elif before[-1:] in vocabulary.CONDADO:
            first = i - 1
        last = j + 1 if kind else j
        inside = j if kind and not tokens[j].hashtag else last
        if (first == i and not kind) or not context.whole_hashtag(tokens, i, inside):
            return None
        fitting = _of_kind(counties, kind)
        return self._found(tokens, first, last, fitting, 0.9) if fitting else None

    def _kind_after(self, text: Text, j: int, name: str) -> str:
        """The word for a county at token ``j``, or nothing: "Orange Co" is one, "orange co" not."""
        if j >= len(text.tokens):
            return ""
        following = text.tokens[j]
        if following.plain not in vocabulary.COUNTY_WORDS or following.after.strip(" -"):
            return ""
        if following.plain == "co" and not (following.capital and text.tokens[j - 1].capital):
            return ""
        town = self._gazetteer.city(name, "CO") if following.text == "CO" else None
        if town is not None and town.population >= COLORADO_TOWN:
            return ""  # Aurora CO is in Colorado
        return following.plain

    @staticmethod
    def _found(
        tokens: Sequence[Token], first: int, last: int, counties: Sequence[County], score: float
    ) -> Found:
        return Found(
            "county",
            first,
            last,
            score,
            counties=tuple(sorted(counties, key=lambda county: (-county.population, county.fips))),
            cue=mention_roles.role(tokens, first, last),
            near=context.is_near(tokens, first),
            far=distance.is_far(tokens, first),
            aside=mention_roles.is_elsewhere(tokens, first, last),
        )

    # Lists ---------------------------------------------------------------------------------------

    def listed(self, text: Text, found: Sequence[Found]) -> list[Found]:
        """``found`` with the names before or after "counties": Horry, Marion and Georgetown."""
        listed: list[Found] = []
        plurals = [i for i, token in enumerate(text.tokens) if token.plain in _PLURALS]
        for i in plurals:
            if not self._is_plural(text.tokens[i]):
                continue
            names_before = self._backwards(text.tokens, i)
            listed += names_before or self._forwards(text.tokens, i + 1)
        taken = {number for name in listed for number in range(name.first, name.last)}
        others = [n for n in found if not taken.intersection(range(n.first, n.last))]
        return sorted([*listed, *others], key=lambda name: name.first)

    @staticmethod
    def _is_plural(token: Token) -> bool:
        return token.plain in vocabulary.COUNTIES_WORDS or (token.plain == "cos" and token.capital)

    def _backwards(self, tokens: Sequence[Token], end: int) -> list[Found]:
        listed: list[Found] = []
        stop = max(0, end - MAX_LISTED)
        while end > stop:
            if listed and tokens[end - 1].plain in vocabulary.AND_WORDS:
                end -= 1
                continue
            first = next(
                (
                    i
                    for i in range(max(stop, end - MAX_NAME_WORDS), end)
                    if self._is(tokens, i, end)
                ),
                None,
            )
            if first is None:
                break
            if self._is_state(tokens, first, end) and not self._follows_a_name(tokens, first):
                break
            listed.append(self._from_list(tokens, first, end))
            if not self._follows_a_name(tokens, first):
                break
            end = first
        return listed

    @staticmethod
    def _follows_a_name(tokens: Sequence[Token], i: int) -> bool:
        """Whether token ``i`` goes on a list: after a comma, a "&" or an "and"."""
        if not i:
            return False
        between = tokens[i].after.replace(" ", "")
        return between in LIST_MARKS or (
            not between and tokens[i - 1].plain in vocabulary.AND_WORDS
        )

    def _forwards(self, tokens: Sequence[Token], start: int) -> list[Found]:
        """The list after "the counties of"; a single name is none."""
        if start < len(tokens) and tokens[start].plain in {"of", "de"}:
            start += 1
        listed: list[Found] = []
        stop = min(len(tokens), start + MAX_LISTED)
        while start < stop:
            if listed and tokens[start].plain in vocabulary.AND_WORDS:
                start += 1
                continue
            ends = range(min(stop, start + MAX_NAME_WORDS), start, -1)
            end = next((j for j in ends if self._is(tokens, start, j)), None)
            if end is None or tokens[start].after.replace(" ", "") not in LIST_MARKS | {"", ":"}:
                break
            listed.append(self._from_list(tokens, start, end))
            start = end
        return listed if len(listed) > 1 else []

    def _is(self, tokens: Sequence[Token], i: int, j: int) -> bool:
        close = all(not token.after.strip(" .-'’") for token in tokens[i + 1 : j])
        return close and self._name(tokens, i, j) in self._gazetteer.counties_named

    def _is_state(self, tokens: Sequence[Token], i: int, j: int) -> bool:
        """ "Floods in Iowa, Cass and Otoe counties": Iowa is the state there."""
        return self._name(tokens, i, j) in self._state_names

    @staticmethod
    def _name(tokens: Sequence[Token], i: int, j: int) -> str:
        return " ".join(token.plain for token in tokens[i:j])

    def _from_list(self, tokens: Sequence[Token], i: int, j: int) -> Found:
        counties = self._gazetteer.counties_named[self._name(tokens, i, j)]
        return self._found(tokens, i, j, counties, 0.85)


def _of_kind(counties: Sequence[County], kind: str) -> list[County]:
    if kind == "parish":
        return [county for county in counties if county.kind == "Parish"]
    return [county for county in counties if county.kind != "city"]
