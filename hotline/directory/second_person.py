"""A second person approves what is published, where the line asks for that.

The change waits as the files it touches, as they were and as they would be. It is laid over the
files of the day when it is approved, and refused if one of them changed meanwhile. What the checks
refuse does not wait. Turns on call go out at once: someone has to be reachable tonight.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.config_files import errors
from hotline.db import line_options as options
from hotline.db.accounts import Staff
from hotline.db.config_versions import WaitingChange
from hotline.deployment import Deployment
from hotline.directory import publishing
from hotline.directory.publishing import Draft, DraftError
from hotline.i18n import say
from hotline.unit_of_work import Tx

OWN = "You made this change; someone else has to approve it."
GONE = "Someone already decided this. Nothing was changed."
MOVED = "Someone else changed one of these files. Make the change again; nothing was published."


def publish(dep: Deployment, made: Draft, *, by: str, note: str) -> bool:
    """Publish, or let the change wait; whether it is in use now. Raises :class:`DraftError`."""
    with dep.database.read() as db:
        waits = options.needs_second_person(db)
    if not waits or not made.changes:
        publishing.make_so(dep, made, by=by, note=note)
        return True
    if made.version is None:
        first = next(errors(list(made.problems)), None)
        raise DraftError(say("The checks found an error: {first}", first=first or "?"))
    changed = publishing.changed_files(made)
    kept = {path: (made.before.get(path), made.after.get(path)) for path in sorted(changed)}
    body = zlib.compress(json.dumps(kept).encode())
    now = dep.clock()
    with dep.database.write() as db:
        row = WaitingChange(by=by, at=now, note=note[:200], body=body)
        db.add(row)
        db.flush()
        _note(db, dep, by, "publishing_asked", row, ", ".join(sorted(changed)))
    return False


def waiting(db: DbSession) -> Sequence[WaitingChange]:
    """What waits for a second person, the oldest first."""
    return db.scalars(select(WaitingChange).order_by(WaitingChange.id)).all()


def one(db: DbSession, number: int) -> WaitingChange:
    """A change that waits. Raises :class:`DraftError`."""
    row = db.get(WaitingChange, number)
    if row is None:
        raise DraftError(say(GONE))
    return row


def name_of(db: DbSession, row: WaitingChange) -> str:
    """Who made it."""
    number = row.by.removeprefix("staff:")
    person = db.get(Staff, int(number)) if number.isdecimal() else None
    return person.name if person else row.by


def draft_of(dep: Deployment, row: WaitingChange) -> Draft:
    """The change laid over the files of today. Raises :class:`DraftError`."""
    here, kept = publishing.files_here(dep), json.loads(zlib.decompress(row.body))
    after = dict(here)
    for path, (was, becomes) in kept.items():
        if here.get(path) != was:
            raise DraftError(say(MOVED))
        after.pop(path, None)
        if becomes is not None:
            after[path] = becomes
    return publishing.draft(dep, here, after)


def approve(dep: Deployment, number: int, *, by: str) -> None:
    """Publish what someone else made. Raises :class:`DraftError`."""
    with dep.database.read() as db:
        row = one(db, number)
        if row.by == by:
            raise DraftError(say(OWN))
        made, note, maker = draft_of(dep, row), row.note, row.by
    publishing.make_so(dep, made, by=by, note=note)
    with dep.database.write() as db:
        found = one(db, number)
        _note(db, dep, by, "publishing_approved", found, f"made by {maker}")
        db.delete(found)


def drop(dep: Deployment, number: int, *, by: str) -> None:
    """Decline it, or withdraw one's own. Raises :class:`DraftError`."""
    with dep.database.write() as db:
        row = one(db, number)
        _note(db, dep, by, "publishing_dropped", row, f"made by {row.by}")
        db.delete(row)


def _note(
    db: DbSession, dep: Deployment, by: str, action: str, row: WaitingChange, detail: str
) -> None:
    Tx(db, dep, dep.clock(), by).record(action, f"waiting change:{row.id}", detail[:200])
