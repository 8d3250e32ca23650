"""Sealing everything again under the newest key, while the line works, so that an old key may go.

Every sealed value names its key, so what is left to do is found by looking; whoever stops on the
way begins again where it ended. Some rows at a time are opened and sealed again in one short
transaction. A pseudonym and the checksum of a return code cannot be made again, since the number
and the code are not here: the newest key is laid over them, and the two derived keys that are
needed to recognize them are kept sealed (:class:`~hotline.privacy.keys.Predecessor`).

What a report's own key sealed (its words, pictures, conversation) stays as it is: that key is
sealed again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    LargeBinary,
    RowMapping,
    Table,
    and_,
    bindparam,
    func,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Session

from hotline.db import scrub
from hotline.db.database import Database
from hotline.db.jobs import WorkerBeat
from hotline.db.keys import KeyPredecessor, SealingKey
from hotline.db.tables import metadata
from hotline.errors import OperatorError
from hotline.privacy import audit, predecessors
from hotline.privacy.keys import (
    HEADER_BYTES,
    PSEUDONYM,
    RETURN_CODE,
    KeyRing,
    SealError,
)

AT_A_TIME = 200
PAUSE_SECONDS = 0.02
"""Between two batches, so that those on the line go first."""
PASSES = 3
ALIVE = timedelta(minutes=2)
"""A worker that was seen so lately still runs."""


class KeysError(OperatorError):
    """It cannot be done with these keys; the message says why, and what to do."""


@dataclass(frozen=True)
class Sealed:
    """A column that the deployment's key seals, and the contexts that its values may have.

    ``context`` is given the row: its key columns and those of ``needs``.
    """

    table: str
    column: str
    context: Callable[[Mapping[str, Any]], Sequence[str]]
    needs: tuple[str, ...] = ()


def _by(form: str, *needs: str) -> tuple[Callable[[Mapping[str, Any]], Sequence[str]], Any]:
    return (lambda row: (form.format(**row),)), needs


SEALED = (
    Sealed("reports", "sealed_key", *_by("report key:{tip_id}", "tip_id")),
    Sealed("reporters", "handle", *_by("reply handle")),
    Sealed("jobs", "payload", *_by("job:{key}", "key")),
    Sealed("exchanges", "answer", lambda _row: ("exchange", "form")),
    Sealed("tasks", "words", *_by("task words:{id}")),
    Sealed("tasks", "note", *_by("task:{id}")),
    Sealed("referrals", "reference", *_by("reference:{id}")),
    Sealed("asked_changes", "body", *_by("asked change:{id}")),
    Sealed("asked_changes", "answer", *_by("asked change:{id}")),
    Sealed("shift_notes", "body", *_by("shift note")),
    Sealed("staff", "reach", *_by("reach:{id}")),
    Sealed("second_factors", "body", *_by("second factor:{id}")),
    Sealed("linked_logins", "body", *_by("linked login:{id}")),
    Sealed("search_texts", "body", *_by("search text:{report_id}")),
    Sealed("key_predecessors", "derived", *_by("predecessor:{key_id}")),
)
NOT_RESEALED = frozenset({("sealing_keys", "canary")})
"""A key's canary is sealed under that key, for as long as it is known."""


@dataclass(frozen=True)
class Layered:
    """A column of lasting checksums, and the column that names the newest key in each."""

    table: str
    column: str
    key_column: str
    purpose: str


LAYERED = (
    Layered("reporters", "pseudonym", "key_id", PSEUDONYM),
    Layered("reports", "return_code_mac", "code_key_id", RETURN_CODE),
)


# What is sealed under what ------------------------------------------------------------------------


def counts(db: Session) -> dict[str, dict[str, int]]:
    """How many values each key has sealed, by key id and ``table.column``.

    Every column of bytes is looked at, so that none is forgotten.
    """
    known = set(db.scalars(select(SealingKey.key_id)))
    found: dict[str, dict[str, int]] = {}
    for table, column in _columns_of_bytes():
        header = func.substr(column, 1, HEADER_BYTES)
        rows = db.execute(
            select(header, func.count())
            .where(func.length(column) > HEADER_BYTES)
            .group_by(header)
            .having(header.in_([_header(key_id) for key_id in known]))
        )
        for start, number in rows:
            key_id = bytes(start)[1:].hex()
            found.setdefault(key_id, {})[f"{table.name}.{column.name}"] = number
    for layered in LAYERED:
        table = metadata.tables[layered.table]
        key_column = table.c[layered.key_column]
        for key_id, number in db.execute(select(key_column, func.count()).group_by(key_column)):
            found.setdefault(key_id, {})[f"{layered.table}.{layered.column}"] = number
    return found


