"""What can be seen from this machine: keys, disk, database, worker, people, flows and rules."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from hotline.config_files import errors
from hotline.config_versions.store import UnpublishedError, check, digest_of
from hotline.config_versions.version import layers_of
from hotline.db import health, migrate
from hotline.db.audit import AuditEvent
from hotline.db.jobs import Job
from hotline.db.states import JobState
from hotline.deployment import Deployment
from hotline.doctor.findings import LOOK_AT_DATABASE, Check, Finding, look, ok, wrong
from hotline.followups import backups, paging, sending_health
from hotline.local_folder import SETTINGS_FILE
from hotline.privacy import key_canary
from hotline.routing.emergency_centers import missing_centers
from hotline.routing.types import Agency, Status
from hotline.settings import REPOSITORY
from hotline.unit_of_work import Tx

TEST_PAGE = "test_page_confirmed"
"""The action in the audit trail when someone confirmed that a page reached them."""
MB = 1_000_000
TOO_LITTLE, LITTLE = 300 * MB, 2_000 * MB
"""Free bytes below which the line is about to stop taking reports, and below which one looks."""
LAPSES_SOON = timedelta(days=30)
SHOWN = 3


def keys(dep: Deployment) -> Iterator[Finding]:
    """They are those of the database."""
    with dep.database.read() as db:
        fault = key_canary.fault(db, dep.keys)
    if fault:
        yield wrong("keys", fault, "put the keys back from your paper copy, and restart")
    else:
        yield ok("keys", f"{len(dep.keys.ids)} here, and they open what is stored")


def secrets(dep: Deployment) -> Iterator[Finding]:
    """Nobody but the service can read keys, settings and data."""
    files = [file for file in _secret_files(dep) if file.exists()]
    for file in files:
        if file.stat().st_mode & 0o007 and all(
            folder.stat().st_mode & 0o001 for folder in file.absolute().parents
        ):
            what = f"every user of this machine can read {file}"
            yield wrong("secrets", what, f"chmod o= {file}")
            return
    yield ok("secrets", "nobody else can read keys, settings and data")


def _secret_files(dep: Deployment) -> Iterator[Path]:
    named = dep.settings.secret_keys_file
    if named:
        yield Path(named)
    if dep.settings.local_folder is not None:
        yield dep.settings.local_folder / SETTINGS_FILE
    database = dep.database.url.database
    if dep.database.is_sqlite and database:
        yield Path(database)


def disk(dep: Deployment) -> Iterator[Finding]:
    """There is room where the data is."""
    folder = dep.settings.data_dir
    if not folder.is_dir():
        yield wrong("disk", f"there is no folder {folder}", f"make it: mkdir -m 700 {folder}")
        return
    free = shutil.disk_usage(folder).free
    yield judge_disk(free, folder)


def judge_disk(free: int, folder: Path) -> Finding:
    """What so many free bytes mean."""
    said = f"{free / MB:,.0f} MB are free in {folder}"
    if free < TOO_LITTLE:
        what = f"{said}; on a full disk the line takes no reports"
        return wrong("disk", what, "delete what is not ours, or give it a larger disk")
    if free < LITTLE:
        return look("disk", said, "make room before it is full")
    return ok("disk", said)


def database(dep: Deployment) -> Iterator[Finding]:
    """It has the tables of this version, and takes writes."""
    if not migrate.is_current(dep.database):
        what = "its tables are not those of this version"
        yield wrong("database", what, "restart the service, which brings them up to date")
        return
    problem = health.probe(dep.database)
    if problem:
        yield wrong("database", problem, LOOK_AT_DATABASE)
    else:
        yield ok("database", "it has the tables of this version and takes writes")


def worker(dep: Deployment) -> Iterator[Finding]:
    """Messages go out."""
    with dep.database.read() as db:
        pulse = sending_health.pulse(db, dep.clock())
        dead = db.scalar(select(func.count(Job.id)).where(Job.state == JobState.DEAD)) or 0
    if pulse.problem:
        what, _, _ = pulse.problem.partition("; ")
        yield wrong("worker", what, "systemctl restart hotline, then `hotline jobs list`")
    else:
        yield ok("worker", f"seen {pulse.unseen_seconds} s ago, nothing is late")
    if dead:
        what = f"{dead} messages could not be delivered and were given up"
        yield look("worker", what, "`hotline jobs list --state dead` says which")


def people(dep: Deployment) -> Iterator[Finding]:
    """Someone's phone rings now when someone is in danger."""
    with dep.database.read() as db:
        problem = paging.problem(db, dep)
        tx = Tx(db, dep, dep.clock())
        paged = {person.id: person.username for who in paging.ROLES
                 for person, ways in paging.people_to_page(tx, who) if "phone" in ways}  # fmt: skip
        tried = confirmed(tx, paged)
    if problem:
        what, _, fix = problem.partition("; ")
        yield wrong("paging", what, fix)
        return
    yield ok("paging", f"these people's phones would ring now: {', '.join(sorted(paged.values()))}")
    untried = sorted(name for number, name in paged.items() if number not in tried)
    if untried:
        what = f"no test page was confirmed by {', '.join(untried)}"
        yield look("paging", what, f"hotline test page {untried[0]}")


