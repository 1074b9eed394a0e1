"""Posts as a page prints them: this module decides, the template only prints.

An answer is printed with its replies as one fragment, remembered by all it shows: see
core/web/fragments.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from ...core.state import state
from ...core.text.line import initials
from ...core.web.fragments import fragment, remembered
from ...core.web.frame import notes
from ...core.web.i18n import language
from ...core.web.prose import prose
from ...core.web.render import after_post
from ...core.web.times import clock
from ...core.web.urls import home
from ...prompts.presenters import left_out
from ...texts.presenters import said_origin
from ..policy import acts
from .addresses import ON_PAGE
from .labels import post_labels

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from markupsafe import Markup

    from ...answers.rows import HelpedRow
    from ...attempts.presenters import Report
    from ...experience.presenters import Experience
    from ...members.viewer import Viewer
    from ...texts.presenters import SaidOrigin
    from ..rows import LatestPostRow, PostRow, ThreadRow

LARGE = 20_000
"""Characters of HTML above which a branch is not remembered."""


class Common(NamedTuple):
    """What all posts of a page have in common."""

    asker: str
    """The name of whoever opened the thread; empty for a former member."""
    may_write: bool
    may_moderate: bool
    member: bool
    """Whether the viewer is signed in."""
    question: bool
    """Whether the thread is a question: then a reply to its first post is an answer."""
    prompts_at: str
    """The address, without the home, of texts with the same questions; the key of them follows."""
    plans: bool
    """Whether one can plan to try something."""
    thanks: bool
    """Whether one can thank an author."""
    reply_query: str
    """Added to the query of the address of a reply: "on=page&"."""


class PostView(NamedTuple):
    """A post as its template prints it: also the cache key, as its HTML depends on nothing else."""

    row: PostRow | LatestPostRow
    common: Common
    opening: bool
    when: Markup
    new: bool
    mine: bool
    may_edit: bool
    may_tell: bool
    """Whether the viewer is asked what became of their first take."""
    may_mark: bool
    """Whether the viewer may say that it helped them."""
    may_try: bool
    """Whether the viewer may tell how it went when they tried it."""
    may_thank: bool
    """Whether the viewer may thank its author."""
    notes: int | None
    token: str
    """The hidden field that the host's CSRF protection wants in the form for this mark."""
    reports: tuple[Report, ...]
    experience: Experience | None
    """Who has been there, what would help, and whether it understood; None of most posts."""
    tags: tuple[str, ...]
    helped: tuple[HelpedRow, ...]
    """The answers that helped the asker; only the opening has them."""
    placed: Markup | str
    """Where on its page it stands, if it is a comment on a page of the library."""
    note: Markup
    """The message about what the viewer has just done to it."""
    after: Markup
    """What the host puts after the post."""

    @property
    def level(self) -> int:
        """The level of its heading: 2 for the opening, 3 for a post after it, 4 for a reply."""
        if self.row.turn:
            return 4
        return 2 if self.opening else 3

    @property
    def shows_try(self) -> bool:
        """Whether "I tried this" stands beside the post, or else in its menu."""
        return self.may_try and self.row.kind == "answer" and not self.may_mark

    @property
    def edited(self) -> bool:
        """Whether it is labelled as edited."""
        return self.row.edited_at is not None and self.row.state == "shown"

    @property
    def origin(self) -> SaidOrigin:
        """Where it is from, in words."""
        return said_origin(language(), self.row.origin)

    def prose(self, home: str) -> Markup:
        """Return its text, with addresses below the mount *home*; empty if it is withheld."""
        return prose(self.row.html, home=home)


