"""Threads, posts and their revisions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, OneOf, now, partial_index
from ..prompts.models import WrittenWithPrompts
from ..texts.models import WithOrigin

TITLE, TAG, TAGS = 160, 40, 5
"""The longest title and tag, in characters, and the most tags of a thread."""
REASON = 160
"""The longest reason for an edit or for a steward's act, in characters."""
REDACTED_BY = ("", "author", "stewards")
"""Who may take out what an earlier revision says."""
WISHES = ("ideas", "experience", "listen", "hand")
"""What may help whoever asks: see ``experience/presenters.py``."""


BLANK = ("withdrawn", "removed")
"""The states of a post whose text is gone: its author withdrew it, or a steward removed it."""
_UNANSWERED = "kind = 'question' AND answers = 0"


class Thread(Base, kw_only=True):
    """One conversation. Its counters are changed in the transaction that changes its posts."""

    __tablename__ = "forum_thread"
    __table_args__ = (
        Index(None, "space_id", "pinned", "active_at", "id"),
        Index(None, "active_at", "id"),
        Index(None, "author_id", "active_at", "id"),
        partial_index("ix_forum_thread_unanswered", "opened_at", "id", where=_UNANSWERED),
        partial_index("ix_forum_thread_unanswered_active", "active_at", "id", where=_UNANSWERED),
        partial_index(
            *("ix_forum_thread_unanswered_in_space", "space_id", "active_at", "id"),
            where=_UNANSWERED,
        ),
        partial_index("ix_forum_thread_sealed", "sealed_until", where="sealed_until IS NOT NULL"),
        partial_index("ix_forum_thread_apart", "index_scope", where="index_scope <> ''"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    space_id: Mapped[int] = mapped_column(ForeignKey("forum_space.id"))
    kind: Mapped[str] = mapped_column(OneOf("question", "discussion", "reflection"))
    title: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Text)
    tags: Mapped[str] = mapped_column(Text, default="")
    """As shown, separated by commas; ``forum_thread_tag`` is for lookups."""
    author_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"))
    opened_at: Mapped[datetime] = mapped_column(default_factory=now)
    active_at: Mapped[datetime] = mapped_column(default_factory=now)
    """When the newest shown post was written; if none is shown, when the thread was opened. Sealed
    first takes date it on the day on which they open."""
    posts: Mapped[int] = mapped_column(default=0)
    """The number of the newest post: numbers have no gaps and are never reused."""
    withheld: Mapped[str] = mapped_column(Text, default="")
    """Numbers of posts without a text, or with a hidden one, as ranges: "7,12-14". They are not
    unread."""
    branches: Mapped[int] = mapped_column(default=0)
    """The ordinal of the newest top-level post after the opening."""
    answers: Mapped[int] = mapped_column(default=0)
    """Answers that are neither withdrawn nor hidden."""
    helped: Mapped[int] = mapped_column(default=0)
    # The next four count what was tried; they are set from the rows (attempts/actions).
    tried: Mapped[int] = mapped_column(default=0)
    worked: Mapped[int] = mapped_column(default=0)
    partly: Mapped[int] = mapped_column(default=0)
    organisations: Mapped[int] = mapped_column(default=0)
    reflections: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    """How many artefacts of its space were made from this thread."""
    kept_elsewhere: Mapped[bool] = mapped_column(default=False)
    """Whether a space it has left has artefacts made from it; readers of that space see them."""
    pinned: Mapped[bool] = mapped_column(default=False)
    locked_at: Mapped[datetime | None] = mapped_column(default=None)
    locked_why: Mapped[str] = mapped_column(Text, default="")
    gone_at: Mapped[datetime | None] = mapped_column(default=None)
    """Set if the opening was withdrawn before anybody had answered."""
    anchor_key: Mapped[str | None] = mapped_column(Text, default=None, unique=True)
    """The host's key of the page that this thread is about ("policy:42"), or None."""
    anchor_title: Mapped[str] = mapped_column(Text, default="")
    anchor_url: Mapped[str] = mapped_column(Text, default="")
    """The path of that page; empty once the page is gone."""
    anchor_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the host gave title and address: older ones do not replace them."""
    sealed_until: Mapped[datetime | None] = mapped_column(default=None)
    """When its first takes open to everybody who reads it; None if it was never sealed."""
    planned_until: Mapped[datetime | None] = mapped_column(default=None)
    """When they were to open, if the opener or a steward has brought it forward."""
    question: Mapped[str] = mapped_column(Text, default="")
    """What the host's page asks: then the opening is a first take as well."""
    index_scope: Mapped[str] = mapped_column(OneOf("", "apart", "moving"), default="")
    """Where the search index keeps its first takes: "apart" from the space, "moving" into it."""
    wish: Mapped[str] = mapped_column(OneOf("", *WISHES), default="")
    """What would help its asker; empty if they have not said."""


COUNTERS = (
    Thread.branches,
    Thread.answers,
    Thread.helped,
    Thread.tried,
    Thread.worked,
    Thread.partly,
    Thread.organisations,
    Thread.reflections,
    Thread.kept,
)
"""The counters of a thread: of what came after its question."""


class Post(WithOrigin, Base, kw_only=True):
    """A text in a thread. ``html`` is rendered once, when the post is saved."""

    __tablename__ = "forum_post"
    __table_args__ = (
        UniqueConstraint("thread_id", "number"),
        UniqueConstraint("author_id", "form_key"),
        Index(None, "thread_id", "branch", "turn"),
        Index(None, "author_id", "at", "id"),
        partial_index("ix_forum_post_tried", "thread_id", where="tried > 0"),
        partial_index(None, "prompt_set", "at", where="prompt_set IS NOT NULL"),
        partial_index("ix_forum_post_take", "thread_id", "author_id", where="take IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    thread_id: Mapped[int] = mapped_column(ForeignKey("forum_thread.id"))
    number: Mapped[int]
    """The order of arrival in the thread, from 1; never changed, never reused."""
    branch: Mapped[int]
    """0 for the opening, then the ordinal of each top-level post; a reply has its answer's."""
    turn: Mapped[int] = mapped_column(default=0)
    """The order within the branch; 0 is the top-level post itself."""
    reply_to: Mapped[int | None] = mapped_column(ForeignKey("forum_post.id"), default=None)
    kind: Mapped[str] = mapped_column(OneOf("opening", "answer", "reply", "post", "reflection"))
    author_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"))
    at: Mapped[datetime] = mapped_column(default_factory=now)
    html: Mapped[str] = mapped_column(Text)
    render_version: Mapped[int]
    """The ``RENDER_VERSION`` that ``html`` was rendered with."""
    state: Mapped[str] = mapped_column(OneOf("shown", "hidden", *BLANK), default="shown")
    state_why: Mapped[str] = mapped_column(Text, default="")
    """Why a steward hid it, or removed it for good; shown to the author."""
    revision: Mapped[int] = mapped_column(default=1)
    edited_at: Mapped[datetime | None] = mapped_column(default=None)
    replies: Mapped[int] = mapped_column(default=0)
    """Replies under this answer: the last turn of its branch, stored on its top-level post."""
    helped: Mapped[bool] = mapped_column(default=False)
    # How often it was tried, and in how many organisations: nothing while it is not shown.
    tried: Mapped[int] = mapped_column(default=0)
    worked: Mapped[int] = mapped_column(default=0)
    partly: Mapped[int] = mapped_column(default=0)
    organisations: Mapped[int] = mapped_column(default=0)
    been_there: Mapped[int] = mapped_column(default=0)  # how many people, likewise
    heard: Mapped[bool] = mapped_column(default=False)
    """Whether the asker says that this answer understood them."""
    form_key: Mapped[str | None] = mapped_column(Text, default=None)
    form_hash: Mapped[str | None] = mapped_column(Text, default=None)
    prompt_set: Mapped[str | None] = mapped_column(Text, default=None)
    """The key of the questions that its newest revision follows, if it follows any."""
    take: Mapped[str | None] = mapped_column(OneOf("first", "later"), default=None)
    """Set on its author's first top-level post in a thread with first takes: whether they wrote it
    before the others' opened to them."""
    view: Mapped[str | None] = mapped_column(OneOf("changed", "sharper", "same"), default=None)
    """What became of a first take, as its author told afterwards."""
    view_shared: Mapped[bool] = mapped_column(default=False)
    """Whether others may read that, and the text with it."""


class OpenedTake(Base, kw_only=True):
    """A first take that opened to a steward who has not written theirs, to decide about it."""

    __tablename__ = "forum_opened_take"

    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("forum_post.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(default_factory=now)


class PresentView(Base, kw_only=True):
    """What the author of a first take thinks now. It stands and falls with the post.

    It is rendered when it is read, on a page of its own.
    """

    __tablename__ = "forum_present_view"

    post_id: Mapped[int] = mapped_column(ForeignKey("forum_post.id"), primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default_factory=now)


class Revision(WrittenWithPrompts, WithOrigin, Base, kw_only=True):
    """One saved state of a post: its source, and for an opening its title and tags at that time."""

    __tablename__ = "forum_revision"

    post_id: Mapped[int] = mapped_column(ForeignKey("forum_post.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    format: Mapped[str] = mapped_column(OneOf("markdown", "html"), default="markdown")
    title: Mapped[str | None] = mapped_column(Text, default=None)
    tags: Mapped[str | None] = mapped_column(Text, default=None)
    editor_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default_factory=now)
    redacted_at: Mapped[datetime | None] = mapped_column(default=None)
    """When all that it says was taken out; the newest revision of a post never is."""
    redacted_by: Mapped[str] = mapped_column(OneOf(*REDACTED_BY), default="", server_default="")
    """Who did so: whoever wrote it, or a steward. Their name is in the log alone."""


class ThreadTag(Base, kw_only=True):
    """A tag of a thread, to find threads by."""

    __tablename__ = "forum_thread_tag"
    __table_args__ = (Index(None, "tag", "active_at", "thread_id"),)

    thread_id: Mapped[int] = mapped_column(ForeignKey("forum_thread.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(Text, primary_key=True)
    active_at: Mapped[datetime]
    """That of its thread, so that the threads of a tag are read in the order of an index."""
