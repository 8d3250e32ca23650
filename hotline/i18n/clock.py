"""One clock for everyone: the zone of the line, with its name, as the reader's language writes it.

English and US Spanish have a 12-hour clock ("2:51 PM CST", "2:51 p.m. CST"); which one a language
has is babel's to know.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time

from hotline.i18n import language
from hotline.i18n.catalogs import locale_of


def clock_time(moment: datetime, zone: ZoneInfo) -> str:
    """The time of day: "2:51 PM CST"."""
    there = moment.astimezone(zone)
    hour = format_time(there, "short", locale=locale_of(language()))
    return f"{hour.replace(chr(0x202F), ' ')} {there:%Z}"


def day_and_time(moment: datetime, zone: ZoneInfo, now: datetime | None = None) -> str:
    """A day with its time, "Nov 24, 2:51 PM CST"; with the year if ``now`` is in another one."""
    there = moment.astimezone(zone)
    other_year = now is not None and now.astimezone(zone).year != there.year
    skeleton = "yMMMd" if other_year else "MMMd"
    day = format_skeleton(skeleton, there, locale=locale_of(language()))
    return f"{day}, {clock_time(moment, zone)}"


def shortest(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """:func:`clock_time` for a moment of today, else :func:`day_and_time`."""
    today = moment.astimezone(zone).date() == now.astimezone(zone).date()
    return clock_time(moment, zone) if today else day_and_time(moment, zone, now)
