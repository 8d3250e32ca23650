"""Indexes by which the map, the counts and the load of each person are read from open reports only

Revision: 0006, after 0005
"""

from alembic import op
import sqlalchemy as sa

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OPEN = sa.text("state != 'closed'")


def upgrade() -> None:
    for name, columns in (
        ("ix_reports_open_place", ["state_code", "urgency", "created_at", "id", "county_fips"]),
        ("ix_reports_open_claimed", ["claimed_by", "urgency", "created_at", "id"]),
    ):
        op.create_index(name, "reports", columns, sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_index("ix_reports_open_claimed", table_name="reports")
    op.drop_index("ix_reports_open_place", table_name="reports")