def _columns_of_bytes() -> Iterator[tuple[Table, Column[Any]]]:
    for table in metadata.sorted_tables:
        for column in table.columns:
            name = (table.name, column.name)
            if isinstance(column.type, LargeBinary) and name not in NOT_RESEALED:
                yield table, column


def _header(key_id: str) -> bytes:
    return b"\x01" + bytes.fromhex(key_id)


# Sealing again ------------------------------------------------------------------------------------


@dataclass
class Resealed:
    """What came of it: how many values were sealed again, and what no key here opens."""

    done: int = 0
    unreadable: int = 0


def reseal(
    database: Database,
    keys: KeyRing,
    *,
    by: str,
    now: datetime,
    progress: Callable[[str], None] = lambda _line: None,
    pause: float = PAUSE_SECONDS,
) -> Resealed:
    """Seal everything under the newest key. Stopped on the way, it is just called again.

    Raises :class:`KeysError` while a process runs that may not know the newest key.
    """
    with database.write() as db:
        _must_be_known(db, keys, now)
        predecessors.note(db, keys)
        audit.record(db, keys, at=now, actor=by, action="reseal begun", subject="keys")
    result = Resealed()
    for _ in range(PASSES):
        before, result.unreadable = result.done, 0
        for sealed in SEALED:
            done, unreadable = _each_batch(database, keys, sealed, pause)
            result.done, result.unreadable = result.done + done, result.unreadable + unreadable
            if done or unreadable:
                progress(f"{sealed.table}.{sealed.column}: {done}")
        for layered in LAYERED:
            done = _lay_over_all(database, keys, layered, pause)
            result.done += done
            if done:
                progress(f"{layered.table}.{layered.column}: {done}")
        if result.done == before:
            break
    with database.write() as db:
        scrub.when_committed(db)
        audit.record(
            db,
            keys,
            at=now,
            actor=by,
            action="resealed",
            subject=f"key:{keys.ids[0]}",
            detail=f"{result.done} values; {result.unreadable} cannot be opened",
        )
    return result


def _must_be_known(db: Session, keys: KeyRing, now: datetime) -> None:
    newest = db.get(SealingKey, keys.ids[0])
    since = newest.since if newest is not None else now
    if newest is not None and newest.retired_at is not None:
        raise KeysError(f"the key {keys.ids[0]} was retired; put a new one in front of it")
    replaced = select(KeyPredecessor.heir_id).where(KeyPredecessor.key_id == keys.ids[0])
    heir = db.scalars(replaced).first()
    if heir is not None:
        raise KeysError(
            f"the key {keys.ids[0]} was replaced by {heir} before; put that or a new one first"
        )
    running = select(WorkerBeat.name).where(
        WorkerBeat.last_at > now - ALIVE, WorkerBeat.started_at < since
    )
    old = db.scalars(running).first()
    if old is not None:
        raise KeysError(
            f"{old} runs since before the key {keys.ids[0]} was known; restart the service with "
            "the new key first, on every machine, then run this again"
        )


def _each_batch(database: Database, keys: KeyRing, sealed: Sealed, pause: float) -> tuple[int, int]:
    """Seal one column again; how many values, and how many could not be opened."""
    done = unreadable = 0
    last: tuple[Any, ...] = ()
    while True:
        with database.write() as db:
            rows = _due(db, keys, sealed, last)
            fresh = [dict(row) for row in rows]
            changed = [row for row in fresh if _seal_again(keys, sealed, row)]
            _store(db, sealed.table, sealed.column, changed)
        done, unreadable = done + len(changed), unreadable + len(fresh) - len(changed)
        if len(fresh) < AT_A_TIME:
            return done, unreadable
        last = tuple(fresh[-1][name] for name in _key_names(sealed.table))
        time.sleep(pause)


def _key_names(table: str) -> list[str]:
    return [column.name for column in metadata.tables[table].primary_key.columns]


def _due(db: Session, keys: KeyRing, sealed: Sealed, last: tuple[Any, ...]) -> Sequence[RowMapping]:
    """The next rows that an older key sealed, locked."""
    table = metadata.tables[sealed.table]
    value, key = table.c[sealed.column], [*table.primary_key.columns]
    header = func.substr(value, 1, HEADER_BYTES)
    wanted = select(*key, *(table.c[name] for name in sealed.needs), value.label("sealed_value"))
    wanted = wanted.where(
        func.length(value) > HEADER_BYTES,
        header.in_([_header(key_id) for key_id in _others(db, keys)]),
    )
    if last:
        wanted = wanted.where(tuple_(*key) > last)
    return db.execute(wanted.order_by(*key).limit(AT_A_TIME).with_for_update()).mappings().all()


