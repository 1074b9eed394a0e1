"""Prints the discussion of a page into that page, and the preview of a post about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import current_app, request

from ..attempts.presenters import by_post
from ..core.state import request_state, state
from ..core.text.markup import apart, trusted
from ..core.web import signed_out
from ..core.web.embedding import keep_private
from ..core.web.forms import Form
from ..core.web.frame import head_elements
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import language, t, tn
from ..core.web.page import FormPage
from ..core.web.render import Context
from ..core.web.submission import Submission
from ..core.web.times import ago_words, present, zone
from ..core.web.urls import mount
from ..experience.presenters import experience_in
from ..first_takes.presenters import seal_of, seal_until, seen_until_then
from ..journal.presenters.notes import number_of_notes
from ..spaces.presenters.labels import seen_by, seen_by_audience
from ..spaces.presenters.norms import norms_of
from ..threads import queries as threads
from ..threads.models import Post
from ..threads.presenters.addresses import address, address_on_page, anchor_address, id_prefix
from ..threads.presenters.posts import PageOfPosts, print_branches, show_posts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from ..attempts.presenters import Tried
    from ..attempts.rows import ReportRow
    from ..experience.rows import BeenThereRow
    from ..first_takes.presenters import Seal
    from ..members.viewer import Viewer
    from ..paths.presenters.bar import Bars
    from ..spaces.presenters.norms import Norms
    from ..threads.actions.write import FirstTakes
    from ..threads.rows import LatestPostRow, ThreadRow
    from .actions.anchors import Anchor
    from .policy import Target

NOTHING = trusted("")
SIGNED_OUT = trusted('<meta name="fx-signed-out" content="1">')
"""Tells the script to delete the drafts. Not a form field, because it may be printed in a head."""
NEW = "fx-new-"
"""The prefix of ids in a discussion that has no thread yet."""


@dataclass(kw_only=True)
class Embed:
    """A discussion as its template reads it."""

    page: Anchor
    thread: ThreadRow | None
    space: str
    """Where a draft of a post belongs: see ``space_of_draft``."""
    posts: Sequence[Markup]
    sent: Sequence[str]
    """Keys of forms that the viewer sent: their drafts in the browser are deleted."""
    more: str
    form: Form = field(default_factory=Form)
    about: str
    """The signed value without which nobody can write here; empty if the viewer may not."""
    note: str
    """The address of a note about the page in the viewer's journal; empty without one."""
    notes: int
    """How many notes about it they have."""
    seen_by: str
    question: str
    """What the page asks everybody to answer before they read; empty if it asks nothing."""
    seal: Seal | None
    """The sentences in place of first takes that the viewer may not read yet."""
    tried: Tried | None
    """What was told of the page; None before anybody has written about it."""
    norms: Norms | None
    """How people talk in the space, if the viewer may write there and has not yet."""
    path: Bars
    """Where in a path the page is, if it was opened from one."""
    tools: bool
    """Whether the tools of the text field are printed: once a page."""


@dataclass(kw_only=True)
class PreviewPage(FormPage):
    """The preview of a post about a page of the host, with its form."""

    template = "discuss/preview.html"
    page: Anchor
    """The host's page that the post is about."""
    space: str
    """Where a draft of it belongs: see ``space_of_draft``."""
    preview: str
    """The text as it would be shown, in HTML; empty without a preview."""
    seen_by: str
    """The sentence that says who will be able to read it."""


class PageSubmission(Submission[Post]):
    """The sending of a form on a page of the host, to which it leads back."""

    table = Post

    def __init__(self, viewer: Viewer, form: Form, page: Anchor) -> None:
        super().__init__(form, author_id=viewer.member_id)
        self.viewer = viewer
        self.page = page

    def address_of(self, made: Post) -> str:
        """Return the post's address on the page. The page's own is signed: a path on this site."""
        return address_on_page(self.page.url, made.thread_id, made.number)

    def address_of_earlier(self, id: int) -> str:
        """Return the post's address on the page it was written on, or else in the forum."""
        post = get_or_404(threads.post(self.viewer, id))
        thread = get_or_404(threads.thread(self.viewer, post.thread_id))
        here = anchor_address(thread, post) if thread.anchor_key == self.page.key else ""
        return here or address(thread, post)


