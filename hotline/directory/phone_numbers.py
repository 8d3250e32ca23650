"""Telephone numbers as others' data has them: fax and TTY, extensions, several in a field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import phonenumbers

from hotline.numbering import can_be_given_out

SHORT = re.compile(r"#?\d{2,6}")
NO_VOICE = re.compile(
    r"\b(?:fax(?:es)?|facsimile|telefax|tty|tdd|tt|textphone|teletype(?:writer)?|pager|beeper|"
    r"modem|video ?phone|vrs|relay)\b",
    re.IGNORECASE,
)
"""Words of a number at which no voice answers, or not one that a caller or dispatcher can use."""
TEXTS = frozenset({"text", "sms", "texting"})
VOICES = frozenset(
    {"", "voice", "phone", "telephone", "hotline", "cell", "mobile", "main", "office"}
)
_EXTENSION = re.compile(
    r"\s*(?:[,;]+\s*(?:ext(?:ension)?\.?\s*=?|x)?|\bext(?:ension|n)?\b\.?:?|\bx|#|\bextensi[oó]n\b)"
    r"\s*=?\s*(?P<digits>\d{1,7})\s*$",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\([^()\d]*[^\W\d][^()]*\)|\([^()]*[^\W\d][^()]*\)")
_SEVERAL = re.compile(r"\s*(?:/|\||;(?!\s*ext)|\bor\b|\band\b|&|\n)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Number:
    """A number as the directory has it, or why there is none; what was changed in reading."""

    channel: str = "phone"
    address: str = ""
    extension: str = ""
    why_not: str = ""
    changed: str = ""


def read(phone: Mapping[str, Any]) -> Iterator[Number]:
    """Each number that a phone of HSDS holds."""
    said = " ".join(str(phone.get("number") or "").split())
    kind = str(phone.get("type") or phone.get("number_type") or "").strip().lower()
    about = " ".join(
        str(phone.get(name) or "") for name in ("type", "number_type", "name", "department")
    )
    described = str(phone.get("description") or "")
    silent = NO_VOICE.search(f"{about} {said}") or NO_VOICE.match(described.strip())
    if silent:
        yield Number(why_not=f"it is for {silent.group().lower()}, not for voice")
        return
    channel = "sms" if kind in TEXTS else "phone"
    if SHORT.fullmatch(said):
        yield Number(channel, said)
        return
    parts = [part for part in _SEVERAL.split(said) if part]
    several = len(parts) > 1 and all(len(re.sub(r"\D", "", part)) >= 10 for part in parts)
    for part in parts if several else [said]:
        yield _one(part, channel, str(phone.get("extension") or ""), several=several)


def _one(said: str, channel: str, extension: str, *, several: bool) -> Number:
    plain = _BESIDE.sub(" ", said).strip()
    inside = _EXTENSION.search(plain)
    if inside and len(re.sub(r"\D", "", plain[: inside.start()])) >= 10:
        extension = extension or inside["digits"]
        plain = plain[: inside.start()]
    try:
        number = phonenumbers.parse(plain, "US")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not can_be_given_out(number):
        return Number(channel, why_not="it is not a telephone number")
    extension = re.sub(r"\D", "", extension or str(number.extension or ""))[:7]
    number.extension = None
    address = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    changes = [
        "one of several in a field" if several else "",
        f"with extension {extension}" if extension else "",
        "words beside the number left out" if plain != said and not inside else "",
    ]
    return Number(channel, address, extension, changed=", ".join(filter(None, changes)))
