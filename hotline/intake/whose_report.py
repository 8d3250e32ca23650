"""Whose report it is, in the reporter's own plain words: "my neighbor …", "I saw …", "I'm a nurse".

Triage guesses a role from every sign in a text, and a guess may be a victim's own report. Here a
role counts as stated only when the words name it, speak of another person, and say nothing of the
reporter that a witness (or someone at work) would not say: "I'm a nurse and they keep my passport"
states none. English and Spanish; in other languages the reporter is asked. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from hotline.domain import Role
from hotline.flows.text.answers import plain
from hotline.intake.reports import Assessment

_KIN = (
    r"neighbou?rs?|co ?workers?|friends?|bestie|classmates?|sisters?|brothers?|daughters?|sons?"
    r"|moms?|mothers?|dads?|fathers?|parents?|cousins?|nieces?|nephews?|aunts?|uncles?|grand\w+"
    r"|step\w+|god\w+|in laws?|roommates?|tenants?|customers?|girlfriend|kids?|child|children"
)
_JOB = (
    r"nurse|teacher|doctor|physician|social worker|case ?worker|case manager|counselor|therapist"
    r"|psychologist|officer|deputy|detective|paramedic|emt|firefighter|pastor|chaplain|priest"
    r"|advocate|attorney|lawyer|inspector|principal|coach|midwife|pharmacist|dentist|librarian"
    r"|clerk|receptionist|dispatcher|trucker|driver|flight attendant|interpreter|investigator"
    r"|mandated reporter|mandatory reporter"
)
_PLACE = r"hospital|clinic|er|emergency room|school|shelter|agency|church|library|urgent care"
_SERVED = r"patients?|students?|clients?|pupils?|residents?"
_ADVERB = r"(?:just|also|often|sometimes|always|really|have|had|ve|can|could|do|did|not|keep|kept)"
_SEES = (
    rf"(?:i|we) (?:{_ADVERB} )*(?:saw|see|seen|seeing|hear|heard|hearing|notice|noticed|witnessed"
    r"|spotted|overheard|watched|observed|met|suspect)"
)
_ES_KIN = (
    r"vecin[oa]s?|amig[oa]s?|herman[oa]s?|herman?it[oa]s?|hij[oa]s?|prim[oa]s?|sobrin[oa]s?"
    r"|ti[oa]s?"
    r"|cunad[oa]s?|niet[oa]s?|companer[oa]s?|comadre|compadre|mama|papa|inquilin[oa]s?|client[ea]s?"
)
_ES_JOB = (
    r"enfermer[oa]|maestr[oa]|doctora?|medic[oa]|trabajador[a]? social|consejer[oa]|psicolog[oa]"
    r"|terapeuta|policia|oficial|paramedic[oa]|bomber[oa]|pastora?|abogad[oa]|inspector[a]?"
    r"|director[a]?|profesor[a]?|promotor[a]?|partera|dentista|recepcionista|interprete|trailero"
)
_ES_SERVED = r"pacientes?|alumn[oa]s?|clientes?"
_ES_SEES = (
    r"(?:yo |nosotros )?(?:vi|veo|vimos|vemos|he visto|hemos visto|escuche|escucho|escuchamos|oi"
    r"|oigo|oimos|note|notamos|sospecho|sospechamos|observe)"
)
_HARMS = (
    r"(?:beat\w*|hit\w*|hurt\w*|lock\w*|keep\w*|kept|hold\w*|held|sell\w*|sold|forc\w*|makes?|made"
    r"|making|rap\w+|threaten\w*|chok\w+|takes?|took|taking|brings?|brought|drags?|dragging"
    r"|chain\w*"
    r"|rents?|renting|tied|ties|pimp\w*|traffick\w*|has|have|abus\w+)"
)
_PAPERS = r"(?:passports?|papers|ids?|documents?|visas?|pay|paychecks?|wages|money|phones?)"
_ONE = r"(?:an? (?:\w+ )?(?:girl|woman|boy|child|kid|man|teen\w*|minor|lady|baby|worker))"
_ES_ONE = (
    r"(?:un|una) (?:muchach[oa]|mujer|nin[oa]|senora|joven|menor|chic[oa]|trabajador[a]?|hombre)"
)
_ES_HARMS = (
    r"(?:esta \w+ando|esta \w+iendo|obliga\w*|tienen?|vend\w+|encierra\w*|golpea\w*|pegan?"
    r"|amenaza\w*|explota\w*|maltrata\w*|viola\w*|llev\w+)"
)
OF_ANOTHER = re.compile(
    rf"\b(?:{_HARMS} (?:her|him|them)|{_HARMS} (?:her|his|their) {_PAPERS}|{_HARMS} {_ONE}"
    rf"|{_ONE} (?:is|was|being|who is) (?:\w+ )?(?:{_HARMS}|trapped|crying|screaming)"
    rf"|(?:la|lo|las|los) {_ES_HARMS}|{_ES_HARMS} (?:encerrad[oa] )?a {_ES_ONE}"
    rf"|{_ES_ONE} (?:esta|fue|que esta) (?:encerrad|golpead|amarrad|retenid|secuestrad"
    rf"|vendid)[oa])\b"
)
"""Harm to someone who is spoken of as another: "her passport", "sells them", "a girl is locked in".

