"""A glance for words of danger, in microseconds: who goes first when more people text than can be
answered at once.

It decides nothing else. It is meant to miss little, so it takes many words that are harmless in a
report; :mod:`hotline.triage.sorter` reads every text with care once its turn has come.
"""

from __future__ import annotations

import re
import unicodedata

MOST_READ = 2000
_STEMS = (
    # English
    r"help|911|sos\b|emergenc|hurry|gun\b|guns|pistol|rifle|knife|machete|shoot|shot\b|stab"
    r"|kill"
    r"|dead\b|death|die[sd]?\b|dying|blood|bleed|beat|hit(?:s|ting)\b|hurt|chok|strangl|burn"
    r"|rap(?:e[sd]?|ing)\b"
    r"|attack|kidnap|abduct|hostage|trapped|locked (?:me|us|her|him|them|in)|chained|tied"
    r"|cage|escape"
    r"|overdos|breath|unconscious|passed out|faint|suicid|pills|alive|jump"
    r"|cut(?:ting)? (?:me|my|off|her)"
    r"|scream|danger|scared|terrif|right now|(?:is|are|am) (?:here|there|hiding)|there now"
    r"|coming (?:back|over|for)"
    r"|trunk\b|hiding|hides|grabbed|dragg|shoved|push(?:ed|ing)? (?:a|her|him|them)"
    r"|took (?:me|us|her|him) "
    r"|let (?:me|us|her) (?:out|go)|want to go|nobody leaves|no water|drugged|limp\b"
    r"|into a (?:van|car|truck)|on the ground"
    r"|kids?\b|child|girls?\b|a woman|daughter|tonight|door\b|min(?:ute)?s\b|midnight"
    r"|whisper|outside|motel|pls\b"
    r"|room \d|basement|trailer|driv(?:er?|ing) (?:me|us|her|here|off)|shotgun|armed|im 1\d"
    r"|i am 1\d|happening"
    # Spanish, Portuguese, French, Haitian Creole
    r"|ayud|auxili|socorr|urgen|apur[ae]|pistola|arma\b|armad|cuchill|navaja|machete|dispar"
    r"|mata[rn]?\b|matando"
    r"|muert|muere|morir|sangr|golpe|peg(?:a|an|ando|o|aron)\b|lastim|ahorc|ahog|quem[ao]"
    r"|viol[aoe]|secuestr"
    r"|encerrad|encerr[oa]|candado|encaden|amarr|escap|sobredosis|pastillas|respir|desmay"
    r"|despierta|inconscient"
    r"|grit[ao]|peligr|miedo|ahorita|ahora mismo|escondid|esta aqui|viene[n]? (?:por|otro)"
    r"|quitar(?:me)? la vida|vivir"
    r"|no aguanto|aventar|a la fuerza|cajuela|drogad|nin[oa]s?\b|hij[oa]s?\b|muchachas?\b"
    r"|hoy en la noche|esta noche|remolque|vena|llorando|se l[ao]s? llev|la llevan|subieron"
    r"|metieron|meter a|dejan? (?:salir|bajar)|manden"
    r"|faca\b|batendo|presa\b|perigo|secours|couteau|tuer\b|frapp|enferm|peur\b|ede m|touye"
    r"|kouto"
    # Vietnamese, Tagalog, German and Polish, without their accents
    r"|cuu |giet|sung\b|nhot|tulong|saklolo|baril|patay|papatay|bugbog|kinulong|hilfe"
    r"|messer\b|pomoc"
)
_LATIN = re.compile(rf"(?<![a-z])(?:{_STEMS})")
_OTHERS = re.compile(
    r"救|杀|殺|刀|枪|槍|打|死|血|锁|鎖|关|關|怕|急|逃|快|도와|살려|죽|총|칼|때리|피|갇|무서|급"
    r"|助け|殺|銃|監禁|怖|помо|сейчас верн|спас|уби|оруж|нож|пистол|бьет|бьют|кров|заперт|боюс"
    r"|допом|вбива|б'є"
    r"|نجد|ساعد|قتل|سلاح|سكين|مسدس|يضرب|دم|محبوس|خائف|النجدة|मदद|बचा|मार|बंदूक|चाकू|खून|बंद|डर"
    r"|ਮਦਦ|ਬਚਾ|ਮਾਰ|مدد|بچا|مار|বাঁচা|সাহায্য|মার|മ|እርዳ|አድኑ|ገደ|ช่วย|ฆ่า|ปืน|มีด|ขัง|กลัว"
)


def may_be_danger(text: str) -> bool:
    """Whether a word of danger is in ``text``, as far as a glance can tell."""
    folded = text[:MOST_READ].casefold()
    if _OTHERS.search(folded):
        return True
    parts = unicodedata.normalize("NFKD", folded)
    return bool(_LATIN.search("".join(sign for sign in parts if not unicodedata.combining(sign))))
