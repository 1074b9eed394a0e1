"""Posts as a page prints them: this module decides, the template only prints.

An answer is printed with its replies as one fragment, remembered by all it shows: see
core/web/fragments.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ...core.text.address import resolve
from ...core.text.line import initials
from ...core.text.markup import trusted
from ...core.text.number_ranges import has_read
from ...core.web.fragments import fragment, remembered
from ...core.web.i18n import language
from ...core.web.render import after_post
from ...core.web.times import clock
from ...core.web.urls import home
from .. import policy
from .labels import post_labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from markupsafe import Markup

    from ...members.viewer import Viewer
    from ..rows import HelpedRow, LatestPostRow, PostRow, ThreadRow

FIRST, TOP, REPLY = 2, 3, 4
"""The level of the heading of an opening, of a post after it, and of a reply under an answer."""

LARGE = 20_000
"""Characters of HTML above which a branch is not remembered."""


class Report(Protocol):
    """What a member says of an answer that they tried; a row of the room answers."""

    @property
    def post_id(self) -> int: ...
    @property
    def outcome(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def organisation(self) -> str: ...


class ReadMark(Protocol):
    """Which posts of a thread the viewer has read; the room following keeps them."""

    @property
    def read_to(self) -> int: ...
    @property
    def beyond(self) -> str: ...
    @property
    def read_count(self) -> int: ...


class Common(NamedTuple):
    """What all posts of a page have in common."""

    asker: str
    """The name of whoever opened the thread; empty for a former member."""
    may_write: bool
    may_moderate: bool
    member: bool
    """Whether the viewer is signed in."""
    reply_query: str
    """Added to the query of the address of a reply: "on=page&"."""


class PostView(NamedTuple):
    """A post as its template prints it. Its HTML depends on nothing else: this is the cache key."""

    row: PostRow | LatestPostRow
    common: Common
    opening: bool
    when: Markup
    new: bool
    mine: bool
    may_edit: bool
    may_mark: bool
    """Whether the viewer may say that it helped them."""
    may_try: bool
    """Whether the viewer may report how it went."""
    token: str
    """The hidden field that the host's CSRF protection wants in the form of the mark."""
    reports: tuple[Report, ...]
    tags: tuple[str, ...]
    helped: tuple[HelpedRow, ...]
    """The answers that helped the asker; only the opening has them."""
    after: Markup
    """What the host puts after the post."""

    @property
    def level(self) -> int:
        """The level of its heading."""
        return REPLY if self.row.turn else FIRST if self.opening else TOP

    @property
    def edited(self) -> bool:
        """Whether it says that it was edited."""
        return self.row.edited_at is not None and self.row.state == "shown"

    def prose(self, home: str) -> Markup:
        """Return its text, with the addresses of the mount *home*; nothing where it is withheld."""
        return _prose(self.row, home=home)


class PrintedBranch(NamedTuple):
    """A top-level post with its replies, printed."""

    number: int
    branch: int
    new: bool
    html: Markup


@dataclass(kw_only=True)
class PageOfPosts:
    """What printing posts of *thread* for *viewer* takes, beside the posts themselves."""

    viewer: Viewer
    thread: ThreadRow
    reports: Sequence[Report] = ()
    """The reports on those of the posts that were tried."""
    helped: Sequence[HelpedRow] = ()
    """The answers that helped, for the note under the opening."""
    read: ReadMark | None = None
    """What the viewer has read; None where nothing is marked as new."""
    token: str = ""
    """The hidden field of the host's CSRF protection."""
    reply_query: str = ""
    """What the address of a reply carries along, with an "&" after it."""
    has_opening: bool = True
    """Whether the first post is printed as the opening of the page, with tags and helped."""
    slots: bool = True
    """Whether the host's slot after each post is printed."""

    @property
    def new(self) -> int:
        """How many posts of the thread are new to the viewer; none if they never opened it."""
        if self.read is None or not self.read.read_count:
            return 0
        return max(0, self.thread.posts - self.read.read_count)

    @cached_property
    def may_write(self) -> bool:
        """Whether the viewer may write here; the host is asked once a page."""
        return policy.may_write(self.viewer, self.thread)

    @cached_property
    def may_moderate(self) -> bool:
        """Whether the viewer may hide posts here; the host is asked once a page."""
        return policy.may_moderate(self.viewer, self.thread)


