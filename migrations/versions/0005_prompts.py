"""Reflections: a post names the questions that it was written with

One migration for the whole of it, because nothing was released in between.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

COLUMNS = {
    "prompt_set": sa.Text,
    "prompt_version": sa.Integer,
    "prompt_language": sa.Text,
    "prompt_space": sa.Integer,
    "prompt_headings": sa.Text,
}
OF_SPACES = {"goal": sa.Text, "last_day": sa.Date, "prompts": sa.Text}
INDEX = "ix_forum_post_prompt_set_at"
BY_EDITOR = "ix_forum_artefact_revision_editor_id_artefact_id"
PARTIAL = (
    ("ix_forum_thread_apart", "forum_thread", ["index_scope"], "index_scope <> ''"),
    ("ix_forum_post_take", "forum_post", ["thread_id", "author_id"], "take IS NOT NULL"),
)
"""The indexes of some rows: name, table, columns, and which rows."""
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the change."""
    for name, kind in COLUMNS.items():
        op.add_column("forum_revision", sa.Column(name, kind()))
    op.add_column("forum_revision", sa.Column("redacted_at", MOMENT))
    op.add_column("forum_post", sa.Column("prompt_set", sa.Text()))
    has_prompts = sa.text("prompt_set IS NOT NULL")
    op.create_index(
        INDEX,
        "forum_post",
        ["prompt_set", "at"],
        postgresql_where=has_prompts,
        sqlite_where=has_prompts,
    )
    add_first_takes()
    add_own_words()
    make_journal()


def add_first_takes() -> None:
    """Threads in which members write before they read, and the posts that are such takes."""
    for name in ("sealed_until", "planned_until"):
        op.add_column("forum_thread", sa.Column(name, MOMENT))
    for name in ("question", "index_scope"):
        op.add_column("forum_thread", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name in ("take", "view"):
        op.add_column("forum_post", sa.Column(name, sa.Text()))
    op.add_column(
        "forum_post",
        sa.Column("view_shared", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "forum_present_view",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["forum_post.id"], "fk_forum_present_view_post_id_forum_post"
        ),
        sa.PrimaryKeyConstraint("post_id", name="pk_forum_present_view"),
    )
    for name, table, columns, where in PARTIAL:
        some = sa.text(where)
        op.create_index(name, table, columns, postgresql_where=some, sqlite_where=some)
    op.create_table(
        "forum_opened_take",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["forum_member.id"], "fk_forum_opened_take_member_id_forum_member"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["forum_post.id"], "fk_forum_opened_take_post_id_forum_post"
        ),
        sa.PrimaryKeyConstraint("member_id", "post_id", name="pk_forum_opened_take"),
    )
    op.create_index("ix_forum_opened_take_post_id", "forum_opened_take", ["post_id"])


def remove_first_takes() -> None:
    """Undo ``add_first_takes``: what was written stays, open to everybody who reads its space."""
    for table in ("forum_opened_take", "forum_present_view"):
        op.drop_table(table)
    for name, table, _columns, _where in PARTIAL:
        op.drop_index(name, table)
    for name in ("take", "view", "view_shared"):
        op.drop_column("forum_post", name)
    for name in ("index_scope", "question", "planned_until", "sealed_until"):
        op.drop_column("forum_thread", name)


def downgrade() -> None:
    """Undo the change."""
    remove_journal()
    remove_own_words()
    remove_first_takes()
    op.drop_index(INDEX, "forum_post")
    op.drop_column("forum_post", "prompt_set")
    for name in (*COLUMNS, "redacted_at"):
        op.drop_column("forum_revision", name)


