"""Whom an organization helps, as HSDS says it: ages, languages, interpreters. Pure.

What is not exactly ours (from 65 on, "Spanish by telephone", a language by its name) is changed or
left out with a note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hotline.directory.hsds_account import CHANGED, LEFT_OUT, UNDERSTOOD
from hotline.i18n.display_names import LANGUAGES

ADULT = 18
OLDEST = 100
"""An upper age from here on says nothing."""
ANY_LANGUAGE = re.compile(
    r"\b(?:any|all|every|most|other|multiple|many|\d{2,3}\+?) (?:other )?languages?\b|"
    r"\blanguage ?line\b|\binterpret(?:er|ation)s?(?: services?)? (?:is |are )?available\W*$|"
    r"\btele(?:phone|phonic) interpret|\bcualquier idioma\b",
    re.IGNORECASE,
)
BY_NAME = {name.lower(): code for code, name in LANGUAGES.items()} | {"español": "es"}
Note = tuple[str, Any, str, str]
"""A field, what was given, what became of it and why."""


def ages_of(service: Mapping[str, Any]) -> tuple[str | None, list[Note]]:
    """``minors``, ``adults`` or nothing, and a note for each age that is given."""
    eligibility = service.get("eligibility")
    whole = {**(eligibility if isinstance(eligibility, Mapping) else {}), **service}
    least, most = _age(whole.get("minimum_age")), _age(whole.get("maximum_age"))
    words = "-".join("" if age is None else f"{age:g}" for age in (least, most))
    if least is None and most is None:
        given = [whole[k] for k in ("minimum_age", "maximum_age") if whole.get(k) not in (None, "")]
        return None, [("ages", given[0], LEFT_OUT, "it is no age")] if given else []
    if most is not None and most < ADULT:
        exact = most == ADULT - 1 and not least
        why = "" if exact else f"taken as minors; it says {words}"
        return "minors", [("ages", words, UNDERSTOOD if exact else CHANGED, why)]
    if least is not None and least >= ADULT:
        exact = least == ADULT and (most is None or most >= OLDEST)
        why = "" if exact else f"taken as adults; it says {words}"
        return "adults", [("ages", words, UNDERSTOOD if exact else CHANGED, why)]
    if not least and (most is None or most >= OLDEST):
        return None, [("ages", words, UNDERSTOOD, "")]
    return None, [("ages", words, LEFT_OUT, "neither minors nor adults only")]


def _age(given: Any) -> float | None:
    try:
        return float(given)
    except (TypeError, ValueError):
        return None


def languages_of(service: Mapping[str, Any]) -> tuple[list[str], list[Note]]:
    """Codes of two or three letters; a name that is known becomes its code."""
    codes: list[str] = []
    notes: list[Note] = []
    for given in service.get("languages") or ():
        written = given.get("code") or given.get("language") or given.get("name")
        said = " ".join(str(written or "").split())
        named = BY_NAME.get(said.lower())
        if re.fullmatch(r"[a-z]{2,3}", said):
            codes.append(said)
            notes.append(("language", said, UNDERSTOOD, ""))
        elif named:
            codes.append(named)
            notes.append(("language", said, CHANGED, f"its code is {named}"))
        elif said:
            why = f"the language {said!r} is not a code of two or three letters"
            notes.append(("language", said, LEFT_OUT, why))
    return list(dict.fromkeys(codes)), notes


def interpreter_of(service: Mapping[str, Any]) -> tuple[bool, list[Note]]:
    """Whether any language is interpreted; named languages are no promise of any."""
    said = " ".join(str(service.get("interpretation_services") or "").split())
    if not said:
        return False, []
    if ANY_LANGUAGE.search(said) and not re.search(r"\b(?:no|not|none|without)\b", said, re.I):
        return True, [("interpreter", said, CHANGED, "taken as any language by interpreter")]
    return False, [("interpreter", said, LEFT_OUT, "it does not promise any language")]
