"""All tables, for migrations and for copying a database: importing this knows every model."""

from __future__ import annotations

from hotline.db import (
    accounts,
    audit,
    call_backs,
    config_versions,
    factors,
    floods,
    holds,
    jobs,
    keys,
    probes,
    referrals,
    reports,
    search,
    tasks,
)
from hotline.db.columns import Base

metadata = Base.metadata
MODELS = (
    accounts,
    audit,
    call_backs,
    config_versions,
    factors,
    floods,
    holds,
    jobs,
    keys,
    probes,
    referrals,
    reports,
    search,
    tasks,
)
