"""Contacts that fell silent: their reports are routed as they stand, never dropped."""

from __future__ import annotations

from sqlalchemy import select

from hotline.db.reports import Contact
from hotline.deployment import Deployment
from hotline.intake.contacts import load_contact
from hotline.intake.conversation import finish_contact
from hotline.unit_of_work import Tx

BATCH = 50


def expire_contacts(dep: Deployment) -> int:
    """End contacts whose time ran out and route their reports; how many."""
    now = dep.clock()
    with dep.database.read() as db:
        silent = select(Contact.id).where(Contact.ended_at.is_(None), Contact.expires_at <= now)
        waiting = db.scalars(silent.order_by(Contact.expires_at).limit(BATCH)).all()
    for contact_id in waiting:
        with dep.database.write() as db:
            row = db.get(Contact, contact_id, with_for_update=True)
            if row is not None and row.ended_at is None and row.expires_at <= now:
                finish_contact(Tx(db, dep, now), load_contact(db, dep, row), "expired")
    return len(waiting)
