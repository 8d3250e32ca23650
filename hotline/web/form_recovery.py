"""What someone had typed when their login ran out: shown again after the login, never lost.

The typed fields travel through the login page sealed, so the server stores nothing. Only a form
that came from a page of ours is kept, and only the person who typed it sees it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from fastapi import Request

from hotline.accounts import staff
from hotline.deployment import Deployment
from hotline.web import sealed_values

PURPOSE = "kept form"
LIVES = timedelta(hours=12)
LONG = {"text", "reason", "note", "story", "words", "place"}
"""Fields that a person types; the others are choices."""


@dataclass(frozen=True)
class Kept:
    """A form that was not taken: where it goes, and what was in it."""

    path: str
    fields: Mapping[str, str]
    by: int | None
    """Who typed it, as far as it is known."""

    @property
    def typed(self) -> dict[str, str]:
        """The fields that a person typed."""
        return {name: value for name, value in self.fields.items() if name in LONG and value}

    @property
    def chosen(self) -> dict[str, str]:
        """All others."""
        return {name: value for name, value in self.fields.items() if name not in self.typed}


async def keep(request: Request, dep: Deployment) -> Kept | None:
    """The form of a request that nobody may send yet; ``None`` where there is nothing to keep."""
    if request.method != "POST" or not _from_our_page(request, dep):
        return None
    form = await request.form()
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    fields.pop("csrf", None)
    token = request.cookies.get(staff.COOKIE, "")
    with dep.database.read() as db:
        by = staff.owner(db, token)
    return Kept(request.url.path, fields, by) if any(fields.values()) else None


def _from_our_page(request: Request, dep: Deployment) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    ours, given = urlsplit(dep.settings.base_url), urlsplit(request.headers.get("origin", ""))
    return (given.scheme, given.netloc) == (ours.scheme, ours.netloc)


def seal(dep: Deployment, kept: Kept, now: datetime) -> str:
    """``kept`` for a hidden field of the login page."""
    value = {"path": kept.path, "fields": dict(kept.fields), "by": kept.by}
    return sealed_values.seal(dep, value | {"until": (now + LIVES).isoformat()}, PURPOSE)


def unseal(dep: Deployment, sealed: str, now: datetime) -> Kept | None:
    """What :func:`seal` made; ``None`` when it is too old or not ours."""
    value = sealed_values.unseal(dep, sealed, PURPOSE)
    if value is None or datetime.fromisoformat(value["until"]) < now:
        return None
    return Kept(value["path"], value["fields"], value["by"])
