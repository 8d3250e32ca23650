"""Alembic's entry: runs on the connection that ``hotline.db.migrate`` gives it."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from hotline.db.columns import UtcDateTime
from hotline.db.tables import metadata


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A migration must not change when the code's own types do."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=_render,
    transactional_ddl=False,
)
context.run_migrations()
