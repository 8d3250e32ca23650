"""Changes of their own entries that agencies ask for

Revision: 0008, after 0007
"""

from alembic import op
import sqlalchemy as sa

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "asked_changes",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency_id", sa.String(length=80), nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_asked_changes_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_changes")),
    )
    op.create_index(op.f("ix_asked_changes_agency_id"), "asked_changes", ["agency_id"])


def downgrade() -> None:
    op.drop_table("asked_changes")
