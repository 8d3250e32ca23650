"""Second factors, what a session is, rules for logins, and what a token may do until when

Until now one role, admin, read reports, published and made logins. Those who had it keep their
daily work as coordinators; an admin, who makes logins and reads nothing, is a role of its own.

Revision: 0020, after 0019
"""

from datetime import UTC, datetime, timedelta

from alembic import op
import sqlalchemy as sa

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TOKENS_END_AFTER = timedelta(days=365)


def upgrade() -> None:
    op.create_table(
        "second_factors",
        sa.Column("id", BIG, nullable=False),
        sa.Column("staff_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_second_factors_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factors")),
        sa.UniqueConstraint("digest", name=op.f("uq_second_factors_digest")),
    )
    op.create_index(op.f("ix_second_factors_staff_id"), "second_factors", ["staff_id"])
    op.create_table(
        "recovery_codes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("staff_id", BIG, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_recovery_codes_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("digest", name=op.f("uq_recovery_codes_digest")),
    )
    op.create_index(op.f("ix_recovery_codes_staff_id"), "recovery_codes", ["staff_id"])
    op.create_table(
        "login_steps",
        sa.Column("id", BIG, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("staff_id", BIG, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("challenge", sa.LargeBinary(), nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_login_steps_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_steps")),
        sa.UniqueConstraint("digest", name=op.f("uq_login_steps_digest")),
    )
    op.create_index(op.f("ix_login_steps_staff_id"), "login_steps", ["staff_id"])
    op.create_table(
        "line_options",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_line_options")),
    )
    op.create_table(
        "waiting_changes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_changes")),
    )
    text = sa.String
    for column in (
        sa.Column("factor", text(length=10), nullable=False, server_default=""),
        sa.Column("browser", text(length=40), nullable=False, server_default=""),
        sa.Column("is_new", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("glass_until", MOMENT, nullable=True),
    ):
        op.add_column("login_sessions", column)
    op.add_column("staff", sa.Column("grace_from", MOMENT, nullable=True))
    op.add_column(
        "api_tokens", sa.Column("scope", text(length=10), nullable=False, server_default="answer")
    )
    op.add_column("api_tokens", sa.Column("expires_at", MOMENT, nullable=True))
    now = datetime.now(UTC)
    staff = sa.table("staff", sa.column("role", text), sa.column("grace_from", MOMENT))
    op.execute(staff.update().values(grace_from=now))
    op.execute(staff.update().where(staff.c.role == "admin").values(role="coordinator"))
    tokens = sa.table("api_tokens", sa.column("expires_at", MOMENT))
    op.execute(tokens.update().values(expires_at=now + TOKENS_END_AFTER))


def downgrade() -> None:
    staff = sa.table("staff", sa.column("role", sa.String))
    op.execute(staff.update().where(staff.c.role == "coordinator").values(role="admin"))
    op.drop_column("api_tokens", "expires_at")
    op.drop_column("api_tokens", "scope")
    op.drop_column("staff", "grace_from")
    for name in ("glass_until", "is_new", "browser", "factor"):
        op.drop_column("login_sessions", name)
    op.drop_table("waiting_changes")
    op.drop_table("line_options")
    op.drop_table("login_steps")
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
