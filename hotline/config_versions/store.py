"""Published versions in the database: every process serves the latest.

Files that pass the checks are *published*: stored in the database as they are. Every process
serves the latest published version; a conversation stays with the one that it began with; a
decision names the one that it used.
"""

from __future__ import annotations

import json
import threading
import zlib
from collections import OrderedDict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.config_files import Problem, errors
from hotline.config_versions.layers import FLOWS, RULES
from hotline.config_versions.version import (
    Version,
    check,
    check_both,
    digest_of,
    read,
    read_files,
    read_folders,
)
from hotline.db.config_versions import VersionRow
from hotline.errors import OperatorError

KEPT_IN_MEMORY = 8
_LATEST = "latest_version"
"""Where a transaction keeps which version it found to be the latest: it works with one."""
__all__ = [
    "FLOWS",
    "RULES",
    "BrokenFilesError",
    "Library",
    "UnpublishedError",
    "Version",
    "check",
    "check_both",
    "digest_of",
    "publish",
    "read_files",
    "read_folders",
    "was_published",
]


class UnpublishedError(Exception):
    """No version has been published yet, or not the one that was asked for."""


class BrokenFilesError(OperatorError):
    """The files have errors, so there is nothing to publish. ``problems`` names them all."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems

    @property
    def lines(self) -> tuple[str, ...]:
        """Each problem, then what it means."""
        return (*map(str, self.problems), "hotline: nothing was published; fix the lines above")


def publish(session: Session, version: Version, *, by: str, now: datetime, note: str = "") -> bool:
    """Make ``version`` the one that is served. ``False`` when it is so already."""
    latest = session.scalars(select(VersionRow).order_by(VersionRow.id.desc()).limit(1)).first()
    if latest is not None and latest.digest == version.digest:
        return False
    earlier = session.scalars(select(VersionRow).where(VersionRow.digest == version.digest)).first()
    if earlier is not None:  # going back: what was published once is published again
        session.delete(earlier)
        session.flush()
    session.info.pop(_LATEST, None)
    packed = zlib.compress(json.dumps(dict(version.files)).encode())
    session.add(
        VersionRow(
            digest=version.digest, files=packed, published_at=now, published_by=by, note=note
        )
    )
    return True


def was_published(session: Session, digest: str) -> bool:
    """Whether a version of this name was ever published here."""
    found = select(VersionRow.id).where(VersionRow.digest == digest)
    return session.scalar(found) is not None


_NEWEST = select(VersionRow.digest).order_by(VersionRow.id.desc()).limit(1)


class Library:
    """The published versions, read from the database once and kept in memory."""

    def __init__(self, *, demo: bool) -> None:
        """``demo``: whether the synthetic agencies are laid over the directory."""
        self._demo = demo
        self._known: OrderedDict[str, Version] = OrderedDict()
        self._lock = threading.Lock()
        self.refused: tuple[Problem, ...] = ()
        """Why the files on this machine's disk are not what is served; empty when they are."""

    def current(self, session: Session) -> Version:
        """The latest published version. Raises :class:`UnpublishedError`."""
        transaction = session.get_transaction()
        known: tuple[object, str] | None = session.info.get(_LATEST)
        if known is not None and known[0] is transaction:
            return self.get(session, known[1])
        digest = session.scalar(_NEWEST)
        if digest is None:
            raise UnpublishedError("no version has been published; run `hotline publish`")
        self.note_latest(session, digest)
        return self.get(session, digest)

    def note_latest(self, session: Session, digest: str | None) -> None:
        """What was read together with something else in this transaction need not be read again."""
        if digest is not None:
            session.info[_LATEST] = (session.get_transaction(), digest)

    def get(self, session: Session, digest: str) -> Version:
        """The version named ``digest``. Raises :class:`UnpublishedError`."""
        with self._lock:
            known = self._known.get(digest)
            if known is None:
                known = self._read(session, digest)
                self._keep(known)
            self._known.move_to_end(digest)
            return known

    def add(self, version: Version) -> None:
        """Keep a version that was just read from files, so that it need not be read again."""
        with self._lock:
            self._keep(version)

    def _keep(self, version: Version) -> None:
        self._known[version.digest] = version
        while len(self._known) > KEPT_IN_MEMORY:
            self._known.popitem(last=False)

    def _read(self, session: Session, digest: str) -> Version:
        row = session.scalars(select(VersionRow).where(VersionRow.digest == digest)).first()
        if row is None:
            raise UnpublishedError(f"the version {digest[:12]} was never published here")
        # It was checked when it was published: a stricter check of a later release must not turn
        # away the conversations that began with it.
        version, problems = read(json.loads(zlib.decompress(row.files)), demo=self._demo)
        if version is None:
            raise BrokenFilesError(list(errors(problems)))
        return version
