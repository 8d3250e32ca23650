"""Finding the reporter behind an address, and whether we may answer."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hotline.db import rows, scrub
from hotline.db.reports import Report, Reporter
from hotline.deployment import Deployment
from hotline.privacy import holds
from hotline.privacy.pseudonyms import Address, open_handle, seal_handle

SEALED_AGAIN_AFTER = timedelta(minutes=30)
"""How old a reply handle may be before the next text or call has it last longer."""


def known_reporter(session: Session, dep: Deployment, address: Address) -> Reporter | None:
    """The reporter with this address, locked until the transaction ends, if there is one."""
    if address.identity is None:
        return None
    pseudonyms = dep.keys.pseudonyms(address.identity)
    known = select(Reporter).where(Reporter.pseudonym.in_(pseudonyms)).with_for_update()
    found = {reporter.pseudonym: reporter for reporter in session.scalars(known)}
    return next((found[one] for one in pseudonyms if one in found), None)


def reporter_for(
    session: Session,
    dep: Deployment,
    address: Address,
    now: datetime,
    known: Reporter | None = None,
    *,
    unknown: bool = False,
) -> Reporter:
    """The reporter with this address, locked until the transaction ends; a new one if need be.

    ``known`` is what :func:`known_reporter` gave, when it was asked in this transaction before,
    and ``unknown`` that it gave nobody.
    The lock puts two texts of one person in order. Hidden callers are each a reporter of their
    own, without a way to be answered; a short code or an account has a pseudonym, and no number.
    """
    if address.identity is None:
        return _make(session, dep, secrets.token_hex(32), now)
    newest = dep.keys.pseudonyms(address.identity)[0]
    reporter = known or (None if unknown else known_reporter(session, dep, address))
    reporter = reporter or _make(session, dep, newest, now)
    if (reporter.pseudonym, reporter.key_id) != (newest, dep.keys.ids[0]):
        rows.store(session, reporter, {"pseudonym": newest, "key_id": dep.keys.ids[0]})
    if address.number is None:
        return reporter
    expires = now + timedelta(days=dep.settings.reply_handle_days)
    if not _still_good(dep, reporter, address.number, expires):
        handle = seal_handle(dep.keys, address.number)
        rows.store(session, reporter, {"handle": handle, "handle_expires_at": expires})
    return reporter


def _still_good(dep: Deployment, reporter: Reporter, number: str, expires: datetime) -> bool:
    """Whether the handle was sealed a moment ago, so that it need not be sealed for each text."""
    sealed, until = reporter.handle, reporter.handle_expires_at
    if sealed is None or until is None or not dep.keys.is_current(sealed):
        return False
    recent = timedelta() <= expires - until < SEALED_AGAIN_AFTER
    return recent and open_handle(dep.keys, sealed) == number


def _make(session: Session, dep: Deployment, pseudonym: str, now: datetime) -> Reporter:
    new = Reporter(pseudonym=pseudonym, created_at=now, key_id=dep.keys.ids[0])
    made = rows.add_unless_there(session, new, "pseudonym")
    if made is not None:
        return made
    there = select(Reporter).where(Reporter.pseudonym == pseudonym).with_for_update()
    return session.scalars(there).one()


def forget_handles(dep: Deployment, now: datetime) -> int:
    """Throw away the sealed numbers whose time ran out; how many. The pseudonym stays.

    A number stays while one of its reports is on legal hold; nothing is sent to it for all that.
    """
    expired = (
        update(Reporter)
        .where(Reporter.handle.is_not(None), Reporter.handle_expires_at <= now)
        .where(~holds.is_reporter_held())
        .values(handle=None, handle_expires_at=None)
        .returning(Reporter.id)
    )
    with dep.database.write() as db:
        count = len(db.scalars(expired).all())
        if count:
            scrub.when_committed(db)
        return count


def reporter_of(session: Session, report: Report) -> Reporter | None:
    """Who made a report, where that is known."""
    return session.get(Reporter, report.reporter_id) if report.reporter_id else None


def number_to_answer(dep: Deployment, reporter: Reporter | None, now: datetime) -> str | None:
    """The number that may be texted, or ``None``: hidden, opted out, or its handle expired."""
    if reporter is None or reporter.opted_out_at is not None:
        return None
    if reporter.handle_expires_at is None or reporter.handle_expires_at <= now:
        return None
    return open_handle(dep.keys, reporter.handle)
