"""Backup while five texts a second come in, beside the same backup while nobody writes.

A line is filled to its size with pictures, as a flood of pictures fills one; then it is served by
a process of its own, and another posts signed texts at a steady rate, whether the one before was
answered or not. The backup is the nightly one: its own process, encrypted, checked. Then it is
restored into another folder, and every report of it is opened.
"""

from __future__ import annotations

import json
import os
import secrets
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path

import pyrage
from sqlalchemy import func, select

from bench.figures import Figure, Scale, percentile
from bench.line import Poster, demo_line, free_port, process
from bench.speed_webhook import fields
from hotline.db.backup import Order, unpack
from hotline.db.reports import Attachment, Report
from hotline.db.states import AttachmentState
from hotline.deployment import Deployment
from hotline.domain import Medium
from hotline.intake import open_all
from hotline.intake.reports import new_report

TITLE = "Backup under five texts a second"
RATE = 5
BAR = 2.0
PICTURE = 500_000
PICTURES_A_REPORT = 4
ROUNDS = 3
BEGINNING = 100_000
"""The first conversation of the traffic, apart from all others."""


def measure(scale: Scale) -> Sequence[Figure]:
    """The time of the backup, quiet and under load, and what the callers notice of it."""
    size = 1_000_000_000 if scale.full else 100_000_000
    folder, secret = scale.folder / "line", pyrage.x25519.Identity.generate()
    file, port = scale.folder / "night.db.age", free_port()
    dep = demo_line(folder, base_url=f"http://127.0.0.1:{port}")
    dep.check_keys()
    _fill(dep, size)
    filled = Path(str(dep.database.url.database)).stat().st_size
    dep.database.close()
    with process("bench.webhook_server", "line", str(folder), str(port), port=port):
        quiet = [_backup(dep, file, secret) for _ in range(ROUNDS)]
        with _traffic(port) as answered:
            time.sleep(2)
            before, during = len(answered), time.monotonic()
            busy = [_backup(dep, file, secret) for _ in range(ROUNDS)]
            times = answered[before:]
            rate = len(times) / (time.monotonic() - during)
    ratio = statistics.median(busy) / statistics.median(quiet)
    read = _restored(dep, scale.folder, secret)
    return [
        Figure("the database", f"{filled / 1e6:.0f} MB"),
        Figure("quiet: copied, checked, encrypted", f"{statistics.median(quiet):.1f} s"),
        Figure("the same while texts come in", f"{statistics.median(busy):.1f} s"),
        Figure(
            "texts answered a second meanwhile", f"{rate:.1f}", f"{RATE - 0.5}", rate > RATE - 0.5
        ),
        Figure("an answer takes, 95 of 100", percentile(times, 95)),
        Figure("the longest answer", f"{max(times):.2f} s", "under 5 s", max(times) < 5),
        Figure("under load, of the quiet time", f"{ratio:.2f}", f"at most {BAR:.0f}", ratio <= BAR),
        Figure(
            "reports opened in the restored copy",
            f"{read.reports} of {read.reports + len(read.failed)}",
            "all",
            not read.failed,
        ),
    ]


def _fill(dep: Deployment, size: int) -> None:
    """Reports with pictures that no compression makes smaller, until the file has this size."""
    with dep.database.write() as db:
        now, number = dep.clock(), 0
        for _ in range(size // (PICTURE * PICTURES_A_REPORT)):
            report, _code = new_report(db, dep, medium=Medium.TEXT, reporter=None, now=now)
            report.tell("a picture", at=now, kind="text")
            for _ in range(PICTURES_A_REPORT):
                row = Attachment(
                    report_id=report.row.id, at=now, kind="picture", provider_sid=f"ME{number}"
                )
                db.add(row)
                db.flush()
                number += 1
                row.state, row.content_type, row.size = AttachmentState.STORED, "image/png", PICTURE
                sealed = report.key.seal_bytes(secrets.token_bytes(PICTURE), f"attachment:{row.id}")
                row.body = sealed
            db.flush()
            db.expunge_all()


def _backup(dep: Deployment, file: Path, secret: pyrage.x25519.Identity) -> float:
    """Seconds of the nightly backup, with the start of its process."""
    settings = dep.settings
    order = Order(settings.database, str(settings.data_dir), str(file), (str(secret.to_public()),))
    file.unlink(missing_ok=True)
    begun = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "hotline.db.backup"],
        input=json.dumps(asdict(order)),
        text=True,
        check=True,
        capture_output=True,
    )
    os.sync()
    return time.monotonic() - begun


@contextmanager
def _traffic(port: int) -> Iterator[list[float]]:
    """Texts at a steady rate; the seconds of each answer, counted from when it should begin."""
    ended, answered = threading.Event(), []

    def post(lane: int) -> None:
        begun = time.monotonic() + lane / RATE
        with closing(Poster(port)) as poster:
            for number in range(10_000):
                at = begun + number
                if ended.wait(max(0.0, at - time.monotonic())):
                    return
                conversation = BEGINNING + 997 * lane + number // 5
                poster.post("/twilio/sms", fields(conversation, number % 5))
                answered.append(time.monotonic() - at)

    lanes = [threading.Thread(target=post, args=(lane,)) for lane in range(RATE)]
    for lane in lanes:
        lane.start()
    try:
        yield answered
    finally:
        ended.set()
        for lane in lanes:
            lane.join()


def _restored(dep: Deployment, folder: Path, secret: pyrage.x25519.Identity) -> open_all.Opened:
    """What can be opened in the last backup made under load, in a folder of its own."""
    file = folder / "restored.db"
    unpack(folder / "night.db.age", file, [secret])
    settings = dep.settings.model_copy(update={"database_url": f"sqlite:///{file}"})
    with closing(Deployment.of(settings)) as restored, restored.database.read() as db:
        assert (db.scalar(select(func.count()).select_from(Report)) or 0) > 0
        return open_all.open_all(db, restored, lambda _done: None)
