"""What a named place is to what happened: where it is, where someone came from, or denied.

A report names other places too: the reporter's home, a home town, the way there, a place that it
is *not*. Of two places the one with the higher role is the place of the event; two of the same
role are a question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hotline.geo.find import context
from hotline.geo.text import vocabulary
from hotline.geo.text.tokens import Token

NOW, HAPPENS, IN, BARE, TOWARDS, FROM, ORIGIN = 3, 2, 1, 0, -1, -2, -3
MAX_WINDOW = 9
_MARKS = frozenset(".!?;\n:()")

_MOVED = (
    r"(?:brought|took|taken|moved|sent|drove|driven|flew|flown|shipped|transferred|dropped|"
    r"arrived|came|got|gone|went|ran|trajeron|trajo|traen|llevaron|llevo|movieron|movio|"
    r"mandaron|mando|enviaron|pasaron|vinimos|vine|vino|vinieron|llegamos|llegue|llego|"
    r"llegaron|fuimos|fue|fueron|mudaron|mudamos)"
)
_NOW = r"(?:but|now|pero|ahora|though|however|actually|instead|sino)"
_HAPPENS = re.compile(
    r"\b(?:held|hold|holds|kept|keep|keeps|keeping|holding|lock|locks|locked|trapped|stuck|hidden|happening|happens|"
    r"happened|goes on|going on|located|pasa|pasando|ocurre|sucede|encerrad[oa]s?|"
    r"tienen|tiene|retenid[oa]s?)"
    r"(?:,? \w+){0,4} (?:in|at|near|outside|en|cerca de|around)(?: (?:the|el|la))?$"
)
_PRESENT = re.compile(
    r"\b(?:now|nowadays|currently|at the moment|today|tonight|ahora|ahorita|actualmente|hoy)\b"
    r"(?:,? \w+){0,5}?,? (?:in|at|near|outside|around|to|en|a|its|it is|is|es)(?: (?:the|el|la))?$"
    r"|\b(?:now|ahora),?$"
    rf"|\b(?:then|later|afterwards|after that|luego|despues)\b(?:(?:,? \w+){{0,3}}? {_MOVED}"
    r"(?:,? \w+){0,3}?|,)? (?:in|at|to|into|en|a|para|hasta)(?: (?:the|el|la))?$"
)
"""Where it is now, or came to be after another place: "first in Dallas, now in Tulsa"."""
_TIMES = frozenset(
    "now nowadays currently moment today tonight ahora ahorita actualmente hoy then later "
    "afterwards after luego despues first before originally previously last ago used antes primero "
    "principio pasada pasado estuve estuvimos estaba estabamos trabajaba trabajabamos".split()
)
"""Words of which one is there when a time is given."""
_PAST = re.compile(
    r"\b(?:first|at first|before|originally|previously|last (?:week|month|year|summer|winter|fall|"
    r"spring)|(?:weeks|months|years) ago|used to (?:be|work|live|stay)|antes|primero|al principio|"
    r"la semana pasada|el (?:mes|ano) pasado|estuve|estuvimos|estaba|estabamos|trabajaba|"
    r"trabajabamos)\b(?:,? \w+){0,5}?,? (?:in|at|near|en)(?: (?:the|el|la))?$"
)
"""Where it was before."""
_TURNS = re.compile(rf"\b{_NOW}(?:,? \w+){{0,7}} (?:in|at|near|outside|en|around|to|a)$")
_ORIGIN = re.compile(
    r"(?:\b(?:i|we|my family|my parents|my mom) (?:still |also |both |only |used to )?"
    r"(?:live|lived|reside|stay|grew up|was born|were born)(?: \w+)? (?:in|near|outside|at)"
    r"|\bim (?:\w+ )?(?:calling|texting|writing) (?:\w+ )?from"
    r"|\b(?:calling|texting|writing|born|grew up|raised|home is|hometown is|used to live|"
    r"used to work|used to be|lived before|back home) (?:\w+ )?(?:in|from|at)"
    r"|\b(?:is|are|am|im|was|were|hes|shes|theyre|came|come|comes|originally|family|girls?|"
    r"woman|women|man|men|guy|kids?|children|people|workers?|one|all|both|they|hails) "
    r"(?:\w+ )?from"
    r"|\b(?:soy|somos|es|son|era|eran|vengo|venimos|viene|vienen|originari[oa]s?|"
    r"(?:mujer|hombre|nin|much|chic|muchach)\w*) de"
    r"|\b(?:vivo|vivimos|vivia|viviamos|naci|nacio|crecio|llamo desde|antes)(?: \w+)? en"
    r"|\bnews(?: \w+)? (?:in|from))$"
)
_FROM = re.compile(rf"\b{_MOVED}(?:,? \w+){{0,3}} (?:from|de|desde)$")
_ARRIVED = re.compile(
    rf"\b{_MOVED}\b(?:,? \w+){{0,8}} (?:to|into|a|hasta|para)(?: (?:the|el|la))?$"
)
_TOWARDS_ES = re.compile(
    r"\b(?:van|voy|vamos|ir|lleva|llevar|llevan|manda|mandar|mandan|mover)(?: \w+){0,3} a$"
)
_REPORTER = re.compile(
    r"\b(?:i|we) (?:now |just |still )?(?:live|lived|reside|stay)\b|\b(?:vivo|vivimos)\b"
    r"|\b(?:calling|texting|writing|llamo|escribo)\b"
)
"""The reporter's own place, now too, is not where it happens."""
_TO = frozenset("to into a hasta para".split())
_OUT_OF = frozenset("from de desde".split())
"""Of the last two words one of these is there when someone came to a place, or out of it."""
_ENDS = frozenset(
    "in at near outside around from to into a en de desde hasta para was is leaving its es now "
    "ahora".split()
)
"""Words of which one stands right before a name, or before its article, where a role is stated."""
_NO = frozenset(
    "not isnt wasnt arent never longer instead rather no nunca but except menos excepto".split()
)
_DENIED = re.compile(
    r"\b(?:not|isnt|wasnt|arent|never|no longer|instead of|rather than)"
    r"(?: (?:in|at|from|near|inside|live|living|lives|work|held|the|el|la))*$"
    r"|\b(?:anywhere|anyplace|everywhere|nowhere near|any (?:state|city|town|place)|outside|"
    r"(?:cualquier|todo|otro) (?:lugar|lado|parte|estado)|donde sea|todas partes)"
    r"(?: else)?,? (?:but|except|menos|excepto)(?: (?:in|for|en|the|el|la))*$"
    r"|\b(?:no|nunca|ya no)(?: (?:es|esta|estan|estamos|vive|vivo|fue|pasa|era))? en$"
)


