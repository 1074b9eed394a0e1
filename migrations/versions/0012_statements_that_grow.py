"""Indexes for what was sorted or searched whole: also when a tag was active, and how a name ends"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"

TAG, POST, THREAD = "forum_thread_tag", "forum_post", "forum_thread"
TAGS = sa.table(TAG, sa.column("thread_id"), sa.column("active_at"))
THREADS = sa.table(THREAD, sa.column("id"), sa.column("active_at"))
LONG_AGO = "1970-01-01 00:00:00.000000"
NOTICE, MEMBER, KNOWN = "forum_notice", "forum_member", "ix_forum_member_known"
NEW, ELSEWHERE = f"ix_{NOTICE}_unseen", f"ix_{NOTICE}_elsewhere"
IS_NEW, IS_ELSEWHERE = "seen_at IS NULL", "seen_at IS NULL AND thread_id IS NULL"
GAP = "forum_gap"
DOCUMENT, WORDS, VECTORS = "forum_search_document", "forum_search_text", ("title", "words")
READ_BY = {
    f"ix_{DOCUMENT}_author_id": ["author_id"],
    f"ix_{DOCUMENT}_scope_space_id": ["scope", "space_id"],
}
FOLDED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
IN_GIN: Any = {"postgresql_using": "gin", "postgresql_with": {"fastupdate": "off"}}
BY_ACTIVITY = {
    f"ix_{THREAD}_unanswered_active": ["active_at", "id"],
    f"ix_{THREAD}_unanswered_in_space": ["space_id", "active_at", "id"],
}


def upgrade() -> None:
    """Make the change."""
    op.add_column(
        TAG,
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=False, server_default=LONG_AGO),
    )
    theirs = sa.select(THREADS.c.active_at).where(THREADS.c.id == TAGS.c.thread_id)
    op.execute(sa.update(TAGS).values(active_at=theirs.scalar_subquery()))
    replace(TAG, ["tag"], ["tag", "active_at", "thread_id"])
    replace(POST, ["author_id", "id"], ["author_id", "at", "id"])
    for name, columns in BY_ACTIVITY.items():
        partial(name, THREAD, columns, "kind = 'question' AND answers = 0")
    partial(f"ix_{THREAD}_sealed", THREAD, ["sealed_until"], "sealed_until IS NOT NULL")
    partial(KNOWN, MEMBER, ["user_key"], "user_key IS NOT NULL")
    op.create_index(f"ix_{MEMBER}_name_folded_id", MEMBER, ["name_folded", "id"])
    end_names()
    collate_handles(FOLDED)
    op.drop_index(ELSEWHERE, NOTICE)
    op.drop_index(NEW, NOTICE)
    partial(NEW, NOTICE, ["member_id", "thread_id"], IS_NEW)
    make_gaps()
    index_stretches()


def downgrade() -> None:
    """Undo the change."""
    for name in READ_BY:
        op.drop_index(name, DOCUMENT)
    for column in VECTORS:
        op.drop_index(f"ix_{WORDS}_{column}_stretch", WORDS)
        op.create_index(f"ix_{WORDS}_{column}", WORDS, [column], **IN_GIN)
    op.drop_column(WORDS, "stretch")
    op.drop_table(GAP)
    op.drop_index(NEW, NOTICE)
    partial(NEW, NOTICE, ["member_id"], IS_NEW)
    partial(ELSEWHERE, NOTICE, ["member_id"], IS_ELSEWHERE)
    collate_handles(sa.Text())
    op.drop_index(f"ix_{MEMBER}_name_end_id", MEMBER)
    op.drop_column(MEMBER, "name_end")
    op.drop_index(f"ix_{MEMBER}_name_folded_id", MEMBER)
    op.drop_index(KNOWN, MEMBER)
    op.drop_index(f"ix_{THREAD}_sealed", THREAD)
    for name in BY_ACTIVITY:
        op.drop_index(name, THREAD)
    replace(POST, ["author_id", "at", "id"], ["author_id", "id"])
    replace(TAG, ["tag", "active_at", "thread_id"], ["tag"])
    op.drop_column(TAG, "active_at")


def index_stretches() -> None:
    """Read the words of the search stretch by stretch, and its documents by what they are."""
    for name, columns in READ_BY.items():
        op.create_index(name, DOCUMENT, columns)
    for column in VECTORS:
        op.drop_index(f"ix_{WORDS}_{column}", WORDS)
    numbers = postgresql.ARRAY(sa.BigInteger()).with_variant(sa.Text(), "sqlite")
    op.add_column(WORDS, sa.Column("stretch", numbers, nullable=False, server_default="{}"))
    if op.get_bind().dialect.name == "postgresql":  # elsewhere the table is empty
        table = sa.table(WORDS, sa.column("number", sa.BigInteger), sa.column("stretch", numbers))
        stretch = postgresql.array([table.c.number.op("/")(sa.literal_column("16384"))])
        op.execute(sa.update(table).values(stretch=stretch))
    for column in VECTORS:
        op.create_index(f"ix_{WORDS}_{column}_stretch", WORDS, [column, "stretch"], **IN_GIN)


def make_gaps() -> None:
    """Create the table of what was looked for and not found."""
    op.create_table(
        GAP,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("words_folded", FOLDED, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("form_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id"], ["forum_space.id"], name=f"fk_{GAP}_space_id_forum_space"
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{GAP}"),
        sa.UniqueConstraint("space_id", "words_folded", name=f"uq_{GAP}_space_id_words_folded"),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{GAP}_day", GAP, ["day"])


def end_names() -> None:
    """Add the last word of their name to members, by which they are found as well."""
    op.add_column(MEMBER, sa.Column("name_end", FOLDED, server_default="", nullable=False))
    named = sa.table(MEMBER, sa.column("id"), sa.column("name_folded"), sa.column("name_end"))
    rows = op.get_bind().execute(sa.select(named.c.id, named.c.name_folded)).all()
    if rows:
        fill = named.update().where(named.c.id == sa.bindparam("of"))
        values = [{"of": id, "end": name.rpartition(" ")[2]} for id, name in rows]
        op.get_bind().execute(fill.values(name_end=sa.bindparam("end")), values)
    op.create_index(f"ix_{MEMBER}_name_end_id", MEMBER, ["name_end", "id"])


def collate_handles(text: Any) -> None:
    """Sort handles by code points, or as the database does: a beginning is looked up by those."""
    if op.get_bind().dialect.name == "postgresql":  # SQLite sorts so already
        op.alter_column(MEMBER, "handle", type_=text)


def partial(name: str, table: str, columns: list[str], where: str) -> None:
    """Create an index of some rows."""
    some = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=some, postgresql_where=some)


def replace(table: str, before: list[str], after: list[str]) -> None:
    """Have an index begin as another did, and go on."""
    op.create_index(f"ix_{table}_{'_'.join(after)}", table, after)
    op.drop_index(f"ix_{table}_{'_'.join(before)}", table)
