"""Whether words tell of tribal land or of a military base, where the town's police may have no say.

Read in English and Spanish, by name (``data/lists/lands.tsv``) or by kind ("on the rez", "base
militar"). A town of the same name in another state is neither.
"""

from __future__ import annotations

import re
from enum import StrEnum

from hotline.geo import word_lists
from hotline.geo.gazetteer import fold


class Land(StrEnum):
    """Whose ground it is; bases by the force that investigates there."""

    TRIBAL = "tribal"
    ARMY = "army"
    NAVY = "navy"
    AIR = "air"
    BASE = "base"


_OF_KIND = (
    (
        Land.TRIBAL,
        (
            r"(?:indian|native|tribal|navajo|apache|sioux|ute|crow|hopi) "
            r"(?:reservation|rez|country|land|lands|housing|police|village|trust land)"
            r"|(?:on|off|across|leave|left|around) (?:the|this|that|our|my|his|her|their|a)?"
            r" ?(?:reservation|rez)"
            r"(?! (?:at|for|form|sheet|desk|list|system|site|number|with|under)\b)"
            r"|living on (?:the )?(?:reservation|rez)"
            r"|reserva(?:cion)? (?:india|indigena|nativa|tribal|de indios|de nativos|de los indios"
            r"|de los nativos|navajo|apache|sioux|hopi)"
            r"|(?:tierras?|territorios?|comunidad|policia) (?:tribal|tribales|india|indias)"
            r"|nacion (?:navajo|tohono|cherokee|osage|choctaw|apache|hopi|seneca)"
        ),
    ),
    (
        Land.AIR,
        r"air (?:force|reserve) base|air national guard base|afb|base (?:aerea|de la fuerza aerea)",
    ),
    (
        Land.NAVY,
        (
            r"(?:naval|navy|marine|marines|marine corps) "
            r"(?:air )?(?:base|station|barracks|housing|yard)"
            r"|base (?:naval|de la marina|de (?:los )?marines|de la infanteria de marina)"
        ),
    ),
    (
        Land.ARMY,
        r"army (?:base|post|barracks|housing|depot|hospital)|(?:base|cuartel) del ejercito",
    ),
    (
        Land.BASE,
        (
            r"military (?:base|post|barracks|housing|installation|compound)"
            r"|(?:on|onto|inside|living on) (?:the )?base(?! (?:of|pay|camp|rate|salary|line)\b)"
            r"|coast guard (?:base|station)|space force base"
            r"|(?:base|cuartel|instalacion|zona) militar|bases militares"
            r"|(?:en|dentro de) la base(?! de\b)"
        ),
    ),
)
_BY_KIND = tuple((land, re.compile(rf"\b(?:{pattern})\b")) for land, pattern in _OF_KIND)
_LONGEST = 5
"""Words of the longest name in the list, at least."""


def land_in(words: str, state: str | None = None) -> Land | None:
    """The land that ``words`` tell of, or ``None``; a name of another ``state`` does not count."""
    text = fold(words)
    named = _named(text.split(), state)
    found = next((land for land, pattern in _BY_KIND if pattern.search(text)), None)
    return named or found


def _named(words: list[str], state: str | None) -> Land | None:
    """The land with the longest name that is said."""
    lands = word_lists.load().lands
    for size in range(min(_LONGEST, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            for land, where in lands.get(" ".join(words[start : start + size]), ()):
                if state is None or where == state:
                    return Land(land)
    return None
