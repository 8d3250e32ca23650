"""What a page, a text and a claim cost after a thousand reports, and after a million.

Two lines in turn, look by look, so that whatever else the machine does falls on both alike. Both
have the same reports open; one has been in use for years. Counted is the processor's time.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench import desk_logins
from bench.figures import Figure, Scale
from bench.grown import IN_USE, REPORTERS, line_of, tell
from bench.speed_webhook import HERE
from hotline.app import create_app
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.jobs import outbox

TITLE = "Flat at any size: the processor's time after few and after many reports"
FEW, SOME, MANY = 1_000, 30_000, 1_000_000
LOOKS = 9
BAR = 1.25
PAGES = (
    "/queue",
    "/queue?state=TX",
    "/queue/find?tip={tip}",
    "/reports/{tip}",
    "/map",
    "/map?state=TX",
    "/tasks",
    "/supervise",
    "/local-data",
    "/readyz",
    "/metrics",
)


@dataclass
class Grown:
    """A line of one size, and the milliseconds that each kind of work took there."""

    dep: Deployment
    client: httpx.AsyncClient
    tip: str
    reports: int
    texted: int = REPORTERS + IN_USE
    took: dict[str, list[float]] = field(default_factory=dict)

    async def time(self, name: str, work: Callable[[], Awaitable[Any]]) -> None:
        """Count what the processor needed for ``work``."""
        begun = time.process_time()
        await work()
        self.took.setdefault(name, []).append((time.process_time() - begun) * 1000)

    async def look(self, path: str) -> None:
        """Open a page. Raises :class:`RuntimeError` where the line asks for a login instead."""
        answer = await self.client.get(path.format(tip=self.tip))
        if answer.is_error:
            answer.raise_for_status()
        if "/login" in answer.headers.get("location", ""):
            raise RuntimeError(f"{path} asked for a login: the session has ended")

    async def converse(self) -> None:
        """Another person texts a whole story."""
        await tell(self.client, self.texted)
        self.texted += 1

    async def claim(self) -> None:
        """A worker asks what is due, and gives it back."""
        with Session(self.dep.database.engine) as db:
            outbox.claim(db, self.dep.keys, worker="w", now=self.dep.clock(), limit=20)
            db.rollback()


def measure(scale: Scale) -> Sequence[Figure]:
    """Time each kind of work in both lines."""
    return asyncio.run(_measure(scale))


async def _measure(scale: Scale) -> list[Figure]:
    many = MANY if scale.full else SOME
    lines = [await _line(scale, "few", FEW), await _line(scale, "many", many)]
    for line in lines:  # only now: a session would not last while the other line is filled
        await desk_logins.log_in(line.client)
    for look in range(LOOKS + 1):
        for line in lines:
            for path in PAGES:
                await line.time(path, lambda line=line, path=path: line.look(path))
            await line.time("a conversation by text", line.converse)
            await line.time("a worker's claim", line.claim)
        if not look:  # the first look of each fills memories
            for line in lines:
                line.took.clear()
    for line in lines:
        await line.client.aclose()
        line.dep.database.close()
    return [_figure(name, *lines) for name in lines[0].took]


async def _line(scale: Scale, name: str, reports: int) -> Grown:
    dep = await asyncio.to_thread(line_of, scale.folder / name, reports)
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(dep)), base_url=HERE, timeout=None
    )
    with dep.database.read() as db:
        count = db.scalar(select(func.count(Report.id))) or 0
        tip = db.scalars(select(Report).where(Report.state == "open").limit(1)).one().tip_id
    return Grown(dep, client, tip, count)


def _figure(name: str, few: Grown, many: Grown) -> Figure:
    before, after = (statistics.median(line.took[name]) for line in (few, many))
    ratio = after / before
    return Figure(
        f"{name}: {before:.1f} ms, then {after:.1f} ms ({many.reports:,} reports)",
        f"{ratio:.2f} x",
        f"at most {BAR} x",
        ratio <= BAR,
    )
