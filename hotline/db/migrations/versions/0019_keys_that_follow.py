"""Which key made a pseudonym and the checksum of a code, and the keys that newer ones replaced

Revision: 0019, after 0018
"""

from alembic import op
import sqlalchemy as sa

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "key_predecessors",
        sa.Column("key_id", sa.String(length=8), nullable=False),
        sa.Column("heir_id", sa.String(length=8), nullable=False),
        sa.Column("derived", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", "heir_id", name=op.f("pk_key_predecessors")),
    )
    for table, column in (("reporters", "key_id"), ("reports", "code_key_id")):
        op.add_column(
            table, sa.Column(column, sa.String(length=8), nullable=False, server_default="")
        )
    keys = op.get_bind().execute(sa.text("SELECT key_id FROM sealing_keys")).scalars().all()
    if len(keys) == 1:  # all that is here was made with it
        for table, column in (("reporters", "key_id"), ("reports", "code_key_id")):
            op.get_bind().execute(sa.text(f"UPDATE {table} SET {column} = :key"), {"key": keys[0]})


def downgrade() -> None:
    op.drop_column("reports", "code_key_id")
    op.drop_column("reporters", "key_id")
    op.drop_table("key_predecessors")
