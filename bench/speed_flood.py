"""Texts while strangers flood the login page, and while another program holds the write lock.

One server process on a SQLite file. With and without the flood texts are sent in turn, so that
whatever else the machine does falls on both alike. Then another process's lock is held, and every
text that was answered with help is sent again afterward, as the provider would.
"""

from __future__ import annotations

import contextlib
import http.client
import sqlite3
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
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
    """Flood, then lock."""
    port, folder = free_port(), scale.folder / "line"
    with process("bench.webhook_server", "line", str(folder), str(port), port=port):
        numbers = iter(range(500))
        _texts(port, 5, numbers)  # warm up
        return [*_flooded(port, scale, numbers), *_locked(port, scale, numbers, folder)]


def _texts(port: int, count: int, numbers: Iterator[int]) -> list[float]:
    """Seconds that each of ``count`` first texts took."""
    poster, took = Poster(port), []
    for _ in range(count):
        took.append(poster.post("/twilio/sms", fields(next(numbers), 0))[0])
        time.sleep(PAUSE_SECONDS)
    poster.close()
    return took


def _flooded(port: int, scale: Scale, numbers: Iterator[int]) -> list[Figure]:
    count = TEXTS * (3 if scale.full else 1)
    quiet: list[float] = []
    flooded: list[float] = []
    guesses = [0]
    for _ in range(ROUNDS):
        quiet += _texts(port, count, numbers)
        with _guessing(port, guesses):
            flooded += _texts(port, count, numbers)
    worst = [statistics.quantiles(times, n=100)[98] for times in (quiet, flooded)]
    middle = [statistics.median(times) for times in (quiet, flooded)]
    ratio = worst[1] / worst[0]
    return [
        Figure("texts sent without and with the flood", f"{len(quiet)} + {len(flooded)}"),
        Figure("wrong logins answered meanwhile", str(guesses[0])),
        Figure(
            "a text, median: without / with", f"{middle[0] * 1e3:.0f} / {middle[1] * 1e3:.0f} ms"
        ),
        Figure(
            "a text, 99 of 100: without / with", f"{worst[0] * 1e3:.0f} / {worst[1] * 1e3:.0f} ms"
        ),
        Figure("99 of 100, with the flood", f"{ratio:.2f} times", "at most 2 times", ratio <= 2),
    ]


@contextlib.contextmanager
def _guessing(port: int, guesses: list[int]) -> Iterator[None]:
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
    before = _stored(folder)
    lock = sqlite3.connect(folder / "hotline.db", isolation_level=None)
    with ThreadPoolExecutor(80) as senders:
        lock.execute("BEGIN IMMEDIATE")
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            forms.append(fields(next(numbers), 0))
            waiting.append(senders.submit(_post, port, forms[-1]))
            health.append(_healthy(port))
            time.sleep(PAUSE_SECONDS * 2)
        lock.execute("ROLLBACK")
        lock.close()
        answers = [one.result() for one in waiting]
    helped = [text == twiml(emergency.text()) for _, text in answers]
    for form in forms:
        for _ in range(2):
            _post(port, form)
    slowest = max(took for took, _ in answers)
    stored = _stored(folder) - before
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
            f"{stored} of {len(forms)}",
            "each once",
            stored == len(forms),
        ),
    ]


def _post(port: int, form: dict[str, str]) -> tuple[float, str]:
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


def _stored(folder: Path) -> int:
    """How many texts the database holds."""
    with contextlib.closing(sqlite3.connect(folder / "hotline.db")) as db:
        (count,) = db.execute("SELECT count(*) FROM entries WHERE kind = ?", ("told",)).fetchone()
    return int(count)
