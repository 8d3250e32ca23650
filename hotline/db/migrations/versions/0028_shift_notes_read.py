"""Who has read which note from shift to shift

Revision: 0028, after 0027
"""

from alembic import op
import sqlalchemy as sa

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "shift_note_reads",
        sa.Column("note_id", number, autoincrement=False, nullable=False),
        sa.Column("staff_id", number, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["shift_notes.id"], name=op.f("fk_shift_note_reads_note_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_shift_note_reads_staff_id")
        ),
        sa.PrimaryKeyConstraint("note_id", "staff_id", name=op.f("pk_shift_note_reads")),
    )


def downgrade() -> None:
    op.drop_table("shift_note_reads")
