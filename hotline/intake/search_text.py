"""The words of each report, kept sealed as one value, so that the desk's search can read them fast.

A report's own words are sealed entry by entry under its own key; to open all of them for every
search would take minutes. So the different words of a report stand once more in one value under
the deployment's key (docs/decisions/0043): without their order, folded to plain small letters, and
with the spellings that people mix (a plate or a telephone number in one piece).

What was written since is read before each search, and by a worker meanwhile.
"""

from __future__ import annotations

import itertools
import logging
import re
import unicodedata
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session as DbSession

from hotline.db.reports import Entry, Report
from hotline.db.search import SearchText
from hotline.deployment import Deployment
from hotline.intake.attachment_types import KINDS
from hotline.intake.reports import open_report
from hotline.privacy.keys import SealError

log = logging.getLogger(__name__)
AT_A_TIME = 400
"""Entries that one transaction reads; it must not hold up a webhook."""
MOST = 20
"""Transactions of one look at most."""
LATE = 200
"""A database may commit an entry after a later one: so many are looked at again."""
PADDED = 128
"""Bytes: the length of a value says no more than this of how much was said."""
LONGEST_MARK = 9
TOKEN = re.compile(r"[^\W_]+")
DIGITS = re.compile(r"\d[\d .()/-]{4,}\d")
HANDLE = re.compile(r"@?[^\W_]+(?:[_.][^\W_]+)+")


def folded(text: str) -> str:
    """``text`` in small letters without accents: ``José`` is ``jose``."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_in(text: str) -> set[str]:
    """The words of a text as they are searched, and numbers, plates and names in one piece."""
    plain = folded(text)
    tokens = TOKEN.findall(plain)
    found = {token for token in tokens if len(token) > 1 or token.isdigit()}
    found |= {re.sub(r"\D", "", run) for run in DIGITS.findall(plain)}
    found |= {re.sub(r"[^\w]|_", "", name) for name in HANDLE.findall(plain)}
    for one, two in itertools.pairwise(tokens):
        both = one + two
        if len(both) <= LONGEST_MARK and any(sign.isdigit() for sign in both) and both.isascii():
            found.add(both)
    return found


def as_text(words: Iterable[str]) -> bytes:
    """The words as they are kept: each between blanks, filled up to a multiple of ``PADDED``."""
    text = f" {' '.join(sorted(words))} ".encode()
    return text + b" " * (-len(text) % PADDED)


def context(report_id: int) -> str:
    """What names the sealed words of a report."""
    return f"search text:{report_id}"


def keep_up(dep: Deployment) -> None:
    """Read what was written since the last look, some hundred entries in a transaction."""
    for _ in range(MOST):
        with dep.database.read() as db:
            if all_read(db):
                return
        with dep.database.write() as db:
            _read_some(db, dep)


def all_read(db: DbSession) -> bool:
    """Whether nothing waits to be read."""
    return not _due(db)


def _due(db: DbSession) -> dict[int, int]:
    """Reports with entries that were not read yet, each with the last of these entries."""
    mark = db.scalar(select(func.max(SearchText.entry_id))) or 0
    since = select(Entry.id, Entry.report_id).where(Entry.id > mark - LATE).order_by(Entry.id)
    rows = db.execute(since.limit(AT_A_TIME)).all()
    last = {report_id: entry_id for entry_id, report_id in rows}
    known = select(SearchText.report_id, SearchText.entry_id).where(
        SearchText.report_id.in_(list(last))
    )
    read: dict[int, int] = dict(db.execute(known).all()) if last else {}
    return {key: upto for key, upto in last.items() if read.get(key, 0) < upto}


def _read_some(db: DbSession, dep: Deployment) -> None:
    due = _due(db)
    kept = {
        row.report_id: row
        for row in db.scalars(select(SearchText).where(SearchText.report_id.in_(list(due))))
    }
    for report in db.scalars(select(Report).where(Report.id.in_(list(due)))):
        body = dep.keys.seal(as_text(_words_of(db, dep, report)), context(report.id))
        row = kept.get(report.id)
        if row is None:
            db.add(SearchText(report_id=report.id, entry_id=due[report.id], body=body))
        else:
            row.entry_id, row.body = due[report.id], body


def _words_of(db: DbSession, dep: Deployment, report: Report) -> set[str]:
    """What was said and written about a report, its place and its tip ID."""
    found = {report.tip_id.replace("-", "")}
    try:
        opened = open_report(db, dep, report)
        known = opened.assessment()
        texts: Sequence[str] = [
            opened.read(entry) for entry in opened.entries() if entry.kind not in KINDS
        ]
    except SealError:
        log.warning("the words of a report cannot be read for the search")
        return found
    found |= words_in(known.place_label)
    if known.place is not None:
        found |= words_in(f"{known.place.street or ''} {known.place.zip or ''}")
    return found.union(*map(words_in, texts))
