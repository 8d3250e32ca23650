"""What someone typed into the search box: words to look for, and the days they mean.

"motel last week", "KTV 4821 nov 24", "motel semana pasada": the days are taken out of the text,
in English and Spanish, and the little words that no search is about.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from hotline.intake.search_text import DIGITS, HANDLE, TOKEN, folded

MONTHS = {
    name[:length]: number
    for number, names in enumerate(
        (
            "january enero", "february febrero", "march marzo", "april abril", "may mayo",
            "june junio", "july julio", "august agosto", "september septiembre",
            "october octubre", "november noviembre", "december diciembre",
        ),
        1,
    )
    for name in names.split()
    for length in (3, 4, len(name))
}  # fmt: skip
LITTLE = frozenset(
    "the an of in at on to and or with from for about report reports tip tips that this was is"
    " el la los las un una de del en al con por para sobre reporte reportes que".split()
)
"""Left out where other words are sought."""
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "un": 1, "una": 1, "dos": 2, "tres": 3}
COUNT = r"(\d{1,3}|one|two|three|four|una?|dos|tres)"
MOST_WORDS = 8
MONTH = rf"\b({'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
LAST = r"(?:last|past|previous)"


@dataclass(frozen=True)
class Query:
    """What to look for; the days are both included, and ``None`` is no limit."""

    words: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None


def read(text: str, today: date) -> Query:
    """What ``text`` asks for on the day ``today``."""
    rest, first, last = folded(text), None, None
    for pattern, days in DAYS:
        found = pattern.search(rest)
        if found is None:
            continue
        try:
            first, last = days(found, today)
        except ValueError:  # February 30 is no day: it stays a word
            continue
        rest = f"{rest[: found.start()]} {rest[found.end() :]}"
        break
    return Query(_words(rest), first, last)


def _words(text: str) -> tuple[str, ...]:
    """The words, with numbers and names in one piece as they are kept; the longest first."""
    found = []
    for pattern, other in ((DIGITS, r"\D"), (HANDLE, r"[^\w]|_")):
        found += [re.sub(other, "", run) for run in pattern.findall(text)]
        text = pattern.sub(" ", text)
    tokens = TOKEN.findall(text)
    found += [token for token in tokens if len(token) > 1 or token.isdigit()]
    sought = [word for word in found if word not in LITTLE] or found
    return tuple(sorted(dict.fromkeys(sought), key=lambda word: (-len(word), word)))[:MOST_WORDS]


Days = Callable[["re.Match[str]", date], tuple[date, date]]


def _span(days: int) -> Days:
    return lambda _found, today: (today - timedelta(days=days), today)


def _day(days: int) -> Days:
    return lambda _found, today: (today - timedelta(days=days), today - timedelta(days=days))


def _counted(days: int) -> Days:
    """So many days, weeks or months up to today."""

    def span(found: re.Match[str], today: date) -> tuple[date, date]:
        given = next(group for group in found.groups() if group)
        number = NUMBERS.get(given) or int(given)
        return today - timedelta(days=number * days), today

    return span


def _one(year: str | None, month: int, day: int, today: date) -> tuple[date, date]:
    """A day; without a year the latest one that has been."""
    if year:
        number = int(year) + (2000 if len(year) == 2 else 0)
        return date(number, month, day), date(number, month, day)
    this = date(today.year, month, day)
    found = this if this <= today else date(today.year - 1, month, day)
    return found, found


DAYS: tuple[tuple[re.Pattern[str], Days], ...] = tuple(
    (re.compile(pattern), days)
    for pattern, days in (
        (r"\b(\d{4})-(\d\d)-(\d\d)\b", lambda f, t: _one(f[1], int(f[2]), int(f[3]), t)),
        (r"\b(\d\d?)/(\d\d?)(?:/(\d{4}|\d\d))?(?![\d/])",
         lambda f, t: _one(f[3], int(f[1]), int(f[2]), t)),
        (MONTH + r" (\d\d?)(?:st|nd|rd|th)?\b(?:,? (\d{4})\b)?",
         lambda f, t: _one(f[3], MONTHS[f[1]], int(f[2]), t)),
        (r"\b(\d\d?) (?:de )?" + MONTH + r"(?:(?: de)? (\d{4})\b)?",
         lambda f, t: _one(f[3], MONTHS[f[2]], int(f[1]), t)),
        (rf"\b{LAST} {COUNT} days?\b|\bultimos {COUNT} dias\b", _counted(1)),
        (rf"\b{COUNT} days? ago\b|\bhace {COUNT} dias?\b", _counted(1)),
        (rf"\b{LAST} {COUNT} weeks?\b|\bultimas {COUNT} semanas\b", _counted(7)),
        (rf"\b{COUNT} weeks? ago\b|\bhace {COUNT} semanas?\b", _counted(7)),
        (rf"\b{COUNT} months? ago\b|\bhace {COUNT} mes(?:es)?\b", _counted(31)),
        (r"\btoday(?:'s)?\b|\bhoy\b", _day(0)),
        (r"\b(?:last night|tonight|anoche)(?:'s)?\b", _span(1)),
        (r"\byesterday(?:'s)?\b|\bayer\b", _day(1)),
        (r"\bthis week(?:'s)?\b|\besta semana\b", _span(7)),
        (rf"\b{LAST} week(?:'s)?\b|\b(?:la )?semana pasada\b", _span(13)),
        (r"\bthis month(?:'s)?\b|\beste mes\b", _span(31)),
        (rf"\b{LAST} month(?:'s)?\b|\b(?:el )?mes pasado\b", _span(62)),
    )
)  # fmt: skip
