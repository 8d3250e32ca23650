"""The queue page with few and with many reports, and fifty open queues under twenty texts a second.

The two databases are asked in turn, so that whatever else the machine does falls on both alike;
most reports are closed, as in life. For the open queues the line runs in a process of its own.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import insert

from bench import desk_logins
from bench.figures import Figure, Scale, milliseconds
from bench.line import Poster, demo_line, free_port, process
from bench.speed_webhook import ACCOUNT, fields
from hotline.accounts.staff import Visitor
from hotline.app import create_app
from hotline.console import new_report
from hotline.db.reports import Report
from hotline.deployment import Deployment

TITLE = "The queue: its page at any size, and news on open queues"
OPEN_OF_1000 = 5
FIRST_PAGE = 110
LOOKS = 15
TEXTS_A_SECOND = 20
BATCH = 20_000


def measure(scale: Scale) -> Sequence[Figure]:
    """Time both."""
    return [*_page(scale), *_news(scale)]


# The page ----------------------------------------------------------------------------------------


def _page(scale: Scale) -> list[Figure]:
    few, many = (10_000, 1_000_000) if scale.full else (2_000, 100_000)
    deps = [_filled(scale.folder / name, n) for name, n in (("few", few), ("many", many))]
    times = asyncio.run(_looks(deps))
    for dep in deps:
        dep.database.close()
    ratio = statistics.median(times[1]) / statistics.median(times[0])
    return [
        Figure(f"GET /queue, {few:,} reports", milliseconds(times[0])),
        Figure(f"GET /queue, {many:,} reports", milliseconds(times[1])),
        Figure("many / few", f"{ratio:.2f} x", "at most 1.5 x", ratio <= 1.5),
    ]


def _filled(folder: Path, count: int) -> Deployment:
    dep = _with_login(folder, "http://127.0.0.1")
    visitor = Visitor(1, "Dana", "dana", "dispatcher", None, "", dep.clock())
    for number in range(FIRST_PAGE):
        form = {"story": f"{ACCOUNT} {number}", "place": "Laredo, Texas", "once": f"{number}"}
        new_report._take(dep, visitor, form)
    with dep.database.write() as db:
        for first in range(0, count, BATCH):
            db.execute(insert(Report), list(_rows(dep, first, min(first + BATCH, count))))
    return dep


def _rows(dep: Deployment, first: int, last: int) -> Iterator[dict[str, Any]]:
    now = dep.clock()
    for number in range(first, last):
        is_open = number % 1000 < OPEN_OF_1000
        at = now - timedelta(minutes=10 + number)
        yield {
            "tip_id": f"{number:09d}",
            "return_code_mac": "",
            "sealed_key": b"",
            "created_at": at,
            "updated_at": at,
            "medium": "text",
            "state": "open" if is_open else "closed",
            "closed_at": None if is_open else at,
            "urgency": ("P2", "P3", "P3")[number % 3],
            "state_code": "TX",
            "county_fips": "48479",
        }


async def _looks(deps: list[Deployment]) -> list[list[float]]:
    """In-process, so that only the service's own time counts; the first look is not counted."""
    times: list[list[float]] = [[], []]
    clients = []
    for dep in deps:
        transport = httpx.ASGITransport(create_app(dep))
        client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")
        await desk_logins.log_in(client)
        await client.get("/queue")
        clients.append(client)
    for _ in range(LOOKS):
        for client, taken in zip(clients, times, strict=True):
            begun = time.perf_counter()
            (await client.get("/queue")).raise_for_status()
            taken.append(time.perf_counter() - begun)
    for client in clients:
        await client.aclose()
    return times


def _with_login(folder: Path, base_url: str) -> Deployment:
    dep = demo_line(folder, base_url=base_url)
    with dep.database.write() as db:
        desk_logins.add(db, dep, role="dispatcher")
    return dep


# The news ----------------------------------------------------------------------------------------


def _news(scale: Scale) -> list[Figure]:
    pages, seconds = (50, 20) if scale.full else (50, 5)
    port, folder = free_port(), scale.folder / "news"
    _with_login(folder, f"http://127.0.0.1:{port}").database.close()
    with process("bench.webhook_server", "line", str(folder), str(port), port=port):
        form = asyncio.run(_listen(port, pages, seconds * TEXTS_A_SECOND))
    behind = [shown - answered for shown, answered in form]
    slowest = max(behind, default=float("inf"))
    name = f"{pages} open queues, {TEXTS_A_SECOND} texts a second: shown after the answer"
    return [
        Figure(f"{name}, median", milliseconds(behind)),
        Figure(f"{name}, slowest", f"{slowest * 1000:.0f} ms", "within 1 s", slowest < 1.0),
    ]


async def _listen(port: int, pages: int, texts: int) -> list[tuple[float, float]]:
    """For the k-th report: when the last page had it, and when the k-th webhook was answered."""
    base = f"http://127.0.0.1:{port}"
    shown: dict[str, list[float]] = {}
    async with httpx.AsyncClient(base_url=base, timeout=None, limits=_ENDLESS) as client:
        await desk_logins.log_in(client)
        streams = [asyncio.create_task(_stream(client, shown)) for _ in range(pages)]
        await asyncio.sleep(1.0)
        answered = await asyncio.to_thread(_post_all, port, texts)
        await asyncio.sleep(2.0)
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)
    whole = sorted(max(times) for times in shown.values() if len(times) == pages)
    if len(whole) < texts:
        return [(float("inf"), 0.0)]
    return list(zip(whole, sorted(answered), strict=False))


_ENDLESS = httpx.Limits(max_connections=None)


async def _stream(client: httpx.AsyncClient, shown: dict[str, list[float]]) -> None:
    seen: set[str] = set()
    async with client.stream("GET", "/queue/events") as stream:
        async for line in stream.aiter_lines():
            now = time.monotonic()
            for tip in set(re.findall(r"tip-(\d{4}-\d{4})", line)) - seen:
                seen.add(tip)
                shown.setdefault(tip, []).append(now)


def _post_all(port: int, texts: int) -> list[float]:
    begun = time.monotonic()

    def send(number: int) -> float:
        time.sleep(max(0.0, begun + number / TEXTS_A_SECOND - time.monotonic()))
        poster = Poster(port)
        poster.post("/twilio/sms", fields(number, 0))
        poster.close()
        return time.monotonic()

    with ThreadPoolExecutor(TEXTS_A_SECOND) as senders:
        return list(senders.map(send, range(texts)))
