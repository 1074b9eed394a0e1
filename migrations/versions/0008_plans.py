"""Plans, the question that an attempt led to, and the day on which norms changed"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

PLAN, ATTEMPT = "forum_plan", "forum_attempt"
THINGS = ("post", "artefact", "thread")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the change."""
    one_thing = " + ".join(f"(CASE WHEN {name}_id IS NULL THEN 0 ELSE 1 END)" for name in THINGS)
    op.create_table(
        PLAN,
        sa.Column("id", sa.Integer(), nullable=False),
        reference("member", nullable=False),
        *(reference(name, nullable=True) for name in THINGS),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("look_at", MOMENT, nullable=True),
        sa.Column("asked_day", sa.Date(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.CheckConstraint(f"{one_thing} = 1", name=f"ck_{PLAN}_one_thing"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{PLAN}"),
        *(
            sa.UniqueConstraint("member_id", f"{name}_id", name=f"uq_{PLAN}_member_id_{name}_id")
            for name in THINGS
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{PLAN}_look_at", PLAN, ["look_at"])
    # Without a key: on SQLite the table would be made anew.
    op.add_column(ATTEMPT, sa.Column("question_id", sa.Integer(), nullable=True))
    op.add_column("forum_space", sa.Column("norms_changed_at", MOMENT, nullable=True))


def downgrade() -> None:
    """Undo the change."""
    op.drop_table(PLAN)
    op.drop_column(ATTEMPT, "question_id")
    op.drop_column("forum_space", "norms_changed_at")


def reference(other: str, *, nullable: bool) -> sa.Column[int]:
    """Return a column that points to another table of the forum."""
    key = sa.ForeignKey(f"forum_{other}.id", name=f"fk_{PLAN}_{other}_id_forum_{other}")
    return sa.Column(f"{other}_id", sa.Integer(), key, nullable=nullable)
