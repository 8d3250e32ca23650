"""Who reports, without knowing who: callers' addresses become pseudonyms and sealed handles.

Phones, carriers and gateways write one number in many ways (``rcs:+1…``, without its plus, in the
old Mexican form): each way leads to one reporter. Hidden callers arrive as a word ("anonymous"), or
as the digits of a word spelled on a keypad; they must not all become one reporter, so they have no
address. The spelling is computed, never written down as digits.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

import phonenumbers

from hotline.numbering import can_be_given_out
from hotline.privacy.keys import KeyRing, SealError

HIDDEN_WORDS = frozenset(
    """
    anonymous private privacy restricted blocked unknown unavailable unidentified undisclosed
    withheld hidden suppressed absent payphone none null undefined invalid nobody na
    provided outofarea area unlisted unpublished tollfree international wireless cellular roaming
    identified identificar identificado disponible secret confidential test default
    anonimo desconocido desconocida privado privada oculto oculta restringido bloqueado bloqueada
    inconnu masque anonyme prive unbekannt unterdruckt desconhecido confidencial sconosciuto
    nascosto
    """.split()
)
"""What carriers and gateways write in place of a number that is hidden."""
FILLERS = frozenset(
    "no not caller callers calling id number num name user call party the of is available numero"
    " llamada de sin out toll free asserted on from with user line phone".split()
)
"""Words around them: "No Caller ID" and "Private number" hide as well."""
KEYS = {
    letter: str(key)
    for key, letters in enumerate("abc def ghi jkl mno pqrs tuv wxyz".split(), 2)
    for letter in letters
}
"""The letters on a telephone's keys. Source: ITU-T E.161."""
SHORT_CODE = range(3, 7)
"""Digits of a number that only texts: https://www.usshortcodes.com (5 or 6); abroad from 3 on."""
OUTDATED = (
    (re.compile(r"^\+52(?:1|044|045)(\d{10})$"), r"+52\1"),
    (re.compile(r"^\+549?(\d{2})15(\d{8})$"), r"+549\1\2"),
    (re.compile(r"^\+549?(\d{3})15(\d{7})$"), r"+549\1\2"),
    (re.compile(r"^\+549?(\d{4})15(\d{6})$"), r"+549\1\2"),
    (re.compile(r"^\+011(\d{11,13})$"), r"+\1"),
    (re.compile(r"^\+55(\d\d)([6-9]\d{7})$"), r"+55\g<1>9\2"),
)
"""Forms that some networks still send: Mexican mobiles had a 1 until 2019, Brazilian ones have had
a further 9 since 2016, Argentine ones a 15 after the area code when dialed there. 011 is how one
dials abroad from the US. Source: the countries' numbering plans at the ITU (E.164)."""
_AMERICAN = re.compile(r"\+1[2-9]\d{9}", re.ASCII)
LONGEST_NAME = 120
FEWEST_DIGITS = 7
"""Of an account that is only a number, as messengers give them."""
_CHANNEL = re.compile(r"^(?:rcs|whatsapp|sms|mms|tel|callto|mailto):", re.IGNORECASE)
_ACCOUNT = re.compile(r"^(sips?|client|messenger|[a-z][a-z0-9.+-]{1,20}):(.+)$", re.IGNORECASE)
_SENDER_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &+_.-]{2,11}")
"""A name in place of a number, as companies text. Source: 3GPP TS 23.040, section 9.1.2.5."""
_MAILBOX = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.ASCII)
"""The sender of an email that a carrier's gateway made a text of."""
_NAMED = re.compile(r"[^<>]*<([^<>]+)>")
"""An address after the name of its owner, as mail has it."""
ENCODED_AT_MOST = 2
"""How often a gateway may have written a plus as %2B, and that as %252B."""
_PARAMETERS = re.compile(r";|/TYPE=", re.IGNORECASE)
_HANDLE = "reply handle"


@dataclass(frozen=True, slots=True)
class Address:
    """Who sent a webhook, as far as it can be known.

    ``number`` is an E.164 number that can be answered, ``identity`` what makes two contacts one
    reporter: the number in its usual form, a short code, an account's name. Hidden callers have
    neither.
    """

    number: str | None
    identity: str | None = None

    @property
    def hidden(self) -> bool:
        """Whether nothing can be sent back."""
        return self.number is None


def keypad(word: str) -> str:
    """The digits that spell ``word`` on a telephone; other signs than letters are left out."""
    return "".join(KEYS.get(letter, "") for letter in word.casefold())


HIDDEN_NUMBERS = {f"+{keypad(word)}": word.upper() for word in sorted(HIDDEN_WORDS)}
"""The spellings of single words that stand for a hidden caller, with the word of each."""
LONG_ENOUGH = 6
"""Letters of the hidden words in a spelling of several: fewer may be in anyone's number."""


def _spelling(words: frozenset[str]) -> str:
    return "|".join(sorted({keypad(word) for word in words}, key=lambda keys: (-len(keys), keys)))


_LONG = _spelling(frozenset(word for word in HIDDEN_WORDS if len(word) >= LONG_ENOUGH))
_ANY = _spelling(FILLERS | HIDDEN_WORDS)
_SPELLED = re.compile(f"(?:{_spelling(FILLERS)})*(?:{_LONG})(?:{_ANY})*")
"""Several words on a keypad, one of them hidden: CALLER WITHHELD, ID UNAVAILABLE, NOT PROVIDED."""
_UNNAMED = re.compile(
    f"(?:{_spelling(frozenset({'no', 'not', 'sin', 'without'}))})"
    f"(?:{_spelling(frozenset(word for word in FILLERS if len(word) > 3))})"
    f"(?:{_spelling(FILLERS)})*"
)
"""Words around a hidden one that name nobody by themselves: NO CALLER ID, NO NUMBER."""


