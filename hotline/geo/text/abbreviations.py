"""Short forms of states: postal codes ("TX"), the newspapers' abbreviations ("Fla.", "N.C.")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hotline.geo import word_lists
from hotline.geo.find import context
from hotline.geo.text import vocabulary
from hotline.geo.text.tokens import Text, Token


def beginnings(known: Iterable[str]) -> frozenset[str]:
    """The first word of every name, its first two words and so on to the whole name."""
    words = (name.split() for name in known)
    return frozenset(" ".join(name[:n]) for name in words for n in range(1, len(name) + 1))


@dataclass(frozen=True, slots=True)
class ShortForm:
    """The state that a short form means, how many tokens it took, and whether it had its dots."""

    code: str
    length: int
    dotted: bool


class ShortForms:
    """Reads short forms. Immutable; share one."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._codes = {code.lower(): code for code in codes}
        self._short = word_lists.load().state_abbreviations
        plurals = (f"{code}s" for code in self._codes)
        self.begin = beginnings((*self._short, *self._codes, *plurals))
        """Words of which one begins every short form."""

    def beside(self, words: str) -> str | None:
        """The state that folded ``words`` mean right after a city."""
        return self._short.get(words) or self._codes.get(words)

    def at(self, tokens: Sequence[Token], i: int) -> ShortForm | None:
        """The short form that begins at token ``i``."""
        token = tokens[i]
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if following is not None and "." in following.after:
            pair = self._short.get(f"{token.plain} {following.plain}")
            if pair:
                return ShortForm(pair, 2, dotted=True)
        dotted = "." in token.text or (following is not None and following.after[:1] == ".")
        if token.plain in self._short:
            return ShortForm(self._short[token.plain], 1, dotted)
        code = self._codes.get(token.plain)
        plural = token.text[-1:] == "s" and token.text[:-1].isupper()
        if (
            code is None
            and plural
            and following is not None
            and following.plain in vocabulary.OF_STATES
        ):
            code = self._codes.get(token.plain[:-1])  # "NCs coast", as it is often written
        return ShortForm(code, 1, "." in token.text) if code else None

    def stands_alone(self, text: Text, i: int, form: ShortForm) -> bool:
        """Whether a short form counts without a city before it."""
        tokens = text.tokens
        token = tokens[i]
        cue = context.cue(tokens, i)
        labeled = i > 0 and tokens[i - 1].plain in vocabulary.STATE_LABELS and ":" in token.after
        if form.dotted:
            alone = cue != 0 or len(tokens) == 1
            return token.capital or (alone and "." in token.text)
        if token.plain in vocabulary.PLAIN_SHORT or labeled:
            return cue != 0 or labeled
        if (
            token.plain not in self._codes
            or self._is_other(text, i)
            or self._is_person_name(text, i)
        ):
            return False
        if token.plain == "la":
            return self._is_louisiana(text, i)
        if token.plain in vocabulary.WORD_CODES:
            placed = cue != 0 or token.after.strip() == "," or self._is_listed(tokens, i)
            last = i > 0 and i + 1 == len(tokens) and token.after == " "
            placed = placed or (last and token.plain in vocabulary.LAST_CODES)
            return token.upper and placed and not text.shouted
        return token.upper or cue != 0

    @staticmethod
    def _is_person_name(text: Text, i: int) -> bool:
        """Whether a code is a person's or an object's: "an MP at the gate", "the PR guy", "my PA".

        "The NC coast" is a state's.
        """
        tokens = text.tokens
        if not i or tokens[i].after != " " or tokens[i].hashtag or "." in tokens[i].text:
            return False
        before = tokens[i - 1].plain
        if before not in vocabulary.ARTICLES and before not in {"the", "el", "la", "los", "las"}:
            return False
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if following is None or following.after.strip() != "":
            return True
        if following.plain in vocabulary.OF_STATES or tokens[i].plain == "dc":
            return False
        people = tokens[i].plain in vocabulary.PEOPLE_CODES
        return people or following.plain in vocabulary.GOES_ON or not following.capital

    def _is_louisiana(self, text: Text, i: int) -> bool:
        """Whether "la" is no Spanish article but Louisiana, or Los Angeles."""
        token = text.tokens[i]
        if not token.upper:
            return token.text == "la" and self._is_los_angeles(text.tokens, i)
        listed = token.after.strip() == "," or self._is_listed(text.tokens, i)
        placed = listed or context.cue(text.tokens, i) != 0
        placed = placed or context.fills_clause(text.tokens, i, i + 1)
        return len(text.tokens) == 1 or (placed and not text.shouted)

    @staticmethod
    def _is_los_angeles(tokens: Sequence[Token], i: int) -> bool:
        """Whether "la" is no Spanish article: "she works in la", "from la to vegas"."""
        if (
            not i
            or tokens[i - 1].plain not in vocabulary.ENGLISH_IN_WORDS
            or tokens[i].after != " "
        ):
            return False
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        ended = following is None or following.after.strip() != ""
        return ended or (following is not None and following.plain in vocabulary.ENGLISH_AFTER)

    @staticmethod
    def _is_other(text: Text, i: int) -> bool:
        """Whether a code is a road's ("NC-12") or a direction ("the NE Nebraska fairgrounds")."""
        following = text.tokens[i + 1] if i + 1 < len(text.tokens) else None
        if following is None:
            return False
        road = following.after == "-" and following.text[:1].isdigit()
        return road or (
            text.tokens[i].plain == "ne" and following.after == " " and following.capital
        )

    def _is_listed(self, tokens: Sequence[Token], i: int) -> bool:
        """Whether another code is next to it: "NC and SC", "NC-VA", "#NC #SC"."""
        before = i - 1 - (i > 1 and tokens[i - 1].plain in vocabulary.AND_WORDS)
        after = i + 1 + (i + 2 < len(tokens) and tokens[i + 1].plain in vocabulary.AND_WORDS)
        return any(
            0 <= number < len(tokens)
            and tokens[number].upper
            and tokens[number].plain in self._codes
            and bool(tokens[number].hashtag) == bool(tokens[i].hashtag)
            for number in (before, after)
        )
