"""Terms of stewards: the moment at which one ends, for a day ends elsewhere at another time"""

from datetime import UTC, date, datetime, time

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

NAME = "forum_membership"
TABLE = sa.table(
    NAME,
    sa.column("space_id", sa.Integer),
    sa.column("member_id", sa.Integer),
    sa.column("steward_until", sa.Date),
    sa.column("steward_ends_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    """Make the change: so far the days were days in UTC."""
    op.add_column(NAME, sa.Column("steward_ends_at", sa.DateTime(timezone=True), nullable=True))
    for row in _rows(TABLE.c.steward_until):
        _set(row, steward_ends_at=datetime.combine(row.steward_until, time.max, UTC))
    op.drop_column(NAME, "steward_until")


def downgrade() -> None:
    """Undo the change."""
    op.add_column(NAME, sa.Column("steward_until", sa.Date(), nullable=True))
    for row in _rows(TABLE.c.steward_ends_at):
        at = row.steward_ends_at
        _set(row, steward_until=(at.astimezone(UTC) if at.tzinfo else at).date())
    op.drop_column(NAME, "steward_ends_at")


def _rows(column: sa.ColumnClause[date] | sa.ColumnClause[datetime]) -> list[sa.Row[tuple[object]]]:
    found = sa.select(TABLE.c.space_id, TABLE.c.member_id, column).where(column.is_not(None))
    return list(op.get_bind().execute(found))


def _set(row: sa.Row[tuple[object]], **value: object) -> None:
    here = (TABLE.c.space_id == row.space_id, TABLE.c.member_id == row.member_id)
    op.get_bind().execute(sa.update(TABLE).where(*here).values(**value))
