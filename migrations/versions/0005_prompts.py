"""Reflections: a post names the questions that it was written with

One migration for the whole of it, because nothing was released in between.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

COLUMNS = {"prompt_set": sa.Text, "prompt_version": sa.Integer, "prompt_language": sa.Text}
INDEX = "ix_forum_post_prompt_set_at"


def upgrade() -> None:
    """Make the change."""
    for name, kind in COLUMNS.items():
        op.add_column("forum_revision", sa.Column(name, kind()))
    op.add_column("forum_post", sa.Column("prompt_set", sa.Text()))
    has_prompts = sa.text("prompt_set IS NOT NULL")
    op.create_index(
        INDEX,
        "forum_post",
        ["prompt_set", "at"],
        postgresql_where=has_prompts,
        sqlite_where=has_prompts,
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_index(INDEX, "forum_post")
    op.drop_column("forum_post", "prompt_set")
    for name in COLUMNS:
        op.drop_column("forum_revision", name)