def confirmed(tx: Tx, people: Iterable[int]) -> set[int]:
    """Those of ``people``, by id, who confirmed a test page after their number last changed."""
    subjects = [f"staff:{one}" for one in people]
    if not subjects:
        return set()
    query = (
        select(AuditEvent.id, AuditEvent.subject, AuditEvent.action)
        .where(AuditEvent.subject.in_(subjects))
        .where(AuditEvent.action.in_((TEST_PAGE, "reach_changed")))
    )  # put in order here: a database that may do it can choose to read the whole trail
    latest = {row.subject: row.action for row in sorted(tx.db.execute(query))}
    return {int(subject.partition(":")[2]) for subject, action in latest.items()
            if action == TEST_PAGE}  # fmt: skip


def backup(dep: Deployment) -> Iterator[Finding]:
    """There is a fresh backup, and one was restored to try it."""
    with dep.database.read() as db:
        found = backups.backups(db, dep.settings, dep.clock())
    if found.problem:
        what, _, fix = found.problem.rpartition("; ")
        yield look("backup", what, fix)
    else:
        yield ok("backup", "fresh, and one was restored to try it")


def files(dep: Deployment) -> Iterator[Finding]:
    """What is on the disk has no errors and is what is served."""
    on_disk = layers_of(dep.settings).read()
    version, problems = check(on_disk, demo=dep.settings.demo)
    bad = list(errors(problems))
    for problem in bad[:SHOWN]:
        yield wrong("files", f"{problem.file}:{problem.line}: {problem.what}", problem.fix)
    if len(bad) > SHOWN:
        yield wrong("files", f"{len(bad) - SHOWN} more mistakes", "`hotline check` names them all")
    if bad:
        return
    with dep.database.read() as db:
        try:
            served = dep.library.current(db).digest
        except UnpublishedError as error:
            yield wrong("files", str(error), "hotline publish")
            return
    if version is None or served != digest_of(on_disk):
        what = "what is served is not what is in the folders"
        yield look("files", what, "wait a few seconds, or run `hotline publish`")
    else:
        flows = len(version.flows.flows)
        yield ok("files", f"{flows} flows and {len(version.rules.agencies)} agencies, no errors")


def agencies(dep: Deployment) -> Iterator[Finding]:
    """Entries are fresh enough to be used, and each served county has an agency."""
    with dep.database.read() as db:
        book = dep.library.current(db).rules
    today = dep.clock().date()
    used = [one for one in book.agencies.values() if one.status is Status.VERIFIED]
    old = [one for one in used if book.lapsed(one, today)]
    soon = [one for one in used if one not in old and book.lapsed(one, today + LAPSES_SOON)]
    for what, found in (("too old to be used", old), ("too old within 30 days", soon)):
        if found:
            said = f"{len(found)} agencies are {what}: {_names(found)}"
            fix = (
                "call them, then `hotline agencies verify ID`; `hotline agencies stale` lists them"
            )
            yield look("agencies", said, fix)
    with_agreement = [one for one in used if any(point.agreement for point in one.contacts)]
    if not with_agreement:
        what = "none has an agreement, so every referral is a call that a dispatcher makes"
        yield look("agencies", what, "add agreements at /desk, or keep it so")
    elif not old:
        yield ok("agencies", f"{len(used)} in use, {len(with_agreement)} with an agreement")


def centers(dep: Deployment) -> Iterator[Finding]:
    """Each county served has a tested ten-digit number of its 911 center."""
    with dep.database.read() as db:
        book = dep.library.current(db).rules
    missing = missing_centers(book.served, book.centers, dep.clock().date())
    if missing:
        said = "; ".join(f"{one.county}: {one.why}" for one in missing[:SHOWN])
        more = f"; and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
        fix = "call the center's administrative line, and write it into emergency_centers.yaml"
        yield look("centers", said + more, fix)
    elif book.served:
        yield ok("centers", f"{len(book.served)} counties have a tested number of their 911 center")


def _names(found: list[Agency]) -> str:
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return ", ".join(one.id for one in found[:SHOWN]) + more


def own_folder(dep: Deployment) -> Iterator[Finding]:
    """The desk can publish, and an update changed nothing beneath the deployment's own files."""
    layers = layers_of(dep.settings)
    folders = {layers.folder_for("ivr_flows/"), layers.folder_for("routing_rules/")}
    for folder in sorted(folders):
        there = next(one for one in (folder, *folder.parents) if one.exists())
        if not os.access(there, os.W_OK):
            what = f"{folder} cannot be written, so the desk cannot publish"
            yield wrong("folder", what, f"give it to the service's user: chown -R hotline {there}")
    if layers.home is None:
        if any(folder.is_relative_to(REPOSITORY) for folder in folders) and not dep.settings.demo:
            what = "changes are written into the program's own folder, where an update meets them"
            yield look("folder", what, "`hotline init` makes a folder of your own")
        return
    beneath = layers.beneath()
    changed = [path for path in layers.own() if path in beneath
               and layers.base(path) not in {None, beneath[path]}]  # fmt: skip
    if changed:
        what = f"an update changed {', '.join(changed[:SHOWN])} beneath your own"
        yield look("folder", what, "`hotline diff shipped` shows it")
    else:
        yield ok("folder", f"{layers.home}, {len(layers.own())} files of its own")


QUICK: tuple[tuple[str, Check], ...] = (("disk", disk), ("paging", people), ("backup", backup))
"""What a health check may ask each time."""
INSIDE: tuple[tuple[str, Check], ...] = (
    ("database", database),
    ("keys", keys),
    ("secrets", secrets),
    ("disk", disk),
    ("worker", worker),
    ("paging", people),
    ("backup", backup),
    ("files", files),
    ("folder", own_folder),
    ("agencies", agencies),
    ("centers", centers),
)
