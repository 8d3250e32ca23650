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

import phonenumbers

from hotline.privacy.keys import KeyRing, SealError

HIDDEN_WORDS = frozenset(
    """
    anonymous private privacy restricted blocked unknown unavailable unidentified undisclosed
    withheld hidden suppressed absent payphone none null undefined invalid nobody na
    anonimo desconocido desconocida privado privada oculto restringido bloqueado inconnu masque
    """.split()
)
"""What carriers and gateways write in place of a number that is hidden."""
FILLERS = frozenset(
    "no not caller callers calling id number num name user call party the of is available numero"
    " llamada de sin".split()
)
"""Words around them: "No Caller ID" and "Private number" hide as well."""
SPELLED_PHRASES = (
    "nocallerid",
    "nonumber",
    "noname",
    "notavailable",
    "callerunknown",
    "unknowncaller",
    "unknownnumber",
    "privatenumber",
    "privatecaller",
    "privatecall",
    "numberwithheld",
    "withheldnumber",
    "blockedcall",
    "blockednumber",
    "restrictednumber",
    "anonymouscaller",
)
"""Hidden words of several parts, as a gateway spells them on a keypad."""
KEYS = {
    letter: str(key)
    for key, letters in enumerate("abc def ghi jkl mno pqrs tuv wxyz".split(), 2)
    for letter in letters
}
"""The letters on a telephone's keys. Source: ITU-T E.161."""
SHORT_CODE = range(3, 7)
"""Digits of a number that only texts: https://www.usshortcodes.com (5 or 6); abroad from 3 on."""
OUTDATED = (
    (re.compile(r"^\+521(\d{10})$"), r"+52\1"),
    (re.compile(r"^\+55(\d\d)([6-9]\d{7})$"), r"+55\g<1>9\2"),
)
"""Forms that some networks still send: Mexican mobiles had a 1 until 2019, Brazilian ones have had
a further 9 since 2016. Source: the two countries' numbering plans at the ITU (E.164)."""
LONGEST_NAME = 120
_CHANNEL = re.compile(r"^(?:rcs|whatsapp|sms|mms|tel|callto):", re.IGNORECASE)
_ACCOUNT = re.compile(r"^(sips?|client|messenger|[a-z][a-z0-9.+-]{1,20}):(.+)$", re.IGNORECASE)
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


HIDDEN_NUMBERS = {
    f"+{keypad(word)}": word.upper() for word in (*sorted(HIDDEN_WORDS), *SPELLED_PHRASES)
}
"""The spellings that stand for a hidden caller, with the word of each."""


def read_address(given: str | None) -> Address:
    """The address in a webhook's ``From``. Whatever is no valid number is nobody's number."""
    text = _bare(unicodedata.normalize("NFKC", given or "").strip())
    account = _ACCOUNT.match(text)
    if account is not None:
        return _account(account[1].lower(), account[2])
    if any(letter.isalpha() for letter in text):
        return Address(None, None if _hides(text) or text.startswith("+") else _name(text))
    return _numbered(text)


def _bare(text: str) -> str:
    """``text`` without the channel it came by, which is no part of who sent it."""
    while _CHANNEL.match(text):
        text = _CHANNEL.sub("", text).strip()
    return text.split(";")[0].strip()


def _account(scheme: str, rest: str) -> Address:
    """A SIP address or the name of an account: its number where it has one, else its name."""
    user = rest.split("@", maxsplit=1)[0]
    if scheme in {"sip", "sips"}:
        if _hides(user) or not user:
            return Address(None)
        if user.lstrip("+").isdigit():
            found = _numbered(user)
            hides = f"+{user.lstrip('+')}" in HIDDEN_NUMBERS
            same = None if hides else found.identity or _name(f"{scheme}:{rest}")
            return Address(found.number, same)
    elif _hides(user):
        return Address(None)
    return Address(None, _name(f"{scheme}:{rest}"))


def _hides(text: str) -> bool:
    """Whether a word stands where a number would: "Anonymous", "NO CALLER ID"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    words = re.findall(r"[a-z]+", "".join(c for c in decomposed if not unicodedata.combining(c)))
    left = [word for word in words if word not in FILLERS]
    joined = "".join(words)
    return bool(words) and (
        all(word in HIDDEN_WORDS for word in left) or joined in {*HIDDEN_WORDS, *SPELLED_PHRASES}
    )


def _name(text: str) -> str:
    return " ".join(text.casefold().split())[:LONGEST_NAME]


def _numbered(text: str) -> Address:
    """The address of digits, with or without the plus."""
    digits = "".join(letter for letter in text if letter.isdecimal() and letter.isascii())
    if not digits or f"+{digits}" in HIDDEN_NUMBERS:
        return Address(None)
    plus = text.startswith("+")
    if not plus and len(digits) in SHORT_CODE:
        return Address(None, digits)
    if not plus and digits.startswith("00"):
        digits = digits[2:]
    number = _valid(f"+{digits}")
    if number is None and not plus and len(digits) == 10:
        # a national number, which no provider sends: the same person, but not to be answered there
        return Address(None, _valid(f"+1{digits}"))
    return Address(number, _usual(number) if number else None)


def _valid(number: str) -> str | None:
    """``number`` in E.164, its outdated forms brought up to date; ``None`` when it is not valid."""
    for candidate in (number, *(form.sub(today, number) for form, today in OUTDATED)):
        try:
            parsed = phonenumbers.parse(candidate, None)
        except phonenumbers.NumberParseException:
            return None
        if phonenumbers.is_valid_number(parsed):
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
