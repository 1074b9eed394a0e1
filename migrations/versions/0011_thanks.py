"""Thanks, told to an author alone, and questions that ask one person"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

THANKS, ENQUIRY = "forum_thanks", "forum_enquiry"
KINDS = ("thanked", "asked")
NOTICES = sa.table("forum_notice", sa.column("id", sa.Integer), sa.column("kind", sa.Text))
OFF = sa.table("forum_notice_off", sa.column("kind", sa.Text))
MAIL = sa.table("forum_mail", sa.column("notice_id", sa.Integer))
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the change."""
    make(THANKS, ["member"], ["post", "artefact"], ended="removed_at")
    make(ENQUIRY, ["member", "asked"], ["thread", "post", "artefact"], ended="put_away_at")
    for name in ("post_id", "artefact_id"):
        op.create_index(f"ix_{THANKS}_{name}", THANKS, [name])
    op.create_index(f"ix_{ENQUIRY}_asked_id", ENQUIRY, ["asked_id"])


def downgrade() -> None:
    """Undo the change: the notices of it are gone, and so is their mail."""
    theirs = NOTICES.c.kind.in_(KINDS)
    op.execute(sa.delete(MAIL).where(MAIL.c.notice_id.in_(sa.select(NOTICES.c.id).where(theirs))))
    op.execute(sa.delete(NOTICES).where(theirs))
    op.execute(sa.delete(OFF).where(OFF.c.kind.in_(KINDS)))
    op.drop_table(ENQUIRY)
    op.drop_table(THANKS)


def make(table: str, people: list[str], things: list[str], *, ended: str) -> None:
    """Create a table of texts by and for *people* about one of *things*."""
    one_thing = " + ".join(f"(CASE WHEN {name}_id IS NULL THEN 0 ELSE 1 END)" for name in things)
    by = [f"{name}_id" for name in people]
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *(reference(table, name, to="member", nullable=False) for name in people),
        *(reference(table, name, to=name, nullable=True) for name in things),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column(ended, MOMENT, nullable=True),
        sa.CheckConstraint(f"{one_thing} = 1", name=f"ck_{table}_one_thing"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        *(
            sa.UniqueConstraint(*by, f"{name}_id", name=f"uq_{table}_{'_'.join(by)}_{name}_id")
            for name in things
        ),
        sqlite_autoincrement=True,
    )


def reference(table: str, name: str, *, to: str, nullable: bool) -> sa.Column[int]:
    """Return a column that points to another table of the forum."""
    key = sa.ForeignKey(f"forum_{to}.id", name=f"fk_{table}_{name}_id_forum_{to}")
    return sa.Column(f"{name}_id", sa.Integer(), key, nullable=nullable)
