"""Opening hours as other people's data has them: times of day, weekdays, what is not every week.

What cannot be known for certain gives no hours: the reason is reported, and nothing is made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
DAY = 24 * 60
NOON = 12 * 60
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h]?(?P<minute>\d{2}))?(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<half>[ap])?(?:\.?\s*m\.?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$", re.IGNORECASE)
WORDS = {"noon": NOON, "midday": NOON, "12 noon": NOON, "mediodia": NOON, "mediodía": NOON}
MIDNIGHT = frozenset({"midnight", "12 midnight", "medianoche", "12:00 midnight"})
ALWAYS = re.compile(
    r"(?:open )?(?:24\s*/\s*7(?:\s*/\s*365)?|24\s*(?:hours?|hrs?|h)(?:\s*(?:a|per|/)\s*day)?"
    r"(?:\W+(?:7|seven) days(?: (?:a|per) week)?|\W+every day|\W+daily)?|day and night|"
    r"always open|around the clock|las 24 horas(?: del d[ií]a)?)[.! ]*",
    re.IGNORECASE,
)
"""A description that says that it never closes, and nothing else."""
RECURS = ("bymonth", "bymonthday", "byyearday", "byweekno", "bysetpos", "count", "wkst")
"""RFC 5545 parts that make a schedule another one than every week's."""
LONG_ENOUGH = timedelta(days=365)


@dataclass(frozen=True)
class Schedule:
    """What a schedule says: ``mo-fr 08:30-17:00`` lines; why none; what was changed in reading."""

    lines: tuple[str, ...] = ()
    why_not: str = ""
    changed: str = ""


def time_of_day(said: Any, *, closing: bool = False) -> int | None:
    """Minutes after midnight; midnight as a closing time is 1440. ``None`` when it is unclear.

    "9" alone may be morning or evening, and 25:00 is none; an offset from UTC is no wall clock.
    """
    text = " ".join(str(said or "").split()).strip(". ").lower()
    if text in WORDS:
        return WORDS[text]
    minutes = 0 if text in MIDNIGHT else _by_digits(text)
    if minutes is None:
        return None
    if closing:
        return DAY if minutes in {0, DAY - 1} else minutes
    return minutes % DAY


def _by_digits(text: str) -> int | None:
    """Minutes after midnight of "9:00 AM", "09:00:00" or "9 pm"."""
    found = _CLOCK.fullmatch(text)
    if found is None or (found["minute"] is None and found["half"] is None):
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "p" else 0) if 1 <= hour <= 12 else DAY
    minutes = hour * 60 + minute
    return minutes if minute <= 59 and minutes <= DAY else None


def read(schedule: Mapping[str, Any], today: date) -> Schedule:
    """The weekly hours of a schedule, or why it has none."""
    opens, closes = schedule.get("opens_at"), schedule.get("closes_at")
    described = " ".join(str(schedule.get("description") or "").split())
    if not opens and not closes:
        if ALWAYS.fullmatch(described):
            return Schedule(("mo-su 00:00-24:00",), changed="words taken for day and night")
        return Schedule(why_not=f"it says its hours in words only: {described!r}")
    start, end = time_of_day(opens), time_of_day(closes, closing=True)
    days = _days(schedule)
    why = not_weekly(schedule, today)
    if not why and not days:
        why = "it does not say on which days"
    if not why and any(_OFFSET.search(str(time or "").strip()) for time in (opens, closes)):
        why = "its times have an offset from UTC, which summer time changes"
    if why or start is None or end is None:
        return Schedule(why_not=why or "a time is missing, or is not clear")
    return _spans(days, start, end, f"{opens} - {closes}")


def _spans(days: list[str], start: int, end: int, said: str) -> Schedule:
    """The spans of the days; a night is parted at midnight."""
    if start == end % DAY and end != DAY and end != start + DAY:
        return Schedule(why_not="it closes when it opens")
    if end > start:
        plain = re.fullmatch(r"\d\d:\d\d(?::\d\d)? - \d\d:\d\d(?::\d\d)?", said)
        changed = "" if plain else f"read as {_clock(start)}-{_clock(end)}"
        return Schedule(tuple(runs(days, start, end)), changed=changed)
    if start < NOON + 60 and not re.search(r"[ap]\.?m|noon|midnight", said, re.IGNORECASE):
        why = f"{said} ends before it begins: it may lack AM and PM"
        return Schedule(why_not=why)
    after = [DAYS[(DAYS.index(day) + 1) % 7] for day in days]
    lines = (*runs(days, start, DAY), *runs(after, 0, end))
    return Schedule(lines, changed="a night, parted at midnight")


def not_weekly(schedule: Mapping[str, Any], today: date) -> str:
    """Why a schedule does not hold every week of the year; empty when it does."""
    freq = str(schedule.get("freq") or "").upper()
    if freq not in {"", "WEEKLY", "DAILY"}:
        return f"it is {freq.lower()}, not weekly"
    interval = str(schedule.get("interval") or "1")
    if interval not in {"1", "1.0"}:
        return f"it is every {interval} weeks"
    named = [name for name in RECURS[:-1] if schedule.get(name) not in (None, "", [])]
    if named:
        return f"it holds on some days of the year only ({', '.join(named)})"
    return _not_now(schedule, today)


def _not_now(schedule: Mapping[str, Any], today: date) -> str:
    starts = [_date(schedule.get(name)) for name in ("valid_from", "dtstart")]
    ends = [_date(schedule.get(name)) for name in ("valid_to", "until")]
    start = max((day for day in starts if day), default=None)
    end = min((day for day in ends if day), default=None)
    if end is not None and end < today:
        return f"it ended on {end}"
    if start is not None and start > today:
        return f"it begins on {start}"
    if end is not None and (start is None or end - start < LONG_ENOUGH):
        span = "on one day" if start == end else f"until {end}"
        return f"it holds {span} only"
    return ""


def _date(said: Any) -> date | None:
    try:
        return date.fromisoformat(str(said or "")[:10])
    except ValueError:
        return None


def _days(schedule: Mapping[str, Any]) -> list[str]:
    given = schedule.get("byday") or schedule.get("weekday") or ""
    parts = given if isinstance(given, list) else re.split(r"[,;\s]+", str(given))
    days = [str(part).strip().lower() for part in parts if str(part).strip()]
    if not days and str(schedule.get("freq") or "").upper() == "DAILY":
        return list(DAYS)
    short = [day[:2] if day.isalpha() else "" for day in days]
    return sorted(set(short), key=DAYS.index) if short and set(short) <= set(DAYS) else []


def runs(days: Iterable[str], start: int, end: int) -> list[str]:
    """Spans of one length, a line a run of days."""
    found: list[list[str]] = []
    for day in sorted(set(days), key=DAYS.index):
        if found and DAYS.index(day) == DAYS.index(found[-1][-1]) + 1:
            found[-1].append(day)
        else:
            found.append([day])
    named = [run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in found]
    return [f"{name} {_clock(start)}-{_clock(end)}" for name in named]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def never_closes(lines: Iterable[str]) -> bool:
    """Whether the lines cover every day from midnight to midnight."""
    whole: set[str] = set()
    for line in lines:
        days, _, span = line.partition(" ")
        first, _, last = days.partition("-")
        if span == "00:00-24:00":
            begin, stop = DAYS.index(first), DAYS.index(last or first)
            whole |= {DAYS[(begin + n) % 7] for n in range((stop - begin) % 7 + 1)}
    return whole == set(DAYS)