def add_own_words() -> None:
    """Let spaces word questions, and let the revisions of pages name theirs."""
    for name, kind in COLUMNS.items():
        op.add_column("forum_artefact_revision", sa.Column(name, kind()))
    for name, kind in OF_SPACES.items():
        op.add_column("forum_space", sa.Column(name, kind()))
    op.create_table(
        "forum_prompt_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=True),
        sa.Column("form_hash", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["space_id"], ["forum_space.id"], name="fk_forum_prompt_wording_space_id_forum_space"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["forum_member.id"],
            name="fk_forum_prompt_wording_author_id_forum_member",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_forum_prompt_wording"),
        sa.UniqueConstraint(
            "space_id", "key", "version", name="uq_forum_prompt_wording_space_id_key_version"
        ),
        sa.UniqueConstraint(
            "author_id", "form_key", name="uq_forum_prompt_wording_author_id_form_key"
        ),
    )
    op.create_table(
        "forum_closing_dismissed",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id"], ["forum_space.id"], name="fk_forum_closing_dismissed_space_id_forum_space"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["forum_member.id"],
            name="fk_forum_closing_dismissed_member_id_forum_member",
        ),
        sa.PrimaryKeyConstraint("space_id", "member_id", name="pk_forum_closing_dismissed"),
    )
    op.create_index(
        "ix_forum_closing_dismissed_member_id", "forum_closing_dismissed", ["member_id"]
    )


def remove_own_words() -> None:
    """Undo ``add_own_words``."""
    op.drop_table("forum_closing_dismissed")
    op.drop_table("forum_prompt_wording")
    for name in OF_SPACES:
        op.drop_column("forum_space", name)
    for name in COLUMNS:
        op.drop_column("forum_artefact_revision", name)


def make_journal() -> None:
    """Make the tables of journals, and an index by which members find the pages they wrote."""
    op.create_index(BY_EDITOR, "forum_artefact_revision", ["editor_id", "artefact_id"])
    op.create_table(
        "forum_journal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        _reference("entry", "member", "author_id", nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unfinished", sa.Boolean(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        _reference("entry", "thread"),
        _reference("entry", "post"),
        sa.Column("artefact_id", sa.Integer()),
        sa.Column("page_key", sa.Text()),
        sa.Column("page_title", sa.Text(), nullable=False),
        sa.Column("page_url", sa.Text(), nullable=False),
        sa.Column("page_audience", sa.Text()),
        sa.Column("prompt_set", sa.Text()),
        sa.Column("prompt_version", sa.Integer()),
        sa.Column("prompt_language", sa.Text()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("render_version", sa.Integer(), nullable=False),
        sa.UniqueConstraint(
            "author_id", "form_key", name="uq_forum_journal_entry_author_id_form_key"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_forum_journal_entry"),
        sqlite_autoincrement=True,
    )
    _index("entry", "author_id", "written_at", "id")
    _index("entry", "author_id", "thread_id", "post_id", "page_key")
    op.create_table(
        "forum_journal_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        _reference("copy", "member", nullable=False),
        _reference("copy", "journal_entry", "entry_id"),
        _reference("copy", "thread", nullable=False),
        _reference("copy", "post", nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_forum_journal_copy"),
        sqlite_autoincrement=True,
    )
    _index("copy", "member_id", "id")
    _index("copy", "entry_id")
    op.create_table(
        "forum_journal_choice",
        _reference("choice", "member", nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name="pk_forum_journal_choice"),
    )


def remove_journal() -> None:
    """Undo ``make_journal``."""
    op.drop_index(BY_EDITOR, "forum_artefact_revision")
    for name in ("choice", "copy", "entry"):
        op.drop_table(f"forum_journal_{name}")


def _reference(table: str, other: str, name: str = "", *, nullable: bool = True) -> sa.Column[int]:
    """Return a column of a table of journals that points to another table of the forum."""
    name = name or f"{other}_id"
    key = f"fk_forum_journal_{table}_{name}_forum_{other}"
    reference = sa.ForeignKey(f"forum_{other}.id", name=key)
    return sa.Column(name, sa.Integer(), reference, nullable=nullable)


def _index(table: str, *columns: str) -> None:
    name = f"forum_journal_{table}"
    op.create_index(f"ix_{name}_{'_'.join(columns)}", name, list(columns))
