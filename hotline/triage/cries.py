"""What is shouted in danger: "let me go", "get off me", "no me pegue", "she OD'd".

A sentence counts only as a whole: "my boss let me go" and "they don't touch me" tell something
else. In a call such words may be said to whoever is in the room.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hotline.triage.danger_patterns import ALONE, ANYWHERE, BEFORE, CRIES
from hotline.triage.lexicon import Indicator
from hotline.triage.reading import Reading, stretches
from hotline.triage.signs import Sign

CRIED_OUT = Indicator("cried_out", "NHTH: crisis", {"danger": 0.85, "plea": 0.5}, deniable=False)
LONGEST = 14
"""Words of a cry, with what is around it."""
_AROUND = (
    r"(?:no|stop|stop it|please|pls|oh|oh god|god|omg|hey|help|help me|wait|ouch|ow|mom|mama|ay"
    r"|ayuda|ayudenme|por favor|porfa|dios|dios mio|ya|basta|oye|ya no|papa|now|sir|man|anymore"
    r"|any more|again|mas|otra vez|right now|rn|right|hurry|quick|i think|come|send (?:help|someone"
    r"|police)|apurense|rapido|ahorita|ahora|and|y)"
)
_ME = r"(?:me|us|her|him|them|my \w+)"
_THINGS = (
    r"back|feet|foot|head|knees?|legs?|arms?|stomach|neck|throat|job|work|homework|teeth|tooth|shoes"
    r"|heels|cramps|allergies|commute|class|classes|schedule"
)
"""What "is killing me" is said of without danger."""
_WHO = (
    rf"(?:you|he|she|they|(?:someone|somebody)|my (?!(?:{_THINGS})\b)\w+"
    r"|the (?:man|guy|boss|girl|woman)|a (?:man|guy))"
)
_ARE = r"(?:is|are|am|s|re|r)"
_HARM = r"(?:touch|hit|hurt|kick|chok|grab|push|beat|slap|kill|shoot|rap|stab|burn|drag|strangl)"
_KIN = (
    r"(?:kids?|bab(?:y|ies)|child|children|sons?|daughters?|girls?|boys?|sister|brother"
    r"|little (?:girl|boy|one|sister|brother))"
)
_FAINTED = (
    r"(?:odd|od d|ods|od ing|oding|overdosed|passed out|collapsed|stopped breathing|fainted"
    r"|is (?:overdosing|unconscious|not breathing|not waking up|not moving|bleeding(?: \w+)?"
    r"|having a seizure|turning blue)|will not wake up|can not breathe|had a seizure)"
)
_ES_ME = r"(?:me|nos|la|lo|las|los|le|les)"
_ES_HARM = (
    r"(?:toque|pegue|golpee|lastime|mate|jale|ahorque|empuje|queme|viole|maltrate|agarre|muerda"
    r"|patee|arrastre)"
)
_ES_DOING = r"(?:lastim|peg|golpe|mat|ahorc|ahog|quem|jal|viol|asfixi|estrangul|arrastr|pate)ando"
_ES_KIN = r"(?:hij[oa]s?|nin[oa]s?|bebes?|nene|nena|hermanit[oa]|herman[oa]|criatura|familia)"
_ES_FAINTED = (
    r"(?:se desmayo|no respira|no despierta|tuvo una sobredosis|se desangra|tiene una sobredosis"
    r"|esta inconsciente|esta convulsionando|se esta ahogando)"
)
_CRIES = (
    rf"(?:you )?(?:let|lets) {_ME} (?:go|out|leave)|let go(?: of)? {_ME}|let go",
    rf"get (?:the \w+ |your hands |ur hands |his hands )?(?:off|away from)(?: of)? {_ME}",
    rf"(?:do not|not|stop|quit|never)(?: you)?(?: dare)? {_HARM}\w* {_ME}",
    rf"{_WHO} {_ARE} (?:\w+ )?{_HARM}\w*ing {_ME}",
    rf"(?:hurting|choking|hitting|beating|strangling) {_ME}",
    rf"{_WHO} (?:{_ARE} |have |has |just )?(?:got|has|have|took|grabbed|snatched|stole) my {_KIN}",
    (
        rf"{_WHO} (?:just )?(?:found|saw|caught|grabbed) (?:me|us|out|(?:my|the|this) (?:\w+ )?"
        r"(?:phone|cell|texts|messages|note|hiding place))"
    ),
    rf"(?:i|{_WHO}) (?:just |might have |may have |has |have )?{_FAINTED}",
    r"suelt(?:a|e|en|an)(?:me|nos|la|lo|las|los)|dej(?:a|e|en)(?:me|nos|la|lo) (?:ir|salir|en paz)",
    r"suelt(?:a|e|en) (?:me|nos|la|lo)|dej(?:a|e|en)(?:me|nos|la|lo)",
    rf"no {_ES_ME} {_ES_HARM}[sn]?|no {_ES_ME} hagas?n? dano",
    rf"{_ES_ME} (?:esta|estas|estan|anda|andan) {_ES_DOING}|(?:estas? )?{_ES_DOING}{_ES_ME}",
    (
        r"(?:me )?(?:tiene|tienen|agarro|agarraron|quito|quitaron|se llevo|se llevaron) (?:a )?"
        rf"mis? {_ES_KIN}"
    ),
    r"(?:ya )?(?:me|nos) (?:encontro|encontraron|descubrio|descubrieron|cacho|cacharon|vio|vieron)",
    r"(?:ya |me )*(?:encontro|descubrio|vio|cacho|hallo|agarro) (?:mi|el) (?:telefono|celular|cel)",
    rf"(?:ella |el |mi \w+ )?{_ES_FAINTED}",
    r"(?:quitate|quitese)(?: de encima| de aqui)?|(?:alejate|alejese)(?: de \w+)?",
    *CRIES,
)
_ONE = "|".join(_CRIES)
_CRY = re.compile(rf"(?:{_AROUND} )*(?:{_ONE})(?: (?:{_AROUND}|{_ONE}))*")
_ALONE = re.compile(rf"(?:{_AROUND} )*(?:{'|'.join(ALONE)})(?: {_AROUND})*")


_DENIED = re.compile(r"\b(?:not|never|nobody|no one|nunca|nadie)(?: \w+){0,2} $")


def cries_in(reading: Reading) -> Iterator[Sign]:
    """A sign for each sentence that is nothing but a cry, or tells of danger in this moment."""
    for first, last, said in (found := stretches(reading, reading.sentences)):
        if _cries(said, last - first + 1) or (len(found) == 1 and _ALONE.fullmatch(said)):
            phrase, start, end = reading.phrase(first, last)
            yield Sign(CRIED_OUT, first, last, phrase, start, end)


def _cries(said: str, words: int) -> bool:
    if words <= LONGEST and _CRY.fullmatch(said):
        return True
    match = ANYWHERE.search(said)
    return match is not None and not (_DENIED.search(said[: match.start()]) or BEFORE.search(said))
