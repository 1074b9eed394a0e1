"""The discussion of a page, as it is printed on that page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, g, request

from ...answers import queries as answers
from ...core.state import state
from ...core.text.markup import apart, trusted
from ...core.web.embedding import tell_once
from ...core.web.forms import Form
from ...core.web.i18n import t, tn
from ...core.web.render import Context
from ...core.web.urls import mount
from ...spaces import queries as spaces
from ...spaces.current import current_spaces, current_viewer, seen_by
from ...threads import queries as posts
from ...threads.presenters.addresses import id_prefix
from ...threads.presenters.form import PAGE
from ...threads.presenters.posts import PageOfPosts, show_posts
from .. import policy, queries
from ..signed_form import can_sign, signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup
    from sqlalchemy import Row

    from ...members.viewer import Viewer
    from ...threads.actions.anchors import Anchor
    from ...threads.rows import SinglePostRow, ThreadRow
    from ..policy import Target

ALONG = f"on={PAGE}&"
"""What leads from a reply that is begun here back to this page."""
NOTHING = trusted("")


def where(viewer: Viewer, audience: str | None) -> Target | None:
    """Return where the thread about a page belongs, or None where *viewer* may not read that.

    That the host has named no such space is logged once; where the app is tested or debugged it
    is a LookupError.
    """
    slug = state().config.discuss_space
    found = policy.target(viewer, audience, current_spaces().values(), slug=slug)
    if found is None and audience is None and (words := _missing(slug)):
        if current_app.testing or current_app.debug:
            raise LookupError(words)
        tell_once(words)
    return found


def _missing(slug: str | None) -> str:
    """Return what the host must set, or nothing where the space is there."""
    kept = state().kept
    if slug is None:
        return (
            "forum.discuss() was given no audience, and FORUM_DISCUSS_SPACE is not set: set it to "
            "the last part of the address of the space that such discussions belong to"
        )
    if not kept.get("discuss_space_seen"):
        kept["discuss_space_seen"] = spaces.called(slug) is not None
    seen = kept["discuss_space_seen"]
    return "" if seen else f"FORUM_DISCUSS_SPACE is {slug!r}, but no space has that address"


def discussion(page: Anchor, audience: str | None) -> Markup:
    """Return the discussion of *page* as whoever is looking may see it; nothing is written."""
    viewer = current_viewer()
    place = where(viewer, audience)
    thread = posts.thread_about(viewer, page.key) if place else None
    elsewhere = queries.stands(page.key) if place and not thread else None
    stands = elsewhere.audience if elsewhere else thread.space_audience if thread else audience
    if stands != audience:
        tell_once(
            "the discussion of %r stands in a space of %r, and the page says %r: only who is in "
            "both sees it there; tell it with forum.anchor(key, ..., audience=...)",
            page.key,
            stands,
            audience,
        )
    if place is None or elsewhere is not None:
        return _invitation(page) if viewer.guest else NOTHING
    mark = _unused(id_prefix(thread.id) if thread else "fx-new-")
    return head() + apart(_printed(viewer, page, place, thread), mark)


def _printed(viewer: Viewer, page: Anchor, place: Target, thread: ThreadRow | None) -> Markup:
    here = posts.latest_posts(thread, most=posts.LATEST_POSTS) if thread else ()
    may_write, first = policy.may_write(viewer, place, thread), "forum_tools" not in g
    g.forum_tools = True
    if may_write and not can_sign():
        tell_once("there is no form on your pages: forum.discuss() needs a SECRET_KEY")
        may_write = False
    parts = {
        "page": page,
        "thread": thread,
        "posts": shown(viewer, thread, here) if thread else (),
        "sent": [post.form_key for post in here if _mine(viewer, post) and post.form_key],
        "more": tn("All %(n)d post", "All %(n)d posts", thread.posts) if thread else "",
        "form": Form(),
        "about": signed(page, place.audience, person_id=viewer.person.id)
        if may_write and viewer.person
        else "",
        "seen_by": seen_words(place, thread),
        "tools": first,
    }
    return printed("discuss/here.html", parts)


def _mine(viewer: Viewer, post: SinglePostRow) -> bool:
    return viewer.member_id is not None and post.author_id == viewer.member_id


def seen_words(place: Target, thread: ThreadRow | None) -> str:
    """Return who will read what is written on the page."""
    space_id = thread.space_id if thread else place.space_id
    if space_id is None:
        return t("Seen by the people of “%(name)s” alone.", name=place.audience)
    return seen_by(space_id)


def _invitation(page: Anchor) -> Markup:
    """Return what a guest sees who may not read: the same whether there is something or not."""
    return head() + apart(printed("discuss/sign_in.html", {"page": page}), _unused("fx-new-"))


def _unused(mark: str) -> str:
    """Return *mark*, made another where this page has it already."""
    used: set[str] = g.setdefault("forum_marks", set())
    while mark in used:
        mark = f"fx-also{mark.removeprefix('fx')}"
    used.add(mark)
    return mark


def head() -> Markup:
    """Return our stylesheet and script, once a page; our own pages have them already."""
    ours = request.endpoint is not None and request.endpoint.startswith(f"{mount()}.")
    if ours or "forum_head" in g:
        return NOTHING
    g.forum_head = True
    return printed("discuss/head.html", {})


def shown(viewer: Viewer, thread: ThreadRow, some: Sequence[Row[Any]]) -> list[Markup]:
    """Return posts of *thread* as its own page prints them; none stands above the others here."""
    page = PageOfPosts(
        viewer=viewer,
        thread=thread,
        reports=answers.reports(some),
        reply_query=ALONG,
        has_opening=False,
        slots=False,
    )
    posts = show_posts(some, page)
    return [post.html for post in posts]


def printed(template: str, parts: dict[str, Any]) -> Markup:
    """Return the piece ``forum/<template>``, which sees nothing of the host's page."""
    made = current_app.jinja_env.get_template(f"forum/{template}")
    return trusted(made.render(fx=Context("", parts)))
