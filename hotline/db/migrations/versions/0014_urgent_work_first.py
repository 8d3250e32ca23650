"""Urgent work before old work, indexes for a county's reports, and a row to try writing with

Revision: 0014, after 0013
"""

from alembic import op
import sqlalchemy as sa

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OPEN = sa.text("state != 'closed'")
DUE = sa.text("state = 'due'")


def upgrade() -> None:
    op.add_column("jobs", sa.Column("rank", sa.Integer(), nullable=False, server_default="2"))
    op.create_index(
        "ix_jobs_rank", "jobs", ["rank", "due_at", "id"], sqlite_where=DUE, postgresql_where=DUE
    )
    op.create_index("ix_reports_county", "reports", ["state_code", "county_fips", "created_at"])
    op.drop_index("ix_reports_place", table_name="reports")
    op.create_index(
        "ix_reports_open_county",
        "reports",
        ["state_code", "county_fips", "urgency"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "probes",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_probes")),
    )


def downgrade() -> None:
    op.drop_table("probes")
    op.drop_index("ix_reports_open_county", table_name="reports")
    op.create_index("ix_reports_place", "reports", ["state_code", "county_fips"])
    op.drop_index("ix_reports_county", table_name="reports")
    op.drop_index("ix_jobs_rank", table_name="jobs")
    op.drop_column("jobs", "rank")
