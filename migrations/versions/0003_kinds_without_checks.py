"""Kinds and states are checked by the code, not by CHECK constraints

On SQLite a new word in a CHECK would rebuild the largest table each time.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

CHECKS = (
    ("forum_space", "access", "access in ('open', 'closed', 'bound')"),
    ("forum_thread", "kind", "kind in ('question', 'discussion', 'reflection')"),
    ("forum_post", "kind", "kind in ('opening', 'answer', 'reply', 'post', 'reflection')"),
    ("forum_post", "state", "state in ('shown', 'hidden', 'back')"),
    ("forum_revision", "format", "format in ('markdown', 'html')"),
    ("forum_try", "outcome", "outcome in ('worked', 'partly', 'not')"),
    ("forum_artefact", "kind", "kind in ('summary', 'document', 'recording', 'story')"),
    ("forum_notice", "kind", "kind in ('answer', 'reply', 'mention', 'follow', 'hidden')"),
    ("forum_mail_wish", "pace", "pace in ('once', 'daily', 'weekly', 'never')"),
    ("forum_space_mail_wish", "pace", "pace in ('once', 'daily', 'weekly', 'never')"),
)
TABLES = tuple(dict.fromkeys(table for table, _, _ in CHECKS))
AUDIENCE = ("ck_forum_space_audience", "(access = 'bound') = (audience is not null)")
"""The only constraint that is not dropped."""
POST = sa.table("forum_post", sa.column("state", sa.Text))


def upgrade() -> None:
    """Make the change."""
    for table in TABLES:
        if op.get_bind().dialect.name == "sqlite":
            make_again(table)
        else:
            for name in names_of(table):
                op.drop_constraint(name, table, type_="check")
    op.execute(POST.update().where(POST.c.state == "back").values(state="withdrawn"))
    move_failures("forum_attempt", "forum_sign_in_failure")


def downgrade() -> None:
    """Undo the change."""
    move_failures("forum_sign_in_failure", "forum_attempt")
    op.execute(POST.update().where(POST.c.state == "withdrawn").values(state="back"))
    for table in TABLES:
        checks = [(op.f(f"ck_{of}_{name}"), sql) for of, name, sql in CHECKS if of == table]
        if op.get_bind().dialect.name == "sqlite":
            make_again(table, *checks)
        else:
            for name, condition in checks:
                op.create_check_constraint(name, table, condition)


def names_of(table: str) -> list[str]:
    """Return the names of the constraints of *table* that are dropped."""
    return [op.f(f"ck_{of}_{name}") for of, name, _ in CHECKS if of == table]


def make_again(name: str, *checks: tuple[str, str]) -> None:
    """Rebuild an SQLite table with only *checks*: SQLite has no other way to drop a constraint.

    Whether SQLAlchemy reads a table's CHECKs depends on its version, so they are removed first.
    """
    table = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())
    for constraint in list(table.constraints):
        if isinstance(constraint, sa.CheckConstraint):
            table.constraints.discard(constraint)
    for check, condition in (*checks, *([AUDIENCE] if name == "forum_space" else [])):
        table.append_constraint(sa.CheckConstraint(condition, name=op.f(check)))
    with op.batch_alter_table(name, copy_from=table, recreate="always"):
        pass


def move_failures(old: str, new: str) -> None:
    """Rename the table of failed sign-ins, with its key and its index."""
    columns = (
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
    )
    made = op.create_table(new, *columns, sa.PrimaryKeyConstraint("hash", name=op.f(f"pk_{new}")))
    assert made is not None  # nosec B101
    before = sa.table(old, *(sa.column(column.name) for column in columns))
    names = [column.name for column in columns]
    op.execute(made.insert().from_select(names, sa.select(before)))
    op.drop_table(old)
    op.create_index(op.f(f"ix_{new}_failed_at"), new, ["failed_at"])
