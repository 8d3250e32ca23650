"""Logins that are used by way of an OpenID Connect provider

Revision: 0022, after 0021
"""

from alembic import op
import sqlalchemy as sa

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "linked_logins",
        sa.Column("id", BIG, nullable=False),
        sa.Column("staff_id", BIG, nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("linked_at", MOMENT, nullable=True),
        sa.Column("begun_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_linked_logins_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linked_logins")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_linked_logins_staff_id")),
        sa.UniqueConstraint("digest", name=op.f("uq_linked_logins_digest")),
    )
    for table in ("login_sessions", "login_steps"):
        op.add_column(
            table, sa.Column("via", sa.String(length=10), nullable=False, server_default="")
        )


def downgrade() -> None:
    for table in ("login_steps", "login_sessions"):
        op.drop_column(table, "via")
    op.drop_table("linked_logins")
