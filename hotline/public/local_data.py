"""``/local-data``: what is reported here, by kind, month, county and channel, a quarter at a time.

Only finished quarters are shown, each by itself and as it was when it was first asked for: a
running total, or one corrected later, would tell from one day to the next of a single report.
Within a quarter small counts are hidden together with those that would reveal them
(:mod:`hotline.public.small_counts`).
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as DbSession

from hotline.db.referrals import Referral
from hotline.db.reports import QuarterFigures, Report
from hotline.deployment import Deployment
from hotline.i18n import say
from hotline.i18n.display_names import CHANNELS, TYPES
from hotline.public.language_switch import public_page
from hotline.public.small_counts import FEW, SMALL, Table, extra_of, suppress
from hotline.referrals.chain import TAKEN
from hotline.web.pages import NO_STORE, deployment

router = APIRouter(include_in_schema=False)
LEFT_OUT = ("test", "duplicate", "joined")
"""Dispositions of what is not a report of its own."""
OF_ITS_OWN = (
    Report.is_test.is_(False),
    func.coalesce(Report.disposition, "").not_in(LEFT_OUT),
)
MOST_QUARTERS = 12
UNKNOWN, OTHER = "Place unknown", "Other places"


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year, on the clock of the line."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @classmethod
    def at(cls, moment: datetime) -> Quarter:
        """The quarter of a local moment."""
        return cls(moment.year, (moment.month - 1) // 3 + 1)

    @property
    def before(self) -> Quarter:
        """The one before."""
        back = self.number == 1
        return Quarter(self.year - back, 4 if back else self.number - 1)

    @property
    def months(self) -> tuple[str, ...]:
        """Its months: "2026-07"."""
        first = 3 * self.number - 2
        return tuple(f"{self.year}-{month:02d}" for month in range(first, first + 3))

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From when until when, in UTC."""
        following = Quarter(self.year + self.number // 4, self.number % 4 + 1)
        return tuple(  # type: ignore[return-value]  # two of them
            datetime(q.year, 3 * q.number - 2, 1, tzinfo=zone).astimezone(UTC)
            for q in (self, following)
        )


@dataclass(frozen=True)
class Figures:
    """One quarter's tables, and how long agencies took to acknowledge."""

    quarter: Quarter
    by_type: Table
    by_month: Table
    by_county: Table
    by_channel: Table
    acknowledged_minutes: int | None
    """The median, where at least five were acknowledged."""

    @property
    def tables(self) -> tuple[tuple[str, Table], ...]:
        """Each table with its heading."""
        return (
            ("By type", self.by_type),
            ("By month", self.by_month),
            ("By county", self.by_county),
            ("By channel", self.by_channel),
        )


def published(dep: Deployment, quarter: Quarter) -> Figures:
    """The figures of a finished quarter; what is shown first stays."""
    with dep.database.read() as db:
        kept = db.get(QuarterFigures, str(quarter))
    if kept is None:
        with contextlib.suppress(IntegrityError), dep.database.write() as db:
            body = _written(figures(db, dep, quarter))
            db.add(QuarterFigures(quarter=str(quarter), at=dep.clock(), body=body))
        with dep.database.read() as db:
            kept = db.get_one(QuarterFigures, str(quarter))
    return _read(quarter, kept.body)


def _written(found: Figures) -> bytes:
    tables = [[dict(table.cells), table.total] for _, table in found.tables]
    return json.dumps([tables, found.acknowledged_minutes]).encode()


def _read(quarter: Quarter, body: bytes) -> Figures:
    tables, minutes = json.loads(body)
    kinds, months, counties, channels = (Table(cells, total) for cells, total in tables)
    return Figures(quarter, kinds, months, counties, channels, minutes)


def figures(db: DbSession, dep: Deployment, quarter: Quarter) -> Figures:
    """The figures of a quarter, everything small hidden."""
    zone = ZoneInfo(dep.settings.time_zone)
    start, end = quarter.span(zone)
    wanted = select(
        Report.id, Report.created_at, Report.type, Report.medium, Report.county_fips
    ).where(
        Report.created_at >= start,
        Report.created_at < end,
        *OF_ITS_OWN,
    )
    rows = db.execute(wanted).all()
    counties = Counter(_county(dep, row.county_fips) for row in rows)
    months = (f"{row.created_at.astimezone(zone):%Y-%m}" for row in rows)

    def hide(name: str, counts: dict[str, int]) -> Table:
        said = f"{quarter}:{name}:{sorted(counts.items())}"
        return suppress(counts, extra_of(dep.keys.mac("local data", said.encode())))

    types = _counted((TYPES[row.type] for row in rows), TYPES.values())
    channels = _counted((CHANNELS[row.medium] for row in rows), CHANNELS.values())
    return Figures(
        quarter=quarter,
        by_type=hide("type", types),
        by_month=hide("month", _counted(months, quarter.months)),
        by_county=_without_names(hide("county", dict(sorted(counties.items())))),
        by_channel=hide("channel", channels),
        acknowledged_minutes=_acknowledged(db, start, end),
    )


def _without_names(table: Table) -> Table:
    """Hidden counties without their names: to stand in the list tells that there was a report."""
    cells: dict[str, int | None] = {n: c for n, c in table.cells.items() if c is not None}
    if table.hidden:
        cells[OTHER] = None
    return Table(cells, table.total)


def _counted(values: Iterable[str], names: Iterable[str]) -> dict[str, int]:
    found = Counter(values)
    return {name: found[name] for name in names}


def _county(dep: Deployment, fips: str | None) -> str:
    county = dep.locator.gazetteer.county(fips)
    return f"{county.full_name}, {county.state}" if county else UNKNOWN


def _acknowledged(db: DbSession, start: datetime, end: datetime) -> int | None:
    answered = db.execute(
        select(Referral.offered_at, Referral.answered_at)
        .where(
            Referral.state.in_(TAKEN),
            Referral.offered_at >= start,
            Referral.offered_at < end,
            Referral.answered_at.is_not(None),
        )
        .join(Report, Report.id == Referral.report_id)
        .where(*OF_ITS_OWN)
    )
    took = [
        (given - offered) / timedelta(minutes=1)
        for offered, given in answered
        if offered is not None and given is not None
    ]
    return round(median(took)) if len(took) >= SMALL else None


def quarters(db: DbSession, dep: Deployment) -> list[Quarter]:
    """Finished quarters that have reports, the latest first."""
    zone = ZoneInfo(dep.settings.time_zone)
    first = db.scalar(select(func.min(Report.created_at)))
    if first is None:
        return []
    earliest = Quarter.at(first.astimezone(zone))
    found = []
    quarter = Quarter.at(dep.clock().astimezone(zone)).before
    while (quarter.year, quarter.number) >= (earliest.year, earliest.number):
        found.append(quarter)
        quarter = quarter.before
    return found[:MOST_QUARTERS]


def _asked(request: Request, known: Sequence[Quarter]) -> Quarter | None:
    given = request.query_params.get("quarter", "")
    return next((q for q in known if str(q) == given), known[0] if known else None)


@router.get("/local-data")
def page(request: Request) -> Response:
    """Tables with plots; each says how much of it is hidden."""
    dep = deployment(request)
    with dep.database.read() as db:
        known = quarters(db, dep)
    quarter = _asked(request, known)
    found = published(dep, quarter) if quarter else None
    return public_page(
        request, "local_data.html", quarters=known, figures=found, plot=plot, small=SMALL, few=FEW
    )


@router.get("/local-data.csv")
def as_csv(request: Request) -> Response:
    """The same as a table; a hidden count is empty."""
    dep = deployment(request)
    with dep.database.read() as db:
        known = quarters(db, dep)
    quarter = _asked(request, known)
    found = published(dep, quarter) if quarter else None
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["quarter", "table", "name", "reports"])
    for heading, table in found.tables if found else ():
        for name, count in table.cells.items():
            rows.writerow([str(quarter), heading, name, "" if count is None else count])
        rows.writerow([str(quarter), heading, "total", "" if table.total is None else table.total])
    name = f"local-data-{quarter or 'none'}.csv"
    headers = {**NO_STORE, "content-disposition": f'attachment; filename="{name}"'}
    return Response(text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


@dataclass(frozen=True)
class Bar:
    """One bar of a plot: where it begins, how long it is, of 100."""

    name: str
    count: int | None
    length: float


def plot(table: Table) -> list[Bar]:
    """The bars of a table, the longest 100 long."""
    most = max((count or 0 for count in table.cells.values()), default=0) or 1
    return [
        Bar(say(name), count, round(100 * (count or 0) / most, 1))
        for name, count in table.cells.items()
    ]
