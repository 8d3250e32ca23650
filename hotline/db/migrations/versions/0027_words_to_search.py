"""The words of each report for the search of the desk, sealed

Revision: 0027, after 0026
"""

from alembic import op
import sqlalchemy as sa

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "search_texts",
        sa.Column("report_id", number, autoincrement=False, nullable=False),
        sa.Column("entry_id", number, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_search_texts_report_id")
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_search_texts")),
    )
    op.create_index("ix_search_texts_entry_id", "search_texts", ["entry_id"])


def downgrade() -> None:
    op.drop_table("search_texts")
