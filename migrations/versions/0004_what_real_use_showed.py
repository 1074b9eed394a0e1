"""What real use showed: withheld posts are not counted, names fold by Unicode, drafts and devices

One migration for all of it, because nothing was released in between. Each part has a function each
way, and ``upgrade`` calls them in order.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from itertools import groupby

import sqlalchemy as sa
from alembic import op

# As an exception code of the day is imported: what is stored must be what the forum asks for.
from forum.core.text.folding import folded

revision = "0004"
down_revision = "0003"

FOLDED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MEMBER = sa.table(
    "forum_member",
    *(sa.column(name) for name in ("id", "user_key", "handle", "name", "organisation", "former")),
    *(sa.column(name) for name in ("address", "avatar", "locale", "timezone", "joined_at")),
    sa.column("name_folded"),
)
WRITERS = (
    "thread author_id, post author_id, revision editor_id, artefact author_id, try member_id, "
    "artefact_revision editor_id, report reporter_id, report closed_by, log actor_id, "
    "log member_id, space made_by, membership member_id"
)
"""The tables and columns of members whose names others read."""


POST = sa.table("forum_post", *(sa.column(name) for name in ("id", "thread_id", "state", "partly")))
THREAD = sa.table("forum_thread", sa.column("id"), sa.column("partly"))
TRY = sa.table("forum_try", sa.column("post_id"), sa.column("outcome"))


def upgrade() -> None:
    """Make the change."""
    count_partly()
    fold_names()
    let_names_be_missing(True)
    forget_names_of_readers()
    withhold()
    store_sessions()
    op.add_column("forum_mail_wish", sa.Column("refused_at", sa.DateTime(timezone=True)))
    credit_by_reference()


def downgrade() -> None:
    """Undo the change."""
    credit_by_name()
    name_readers()
    let_names_be_missing(False)
    unfold_names()
    op.drop_column("forum_mail_wish", "refused_at")
    number_sessions()
    for table in ("forum_post", "forum_thread"):
        op.drop_column(table, "partly")
    op.drop_column("forum_thread", "withheld")


def count_partly() -> None:
    """Count for how many people an answer partly worked, beside for how many it did."""
    for table in ("forum_post", "forum_thread"):
        op.add_column(table, sa.Column("partly", sa.Integer, nullable=False, server_default="0"))
    tries = sa.select(TRY.c.post_id).where(TRY.c.outcome == "partly")
    number = sa.select(sa.func.count()).where(TRY.c.post_id == POST.c.id, TRY.c.outcome == "partly")
    op.execute(
        POST.update()
        .where(POST.c.id.in_(tries), POST.c.state != "withdrawn")
        .values(partly=number.scalar_subquery())
    )
    total = sa.select(sa.func.sum(POST.c.partly)).where(
        POST.c.thread_id == THREAD.c.id, POST.c.state == "shown"
    )
    op.execute(
        THREAD.update()
        .where(THREAD.c.id.in_(sa.select(POST.c.thread_id).where(POST.c.partly > 0)))
        .values(partly=sa.func.coalesce(total.scalar_subquery(), 0))
    )


def fold_names() -> None:
    """Add a folded name to members and spaces, by which they are found and sorted."""
    for table in ("forum_member", "forum_space"):
        op.add_column(table, sa.Column("name_folded", FOLDED, server_default="", nullable=False))
        named = sa.table(table, sa.column("id"), sa.column("name"), sa.column("name_folded"))
        rows = op.get_bind().execute(sa.select(named.c.id, named.c.name)).all()
        if rows:
            fill = named.update().where(named.c.id == sa.bindparam("of"))
            values = [{"of": id, "folds": folded(name)} for id, name in rows]
            op.get_bind().execute(fill.values(name_folded=sa.bindparam("folds")), values)


def unfold_names() -> None:
    """Drop the folded names."""
    for table in ("forum_member", "forum_space"):
        op.drop_column(table, "name_folded")


def let_names_be_missing(missing: bool) -> None:
    """Let members be without handle, name and date, or not."""
    moment = sa.DateTime(timezone=True)
    with op.batch_alter_table("forum_member") as batch:
        batch.alter_column("handle", existing_type=sa.Text(), nullable=missing)
        batch.alter_column("name", existing_type=sa.Text(), nullable=missing)
        batch.alter_column("joined_at", existing_type=moment, nullable=missing)


def forget_names_of_readers() -> None:
    """Remove the names of those who have only read, except for people whom a text mentions."""
    bind, mentioned = op.get_bind(), handles_in_texts()
    written: list[sa.Select[int]] = [
        sa.select(sa.column(column)).select_from(sa.table(f"forum_{table}"))
        for table, column in (pair.split() for pair in WRITERS.split(", "))
    ]
    notice = sa.table("forum_notice", sa.column("member_id"), sa.column("kind"))
    written.append(sa.select(notice.c.member_id).where(notice.c.kind == "mention"))
    wrote = {id for found in written for (id,) in bind.execute(found.distinct())}
    known = sa.select(MEMBER.c.id, MEMBER.c.handle).where(MEMBER.c.user_key.is_not(None))
    empty = dict.fromkeys(
        ("handle", "name", "joined_at", "address", "avatar", "locale", "timezone")
    )
    for id, handle in bind.execute(known).all():
        if id not in wrote and handle not in mentioned:
            reader = MEMBER.update().where(MEMBER.c.id == id)
            bind.execute(reader.values(organisation="", name_folded="", **empty))


def handles_in_texts() -> set[str]:
    """Return the handles that stored texts link to."""
    found: set[str] = set()
    for name in ("forum_post", "forum_artefact"):
        html = sa.table(name, sa.column("html")).c.html
        for (text,) in op.get_bind().execute(sa.select(html).where(html.contains("forum:/m/"))):
            found.update(re.findall(r"forum:/m/([a-z0-9._-]+)", text))
    return found


def name_readers() -> None:
    """Give everybody a name and a handle: the version before cannot be without."""
    bind = op.get_bind()
    nameless = sa.select(MEMBER.c.id, MEMBER.c.user_key).where(MEMBER.c.handle.is_(None))
    taken = set(bind.scalars(sa.select(MEMBER.c.handle)))
    for id, key in bind.execute(nameless).all():
        handle = f"reader-{id}"
        while handle in taken:
            handle += "-"
        values = {"handle": handle, "name": key or "", "joined_at": sa.func.current_timestamp()}
        bind.execute(MEMBER.update().where(MEMBER.c.id == id).values(values))


def withhold() -> None:
    """Give each thread the numbers of its posts that are not shown; they are no activity of it."""
    op.add_column(
        "forum_thread", sa.Column("withheld", sa.Text(), nullable=False, server_default="")
    )
    thread = sa.table("forum_thread", *map(sa.column, ("id", "opened_at", "active_at", "withheld")))
    post = sa.table("forum_post", *map(sa.column, ("thread_id", "number", "at", "state")))
    hidden = sa.select(post.c.thread_id, post.c.number).where(post.c.state != "shown")
    rows = op.get_bind().execute(hidden.order_by(post.c.thread_id, post.c.number)).all()
    for id, posts in groupby(rows, key=lambda row: row.thread_id):
        runs = ranges([row.number for row in posts])
        op.execute(thread.update().where(thread.c.id == id).values(withheld=runs))
    last = sa.select(sa.func.max(post.c.at)).where(
        post.c.thread_id == thread.c.id, post.c.state == "shown"
    )
    moment = sa.func.coalesce(last.correlate(thread).scalar_subquery(), thread.c.opened_at)
    op.execute(thread.update().where(thread.c.withheld != "").values(active_at=moment))


def ranges(numbers: list[int]) -> str:
    """Return ascending *numbers* as a text like "7,12-14"."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in runs)


