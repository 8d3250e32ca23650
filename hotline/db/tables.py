"""All tables, for migrations and for copying a database: importing this knows every model."""

from __future__ import annotations

from hotline.db import keys, people, referrals, reports
from hotline.db.types import Base

metadata = Base.metadata
MODELS = (keys, people, referrals, reports)
