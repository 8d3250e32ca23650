"""Who an answer to "who is this about?" counts in: any mention of the reporter beside others wins.

"Me and my brother" and "the workers, I'm one of them" are about the reporter, too. Who works in
sex or is someone's patient is no professional who helps. English and Spanish. Pure.
"""

from __future__ import annotations

import re

from hotline.flows.text.answers import CLAUSE_END, plain

SELF, OTHERS, HELPER = "self", "third_party", "professional"
_LONG = {"im": "i am", "isnt": "is not", "its": "it is", "thats": "that is", "theyre": "they are"}
_BUT = re.compile(r"\b(?:but|except|besid(?:es)|pero|sino|menos|excepto|ademas de|bueno)\b")
_SAW = r"saw|heard|noticed|know|think|want|need|met|live|called|vi|oi|escuche|conozco|creo|se|soy"
_ASIDE = re.compile(
    rf"\b(?:(?:i|we|yo) (?:{_SAW})"
    r"|(?:told|tells|asked|texted|called|messaged|showed|next to|near|across from) (?:me|us)"
    r"|the us|let me|of mine|me (?:conto|dijo|pidio|platico)|yo (?:llamo|quiero|trabajo|la|lo"
    r"|le))\b(?! una? de)"
)
"""What someone who tells of others says as well."""
_DENIED = re.compile(
    r"\b(?:no|not|never|tampoco|nunca|jamas)\b(?! (?:only|just|solo|solamente|nomas|nada mas))"
    r"(?: (?!and\b|y\b|i\b)\w+){0,4} (?:me|myself|us|we|i|ourselves|mine|mi|yo|nosotr[oa]s)"
    r"(?= |$)(?! (?:herman|hij|prim|amig|vecin|espos|mam|pap|compan|famili|ti[oa]|abuel))"
)
_REFUSED = re.compile(r"\b(?:no|not|never|nope|tampoco|nunca|jamas)$")
"""At the end of a clause: "happening to me, no"."""
_ONE_OF_THEM = (
    r"i am (?:\d+|one|among|also|too|included|that|this|in it|with them|another"
    r"|(?:the|an?|his|her|their) (?:one|girl|boy|woman|man|child|kid|minor|teen|teenager|worker"
    r"|victim|person|daughter|son|wife|maid|nanny|patient|student|client|pupil))"
    r"|soy (?:\w+ )?un[oa]? de"
    r"|soy (?:un|una|la|el|su) (?:que|nina|nino|muchach[oa]|mujer|menor|victima|mism[oa]|paciente"
    r"|alumn[oa]|estudiante|trabajador[a]?|client[ea]|hij[oa]|sirvienta)|tengo \d+"
)
_REPORTER = re.compile(
    r"\b(?:me|myself|us|we|ourselves|and i|i and|i too|i am$|i was|mine|yours truly"
    rf"|{_ONE_OF_THEM}|yo|conmigo|nosotr[oa]s|nos"
    r"|(?:a|para|de|por|con|y|ni|entre) mi(?= (?:y|e|a|con|de|tambien|mism[oa]|me|junto|igual)\b|$)"
    r"|mi y|mi persona|somos|estamos)\b"
)
_NO_HELPER = re.compile(
    r"\b(?:escorts?|dancers?|strippers?|massage\w*|sex\w*|prostitut\w*|brothel|hooker|call girl"
    r"|sleep\w* with|clients? pays?|models?|entertainers?|maids?|nann(?:y|ies)|au pair"
    r"|part of (?:my|the) job (?:is(?! to (?:report|help))|was|means|they|he|she|i|that)"
    r"|my \w+ job|my job as|i am (?:\w+ )?(?:patient|student|client|pupil|victim)"
    r"|soy (?:paciente|alumn[oa]|client[ea]|estudiante|victima)"
    r"|mi trabajo (?:de|como|es (?!reportar|ayudar))|acost\w+ con|bailarin[ae]s?|masaj\w+"
    r"|dama de compania|fich(?:ar|era)|teibolera|nin(?:era|ero))\b"
)


def counted_in(value: str | None, text: str) -> str | None:
    """The role that ``text`` means, of which ``value`` was read; ``None`` is asked again."""
    if value not in {OTHERS, HELPER}:
        return value
    if names_reporter(text):
        return SELF
    return None if value == HELPER and _NO_HELPER.search(_normal(text)) else value


def names_reporter(text: str) -> bool:
    """Whether an answer counts the reporter in: "not only me, my sister too", "yo y mi hermana"."""
    parts = (part for clause in CLAUSE_END.split(text) for part in _BUT.split(_normal(clause)))
    return any(_counts_in(part.strip()) for part in parts)


def _counts_in(part: str) -> bool:
    if _REFUSED.search(part):
        return False
    return _REPORTER.search(_ASIDE.sub("|", _DENIED.sub("|", part))) is not None


def _normal(text: str) -> str:
    return " ".join(_LONG.get(word, word) for word in plain(text).split())
