"""The local figures as they were first shown

Revision: 0011, after 0010
"""

from alembic import op
import sqlalchemy as sa

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quarter_figures",
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("quarter", name=op.f("pk_quarter_figures")),
    )


def downgrade() -> None:
    op.drop_table("quarter_figures")