def _others(db: Session, keys: KeyRing) -> set[str]:
    """Every key that was ever used here, or is in the ring, but the newest."""
    return {*db.scalars(select(SealingKey.key_id)), *keys.ids} - {keys.ids[0]}


def _seal_again(keys: KeyRing, sealed: Sealed, row: dict[str, Any]) -> bool:
    """Put the new value into ``row``; whether the old one could be opened."""
    for context in sealed.context(row):
        try:
            opened = keys.open(bytes(row["sealed_value"]), context)
        except SealError:
            continue
        row["sealed_value"] = keys.seal(opened, context)
        return True
    return False


def _store(db: Session, name: str, column: str, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    table = metadata.tables[name]
    key = [*table.primary_key.columns]
    statement = (
        update(table)
        .where(and_(*(one == bindparam(f"b_{one.name}") for one in key)))
        .values({column: bindparam("b_value")})
    )
    values = [
        {f"b_{one.name}": row[one.name] for one in key} | {"b_value": row["sealed_value"]}
        for row in rows
    ]
    db.connection().execute(statement, values)


def _lay_over_all(database: Database, keys: KeyRing, layered: Layered, pause: float) -> int:
    table, newest = metadata.tables[layered.table], keys.ids[0]
    mac, key_id = table.c[layered.column], table.c[layered.key_column]
    statement = (
        update(table)
        .where(table.c.id == bindparam("b_id"))
        .values({layered.column: bindparam("b_mac"), layered.key_column: newest})
    )
    done = last = 0
    while True:
        with database.write() as db:
            wanted = select(table.c.id, mac).where(key_id != newest, table.c.id > last)
            wanted = wanted.order_by(table.c.id)
            rows = db.execute(wanted.limit(AT_A_TIME).with_for_update()).all()
            values = [
                {"b_id": row.id, "b_mac": _laid_over(keys, layered.purpose, row[1])} for row in rows
            ]
            if values:
                db.connection().execute(statement, values)
        done += len(rows)
        if len(rows) < AT_A_TIME:
            return done
        last = rows[-1].id
        time.sleep(pause)


def _laid_over(keys: KeyRing, purpose: str, mac: str) -> str:
    """The newest key over a checksum; what is none (an erased one) stays what it is."""
    return keys.laid_over(purpose, mac) if mac and ":" not in mac else mac


# Retiring a key -----------------------------------------------------------------------------------


def may_be_retired(db: Session, keys: KeyRing, key_id: str) -> audit.Checked:
    """Look whether anything here still needs the key ``key_id``; the audit trail, checked.

    It reads all that is sealed and the whole trail, for which nobody on the line should wait: give
    the result to :func:`retire`. Raises :class:`KeysError` or
    :class:`~hotline.privacy.audit.BrokenTrailError`.
    """
    if _known(db, key_id).retired_at is not None:
        return audit.Checked()
    if key_id == keys.ids[0]:
        raise KeysError(f"{key_id} is the newest key, which seals; put a new one in front of it")
    found = counts(db)
    left = {**found.get("", {}), **found.get(key_id, {})}
    if left:
        what = ", ".join(f"{number} in {name}" for name, number in left.items())
        raise KeysError(f"{key_id} is still needed for {what}; run `hotline keys reseal` first")
    return audit.check(db, keys)


def _known(db: Session, key_id: str) -> SealingKey:
    row = db.get(SealingKey, key_id)
    if row is None:
        known = ", ".join(db.scalars(select(SealingKey.key_id).order_by(SealingKey.since)))
        raise KeysError(f"no key here is called {key_id}; `hotline keys list` shows: {known}")
    return row


def retire(database: Database, keys: KeyRing, key_id: str, *, by: str, now: datetime) -> None:
    """Note that nothing here needs the key ``key_id`` any more: it may be missing from now on.

    The audit trail is signed again first. Raises as :func:`may_be_retired`.
    """
    with database.snapshot() as db:
        checked = may_be_retired(db, keys, key_id)
    with database.write() as db:
        row = _known(db, key_id)
        if row.retired_at is not None:
            return
        audit.anchor(db, keys, now, checked)
        row.retired_at = now
        audit.record(db, keys, at=now, actor=by, action="key retired", subject=f"key:{key_id}")
        scrub.when_committed(db)
