"""A worker that finds 100,000 clocks due, as after an outage, and a report in danger in the middle.

Half of the clocks are steps of referrals that were answered meanwhile and need nothing; the others
are tasks whose time has come, each of which is shown as due, noted in the audit trail, and gets its
next clock. One worker on a SQLite file, and one on PostgreSQL.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, insert, select

from bench.databases import postgres
from bench.figures import Figure, Scale
from bench.line import demo_line, free_port, process
from bench.speed_alerts import offer_reports
from hotline.db.jobs import Delivery, Job
from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.states import JobState, ReferralState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.domain import Urgency
from hotline.followups.tasks import DueJob
from hotline.jobs.payload import Payload
from hotline.referrals import alerts, chain
from hotline.wiring import new_worker

TITLE = "Clocks that are all due at once, and a fresh alert among them"
WANTED_A_SECOND, ALERT_SECONDS = 2000, 2.0
AFTER_SECONDS = 1.0
"""How long the worker has been at it when the report comes."""
AT_A_TIME = 5000


def measure(scale: Scale) -> Sequence[Figure]:
    """The same on both databases."""
    clocks = 100_000 if scale.full else 20_000
    figures = _with("SQLite", scale.folder / "sqlite", "", clocks)
    with postgres(scale.folder) as server:
        url = server.make("clocks")
        return [*figures, *_with("PostgreSQL", scale.folder / "beside", url, clocks)]


def _with(database: str, folder: Path, url: str, clocks: int) -> list[Figure]:
    folder.mkdir(exist_ok=True)
    port = free_port()
    dep = demo_line(folder, base_url="http://127.0.0.1", smtp_port=port, database_url=url)
    with process("bench.mail_sink", str(port), str(folder / "emails.jsonl"), port=port):
        offer_reports(dep, 1)
        worker = new_worker(dep)
        worker.beat()
        _fill(dep, clocks)
        used, begun = time.process_time(), time.perf_counter()
        working = threading.Thread(target=worker.beat)
        working.start()
        time.sleep(AFTER_SECONDS)
        left_before = _due(dep)
        spent = time.process_time()
        waited = _fresh_alert(dep)
        spent = time.process_time() - spent
        left_after = _due(dep)
        working.join()
        used, took = time.process_time() - used, time.perf_counter() - begun
        worker.stop()
    dep.database.close()
    each = clocks / used
    return [
        Figure(
            f"{database}: clocks due, of them left when the alert came", f"{clocks}, {left_before}"
        ),
        Figure(
            "the fresh alert had left after",
            f"{waited:.2f} s, {left_after} clocks before the end",
            f"{ALERT_SECONDS:.0f} s",
            waited <= ALERT_SECONDS and left_after > 0,
        ),
        Figure("of the processor's time it took meanwhile", f"{spent:.2f} s"),
        Figure(
            "clocks in a second of the processor's time",
            f"{each:.0f}",
            str(WANTED_A_SECOND),
            each >= WANTED_A_SECOND,
        ),
        Figure("clocks a second, beside whatever else the machine does", f"{clocks / took:.0f}"),
    ]


def _fill(dep: Deployment, clocks: int) -> None:
    """So many clocks that are due: half need nothing, half are tasks whose time has come."""
    with dep.database.write() as db:
        report, referral = db.scalars(select(Report)).one(), db.scalars(select(Referral)).first()
        assert referral is not None
        referral.state = ReferralState.ACKNOWLEDGED
        about = {"report_id": report.id, "referral_id": referral.id}
    now = dep.clock()
    for start in range(0, clocks // 2, AT_A_TIME):
        count = min(AT_A_TIME, clocks // 2 - start)
        with dep.database.write() as db:
            task = {"kind": "look_over", "due_at": now, "created_at": now, "owner": "dispatchers"}
            rows = [
                {**task, "key": f"bench:{start + n}", "priority": Urgency.P2, "state": "open"}
                | {"report_id": about["report_id"]}
                for n in range(count)
            ]
            ids = db.scalars(insert(Task).returning(Task.id), rows).all()
            due = [*_jobs(dep, [(f"t{i}", DueJob(i)) for i in ids], about)]
            stale = [(f"s{start + n}", chain.StepJob(0)) for n in range(count)]
            db.execute(insert(Job), [*due, *_jobs(dep, stale, about)])


def _jobs(
    dep: Deployment, wanted: Sequence[tuple[str, Payload]], about: dict[str, int]
) -> Iterator[dict[str, object]]:
    past = dep.clock() - timedelta(minutes=5)
    for key, payload in wanted:
        sealed = dep.keys.seal(json.dumps(asdict(payload)).encode(), f"job:{key}")
        yield {
            "kind": payload.kind,
            "key": key,
            "payload": sealed,
            "due_at": past,
            "created_at": past,
            "rank": payload.order.rank(urgent=False),
            "state": JobState.DUE,
            **about,
        }


def _due(dep: Deployment) -> int:
    with dep.database.read() as db:
        due = Job.state.in_((JobState.DUE, JobState.LEASED)) & (Job.due_at <= dep.clock())
        return db.scalar(select(func.count(Job.id)).where(due)) or 0


def _fresh_alert(dep: Deployment) -> float:
    """Seconds from when a report in danger was offered until its alert was handed over."""
    begun = time.perf_counter()
    (report_id,) = offer_reports(dep, 1, urgency=Urgency.P0)
    left = (
        select(Delivery.id)
        .join(Job, Job.id == Delivery.job_id)
        .where(Job.report_id == report_id, Job.kind == alerts.ALERT)
    )
    while time.perf_counter() - begun < 120:
        with dep.database.read() as db:
            if db.scalars(left).first() is not None:
                break
        time.sleep(0.02)
    return time.perf_counter() - begun
