"""Mail"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "forum_mail",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pace", sa.Text(), nullable=False),
        sa.Column("begun", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["forum_member.id"], name=op.f("fk_forum_mail_member_id_forum_member")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["forum_notice.id"], name=op.f("fk_forum_mail_notice_id_forum_notice")
        ),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_forum_mail")),
    )
    op.create_index(op.f("ix_forum_mail_due_at"), "forum_mail", ["due_at"])
    op.create_index(op.f("ix_forum_mail_member_id"), "forum_mail", ["member_id"])
    op.create_table(
        "forum_mail_wish",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("pace", sa.Text(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "pace in ('once', 'daily', 'weekly', 'never')", name=op.f("ck_forum_mail_wish_pace")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["forum_member.id"],
            name=op.f("fk_forum_mail_wish_member_id_forum_member"),
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_forum_mail_wish")),
    )
    op.create_table(
        "forum_space_mail_wish",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("pace", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "pace in ('once', 'daily', 'weekly', 'never')",
            name=op.f("ck_forum_space_mail_wish_pace"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["forum_member.id"],
            name=op.f("fk_forum_space_mail_wish_member_id_forum_member"),
        ),
        sa.ForeignKeyConstraint(
            ["space_id"],
            ["forum_space.id"],
            name=op.f("fk_forum_space_mail_wish_space_id_forum_space"),
        ),
        sa.PrimaryKeyConstraint("member_id", "space_id", name=op.f("pk_forum_space_mail_wish")),
    )
    op.create_index(
        op.f("ix_forum_space_mail_wish_space_id"), "forum_space_mail_wish", ["space_id"]
    )
    op.create_index(op.f("ix_forum_notice_post_id"), "forum_notice", ["post_id"])


def downgrade() -> None:
    """Undo the change."""
    op.drop_index(op.f("ix_forum_notice_post_id"), "forum_notice")
    op.drop_table("forum_space_mail_wish")
    op.drop_table("forum_mail_wish")
    op.drop_table("forum_mail")
