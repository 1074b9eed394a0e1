"""Writes comments: posts of the page's own thread, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, literal, or_, select, update

from ...artefacts.models import Artefact
from ...core.database.base import now
from ...core.database.outbox import record_changes
from ...core.database.session import change, session
from ...core.errors import TooLate
from ...core.text.line import slug
from ...core.text.phrases import has_phrase
from ...core.text.plain import plain
from ...core.text.quotations import posts_with
from ...following.actions import follow
from ...threads.actions import write as writing
from ...threads.models import Post, Revision, Thread
from ..models import LastDay, Placement
from ..policy import is_over, last_day
from ..queries.edits import has_lost_words
from ..queries.last_days import details_in
from ..rows import PageThreadRow
from .closing import CLOSED

if TYPE_CHECKING:
    from datetime import datetime

    from ...artefacts.rows import ArtefactRow
    from ...texts.actions import Text
    from ...threads.rows import NewNumberRow
    from ..rows import Place


def comment(
    artefact: ArtefactRow,
    place: Place,
    *,
    address: str,
    author_id: int,
    text: Text,
    at: datetime | None = None,
) -> Post:
    """Add a comment at a *place* of a page, and return it; the first one opens the page's thread.

    *address* is that of the page, below the root of the site; *at* is another time than now, for
    the demo. Raises NotAllowed if the thread is locked, TooLate after the last day for comments,
    SentBefore and SentOther as ``write`` does.
    """
    _check_day(artefact.details, at or now())
    place = _with_origin(_as_far_as_left(place, artefact), artefact.html)
    if artefact.thread_id is None:
        post = _open(artefact, address, author_id=author_id, text=text, at=at)
        if post is not None:
            _place(post.id, artefact, place)
            return post
    thread_id = artefact.thread_id or _thread_of(artefact.id)
    post = writing.write(thread_id, author_id=author_id, text=text, at=at)
    change(
        update(Placement)
        .where(Placement.post_id == post.id)
        .values(revision=artefact.revision, **place._asdict())
    )
    return post


def _open(
    artefact: ArtefactRow, address: str, *, author_id: int, text: Text, at: datetime | None
) -> Post | None:
    """Open the thread of a page. Return None if somebody else has opened it in the meantime."""
    with session().begin_nested() as opened:
        post = writing.open_thread(
            space_id=artefact.space_id,
            kind="discussion",
            title=artefact.title,
            tags=[],
            author_id=author_id,
            text=text,
            at=at,
            told=artefact.author_id,
        )
        claim = update(Artefact).where(Artefact.id == artefact.id, Artefact.thread_id.is_(None))
        claimed = change(claim.values(thread_id=post.thread_id).returning(Artefact.id)).first()
        if claimed is None:
            opened.rollback()
            return None
        about = {"anchor_title": artefact.title, "anchor_url": address, "anchor_at": now()}
        change(update(Thread).where(Thread.id == post.thread_id).values(about))
    if artefact.author_id != author_id:
        follow(artefact.author_id, post.thread_id, following=True)
    return post


def _thread_of(artefact_id: int) -> int:
    its = select(Thread.id).join(Artefact, Artefact.thread_id == Thread.id)
    return session().scalars(its.where(Artefact.id == artefact_id)).one()


def _place(post_id: int, artefact: ArtefactRow, place: Place) -> None:
    values = {**place._asdict(), "revision": artefact.revision}
    change(insert(Placement).values(post_id=post_id, artefact_id=artefact.id, **values))


def _as_far_as_left(place: Place, artefact: ArtefactRow) -> Place:
    """Return *place* without words that may have been taken out of its page since the form."""
    gone = place.words and not has_phrase(plain(artefact.html), place.words)
    lost = gone and has_lost_words(artefact.id, artefact.html)
    return place._replace(words="") if lost else place


def _with_origin(place: Place, html: str) -> Place:
    """Return *place* on a page with its stored *html*, with the post whose words it names.

    Words of several posts are left out: they are printed by the rule of one.
    """
    posts = posts_with(place.words, html)
    if len(posts) > 1:
        return place._replace(words="")
    return place._replace(quoted_id=next(iter(posts), None))


def _check_day(details: str, at: datetime) -> None:
    day = last_day(details)
    if day is not None and is_over(day, at):
        raise TooLate(day)


_COPIED = ("artefact_id", "revision", "section", "words", "quoted_id", "nearest", *CLOSED)
"""What a reply has like the comment that it answers."""


def place_post(_sender: object, *, post: Post, thread: Thread | NewNumberRow, **_: object) -> None:
    """Put a post of a page's thread where the comment stands that it answers, else by the page.

    Whatever is written there passes here: raises TooLate after the last day for comments.
    Connected to ``events.post_written`` in ``receivers.py``.
    """
    if isinstance(thread, Thread) or not thread.of_page:
        return
    of_page = Artefact.thread_id == thread.id
    _check_day(details_in(thread.id), post.at)
    columns = ["post_id", "artefact_id", "revision", "section", "words"]
    where = select(
        literal(post.id), Artefact.id, Artefact.revision, literal(""), literal("")
    ).where(of_page)
    if post.reply_to is not None:
        answered = func.coalesce(Placement.comment_id, Placement.post_id)
        columns = ["post_id", "comment_id", *_COPIED]
        where = select(
            literal(post.id), answered, *(getattr(Placement, name) for name in _COPIED)
        ).where(Placement.post_id == post.reply_to)
    change(insert(Placement).from_select(columns, where))


def rename_thread(_sender: object, *, page: int, **_: object) -> None:
    """Give the thread of a page the page's title, unless it was given another.

    Connected to ``events.page_saved`` in ``receivers.py``.
    """
    title = select(Artefact.title).where(Artefact.id == page).scalar_subquery()
    named = (
        update(Thread)
        .where(
            Thread.id == select(Artefact.thread_id).where(Artefact.id == page).scalar_subquery(),
            Thread.title == Thread.anchor_title,
            Thread.title != title,
        )
        .values(title=title, anchor_title=title)
        .returning(Thread.id, Thread.title)
    )
    if (row := change(named).first()) is not None:
        change(update(Thread).where(Thread.id == row.id).values(slug=slug(row.title)))
        record_changes(session(), kind="thread", ids=[row.id])


def rename_withheld(
    _sender: object, *, page: int, thread_title: str | None, for_good: bool
) -> None:
    """Call the thread of a page *thread_title* while the page is withheld, after that like it.

    If it is withheld *for_good*, its comments forget the words of it that they are about, and what
    was said of what became of them.

    A thread that was given another title keeps that. The address of the page has its number alone
    from now on: the rest of it is made of the title.
    Connected to ``events.page_withheld`` in ``receivers.py``.
    """
    if for_good:
        blank = update(Placement).where(Placement.artefact_id == page)
        change(blank.values(section="", words="", nearest=None, closed_why=""))
        change(delete(LastDay).where(LastDay.artefact_id == page))
    statement = (
        select(Thread.id, Thread.title, Thread.anchor_title, Thread.anchor_url, Artefact.title)
        .join(Artefact, Artefact.thread_id == Thread.id)
        .where(Artefact.id == page)
    )
    found = session().execute(statement).first()
    if found is None:
        return
    row = PageThreadRow._make(found)
    if for_good and thread_title is not None:
        forget_titles(row.id, thread_title)
    title = row.page_title if thread_title is None else thread_title
    named = {"title": title, "slug": slug(title)} if row.title == row.anchor_title else {}
    below = row.anchor_url.rpartition(f"/a/{page}")[0]
    change(
        update(Thread)
        .where(Thread.id == row.id)
        .values(anchor_title=title, anchor_url=f"{below}/a/{page}", **named)
    )
    record_changes(session(), kind="thread", ids=[row.id])


def forget_titles(thread_id: int, title: str) -> None:
    """Let the versions of the first comment have *title*, and not what their page was called."""
    first = select(Post.id).where(Post.thread_id == thread_id, Post.number == 1)
    its = Revision.post_id == first.scalar_subquery()
    change(update(Revision).where(its, Revision.title.is_not(None)).values(title=title))


def blank_words(_sender: object, *, post: int) -> None:
    """Forget which words a withdrawn comment is about, what became of it, and its words elsewhere.

    Connected to ``events.post_withdrawn`` in ``receivers.py``. Its replies stand where it stood.
    """
    its = or_(Placement.post_id == post, Placement.comment_id == post)
    change(update(Placement).where(its).values(words="", closed_why=""))
    change(update(Placement).where(Placement.quoted_id == post).values(words=""))
