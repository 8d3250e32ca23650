"""A change of the flows, wording, agencies or rules: what it would be, and making it so.

The desk edits the same files that an editor would: a draft is the files as they are and as they
would be, with the difference, and what the checks say. Publishing writes the files of this machine
and publishes the version; going back writes the files of an earlier version. Nothing is published
that the checks refuse, and nothing that changed meanwhile is overwritten.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.config_files import Problem, errors
from hotline.config_versions.store import FLOWS, RULES, Version, check, publish, read_files
from hotline.config_versions.version import layers_of
from hotline.db.config_versions import VersionRow
from hotline.deployment import Deployment
from hotline.directory import entry_files
from hotline.directory.entries import Data, Entry, read_entries
from hotline.i18n import say
from hotline.i18n.display_names import MINORS, ROLES, TYPES, URGENCIES, lower_first
from hotline.routing.rule_diff import OR, Change, alike, diff
from hotline.unit_of_work import Tx

LONGEST_FILE = 300_000
CHANGES_SHOWN = 40
PLACES_SHOWN = 3
CHANGED = (
    "Someone changed this file after you opened it. Nothing was published. Your text is below; "
    "open the page again in another window to see theirs."
)
UNWRITABLE = "The files of this machine cannot be written: {error}"


class DraftError(ValueError):
    """The change cannot be made; the message says why, and nothing was written."""


@dataclass(frozen=True)
class Draft:
    """A change that nobody has made yet."""

    before: Mapping[str, str]
    after: Mapping[str, str]
    version: Version | None
    problems: tuple[Problem, ...]

    @property
    def difference(self) -> str:
        """As ``diff -u`` says it; empty when nothing would change."""
        return entry_files.unified_diff(self.before, self.after)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The difference for the page: each line with what it is (add, drop, head, same)."""
        kinds = {"+": "add", "-": "drop", "@": "head"}
        found = [(kinds.get(line[:1], "same"), line) for line in self.difference.splitlines()]
        return [("head", line) if line[:3] in {"+++", "---"} else (kind, line)
                for kind, line in found]  # fmt: skip

    @property
    def changes(self) -> bool:
        """Whether anything would change."""
        return self.before != self.after

    @property
    def ready(self) -> bool:
        """Whether it may be published."""
        return self.version is not None and self.changes


def draft(dep: Deployment, before: Mapping[str, str], after: Mapping[str, str]) -> Draft:
    """The draft that makes ``after`` of ``before``; problems that were there before stay out."""
    version, problems = check(after, demo=dep.settings.demo)
    changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    listed = [p for p in problems if p.severity == "error" or p.file in changed]
    return Draft(before, after, version, tuple(listed))


def files_here(dep: Deployment) -> dict[str, str]:
    """The files of this machine's folders, by path below ``ivr_flows/`` or ``routing_rules/``."""
    return read_files(dep.settings)


def is_edited_here(path: str) -> bool:
    """Whether the desk edits it: flows, wording and rules, not the town's own file."""
    return path.startswith((FLOWS, RULES))


