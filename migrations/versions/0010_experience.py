"""Experience: what would help whoever asks, and who has been there"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

NAME = "forum_been_there"
NOTICE = sa.table("forum_notice", sa.column("id"), sa.column("kind"))
MAIL = sa.table("forum_mail", sa.column("notice_id"))
OFF = sa.table("forum_notice_off", sa.column("kind"))


def upgrade() -> None:
    """Make the change."""
    for table, column in (
        ("forum_thread", sa.Column("wish", sa.Text(), nullable=False, server_default="")),
        ("forum_post", sa.Column("been_there", sa.Integer(), nullable=False, server_default="0")),
        ("forum_post", sa.Column("heard", sa.Boolean(), nullable=False, server_default=sa.false())),
    ):
        op.add_column(table, column)
    op.create_table(
        NAME,
        sa.Column("id", sa.Integer(), nullable=False),
        reference("member"),
        reference("post"),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{NAME}"),
        sa.UniqueConstraint("member_id", "post_id", name=f"uq_{NAME}_member_id_post_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{NAME}_post_id", NAME, ["post_id"])


def downgrade() -> None:
    """Undo the change."""
    told = sa.select(NOTICE.c.id).where(NOTICE.c.kind == "there")
    op.execute(MAIL.delete().where(MAIL.c.notice_id.in_(told)))
    op.execute(NOTICE.delete().where(NOTICE.c.kind == "there"))
    op.execute(OFF.delete().where(OFF.c.kind == "there"))
    op.drop_table(NAME)
    for table, column in (
        ("forum_post", "heard"),
        ("forum_post", "been_there"),
        ("forum_thread", "wish"),
    ):
        op.drop_column(table, column)


def reference(other: str) -> sa.Column[int]:
    """Return a column that points to another table of the forum."""
    key = sa.ForeignKey(f"forum_{other}.id", name=f"fk_{NAME}_{other}_id_forum_{other}")
    return sa.Column(f"{other}_id", sa.Integer(), key, nullable=False)
