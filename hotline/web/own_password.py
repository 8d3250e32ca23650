"""Asking someone who is logged in for their password again, before they change their login.

Whoever sits at a page that was left open may guess as well as at the login page: each wrong guess
in that browser makes the next one wait. It is checked in the thread for passwords, as a login is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from hotline.accounts import passwords, staff
from hotline.accounts.staff import StaffError, Visitor
from hotline.accounts.throttle import Attempt
from hotline.db.accounts import Staff
from hotline.deployment import Deployment
from hotline.i18n import say
from hotline.web.auth import Current, Dep, Fields
from hotline.web.entering import CHECK_SECONDS, Passwords, source
from hotline.web.thread_lanes import LateError

NOT_YOURS = "Your current password is not correct. Nothing was changed."
WAIT = "Too many wrong passwords came from here. Wait {seconds} seconds, then try again."


@dataclass(frozen=True)
class OwnPassword:
    """What came of it: whether it was right, or how many seconds to wait before the next try."""

    right: bool = False
    wait: int = 0

    def check(self) -> None:
        """Raise :class:`StaffError` unless the password was given and right."""
        if self.wait:
            raise StaffError(say(WAIT, seconds=self.wait))
        if not self.right:
            raise StaffError(say(NOT_YOURS))


async def own_password(request: Request, dep: Dep, visitor: Current, fields: Fields) -> OwnPassword:
    """Check the field ``now`` of the form; empty is wrong, and costs nothing."""
    given = fields.get("now", "")[: passwords.LONGEST]
    if not given:
        return OwnPassword()
    lanes: Passwords = request.app.state.passwords
    attempt = Attempt(name_of(visitor.id), source(request), f"session:{visitor.session}")
    wait = await lanes.begin(request, dep, attempt)
    if wait:
        return OwnPassword(wait=wait)
    try:
        right = await lanes.others.do(request, lambda: _fits(dep, visitor, given))
    except LateError:
        return OwnPassword(wait=CHECK_SECONDS)
    if right:
        lanes.throttle.right(attempt)
    return OwnPassword(right)


Own = Annotated[OwnPassword, Depends(own_password)]


def name_of(staff_id: int) -> str:
    """Under which name such guesses are counted."""
    return f"own:{staff_id}"


def _fits(dep: Deployment, visitor: Visitor, given: str) -> bool:
    with dep.database.read() as db:
        known = db.get_one(Staff, visitor.id).password_hash
    return staff.fits(known, given)
