"""The strip "Needs someone now" and the warnings about paging, for every staff page.

A page asks for them while it is drawn, so no page can forget them; the queue's stream sends the
same strip to pages that are open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from hotline.accounts.staff import Visitor
from hotline.db.accounts import Staff
from hotline.deployment import Deployment
from hotline.followups import paging
from hotline.referrals import needs_someone
from hotline.referrals.needs_someone import Waiting


def strip(dep: Deployment) -> Mapping[str, Any]:
    """What ``_now.html`` needs: what waits, and a name for each place."""
    with dep.database.read() as db:
        return {"needed": needs_someone.needs_someone(db, dep.clock()), "place_of": _place_of(dep)}


def _place_of(dep: Deployment) -> Any:
    gazetteer = dep.locator.gazetteer

    def place(one: Waiting) -> str:
        county = gazetteer.county(one.county_fips or "")
        if county is not None:
            return f"{county.full_name}, {county.state}"
        state = gazetteer.states.get(one.state_code or "")
        return state.name if state else ""

    return place


def cannot_page(dep: Deployment, visitor: Visitor) -> str:
    """What is wrong with paging, for this person's pages.

    ``nobody`` (nobody can be paged), ``email`` (nobody can be woken), ``you`` (this person cannot
    be paged), or nothing.
    """
    with dep.database.read() as db:
        problem = paging.reachable(db, dep)
        if problem is not paging.Reachable.YES:
            return problem.value
        me = db.scalars(select(Staff).where(Staff.id == visitor.id)).first()
        paged = me is not None and bool(paging.reach_of(dep.keys, me).channels)
    return "" if paged or not visitor.may("dispatcher", "supervisor") else "you"
