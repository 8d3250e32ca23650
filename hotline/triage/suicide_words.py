"""Suicide and self-harm in words that no list of phrases can hold: as whole clauses, for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from hotline.triage.lexicon import Indicator
from hotline.triage.reading import Reading
from hotline.triage.signs import Sign, Signs

TELLS_OF_SUICIDE = Indicator("suicidal", "988", {"crisis": 0.8}, deniable=False)
_AT_IT = (
    r"(?: (?:have|has|am|is|been|keep|keeps|kept|start|started|started to|want to|wants to|just"
    r"|still))*"
)
_MORE = r"again|a lot|more|deeper|at night|every night|too|to cope|lately|arms?|legs?|wrists?|skin"
_CLOSE = r"daughter|son|sister|brother|friend|girlfriend|niece|cousin|roommate|kid|child|student"
_SELF_HARM = (
    rf"i{_AT_IT} (?:cut|cutting)(?: (?:{_MORE}|my))*",
    rf"she{_AT_IT} cutting(?: (?:{_MORE}|her))*",
    rf"(?:he|my (?:{_CLOSE})){_AT_IT} cutting(?: (?:{_MORE}|his|her))*",
    (
        r"(?:i )?(?:have|got|found|bought|made) (?:a|the|my|some) (?:rope|noose|razors?"
        r"|razor blades?)"
        r"(?: (?:ready|here|with me|now))*"
    ),
    r"(?:yo )?(?:tengo|traigo|consegui|compre) (?:una|la|mi) (?:cuerda|soga|navaja)(?: lista)?",
    (
        r"(?:yo |ella |el |mi \w+ )?(?:me|se) (?:quiero|quiere|ando|anda|estoy|esta|volvi a"
        r"|empece a"
        r"|he|ha|sigo|sigue) (?:cortar|cortando|cortado)(?: (?:otra vez|de nuevo|mucho|los \w+))*"
    ),
)
"""Whole clauses: "I've been cutting meat" and "I have a rope in the truck" are work."""
_OF_SUICIDE = (
    r"(?:plan|plans|planning|planned|decided) (?:on |is |to )*(?:die|dying)\b",
    (
        r"(?:tried|tries|trying|attempted|attempting|attempts?|going|about|wants?) to"
        r" (?:overdose|od"
        r"|take an overdose|hang (?:my|her|him)self|drown (?:my|her|him)self)\b"
    ),
    (
        r"(?:want|wants|need|wish) (?:it all|everything|the pain|all the pain|my life|this"
        r" life) (?:to )?"
        r"(?:just )?(?:stop|end|be over)\b"
    ),
    (
        r"\btell my (?:mom|mama|mother|dad|father|kids?|children|family|sons?|daughters?|sisters?"
        r"|brothers?|parents|wife|husband|babies|baby|boys?|girls?) (?:that )?(?:i (?:love"
        r"|loved|will"
        r" miss) (?:them|her|him|you)(?: all| so much| very much)*(?: (?:goodbye|bye))?$|i"
        r" am sorry)"
    ),
    r"\bwill not be (?:here|around|alive) (?:tomorrow|anymore|any more|much longer|in the morning)",
    r"\bno (?:way out|other way)(?: out)? (?:but|except|than|other than) (?:dying|death|to die)",
    r"\b(?:no|ya no) (?:puedo|aguanto|soporto)(?: mas)?(?: con| de)? (?:esta|mi|la) vida\b",
    (
        r"\b(?:plan|planes|planeo|planeando|decidi|quiero|pienso|voy) (?:de |para |a |en"
        r" )*morir(?:me)?\b"
    ),
    (
        r"\bquiero que (?:todo|todo esto|esta vida|el dolor|esto) (?:ya )?(?:se )?(?:acabe"
        r"|termine|pare)"
    ),
    r"\b(?:tome|tomo|tomarme|tomar|bebi|tomaste) (?:veneno|cloro|insecticida|raticida)\b",
    r"\b(?:digan?le|dile|diganles) a mis? \w+ que (?:la|lo|los|las|les) (?:quiero|amo|quise)\b",
    (
        r"\b(?:intento|quiso|trato de|intente|trate de) (?:\w+ )?(?:suicid\w+|ahorcar\w+"
        r"|quitar\w+ la vida"
        r"|mata(?:rse|rme)|envenenar\w+|una sobredosis|sobredosis)\b"
    ),
)
_NO = re.compile(r"\b(?:not|never|no|nunca|jamas|sin)\b")
_WHOLE_CLAUSE = re.compile("|".join(f"(?:{each})" for each in _SELF_HARM))
_ANYWHERE = re.compile("|".join(f"(?:{each})" for each in _OF_SUICIDE))
_FIGURES = frozenset(
    "lane lanes squad door doors curve grip wing wings prevention hotline run bomber curva".split()
)


def suicide_in(reading: Reading) -> Iterator[Sign]:
    """A sign for each clause that tells of suicide or self-harm in other words than the lexicon."""
    for by, whole in ((reading.clauses, True), (reading.sentences, False)):
        for _, indexes in groupby(range(len(reading.words)), key=lambda index: by[index]):
            found = list(indexes)
            said = " ".join(reading.words[index] for index in found)
            match = _WHOLE_CLAUSE.fullmatch(said) if whole else _ANYWHERE.search(said)
            if match and not _NO.search(said[max(0, match.start() - 20) : match.start()]):
                phrase, start, end = reading.phrase(found[0], found[-1])
                yield Sign(TELLS_OF_SUICIDE, found[0], found[-1], phrase, start, end)


def without_figures(reading: Reading, signs: Signs) -> Signs:
    """``signs`` without a "suicide lane" of a highway, and the like."""
    return Signs(tuple(sign for sign in signs.found if not _is_figure(reading, sign)))


def _is_figure(reading: Reading, sign: Sign) -> bool:
    if sign.indicator.name != TELLS_OF_SUICIDE.name or sign.first != sign.last:
        return False
    follows = reading.words[sign.last + 1 : sign.last + 2]
    return bool(follows) and follows[0] in _FIGURES
