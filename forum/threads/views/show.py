"""Pages that show a thread, a branch of it, and where a post is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...answers import queries as answers
from ...artefacts import queries as artefacts
from ...artefacts.policy import may_create as may_create_page
from ...artefacts.presenters.cards import cards
from ...attempts import policy as attempt_policy
from ...attempts import queries as attempts
from ...attempts.presenters import by_post, tried_host_page
from ...attempts.presenters.next_steps import just_told, next_in_thread, print_next
from ...core.state import request_state
from ...core.web.args import arg
from ...core.web.flash_code import said_again
from ...core.web.get_or_404 import get_or_404
from ...core.web.paging import page_number
from ...core.web.render import render_page, token
from ...experience import queries as experience
from ...experience.presenters import asked_for, experience_in
from ...files import queries as files
from ...files.presenters.cards import with_cards
from ...first_takes.presenters import asks_views, on_page, seen_until_then
from ...following.read_marks import first_new_post, mark_read, new_posts, unread_posts
from ...journal.presenters.notes import number_of_notes
from ...margins.presenters.threads import places_in, with_last_day
from ...notices import queries as notices
from ...paths.presenters.bar import path_bar, same_path
from ...spaces.current import current_viewer
from ...spaces.presenters.labels import seen_by
from ...spaces.presenters.norms import norms_of
from .. import queries
from ..policy import acts
from ..policy.sight import waits
from ..presenters.addresses import address, thread_address
from ..presenters.posts import PageOfPosts
from ..presenters.thread_page import answer_form, branch_page, thread_page
from ..quotations import with_names
from . import bp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask.typing import ResponseReturnValue
    from markupsafe import Markup

    from ...artefacts.presenters.cards import Card
    from ...attempts.rows import ReportRow
    from ...following.rows import ReadingState
    from ...members.viewer import Viewer
    from ..presenters.pages import AnswerForm
    from ..rows import PostRow, ThreadRow


@bp.get("/t/<int:thread_id>", defaults={"slug": None})
@bp.get("/t/<int:thread_id>-<slug>")
def show(thread_id: int, slug: str | None) -> ResponseReturnValue:
    """A page of a thread: the opening, twenty branches, and what is new to the viewer."""
    viewer = current_viewer()
    thread, reading = get_or_404(notices.thread(viewer, thread_id))
    if slug != thread.slug:
        query = {"page": request.args["page"]} if "page" in request.args else {}
        return redirect(thread_address(thread, **query, **same_path(), **said_again()))
    thread, until = with_last_day(thread)
    pages = page_number(queries.page_of(thread.branches))
    posts = _texts(viewer, queries.page(viewer, thread.id, pages.current))
    _mark_read(viewer, thread, reading, posts, folded=posts[:1] if pages.current > 1 else ())
    reports = attempts.reports(viewer, posts, thread)
    shown = _page_of_posts(viewer, thread, posts, reading, reports)
    may_try = attempt_policy.may_try_host_page(viewer, thread)
    page = thread_page(
        shown,
        pages=pages,
        following=reading.following,
        artefacts=_artefacts(viewer, thread),
        answer_form=(form := _answer_form(viewer, thread, is_first=reading.is_first_here)),
        asked_for=asked_for(viewer, thread) if form and _is_shown(posts[:1]) else None,
        first_takes=on_page(viewer, thread),
        tried=tried_host_page(viewer, thread, reports, may_try=may_try),
    )
    page.until = until
    page.above, page.below = path_bar(viewer, thread=thread.id)
    page.opened_from = same_path().get("path")
    if pages.current == pages.last and not page.artefacts:
        page.asks_to_keep = _asks_to_keep(viewer, thread, reading)
    return render_page(page)


@bp.get("/t/<int:thread_id>/answer/<int:number>")
def branch(thread_id: int, number: int) -> ResponseReturnValue:
    """An answer with all its replies."""
    viewer = current_viewer()
    thread, reading = get_or_404(notices.thread(viewer, thread_id))
    posts = queries.branch(viewer, thread.id, number) if number > 0 else ()
    posts, thread = _texts(viewer, get_or_404(posts or None)), with_last_day(thread)[0]
    _mark_read(viewer, thread, reading, posts)
    reports = attempts.reports(viewer, posts)
    return render_page(branch_page(_page_of_posts(viewer, thread, posts, reading, reports)))


def _texts(viewer: Viewer, posts: Sequence[PostRow]) -> Sequence[PostRow]:
    """Return *posts* with the names in their quotations, and with their files as cards."""
    return with_cards(
        with_names(viewer, posts), files.linked_in("post", (post.html for post in posts))
    )


def _is_shown(opening: Sequence[PostRow]) -> bool:
    """Whether the first post of a thread is shown; so is one that is sealed, which has no row."""
    return all(post.state == "shown" for post in opening)


def _mark_read(
    viewer: Viewer,
    thread: ThreadRow,
    reading: ReadingState,
    posts: Sequence[PostRow],
    *,
    folded: Sequence[PostRow] = (),
) -> None:
    """Mark *posts* as read after the response; the bar says what was new before it."""
    request_state().unread = reading.unseen  # saves the bar a statement
    mark_read(viewer, thread.id, posts, reading, folded=folded)


def _page_of_posts(
    viewer: Viewer,
    thread: ThreadRow,
    posts: Sequence[PostRow],
    reading: ReadingState,
    reports: Sequence[ReportRow],
) -> PageOfPosts:
    """Return what *posts* are printed with; sends no statement for marks that nobody has set."""
    return PageOfPosts(
        viewer=viewer,
        thread=thread,
        posts=posts,
        reports=by_post(viewer, reports),
        experience=experience_in(viewer, thread, experience.people(posts, thread)),
        helped=answers.helpful_posts(viewer, thread.id) if thread.helped else (),
        new=new_posts(reading, thread),
        first_new=first_new_post(reading, thread),
        unread=unread_posts(reading, posts),
        notes=number_of_notes(reading.notes),
        token=token(),
        next_steps=_next_steps(viewer, thread, posts),
        placed=places_in(viewer, thread, posts),
        views_are_asked=asks_views(thread),
    )


def _next_steps(
    viewer: Viewer, thread: ThreadRow, posts: Sequence[PostRow]
) -> Mapping[int, Markup]:
    """Return what is offered at a post of which the viewer has just told how it went."""
    if not (told := just_told()):
        return {}
    return {
        post.id: print_next(next_in_thread(viewer, thread, f"p{post.id}"))
        for post in posts
        if f"p{post.number}" == told
    }


def _asks_to_keep(viewer: Viewer, thread: ThreadRow, reading: ReadingState) -> bool:
    """Whether the viewer is asked to keep what they learned; no statement is sent for it."""
    worth = reading.is_worth_keeping and not thread.of_page and not waits(thread)
    return worth and may_create_page(viewer, thread.space_id)


def _artefacts(viewer: Viewer, thread: ThreadRow) -> Sequence[Card]:
    """Return the artefacts made from *thread*; sends no statement if there are none."""
    if thread.kept or thread.kept_elsewhere:
        return cards(artefacts.made_from(viewer, thread.id))
    return ()


def _answer_form(viewer: Viewer, thread: ThreadRow, *, is_first: bool) -> AnswerForm | None:
    if not acts.may_answer(viewer, thread):
        return None
    return answer_form(
        thread,
        seen_by=seen_until_then(seen_by(thread.space_id), thread.sealed_until),
        norms=norms_of(thread.space_id) if is_first or viewer.member_id is None else None,
    )


@bp.get("/t/<int:thread_id>/new")
def newest(thread_id: int) -> ResponseReturnValue:
    """Go to the first post that the viewer has not read, else to the last one.

    Whoever comes from a page of the thread is led to what was the first one there (``?from=``).
    """
    viewer = current_viewer()
    thread, reading = get_or_404(notices.thread(viewer, thread_id))
    number = _number(arg("from"), thread.posts) or first_new_post(reading, thread)
    if not number:  # the first takes are sealed, and the question is not a post
        return redirect(thread_address(thread))
    return redirect(address(thread, get_or_404(queries.post_by_number(viewer, thread.id, number))))


def _number(text: str, most: int) -> int:
    """Return the number of a post that *text* is, or 0 if there is no such post."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    return int(text) if is_number and int(text) <= most else 0


@bp.get("/p/<int:post_id>", endpoint="post")
def find_post(post_id: int) -> ResponseReturnValue:
    """Go to a post: its thread, the page it is on, and the post itself."""
    viewer = current_viewer()
    post = get_or_404(queries.post(viewer, post_id))
    thread = get_or_404(queries.thread(viewer, post.thread_id))
    return redirect(address(thread, post, **same_path()))