def readers_of(target: Target, thread: ThreadRow | None, asked: FirstTakes | None = None) -> str:
    """Return who will be able to read a post on the page, which may ask for first takes."""
    space_id = thread.space_id if thread else target.space_id
    until = thread.sealed_until if thread else asked and asked.until
    if space_id is None:
        return seen_until_then(seen_by_audience(target.audience or ""), until)
    return seen_until_then(seen_by(space_id), until)


def seal_on_page(
    thread: ThreadRow | None, asked: FirstTakes | None, *, may_write: bool
) -> Seal | None:
    """Return what a page says in place of first takes that are sealed to the viewer, or None."""
    if thread is not None:
        return seal_of(thread, may_write=may_write)
    return seal_until(asked.until, takes=0, may_write=may_write) if asked else None


def norms_on_page(target: Target, thread: ThreadRow | None, *, is_first: bool) -> Norms | None:
    """Return how people talk in the space of a page, if the viewer has not written there yet.

    None as well if there is no space yet.
    """
    space_id = thread.space_id if thread else target.space_id
    return norms_of(space_id) if is_first and space_id is not None else None


def more_of(thread: ThreadRow) -> str:
    """Return the words of the link to *thread* in the forum."""
    if thread.sealed:
        return t("Open it in the forum")
    return tn("All %(n)d post", "All %(n)d posts", thread.posts)


def space_of_draft(target: Target, thread: ThreadRow | None) -> str:
    """Return what a draft on the page is kept under, so that other readers mean another draft.

    It stays the same when the first post opens the thread.
    """
    audience = thread.space_audience if thread else target.audience
    if audience:
        return f"group {audience}"
    return thread.space_slug if thread else state().config.discuss_space or ""


def print_posts(
    viewer: Viewer,
    thread: ThreadRow | None,
    posts: Sequence[LatestPostRow],
    reports: Sequence[ReportRow],
    people: Sequence[BeenThereRow],
    *,
    notes: str | None,
) -> list[Markup]:
    """Return *posts* as the page of *thread* prints them, with links that lead back here.

    *notes* as in ``ReadingState``. Nothing before anybody has written.
    """
    if thread is None:
        return []
    page = PageOfPosts(
        viewer=viewer,
        thread=thread,
        posts=posts,
        reports=by_post(viewer, reports),
        experience=experience_in(viewer, thread, people),
        notes=number_of_notes(notes),
        embedded=True,
    )
    return [branch.html for branch in print_branches(show_posts(page))]


def print_embed(embed: Embed) -> Markup:
    """Return the discussion with our stylesheet and script; its ids are unique on the page."""
    prefix = _unique(id_prefix(embed.thread.id) if embed.thread else NEW)
    return print_head() + apart(print_part("discuss/embed.html", **vars(embed)), prefix)


def print_invitation(page: Anchor) -> Markup:
    """Return what a guest who may not read sees: the same with and without a discussion."""
    return print_head() + apart(print_part("discuss/sign_in.html", page=page), _unique(NEW))


def print_head() -> Markup:
    """Return our stylesheet and script, once a page; our own pages have them already."""
    ours = request.endpoint is not None and request.endpoint.startswith(f"{mount()}.")
    if ours or request_state().embed_head:
        return NOTHING
    request_state().embed_head = True
    words = ago_words(language(), zone())
    head = head_elements() + print_part("discuss/head.html", ago_words=words) + present()
    if not signed_out.take():
        return head
    keep_private()
    return head + SIGNED_OUT


def print_signed_out() -> Markup:
    """Return what deletes the drafts in the browser, with our script."""
    return print_head() + SIGNED_OUT


def first_on_page() -> bool:
    """Whether this is the first discussion on the page: it prints the tools of all of them."""
    first = not request_state().embed_tools
    request_state().embed_tools = True
    return first


def _unique(prefix: str) -> str:
    """Return *prefix*, changed if another discussion on this page has it."""
    used = request_state().embed_ids
    while prefix in used:
        prefix = f"fx-also{prefix.removeprefix('fx')}"
    used.add(prefix)
    return prefix


def print_part(template: str, **parts: object) -> Markup:
    """Return ``forum/<template>`` with *parts*; the template sees nothing of the host's page."""
    source = current_app.jinja_env.get_template(f"forum/{template}")
    return trusted(source.render(fx=Context("", parts)))
