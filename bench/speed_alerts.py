"""Alerts that one worker sends to a local mail server, beside a bare loop with the same mails.

The worker does all of it: claim, read, compose, connect, send, commit that it was sent. The bare
loop connects and sends, as the standard library does it. Both to the same kind of server process.
"""

from __future__ import annotations

import json
import smtplib
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.figures import Figure, Scale
from bench.line import demo_line, free_port, process
from hotline.deployment import Deployment
from hotline.intake import texts
from hotline.intake.expire import expire_contacts
from hotline.worker import Worker

TITLE = "Alerts go out: one worker beside a bare smtplib loop"
TOLD = (
    "my neighbor keeps a girl locked in his nail salon in Laredo, "
    "she works all night and he took her passport"
)
SILENCE = timedelta(hours=1)
"""After so long without an answer a report is routed as it stands, and its alert is due."""
BATCH = 50
"""As many silent contacts as are ended at a time."""
WANTED = 0.6
SECONDS = 6.0


def measure(scale: Scale) -> Sequence[Figure]:
    """In turn: the worker sends what a batch of reports made due, the loops send the same mails."""
    rounds = 20 if scale.full else 5
    port, shift = free_port(), [-SILENCE]
    dep = demo_line(
        scale.folder / "line",
        base_url="http://127.0.0.1",
        smtp_port=port,
        clock=lambda: datetime.now(UTC) + shift[0],
    )
    for number in range(rounds * BATCH):
        _report(dep, number)
    shift[0] = timedelta()
    kept = scale.folder / "mails.jsonl"
    times: list[tuple[float, float, float]] = []
    with process("bench.mail_sink", str(port), str(kept), port=port):
        worker = Worker(dep)
        begun = time.perf_counter()
        for _ in range(rounds):
            if scale.enough(begun, SECONDS):
                break
            expire_contacts(dep)
            before = len(_read(kept))
            took = _timed(worker.beat)
            mails = _read(kept)[before:]
            if len(mails) < BATCH:
                raise RuntimeError(f"{len(mails)} mails for {BATCH} reports: some are missing")
            apart = _timed(_send_apart, port, mails)
            together = _timed(_send_together, port, mails)
            times.append((took, apart, together))
        worker.stop()
    dep.database.close()
    return _figures(times)


def _figures(times: Sequence[tuple[float, float, float]]) -> Sequence[Figure]:
    alerts = BATCH * len(times)
    ours, bare, kept = (alerts / sum(column) for column in zip(*times, strict=True))
    ratio = statistics.median(apart / took for took, apart, _ in times)
    one = statistics.median(together / took for took, _, together in times)
    return [
        Figure("alerts sent", str(alerts)),
        Figure("the worker", f"{ours:.0f} a second"),
        Figure("bare loop, a connection for each mail", f"{bare:.0f} a second"),
        Figure("bare loop, one connection for all", f"{kept:.0f} a second"),
        Figure(
            "the worker's speed, of the bare loop's",
            f"{ratio:.2f}",
            bar=f"at least {WANTED}",
            met=ratio >= WANTED,
        ),
        Figure("  and of the loop with one connection", f"{one:.2f}"),
    ]


def _report(dep: Deployment, number: int) -> None:
    with dep.database.write() as db:
        texts.take(
            db,
            dep,
            sender=f"+1{956 + number // 100}555{100 + number % 100:04d}",
            body=TOLD,
            message_sid=None,
            now=dep.clock(),
        )


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _timed(doing: Callable[..., object], *given: object) -> float:
    begun = time.perf_counter()
    doing(*given)
    return time.perf_counter() - begun


def _send_apart(port: int, mails: Sequence[dict[str, Any]]) -> None:
    for mail in mails:
        with smtplib.SMTP("127.0.0.1", port) as server:
            server.sendmail(mail["sender"], mail["to"], mail["content"].encode())


def _send_together(port: int, mails: Sequence[dict[str, Any]]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as server:
        for mail in mails:
            server.sendmail(mail["sender"], mail["to"], mail["content"].encode())
