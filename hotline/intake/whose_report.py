"""Whose report it is, in the reporter's own plain words: "my neighbor …", "I saw …", "I'm a nurse".

Triage guesses a role from every sign in a text, and a guess may be a victim's own report. Here a
role counts as stated only with a sentence that only an outsider says, and when nothing else in the
words may come from someone who is held, too: no other first person, no "here", no "all the girls",
no agency that brought them, no refusal of the police. Harm to "her" or "them" alone states nothing,
nor does a relative, a roommate, a coworker or a driver. English and Spanish; in other languages the
reporter is asked. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from hotline.domain import Role
from hotline.flows.text.answers import plain
from hotline.flows.text.revoking import refuses_police
from hotline.intake.reports import Assessment

_PERSON = (
    r"(?:girls?|boys?|wom[ae]n|lady|ladies|m[ae]n|guys?|person|people|teens?|teenagers?|minors?"
    r"|bab(?:y|ies)|child|children|kids?|workers?|couple|victims?|guests?|passengers?|maids?"
    r"|nann(?:y|ies))"
)
_ES_PERSON = (
    r"(?:nin[oa]s?|muchach[oa]s?|mujer(?:es)?|senor[oa]?s?|hombres?|personas?|alguien|jovenes|joven"
    r"|menor(?:es)?|gente|chic[oa]s?|jovencit[oa]s?|trabajador(?:as?|es)?|emplead[oa]s?|bebes?)"
)
_PLACE = (
    r"(?:house|home|place|business|salon|spa|parlor|motel|hotel|farm|ranch|restaurant|apartment"
    r"|building|factory|bar|club|store|shop|site|camp|warehouse|truck stop|situation next door)"
)
_ES_PLACE = r"(?:casa|negocio|lugar|salon|motel|hotel|rancho|finca|restaurante|bar|fabrica|tienda)"
_JOB = (
    r"nurse|teacher|doctor|physician|social worker|case ?worker|case manager|counselor|therapist"
    r"|psychologist|officer|deputy|detective|paramedic|emt|firefighter|pastor|chaplain|priest"
    r"|advocate|attorney|lawyer|inspector|principal|coach|midwife|pharmacist|dentist|librarian"
    r"|investigator|mandated reporter|mandatory reporter"
)
_WORKPLACE = r"hospital|clinic|er|emergency room|school|shelter|urgent care"
_SERVED = r"(?:patients?|students?|pupils?|residents?|clients?)"
_ES_JOB = (
    r"enfermer[oa]|maestr[oa]|doctora?|medic[oa]|trabajador[a]? social|consejer[oa]|psicolog[oa]"
    r"|terapeuta|policia|oficial|paramedic[oa]|bomber[oa]|pastora?|abogad[oa]|inspector[a]?"
    r"|director[a]?|profesor[a]?|promotor[a]?|partera|dentista"
)
_ES_SERVED = r"(?:pacientes?|alumn[oa]s?|estudiantes?|client[ea]s?)"
_ADVERB = r"(?:just|also|often|sometimes|always|really|have|had|ve|can|could|do|did|not|keep|kept)"
_SEES = (
    rf"i (?:{_ADVERB} )*(?:saw|see|seen|seeing|hear|heard|hearing|notice|noticed|witnessed"
    r"|spotted|overheard|watched|observed|suspect)"
)
_ES_SEES = r"(?:yo )?(?:vi|veo|he visto|escuche|escucho|oi|oigo|note|sospecho|observe|me di cuenta)"
_REPORTS = (
    rf"i am (?:\w+ )?(?:calling|texting|writing|reporting)(?: to report)?(?: about| for"
    rf"| on behalf of)?"
    rf" (?:a|an|some|two|three|several|the) (?:(?!job\b)[\w-]+ ){{0,4}}?(?:{_PERSON}|{_PLACE})"
    rf"|(?:want|need|would like) to report (?:a|an|some"
    rf"|the) (?:(?!job\b)\w+ ){{0,4}}?(?:{_PERSON}|{_PLACE})"
    rf"|(?:quiero|quisiera|necesito) (?:reportar|denunciar) (?:a |que )?(?:un|una|unos|unas)"
    rf" (?:\w+ ){{0,2}}?(?:{_ES_PERSON}|{_ES_PLACE})"
    rf"|(?:llamo|escribo) (?:por|para reportar|para denunciar) (?:a )?(?:un|una|unos|unas)"
    rf" (?:\w+ ){{0,2}}?(?:{_ES_PERSON}|{_ES_PLACE})"
)
_IS_OUTSIDE = (
    r"i am (?:a|an|her|his|their|the) (?:\w+ )?(?:neighbou?r|friend|bystander|passerby|witness)"
    r"|soy (?:su |un |una |el |la )?(?:vecin[oa]|amig[oa]|testigo)"
    r"|(?:i|we) live (?:next door|across|above|below|upstairs|downstairs|beside|behind)"
    r"|vivo (?:al lado|enfrente|arriba|abajo)"
    r"|my (?:(?!ex\b)\w+ )?neighbou?rs?|mis? vecin[oa]s?"
)
WITNESS = re.compile(rf"\b(?:{_SEES}|{_REPORTS}|{_IS_OUTSIDE}|{_ES_SEES})\b")
"""A sentence that someone outside says; a relative, a coworker or a friend may be held as well."""

_IN_JOB = (
    rf"i am (?:an? |the )?(?:\w+ ){{0,2}}?(?:{_JOB})|as (?:an? )(?:\w+ )?(?:{_JOB})"
    rf"|i work (?:at|in) (?:an? |the )(?:\w+ )?(?:{_WORKPLACE})"
    rf"|soy (?:el |la |un |una )?(?:{_ES_JOB})|como (?:{_ES_JOB})"
)
AT_WORK = re.compile(
    rf"\b(?:{_IN_JOB})\b|^(?:\w+ )?(?:{_JOB}) (?:here|at|from|in|with|calling|reporting)\b"
    rf"|^(?:{_ES_JOB}) (?:aqui|de|en|del)\b"
)
_OWN_CHARGE = re.compile(
    rf"\b(?:(?:a|an|the|my|our|one of my|one of our) (?:\w+ ){{0,4}}?{_SERVED}"
    rf"|(?:a|an) (?:\w+ ){{0,3}}?{_PERSON} (?:told me|disclosed|came in|said)"
    rf"|i (?:met|treated|saw|interviewed|examined|admitted) (?:a|an) (?:\w+ ){{0,3}}?{_PERSON}"
    rf"|(?:un|una|mi|una de mis|uno de mis|nuestr[oa]) {_ES_SERVED}"
    rf"|(?:un|una) {_ES_PERSON} me (?:dijo|conto))\b"
)
"""Someone whom a person of a helping profession has to do with in it."""
_OTHERS = re.compile(
    rf"\b(?:{_PERSON}|{_SERVED}|{_ES_PERSON}|{_ES_SERVED}|someone|somebody|she|her|him|daughter"
    rf"|son|wife"
    r"|ella|ellas|them|their|lo|la|los|las|hij[oa]s?)\b"
)
"""Another person, whom it may be about; "they" alone may be those who exploit the reporter."""
_A_WITNESS_SAYS = re.compile(
    rf"\b(?:{_REPORTS}|{_SEES}|{_IS_OUTSIDE}|i (?:{_ADVERB} )*(?:think|believe|know|guess|asked"
    rf"|drove"
    r"|drive|walked|walk|passed|pass|called|talked to|spoke to|spoke with|live (?:near|nearby"
    r"|down|up)"
    r"|met|want to (?:report|help|stay anonymous)|need to report|would like to (?:report|stay)"
    r"|wrote down|got the (?:plate|license))"
    r"|i am (?:calling|texting|writing|worried|concerned|reporting|not sure|scared for|afraid for)"
    r"|i was (?:driving|walking|passing|shopping|visiting)"
    r"|my (?:street|building|block|road|window|balcony|neighborhood|yard|apartment complex)"
    r"|(?:to(?:ld)|asked|texted|messaged|showed|whispered to|called|wrote|wrote to|gave) me"
    r"|(?:next to|near|across from|behind|above|below) (?:me|my house|my apartment)"
    rf"|{_ES_SEES}|(?:yo )?(?:creo|pienso|se|no se|conozco|vivo cerca)"
    r"|(?:quiero|quisiera|necesito) (?:reportar|denunciar|ayudar|informar|avisar)"
    r"|me (?:dijo|conto|pidio|enseno|mando|llamo|escribio|platico|preocupa)"
    r"|mi (?:calle|edificio|cuadra|colonia|barrio|ventana)"
    r"|(?:al lado|enfrente|cerca|frente|junto) (?:de |a )?mi casa)\b"
)
_SOMEONE_AT_WORK_SAYS = re.compile(
    rf"{AT_WORK.pattern}|{_OWN_CHARGE.pattern}"
    r"|\b(?:i (?:treated|admitted|examined|interviewed|teach|spoke|talked)"
    r"|my (?:clinic|hospital|school|class|classroom|shift|er|agency|caseload|unit|shelter|office"
    r"|department|bus|route|church|library)"
    r"|(?:disclosed to|came to|said to) me|mi (?:clinica|hospital|escuela|clase|turno|oficina"
    r"|refugio|albergue)|atendi)\b"
)
_SELF = re.compile(
    r"\b(?:i|me|my|mine|myself|we|us|our|ours|ourselves|yo|mis?|mi[oa]s?|conmigo|nos|nosotr[oa]s"
    r"|nuestr[oa]s?|me|\w+mos|tengo|estoy|vivo|debo|gano|soy|vine|puedo|quiero|necesito|siento"
    r"|vengo"
    r"|llegue|fui|trabaje|vivi|dormi|pague|firme|sali|estuve|tuve|pude|duermo|limpio|cocino|pago"
    r"|trabajo|salgo|voy|hago|ayudeme|ayudenme|servidora?)\b"
)
_MAY_BE_ONE_OF_THEM = re.compile(
    r"\b(?:here|aqui|aca|visas?|agenc(?:y|ies|ias?)|recruit\w*|reclut\w+|contracts?|contratos?"
    r"|coyotes?|(?<!her )(?<!his )(?<!their )boss(?:es)?|(?<!su )(?:patron(?:es|a)?|jef[ea]s?)"
    r"|foreman|mayordomo|madam|bunks?|this phone"
    r"|next bed"
    r"|brought|traj\w+|traid[oa]s?|same as|like the rest|like everyone|everyone|every(?:body)"
    r"|anyone"
    r"|each of|both of|all of|one of (?:them|the)|the rest|the others?|other (?:girls|women"
    r"|workers|men|kids"
    r"|people|ones|teachers|nurses|maids)|among them|coworkers?|co workers?|colleagues?|roommates?"
    rf"|all (?:the |these |those |her |his |their )?(?:\w+ )?{_PERSON}|(?:the"
    rf"|these) (?:other )?(?:{_JOB})s"
    r"|las? demas|los demas|las? otras?|los? otros?|todas|todos|entre ell[oa]s|compan(?:er)?[oa]s?"
    r"|una de ellas|uno de ellos|como las que|las que|los que|la que|el que (?:escribe|habla)"
    r"|writing|texting|typing|calling you|escribe|escribiendo|teclea\w*|yours truly"
    r"|massage|escorts?|dancers?|strippers?|jobs?|debts?|deudas?|fees?|wages?|asylum|asilo"
    r"|same room)\b"
)
"""What may be said by one of those who are held, after what only a witness says is taken out."""
_HARMED = (
    r"(?:locked|sold|trapped|kept|held|beaten|hit|forced|made|raped|abused|hurt|paid|owed"
    r"|trafficked"
    r"|pimped|exploited|chained|tied|threatened|bought|rented|stuck|captive|prisoner|hostage|slave"
    r"|allowed|brought|starv\w+|pregnant|undocumented|bruised|bleeding|victim|working|sleeping"
    r"|living"
    r"|escaping|hiding|taken|tricked|lied|starved|drugged|burned|controlled|imprisoned)"
)
_STILL = (
    r"(?:not|never|being|been|getting|always|still|also|just|really|only|so|all|both|the one|a|an"
    r"|here"
    r"|currently|now|his|her|their|barely|hardly)"
)
_OWN_THINGS = (
    r"(?:(?:my|our|mi|mis|nuestr[oa]s?) (?:passports?|papers|ids?|documents?|visas?|pay|paychecks?"
    r"|wages|money|debt|pimp|trafficker|body|phones?|pasaportes?|papeles|documentos?|paga|sueldo"
    r"|dinero"
    r"|deuda|telefono|celular|padrote))"
)
_DOES = (
    r"(?:pay(?:s|ing)?|paid|hit(?:s|ting)?|beats?|beating|beat|sells?|sold|selling|locks?|locked"
    r"|forces?"
    r"|forced|forcing|makes?|made|making|rap\w+|hurts?|hurting|threaten\w*|keeps?|kept|owns?"
    r"|lets?|let"
    r"|owes?|brings?|brought|buys?|bought|rents?|rented|traffick\w*|chok\w+|slap\w*|drug\w*"
    r"|trick\w*"
    r"|trap\w*|hold\w*|held|hid|use[sd]?|using|abus\w+|tied|ties|chain\w*|control\w*|starv\w+"
    r"|burn\w*"
    r"|won?t let|charge[sd]?|fine[sd]?|follow\w*|lied to|yell\w* at|touch\w*)"
)
_ES_DOES = (
    r"(?:pag|peg|golpe|oblig|vend|encierr|encerr|tien|tuv|quit|amenaz|deb|dej|explot|viol|traj"
    r"|tra[ei]"
    r"|forz|fuerz|maltrat|abus|amarr|secuestr|rob|cobr|castig|toc|lastim|vigil|sac|compr|rent"
    r"|prostitu"
    r"|engan|hac|hiz|prohib|retien|retuv|control|drog|quem|peg|grit)\w*"
)
_OWN_HARM = re.compile(
    rf"\b(?:{_OWN_THINGS}|{_DOES} (?:all of )?(?:me|us|mine)|{_DOES} \w+ and (?:me|i)"
    rf"|(?:i am|i was|i have been|i get|i got|we are|we were|we have been|we get|we got)"
    rf" (?:{_STILL} )*{_HARMED}"
    r"|(?:i|we) (?:do not |never |all |still |also |both |just |only |had to "
    r"|have to )*(?:get paid|sleep"
    r"|slept|owe|earn|escaped|ran away|got away|dance for|see clients|want out|need out"
    r"|work for (?:no|free)"
    r"|work (?:all|every|\d|without))|we (?:all |both )?(?:work|live (?:in|at|with)|cook|clean"
    r"|pick)"
    r"|(?:i|we) (?:have|had) to (?:work|do|give|pay|have|sell|sleep|dance|obey|serve)"
    r"|(?:i|we) (?:can not|cannot|cant|can never|could not|couldnt|am not able to|are not able to"
    r"|am not allowed|are not allowed|may not|want to|need to|tried to|try to)"
    r" (?:leave|go out|go home|go anywhere|get out|get away|escape|quit|refuse|run|say no)"
    r"|(?:took|takes?|taking|taken|has|have|had|keeps?|kept|holds?|held|stole|steals?|hid|hides|got"
    r"|confiscated|checks?|withholds?|burned|tore|broke|smashed) (?:all |away |of )*(?:my|our"
    r"|mine|ours)"
    r"|(?:estoy|estamos|fui|fuimos|soy|somos|sigo|seguimos|estuve|estuvimos)(?: \w+)? (?:encerrad"
    r"|vendid"
    r"|golpead|amarrad|retenid|secuestrad|atrapad|obligad|amenazad|victima|esclav|embarazad|pres"
    r"|explotad|enganad|escondid|forzad)[oa]?s?"
    r"|(?:puedo|podemos|quiero|queremos|(?:me|nos) (?:deja|dejan)) (?:salir(?:me|nos)?|irme|irnos"
    r"|escapar(?:me|nos)?"
    r"|renunciar|huir)"
    rf"|(?:me|nos) (?:han |ha |habian |esta |estan |van a |va a |quieren |siguen "
    rf"|sigue )?{_ES_DOES}"
    r"|dormimos|trabajamos|vivimos en|debemos|duermo|debo (?:dinero|mucho|\d)|trabajo (?:sin"
    r"|tod[oa]|dia|gratis))\b"
)
_NO_HELPER = re.compile(
    r"\b(?:massage\w*|spa|parlou?r|escorts?|dancers?|strippers?|masaj\w*"
    r"|i am (?:an?|the|his|her) (?:\w+ )?(?:student|patient|client|pupil)"
    r"(?! (?:advocate|care|services?|support|navigator))"
    r"|soy (?:un |una |la |el )?(?:paciente|alumn[oa]|estudiante|client[ea]))\b"
)
"""In such a place a "therapist" and their "client" may be what the report is about."""
_SHORT = re.compile(r"\b(i|we)['\u2019](d|re)\b", re.IGNORECASE)
_LONG = {"im": "i am", "ive": "i have", "dont": "do not", "didnt": "did not", "weve": "we have"}
_ENDS = {"d": "would", "re": "are"}


POLICE = "law_enforcement"
"""The question whether the police may know."""
OF_OTHERS = frozenset({Role.THIRD_PARTY, Role.PROFESSIONAL})
"""Roles whose reports may go to the police without asking, so that they are never guessed."""


def stated(role: Role, story: Iterable[str]) -> bool:
    """Whether the words of ``story`` state plainly that the reporter is a ``role``."""
    parts = tuple(story)
    said = _normal(parts)
    if not _OTHERS.search(said) or refuses_police(parts) or _OWN_HARM.search(said):
        return False
    if role is Role.PROFESSIONAL:
        if not (AT_WORK.search(said) and _OWN_CHARGE.search(said)) or _NO_HELPER.search(said):
            return False
        said = _SOMEONE_AT_WORK_SAYS.sub(" | ", said)
    elif role is not Role.THIRD_PARTY or not WITNESS.search(said):
        return False
    rest = _A_WITNESS_SAYS.sub(" | ", said)
    return not _SELF.search(rest) and not _MAY_BE_ONE_OF_THEM.search(rest)


def tells_of_self(story: Iterable[str]) -> bool:
    """Whether the words tell of harm to the reporter: "they keep my passport", "no nos pagan"."""
    return _OWN_HARM.search(_normal(story)) is not None


def doubtful(chosen: Role, story: Iterable[str]) -> bool:
    """Whether the words do not bear out a role that was chosen.

    An exploited nurse or dancer picks "professional", too, so their words must say it as well. Who
    chose someone else is believed, unless they tell of harm to themselves or want no police.
    """
    parts = tuple(story)
    if chosen is Role.PROFESSIONAL:
        return not stated(chosen, parts)
    return chosen is Role.THIRD_PARTY and (tells_of_self(parts) or refuses_police(parts))


def sure_role(role: Role, known: Assessment) -> Role:
    """Whose report routing may take it for; what is not sure may be a victim's own.

    Routing tells no police and no immigration agency of an unknown reporter's report unasked. A
    role of others is sure when the reporter chose it, or stated it in plain words, and the words
    do not say otherwise; a guess is unknown, however confident it is. Once they were asked about
    the police, their answer decides. A dispatcher's correction stands.
    """
    if "role" in known.overrides or role not in OF_OTHERS:
        return role
    asked = known.answers.get(POLICE)
    if asked is not None:
        return role if asked == "yes" else Role.UNKNOWN
    chosen = known.answers.get("role") == role.value and not doubtful(role, known.story)
    return role if chosen or stated(role, known.story) else Role.UNKNOWN


def _normal(story: Iterable[str]) -> str:
    long = (_SHORT.sub(lambda found: f"{found[1]} {_ENDS[found[2].lower()]}", p) for p in story)
    words = " ".join(map(plain, long)).split()
    return " ".join(_LONG.get(word, word) for word in words)
