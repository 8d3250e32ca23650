"""Many reports at once: surges, and messages that are sent together

Revision: 0025, after 0024
"""

from alembic import op
import sqlalchemy as sa

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "surges",
        sa.Column("id", BIG, nullable=False),
        sa.Column("lead_id", BIG, nullable=True),
        sa.Column("began_at", WHEN, nullable=False),
        sa.Column("last_at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surges")),
        sa.UniqueConstraint("lead_id", name=op.f("uq_surges_lead_id")),
    )
    op.create_index("ix_surges_last_at", "surges", ["last_at"])
    op.create_table(
        "roundups",
        sa.Column("id", BIG, nullable=False),
        sa.Column("surge_id", BIG, nullable=False),
        sa.Column("receiver", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_at", WHEN, nullable=False),
        sa.Column("closed_at", WHEN, nullable=True),
        sa.Column("job_id", BIG, nullable=True),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["surge_id"], ["surges.id"], name=op.f("fk_roundups_surge_id")),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name=op.f("fk_roundups_job_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roundups")),
        sa.UniqueConstraint("surge_id", "receiver", "number", name=op.f("uq_roundups_surge_id")),
    )
    op.create_index(op.f("ix_roundups_job_id"), "roundups", ["job_id"])
    op.create_table(
        "held_messages",
        sa.Column("job_id", BIG, autoincrement=False, nullable=False),
        sa.Column("roundup_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name=op.f("fk_held_messages_job_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["roundup_id"],
            ["roundups.id"],
            name=op.f("fk_held_messages_roundup_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_held_messages")),
    )
    op.create_index(op.f("ix_held_messages_roundup_id"), "held_messages", ["roundup_id"])
    op.add_column("reports", sa.Column("surge_id", BIG, nullable=True))
    of_a_surge = sa.text("surge_id IS NOT NULL AND state != 'closed'")
    op.create_index(
        "ix_reports_surge",
        "reports",
        ["surge_id", "id"],
        sqlite_where=of_a_surge,
        postgresql_where=of_a_surge,
    )


def downgrade() -> None:
    op.drop_index("ix_reports_surge", table_name="reports")
    op.drop_column("reports", "surge_id")
    op.drop_table("held_messages")
    op.drop_table("roundups")
    op.drop_index("ix_surges_last_at", table_name="surges")
    op.drop_table("surges")
