"""Texts while all else goes on: wrong logins, 300 open queues, a backup, another program's lock.

One server process on a SQLite file. Forty connections give wrong passwords, 300 queue pages of 15
logins are open and follow what comes in, the database is copied again and again, and in the middle
another process holds the write lock for 30 seconds. One text after the other is sent meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx

from bench import desk_logins
from bench.figures import Figure, Scale
from bench.line import demo_line, free_port, process
from bench.speed_flood import LATEST_SECONDS, answer_to, guessing, stored
from bench.speed_webhook import fields
from hotline.providers.twilio.render import twiml
from hotline.telephony import emergency

TITLE = "Beside it: 40 wrong logins, 300 open queues, a backup and a lock of 30 s"
LOGINS, PAGES_EACH = 15, 20
BEFORE_SECONDS, LOCKED_SECONDS, AFTER_SECONDS = 10.0, 30.0, 5.0
PAUSE_SECONDS = 0.5


def measure(scale: Scale) -> Sequence[Figure]:
    """All of it at once, the lock for a third of its time without the large sizes."""
    port, folder = free_port(), scale.folder / "line"
    _add_staff(folder, port)
    locked = LOCKED_SECONDS if scale.full else LOCKED_SECONDS / 3
    numbers = itertools.count(1)
    with process("bench.webhook_server", "line", str(folder), str(port), port=port):
        answer_to(port, fields(next(numbers), 0))
        before, guesses, copies = stored(folder), [0], [0]
        with _pages(port) as open_pages, _copying(folder, copies), guessing(port, guesses):
            sent = _texts(port, folder, locked, numbers)
            pages = open_pages[0]
        for form, _, _ in sent:
            for _ in range(2):
                answer_to(port, form)
        kept = stored(folder) - before
    helped = sum(text == twiml(emergency.text()) for _, _, text in sent)
    slowest = max(took for _, took, _ in sent)
    return [
        Figure("texts sent, of them answered with help", f"{len(sent)}, {helped}"),
        Figure(
            "open queue pages", str(pages), f"{LOGINS * PAGES_EACH}", pages >= LOGINS * PAGES_EACH
        ),
        Figure("wrong logins answered, backups made meanwhile", f"{guesses[0]}, {copies[0]}"),
        Figure("slowest answer", f"{slowest:.1f} s", "within 6 s", slowest <= LATEST_SECONDS),
        Figure(
            "stored after each was sent twice more",
            f"{kept} of {len(sent)}",
            "each once",
            kept == len(sent),
        ),
    ]


def _add_staff(folder: Path, port: int) -> None:
    dep = demo_line(folder, base_url=f"http://127.0.0.1:{port}")
    dep.check_keys()
    with dep.database.write() as db:
        for number in range(LOGINS):
            desk_logins.add(db, dep, role="dispatcher", username=f"dana{number}")
    dep.close()


def _texts(
    port: int, folder: Path, locked: float, numbers: Iterator[int]
) -> list[tuple[dict[str, str], float, str]]:
    """Texts one after the other, some at a time while the lock is held; form, seconds, answer."""
    sent: list[tuple[dict[str, str], float, str]] = []
    threads: list[threading.Thread] = []

    def one() -> None:
        form = fields(next(numbers), 0)
        took, text = answer_to(port, form)
        sent.append((form, took, text))

    def some(seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            threads.append(threading.Thread(target=one))
            threads[-1].start()
            time.sleep(PAUSE_SECONDS)

    some(BEFORE_SECONDS)
    with contextlib.closing(sqlite3.connect(folder / "hotline.db", timeout=60)) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        some(locked)
        other.execute("ROLLBACK")
    some(AFTER_SECONDS)
    for thread in threads:
        thread.join()
    return sent


@contextlib.contextmanager
def _copying(folder: Path, copies: list[int]) -> Iterator[None]:
    """The database is copied again and again, as a backup does."""
    over = threading.Event()

    def copy() -> None:
        while not over.is_set():
            target = folder.parent / f"copy-{copies[0]}.db"
            with contextlib.closing(sqlite3.connect(folder / "hotline.db")) as source:
                source.execute("VACUUM INTO ?", (str(target),))
            target.unlink()
            copies[0] += 1
            over.wait(1.0)

    copier = threading.Thread(target=copy)
    copier.start()
    try:
        yield
    finally:
        over.set()
        copier.join()


@contextlib.contextmanager
def _pages(port: int) -> Iterator[list[int]]:
    """Queue pages that stay open and read what they are sent; how many are, when all have begun."""
    opened, over, ready = [0], threading.Event(), threading.Event()

    async def page(client: httpx.AsyncClient) -> None:
        async with client.stream("GET", "/queue/events") as stream:
            if stream.status_code != httpx.codes.OK:
                return
            opened[0] += 1
            async for _ in stream.aiter_lines():
                if over.is_set():
                    return

    one_at_a_time = asyncio.Lock()

    async def login(number: int) -> None:
        limits = httpx.Limits(max_connections=PAGES_EACH + 2)
        address = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(base_url=address, limits=limits, timeout=120) as client:
            form = {"username": f"dana{number}", "password": desk_logins.PASSWORD}
            async with one_at_a_time:
                for _ in range(10):
                    answer = await client.post("/login", data=form)
                    if answer.status_code == httpx.codes.SEE_OTHER:
                        break
            await asyncio.gather(*(page(client) for _ in range(PAGES_EACH)))

    async def everyone() -> None:
        people = [asyncio.ensure_future(login(number)) for number in range(LOGINS)]
        begun = time.monotonic()
        while opened[0] < LOGINS * PAGES_EACH and time.monotonic() - begun < 90:
            await asyncio.sleep(0.2)
        ready.set()
        await asyncio.gather(*people, return_exceptions=True)

    reader = threading.Thread(target=lambda: asyncio.run(everyone()))
    reader.start()
    ready.wait(120)
    try:
        yield opened
    finally:
        over.set()
        reader.join(30)
