"""What alerts, pages and texts are about is in rows, not in the keys of their jobs

Revision: 0016, after 0015
"""

from collections.abc import Iterator
from typing import Any

from alembic import op
import sqlalchemy as sa

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT_A_TIME = 1000
ABOUT_A_REFERRAL = {
    "hand_off",
    "last_resort",
    "overdue_hand_off",
    "acknowledgement",
    "beside_declined",
}
"""What pages name their referral, as the first thing behind it in the key."""


def upgrade() -> None:
    job = sa.ForeignKeyConstraint
    op.create_table(
        "alerts",
        sa.Column("job_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("referral_id", BIG_ID, nullable=False),
        sa.Column("point", sa.Integer(), nullable=False),
        sa.Column("round", sa.String(length=10), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("repeat", sa.Integer(), nullable=False),
        job(["job_id"], ["jobs.id"], name=op.f("fk_alerts_job_id"), ondelete="CASCADE"),
        job(["referral_id"], ["referrals.id"], name=op.f("fk_alerts_referral_id")),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_referral_id"), "alerts", ["referral_id"])
    op.create_table(
        "pages",
        sa.Column("job_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("cause", sa.String(length=160), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("referral_id", BIG_ID, nullable=True),
        job(["job_id"], ["jobs.id"], name=op.f("fk_pages_job_id"), ondelete="CASCADE"),
        job(["referral_id"], ["referrals.id"], name=op.f("fk_pages_referral_id")),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_pages")),
    )
    op.create_index(op.f("ix_pages_cause"), "pages", ["cause"])
    op.create_table(
        "reporter_texts",
        sa.Column("job_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("entry_id", BIG_ID, nullable=False),
        job(["job_id"], ["jobs.id"], name=op.f("fk_reporter_texts_job_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_reporter_texts")),
    )
    op.add_column("tasks", sa.Column("job_id", BIG_ID, nullable=True))
    op.create_index(op.f("ix_tasks_job_id"), "tasks", ["job_id"])
    connection = op.get_bind()
    referrals = set(connection.scalars(sa.text("SELECT id FROM referrals")))
    for kind, read, columns in (
        ("alert", alert_of, "referral_id, point, round, about, repeat"),
        ("page", page_of, "cause, what, staff_id, channel, referral_id"),
        ("reporter.text", text_of, "entry_id"),
    ):
        table = {"alert": "alerts", "page": "pages"}.get(kind, "reporter_texts")
        values = ", ".join(f":{name}" for name in ("job_id", *columns.split(", ")))
        insert = sa.text(f"INSERT INTO {table} (job_id, {columns}) VALUES ({values})")
        for rows in _jobs(connection, kind):
            found = [read(row.key) | {"job_id": row.id} for row in rows if read(row.key)]
            for row in found:
                if "referral_id" in row and row["referral_id"] not in referrals:
                    row["referral_id"] = None
            found = [row for row in found if kind != "alert" or row["referral_id"]]
            if found:
                connection.execute(insert, found)
    dead = sa.text("SELECT id, key FROM tasks WHERE kind = 'dead_letter'")
    for task in connection.execute(dead).all():
        job_id = task.key.split(":")[1]
        if job_id.isdigit():
            connection.execute(
                sa.text("UPDATE tasks SET job_id = :job WHERE id = :id"),
                {"job": int(job_id), "id": task.id},
            )


def _jobs(connection: Any, kind: str) -> Iterator[Any]:
    """The jobs of a kind, some at a time."""
    last = 0
    some = sa.text(
        "SELECT id, key FROM jobs WHERE kind = :kind AND id > :last ORDER BY id LIMIT :limit"
    )
    while rows := connection.execute(
        some, {"kind": kind, "last": last, "limit": AT_A_TIME}
    ).all():
        yield rows
        last = rows[-1].id


def alert_of(key: str) -> dict[str, Any]:
    """``alert:REFERRAL:POINT:ROUND[-ABOUT][-againN]``, as keys were written until 0015."""
    parts = key.split(":")
    if len(parts) != 4 or not (parts[1].isdigit() and parts[2].isdigit()):
        return {}
    known, _, times = parts[3].partition("-again")
    name, _, about = known.partition("-")
    return {
        "referral_id": int(parts[1]),
        "point": int(parts[2]),
        "round": name[:10],
        "about": about[:40],
        "repeat": int(times) if times.isdigit() else 0,
    }


def page_of(key: str) -> dict[str, Any]:
    """``page:WHAT[:ABOUT…]:STAFF:CHANNEL``, as keys were written until 0015."""
    _, *cause, staff, channel = key.split(":")
    if not cause or not staff.isdigit():
        return {}
    names_one = cause[0] in ABOUT_A_REFERRAL and len(cause) > 1 and cause[1].isdigit()
    return {
        "cause": ":".join(cause),
        "what": cause[0][:40],
        "staff_id": int(staff),
        "channel": channel[:10],
        "referral_id": int(cause[1]) if names_one else None,
    }


def text_of(key: str) -> dict[str, Any]:
    """``reporter.text:ENTRY``, as keys were written until 0015."""
    entry = key.rpartition(":")[2]
    return {"entry_id": int(entry)} if entry.isdigit() else {}


def downgrade() -> None:
    op.drop_index(op.f("ix_tasks_job_id"), table_name="tasks")
    op.drop_column("tasks", "job_id")
    op.drop_table("reporter_texts")
    op.drop_table("pages")
    op.drop_table("alerts")
