"""Paging, raised urgency, what a task asks for, and workers that are seen

Revision: 0002, after 0001
"""

from alembic import op
import sqlalchemy as sa

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "worker_beats",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_beats")),
    )
    op.create_index(op.f("ix_worker_beats_last_at"), "worker_beats", ["last_at"])
    op.add_column(
        "referrals",
        sa.Column("urgency", sa.String(length=2), nullable=False, server_default="P2"),
    )
    op.create_index(op.f("ix_referrals_ack_code"), "referrals", ["ack_code"])
    op.add_column("tasks", sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tasks", sa.Column("words", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("reach", sa.LargeBinary(), nullable=True))
        staff.add_column(sa.Column("on_shift_until", sa.DateTime(timezone=True), nullable=True))
        staff.add_column(sa.Column("calendar_digest", sa.String(length=64), nullable=True))
        staff.create_unique_constraint(op.f("uq_staff_calendar_digest"), ["calendar_digest"])


def downgrade() -> None:
    with op.batch_alter_table("staff") as staff:
        staff.drop_constraint(op.f("uq_staff_calendar_digest"), type_="unique")
        staff.drop_column("calendar_digest")
        staff.drop_column("on_shift_until")
        staff.drop_column("reach")
    op.drop_column("tasks", "words")
    op.drop_column("tasks", "overdue_at")
    op.drop_index(op.f("ix_referrals_ack_code"), table_name="referrals")
    op.drop_column("referrals", "urgency")
    op.drop_index(op.f("ix_worker_beats_last_at"), table_name="worker_beats")
    op.drop_table("worker_beats")
