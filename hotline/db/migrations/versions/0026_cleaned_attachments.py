"""Whether what a file says beside its content was taken out of it

Revision: 0026, after 0025
"""

from alembic import op
import sqlalchemy as sa

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None
CLEANED_BEFORE = ("image/jpeg", "image/png", "image/webp", "image/gif", "text/plain", "text/vcard")


def upgrade() -> None:
    op.add_column(
        "attachments",
        sa.Column("cleaned", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    table = sa.table("attachments", sa.column("cleaned", sa.Boolean), sa.column("content_type"))
    known = table.c.content_type.in_(CLEANED_BEFORE)
    op.execute(table.update().where(known).values(cleaned=True))


def downgrade() -> None:
    with op.batch_alter_table("attachments") as table:
        table.drop_column("cleaned")
