"""Files: bytes in the storage, the words in them, and what they were put on"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

BLOB, TEXT, FILE = "forum_blob", "forum_blob_text", "forum_file"
MOMENT = sa.DateTime(timezone=True)
REVISIONS = ("forum_revision", "forum_artefact_revision")
FIRST_REPORTS = (
    ("forum_space", "hides_reported"),
    ("forum_report", "hides"),
    ("forum_report", "for_admins"),
)
TOLD = ("forum_attempt", "forum_been_there")


def upgrade() -> None:
    """Make the change."""
    make_files()
    make_removal()
    make_pieces()
    make_objections()
    make_first_reports()


def downgrade() -> None:
    """Undo the change. The bytes stay in the storage."""
    drop_first_reports()
    drop_objections()
    drop_pieces()
    drop_removal()
    drop_files()


def make_files() -> None:
    """Create the tables of files."""
    op.create_table(
        BLOB,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("stored_as", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("moving", sa.Boolean(), nullable=False),
        sa.Column("widths", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("text_state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("retry_at", MOMENT, nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("first_line", sa.Text(), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("cut", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{BLOB}"),
        sa.UniqueConstraint("stored_as", name=f"uq_{BLOB}_stored_as"),
    )
    op.create_index(f"ix_{BLOB}_sha256", BLOB, ["sha256"])
    partial(BLOB, ["state", "at"], "state <> 'ready'")
    partial(BLOB, ["text_state", "retry_at"], "text_state = 'waiting'")
    op.create_table(
        TEXT,
        sa.Column("blob_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        foreign(TEXT, "blob_id", BLOB),
        sa.PrimaryKeyConstraint("blob_id", "number", name=f"pk_{TEXT}"),
    )
    op.create_table(
        FILE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("blob_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("leaves_at", MOMENT, nullable=True),
        sa.Column("form_key", sa.Text(), nullable=True),
        sa.Column("sent_sha256", sa.Text(), nullable=False),
        sa.Column("words_left_out", sa.Boolean(), nullable=False),
        foreign(FILE, "blob_id", BLOB),
        foreign(FILE, "member_id", "forum_member"),
        foreign(FILE, "space_id", "forum_space"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{FILE}"),
        sa.UniqueConstraint("key", name=f"uq_{FILE}_key"),
        sa.UniqueConstraint(
            *("member_id", "form_key", "sent_sha256", "name"),
            name=f"uq_{FILE}_member_id_form_key_sent_sha256_name",
        ),
    )
    for columns in (["place", "place_id"], ["blob_id"], ["space_id"]):
        op.create_index(f"ix_{FILE}_{'_'.join(columns)}", FILE, columns)
    partial(FILE, ["leaves_at"], "leaves_at IS NOT NULL")


def drop_files() -> None:
    """Drop them."""
    for table in (FILE, TEXT, BLOB):
        op.drop_table(table)


def make_removal() -> None:
    """Note who took out what an earlier version says, and what became of a told result or line."""
    for table in REVISIONS:
        op.add_column(table, sa.Column("redacted_by", sa.Text(), nullable=False, server_default=""))
    op.add_column(REVISIONS[1], sa.Column("redacted_at", MOMENT, nullable=True))
    for table in TOLD:
        op.add_column(table, sa.Column("state", sa.Text(), nullable=False, server_default="shown"))


def drop_removal() -> None:
    """Drop these columns: what was taken out stays out."""
    for table in REVISIONS:
        drop(table, "redacted_by")
    drop(REVISIONS[1], "redacted_at")
    for table in TOLD:
        drop(table, "state")


def drop(table: str, column: str) -> None:
    """Drop a column."""
    with op.batch_alter_table(table) as changed:
        changed.drop_column(column)


def make_pieces() -> None:
    """Say which words of a file are one document of the index."""
    op.add_column(TEXT, sa.Column("piece", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(f"ix_{TEXT}_blob_id_piece", TEXT, ["blob_id", "piece"])


def drop_pieces() -> None:
    """Forget it."""
    op.drop_index(f"ix_{TEXT}_blob_id_piece", TEXT)
    with op.batch_alter_table(TEXT) as table:
        table.drop_column("piece")


def make_objections() -> None:
    """Let a report be what the author of a hidden post says of that."""
    column: sa.Column[bool] = sa.Column(
        "objects", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("forum_report", column)


def drop_objections() -> None:
    """Drop it, with what authors have said."""
    op.execute("DELETE FROM forum_report WHERE objects")
    with op.batch_alter_table("forum_report") as batch:
        batch.drop_column("objects")


def make_first_reports() -> None:
    """Let a report hide a text until somebody has looked, and ask administrators."""
    for table, column in FIRST_REPORTS:
        no: sa.Column[bool] = sa.Column(
            column, sa.Boolean(), nullable=False, server_default=sa.false()
        )
        op.add_column(table, no)
    with op.batch_alter_table("forum_log") as batch:
        batch.alter_column("actor_id", existing_type=sa.Integer(), nullable=True)


def drop_first_reports() -> None:
    """Forget it, and the lines of the log that nobody has written."""
    op.execute("DELETE FROM forum_log WHERE actor_id IS NULL")
    with op.batch_alter_table("forum_log") as batch:
        batch.alter_column("actor_id", existing_type=sa.Integer(), nullable=False)
    for table, column in FIRST_REPORTS:
        drop(table, column)


def foreign(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    """Return the constraint that *column* of *table* is an id of another table."""
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}")


def partial(table: str, columns: list[str], where: str) -> None:
    """Create an index of some rows."""
    name, some = f"ix_{table}_{'_'.join(columns)}", sa.text(where)
    op.create_index(name, table, columns, sqlite_where=some, postgresql_where=some)
