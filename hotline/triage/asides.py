"""Words that answer the line and report nothing: "yes please", "I don't know", "78041".

Such words answer a question of ours. They stay in the report, but triage reads the story without
them, so that an answer moves neither type nor urgency, anywhere in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from hotline.triage.matcher import Match
from hotline.triage.reading import Reading, stretches

_YES_OR_NO = (
    "yes|yes+|yeah|yea|yep|yup|ya|ye|ok|okay|k|kk|sure|right|correct|uh huh|mm hmm|no|nah|nope|"
    "si|sip|aja|claro|claro que si|bueno|vale|nel"
)
_POLITE = "please|thanks|thank you|sorry|hi|hello|hey|gracias|por favor|hola|disculpe|perdon"
_THING = (
    "(?:the |that |his |her |my |their |exact |full |license |plate |la |el |su )*"
    "(?:address|name|street|number|city|town|zip|zip code|date|day|time|room|"
    "direccion|nombre|calle|numero|ciudad|pueblo|codigo|codigo postal)"
)
_SAFE = (
    "it is (?:safe|ok|okay|fine)(?: for now| now| here| to text| to talk)*|"
    "i am (?:safe|ok|okay|fine|good|alone)(?: for now| right now| now| here| to talk| to text)*|"
    "es seguro(?: ahora| aqui| hablar)?|"
    "(?:estoy|ando) (?:segura|seguro|a salvo|bien|sola|solo)(?: ahora| aqui| por ahora)*"
)
_PLAIN = (
    f"i do not know(?: {_THING})?|not sure|no se(?: {_THING})?|"
    "where i am now|here in town|in town|aqui en el pueblo|donde estoy ahora|"
    "reply stop+|stopp+|(?:i am driving )?sent from my \\w+(?: \\w+)?|i am driving|"
    "enviado desde mi \\w+|estoy manejando"
)
_FOR_US = (
    "you can (?:text|call|write|message)(?: me)?|be quick|but be quick|go ahead|that is (?:it|all)|"
    "that is (?:right|correct)|what else|i am here|me puede escribir|puede escribirme|es todo"
)
_ZIP = "(?:it is |es )?(?:\\d{3,}|\\d(?: \\d){2,})"
_OPEN = f"(?:{_YES_OR_NO}|{_POLITE})"
_CORE = f"(?:{_SAFE}|{_PLAIN}|{_FOR_US}|{_ZIP})"
_WHOLE = re.compile(f"{_OPEN}|(?:{_OPEN} )*{_CORE}(?: {_OPEN})*|{_OPEN}(?: {_OPEN})+")
_TAIL = re.compile(
    f"(?:{_YES_OR_NO})(?: {_OPEN})*(?: {_CORE})?(?: {_OPEN})*|"
    f"(?:{_SAFE}|{_PLAIN})(?: {_OPEN})*|(?:{_POLITE})"
)
_LAST = re.compile(
    f"{_YES_OR_NO}|huh|hmm|{_POLITE}|you|favor|que|safe|fine|good|alone|now|here|talk|text|ahora|"
    "aqui|hablar|segura|seguro|salvo|bien|sola|solo|know|sure|se|town|pueblo|stop+|driving|"
    "manejando|address|name|street|number|city|zip|code|date|day|time|room|direccion|nombre|"
    "calle|numero|ciudad|codigo|postal|me|quick|ahead|it|all|right|else|escribir|escribirme|todo|"
    "my|mi|\\w*(?:phone|car|auto|android|galaxy|ipad|watch|celular|iphone|mobile)"
)
"""The last words that a tail may have; most texts end in another."""
LONGEST = 14
"""Words of an aside, at most."""
STORY = 4
"""So many words must stay when an aside without a full stop is taken off the end."""
LONG = 8
"""A sentence of so many words is a story; a stray word after it is none."""
STRAY = 2
LEADS_ON = frozenset(
    "a an the if that whether not until till when while know knows knew remember see tell say says "
    "said says is are was be at in on to from of near with for and or but because why how who what "
    "where my his her their our your no never me him them us he she they we you it like just only "
    "all so very really too have has had do does did will would can could get got go make take let "
    "un una el la los las si que cuando donde como de en con por para y o pero porque mi su no me "
    "te se le les lo nos es esta estoy dice dijo digo".split()
)
"""Behind these a tail belongs to the sentence: "I don't know if it is safe now"."""
LOADED = frozenset(
    "danger held weapon now leave plea sex sexcue means minor adult crisis wants_person age "
    "maybe_age plain_age age_below birth_year address free past".split()
)
"""A stray word that speaks on one of these counts."""


def without_asides(reading: Reading) -> Reading:
    """``reading`` without the sentences, and the last words, that only answer the line.

    A text of nothing else stays as it is.
    """
    words = reading.words
    dropped = {
        index
        for sentence in stretches(reading, reading.sentences)
        if len(sentence.indexes) <= LONGEST and _WHOLE.fullmatch(sentence.said)
        for index in sentence.indexes
    }
    kept = [index for index in range(len(words)) if index not in dropped]
    tail = _tail(reading, kept)
    kept = kept[: len(kept) - tail]
    return keep(reading, kept) if kept and len(kept) < len(words) else reading


def without_stray_words(
    reading: Reading, matches: Sequence[Match], counts: Callable[[str], Iterable[str]]
) -> tuple[Reading, Sequence[Match]]:
    """``reading`` and ``matches`` without sentences of a word or two, behind a story, that say
    nothing more.

    A recognizer hears them, and one-word answers to "where?" are read by the locator.
    """
    sentences = [
        (reading.sentences[found.first], found.indexes)
        for found in stretches(reading, reading.sentences)
    ]
    first_long = next((n for n, indexes in sentences if len(indexes) >= LONG), None)
    if first_long is None:
        return reading, matches
    stray = {n: indexes for n, indexes in sentences if n > first_long and len(indexes) <= STRAY}
    for match in matches if stray else ():
        if LOADED.intersection(counts(match.phrase.indicator)):
            stray.pop(reading.sentences[match.first], None)
    if not stray:
        return reading, matches
    dropped = {index for indexes in stray.values() for index in indexes}
    kept = [index for index in range(len(reading.words)) if index not in dropped]
    now = {before: after for after, before in enumerate(kept)}
    moved = [
        replace(match, first=now[match.first], last=now[match.last])
        for match in matches
        if match.first in now  # no phrase reaches across sentences
    ]
    return keep(reading, kept), moved


def _tail(reading: Reading, kept: list[int]) -> int:
    """How many of the last words kept only answer the line."""
    words = [reading.words[index] for index in kept[-LONGEST - 1 :]]
    room = min(LONGEST, len(kept) - STORY, len(words) - 1)
    if room < 1 or not (_LAST.fullmatch(words[-1]) or "my" in words[-3:]):
        return 0
    for length in range(room, 0, -1):
        before = words[-length - 1]
        if before not in LEADS_ON and _TAIL.fullmatch(" ".join(words[-length:])):
            return length
    return 0


def keep(reading: Reading, kept: list[int]) -> Reading:
    """``reading`` with the words ``kept`` alone; what else stood there becomes spaces."""
    text, left = "", set(kept)
    for index in range(len(reading.words)):
        first = reading.starts[index]
        last = reading.starts[index + 1] if index + 1 < len(reading.words) else len(reading.text)
        if index == 0:
            text = reading.text[:first]
        if len(text) < first:
            text += " " * (first - len(text))
        part = reading.text[len(text) : max(last, len(text))]
        text += part if index in left else " " * len(part)
    return replace(
        reading,
        text=text,
        words=tuple(reading.words[i] for i in kept),
        starts=tuple(reading.starts[i] for i in kept),
        ends=tuple(reading.ends[i] for i in kept),
        sentences=tuple(reading.sentences[i] for i in kept),
        clauses=tuple(reading.clauses[i] for i in kept),
    )
