"""``hotline tasks done|snooze|assign|priority`` and ``hotline jobs``: what waits, and what died."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.cli.environment import by_command, deployment
from hotline.cli.output import in_line_time, print_json, print_rows
from hotline.cli.show import Json, Limit
from hotline.cli.show import tasks as app
from hotline.db.jobs import Job
from hotline.db.referrals import Referral
from hotline.db.states import JobState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.followups import task_kinds, tasks
from hotline.referrals import agency_answers, dead_letters
from hotline.settings import SettingsError

TaskId = Annotated[int, typer.Argument(help="Its number in `hotline tasks list`.")]
__all__ = ["app", "jobs"]
jobs = typer.Typer(help="What is to be sent, and what could not be.", no_args_is_help=True)


def _do(task_id: int, doing: Callable[[DbSession, Deployment, Task], None]) -> None:
    dep = deployment()
    try:
        with dep.database.write() as db:
            doing(db, dep, tasks.open_task(db, task_id))
    except (tasks.UnknownTaskError, tasks.TaskError) as error:
        raise SettingsError(str(error)) from None


@app.command("done")
def done(
    task_id: TaskId, note: Annotated[str, typer.Option(help="What was done; sealed.")] = ""
) -> None:
    """A task is done; a hand-off by phone also acknowledges its referral."""

    def doing(db: DbSession, dep: Deployment, task: Task) -> None:
        tx = by_command(db, dep)
        tasks.finish(tx, task, note=note)
        if task_kinds.kind_of(task.kind).is_phone_call and task.referral_id is not None:
            referral = db.get_one(Referral, task.referral_id, with_for_update=True)
            agency_answers.acknowledge(tx, referral)
            agency_answers.keep_reference(dep, referral, note)

    _do(task_id, doing)


@app.command("snooze")
def snooze(
    task_id: TaskId,
    until: Annotated[
        str, typer.Option(help="2026-11-25T09:00, in the line's zone, or 2026-11-25T09:00-06:00.")
    ],
) -> None:
    """Snooze a task."""
    try:
        moment = datetime.fromisoformat(until)
    except ValueError:
        raise SettingsError(
            f"{until!r} is not a time; write it as 2026-11-25T09:00-06:00"
        ) from None

    def doing(db: DbSession, dep: Deployment, task: Task) -> None:
        there = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(dep.settings.time_zone))
        tasks.snooze(by_command(db, dep), task, until=there)

    _do(task_id, doing)


@app.command("assign")
def assign(
    task_id: TaskId,
    to: Annotated[str, typer.Option(help="dispatchers, supervisors or staff:ID.")],
) -> None:
    """Give a task to someone else."""
    _do(task_id, lambda db, dep, task: tasks.reassign(by_command(db, dep), task, to=to))


@app.command("priority")
def priority(task_id: TaskId, to: Annotated[str, typer.Option(help="P0 to P3.")]) -> None:
    """Make a task more or less urgent."""
    _do(
        task_id,
        lambda db, dep, task: tasks.prioritize(by_command(db, dep), task, priority=to),
    )


@jobs.command("list")
def list_jobs(
    as_json: Json = False,
    limit: Limit = 50,
    state: Annotated[JobState, typer.Option(help="Only those in this state.")] = JobState.DEAD,
) -> None:
    """Jobs in a state, the newest first; what they carry is sealed and not shown."""
    dep = deployment()
    with dep.database.read() as db:
        found = db.scalars(
            select(Job).where(Job.state == state).order_by(Job.id.desc()).limit(limit)
        ).all()
    rows = [
        {
            "id": job.id,
            "kind": job.kind,
            "key": job.key,
            "due_at": job.due_at,
            "attempts": job.attempts,
            "error": job.error,
        }
        for job in found
    ]
    if as_json:
        print_json(rows)
    else:
        print_rows(
            rows,
            ["id", "kind", "key", "due_at", "attempts", "error"],
            in_line_time(dep.settings, dep.clock()),
        )


@jobs.command("retry")
def retry(job_id: Annotated[int, typer.Argument(help="A dead job's number.")]) -> None:
    """Retry a failed delivery, after fixing what was wrong."""
    dep = deployment()
    with dep.database.write() as db:
        tx = by_command(db, dep)
        if not dead_letters.retry(tx, job_id):
            raise SettingsError(f"there is no dead job {job_id}; `hotline jobs list` names them")
        tx.record("job_retried", f"job:{job_id}")
    typer.echo("it is due now")
