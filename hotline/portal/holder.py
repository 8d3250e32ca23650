"""Who may go on with an alert's link once it was used: the browser that had it open before.

A link is for one answer. Whoever finds the mail later, forwarded or on a lost telephone, must not
read the report with it. But the person who has just pressed the button sits in a car and reloads
the page: their browser holds a signed note of when it first showed the link, in a cookie that no
script reads and that is sent to this address only. A note from before the answer opens the page
again for some hours; one from after it, or none, does not.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta

from fastapi import Request, Response

from hotline.db.referrals import AlertLink
from hotline.deployment import Deployment
from hotline.referrals.alerts import LINK_LIVES

COOKIE = "hotline_alert"
HELD = timedelta(hours=12)
"""How long after the answer the browser that gave it may open the page again: a shift."""
PURPOSE = "alert link"


def holds(dep: Deployment, request: Request, link: AlertLink) -> bool:
    """Whether this browser may open the page: nobody used the link, or this browser did."""
    now = dep.clock()
    if link.used_at is None:
        return now < link.expires_at
    since = _since(dep, request, link)
    return since is not None and since <= link.used_at and now < link.used_at + HELD


def note(dep: Deployment, request: Request, response: Response, link: AlertLink) -> None:
    """Let the browser keep since when it has the link open, unless it knows that already."""
    if _since(dep, request, link) is not None:
        return
    stamp = str(int(dep.clock().timestamp()))
    response.set_cookie(
        COOKIE,
        f"{stamp}.{dep.keys.mac(PURPOSE, _signed(link, stamp))}",
        path=request.url.path,
        max_age=int((LINK_LIVES + HELD).total_seconds()),
        httponly=True,
        samesite="lax",  # strict would not be sent when the link in the mail is opened again
        secure=dep.settings.base_url.startswith("https://"),
    )


def _since(dep: Deployment, request: Request, link: AlertLink) -> datetime | None:
    stamp, _, mac = request.cookies.get(COOKIE, "").partition(".")
    if not stamp.isdecimal():
        return None
    known = dep.keys.macs(PURPOSE, _signed(link, stamp))
    if not any(hmac.compare_digest(mac.encode(), right.encode()) for right in known):
        return None
    return datetime.fromtimestamp(int(stamp), UTC)


def _signed(link: AlertLink, stamp: str) -> bytes:
    return f"{link.digest}.{stamp}".encode()
