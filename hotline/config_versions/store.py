"""A version: all flows, wording, agencies and rules of one moment, immutable, named by its hash.

Files that pass the checks are *published*: stored in the database as they are. Every process
serves the latest published version; a conversation stays with the one that it began with; a
decision names the one that it used.
"""

from __future__ import annotations

import hashlib
import json
import threading
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import flows, routing, triage
from hotline.config_files import Problem, errors, read_folder
from hotline.db.config_versions import VersionRow
from hotline.errors import OperatorError
from hotline.settings import Settings

FLOWS, RULES = "ivr_flows/", "routing_rules/"
KEPT_IN_MEMORY = 8


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


@dataclass(frozen=True)
class Version:
    """One version, read and ready for use."""

    digest: str
    files: Mapping[str, str]
    flows: flows.FlowBook
    rules: routing.RuleBook
    sorter: triage.Sorter


def digest_of(files: Mapping[str, str]) -> str:
    """The name of a set of files: SHA-256 over paths and texts, in hex."""
    return hashlib.sha256(json.dumps(sorted(files.items())).encode()).hexdigest()


def read_files(settings: Settings) -> dict[str, str]:
    """All files of this deployment, by path below ``ivr_flows/`` or ``routing_rules/``."""
    return read_folders(settings.flows_dir, settings.rules_dir)


def read_folders(flows_dir: Path, rules_dir: Path) -> dict[str, str]:
    """All files of the two folders, by path below ``ivr_flows/`` or ``routing_rules/``."""
    return {
        prefix + path: text
        for prefix, folder in ((FLOWS, flows_dir), (RULES, rules_dir))
        for path, text in read_folder(folder).items()
    }


def _below(files: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {path.removeprefix(prefix): t for path, t in files.items() if path.startswith(prefix)}


def _under(prefix: str, problems: list[Problem]) -> list[Problem]:
    return [
        Problem(prefix + problem.file, problem.line, problem.what, problem.fix, problem.severity)
        for problem in problems
    ]


def check(files: Mapping[str, str], *, demo: bool) -> tuple[Version | None, list[Problem]]:
    """The version that ``files`` make, and every problem; no version when one is an error.

    ``demo`` lays the synthetic agencies over the directory.
    """
    version, problems = _load(files, demo=demo)
    return None if any(errors(problems)) else version, problems


def _load(files: Mapping[str, str], *, demo: bool) -> tuple[Version | None, list[Problem]]:
    """As :func:`check`, but also a version that has errors, if it can be read at all."""
    rule_files = _below(files, RULES)
    book, flow_problems = flows.load(_below(files, FLOWS))
    today = datetime.now(UTC).date()
    rules, rule_problems = routing.load_files(rule_files, demo=demo, today=today)
    sorter, lexicon_problems = triage.load(_below(rule_files, "lexicon/"))
    problems = sorted(
        _under(FLOWS, flow_problems)
        + _under(RULES, rule_problems)
        + _under(RULES + "lexicon/", lexicon_problems)
    )
    if book is None or rules is None or sorter is None:
        return None, problems
    return Version(digest_of(files), dict(files), book, rules, sorter), problems


def check_both(files: Mapping[str, str]) -> tuple[Version | None, list[Problem]]:
    """As :func:`check` with the synthetic agencies, but checked without them too.

    A rule that names an agency of the demo would be well there, and broken on a real line.
    """
    version, problems = check(files, demo=True)
    today = datetime.now(UTC).date()
    _, without = routing.load_files(_below(files, RULES), demo=False, today=today)
    known = set(problems)
    for problem in _under(RULES, without):
        if problem not in known:
            problems.append(replace(problem, what=f"without the demo: {problem.what}"))
    problems.sort()
    return (None if any(errors(problems)) else version), problems


def publish(session: Session, version: Version, *, by: str, now: datetime, note: str = "") -> bool:
    """Make ``version`` the one that is served. ``False`` when it is so already."""
    latest = session.scalars(select(VersionRow).order_by(VersionRow.id.desc()).limit(1)).first()
    if latest is not None and latest.digest == version.digest:
        return False
    earlier = session.scalars(select(VersionRow).where(VersionRow.digest == version.digest)).first()
    if earlier is not None:  # going back: what was published once is published again
        session.delete(earlier)
        session.flush()
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
        latest = select(VersionRow.digest).order_by(VersionRow.id.desc()).limit(1)
        digest = session.scalar(latest)
        if digest is None:
            raise UnpublishedError("no version has been published; run `hotline publish`")
        return self.get(session, digest)

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
        version, problems = _load(json.loads(zlib.decompress(row.files)), demo=self._demo)
        if version is None:
            raise BrokenFilesError(list(errors(problems)))
        return version
