"""A visit of the web page: a token in its forms, and what a flood of new visits asks of each.

No cookie and no address: the page's forms carry the token, and the database has a keyed checksum of
it. When very many begin to write at once, a new visit proves some work of its browser, or waits:
nobody is shut out, no puzzle is shown, and whoever reports danger does neither.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session as DbSession

from hotline.db.reports import Contact
from hotline.deployment import Deployment
from hotline.domain import Medium

PURPOSE = "web visit"
LASTS = timedelta(days=7)
"""For so long a page that was opened can still be sent."""
MANY, WITHIN = 30, timedelta(minutes=10)
"""So many new visits within that time are a flood."""
WAIT = timedelta(seconds=20)
"""How old the page of a new visit must be in a flood, where its browser proved no work."""
BITS = 15
"""Leading zero bits of the proof: about a second of an old phone."""
MOST_PROOF = 12
_TOKEN = re.compile(r"(\d{9,11})\.([A-Za-z0-9_-]{22})\.([0-9a-f]{32})")


@dataclass(frozen=True)
class Visit:
    """A visit: its token, when its page was opened, and what the database knows it by."""

    token: str
    opened: datetime
    sid: str


def new_visit(dep: Deployment) -> Visit:
    """A visit that begins now."""
    opened = dep.clock().replace(microsecond=0)
    opening = f"{int(opened.timestamp())}.{secrets.token_urlsafe(16)}"
    return _visit(dep, f"{opening}.{_signature(dep, opening)}", opened)


def read_visit(dep: Deployment, token: str) -> Visit | None:
    """The visit of a page that this line made, not too long ago; else ``None``."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    opening = f"{found[1]}.{found[2]}"
    if not secrets.compare_digest(_signature(dep, opening), found[3]):
        return None
    opened = datetime.fromtimestamp(int(found[1]), UTC)
    return _visit(dep, token, opened) if dep.clock() - opened <= LASTS else None


def _visit(dep: Deployment, token: str, opened: datetime) -> Visit:
    return Visit(token, opened, f"web:{dep.keys.mac(PURPOSE, token.encode())[:48]}")


def _signature(dep: Deployment, opening: str) -> str:
    return dep.keys.mac(f"{PURPOSE} token", opening.encode())[:32]


def in_flood(db: DbSession, now: datetime) -> bool:
    """Whether very many visits began lately."""
    lately = select(func.count()).where(
        Contact.medium == Medium.WEB.value, Contact.started_at > now - WITHIN
    )
    return (db.scalar(lately) or 0) >= MANY


def earned(visit: Visit, proof: str, now: datetime) -> bool:
    """Whether a new visit may begin in a flood: its browser worked for it, or its page is old."""
    return now - visit.opened >= WAIT or proves(visit.token, proof)


def proves(token: str, proof: str) -> bool:
    """Whether the SHA-256 of ``TOKEN:PROOF`` begins with :data:`BITS` zero bits."""
    if not proof.isascii() or not proof.isdigit() or len(proof) > MOST_PROOF:
        return False
    digest = hashlib.sha256(f"{token}:{proof}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - BITS) == 0
