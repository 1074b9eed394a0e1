"""Loops: notices and follows are about any object, and each kind of notice can be switched off

Separate from 0006, which makes the table of attempts.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

Index = tuple[str, list[str], str, bool]
"""An index: its name, its columns, of which rows it is, and whether it is unique."""
MOMENT = sa.DateTime(timezone=True)
NOTICE, FOLLOW, OFF = "forum_notice", "forum_follow", "forum_notice_off"
NOTICES = sa.table(NOTICE, *(sa.column(name) for name in ("id", "kind", "post_id")))
FOLLOWS = sa.table(FOLLOW, sa.column("thread_id"))
MAIL = sa.table("forum_mail", sa.column("notice_id"))
OLD_KINDS = ("answer", "reply", "mention", "follow", "hidden")
"""The kinds of notices that the version before knows; all of them are about posts."""
OF_NOTICES: tuple[Index, ...] = (
    ("ix_forum_notice_member_id_at_id", ["member_id", "at", "id"], "", False),
    ("ix_forum_notice_post_id", ["post_id"], "", False),
    ("ix_forum_notice_thread_id", ["thread_id"], "", False),
    ("ix_forum_notice_unseen", ["member_id"], "seen_at IS NULL", False),
)
MORE_OF_NOTICES: tuple[Index, ...] = (
    (
        "ix_forum_notice_thread",
        ["member_id", "thread_id", "kind"],
        "post_id IS NULL AND thread_id IS NOT NULL",
        True,
    ),
    ("ix_forum_notice_elsewhere", ["member_id"], "seen_at IS NULL AND thread_id IS NULL", False),
)
OF_FOLLOWS: tuple[Index, ...] = (("ix_forum_follow_thread_id", ["thread_id"], "", False),)
UNIQUE_NOTICES = (
    ("member_id", "post_id", "kind"),
    ("artefact_id", "member_id", "kind"),
    ("space_id", "member_id", "kind"),
)
UNIQUE_FOLLOWS = (
    ("member_id", "thread_id"),
    ("space_id", "member_id"),
    ("artefact_id", "member_id"),
)


def upgrade() -> None:
    """Make the change."""
    widen_notices()
    widen_follows()
    make_choices()


def downgrade() -> None:
    """Undo the change."""
    op.drop_table(OFF)
    narrow_follows()
    narrow_notices()


def is_sqlite() -> bool:
    """Return whether the database is SQLite, which can change no constraint of a table."""
    return op.get_bind().dialect.name == "sqlite"


def widen_notices() -> None:
    """Let a notice be about a thread, a page of the library or a space as well as about a post."""
    if is_sqlite():
        make_again(
            NOTICE, notice_columns(wide=True), UNIQUE_NOTICES, (*OF_NOTICES, *MORE_OF_NOTICES)
        )
        return
    for name in ("thread_id", "post_id"):
        op.alter_column(NOTICE, name, nullable=True)
    for other in ("artefact", "space"):
        op.add_column(NOTICE, reference(NOTICE, other, nullable=True))
    for columns in UNIQUE_NOTICES[1:]:
        op.create_unique_constraint(unique_name(NOTICE, columns), NOTICE, list(columns))
    make_indexes(NOTICE, MORE_OF_NOTICES)


def narrow_notices() -> None:
    """Undo ``widen_notices``: what the table cannot hold is gone, and so is its mail."""
    others = sa.or_(NOTICES.c.post_id.is_(None), NOTICES.c.kind.not_in(OLD_KINDS))
    ids = sa.select(NOTICES.c.id).where(others)
    op.execute(sa.delete(MAIL).where(MAIL.c.notice_id.in_(ids)))
    op.execute(sa.delete(NOTICES).where(others))
    if is_sqlite():
        make_again(NOTICE, notice_columns(wide=False), UNIQUE_NOTICES[:1], OF_NOTICES, keep=False)
        return
    for name, *_ in MORE_OF_NOTICES:
        op.drop_index(name, NOTICE)
    for columns in UNIQUE_NOTICES[1:]:
        op.drop_constraint(unique_name(NOTICE, columns), NOTICE, type_="unique")
    for name in ("artefact_id", "space_id"):
        op.drop_column(NOTICE, name)
    for name in ("thread_id", "post_id"):
        op.alter_column(NOTICE, name, nullable=False)


def notice_columns(*, wide: bool) -> list[sa.Column[Any]]:
    """Return the columns of notices; *wide* are those that may be about anything."""
    more = [reference(NOTICE, other, nullable=True) for other in ("artefact", "space")]
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        reference(NOTICE, "member"),
        sa.Column("kind", sa.Text(), nullable=False),
        reference(NOTICE, "thread", nullable=wide),
        reference(NOTICE, "post", nullable=wide),
        *(more if wide else ()),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
    ]


def widen_follows() -> None:
    """Let a member follow a space or a page of the library as well as a thread."""
    if is_sqlite():
        make_again(FOLLOW, follow_columns(wide=True), UNIQUE_FOLLOWS, OF_FOLLOWS)
        return
    op.drop_constraint("pk_forum_follow", FOLLOW, type_="primary")
    op.alter_column(FOLLOW, "thread_id", nullable=True)
    op.execute("ALTER TABLE forum_follow ADD COLUMN id SERIAL")
    op.create_primary_key("pk_forum_follow", FOLLOW, ["id"])
    op.add_column(FOLLOW, reference(FOLLOW, "space", nullable=True))
    op.add_column(FOLLOW, sa.Column("artefact_id", sa.Integer(), nullable=True))
    for columns in UNIQUE_FOLLOWS:
        op.create_unique_constraint(unique_name(FOLLOW, columns), FOLLOW, list(columns))


def narrow_follows() -> None:
    """Undo ``widen_follows``: only threads can be followed."""
    op.execute(sa.delete(FOLLOWS).where(FOLLOWS.c.thread_id.is_(None)))
    if is_sqlite():
        make_again(FOLLOW, follow_columns(wide=False), (), OF_FOLLOWS, keep=False)
        return
    for columns in UNIQUE_FOLLOWS:
        op.drop_constraint(unique_name(FOLLOW, columns), FOLLOW, type_="unique")
    op.drop_constraint("pk_forum_follow", FOLLOW, type_="primary")
    for name in ("id", "space_id", "artefact_id"):
        op.drop_column(FOLLOW, name)
    op.alter_column(FOLLOW, "thread_id", nullable=False)
    op.create_primary_key("pk_forum_follow", FOLLOW, ["member_id", "thread_id"])


def follow_columns(*, wide: bool) -> list[sa.Column[Any]]:
    """Return the columns of follows; *wide* are those that may be about anything."""
    key = [sa.Column("id", sa.Integer(), nullable=False)]
    more = [
        reference(FOLLOW, "space", nullable=True),
        sa.Column("artefact_id", sa.Integer(), nullable=True),
    ]
    return [
        *(key if wide else ()),
        reference(FOLLOW, "member"),
        reference(FOLLOW, "thread", nullable=wide),
        *(more if wide else ()),
        sa.Column("following", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    ]


def make_choices() -> None:
    """Make the table of the kinds of notices that members have switched off."""
    op.create_table(
        OFF,
        reference(OFF, "member"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "kind", name=f"pk_{OFF}"),
    )


def reference(table: str, other: str, *, nullable: bool = False) -> sa.Column[int]:
    """Return a column that points to another table of the forum."""
    key = sa.ForeignKey(f"forum_{other}.id", name=f"fk_{table}_{other}_id_forum_{other}")
    return sa.Column(f"{other}_id", sa.Integer(), key, nullable=nullable)


def unique_name(table: str, columns: tuple[str, ...]) -> str:
    """Return the name of the constraint by which *columns* are unique."""
    return f"uq_{table}_{'_'.join(columns)}"


def make_indexes(table: str, indexes: tuple[Index, ...]) -> None:
    """Make *indexes* of a table."""
    for name, columns, where, unique in indexes:
        some = sa.text(where) if where else None
        op.create_index(
            name, table, columns, unique=unique, postgresql_where=some, sqlite_where=some
        )


def make_again(
    table: str,
    columns: list[sa.Column[Any]],
    unique: tuple[tuple[str, ...], ...],
    indexes: tuple[Index, ...],
    *,
    keep: bool = True,
) -> None:
    """Make an SQLite table again with *columns*, and copy what both have.

    With *keep* the number of a deleted row is never used again.
    """
    before = {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}
    has_id = any(column.name == "id" for column in columns)
    key = ["id"] if has_id else ["member_id", "thread_id"]
    new = f"{table}_new"
    op.create_table(
        new,
        *columns,
        sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"),
        *(sa.UniqueConstraint(*names, name=unique_name(table, names)) for names in unique),
        sqlite_autoincrement=keep,
    )
    both = [column.name for column in columns if column.name in before]
    order = ["id"] if "id" in before else ["at", "member_id", "thread_id"]
    old = sa.table(table, *(sa.column(name) for name in {*both, *order}))
    rows = sa.select(*(old.c[name] for name in both)).order_by(*(old.c[name] for name in order))
    op.execute(sa.table(new, *(sa.column(name) for name in both)).insert().from_select(both, rows))
    op.drop_table(table)
    op.rename_table(new, table)
    make_indexes(table, indexes)
