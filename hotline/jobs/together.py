"""Many clocks at once: after an outage hundreds of thousands may be due, and most need nothing.

One by one each costs a claim, a look and a commit. Together they share them, so that what became
due while nothing worked is done in seconds, and reports that are live now do not wait for it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from hotline.deployment import Deployment
from hotline.jobs import outbox, registry
from hotline.jobs.bulk import is_sound
from hotline.jobs.payload import Payload
from hotline.jobs.registry import UnreadableError, Work

log = logging.getLogger(__name__)
FEWEST = 4
"""So many of a kind are done together; fewer are not worth a transaction of their own."""


def split(
    claimed: Sequence[outbox.Claimed],
) -> tuple[list[outbox.Claimed], list[outbox.Claimed]]:
    """Those that can be done together, if they are enough, and all others."""
    clocks = [job for job in claimed if job.kind in registry.TOGETHER]
    if len(clocks) < FEWEST:
        return [], list(claimed)
    return clocks, [job for job in claimed if job.kind not in registry.TOGETHER]


def do(dep: Deployment, worker: str, claimed: Sequence[outbox.Claimed]) -> list[outbox.Claimed]:
    """Do those of the ``claimed`` jobs that can be done together, and mark them as done.

    Gives those. What breaks here is rolled back and left to be done one by one, where one poison
    job stops no other.
    """
    done: list[outbox.Claimed] = []
    for kind, works in _by_kind(claimed).items():
        if len(works) < FEWEST:
            continue
        try:
            done += _do(dep, worker, kind, works)
        except Exception as error:
            log.info("jobs of kind %s are done one by one: %s", kind, type(error).__name__)
    return done


def _do(
    dep: Deployment, worker: str, kind: str, works: Sequence[Work[Payload]]
) -> Sequence[outbox.Claimed]:
    with dep.database.write() as db:
        done = registry.TOGETHER[kind](db, dep, works)
        if done:
            outbox.finish_all(db, done, worker=worker, now=dep.clock())
    return done


def _by_kind(
    claimed: Sequence[outbox.Claimed],
) -> dict[str, list[Work[Payload]]]:
    found: dict[str, list[Work[Payload]]] = {}
    for job in claimed:
        if job.kind not in registry.TOGETHER or not is_sound(job):
            continue
        try:
            payload = registry.KINDS[job.kind].read(job)
        except UnreadableError:
            continue
        found.setdefault(job.kind, []).append(Work(job, payload))
    return found
