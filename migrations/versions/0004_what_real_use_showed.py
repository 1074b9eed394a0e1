"""What real use showed: withheld posts are not counted, names fold by Unicode, drafts and devices

One migration for all of it, because nothing was released in between. Each part has a function each
way, and ``upgrade`` calls them in order.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


POST = sa.table("forum_post", *(sa.column(name) for name in ("id", "thread_id", "state", "partly")))
THREAD = sa.table("forum_thread", sa.column("id"), sa.column("partly"))
TRY = sa.table("forum_try", sa.column("post_id"), sa.column("outcome"))


def upgrade() -> None:
    """Make the change."""
    count_partly()


def downgrade() -> None:
    """Undo the change."""
    for table in ("forum_post", "forum_thread"):
        op.drop_column(table, "partly")


def count_partly() -> None:
    """Count for how many people an answer partly worked, beside for how many it did."""
    for table in ("forum_post", "forum_thread"):
        op.add_column(table, sa.Column("partly", sa.Integer, nullable=False, server_default="0"))
    tries = sa.select(TRY.c.post_id).where(TRY.c.outcome == "partly")
    number = sa.select(sa.func.count()).where(TRY.c.post_id == POST.c.id, TRY.c.outcome == "partly")
    op.execute(
        POST.update()
        .where(POST.c.id.in_(tries), POST.c.state != "withdrawn")
        .values(partly=number.scalar_subquery())
    )
    total = sa.select(sa.func.sum(POST.c.partly)).where(
        POST.c.thread_id == THREAD.c.id, POST.c.state == "shown"
    )
    op.execute(
        THREAD.update()
        .where(THREAD.c.id.in_(sa.select(POST.c.thread_id).where(POST.c.partly > 0)))
        .values(partly=sa.func.coalesce(total.scalar_subquery(), 0))
    )
