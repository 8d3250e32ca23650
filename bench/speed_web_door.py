"""The web page under 200 visitors, beside 20 texts a second, and those texts without visitors.

A visitor reads and writes for some seconds before each answer, as people do; so 200 at once are
about 15 answers a second. This crowd is a flood, so each waits on the first page. Texts come from
 another process's people at a steady rate, whether answered or not.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Sequence

import httpx

from bench.figures import Figure, Scale
from bench.line import demo_line, free_port, process
from bench.many_texters import first_texts
from hotline.intake.web_visits import WAIT

TITLE = "200 visitors of the web page, beside 20 texts a second"
VISITORS, RATE = 200, 20
OK, BUSY = 200, 503
THINKS = (5.0, 15.0)
"""Seconds between two answers of one visitor."""
READS = (WAIT.total_seconds() + 1, WAIT.total_seconds() + 11)
"""Seconds on the first page: as long as a flood asks of a browser without script."""
ANSWERS = ("yes it is safe", "he keeps our passports and pays nothing", "1", "no", "2", "2")
_FIELD = re.compile(r'name="(visit|at|language)" value="([^"]*)"')


def measure(scale: Scale) -> Sequence[Figure]:
    """The times of answers by web and by text, together and apart."""
    seconds = 90.0 if scale.full else 45.0
    visitors = VISITORS if scale.full else VISITORS // 2
    folder, port = scale.folder / "line", free_port()
    dep = demo_line(folder, base_url=f"http://127.0.0.1:{port}")
    dep.check_keys()
    dep.database.close()
    with process("bench.webhook_server", "line", str(folder), str(port), port=port):
        asyncio.run(_texts(port, 3.0, start=90_000))  # warm
        alone = asyncio.run(_texts(port, seconds))
        steps, beside, busy = asyncio.run(_both(port, visitors, seconds))
    web, ratio = _p99(steps), _p99(beside) / _p99(alone)
    return [
        Figure("visitors at once", str(visitors)),
        Figure("answers by web a second", f"{len(steps) / seconds:.1f}"),
        Figure("an answer by web, 99 of 100", f"{web * 1000:.0f} ms", "at most 300 ms", web <= 0.3),
        Figure("answers to be sent again (503)", str(len(busy)), "none", not busy),
        Figure("a text alone, 99 of 100", f"{_p99(alone) * 1000:.0f} ms"),
        Figure("a text beside them, of that", f"{ratio:.2f}", "at most 1.5", ratio <= 1.5),
    ]


def _p99(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.99)]


async def _both(
    port: int, visitors: int, seconds: float
) -> tuple[list[float], list[float], list[int]]:
    steps: list[float] = []
    busy: list[int] = []
    until = time.perf_counter() + seconds
    limits = httpx.Limits(max_connections=visitors, max_keepalive_connections=0)
    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=base, limits=limits, timeout=30) as http:
        people = [_visitor(http, number, until, steps, busy) for number in range(visitors)]
        texted, *_ = await asyncio.gather(_texts(port, seconds, start=10_000), *people)
    return steps, texted, busy


async def _visitor(
    http: httpx.AsyncClient, number: int, until: float, steps: list[float], busy: list[int]
) -> None:
    chance = random.Random(number)
    await asyncio.sleep(chance.uniform(0, THINKS[1]))
    while time.perf_counter() < until:
        page = await _timed(steps, busy, http.get("/report"))
        fields = dict(_FIELD.findall(page))
        await asyncio.sleep(chance.uniform(*READS))
        words = f"someone is made to work without pay near Laredo, Texas, house {number}"
        for answer in (words, *ANSWERS):
            page = await _timed(steps, busy, http.post("/report", data={**fields, "words": answer}))
            fields = dict(_FIELD.findall(page))
            await asyncio.sleep(chance.uniform(*THINKS))
            if time.perf_counter() > until:
                return


async def _timed(steps: list[float], busy: list[int], asked: Awaitable[httpx.Response]) -> str:
    begun = time.perf_counter()
    answer = await asked
    steps.append(time.perf_counter() - begun)
    if answer.status_code == BUSY:  # its words stand on the page again
        busy.append(answer.status_code)
    elif answer.status_code != OK:
        raise OSError(f"an answer by web got {answer.status_code}")
    return str(answer.text)


async def _texts(port: int, seconds: float, *, start: int = 0) -> list[float]:
    """Texts at a steady rate, each from a person of its own; how long each answer took."""
    times: list[float] = []
    count = int(RATE * seconds)
    texts = list(first_texts(port, count, start=start))
    begun = time.perf_counter()

    async def send(number: int, request: bytes) -> None:
        await asyncio.sleep(max(0.0, begun + number / RATE - time.perf_counter()))
        sent = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        await reader.readuntil(b"\r\n\r\n")
        times.append(time.perf_counter() - sent)
        writer.close()

    await asyncio.gather(*(send(number, one.request) for number, one in enumerate(texts)))
    return times