"The passports" and "the girls" may be said by one of them.
"""
WITNESS = re.compile(
    rf"\b(?:{_SEES}|my (?:\w+ )?(?:{_KIN})|{_ES_SEES}|mi (?:{_ES_KIN})"
    r"|(?:calling|texting|writing|reporting) (?:about|for|on behalf of) (?:a|an|some|someone|two)"
    r"|i am (?:a|an|her|his|their|the) (?:\w+ )?(?:neighbou?r|friend|bystander|passerby|witness)"
    r"|soy (?:su |un |una |el |la )?(?:vecin[oa]|amig[oa]|testigo)|me di cuenta)\b"
)
AT_WORK = re.compile(
    rf"\b(?:i am (?:an? |the )?(?:\w+ ){{0,2}}(?:{_JOB})|as (?:an? )(?:\w+ )?(?:{_JOB})"
    rf"|i work (?:at|in|for) (?:an? |the )(?:\w+ )?(?:{_PLACE})"
    rf"|(?:my|our|one of my|one of our) (?:{_SERVED})|i teach|mandated reporter"
    rf"|soy (?:el |la |un |una )?(?:{_ES_JOB})|como (?:{_ES_JOB})"
    rf"|(?:mi|nuestr[oa]|una de mis|uno de mis) (?:{_ES_SERVED}))\b"
    rf"|^(?:\w+ )?(?:{_JOB}) (?:here|at|from|in|with|calling|reporting)\b"
    rf"|^(?:{_ES_JOB}) (?:aqui|de|en|del)\b"
)
_OTHERS = re.compile(
    rf"\b(?:girls?|boys?|wom[ae]n|lady|ladies|m[ae]n|guys?|person|people|someone|somebody|teens?"
    rf"|teenagers?|minors?|babies|workers?|she|her|him|victims?|guests?|passengers?|couple"
    rf"|{_KIN}|{_SERVED}|ella|ellas|nin[oa]s?|muchach[oa]s?|mujer(?:es)?|senora?s?|hombres?"
    rf"|personas?|them|their|lo|la|alguien|jovenes|joven|menor(?:es)?|gente|trabajador(?:es"
    rf"|as)?|{_ES_KIN}"
    rf"|{_ES_SERVED})\b"
)
"""Another person, whom it may be about; "they" alone may be those who exploit the reporter."""
_A_WITNESS_SAYS = re.compile(
    rf"\b(?:{_SEES}|(?:i|we) (?:{_ADVERB} )*(?:think|believe|know|guess|asked|drove|drive|walked"
    r"|walk|passed|pass|called|talked to|spoke to|spoke with|live (?:next|across|above|below|near"
    r"|nearby|upstairs|downstairs|beside|behind|down|up)|want to (?:report|help|stay anonymous)"
    r"|need to report|would like to (?:report|stay)|wrote down|got the (?:plate|license))"
    r"|i am (?:calling|texting|writing|worried|concerned|reporting|not sure|scared for|afraid for)"
    r"|i was (?:driving|walking|passing|shopping|visiting)"
    r"|i am (?:a|an|her|his|their|the) (?:\w+ )?(?:neighbou?r|friend|bystander|passerby|witness)"
    rf"|my (?:\w+ )?(?:{_KIN})"
    r"|my (?:street|building|block|road|window|balcony|neighborhood|complex|yard|apartment complex)"
    r"|(?:to(?:ld)|asked|texted|messaged|showed|whispered to|called|wrote|begged|wrote to|gave) "
    r"(?:me|us)"
    r"|(?:next to|near|across from|behind|above|below) (?:me|us|my house|my apartment|our house)"
    rf"|{_ES_SEES}|(?:yo )?(?:creo|pienso|se|no se|conozco|vivo (?:al lado|enfrente|cerca|arriba"
    r"|abajo))|(?:quiero|quisiera|necesito) (?:reportar|denunciar|ayudar|informar|avisar)"
    r"|me (?:dijo|conto|pidio|enseno|mando|llamo|escribio|platico|preocupa|di cuenta)"
    r"|nos (?:dijo|conto|pidio)|soy (?:su |un |una |el |la )?(?:vecin[oa]|amig[oa]|testigo)"
    rf"|mi (?:{_ES_KIN}|calle|edificio|cuadra|colonia|barrio|ventana)"
    r"|(?:al lado|enfrente|cerca|frente|junto) (?:de |a )?mi casa)\b"
)
_SOMEONE_AT_WORK_SAYS = re.compile(
    rf"{AT_WORK.pattern}|\b(?:(?:i|we) (?:treated|admitted|examined|interviewed|have an?|teach|work"
    r"|spoke|talked)|(?:my|our) (?:clinic|hospital|school|class|classroom|shift|er|agency|caseload"
    r"|unit|shelter|office|department|staff|bus|route|church|library)"
    r"|(?:disclosed to|came to|said to) (?:me|us)|(?:mi|nuestr[oa]) (?:clinica|hospital|escuela"
    r"|clase|turno|oficina|refugio|albergue)|trabajo en (?:un|una|el|la) \w+|atendi|atendimos)\b"
)
_SELF = re.compile(
    r"\b(?:i|me|my|mine|myself|we|us|our|ours|ourselves|yo|mi|mis|mio|mia|conmigo|nos|nosotr[oa]s"
    r"|nuestr[oa]s?|trabajo|trabajamos|tenemos|tengo|estoy|estamos|vivo|vivimos|dormimos|debo"
    r"|debemos|gano|ganamos|soy|somos|vine|vinimos|puedo|podemos)\b"
)
_OWN_HARM = re.compile(
    r"\b(?:my|our|mi|mis|nuestr[oa]s?) (?:passports?|papers|ids?|documents?|visas?|pay|paychecks?"
    r"|wages|money|debt|pimp|body|pasaportes?|papeles|documentos?|paga|sueldo|dinero|deuda)\b"
    r"|\b(?:pays?|hits?|beats?|sells?|sold|locks?|locked|forces?|forced|makes?|made|rapes?|raped"
    r"|hurts?|threatens?|keeps?|owns?|lets?|let|owes?|hitting|beating|selling) (?:me|us)\b"
    r"|\b(?:me|nos) (?:\w+ )?(?:pagan?|pegan?|golpean?|obligan?|venden?|vendio|encierran?|tienen?"
    r"|quitan?|quitaron|quito|amenazan?|amenazo|deben?|dejan|explotan?)\b"
)
_LONG = {"im": "i am", "ive": "i have", "id": "i would", "dont": "do not", "didnt": "did not"}


POLICE = "law_enforcement"
"""The question whether the police may know."""
OF_OTHERS = frozenset({Role.THIRD_PARTY, Role.PROFESSIONAL})
"""Roles whose reports may go to the police without asking, so that they are never guessed."""


def stated(role: Role, story: Iterable[str]) -> bool:
    """Whether the words of ``story`` state plainly that the reporter is a ``role``."""
    said = _normal(story)
    named = {Role.THIRD_PARTY: (WITNESS, OF_ANOTHER), Role.PROFESSIONAL: (AT_WORK,)}.get(role, ())
    if not any(words.search(said) for words in named) or not _OTHERS.search(said):
        return False
    if role is Role.PROFESSIONAL:
        said = _SOMEONE_AT_WORK_SAYS.sub(" | ", said)
    return not _SELF.search(_A_WITNESS_SAYS.sub(" | ", said))


def tells_of_self(story: Iterable[str]) -> bool:
    """Whether the words tell of harm to the reporter: "they keep my passport", "no nos pagan"."""
    return _OWN_HARM.search(_normal(story)) is not None


def doubtful(chosen: Role, story: Iterable[str]) -> bool:
    """Whether the words do not bear out a role that was chosen.

    An exploited nurse or dancer picks "professional", too, so their words must say it as well. Who
    chose someone else is believed, unless they tell of harm to themselves.
    """
    told = tuple(story)
    if chosen is Role.PROFESSIONAL:
        return not stated(chosen, told)
    return chosen is Role.THIRD_PARTY and tells_of_self(told)


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
    words = " ".join(plain(part) for part in story).split()
    return " ".join(_LONG.get(word, word) for word in words)