def seen(text: str) -> str:
    """Names the text that someone began to edit, so that a change meanwhile is noticed."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def entries(dep: Deployment, files: Mapping[str, str]) -> dict[str, Entry]:
    """The agencies of the directory by id; in the demo its synthetic ones too."""
    rules = _below(files, RULES)
    found = read_entries(rules)
    return {**found, **read_entries(rules, demo=True)} if dep.settings.demo else found


def with_entry(
    dep: Deployment, here: Mapping[str, str], file: str, agency_id: str, data: Data
) -> Draft:
    """The draft in which an agency's entry says ``data``; ``file`` is below ``routing_rules/``.

    Raises :class:`hotline.directory.entry_files.FileError`.
    """
    changed = entry_files.change(_below(here, RULES), file, agency_id, data)
    after = {**here, **{RULES + path: text for path, text in changed.items()}}
    return draft(dep, here, after)


@dataclass(frozen=True)
class Elsewhere:
    """Reports that would be offered to others than now, in words. ``hours``: from when on."""

    places: str
    who: str
    hours: tuple[datetime, ...]
    old: tuple[str, ...]
    new: tuple[str, ...]


def what_changes(
    dep: Deployment, old: Version, made: Draft, now: datetime
) -> tuple[list[Elsewhere], int]:
    """Which reports would go to others, and how many more kinds of them there are than these.

    It takes some seconds, so it is asked for.
    """
    if made.version is None:
        return [], 0
    agencies = {**old.rules.agencies, **made.version.rules.agencies}
    names = {agency.id: agency.name for agency in agencies.values()}
    found = alike(diff(old.rules, made.version.rules, now))
    listed = [elsewhere(change, names) for change in found[:CHANGES_SHOWN]]
    return listed, len(found) - len(listed)


def elsewhere(change: Change, names: Mapping[str, str]) -> Elsewhere:
    """A change in words; ``names`` of agencies by id."""
    more = len(change.places) - PLACES_SHOWN
    rest = [say("and {n} more", n=more)] if more > 0 else []
    parts = (
        (TYPES, change.type.split(OR)),
        (ROLES, change.role.split(OR)),
        (MINORS, change.minor.split(OR)),
        (URGENCIES, change.urgencies),
    )
    who = [
        say(", or ").join(_named(book, listed)) for book, listed in parts if len(listed) < len(book)
    ]
    who += [change.facts] if change.facts else []
    return Elsewhere(
        places="; ".join([*change.places[:PLACES_SHOWN], *rest]),
        who="; ".join(who) or say("every report"),
        hours=tuple(datetime.fromisoformat(hour) for hour in change.hours),
        old=_agencies(change.old, names),
        new=_agencies(change.new, names),
    )


def _named(book: Mapping[str, str], listed: Iterable[str]) -> list[str]:
    return [lower_first(say(book[name])) for name in listed]


def _agencies(listed: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """In the order in which they are asked; one with a plus is also notified."""
    return tuple(
        say("{agency}, also notified", agency=names.get(agency[1:], agency[1:]))
        if agency.startswith("+")
        else names.get(agency, agency)
        for agency in listed
    )


def make_so(dep: Deployment, made: Draft, *, by: str, note: str) -> Version:
    """Write the files and publish them. Raises :class:`DraftError`."""
    if made.version is None:
        first = next(errors(list(made.problems)), None)
        raise DraftError(say("The checks found an error: {first}", first=first or "?"))
    _write(dep, made)
    now = dep.clock()
    dep.library.add(made.version)
    with dep.database.write() as db:
        publish(db, made.version, by=by, now=now, note=note[:200])
        Tx(db, dep, now, by).record(
            "published",
            f"version:{made.version.digest[:12]}",
            ", ".join(sorted(changed_files(made)))[:200],
        )
    return made.version


def changed_files(made: Draft) -> set[str]:
    """The paths of the files that would change, come or go."""
    paths = {*made.before, *made.after}
    return {path for path in paths if made.before.get(path) != made.after.get(path)}


def _write(dep: Deployment, made: Draft) -> None:
    layers = layers_of(dep.settings)
    try:
        for prefix in (FLOWS, RULES):
            before, after = _below(made.before, prefix), _below(made.after, prefix)
            folder = layers.folder_for(prefix)
            written, gone = layers.to_write(prefix, before, after)
            entry_files.write(folder, {}, written)
            for path in gone:
                (folder / path).unlink(missing_ok=True)
        layers.note_bases()
    except (entry_files.FileError, OSError) as error:
        raise DraftError(say(UNWRITABLE, error=error)) from None


def _below(files: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {path.removeprefix(prefix): t for path, t in files.items() if path.startswith(prefix)}


def history(db: DbSession, limit: int = 30) -> list[VersionRow]:
    """The versions that were published, the latest first."""
    return list(db.scalars(select(VersionRow).order_by(VersionRow.id.desc()).limit(limit)))


def files_of(row: VersionRow) -> dict[str, str]:
    """The files of a published version."""
    files: dict[str, str] = json.loads(zlib.decompress(row.files))
    return files


def back_to(db: DbSession, dep: Deployment, digest: str) -> Draft:
    """The draft that goes back to a version. Raises :class:`DraftError` for an unknown one."""
    row = db.scalars(select(VersionRow).where(VersionRow.digest == digest)).first()
    if row is None:
        raise DraftError(say("That version was never published here."))
    return draft(dep, files_here(dep), files_of(row))
