"""Which showing of its form answered an alert's link

Revision: 0017, after 0016
"""

from alembic import op
import sqlalchemy as sa

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("alert_links", sa.Column("page_digest", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column("alert_links", "page_digest")
