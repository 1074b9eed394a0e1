"""What real use showed: withheld posts are not counted, names fold by Unicode, drafts and devices

One migration for all of it, because nothing was released in between. Each part has a function each
way, and ``upgrade`` calls them in order.
"""

from itertools import groupby

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
    withhold()


def downgrade() -> None:
    """Undo the change."""
    for table in ("forum_post", "forum_thread"):
        op.drop_column(table, "partly")
    op.drop_column("forum_thread", "withheld")


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


def withhold() -> None:
    """Give each thread the numbers of its posts that are not shown; they are no activity of it."""
    op.add_column(
        "forum_thread", sa.Column("withheld", sa.Text(), nullable=False, server_default="")
    )
    thread = sa.table("forum_thread", *map(sa.column, ("id", "opened_at", "active_at", "withheld")))
    post = sa.table("forum_post", *map(sa.column, ("thread_id", "number", "at", "state")))
    hidden = sa.select(post.c.thread_id, post.c.number).where(post.c.state != "shown")
    rows = op.get_bind().execute(hidden.order_by(post.c.thread_id, post.c.number)).all()
    for id, posts in groupby(rows, key=lambda row: row.thread_id):
        runs = ranges([row.number for row in posts])
        op.execute(thread.update().where(thread.c.id == id).values(withheld=runs))
    last = sa.select(sa.func.max(post.c.at)).where(
        post.c.thread_id == thread.c.id, post.c.state == "shown"
    )
    moment = sa.func.coalesce(last.correlate(thread).scalar_subquery(), thread.c.opened_at)
    op.execute(thread.update().where(thread.c.withheld != "").values(active_at=moment))


def ranges(numbers: list[int]) -> str:
    """Return ascending *numbers* as a text like "7,12-14"."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in runs)
