"""Suicide and self-harm in words that no list of phrases can hold: as whole clauses, for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from hotline.triage.lexicon import Indicator
from hotline.triage.reading import Reading, stretches, words_within
from hotline.triage.signs import Sign, Signs
from hotline.triage.suicide_patterns import (
    BY_POISON,
    FAREWELLS,
    OF_SUICIDE,
    ONESELF,
    SELF_HARM,
    UNDONE,
)

TELLS_OF_SUICIDE = Indicator("suicidal", "988", {"crisis": 0.8}, deniable=False)
_NO = re.compile(r"\b(?:not|never|no|nunca|jamas|sin|nobody|nadie)\b")
_FORCED = re.compile(
    r"\b(?:made?|makes|making|forced?|forces|forcing|hizo|hacen|obligo|obligan?"
    r"|obligaron|baby|toddler"
    r"|dog|perro|bebe)\b"
)
"""Who was made to drink it, and who knew no better, did not want to die."""
_WHOLE_CLAUSE = re.compile("|".join(f"(?:{each})" for each in (*SELF_HARM, *FAREWELLS)))
_ANYWHERE = re.compile("|".join(f"(?:{each})" for each in OF_SUICIDE))
_POISONED = re.compile("|".join(f"(?:{each})" for each in BY_POISON))
_FIGURES = frozenset(
    "lane lanes squad door doors curve grip wing wings prevention hotline run bomber curva".split()
)
_TELLS = r"(?:tells?|told|telling)"
_SOMEONE = r"(?:me|her|him|them|us|the \w+|my \w+|everyone)"
_HARM_SELF = rf"(?:kill|hang|hurt|cut|shoot|drown|harm) {ONESELF}"
_GOES_ON = r"(?!.*\b(?:and|but) i (?:want|will|might|think|am|feel|almost|tried))"
_NOT_MEANT = re.compile(
    "|".join(
        (
            (
                rf"\b(?:cut|cuts|hurt|hurts|burned) {ONESELF}(?: \w+)?"
                r" (?:at work|cooking|shaving|working)\b"
            ),
            (
                r"\b(?:baby|toddler|dog|cat|bebe|perro)(?: \w+)?"
                r" (?:drank|swallowed|ate|tomo|trago)\b(?: \w+)*"
            ),
            r"\bnot want to live (?:with|in|at|here|there|under|by|near|on|off|together)\b",
            (
                r"\bon the bridge (?:road|street|st|rd|ave|avenue|drive|lane|exit|way"
                r"|motel|hotel|inn|bar"
                r"|club|crew|project|construction|job|site|crossing)\b"
            ),
            (
                r"\b(?:nobody|no one|none of (?:us|them)|nadie)(?: \w+){0,2} (?:wants?"
                r"|wanted|quiere|queremos)"
                r"(?: to)? (?:die|be dead|kill \w+|morir\w*|matar\w*)"
            ),
            (
                rf"\b(?:{_TELLS}|orders|ordered|screams at|yells at|wants"
                rf"|begs|pushes) {_SOMEONE}"
                rf" to (?:go |just |please )*{_HARM_SELF}\b{_GOES_ON}"
            ),
            (
                rf"\b(?:{_TELLS}|says to|said to) {_SOMEONE} (?:go |just"
                rf" )*{_HARM_SELF}\b{_GOES_ON}"
            ),
            (
                r"\b(?:dice|dicen|dijo|dijeron|grita) que (?:me|se) (?:mate|maten|suicide"
                r"|ahorque|cuelgue)\b"
            ),
            (
                rf"\b(?:kill|kills|killed|killing) {ONESELF} (?:laughing|with laughter"
                rf"|working|at the gym"
                r"|to (?:pay|make)|over (?:homework|work)|trying|studying)\b"
            ),
            (
                r"\b(?:mato|mata|matar\w*|morir\w*|muero) (?:de (?:la )?risa|de risas"
                r"|trabajando|estudiando)\b"
            ),
            (
                r"\b(?:end|ending) (?:it|things) (?:with|between) (?!(?:a|the|my|this)"
                r" (?:gun|rope|knife|pistol"
                r"|razor|pills|bullet)|pills)"
            ),
        )
    )
)
"""Words of suicide that tell of something else."""
_SUBJECTS = (
    r"(?:we|they|you|people|everyone|everybody|the (?!pain)\w+|my (?:\w+)|some\w*|all of us)"
)
_THREAT = re.compile(
    "|".join(
        (
            (
                rf"\b{_SUBJECTS} (?:all )?(?:are|is|am) (?:all )?going to (?:all )?(?:die"
                rf"|be dead)\b"
            ),
            r"\bi am going to die (?:in|here|inside|of|from|if|without|unless|because)\b",
            (
                rf"\b(?:say|says|said|{_TELLS}|claim|call|called|think|look|looks|look"
                r" like|make it look like|made it"
                r" look like)(?: \w+){0,3} (?:was|is|a|like|as)(?: a| an)? (?:suicide"
                r"|overdose)\b"
            ),
            (
                r"\b(?:diran|decir|dicen|digan|parezca|pareciera|parecer)(?: \w+){0,4}"
                r" suicidio\b"
            ),
        )
    )
)
"""Death that others bring, or that comes of where someone is kept: danger, and no 988."""
THREATENED = Indicator("death_near", "NHTH: crisis", {"danger": 0.85, "violence": 0.5})


def suicide_in(reading: Reading) -> Iterator[Sign]:
    """A sign for each clause that tells of suicide or self-harm in other words than the lexicon."""
    for numbers, whole in ((reading.clauses, True), (reading.sentences, False)):
        for first, last, said in stretches(reading, numbers):
            if _tells(said, whole=whole):
                yield _sign(reading, first, last)
    if UNDONE.search(" ".join(reading.words)):
        yield _sign(reading, 0, len(reading.words) - 1)


def _tells(said: str, *, whole: bool) -> bool:
    match = _WHOLE_CLAUSE.fullmatch(said) if whole else _ANYWHERE.search(said)
    if match is None or _NO.search(said[max(0, match.start() - 20) : match.start()]):
        return False
    if _POISONED.search(match.group()) and _FORCED.search(said[: match.start()]):
        return False
    others = [*_NOT_MEANT.finditer(said), *_THREAT.finditer(said)]
    return not any(other.start() < match.end() and match.start() < other.end() for other in others)


def _sign(reading: Reading, first: int, last: int) -> Sign:
    phrase, start, end = reading.phrase(first, last)
    return Sign(TELLS_OF_SUICIDE, first, last, phrase, start, end)


def without_figures(reading: Reading, signs: Signs) -> Signs:
    """``signs`` without a "suicide lane" of a highway, and the like.

    Words of a death that others bring become a sign of danger.
    """
    if not any(sign.indicator.name == TELLS_OF_SUICIDE.name for sign in signs.found):
        return signs
    threats = frozenset(words_within(reading, reading.sentences, _THREAT))
    others = frozenset(words_within(reading, reading.sentences, _NOT_MEANT))
    found = (_as_meant(reading, sign, threats, others) for sign in signs.found)
    return Signs(tuple(kept for kept in found if kept is not None))


def _as_meant(
    reading: Reading, sign: Sign, threats: frozenset[int], others: frozenset[int]
) -> Sign | None:
    """``sign``, or None where it is a figure of speech."""
    if sign.indicator.name != TELLS_OF_SUICIDE.name:
        return sign
    follows = reading.words[sign.last + 1 : sign.last + 2]
    if sign.first == sign.last and follows and follows[0] in _FIGURES:
        return None
    words = range(sign.first, sign.last + 1)
    if not threats.isdisjoint(words):
        return replace(sign, indicator=THREATENED)
    return sign if others.isdisjoint(words) else None
