"""How long the desk's search takes among many reports, each with the words of a long account.

The words are made up from common ones; one report of last week is about a motel. Measured is the
whole request as a browser sends it, and the processor's time.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Sequence
from datetime import timedelta

import httpx
from sqlalchemy import insert, select, update

from bench import desk_logins
from bench.figures import Figure, Scale
from bench.grown import line_of
from bench.speed_webhook import HERE
from hotline.app import create_app
from hotline.db.reports import Report
from hotline.db.search import SearchText
from hotline.deployment import Deployment
from hotline.intake.search_text import as_text, context, words_in

TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
TITLE = "Search: last week's motel among many reports"
SOME, MANY = 20_000, 100_000
WORDS_OF_ONE = 70
LOOKS = 3
BAR = 2.0
"""Seconds for one search."""
MOTEL = "a man at the Sunset Motel on San Bernardo Ave keeps her, white Tahoe plate KTV 4821"
SOUGHT = ("motel last week", "KTV4821", "sunset bernrado", "mottel last week", "notsaidanywhere")
"""Words, a plate, misspelled words, and what is in no report (which looks through all twice)."""


def measure(scale: Scale) -> Sequence[Figure]:
    """Time a search for each of :data:`SOUGHT`."""
    return asyncio.run(_measure(scale))


async def _measure(scale: Scale) -> list[Figure]:
    count = MANY if scale.full else SOME
    dep = await asyncio.to_thread(line_of, scale.folder, count)
    tip = await asyncio.to_thread(_fill, dep)
    transport = httpx.ASGITransport(create_app(dep))
    figures = []
    async with httpx.AsyncClient(transport=transport, base_url=HERE, timeout=None) as client:
        await desk_logins.log_in(client)
        csrf = TOKEN.findall((await client.get("/queue")).text)[0]
        for sought in SOUGHT:
            took, cpu = [], []
            for _ in range(LOOKS):
                begun, used = time.perf_counter(), time.process_time()
                page = await client.post(
                    "/queue/find", data={"csrf": csrf, "tip": sought}, follow_redirects=True
                )
                took.append(time.perf_counter() - begun)
                cpu.append(time.process_time() - used)
            there = tip in page.text
            if there == (sought == SOUGHT[-1]):
                raise RuntimeError(f"“{sought}” was not looked for rightly")
            figures.append(
                Figure(
                    f"“{sought}” among {count:,}: {min(cpu):.2f} s of the processor",
                    f"{min(took):.2f} s",
                    f"at most {BAR:g} s",
                    min(took) <= BAR,
                )
            )
    dep.database.close()
    return figures


def _fill(dep: Deployment) -> str:
    """Give every report the words of an account; the tip ID of the one with the motel."""
    draw = random.Random(17)
    letters = "abcdefghijklmnopqrstuvwxyz"
    common = ["".join(draw.choices(letters, k=draw.randint(2, 10))) for _ in range(4000)]
    with dep.database.write() as db:
        newest = db.scalars(select(Report).where(Report.state == "open").limit(1)).one()
        week = dep.clock() - timedelta(days=6)
        db.execute(update(Report).where(Report.id == newest.id).values(created_at=week))
        rows = []
        for report_id in db.scalars(select(Report.id)):
            words = set(draw.choices(common, k=WORDS_OF_ONE))
            if report_id == newest.id:
                words |= words_in(MOTEL)
            body = dep.keys.seal(as_text(words), context(report_id))
            rows.append({"report_id": report_id, "entry_id": 2**60, "body": body})
        db.execute(insert(SearchText), rows)
        return newest.tip_id
