"""Wrong codes are counted on an alert's link; a text is found by the provider's id

Revision: 0015, after 0014
"""

from alembic import op
import sqlalchemy as sa

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "alert_links", sa.Column("wrong_codes", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_index("ix_entries_provider_sid", "entries", ["provider_sid"])


def downgrade() -> None:
    op.drop_index("ix_entries_provider_sid", table_name="entries")
    op.drop_column("alert_links", "wrong_codes")
