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
    r"|\b(?:sells?|selling|sold|pimps?|pimping|pimped|traffics|trafficking|trafficked|prostitutes|"
    r"prostituting|exploits|exploiting|tricking|venden?|vendiendo|explotan?|prostituyen?|obligan?)"
    r"(?: \w+){0,4} (?:in|at|near|outside|en|cerca de|around)(?: (?:the|el|la))?$"
    r"|\b(?:has|have|got|puts|working|works|work) (?:me|her|him|us|them|girls|women|the \w+|my \w+)"
    r"(?: \w+){0,3} (?:in|at|near|outside|around)(?: the)?$"
    r"|\b(?:is|are|am|being|getting|gets) (?:being )?(?:abused|beaten|exploited|forced|made|pimped|"
    r"prostituted|raped|sold|trafficked|used|worked)"
    r"(?: \w+){0,4} (?:in|at|near|outside|around)(?: the)?$"
    r"|\b(?:im|i am|we are|estoy|estamos) (?:\w+ )?"
    r"(?:(?:in|at|en) (?:a|an|the|this|my|un|una|el|la) (?:\w+ ){1,2})?"
    r"(?:in|at|near|outside|en|cerca de|de)(?: (?:the|el|la))?$"
)
"""Where someone is held, sold or put to work."""
_PRESENT = re.compile(
    r"\b(?:now|nowadays|currently|at the moment|today|tonight|this (?:week|month|time)|these days|"
    r"ahora|ahorita|actualmente|hoy|esta semana|este mes)\b"
    r"(?:,? \w+){0,5}?,? (?:in|at|near|outside|around|to|en|a|its|it is|is|es)(?: (?:the|el|la))?$"
    r"|\b(?:now|ahora|and then|y luego|y despues),?$"
    rf"|\b(?:then|later|afterwards|after that|luego|despues)\b(?:(?:,? \w+){{0,3}}? {_MOVED}"
    r"(?:,? \w+){0,3}?|,)? (?:in|at|to|into|en|a|para|hasta)(?: (?:the|el|la))?$"
)
"""Where it is now, or came to be after another place: "first in Dallas, now in Tulsa"."""
_TIMES = frozenset(
    "now nowadays currently moment today tonight ahora ahorita actualmente hoy then later "
    "afterwards after luego despues first before originally previously last ago used antes primero "
    "principio pasada pasado estuve estuvimos estaba estabamos trabajaba trabajabamos "
    "this these esta este".split()
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
_FROM = re.compile(
    rf"\b{_MOVED}(?:,? \w+){{0,3}} (?:(?:out|up|down|over) )?(?:from|of|de|desde)$"
    r"|\b(?:(?:picked|scooped) (?:\w+ ){1,2}up|picked up (?:\w+ )?(?:\w+ )?|recruited(?: \w+){0,2}|"
    r"met (?:me|her|him|us|them)|found (?:me|her|him|us|them)|grabbed (?:me|her|him|us|them)|"
    r"reclut(?:o|aron)(?: a \w+)?|enganch(?:o|aron)(?: a \w+)?|conocio|recogio|recogieron)"
    r" ?(?:in|at|from|en)(?: the)?$"
)
"""Where a way began: "took her out of Atlanta", "picked her up in Lansing"."""
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
_OBJECT = r"(?:me|us|her|him|them|girls|women|kids|my \w+|the \w+)"
_LEAVING = re.compile(
    r"\b(?:taking|driving|moving|bringing|sending|flying|transporting|shipping|"
    r"(?:will|gonna|to|about to) (?:take|drive|move|bring|send|fly|transport|ship)) "
    rf"{_OBJECT}(?: \w+){{0,3}} from$"
    r"|\b(?:heading|headed|driving|going|flying|on (?:the|their|our) way) to \w+(?: \w+)? from$"
    r"|\b(?:me|nos|la|lo|las|los) (?:llevan?|mueven?|mandan?|trasladan?|"
    r"(?:va|van) a (?:llevar|mover|mandar|trasladar))(?: \w+){0,4} (?:de|desde)$"
    r"|\b(?:va|van) a (?:llevar|mover|mandar|trasladar)(?:me|nos|la|lo|las|los)"
    r"(?: \w+){0,4} (?:de|desde)$"
)
"""Where someone still is who is about to be moved: "driving me from Seattle to Portland"."""
_BACK = re.compile(
    r"(?<!\bis )(?<!\bim )(?<!\bam )(?<!\bare )(?<!hes )(?<!shes )(?<!\bwas )"
    r"\bback (?:home )?in(?: the)?$"
    r"|\b(?:and|or|y|o) (?:somewhere|someplace|another (?:city|town|place)|algun lugar|otro lado)"
    r" (?:in|of|en|de)$"
)
"""Where others are: "her son back in Alabama", "Jacksonville and somewhere in Georgia"."""
_AFTERWARDS = frozenset(
    "now right first last before back ago ahora ahorita pasado pasada antes".split()
)
"""Words of which one is there when the time is said right after a name."""
_NOW_AFTER = re.compile(
    r"^(?:\w+ )?(?:right )?(?:now|ahora|ahorita|ahora mismo)"
    r"(?:$|,| (?:and|with|but|y|con|pero)\b)"
)
_PAST_AFTER = re.compile(
    r"^(?:\w+ )?(?:last (?:week|month|year|night|summer|winter|fall|spring|time)|"
    r"before (?:that|this)|back then|(?:at )?first(?=$|,)|"
    r"\w+ (?:days|weeks|months|years) ago|la semana pasada|el (?:mes|ano) pasado|antes)\b"
)
_TO = frozenset("to into a hasta para".split())
_WITHIN = frozenset("in at near outside en".split())
_OUT_OF = frozenset("from of de desde in at en".split())
"""Of the last two words one of these is there when someone came to a place, or out of it."""
_ENDS = frozenset(
    "in at near outside around from to into a en de desde hasta para was is leaving its es now "
    "ahora then luego despues".split()
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
    r"|\b(?:no|ya no)(?: (?:es|era|fue))(?: (?:el|la))?$"
)


def role(tokens: Sequence[Token], i: int, j: int) -> int:
    """The role of the name in tokens ``i`` to ``j``, from :data:`NOW` down."""
    said = _role_before(tokens, i)
    within = said in {HAPPENS, IN} and tokens[i - 1].plain in _WITHIN
    return _role_after(tokens, j, said) if within else said


def _role_after(tokens: Sequence[Token], j: int, said: int) -> int:
    """``said``, or what the time said right after the name makes of it: "in Reno right now"."""
    if j >= len(tokens) or tokens[j].after.strip(" '’"):
        return said
    after = [token.plain for token in tokens[j : j + 4]]
    if _AFTERWARDS.isdisjoint(after):
        return said
    words = _clause(tokens, j)
    if _NOW_AFTER.search(words):
        return NOW
    return FROM if _PAST_AFTER.search(words) else said


def _clause(tokens: Sequence[Token], j: int) -> str:
    """The next words from token ``j`` on in its sentence, with their commas."""
    said = []
    for number in range(j, min(j + 6, len(tokens))):
        if number > j and _parts(tokens[number].after):
            break
        comma = number > j and "," in tokens[number].after
        said.append(("," if comma else "") + " " + tokens[number].plain)
    return "".join(said).strip()


def _role_before(tokens: Sequence[Token], i: int) -> int:
    """The role that the words before token ``i`` tell."""
    near = [token.plain for token in tokens[max(0, i - 2) : i]]
    if _ENDS.isdisjoint(near):
        return context.cue(tokens, i)
    before = _window(tokens, i)
    known = _spoken_role(before)
    if known is None:
        known = _moved_role(before)
    return context.cue(tokens, i) if known is None else known


def _moved_role(before: str) -> int | None:
    """The role that the words before a name tell by a way to it or out of it, if they do."""
    ends = before.split()[-2:]
    towards = not _TO.isdisjoint(ends)
    if towards and _ARRIVED.search(before):
        return IN
    if not _OUT_OF.isdisjoint(ends):
        if _LEAVING.search(before):
            return IN
        if _FROM.search(before) or _BACK.search(before):
            return FROM
    if _HAPPENS.search(before) or _TURNS.search(before):
        return HAPPENS
    return TOWARDS if towards and _TOWARDS_ES.search(before) else None


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
