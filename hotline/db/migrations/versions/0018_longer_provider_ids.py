"""Room for a provider's ids: Telnyx's have 57 characters where Twilio's have 34

Revision: 0018, after 0017
"""

from alembic import op
import sqlalchemy as sa

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = ("contacts", "entries", "attachments")


def upgrade() -> None:
    _resize(40, 128)


def downgrade() -> None:
    """Longer ids would not fit: they are cut, and what they name is found no more."""
    for table in TABLES:
        op.execute(f"UPDATE {table} SET provider_sid = substr(provider_sid, 1, 40)")
    _resize(128, 40)


def _resize(before: int, after: int) -> None:
    if op.get_bind().dialect.name == "sqlite":
        return  # it does not enforce lengths
    for table in TABLES:
        op.alter_column(
            table,
            "provider_sid",
            existing_type=sa.String(before),
            type_=sa.String(after),
            existing_nullable=table != "attachments",
        )
