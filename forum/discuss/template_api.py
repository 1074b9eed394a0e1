"""What the host prints on its own pages: the name ``forum`` in its templates."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..attempts import policy as attempt_policy
from ..attempts import queries as attempts
from ..attempts.presenters import tried_host_page
from ..core.state import state
from ..core.web.embedding import safely, safely_for_viewer, warn_once
from ..core.web.urls import root, url
from ..experience import queries as experience
from ..files import queries as files
from ..files.presenters.cards import with_cards
from ..first_takes.presenters import left_out
from ..following import queries as following
from ..following.read_marks import mark_read
from ..following.rows import ReadingState
from ..lists.presenters import show_rows
from ..lists.queries import threads as lists
from ..notices import queries as notices
from ..paths.presenters.bar import path_bar
from ..spaces.current import current_viewer
from ..threads import queries as threads
from ..threads.quotations import with_names
from . import policy, presenters, queries
from .presenters import NOTHING, Embed
from .signed_form import anchor, audience_of, can_sign, first_takes_of, signed
from .target import find_target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from markupsafe import Markup

    from ..members.viewer import Viewer
    from ..threads.actions.write import FirstTakes
    from ..threads.rows import LatestPostRow, ThreadRow
    from .actions.anchors import Anchor
    from .policy import Target

MOST = 50
"""The most threads that ``recent`` prints."""


class Counts(int):
    """An int, the total, that also maps each key to its count: ``counts["policy:42"]``."""

    by_key: Mapping[str, int]

    def __new__(cls, by_key: Mapping[str, int]) -> Counts:
        """Return the sum of *by_key*, and remember each."""
        made = super().__new__(cls, sum(by_key.values()))
        made.by_key = by_key
        return made

    def __getitem__(self, key: str) -> int:
        """Return how many posts there are about the page *key*, 0 if there are none."""
        return self.by_key.get(key, 0)


class TemplateApi:
    """The name ``forum`` in the host's templates. It only reads, and never flushes the session."""

    def unread(self) -> int:
        """Return how many notices the viewer has not seen; 0 for a guest or without tables."""
        return safely_for_viewer("forum.unread()", state().unread, otherwise=0)

    def discuss(
        self,
        key: str,
        *,
        title: str,
        url: str,
        audience: str | None = None,
        first_take: date | None = None,
        question: str = "",
    ) -> Markup:
        """Return the discussion of a page, with a form for those who may write.

        *key* is the host's permanent name for the page; *title* and *url* are its present title and
        address. *audience* is the group of the host whose members alone may read and write there;
        without it the space of ``FORUM_DISCUSS_SPACE`` decides. Nothing is printed for people who
        may not read the discussion. With *first_take*, a date at most 60 days away (which begins
        in UTC) or a moment with its zone, each member answers the *question*, at most 2,000
        characters, before they can read what the others wrote, until then. The first post settles
        both. Nothing is written but, after the response, that a member has read what it shows.
        """

        def discuss() -> Markup:
            asked = None if left_out() else first_takes_of(first_take, question)
            return discussion(anchor(key, title=title, url=url), audience_of(audience), asked)

        return safely_for_viewer("forum.discuss()", discuss, otherwise=NOTHING)

    def count(self, *keys: str) -> Counts:
        """Return the number of posts about the pages *keys* that the viewer may read.

        An int (the total) that also maps each key to its count. One query.
        """
        return safely_for_viewer("forum.count()", partial(_counts, keys), otherwise=Counts({}))

    def recent(self, most: int = 5) -> Markup:
        """Return a list of the newest threads that the viewer may read."""
        return safely_for_viewer("forum.recent()", partial(_recent, most), otherwise=NOTHING)

    def head(self) -> Markup:
        """Return our stylesheet and script for the page's head.

        Without it they are printed where they are first needed, which is also allowed.
        """
        return safely("forum.head()", presenters.print_head, otherwise=NOTHING)

    def signed_out(self) -> Markup:
        """Return what deletes the drafts in the browser, for the host's page after signing out.

        Nothing for somebody who is signed in.
        """
        return safely_for_viewer("forum.signed_out()", _signed_out, otherwise=NOTHING)


def _signed_out() -> Markup:
    return presenters.print_signed_out() if current_viewer().guest else NOTHING


def _counts(keys: tuple[str, ...]) -> Counts:
    return Counts(queries.counts(current_viewer(), keys))


def _recent(most: int) -> Markup:
    viewer = current_viewer()
    found = lists.fetcher(viewer, "newest")(False, None, max(1, min(MOST, int(most))))
    if not found:
        return NOTHING
    rows = show_rows(found, following.unread(viewer, found))
    return presenters.print_head() + presenters.print_part("discuss/recent.html", rows=rows)


