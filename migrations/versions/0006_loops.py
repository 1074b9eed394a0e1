"""Loops: each time somebody tries something is a row of its own

One migration for the whole of it, because nothing was released in between. Each part has a function
each way, and ``upgrade`` calls them in order.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

MOMENT = sa.DateTime(timezone=True)
BATCH = 500
COUNTED = ("tried", "worked", "partly", "organisations")
MISSING = {"forum_post": COUNTED[3:], "forum_thread": COUNTED[3:], "forum_artefact": COUNTED}
"""The counters that each table did not have."""
BY_POST = "ix_forum_post_tried"
COPIED = ("post_id", "member_id", "outcome")
"""The columns of a report that were called the same."""


def upgrade() -> None:
    """Make the change."""
    make_attempts()


def downgrade() -> None:
    """Undo the change."""
    remove_attempts()


def make_attempts() -> None:
    """Let members tell of everything they try, each time; what they have told of answers stays."""
    for table, names in MISSING.items():
        for name in names:
            column = sa.Column(name, sa.Integer(), nullable=False, server_default="0")
            op.add_column(table, column)
    keys = {"member": False, "post": True, "artefact": True, "thread": True}
    texts = ("organisation", "outcome", "kept", "changed", "happened")
    op.create_table(
        "forum_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(f"{of}_id", sa.Integer(), nullable=may) for of, may in keys.items()),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("tried_on", sa.Date(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("corrected_at", MOMENT, nullable=True),
        sa.Column("form_key", sa.Text(), nullable=True),
        sa.Column("form_hash", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(CASE WHEN post_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN artefact_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN thread_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_forum_attempt_one_thing"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{of}_id"], [f"forum_{of}.id"], name=f"fk_forum_attempt_{of}_id_forum_{of}"
            )
            for of in keys
        ),
        sa.PrimaryKeyConstraint("id", name="pk_forum_attempt"),
        sa.UniqueConstraint("member_id", "form_key", name="uq_forum_attempt_member_id_form_key"),
        sqlite_autoincrement=True,
    )
    for of in ("post", "artefact", "thread"):
        op.create_index(f"ix_forum_attempt_{of}_id", "forum_attempt", [f"{of}_id"])
    was_tried = sa.text("tried > 0")
    op.create_index(
        BY_POST, "forum_post", ["thread_id"], postgresql_where=was_tried, sqlite_where=was_tried
    )
    move_reports()
    count_attempts()
    op.drop_table("forum_try")


def table_of(name: str, *columns: str) -> sa.TableClause:
    """Return a table with *columns*; moments and days have their types."""
    kinds: dict[str, sa.types.TypeEngine[object]] = {"tried_on": sa.Date()}  # type: ignore[dict-item]
    kinds |= dict.fromkeys(("at", "corrected_at"), MOMENT)  # type: ignore[arg-type]
    return sa.table(name, *(sa.column(column, kinds.get(column)) for column in columns))


TRY = table_of("forum_try", *COPIED, "note", "at")
ATTEMPT = table_of(
    "forum_attempt",
    *("id", *COPIED, "artefact_id", "thread_id", "organisation", "kept", "changed", "happened"),
    *("tried_on", "at"),
)
MEMBER = table_of("forum_member", "id", "organisation")
POST = table_of("forum_post", "id", "thread_id", "state", *COUNTED)
THREAD = table_of("forum_thread", "id", *COUNTED)


def in_utc(at: datetime) -> datetime:
    """Return *at* in UTC; SQLite returns it without a zone."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def move_reports() -> None:
    """Make each report an attempt: its note is what happened, its day the one it was entered on."""
    reports = (
        sa.select(TRY, MEMBER.c.organisation)
        .join(MEMBER, MEMBER.c.id == TRY.c.member_id)
        .order_by(TRY.c.at, TRY.c.post_id, TRY.c.member_id)
    )
    rows = op.get_bind().execute(reports).all()
    insert_all(
        ATTEMPT,
        (
            {name: getattr(row, name) for name in (*COPIED, "organisation")}
            | {"kept": "", "changed": "", "happened": row.note}
            | {"at": in_utc(row.at), "tried_on": in_utc(row.at).date()}
            for row in rows
        ),
    )


