"""When an agency is open: wall-clock hours of its own zone, holidays, turns on call, and clocks.

Hours are kept as people write them ("Mo-Fr 08:30-17:00", America/Boise) and turned into instants
only when asked, so that a change to or from daylight saving time is right by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from hotline.domain import AnswerClock

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
DAY_MINUTES = 24 * 60
SEARCHED_DAYS = 370
"""How far ahead an opening is looked for: an agency open once a year is found."""
OFFICE_MINUTES = 8 * 60
"""A business day of an agency whose hours the source did not say, or that never closes."""
OFFICE_OPENS, OFFICE_CLOSES = 9 * 60, 17 * 60

Known = Literal["always", "listed", "unknown"]


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day of the year on which offices are closed.

    Either ``day`` of ``month`` (moved to Friday or Monday when ``observed`` and on a weekend,
    5 USC 6103(b)), or the ``nth`` ``weekday`` of ``month`` (from 1; -1 is the last).
    """

    name: str
    month: int
    day: int | None = None
    weekday: int | None = None
    nth: int = 1
    observed: bool = False

    def dates(self, year: int) -> frozenset[date]:
        """The dates in ``year``, or observed for it; none when the day does not exist."""
        if self.weekday is not None:
            return frozenset({self._nth(year, self.weekday)})
        try:
            fixed = date(year, self.month, self.day or 1)
        except ValueError:  # 29 February
            return frozenset()
        moved = {5: -1, 6: 1}.get(fixed.weekday(), 0) if self.observed else 0
        return frozenset({fixed, fixed + timedelta(days=moved)})

    def _nth(self, year: int, weekday: int) -> date:
        if self.nth > 0:
            first = date(year, self.month, 1)
            return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=self.nth - 1)
        after = date(year + self.month // 12, self.month % 12 + 1, 1)
        last = after - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)


@dataclass(frozen=True)
class Calendar:
    """A named list of holidays, such as the federal ones."""

    name: str
    holidays: tuple[Holiday, ...] = ()

    def on(self, day: date) -> str | None:
        """The name of the holiday on ``day``, if it is one."""
        return _days_off(self.holidays, day.year).get(day)


@lru_cache(maxsize=256)
def _days_off(holidays: tuple[Holiday, ...], year: int) -> Mapping[date, str]:
    return {
        day: holiday.name
        for holiday in holidays
        for near in (year - 1, year, year + 1)  # New Year's Day may be observed in December
        for day in holiday.dates(near)
        if day.year == year
    }


NO_HOLIDAYS = Calendar("none")


@dataclass(frozen=True)
class Hours:
    """The hours of an agency or a contact point.

    ``known`` is "always" (24/7), "listed" (``week``: for Monday to Sunday, spans of minutes after
    midnight on the wall clock of ``zone``) or "unknown" (the source did not say).
    """

    known: Known = "unknown"
    zone: str | None = None
    week: tuple[tuple[tuple[int, int], ...], ...] = ((),) * 7
    holidays: Calendar = NO_HOLIDAYS
    said: str = field(default="", compare=False)

    def is_open(self, at: datetime) -> bool | None:
        """Whether it is open at the instant ``at``; ``None`` when nobody knows."""
        if self.known != "listed":
            return True if self.known == "always" else None
        local = at.astimezone(ZoneInfo(self.zone or "UTC")).date()
        return any(start <= at < end for start, end in self.spans(local))

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The open spans of a local day, as instants in UTC."""
        if self.known != "listed":
            return ()
        before, own = self.week[day.weekday() - 1], self.week[day.weekday()]
        return _spans(self.zone or "UTC", before, own, self.holidays, day)

    def openings(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open spans from ``since`` on, in order, the first one cut to begin there."""
        day = since.astimezone(ZoneInfo(self.zone or "UTC")).date()
        for ahead in range(SEARCHED_DAYS):
            for start, end in self.spans(day + timedelta(days=ahead)):
                if end > since:
                    yield max(start, since), end

    def business(self) -> Hours:
        """The hours by which business days count: the listed ones, else an office's.

        A line that never closes still has people for a report without danger on weekdays.
        """
        if self.known == "listed":
            return self
        office = ((OFFICE_OPENS, OFFICE_CLOSES),)
        return Hours("listed", self.zone, (office,) * 5 + ((),) * 2, self.holidays)

    def day_minutes(self) -> int:
        """The mean length of a business day, in minutes."""
        days = [sum(end - start for start, end in day) for day in self.business().week if day]
        return round(sum(days) / len(days)) if days else OFFICE_MINUTES

    def changes(self) -> frozenset[int]:
        """The minutes of the local week (Monday 00:00 is 0) at which it opens or closes."""
        return frozenset(
            number * DAY_MINUTES + minute
            for number, day in enumerate(self.week)
            for span in day
            for minute in span
        )

    def __str__(self) -> str:
        if self.known != "listed":
            return {"always": "day and night", "unknown": "hours not known"}[self.known]
        return f"{self.said} {self.zone}"


