"""Indexes by which the queue is as quick with a million reports; saved views; related reports

Revision: 0004, after 0003
"""

from alembic import op
import sqlalchemy as sa

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.drop_index("ix_reports_queue", table_name="reports")
    for name, columns, where in (
        ("ix_reports_open", ["urgency", "created_at", "id"], "state != 'closed'"),
        ("ix_reports_closed", ["closed_at", "id"], "state = 'closed'"),
        ("ix_reports_updated", ["updated_at"], None),
        ("ix_reports_created", ["created_at"], None),
    ):
        part = sa.text(where) if where else None
        op.create_index(name, "reports", columns, sqlite_where=part, postgresql_where=part)
    op.create_table(
        "saved_views",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_saved_views_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    op.create_index(op.f("ix_saved_views_staff_id"), "saved_views", ["staff_id"])
    op.create_table(
        "report_links",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("first_id", BIG_ID, nullable=False),
        sa.Column("second_id", BIG_ID, nullable=False),
        sa.Column("related", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("linked_by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_id"], ["reports.id"], name=op.f("fk_report_links_first_id")
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["reports.id"], name=op.f("fk_report_links_second_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_links")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_report_links_first_id")),
    )
    op.create_index(op.f("ix_report_links_second_id"), "report_links", ["second_id"])


def downgrade() -> None:
    op.drop_table("report_links")
    op.drop_table("saved_views")
    for name in ("ix_reports_open", "ix_reports_closed", "ix_reports_updated", "ix_reports_created"):
        op.drop_index(name, table_name="reports")
    op.create_index("ix_reports_queue", "reports", ["state", "urgency", "created_at"])
