"""Opening hours as people write them, read into the words of the files."""

from __future__ import annotations

import re
import unicodedata

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
SPANISH = dict(zip(("lu", "ma", "mi", "ju", "vi", "sa", "do"), DAYS, strict=True))
_DAY = "|".join(dict.fromkeys((*DAYS, *SPANISH)))
_TO = r"\s*(?:-|–|to|thru|through|until|a|hasta)\s*"
_EVERY = r"daily|every\s*day|all\s*week|todos\s+los\s+dias"
_TIME = r"(\d{1,2})(?::?(\d{2}))?\s*([ap])?\.?(?:m\b\.?)?"
_LINE = re.compile(
    rf"(?:(?P<every>{_EVERY})|(?P<first>{_DAY})\w*\.?(?:{_TO}(?P<last>{_DAY})\w*\.?)?)"
    rf"[\s:,]*(?:from|de)?\s*{_TIME}{_TO}{_TIME}",
    re.IGNORECASE,
)
HALF = 12


def read(line: str) -> str | None:
    """``Monday to Friday 9 to 5`` as ``mo-fr 09:00-17:00``; ``None`` where it is not understood.

    Without "am" or "pm" an end that is not after its beginning is in the afternoon.
    """
    plain = unicodedata.normalize("NFKD", line.strip())
    found = _LINE.fullmatch("".join(c for c in plain if not unicodedata.combining(c)))
    if found is None:
        return None
    days = "mo-su" if found["every"] else _day(found["first"])
    if found["last"]:
        days += f"-{_day(found['last'])}"
    begins, ends = _minutes(*found.groups()[3:6]), _minutes(*found.groups()[6:9])
    if begins is None or ends is None:
        return None
    if not found[9] and ends <= begins and ends < HALF * 60:
        ends += HALF * 60
    return f"{days} {_clock(begins)}-{_clock(ends)}"


def _day(name: str) -> str:
    short = name[:2].lower()
    return SPANISH.get(short, short)


def _minutes(hour: str, minute: str | None, half: str | None) -> int | None:
    hours, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= hours <= HALF:
            return None
        hours = hours % HALF + (HALF if half.lower() == "p" else 0)
    return hours * 60 + minutes if hours <= 2 * HALF and minutes < 60 else None


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