def store_sessions() -> None:
    """Give every session a row. Sessions begun before end: their cookies name no row."""
    op.create_table(
        "forum_session",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["forum_account.id"],
            name=op.f("fk_forum_session_account_id_forum_account"),
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_forum_session")),
    )
    op.create_index(op.f("ix_forum_session_account_id"), "forum_session", ["account_id"])
    op.create_index(op.f("ix_forum_session_begun_at"), "forum_session", ["begun_at"])
    op.drop_column("forum_account", "session_number")


def number_sessions() -> None:
    """Drop the rows of sessions; whoever is signed in signs in again."""
    op.add_column(
        "forum_account",
        sa.Column("session_number", sa.Integer(), nullable=False, server_default="1"),
    )
    op.drop_table("forum_session")


BATCH = 500
TEXTS = (
    ("forum_revision", ("post_id", "number"), "source"),
    ("forum_artefact_revision", ("artefact_id", "number"), "source"),
    ("forum_post", ("id",), "html"),
    ("forum_artefact", ("id",), "html"),
)
"""The tables with texts that credit posts: their keys, and the column of the text."""
NAMED = re.compile(
    r"(?P<quote>(?: {0,3}> ?)+)\[(?:\\.|[^\[\]\\\n])*\]\(forum:/p/(?P<id>\d{1,18})\):?[ \t]*"
)
REFERENCE = re.compile(r"(?P<quote>(?: {0,3}> ?)+)forum:/p/(?P<id>\d{1,18})[ \t]*")
CREDIT = re.compile(r'<p class="fx-from"><a href="forum:/p/(\d{1,18})">[^<]*</a>:?</p>')
FENCE = re.compile(r"(?: {0,3}> ?)* {0,3}(```|~~~)")
OTHER = "another post"