def role(tokens: Sequence[Token], i: int) -> int:
    """The role of a name that begins at token ``i``, from :data:`HAPPENS` down."""
    near = [token.plain for token in tokens[max(0, i - 2) : i]]
    if _ENDS.isdisjoint(near):
        return context.cue(tokens, i)
    before = _window(tokens, i)
    spoken = _spoken_role(before)
    if spoken is not None:
        return spoken
    ends = before.split()[-2:]
    towards = not _TO.isdisjoint(ends)
    if towards and _ARRIVED.search(before):
        return IN
    if not _OUT_OF.isdisjoint(ends) and _FROM.search(before):
        return FROM
    if _HAPPENS.search(before) or _TURNS.search(before):
        return HAPPENS
    return TOWARDS if towards and _TOWARDS_ES.search(before) else context.cue(tokens, i)


def _spoken_role(before: str) -> int | None:
    """The role that the words before a name tell by their time and verb, if they do."""
    timed = not _TIMES.isdisjoint(before.replace(",", "").split())
    if timed and _PRESENT.search(before):
        return ORIGIN if _REPORTER.search(before) else NOW
    if _ORIGIN.search(before):
        return ORIGIN
    return FROM if timed and _PAST.search(before) else None


def is_elsewhere(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether tokens ``i`` to ``j`` name where it is *not*: "not in Dallas", "Texas plates"."""
    return _is_denied(tokens, i) or _is_worn(tokens, i, j)


def _is_denied(tokens: Sequence[Token], i: int) -> bool:
    near = {token.plain for token in tokens[max(0, i - MAX_WINDOW) : i]}
    return not _NO.isdisjoint(near) and bool(_DENIED.search(_window(tokens, i)))


def _is_worn(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether a name is on a thing that moves about: "Texas plates", "la gorra de Chicago"."""
    if context.followed_by(tokens, j, vocabulary.WORN_WORDS):
        return True
    before = [token.plain for token in tokens[max(0, i - 2) : i]]
    of = len(before) == 2 and before[1] in vocabulary.OF_WORDS | {"from"}
    return of and before[0] in vocabulary.WORN_WORDS


def _window(tokens: Sequence[Token], i: int) -> str:
    """The words before token ``i`` in its own sentence, as one string with its commas."""
    first = i
    while first > max(0, i - MAX_WINDOW) and not _parts(tokens[first].after):
        first -= 1
    marks = (", " if "," in token.after else " " for token in tokens[first + 1 : i + 1])
    return "".join(t.plain + mark for t, mark in zip(tokens[first:i], marks, strict=True)).rstrip()


def _parts(between: str) -> bool:
    """Whether a sentence ends here, or a dash or a bracket begins something else."""
    return not _MARKS.isdisjoint(between)