@dataclass(kw_only=True)
class PageOfPosts:
    """Posts of *thread* in the order of the page, and everything that is printed with them."""

    viewer: Viewer
    thread: ThreadRow
    posts: Sequence[PostRow | LatestPostRow]
    reports: Mapping[int, tuple[Report, ...]] = field(default_factory=dict)
    """What was told of those of the posts that were tried, by their ids."""
    experience: Callable[[PostRow | LatestPostRow], Experience | None] = lambda _: None
    """Tells what is printed with a post about experience."""
    helped: Sequence[HelpedRow] = ()
    """The answers that helped, for the note under the opening."""
    new: int = 0
    """How many posts of the thread are new to the viewer; 0 if they never opened it."""
    first_new: int = 0
    """The number of the first of them, on whatever page it is."""
    unread: AbstractSet[int] = frozenset()
    """The numbers of those of the posts that the viewer can read and has not read."""
    notes: Callable[[PostRow | LatestPostRow], int | None] = lambda _: None
    """Tells how many notes about a post the viewer has; None if they can write none."""
    token: str = ""
    """The hidden field of the host's CSRF protection."""
    next_steps: Mapping[int, Markup] = field(default_factory=dict)
    """What is offered to a viewer who has just told how it went, by the id of that post."""
    placed: Mapping[int, Markup] = field(default_factory=dict)
    """Where those of the posts stand that are comments on a page of the library, by their ids."""
    views_are_asked: bool = False  # of the authors of first takes
    embedded: bool = False
    """Whether it is a page of the host: no opening, no slots, and replies lead back to it."""

    @cached_property
    def common(self) -> Common:
        """What all the posts have in common; the host is asked once a page."""
        return Common(
            asker=self.thread.author_name,
            may_write=acts.may_write(self.viewer, self.thread),
            may_moderate=acts.may_moderate(self.viewer, self.thread),
            member=not self.viewer.guest,
            question=self.thread.kind == "question",
            prompts_at="" if left_out() else f"/s/{self.thread.space_slug}/prompts/",
            plans=not state().config.leaves_out("plans"),
            thanks=not state().config.leaves_out("thanks"),
            reply_query=f"on={ON_PAGE}&" if self.embedded else "",
        )


def show_posts(page: PageOfPosts) -> list[PostView]:
    """Return the posts of *page* as their template prints them."""
    viewer, thread = page.viewer, page.thread
    when, note = clock(), notes()
    after = after_post(thread.space_slug, wanted=not page.embedded)
    reports, tags = page.reports, tuple(filter(None, thread.tags.split(", ")))
    views = []
    for post in page.posts:
        opening = post.branch == 0 and not page.embedded
        mine = post.author_id == viewer.member_id
        may_mark = acts.may_mark(viewer, post, thread)
        experience = page.experience(post)
        view = PostView(
            post,
            page.common,
            opening=opening,
            when=when(post.at),
            new=page.new > 0 and post.number in page.unread,
            mine=mine,
            may_edit=(may_edit := mine and acts.may_edit(viewer, post, thread)),
            may_tell=may_edit and post.take == "first" and page.views_are_asked,
            may_mark=may_mark,
            may_try=acts.may_try(viewer, post, thread),
            may_thank=page.common.thanks and acts.may_thank(viewer, post, thread),
            notes=page.notes(post),
            token=page.token if may_mark or (experience and experience.may_confirm) else "",
            reports=reports.get(post.id, ()),
            experience=experience,
            tags=tags if opening else (),
            helped=tuple(page.helped) if opening else (),
            placed=page.placed.get(post.id, ""),
            note=note(f"p{post.number}") + page.next_steps.get(post.id, ""),
            after=after(post.id),
        )
        views.append(view)
    return views


class PrintedBranch(NamedTuple):
    """A top-level post with its replies, printed."""

    number: int
    branch: int
    new: bool
    html: Markup


def print_branches(views: Sequence[PostView]) -> list[PrintedBranch]:
    """Return *views*, in the order of the page, each top-level post printed with its replies."""
    branches: list[list[PostView]] = []
    for view in views:
        if view.row.turn == 0:
            branches.append([])
        branches[-1].append(view)
    print_small = remembered(_print)
    print_large = partial(_print, home(), language())  # not remembered
    printed = []
    for branch in branches:
        first = branch[0]
        is_large = sum(len(view.row.html) for view in branch) > LARGE
        html = (print_large if is_large else print_small)(tuple(branch))
        printed.append(PrintedBranch(first.row.number, first.row.branch, first.new, html))
    return printed


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
