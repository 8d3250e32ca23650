"""Which reports hold the words that someone at the desk looks for.

The sealed words of the reports (:mod:`hotline.intake.search_text`) are opened one after the other,
the newest report first. Each word that is sought must be in a report: as the beginning of one of
its words, or anywhere in a number. Where nothing is found, words of four letters and more may be
misspelled by one letter, those of nine and more by two.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.referrals import Referral
from hotline.db.reports import Report
from hotline.db.search import SearchText
from hotline.db.states import ReportState
from hotline.deployment import Deployment
from hotline.intake.search_text import as_text, context, words_in
from hotline.privacy.keys import SealError

MOST = 100
"""Reports that are shown at most."""
AT_A_TIME = 1000
AGENCYS = 2000
"""So many of an agency's latest referrals are looked at."""
FEW_DIGITS = 3
"""From so many digits on, a number is found in the middle of another one."""
FORGIVEN, FORGIVEN_TWICE = 4, 9
"""From so many letters on, one letter may be wrong, and two."""
_TURN = threading.Lock()
"""One search at a time in a process: it must not take the processor from those who call and text.
"""


@dataclass(frozen=True)
class Sought:
    """What someone looks for."""

    words: tuple[str, ...] = ()
    """As :func:`hotline.intake.search_text.words_in` folds them."""
    since: datetime | None = None
    until: datetime | None = None
    closed: bool | None = None
    """``None``: open and closed reports."""


@dataclass(frozen=True)
class Found:
    """The reports, the newest first; ``more`` than are named; whether spelling was forgiven."""

    report_ids: tuple[int, ...] = ()
    more: bool = False
    misspelled: bool = False


def find(
    db: DbSession, dep: Deployment, sought: Sought, other_words: Sequence[tuple[str, ...]] = ()
) -> Found:
    """What is sought; where nothing is found, the ``other_words``, then with other spellings."""
    agencies = {word: _with_agency(db, dep, word) for word in sought.words}
    exact = {word: _exactly(word) for line in (sought.words, *other_words) for word in line}
    with _TURN:
        found = _scan(db, dep, sought, [sought.words], exact, agencies)
        if found.report_ids or not sought.words:
            return found
        near = {word: _nearly(word) for word in exact}
        again = _scan(db, dep, sought, [sought.words, *other_words], near, agencies)
    return Found(again.report_ids, again.more, misspelled=True)


Test = Callable[[bytes], bool]


def _scan(
    db: DbSession,
    dep: Deployment,
    sought: Sought,
    lines: Sequence[tuple[str, ...]],
    tests: Mapping[str, Test],
    agencies: Mapping[str, frozenset[int]],
) -> Found:
    found: list[int] = []
    for report_id, text in _texts(db, dep, sought):
        if any(
            all(tests[word](text) or report_id in agencies.get(word, ()) for word in line)
            for line in lines
        ):
            if len(found) == MOST:
                return Found(tuple(found), more=True)
            found.append(report_id)
    return Found(tuple(found))


def _texts(db: DbSession, dep: Deployment, sought: Sought) -> Iterator[tuple[int, bytes]]:
    wanted = select(SearchText.report_id, SearchText.body).order_by(SearchText.report_id.desc())
    conditions = []
    if sought.since is not None:
        conditions.append(Report.created_at >= sought.since)
    if sought.until is not None:
        conditions.append(Report.created_at < sought.until)
    if sought.closed is not None:
        conditions.append((Report.state == ReportState.CLOSED) == sought.closed)
    if conditions:
        wanted = wanted.join(Report, Report.id == SearchText.report_id).where(*conditions)
    for report_id, body in db.execute(wanted.execution_options(yield_per=AT_A_TIME)):
        try:
            yield report_id, dep.keys.open(body, context(report_id))
        except SealError:
            continue


def _with_agency(db: DbSession, dep: Deployment, word: str) -> frozenset[int]:
    """Reports that an agency has or had whose name holds the word."""
    rules = dep.library.current(db).rules
    test = _exactly(word)
    named = [one.id for one in rules.agencies.values() if test(as_text(words_in(one.name)))]
    wanted = (
        select(Referral.report_id)
        .where(Referral.agency_id.in_(named), Referral.offered_at.is_not(None))
        .order_by(Referral.id.desc())
        .limit(AGENCYS)
    )
    return frozenset(db.scalars(wanted)) if named else frozenset()


def _exactly(word: str) -> Test:
    sought = word.encode()
    anywhere = not word.isascii() or (word.isdigit() and len(word) >= FEW_DIGITS)
    pattern = sought if anywhere else b" " + sought
    return lambda text: pattern in text


def _nearly(word: str) -> Test:
    """Whether a text has the word, or one that is a letter or two away from it.

    One wrong letter leaves the first or the second half of a word whole, unless the two letters
    between the halves were swapped; of a long word with two, the beginning or the end is asked for.
    """
    exactly = _exactly(word)
    if len(word) < FORGIVEN or not word.isascii() or not word.isalpha():
        return exactly
    wrong = 2 if len(word) >= FORGIVEN_TWICE else 1
    half = len(word) // 2
    first, second = (word[:half], word[half:]) if wrong == 1 else (word[:3], word[-3:])
    begin, end = f" {first}".encode(), f"{second} ".encode()
    swapped = f" {word[: half - 1]}{word[half]}{word[half - 1]}{word[half + 1 :]}".encode()

    def nearly(text: bytes) -> bool:
        return (
            exactly(text)
            or swapped in text
            or any(
                letters_apart(word, other, wrong) <= wrong
                for other in _candidates(text, begin, end)
            )
        )

    return nearly


def _candidates(text: bytes, begin: bytes, end: bytes) -> Iterator[str]:
    """Words of the text that begin or end as the one that is sought."""
    at = text.find(begin)
    while at >= 0:  # the words are sorted: those that begin alike stand together
        stop = text.index(b" ", at + 1)
        yield text[at + 1 : stop].decode()
        at = stop if text.startswith(begin, stop) else -1
    at = text.find(end)
    while at >= 0:
        yield text[text.rindex(b" ", 0, at) + 1 : at + len(end) - 1].decode()
        at = text.find(end, at + 1)


def letters_apart(one: str, two: str, most: int) -> int:
    """How many letters are missing, too many, wrong or swapped; beyond ``most`` it says one more.

    The distance of Damerau and Levenshtein in which no piece changes twice.
    """
    if abs(len(one) - len(two)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, other in enumerate(two, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == two[j - 2] and one[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
