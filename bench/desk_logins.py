"""Logins of the people who look at pages while something is measured."""

from __future__ import annotations

import httpx
from sqlalchemy.orm import Session

from hotline.accounts import staff
from hotline.deployment import Deployment

PASSWORD = "synthetic people only"


def add(db: Session, dep: Deployment, *, role: str, username: str = "dana") -> None:
    """Add a login of this role with :data:`PASSWORD`."""
    staff.add(
        db,
        username=username,
        name="Dana Example",
        role=role,
        password=PASSWORD,
        now=dep.clock(),
    )


async def log_in(client: httpx.AsyncClient, username: str = "dana") -> None:
    """Log in; whatever ``client`` asks next is that person's."""
    await client.post("/login", data={"username": username, "password": PASSWORD})