def show_posts(
    posts: Sequence[PostRow] | Sequence[LatestPostRow], page: PageOfPosts
) -> list[PrintedBranch]:
    """Return *posts*, in the order of the page, each top-level one printed with its replies."""
    branches: list[list[PostView]] = []
    for view in _views(posts, page):
        if view.row.turn == 0:
            branches.append([])
        branches[-1].append(view)
    return [render_branch(tuple(branch)) for branch in branches]


def render_branch(branch: tuple[PostView, ...]) -> PrintedBranch:
    """Return a top-level post with its replies, printed, or remembered unless it is large."""
    first = branch[0]
    is_large = sum(len(view.row.html) for view in branch) > LARGE
    html = _print(home(), language(), branch) if is_large else remembered(_print)(branch)
    return PrintedBranch(first.row.number, first.row.branch, first.new, html)


def _print(home: str, language: str, branch: tuple[PostView, ...]) -> Markup:
    return fragment(
        "threads/post.html",
        "branch",
        branch,
        home=home,
        language=language,
        labels=post_labels(language),
        initials=initials,
    )


def _views(
    posts: Sequence[PostRow] | Sequence[LatestPostRow], page: PageOfPosts
) -> Iterator[PostView]:
    viewer, thread = page.viewer, page.thread
    read = page.read if page.new else None
    when, after = clock(), after_post(thread.space_slug, wanted=page.slots)
    common = Common(
        asker=thread.author_name,
        may_write=page.may_write,
        may_moderate=page.may_moderate,
        member=not viewer.guest,
        reply_query=page.reply_query,
    )
    reports = _by_post(page.reports)
    tags, helped = tuple(filter(None, thread.tags.split(", "))), tuple(page.helped)
    is_asker = viewer.member_id is not None and thread.author_id == viewer.member_id
    for post in posts:
        opening = page.has_opening and post.branch == 0
        mine = viewer.member_id is not None and post.author_id == viewer.member_id
        usable = _may_say_how_it_went(viewer, post, thread)
        yield PostView(
            post,
            common,
            opening=opening,
            when=when(post.at),
            new=read is not None and not has_read(read.read_to, read.beyond, post.number),
            mine=mine,
            may_edit=mine and policy.may_edit(viewer, post, thread),
            may_mark=usable and is_asker,
            may_try=usable and not is_asker and not mine,
            token=page.token if usable and is_asker else "",
            reports=reports.get(post.id, ()),
            tags=tags if opening else (),
            helped=helped if opening else (),
            after=after(post.id),
        )


def _may_say_how_it_went(viewer: Viewer, post: PostRow | LatestPostRow, thread: ThreadRow) -> bool:
    return (
        viewer.member_id is not None
        and post.kind == "answer"
        and post.state == "shown"
        and viewer.allows("mark", policy.facts_of(post, thread), default=True)
    )


def _by_post(reports: Sequence[Report]) -> dict[int, tuple[Report, ...]]:
    found: dict[int, list[Report]] = {}
    for report in reports:
        found.setdefault(report.post_id, []).append(report)
    return {post_id: tuple(some) for post_id, some in found.items()}


class Beginning(NamedTuple):
    """The opening of a thread, as its later pages repeat it."""

    name: str
    at: datetime
    prose: Markup | str


def beginning(opening: PostRow) -> Beginning:
    """Return how the thread of *opening* began."""
    labels = post_labels(language())
    text = _prose(opening, home=home())
    return Beginning(opening.author_name or labels.former, opening.at, text or labels.hidden)


def _prose(post: PostRow | LatestPostRow, *, home: str) -> Markup:
    """Return the text of *post*; nothing where it is withheld: see ``policy.readable_html``."""
    return trusted(resolve(post.html, prefix=home))