def spells_hidden(digits: str) -> bool:
    """Whether ``digits``, without a plus, spell on a keypad that a caller is hidden.

    No American number can: they begin with a 1, which has no letters.
    """
    known = f"+{digits}" in HIDDEN_NUMBERS
    return known or any(way.fullmatch(digits) for way in (_SPELLED, _UNNAMED))


def read_address(given: str | None) -> Address:
    """The address in a webhook's ``From``. Whatever is no valid number is nobody's number."""
    text = _bare(unicodedata.normalize("NFKC", given or "").strip())
    account = _ACCOUNT.match(text)
    if account is not None:
        return _account(account[1].lower(), account[2])
    if any(letter.isalpha() for letter in text):
        user, at, _ = text.partition("@")
        if at and user.removeprefix("+").isdecimal() and len(user) > FEWEST_DIGITS:
            return _numbered(user)  # a carrier's gateway for email
        return Address(None)  # a name, a word or a phrase: nobody can be answered there
    return _numbered(text)


def read_texter(given: str | None) -> Address:
    """As :func:`read_address`, for a text, whose sender may be a name or an email address.

    A call's name is what a directory says of its number; a text's is all that there is.
    """
    address = read_address(given)
    text = _bare(unicodedata.normalize("NFKC", given or "").strip())
    named = _SENDER_NAME.fullmatch(text) or _MAILBOX.fullmatch(text)
    if address.identity is not None or named is None or _hides(text.partition("@")[0]):
        return address
    return Address(None, f"name:{_name(text)}")


def _bare(text: str) -> str:
    """``text`` without the channel it came by, which is no part of who sent it."""
    for _ in range(ENCODED_AT_MOST):
        text = unquote(text)
    boxed = _NAMED.fullmatch(text)
    text = boxed[1] if boxed else text
    while _CHANNEL.match(text):
        text = _CHANNEL.sub("", text).strip()
    return _PARAMETERS.split(text)[0].strip()


def _account(scheme: str, rest: str) -> Address:
    """A SIP address or the name of an account: its number where it has one, else its name."""
    user = rest.split("@", maxsplit=1)[0]
    if scheme in {"sip", "sips"}:
        if _hides(user) or not _names(user):
            return Address(None)
        if user.lstrip("+").isdigit():
            return _numbered(user)
    elif _hides(user) or not _names(user):
        return Address(None)
    elif user.startswith("+") and (number := _numbered(user)).identity:
        return number  # a messenger that goes by numbers
    return Address(None, _name(f"{scheme}:{rest}"))


def _hides(text: str) -> bool:
    """Whether a word stands where a number would: "Anonymous", "NO CALLER ID"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    words = re.findall(r"[a-z]+", "".join(c for c in decomposed if not unicodedata.combining(c)))
    left = [word for word in words if word not in FILLERS]
    return bool(words) and (
        all(word in HIDDEN_WORDS for word in left) or spells_hidden(keypad("".join(words)))
    )


def _names(user: str) -> bool:
    """Whether ``user`` can be an account of one person: not "0", "+", or a few digits."""
    digits = sum(letter.isdecimal() for letter in user)
    return any(letter.isalpha() for letter in user) or digits >= FEWEST_DIGITS


def _name(text: str) -> str:
    return " ".join(text.casefold().split())[:LONGEST_NAME]


def _numbered(text: str) -> Address:
    """The address of digits, with or without the plus."""
    digits = "".join(letter for letter in text if letter.isdecimal() and letter.isascii())
    if not digits or spells_hidden(digits):
        return Address(None)
    plus = text.startswith("+")
    if not plus and len(digits) in SHORT_CODE:
        return Address(None, digits)
    if not plus and digits.startswith("00"):
        digits = digits.lstrip("0")
    number = _valid(f"+{digits}")
    if number is None and not plus and len(digits) == 10:
        # a national number, which no provider sends: the same person, but not to be answered there
        return Address(None, _valid(f"+1{digits}"))
    return Address(number, _usual(number) if number else None)


def _valid(number: str) -> str | None:
    """``number`` in E.164, its outdated forms brought up to date; ``None`` when it is not valid."""
    if _AMERICAN.fullmatch(number):  # as parsing would read it
        parsed = phonenumbers.PhoneNumber(country_code=1, national_number=int(number[2:]))
        return number if can_be_given_out(parsed) else None
    for candidate in (number, *(form.sub(today, number) for form, today in OUTDATED)):
        try:
            parsed = phonenumbers.parse(candidate, None)
        except phonenumbers.NumberParseException:
            continue
        if can_be_given_out(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return None


def _usual(number: str) -> str:
    """One form for Argentine mobiles, which are +54 9 … to some networks and +54 … to others."""
    return re.sub(r"^\+54(?!9)", "+549", number)


def seal_handle(ring: KeyRing, number: str) -> bytes:
    """The number sealed, so that we can answer until the handle expires."""
    return ring.seal(number.encode(), _HANDLE)


def open_handle(ring: KeyRing, sealed: bytes | None) -> str | None:
    """The number of a handle, or ``None`` when it was thrown away or cannot be opened."""
    if sealed is None:
        return None
    try:
        return ring.open(sealed, _HANDLE).decode()
    except SealError:
        return None
