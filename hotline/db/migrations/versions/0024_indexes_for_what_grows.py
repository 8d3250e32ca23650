"""Indexes: referrals by offer, contacts by their start, closed reports that are not erased

Revision: 0024, after 0023
"""

from alembic import op
import sqlalchemy as sa

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_referrals_offered_at", "referrals", ["offered_at"])
    op.create_index("ix_contacts_started", "contacts", ["medium", "started_at"])
    kept = sa.text("state = 'closed' AND length(sealed_key) > 0")
    op.create_index(
        "ix_reports_kept", "reports", ["closed_at", "id"], sqlite_where=kept, postgresql_where=kept
    )


def downgrade() -> None:
    op.drop_index("ix_reports_kept", table_name="reports")
    op.drop_index("ix_contacts_started", table_name="contacts")
    op.drop_index("ix_referrals_offered_at", table_name="referrals")
