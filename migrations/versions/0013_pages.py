"""Pages of the library: sections, sources of versions, comments, and what became of a page"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0013"
down_revision = "0012"

SOURCE, SECTION, REVISION = (
    "forum_artefact_source",
    "forum_artefact_section",
    "forum_artefact_revision",
)
PAGE, POST = ["artefact_id", "post_id"], ["artefact_id", "post_id", "revision"]
ARTEFACT, PLACEMENT = "forum_artefact", "forum_placement"
NOT_NOW = "forum_not_now"
QUOTED = f"fk_{PLACEMENT}_quoted_id_forum_post"
LAST_DAY = "forum_last_day"
TEXTS = ("forum_post", "forum_revision")
CLOSES = (("comment_id", "forum_post"), ("closed_by", "forum_member"))
LOG, REPORT, STEP = "forum_log", "forum_report", "forum_step_mark"
SETTLED = '{"state":"settled"}'
SOURCES = sa.table(SOURCE, sa.column("last_revision"))


def upgrade() -> None:
    """Make the change: what was made from posts was so from its first version on."""
    with op.batch_alter_table(SOURCE) as table:
        table.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("last_revision", sa.Integer(), nullable=True))
        table.drop_constraint(f"pk_{SOURCE}", type_="primary")
        table.create_primary_key(f"pk_{SOURCE}", POST)
    op.add_column(REVISION, sa.Column("sections", sa.Text(), nullable=True))
    said = sa.Column("details", sa.Text(), nullable=False, server_default=SETTLED)
    op.add_column(REVISION, said)
    op.create_table(
        SECTION,
        sa.Column("artefact_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["artefact_id"], ["forum_artefact.id"], name=f"fk_{SECTION}_artefact_id_forum_artefact"
        ),
        sa.PrimaryKeyConstraint("artefact_id", "id", name=f"pk_{SECTION}"),
    )
    make_comments()
    make_order()
    make_upkeep()
    make_paths()
    make_ends()
    make_not_now()
    make_origins()
    make_quoted()


def make_origins() -> None:
    """Let a post say where it is from: nobody has said so yet."""
    for name in TEXTS:
        op.add_column(name, sa.Column("origin", sa.Text(), nullable=False, server_default=""))


def drop_origins() -> None:
    """Undo what ``make_origins`` did."""
    for name in TEXTS:
        op.drop_column(name, "origin")


def make_quoted() -> None:
    """Note of which post the words are that a comment is about, where its page quotes them."""
    with op.batch_alter_table(PLACEMENT) as table:
        table.add_column(sa.Column("quoted_id", sa.Integer(), nullable=True))
        table.create_foreign_key(QUOTED, "forum_post", ["quoted_id"], ["id"])


def drop_quoted() -> None:
    """Undo what ``make_quoted`` did."""
    with op.batch_alter_table(PLACEMENT) as table:
        table.drop_constraint(QUOTED, type_="foreignkey")
        table.drop_column("quoted_id")


def make_ends() -> None:
    """Let a comment be closed, and those on a page have a last day."""
    with op.batch_alter_table(PLACEMENT) as table:
        for name in ("comment_id", "closed_by", "closed_revision"):
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
        table.add_column(sa.Column("nearest", sa.Text(), nullable=True))
        table.add_column(sa.Column("closed_why", sa.Text(), nullable=False, server_default=""))
        for name, other in CLOSES:
            table.create_foreign_key(f"fk_{PLACEMENT}_{name}_{other}", other, [name], ["id"])
    op.create_table(
        LAST_DAY,
        sa.Column("artefact_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("told_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["artefact_id"], [f"{ARTEFACT}.id"], name=f"fk_{LAST_DAY}_artefact_id_{ARTEFACT}"
        ),
        sa.PrimaryKeyConstraint("artefact_id", name=f"pk_{LAST_DAY}"),
    )
    op.create_index(f"ix_{LAST_DAY}_day", LAST_DAY, ["day"])


def make_not_now() -> None:
    """Let members say that they are not asked again whether something of a thread is kept."""
    op.create_table(
        NOT_NOW,
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["forum_member.id"], name=f"fk_{NOT_NOW}_member_id_forum_member"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["forum_thread.id"], name=f"fk_{NOT_NOW}_thread_id_forum_thread"
        ),
        sa.PrimaryKeyConstraint("member_id", "thread_id", name=f"pk_{NOT_NOW}"),
    )


def drop_not_now() -> None:
    """Undo what ``make_not_now`` did."""
    op.drop_table(NOT_NOW)


def make_order() -> None:
    """Let a page be hidden, withdrawn and reported, and stand in the log of its space."""
    with op.batch_alter_table(ARTEFACT) as table:
        table.add_column(sa.Column("visibility", sa.Text(), nullable=False, server_default="shown"))
        table.add_column(sa.Column("visibility_why", sa.Text(), nullable=False, server_default=""))
    for name in (LOG, REPORT):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("artefact_id", sa.Integer(), nullable=True))
            table.create_foreign_key(
                f"fk_{name}_artefact_id_{ARTEFACT}", ARTEFACT, ["artefact_id"], ["id"]
            )
    with op.batch_alter_table(REPORT) as table:
        table.alter_column("post_id", existing_type=sa.Integer(), nullable=True)
        table.create_index(f"ix_{REPORT}_artefact_id", ["artefact_id"])


def make_upkeep() -> None:
    """Let members say what a page needs."""
    op.create_table(
        "forum_need",
        *of_page("forum_need", "section"),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_forum_need_at", "forum_need", ["at"])
    op.create_table(
        "forum_dead_link",
        *of_page("forum_dead_link", "link"),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
    )
    op.create_table(
        "forum_review",
        *of_page("forum_review"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("told_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["forum_member.id"], name="fk_forum_review_member_id_forum_member"
        ),
    )
    op.create_index("ix_forum_review_day", "forum_review", ["day"])


def of_page(table: str, *more: str) -> tuple[SchemaItem, ...]:
    """Return the column and the keys of a *table* about pages, whose key has *more* columns."""
    key = f"fk_{table}_artefact_id_{ARTEFACT}"
    return (
        sa.Column("artefact_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["artefact_id"], [f"{ARTEFACT}.id"], name=key),
        sa.PrimaryKeyConstraint("artefact_id", *more, name=f"pk_{table}"),
    )


def make_comments() -> None:
    """Add the thread of a page, and where its comments stand on it."""
    with op.batch_alter_table(ARTEFACT) as table:
        table.add_column(sa.Column("thread_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("details", sa.Text(), nullable=False, server_default=SETTLED))
        table.add_column(sa.Column("state", sa.Text(), nullable=False, server_default="settled"))
        table.add_column(sa.Column("language", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("replaced_by", sa.Integer(), nullable=True))
        table.create_foreign_key(
            f"fk_{ARTEFACT}_replaced_by_{ARTEFACT}", ARTEFACT, ["replaced_by"], ["id"]
        )
        table.create_foreign_key(
            f"fk_{ARTEFACT}_thread_id_forum_thread", "forum_thread", ["thread_id"], ["id"]
        )
        table.create_unique_constraint(f"uq_{ARTEFACT}_thread_id", ["thread_id"])
    op.create_table(
        PLACEMENT,
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("artefact_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["forum_post.id"], name=f"fk_{PLACEMENT}_post_id_forum_post"
        ),
        sa.ForeignKeyConstraint(
            ["artefact_id"],
            ["forum_artefact.id"],
            name=f"fk_{PLACEMENT}_artefact_id_forum_artefact",
        ),
        sa.PrimaryKeyConstraint("post_id", name=f"pk_{PLACEMENT}"),
    )
    op.create_index(f"ix_{PLACEMENT}_artefact_id", PLACEMENT, ["artefact_id"])


def make_paths() -> None:
    """Add which steps of paths a member has done."""
    op.create_table(
        STEP,
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("artefact_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["forum_member.id"], name=f"fk_{STEP}_member_id_forum_member"
        ),
        sa.ForeignKeyConstraint(
            ["artefact_id"], [f"{ARTEFACT}.id"], name=f"fk_{STEP}_artefact_id_{ARTEFACT}"
        ),
        sa.PrimaryKeyConstraint("member_id", "target", name=f"pk_{STEP}"),
    )


def downgrade() -> None:
    """Undo the change: only the sources of the newest versions stay."""
    drop_quoted()
    drop_origins()
    drop_not_now()
    drop_ends()
    drop_paths()
    drop_order()
    for name in ("forum_review", "forum_dead_link", "forum_need"):
        op.drop_table(name)
    op.drop_table(PLACEMENT)
    with op.batch_alter_table(ARTEFACT) as table:
        table.drop_constraint(f"uq_{ARTEFACT}_thread_id", type_="unique")
        table.drop_constraint(f"fk_{ARTEFACT}_thread_id_forum_thread", type_="foreignkey")
        table.drop_column("thread_id")
        table.drop_constraint(f"fk_{ARTEFACT}_replaced_by_{ARTEFACT}", type_="foreignkey")
        for name in ("details", "state", "language", "replaced_by"):
            table.drop_column(name)
    op.drop_table(SECTION)
    op.drop_column(REVISION, "sections")
    op.drop_column(REVISION, "details")
    op.execute(SOURCES.delete().where(SOURCES.c.last_revision.is_not(None)))
    with op.batch_alter_table(SOURCE) as table:
        table.drop_constraint(f"pk_{SOURCE}", type_="primary")
        table.drop_column("revision")
        table.drop_column("last_revision")
        table.create_primary_key(f"pk_{SOURCE}", PAGE)


def drop_order() -> None:
    """Undo what ``make_order`` did: what was about pages goes."""
    with op.batch_alter_table(REPORT) as table:
        table.drop_index(f"ix_{REPORT}_artefact_id")
    for name in (LOG, REPORT):
        rows = sa.table(name, sa.column("artefact_id"))
        op.execute(rows.delete().where(rows.c.artefact_id.is_not(None)))
        with op.batch_alter_table(name) as table:
            table.drop_constraint(f"fk_{name}_artefact_id_{ARTEFACT}", type_="foreignkey")
            table.drop_column("artefact_id")
    with op.batch_alter_table(REPORT) as table:
        table.alter_column("post_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table(ARTEFACT) as table:
        table.drop_column("visibility_why")
        table.drop_column("visibility")


def drop_paths() -> None:
    """Undo what ``make_paths`` did; a page of the kind "path" is a document then."""
    op.drop_table(STEP)
    for name in (ARTEFACT, REVISION):
        rows = sa.table(name, sa.column("kind"))
        op.execute(rows.update().where(rows.c.kind == "path").values(kind="document"))


def drop_ends() -> None:
    """Undo what ``make_ends`` did: comments stay, open or not."""
    op.drop_table(LAST_DAY)
    with op.batch_alter_table(PLACEMENT) as table:
        for name, other in CLOSES:
            table.drop_constraint(f"fk_{PLACEMENT}_{name}_{other}", type_="foreignkey")
        for name in ("comment_id", "closed_by", "closed_revision", "nearest", "closed_why"):
            table.drop_column(name)