ALWAYS, UNKNOWN = Hours("always", said="always"), Hours("unknown", said="unknown")


@lru_cache(maxsize=4096)
def _spans(
    zone: str,
    before: tuple[tuple[int, int], ...],
    day: tuple[tuple[int, int], ...],
    holidays: Calendar,
    on: date,
) -> tuple[tuple[datetime, datetime], ...]:
    """The spans of a day. A night belongs to the day on which it begins, on holidays as well.

    Who came on the 24th stays until the morning of the 25th; on the night of the 25th nobody
    comes, so nobody is there on the morning of the 26th.
    """
    off, off_before = (holidays.on(each) is not None for each in (on, on - timedelta(days=1)))
    night_before = any(end == DAY_MINUTES for _, end in before)
    return tuple(
        (_instant(zone, on, start, fold=0), _instant(zone, on, end, fold=1))
        for start, end in day
        if not (off_before if night_before and start == 0 and end < DAY_MINUTES else off)
    )


def _instant(zone: str, day: date, minute: int, *, fold: int) -> datetime:
    """The instant of a wall-clock minute. One that is skipped is the instant of the skip.

    ``fold`` 0 takes the first of two equal wall-clock times, 1 the last.
    """
    info = ZoneInfo(zone)
    midnight = datetime.combine(day, time()) + timedelta(minutes=minute)
    local = midnight.replace(tzinfo=info, fold=fold)
    instant = local.astimezone(UTC)
    if instant.astimezone(info).replace(tzinfo=None) == midnight:
        return instant
    before, after = sorted((instant, local.replace(fold=1 - fold).astimezone(UTC)))
    offset = before.astimezone(info).utcoffset()
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) / 2
        if middle.astimezone(info).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class OnCall:
    """A contact point's turn in a rotation: turn ``turn`` of ``turns``, each ``days`` long.

    ``since`` is a local date on which turn 1 began, at ``minute`` after midnight of ``zone``.
    """

    zone: str
    since: date
    minute: int
    days: int
    turn: int
    turns: int

    def has_turn(self, at: datetime) -> bool:
        """Whether it is this one's turn at the instant ``at``."""
        local = at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        passed = (local - timedelta(minutes=self.minute)).date() - self.since
        return (passed.days // self.days) % self.turns == self.turn - 1


def opens(hours: Hours, since: datetime) -> datetime:
    """The first instant from ``since`` on at which someone is there on the "open" clock."""
    return next((start for start, _ in hours.business().openings(since)), since)


def due(hours: Hours, start: datetime, minutes: int, clock: AnswerClock) -> datetime:
    """The instant ``minutes`` after ``start``, counted on ``clock``.

    Open hours are the agency's, by its zone, or an office's where its own are not known. An agency
    that never opens again is given a year.
    """
    if clock != AnswerClock.OPEN_HOURS or minutes <= 0:
        return start + timedelta(minutes=minutes)
    left = timedelta(minutes=minutes)
    for opened, closed in hours.business().openings(start):
        if closed - opened >= left:
            return opened + left
        left -= closed - opened
    return start + timedelta(days=SEARCHED_DAYS)
