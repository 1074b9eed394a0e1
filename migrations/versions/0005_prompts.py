"""Reflections: a revision names the questions that it was written with

One migration for the whole of it, because nothing was released in between.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

COLUMNS = {"prompt_set": sa.Text, "prompt_version": sa.Integer, "prompt_language": sa.Text}


def upgrade() -> None:
    """Make the change."""
    for name, kind in COLUMNS.items():
        op.add_column("forum_revision", sa.Column(name, kind()))


def downgrade() -> None:
    """Undo the change."""
    for name in COLUMNS:
        op.drop_column("forum_revision", name)
