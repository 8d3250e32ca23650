"""Alerts that one worker sends to a local mail server, beside a bare loop with the same emails.

The worker does all of it: claim, read what the report is now, compose, send, commit that it was
sent. The bare loop sends the very same bytes, as the standard library does it: ``smtplib``, one
connection for all, which is the fastest that a loop can be, and so what the bar is held against.
A loop that connects for each mail, as the worker once did, is printed beside it. All three speak
to the same server process, in turn.
"""

from __future__ import annotations

import json
import smtplib
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.figures import Figure, Scale
from bench.line import demo_line, free_port, process
from hotline.db.states import ReportState
from hotline.deployment import Deployment
from hotline.domain import Medium, OfferBy, Urgency
from hotline.intake.reporters import reporter_for
from hotline.intake.reports import new_report
from hotline.privacy.pseudonyms import Address
from hotline.referrals import chain
from hotline.routing.types import Decision, Offer
from hotline.unit_of_work import Tx
from hotline.wiring import new_worker

TITLE = "Alerts go out: one worker beside a bare smtplib loop"
AGENCY = "demo_webb_task_force"
"""A synthetic agency that is alerted by mail."""
BATCH = 400
"""As many alerts as are due at a time."""
WANTED = 0.6


def measure(scale: Scale) -> Sequence[Figure]:
    """In turn: the worker sends what a batch of reports made due, the loops send the same."""
    rounds = 15 if scale.full else 7
    port = free_port()
    dep = demo_line(scale.folder / "line", base_url="http://127.0.0.1", smtp_port=port)
    kept = scale.folder / "emails.jsonl"
    times: list[tuple[float, float, float]] = []
    with process("bench.mail_sink", str(port), str(kept), port=port):
        worker = new_worker(dep)
        for _ in range(rounds):
            offer_reports(dep, BATCH)
            before = len(_read(kept))
            took = _timed(worker.beat)
            emails = _read(kept)[before:]
            if len(emails) < BATCH:
                raise RuntimeError(f"{len(emails)} emails for {BATCH} reports: some are missing")
            apart = _timed(_send_apart, port, emails)
            together = _timed(_send_together, port, emails)
            times.append((took, apart, together))
        worker.stop()
    dep.database.close()
    return _figures(times)


def _figures(times: Sequence[tuple[float, float, float]]) -> Sequence[Figure]:
    alerts = BATCH * len(times)
    ours, bare, kept = (alerts / sum(column) for column in zip(*times, strict=True))
    ratio = statistics.median(together / took for took, _, together in times)
    connecting = statistics.median(apart / took for took, apart, _ in times)
    return [
        Figure("alerts sent", str(alerts)),
        Figure("the worker", f"{ours:.0f} a second"),
        Figure("bare loop, one connection for all", f"{kept:.0f} a second"),
        Figure("bare loop, a connection for each mail", f"{bare:.0f} a second"),
        Figure(
            "the worker's speed, of the loop's with one connection",
            f"{ratio:.2f}",
            bar=f"at least {WANTED}",
            met=ratio >= WANTED,
        ),
        Figure("  and of the loop's that connects for each mail", f"{connecting:.2f}"),
    ]


def offer_reports(dep: Deployment, count: int, *, urgency: Urgency = Urgency.P2) -> list[int]:
    """So many reports, each offered to the agency just now; their ids."""
    made = []
    offers = (
        Offer(AGENCY, OfferBy.ALERT, "the measurement", ack_minutes=60),
        Offer("national_hotline", OfferBy.PHONE, "the measurement", ack_minutes=60),
    )
    now = dep.clock()
    with dep.database.write() as db:
        version = dep.library.current(db)
        decision = Decision(now, version.digest, offers, (), (), None, ())
        for _ in range(count):
            reporter = reporter_for(db, dep, Address(None), now)
            opened, _ = new_report(db, dep, medium=Medium.TEXT, reporter=reporter, now=now)
            opened.row.state, opened.row.routed_at = ReportState.OPEN, now
            opened.row.urgency = urgency
            made.append(opened.row.id)
            chain.open_chain(Tx(db, dep, now), opened.row, version, decision)
    return made


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _timed(doing: Callable[..., object], *given: object) -> float:
    begun = time.perf_counter()
    doing(*given)
    return time.perf_counter() - begun


def _send_apart(port: int, emails: Sequence[dict[str, Any]]) -> None:
    for mail in emails:
        with smtplib.SMTP("127.0.0.1", port) as server:
            server.sendmail(mail["sender"], mail["to"], mail["content"].encode())


def _send_together(port: int, emails: Sequence[dict[str, Any]]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as server:
        for mail in emails:
            server.sendmail(mail["sender"], mail["to"], mail["content"].encode())