def credit_by_reference() -> None:
    """Take the names out of the credits of quotations, in all revisions: they are printed when read.

    Of the HTML only those lines change: ``flask forum doctor --repair`` renders all of it. The
    changed texts are indexed again, because the search holds the names.
    """
    rewrite_credits(
        lambda source: with_credits(source, NAMED, lambda id: f"forum:/p/{id}"),
        lambda id: f'<p class="fx-from"><a href="forum:/p/{id}">{OTHER}</a>:</p>',
    )


def credit_by_name() -> None:
    """Write today's names into the credits of quotations, as the version before has them."""
    rows = op.get_bind().execute(
        sa.text("SELECT p.id, m.name FROM forum_post p JOIN forum_member m ON m.id = p.author_id")
    )
    names = {row.id: row.name or "former member" for row in rows}

    def linked(id: int) -> str:
        name = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", names.get(id, OTHER))
        return f"[{name}](forum:/p/{id}):"

    def shown(id: int) -> str:
        name = escape(names.get(id, OTHER))
        return f'<p class="fx-from"><a href="forum:/p/{id}">{name}</a>:</p>'

    rewrite_credits(lambda source: with_credits(source, REFERENCE, linked), shown)


def with_credits(source: str, known: re.Pattern[str], credit: Callable[[int], str]) -> str:
    """Return the Markdown *source* with another credit in the first line of each quotation."""
    lines, before, fence = source.split("\n"), 0, ""
    for number, line in enumerate(lines):
        depth = line[: len(line) - len(line.lstrip(" >"))].count(">")
        opened = FENCE.match(line)
        if opened and fence in ("", opened[1]):
            fence = "" if fence else opened[1]
        elif not fence and depth > before and (found := known.fullmatch(line)):
            lines[number] = found["quote"] + credit(int(found["id"]))
        before = depth
    return "\n".join(lines)


def rewrite_credits(in_markdown: Callable[[str], str], in_html: Callable[[int], str]) -> None:
    """Rewrite the credits in every text, some rows at a time."""
    bind = op.get_bind()
    for name, keys, column in TEXTS:
        table = sa.table(name, *map(sa.column, (*keys, column)))
        text, ids = table.c[column], table.c[keys[0]]
        holds = sa.or_(text.contains("forum:/p/"), text.contains("fx-from"))
        found = sorted(set(bind.scalars(sa.select(ids).where(holds))))
        is_row = [table.c[key] == sa.bindparam(f"_{key}") for key in keys]
        update = table.update().where(*is_row).values({column: sa.bindparam("_text")})
        for at in range(0, len(found), BATCH):
            rows = sa.select(table).where(holds, ids.in_(found[at : at + BATCH]))
            changed = []
            for *key, old in bind.execute(rows).all():
                new = CREDIT.sub(lambda credit: in_html(int(credit[1])), old)
                new = in_markdown(new) if column == "source" else new
                of = {f"_{name}": value for name, value in zip(keys, key, strict=True)}
                changed += [of | {"_text": new}] if new != old else []
            if changed:
                bind.execute(update, changed)
            if changed and column == "html":
                index_again(name.removeprefix("forum_"), [row["_id"] for row in changed])


def index_again(kind: str, ids: list[int]) -> None:
    """Tell the search that the text of these posts or artefacts has changed."""
    columns = ("consumer", "kind", "object_id")
    outbox = sa.table(
        "forum_outbox", *map(sa.column, columns), sa.column("at", sa.DateTime(timezone=True))
    )
    at = datetime.now(UTC)
    rows = [{"consumer": "search", "kind": kind, "object_id": id, "at": at} for id in ids]
    op.get_bind().execute(outbox.insert(), rows)
