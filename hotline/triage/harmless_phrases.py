"""Words of danger that tell of none: "the gun shop", "tied up in traffic", "passed out flyers".

Each needs the harmless thing itself beside the word of danger; "chained to the desk" alone, and
"trapped in a contract", may be what happens to someone.
"""

from __future__ import annotations

import re

from hotline.triage.asides import keep
from hotline.triage.reading import Reading, words_within
from hotline.triage.signs import Signs

_HELD = r"(?:tied|held|locked|caught|trapped|stuck|jammed|blocked|chained|glued|bound|handcuffed)"
_SERVICE = (
    r"(?:phone|cell|cellphone|gym|cable|internet|verizon|service|rental|insurance"
    r"|streaming|wifi"
    r"|software|solar|magazine)"
)
_PET = r"(?:dog|dogs|cat|cats|puppy|kitten|horse|goat|chickens?|cow|keys?|bike|bird)"
_OFFICE = (
    r"(?:paperwork|e ?mail[s]?|homework|reports|deadlines|spreadsheets|meetings?|exams"
    r"|essays|taxes"
    r"|schoolwork)"
)
_STUCK_ES = r"(?:amarrad|atrapad|atorad|encerrad|encadenad|atad)[oa]s?"
_DROPPED = re.compile(
    "|".join(
        (
            (
                r"\bgun (?:shops?|stores?|range|shows?|club|rights|control|safe|laws?"
                r"|permit|dealer)\b"
            ),
            r"\b(?:nail|glue|heat|staple|massage|water|toy|nerf|caulk|grease|tattoo) guns?\b",
            (
                rf"\b{_HELD} to (?:my|the|his|her|a) (?:desk|computer|screen|laptop|couch|chair)"
                rf"(?= (?:\w+ ){{0,3}}{_OFFICE})"
            ),
            (
                rf"\b{_HELD}(?: up)? in (?:\w+ ){{0,2}}(?:traffic|meetings?|rush hour"
                rf"|paperwork|red tape"
                r"|conference calls?|a conference)\b"
            ),
            (
                rf"\b{_HELD} (?:in|into|to|by|with) (?:\w+ ){{0,2}}(?:{_SERVICE} (?:\w+"
                rf" )?(?:contract|lease"
                r"|plan|deal|membership|subscription|bill)|timeshare|mortgage|subscription)\b"
            ),
            (
                rf"\b(?:my|our|his|her|the|a|neighbors?) {_PET} (?:is|are|was|were|got"
                rf"|gets|has been)"
                rf" (?:\w+ )?{_HELD}(?: (?:up|in|to|inside|out))*(?!.*\b(?:hot|kid|child"
                rf"|baby|girl|woman)\b)"
            ),
            (
                r"\b(?:shot|shoot|shoots|shooting)(?: off)?(?: some| the| a)?"
                r" (?:fireworks|hoops|pool|baskets"
                r"|bottle rockets|firecrackers|the breeze|email|deer|ducks|craps)\b"
            ),
            (
                r"\b(?:flu|covid|tetanus|vaccine|booster|tequila|espresso|vodka|rabies"
                r"|allergy) shots?\b"
            ),
            r"\bshots? of (?:tequila|espresso|vodka|whiskey|insulin)\b",
            (
                r"\b(?:pass|passed|passing|passes) out (?:\w+ )?(?:flyers?|fliers?|food"
                r"|candy|papers|cards|pamphlets"
                r"|brochures|masks|blankets|supplies|samples|leaflets|sandwiches|lunch"
                r"|paychecks|coats|toys"
                r"|bibles|posters|snacks|groceries|backpacks)\b"
            ),
            r"\b(?:tienda|feria|permiso) de armas\b",
            (
                rf"\b{_STUCK_ES} (?:a|con|en|por)(?: \w+)? (?:contrato|plan|membresia)(?:"
                rf" \w+)? (?:telefono|celular"
                r"|cable|internet|gimnasio|seguro)\b"
            ),
            (
                rf"\b{_STUCK_ES} en (?:\w+ ){{0,2}}(?:trafico|embotellamiento|juntas?|hora"
                rf" pico|trancon)\b"
            ),
            (
                rf"\b(?:mi|el|su|la) (?:perr[oa]s?|gat[oa]s?|caballo|gallinas?|vaca)"
                rf" (?:esta|estan|se quedo)"
                rf" {_STUCK_ES}\b(?!.*\b(?:nin[oa]s?|mujer|muchach[oa])\b)"
            ),
        )
    )
)
_FOUND = re.compile(
    r"\b(?:found|caught) (?:me|us|her|him) (?:(?:a|an|the|some|this|another)(?: \w+)?"
    r" (?:job|work|apartment|room"
    r"|place|house|ride|lawyer|doctor|school|shelter|bed|car|gig|position|sponsor)"
    r"|work\b|on (?:facebook"
    r"|instagram|insta|ig|tiktok|snap|snapchat|craigslist|indeed|linkedin|whatsapp"
    r"|tinder|an app|a dating"
    r"|the internet|social media|marketplace|telegram|line)|online|through|thru|via)"
    r"|\b(?:me|nos|la|lo) (?:encontro|encontraron|hallo) (?:(?:un|una) )?(?:trabajo"
    r"|casa|cuarto|apartamento"
    r"|en facebook|en instagram|por facebook|por internet|en linea|por whatsapp)"
)
"""How someone was recruited stays in the story; only that it is a danger is left out."""


def without_figures_of_speech(reading: Reading) -> Reading:
    """``reading`` without the words that only sound like danger."""
    dropped = set(words_within(reading, reading.clauses, _DROPPED))
    kept = [index for index in range(len(reading.words)) if index not in dropped]
    if not dropped:
        return reading
    return keep(reading, kept or [len(reading.words) - 1])


def without_finds(reading: Reading, signs: Signs) -> Signs:
    """``signs`` without the danger in "he found me a job" and "they found me on Facebook"."""
    found = set(words_within(reading, reading.clauses, _FOUND))
    if not found:
        return signs
    return Signs(
        tuple(
            sign
            for sign in signs.found
            if "danger" not in sign.indicator.counts
            or found.isdisjoint(range(sign.first, sign.last + 1))
        )
    )
