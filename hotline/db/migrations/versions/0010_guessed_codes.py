"""Wrong return codes are counted on the report as well

Revision: 0010, after 0009
"""

from alembic import op
import sqlalchemy as sa

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "reports", sa.Column("failed_codes", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("reports", sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("reports", "locked_until")
    op.drop_column("reports", "failed_codes")