def insert_all(table: sa.TableClause, rows: Iterable[dict[str, object]]) -> None:
    """Insert *rows*, some at a time."""
    waiting = iter(rows)
    while some := list(islice(waiting, BATCH)):
        op.get_bind().execute(table.insert(), some)


def numbers_of(*which: sa.ColumnElement[bool]) -> dict[str, sa.ScalarSelect[int]]:
    """Return the counters of the attempts *which*, by name."""

    def is_outcome(name: str) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).where(ATTEMPT.c.outcome == name, *which).scalar_subquery()

    organisations = sa.func.count(sa.distinct(sa.func.nullif(ATTEMPT.c.organisation, "")))
    return {
        "tried": sa.select(sa.func.count(ATTEMPT.c.id)).where(*which).scalar_subquery(),
        "worked": is_outcome("worked"),
        "partly": is_outcome("partly"),
        "organisations": sa.select(organisations).where(*which).scalar_subquery(),
    }


def count_attempts() -> None:
    """Set the counters of posts and threads from the rows; a post that is not shown has none."""
    tried = sa.select(ATTEMPT.c.post_id)
    of_post = (ATTEMPT.c.post_id == POST.c.id, POST.c.state == "shown")
    op.execute(POST.update().where(POST.c.id.in_(tried)).values(numbers_of(*of_post)))
    shown = sa.select(POST.c.id).where(POST.c.thread_id == THREAD.c.id, POST.c.state == "shown")
    threads = sa.select(POST.c.thread_id).where(POST.c.id.in_(tried))
    in_thread = ATTEMPT.c.post_id.in_(shown.correlate(THREAD))
    op.execute(THREAD.update().where(THREAD.c.id.in_(threads)).values(numbers_of(in_thread)))


def remove_attempts() -> None:
    """Undo ``make_attempts``: of each member and post the newest stays, of pages none."""
    op.create_table(
        "forum_try",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["forum_member.id"], name="fk_forum_try_member_id_forum_member"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["forum_post.id"], name="fk_forum_try_post_id_forum_post"
        ),
        sa.PrimaryKeyConstraint("post_id", "member_id", name="pk_forum_try"),
    )
    op.create_index("ix_forum_try_member_id", "forum_try", ["member_id"])
    rows = op.get_bind().execute(sa.select(ATTEMPT).order_by(ATTEMPT.c.id)).all()
    newest = {(row.post_id, row.member_id): row for row in rows if row.post_id is not None}
    insert_all(
        TRY,
        (
            {name: getattr(row, name) for name in COPIED}
            | {"at": in_utc(row.at), "note": in_one_line(row.happened, row.changed, row.kept)}
            for row in newest.values()
        ),
    )
    count_reports()
    op.drop_table("forum_attempt")
    op.drop_index(BY_POST, "forum_post")
    for table, names in MISSING.items():
        for name in names:
            op.drop_column(table, name)


def in_one_line(*texts: str) -> str:
    """Return *texts* as one line."""
    return " / ".join(" ".join(text.split()) for text in texts if text)


def count_reports() -> None:
    """Count as the version before does: a hidden post keeps its numbers, its thread has not."""
    names: dict[str, sa.ColumnElement[bool]] = {"tried": TRY.c.outcome.is_not(None)}
    names |= {name: TRY.c.outcome == name for name in ("worked", "partly")}
    counts = {
        name: sa.select(sa.func.count())
        .where(TRY.c.post_id == POST.c.id, is_it, POST.c.state != "withdrawn")
        .scalar_subquery()
        for name, is_it in names.items()
    }
    tried = sa.select(TRY.c.post_id)
    was_tried = sa.or_(POST.c.id.in_(tried), POST.c.tried > 0)
    op.execute(POST.update().where(was_tried).values(counts))
    sums = {
        name: sa.select(sa.func.coalesce(sa.func.sum(POST.c[name]), 0))
        .where(POST.c.thread_id == THREAD.c.id, POST.c.state == "shown")
        .scalar_subquery()
        for name in names
    }
    op.execute(THREAD.update().where(THREAD.c.tried > 0).values(sums))