def discussion(page: Anchor, audience: str | None, asked: FirstTakes | None) -> Markup:
    """Return the discussion of *page* as the viewer may see it; it may ask for first takes."""
    viewer = current_viewer()
    target = find_target(viewer, audience)
    found = notices.thread_about(viewer, page.key) if target else None
    thread, reading = found or (None, None)
    if target is not None and reading is None:
        reading = _reading_without_thread(viewer, page, target)
    if target is None or reading is None:
        return presenters.print_invitation(page) if viewer.guest else NOTHING
    if thread is not None:
        _check_audience(page, thread.space_audience, audience)
    posts = threads.latest_posts(viewer, thread, most=threads.LATEST_POSTS) if thread else ()
    linked = files.linked_in("post", (post.html for post in posts))
    posts = with_cards(with_names(viewer, posts), linked)
    printed = presenters.print_embed(_embed(viewer, page, target, thread, posts, asked, reading))
    if thread is not None and viewer.member_id is not None:
        mark_read(viewer, thread.id, posts, reading)
    return printed


def _reading_without_thread(viewer: Viewer, page: Anchor, target: Target) -> ReadingState | None:
    """Return what the viewer has of *page*, of which they read no thread: maybe notes.

    None if there is a thread, which they may not read.
    """
    found = queries.unread_page(viewer, page.key, space_id=target.space_id)
    if found.id is not None:
        _check_audience(page, found.audience, target.audience)
        return None
    has_journal = not viewer.guest and not state().config.leaves_out("journal")
    notes = ",".join(found.notes * ["0"]) if has_journal else None
    return ReadingState(is_first_here=found.is_first_here, notes=notes)


def _check_audience(page: Anchor, actual: str | None, named: str | None) -> None:
    """Warn the host once if the thread about *page* is for another group than the page says."""
    if actual != named:
        warn_once(
            "the discussion of %r belongs to a space of %r, but the page says %r: only people in "
            "both see it there; say which is right with forum.anchor(key, ..., audience=...)",
            page.key,
            actual,
            named,
        )


def _embed(
    viewer: Viewer,
    page: Anchor,
    target: Target,
    thread: ThreadRow | None,
    posts: Sequence[LatestPostRow],
    asked: FirstTakes | None,
    reading: ReadingState,
) -> Embed:
    """Fetch the parts of a discussion that the viewer may read, ready to print."""
    notes, is_first = reading.notes, viewer.member_id is None or reading.is_first_here
    about = _signed_value(viewer, page, target, thread, asked)
    reports = attempts.reports(viewer, posts, thread) if thread else ()
    there = experience.people(posts, thread) if thread else ()
    printed = presenters.print_posts(viewer, thread, posts, reports, there, notes=notes)
    may_try = thread is not None and attempt_policy.may_try_host_page(viewer, thread)
    return Embed(
        page=page,
        thread=thread,
        space=presenters.space_of_draft(target, thread),
        posts=printed,
        sent=[post.form_key for post in posts if post.form_key and _is_own(viewer, post.author_id)],
        more=presenters.more_of(thread) if thread else "",
        about=about,
        seen_by=presenters.readers_of(target, thread, asked),
        question=thread.question if thread else asked.question if asked else "",
        seal=presenters.seal_on_page(thread, asked, may_write=bool(about)),
        note=_note_address(viewer, page, target, thread) if notes is not None else "",
        notes=(notes or "").split(",").count("0"),
        tried=tried_host_page(viewer, thread, reports, may_try=may_try) if thread else None,
        norms=presenters.norms_on_page(target, thread, is_first=is_first) if about else None,
        path=path_bar(viewer, site=root() + page.url),
        tools=presenters.first_on_page(),
    )


def _is_own(viewer: Viewer, author_id: int) -> bool:
    return viewer.member_id is not None and author_id == viewer.member_id


def _note_address(viewer: Viewer, page: Anchor, target: Target, thread: ThreadRow | None) -> str:
    """Return where the viewer writes a note about *page*; empty if there is no key to sign it."""
    if thread is not None:
        return url("journal.about_thread", thread_id=thread.id)
    if not can_sign() or viewer.person is None:
        return ""
    return url("journal.new", about=signed(page, target.audience, person_id=viewer.person.id))


def _signed_value(
    viewer: Viewer, page: Anchor, target: Target, thread: ThreadRow | None, asked: FirstTakes | None
) -> str:
    """Return the value that lets the viewer write; empty if they may not or there is no key."""
    if viewer.person is None or not policy.may_write(viewer, target, thread):
        return ""
    if not can_sign():
        warn_once("there is no form on your pages: forum.discuss() needs a SECRET_KEY")
        return ""
    return signed(page, target.audience, person_id=viewer.person.id, first_takes=asked)
