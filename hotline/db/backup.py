"""A backup: the whole database in one file, made while the service runs.

SQLite is copied by ``VACUUM INTO``, one moment in one reading transaction: the backup interface of
SQLite, which its shell's ``.backup`` uses, begins again at every write and never ends on a busy
line. PostgreSQL is read at one moment, too, and its rows go into a SQLite file, so that a backup
is the same kind of file everywhere and needs no program of the server's version.

With age recipients (public keys) the file is encrypted to them, and what can open it need not be on
this machine. The copy that is not encrypted yet is next to the database, where its words are as
safe as in the database itself, and is gone before this ends.

A process of its own (``python -m hotline.db.backup``, its order as JSON on standard input) makes
the nightly backups: a gigabyte is encrypted there at a low priority, and no caller waits for it.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import pyrage

from hotline.db.database import Database
from hotline.db.move import MoveError, copy
from hotline.errors import OperatorError
from hotline.secret_keys import recipients

PART = ".hotline-backup-"
"""How copies that are not finished are named."""
STALE_SECONDS = 6 * 3600.0
"""A copy that is older was left by a process that was killed."""
MAGIC_OF_AGE = b"age-encryption.org/"
MAGIC_OF_SQLITE = b"SQLite format 3\0"


class BackupError(OperatorError):
    """There is no backup; the message says why. Nothing half made is left."""


@dataclass(frozen=True)
class Order:
    """What is to be copied where: the database's address, a new file, who may open it (age)."""

    source: str
    folder: str
    """Where the copy lies before it is encrypted."""
    file: str
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """A backup: bytes of the file, and the seconds that it took."""

    size: int
    seconds: float


def make(order: Order) -> Made:
    """Make the backup: readable by its owner only, checked, and on the disk when this ends.

    Raises :class:`BackupError`.
    """
    begun = time.monotonic()
    file = Path(order.file)
    if file.exists():
        raise BackupError(f"{file} exists already; name a new file, so that no backup is lost")
    part = file.with_name(f".{file.name}.part")
    beside = Path(order.folder) if order.recipients else file.parent
    try:
        _sweep(beside)
        _must_have_room(order.source, beside, file.parent)
        with _empty_file(beside) as plain:
            _copy(order.source, plain)
            _check(plain)
            if order.recipients:
                _encrypt(plain, part, order.recipients)
            else:
                plain.rename(part)
        _to_disk(part)
        part.rename(file)
        _to_disk(file.parent)
        return Made(file.stat().st_size, time.monotonic() - begun)
    except (OSError, sqlite3.Error, MoveError, ValueError, pyrage.EncryptError) as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise BackupError(f"{file} could not be made: {error}") from None


def is_encrypted(file: Path) -> bool:
    """Whether ``file`` is encrypted with age. Raises :class:`OSError`."""
    with file.open("rb") as opened:
        return opened.read(len(MAGIC_OF_AGE)) == MAGIC_OF_AGE


def is_database(file: Path) -> bool:
    """Whether ``file`` is a SQLite database. Raises :class:`OSError`."""
    with file.open("rb") as opened:
        return opened.read(len(MAGIC_OF_SQLITE)) == MAGIC_OF_SQLITE


def unpack(backup: Path, target: Path, identities: Sequence[pyrage.x25519.Identity]) -> None:
    """Write the database that ``backup`` holds to the new file ``target``, and check it.

    Raises :class:`BackupError`; then there is no ``target``.
    """
    try:
        with _new_file(target) as to, backup.open("rb") as kept:
            if is_encrypted(backup):
                pyrage.decrypt_io(kept, to, list(identities))
            else:
                shutil.copyfileobj(kept, to, 1 << 20)
            to.flush()
            os.fsync(to.fileno())
        if not is_database(target):
            raise sqlite3.DatabaseError("it holds no SQLite database")
        _check(target)
    except (OSError, sqlite3.Error, pyrage.DecryptError) as error:
        with contextlib.suppress(OSError):
            target.unlink()
        raise BackupError(f"{backup} cannot be restored: {_why(error)}") from None


def _why(error: Exception) -> str:
    if isinstance(error, pyrage.DecryptError):
        return f"no key that was given opens it ({error})"
    if isinstance(error, OSError) and error.errno is None:  # so age says it
        return "it was cut off or changed"
    return str(error)


def _must_have_room(source: str, beside: Path, target: Path) -> None:
    """A backup that fills the disk of the line would stop the line."""
    database = Database(source)
    size = Path(str(database.url.database)).stat().st_size if database.is_sqlite else 0
    for folder in {beside, target}:
        free = shutil.disk_usage(folder).free
        if free < 1.2 * size:
            raise OSError(
                f"{folder} has {free / 1e9:.1f} GB left, and {1.2 * size / 1e9:.1f} GB are needed"
            )


def _sweep(folder: Path) -> None:
    """Delete what a process that was killed left behind."""
    for left in folder.glob(f"{PART}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE_SECONDS:
                left.unlink()


@contextlib.contextmanager
def _empty_file(folder: Path) -> Iterator[Path]:
    """A new file that only its owner can read, from its first byte; gone at the end."""
    opened, name = tempfile.mkstemp(prefix=PART, dir=folder)  # with mode 0600, whatever the umask
    os.close(opened)
    try:
        yield Path(name)
    finally:
        for left in (name, f"{name}-wal", f"{name}-shm", f"{name}-journal"):
            Path(left).unlink(missing_ok=True)


def _copy(source: str, plain: Path) -> None:
    database = Database(source)
    try:
        if database.is_sqlite:
            _vacuum(str(database.url.database), plain)
        else:
            _read_rows(database, plain)
    finally:
        database.close()


def _vacuum(database: str, plain: Path) -> None:
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=rw", 30, uri=True)) as opened:
        opened.execute("VACUUM INTO ?", (str(plain),))


def _read_rows(source: Database, plain: Path) -> None:
    with contextlib.closing(Database(f"sqlite:///{plain.resolve()}")) as target:
        copy(source, target)
    with contextlib.closing(sqlite3.connect(plain)) as written:
        written.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing left in a log


def _check(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as made:
        (said,) = made.execute("PRAGMA integrity_check").fetchone()
    if said != "ok":
        raise sqlite3.DatabaseError(said)


def _encrypt(plain: Path, part: Path, to: Sequence[str]) -> None:
    with plain.open("rb") as words, _new_file(part) as sealed:
        plain.unlink()  # a crash from here on leaves nothing that can be read
        pyrage.encrypt_io(words, sealed, recipients(",".join(to)))


def _new_file(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b")


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def main() -> None:
    """Make the backup that standard input orders; say how it went in one line of JSON."""
    os.nice(10)
    given = json.load(sys.stdin)
    order = Order(**given | {"recipients": tuple(given["recipients"])})
    try:
        sys.stdout.write(json.dumps(asdict(make(order))))
    except BackupError as error:
        sys.exit("\n".join(error.lines))


if __name__ == "__main__":
    main()
