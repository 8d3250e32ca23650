"""Numbers and letters that identify a person or a thing, and so are no places.

"His badge is 75201" gives no ZIP code and "her name is D A L L A S" no town. They are blanked
before places are looked for. A ZIP code or a town that is said to be one stays.
"""

from __future__ import annotations

import re

from hotline.geo.find.letters import SPANISH

_WHOSE = r"(?:my|his|her|their|your|our|the|an|this|whose|mi|su|tu|el|la)"
_ID = (
    rf"{_WHOSE}\s+(?:(?:work|user|student|employee|photo|state|badge)\s+)?i\.?d\.?"
    r"|(?:user|student|employee)\s+i\.?d\.?|i\.?d\.?\s+(?:number|no\b|is\b)"
)
_THINGS = (
    r"badge|visa|h-?2[ab]|(?<!in )case|ticket|plates?|pin|order|tracking|tip|account|acct|invoice|"
    r"confirmation|reference|ref|passport|licen[sc]e|serial|booking|reservation|receipt|phone|"
    r"extension|ext|inmate|unit|bus|flight|train|container|file|tag|truck|trailer|officer|agent|password|passcode|username|"
    r"gafete|placas?|(?<!en )caso|boleto|pedido|orden|rastreo|cuenta|clave|folio|expediente|"
    r"pasaporte|licencia|recibo|matr[ií]cula|contraseña"
)
_NOT_ZIP = r"(?<!zip )(?<!zip-)(?<!zip)(?<!sip )(?<!postal )(?<!area )(?<!mail )(?<!mailing )"
_CODE = rf"{_NOT_ZIP}(?<!the )(?<!el )(?<!code )(?:code|c[oó]digo(?! postal)|number|n[uú]mero|num)"
_FILL = (
    r"(?:number|num|n[uú]mero|no\.?|nbr|is|was|are|says?|reads?|reading|es|era|son|dice|the|it|"
    r"code|id|h-?2[ab]|de|del|mi|su|shows?|called)"
)
_NUMBER = r"(?P<number>\d{5}(?:-\d{4})?)(?![\w-])"
_DIGIT = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|"
    r"cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
)
_SPOKEN = rf"(?P<spoken>{_DIGIT}(?:[\s,-]+{_DIGIT}){{4}})\b"
_AFTER_A_WORD = re.compile(
    rf"(?i)\b(?:{_ID}|{_THINGS}|{_CODE})(?![\w])(?:[\s:#=-]{{1,4}}{_FILL}(?!\w)){{0,4}}"
    rf"[\s:#=-]{{1,4}}(?:{_NUMBER}|{_SPOKEN})"
)
_DIALED = re.compile(
    r"(?i)\b(?:call|text|dial|calling|texting|dialed|marque|marca|marcar|llam[ae]r?|"
    rf"(?:send|mande?) (?:a )?(?:text|texto) (?:to|al?))(?: al?| to| the number)?\s{_NUMBER}"
)
_COUNTED = re.compile(
    r"(?i)(?<!in )(?<!near )(?<!zip )(?<!code )(?<!from )(?<!at )(?<!en )(?<!is )(?<!,)"
    r"(?<![\w.-])(?P<number>\d{5})\s(?:people|persons|men|women|girls|followers|views|likes|"
    r"pounds|lbs|times|boxes|acres|miles|messages|members|cash|personas|mujeres|hombres|"
    r"seguidores|veces|libras|cajas|millas|mensajes|kilos)\b"
)
_MARKED = re.compile(r"(?<![\w&])#\s?(?P<number>\d{5})(?!\w)")
_NAMES_ONE = (
    r"(?:my|his|her|their|your|mi|su)\s+(?:(?:first|last|full|real|middle|legal|street|stage|"
    r"nick|given|family)\s+)?(?:name|nickname|alias|surname|initials?|signature|handle|username|"
    r"nombre|apodo|apellido|iniciales|firma)(?:['’]s)?"
)
_BEFORE_LETTERS = (
    rf"(?:{_NAMES_ONE}|{_ID}|initials?|iniciales|surname|apellido|last name|first name|plates?|"
    r"placas?|license|tag|username|password|sign(?:s|ed|ing)?(?: it| off| them| everything)? as|"
    r"tattoos?|tatuajes?|shirt|jersey|hat|cap|alias|aka|calls? (?:him|her|me|himself|herself)|"
    r"(?:le|lo|la|me) (?:dicen|llaman)|goes by|firma como|me llamo|(?:ella|[eé]l) se llama)"
)
_LETTERS_FILL = (
    r"(?:is|are|was|it|it['’]s|spelled|spelt|says?|reads?|number|no\.|es|son|se|escribe|"
    r"deletrea|starts|begins|with|as|the|letters|como)"
)
_LETTER = (
    rf"(?:(?:{'|'.join(sorted(SPANISH, key=len, reverse=True))}|[^\W_])(?!\w)"
    r"(?:\s(?:as in|like|for|de|como)\s\w+)?)"
)
_SPELLED = re.compile(
    rf"(?i)\b{_BEFORE_LETTERS}(?!\w)(?:[\s:,]{{1,3}}{_LETTERS_FILL}(?!\w)){{0,4}}[\s:,\"']{{1,3}}"
    rf"(?!{_LETTERS_FILL}(?!\w))(?P<letters>{_LETTER}(?:[\s.,–-]{{1,3}}{_LETTER})+\.?|(?-i:[A-Z]{{2,3}})(?!\w))"
)
_SURNAME = re.compile(
    r"(?i)\b(?:(?:de )?apellido|apellid(?:ad[oa]|a|an)|surname|last name|maiden name)"
    r"(?: es| is| de|:)?\s(?P<letters>[^\W\d_]+)"
)
_REVERED = re.compile(
    r"(?i)\b(?:virgen|virgencita|nuestra señora|our lady|santuario|novena) (?:de|del|of|a)"
    r"(?: la| las| los)?\s(?P<letters>(?:(?:san|santa|st|saint)\.?\s)?[^\W\d_]+)"
)
_EATEN = re.compile(
    r"(?i)\b(?P<letters>boston (?:cream|butt|lettuce)|philly (?:cheese ?)?steaks?|"
    r"philadelphia (?:cream cheese|roll)|new york (?:strip|style|cheesecake)|texas toast|"
    r"kentucky fried|buffalo (?:wings?|sauce|chicken)|california rolls?|chicago (?:dog|style)|"
    r"nashville hot|denver omelette?|manhattan clam|kansas city (?:strip|ribs)|"
    r"idaho potato(?:es)?|virginia ham|georgia peach(?:es)?|carolina reaper|key lime)\b"
)
_HAS_DIGITS = re.compile(
    r"\d{5}|(?:zero|one|two|nine|eight|seven|cero|uno|dos|siete|ocho|nueve)", re.IGNORECASE
)


def blanked(text: str) -> str:
    """``text`` with blanks where identifiers stand, as long as before. Total: any text will do."""
    if _HAS_DIGITS.search(text):
        for pattern in (_AFTER_A_WORD, _DIALED, _COUNTED, _MARKED):
            text = pattern.sub(_blank, text)
    for pattern in (_SPELLED, _SURNAME, _REVERED, _EATEN):
        text = pattern.sub(_blank, text)
    return text


def _blank(match: re.Match[str]) -> str:
    """The match with blanks for the group that identifies; the words before it stay."""
    name = match.lastgroup or ""
    start, end = match.start(name) - match.start(), match.end(name) - match.start()
    found = match.group()
    return found[:start] + " " * (end - start) + found[end:]
