"""A deployment that serves nothing: its tables are empty, its mail and provider lead nowhere."""

from __future__ import annotations

from pathlib import Path

import hotline.wiring  # noqa: F401  # every table and every kind of job
from hotline.db.columns import Base
from hotline.deployment import Deployment
from tests.line import TUESDAY_NOON, settings_for


def empty_deployment(folder: Path) -> Deployment:
    """On a SQLite file in ``folder``; it is always Tuesday noon."""
    made = Deployment.of(settings_for(folder, "http://127.0.0.1:9", 9), clock=lambda: TUESDAY_NOON)
    Base.metadata.create_all(made.database.engine)
    return made
