"""Which browser may go on with an alert's link: the one in which a person typed the alert's code.

Looking at a link gives nothing, then or later: a mail filter looks, and so does whoever picks up a
lost phone. The note that opens the report again is given only with an answer that carried the code
of the alert (docs/decisions/0012-a-person-answers-an-alert.md). It is a signed cookie that no
script reads and that is sent to this address only; it lasts for a shift.
"""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime, timedelta

from fastapi import Request, Response

from hotline.db.referrals import AlertLink, Referral
from hotline.deployment import Deployment
from hotline.privacy import codes

COOKIE = "hotline_alert"
HELD = timedelta(hours=12)
"""How long after the answer the browser that gave it may open the page again: a shift."""
SAME_HAND = timedelta(minutes=2)
"""A second tap on the same page, so soon after the first, is the same person's."""
MOST_WRONG_CODES = 100
"""After so many wrong codes, from whatever sources, a link answers nothing more: someone is trying
all of them, and a fresh link goes to the agency. One source alone is stopped long before
(:mod:`hotline.portal.code_guesses`)."""
SHORTEST_PAGE = 20
PURPOSE = "alert answer"
_NOT_IN_A_CODE = re.compile(r"[^0-9A-Z]")


def open_to_all(link: AlertLink, now: datetime) -> bool:
    """Whether the link still waits for its answer, from whoever has the code."""
    return link.used_at is None and now < link.expires_at and link.wrong_codes < MOST_WRONG_CODES


def new_page() -> str:
    """What tells one showing of the form from every other: it is in the form, and random."""
    return codes.new_token()


def close(link: AlertLink, page: str, now: datetime) -> None:
    """The link was answered, from that showing of its form; it takes no other answer."""
    if link.used_at is None:
        link.used_at = now
        link.page_digest = codes.token_digest(page) if len(page) >= SHORTEST_PAGE else None


def same_hand(link: AlertLink, page: str, now: datetime) -> bool:
    """Whether the link was answered from this very page a moment ago: a double tap.

    The second tap leaves before the first answer has brought its cookie. Another browser has
    another page, so it gets nothing, however soon it comes.
    """
    if link.used_at is None or link.page_digest is None:
        return False
    soon = link.used_at <= now <= link.used_at + SAME_HAND
    return soon and hmac.compare_digest(link.page_digest, codes.token_digest(page))


def holds(dep: Deployment, request: Request, link: AlertLink) -> bool:
    """Whether an answer with the code was given in this browser, not longer ago than a shift."""
    since = _since(dep, request, link)
    return since is not None and since <= dep.clock() < since + HELD


def read_code(typed: str) -> str:
    """A code as it was typed, without what does not count: ``k7-q4`` is ``K7Q4``."""
    return _NOT_IN_A_CODE.sub("", typed.upper())[:20]


def is_right(referral: Referral, typed: str) -> bool:
    """Whether this is the code of the alert."""
    given, right = read_code(typed), referral.ack_code
    return bool(right) and hmac.compare_digest(given.encode(), right.encode())


def note(dep: Deployment, request: Request, response: Response, link: AlertLink) -> None:
    """Let this browser open the page again, because an answer with the code came from it."""
    stamp = str(int(dep.clock().timestamp()))
    response.set_cookie(
        COOKIE,
        f"{stamp}.{dep.keys.mac(PURPOSE, _signed(link, stamp))}",
        path=request.url.path,
        max_age=int(HELD.total_seconds()),
        httponly=True,
        samesite="lax",  # strict would not be sent when the link in the mail is opened again
        secure=dep.settings.base_url.startswith("https://"),
    )


def _since(dep: Deployment, request: Request, link: AlertLink) -> datetime | None:
    stamp, _, mac = request.cookies.get(COOKIE, "").partition(".")
    if not stamp.isdecimal() or len(stamp) > 12:
        return None
    known = dep.keys.macs(PURPOSE, _signed(link, stamp))
    if not any(hmac.compare_digest(mac.encode(), right.encode()) for right in known):
        return None
    return datetime.fromtimestamp(int(stamp), UTC)


def _signed(link: AlertLink, stamp: str) -> bytes:
    return f"{link.digest}.{stamp}".encode()
