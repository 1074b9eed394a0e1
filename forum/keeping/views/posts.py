"""Pages on which posts of a thread are kept: first chosen, then put where they are to go."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import redirect, request

from ...answers import queries as answers
from ...artefacts import actions
from ...artefacts import policy as pages_policy
from ...artefacts.models import KINDS
from ...artefacts.presenters.sections import preview_text
from ...artefacts.presenters.submission import ArtefactSubmission, content_of, heading_of
from ...core.errors import NotAllowed
from ...core.web.args import whole_number
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.paging import page_number
from ...core.web.render import render_page
from ...core.web.urls import url
from ...lists.queries.posts import has_written_in
from ...prompts.presenters import prompt_box, switched, wording_of
from ...spaces.current import author_id, current_spaces, listed_spaces, writer, writer_or_sign_in
from ...spaces.presenters.labels import seen_by
from ...spaces.presenters.norms import first_norms
from ...texts.actions import compose
from ...threads import queries as threads
from ...threads.policy.sight import waits
from ...threads.presenters.submission import preview_of
from .. import queries
from ..presenters.pages import ChoosePostsPage, DraftPage, places, with_excerpts
from ..presenters.texts import first_draft, staying_out
from . import bp

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ...spaces.rows import SpaceRow
    from ...threads.rows import ThreadRow
    from ..rows import Kept


@bp.get("/t/<int:thread_id>/keep")
def choose_posts(thread_id: int) -> ResponseReturnValue:
    """A page of a thread to choose posts from; those that helped are chosen already.

    Not while first takes wait for their day: none of them may be copied before.
    """
    viewer = writer_or_sign_in()
    thread = _thread(viewer, thread_id)
    form = Form(title=thread.title, kind=KINDS[0], into="new", library=thread.space_slug)
    helped = () if waits(thread) else answers.helpful_posts(viewer, thread.id)
    return _choose_page(viewer, thread, form, {post.id for post in helped})


@bp.post("/t/<int:thread_id>/keep")
def save_posts(thread_id: int) -> ResponseReturnValue:
    """Turn to another page of the thread, go on with the chosen posts, or save a new page of them.

    The form's buttons say which: "turn", "draft", or neither.
    """
    viewer, form = writer(), Form(request.form)
    submission = ArtefactSubmission(viewer, form)
    if (answer := submission.answer_repeated()) is not None:
        return answer
    thread = _thread(viewer, thread_id)
    space = _library(viewer, thread, form["library"])
    ids = _chosen_ids(form)
    into = space.id if space else thread.space_id
    kept = queries.kept(viewer, thread, ids, space_id=into, own=bool(form["own"]))
    chosen = _ids_of(kept)
    if form["turn"]:
        return _choose_page(viewer, thread, form, chosen)
    _check(form, kept, len(ids), space)
    if form["draft"]:
        return _go_on(viewer, thread, form, kept, into)
    if form.faults and not form["text"] and not wording_of(form):
        return _choose_page(viewer, thread, form, chosen)
    return _save(submission, thread, into, kept)


def _check(form: Form, kept: Kept | None, number: int, space: SpaceRow | None) -> None:
    """Note what is wrong with the chosen posts, and with the library for them."""
    if kept is None or not (kept.posts or kept.out):
        form.faults["posts"] = t("Choose at least one post")
    elif number > queries.MOST_CHOSEN:
        form.faults["posts"] = t("Choose at most %(n)d posts", n=queries.MOST_CHOSEN)
    if form["into"] not in ("", "new"):
        return
    if space is None:
        form.faults["library"] = t("Choose a library")
    if kept is None:
        return
    reasons = {why for _, why in kept.out}
    if "long" in reasons:
        form.faults["posts"] = t("Together, these posts are too long. Choose fewer")
    elif "own" in reasons:
        form.faults["own"] = t(
            "Tick the box about your own posts, or choose the library of this space"
        )
    elif kept.out and not kept.posts:
        form.faults["posts"] = " ".join(dict.fromkeys(staying_out(kept)))


def _go_on(
    viewer: Viewer, thread: ThreadRow, form: Form, kept: Kept | None, space_id: int
) -> ResponseReturnValue:
    """Answer with the form of a new page, or go where a page or a note takes the posts in."""
    into = form["into"] or "new"
    if into not in {value for value, _, _ in places()}:
        form.faults["into"] = t("Choose where they go")
    chosen = _ids_of(kept)
    if into == "new":
        kind, title = heading_of(form)
        taken_out = _check_title(form, title, thread, kept)
        if kept and not form.faults:
            start = {"title": title, "kind": kind, "library": form["library"], "own": form["own"]}
            tags = "" if taken_out else thread.tags
            return _draft_page(
                viewer, thread, first_draft(kept, space_id, tags=tags, **start), kept
            )
    if form.faults or kept is None:
        return _choose_page(viewer, thread, form, chosen)
    posts = ",".join(map(str, sorted(chosen)))
    if into == "note":
        return redirect(url("journal.about_thread", thread_id=thread.id, posts=posts))
    own = form["own"] or None
    return redirect(url("keeping.pick_page", thread_id=thread.id, posts=posts, own=own))


def _check_title(form: Form, title: str, thread: ThreadRow, kept: Kept | None) -> bool:
    """Note that a page takes the title of a closed thread; return whether its posts leave there."""
    taken_out = kept is not None and kept.taken_out
    if taken_out and title == thread.title:
        form.faults["title"] = t("Enter a different title. This one is from a closed space")
    return taken_out


def _save(
    submission: ArtefactSubmission, thread: ThreadRow, space_id: int, kept: Kept | None
) -> ResponseReturnValue:
    """Save the edited text as an artefact made from the *kept* posts."""
    form, viewer = submission.form, submission.viewer
    if (other := switched(form, space_id)) is not None:
        return _draft_page(viewer, thread, other, kept)
    content = content_of(form, viewer)
    _check_title(form, content.title, thread, kept)
    if kept is None or form.faults or form.preview:
        return _draft_page(viewer, thread, form, kept, content.source)
    return submission.save(
        actions.create,
        space_id=space_id,
        kind=content.kind,
        title=content.title,
        tags=content.tags,
        author_id=author_id(viewer),
        details=content.details,
        text=compose(content.source, form=form, prompts=wording_of(form)),
        sources=[*kept.sources, *queries.referenced(viewer, content.source)],
    )


def _thread(viewer: Viewer, thread_id: int) -> ThreadRow:
    thread = get_or_404(threads.thread(viewer, thread_id))
    if not pages_policy.may_create(viewer, thread.space_id):
        raise NotAllowed
    return thread


def _libraries(viewer: Viewer, thread: ThreadRow) -> list[SpaceRow]:
    """Return the spaces to whose library the viewer may add, that of *thread* first."""
    own = current_spaces()[thread.space_id]
    others = [space for space in listed_spaces() if space.id != own.id]
    return [own, *(one for one in others if pages_policy.may_create(viewer, one.id))]


def _library(viewer: Viewer, thread: ThreadRow, slug: str) -> SpaceRow | None:
    """Return the space with this *slug*, else that of *thread*; None if there is none such."""
    wanted = slug or thread.space_slug
    return next((space for space in _libraries(viewer, thread) if space.slug == wanted), None)


def _chosen_ids(form: Form) -> list[int]:
    ids = request.form.getlist("posts") if form.sent is request.form else []
    numbers = (whole_number(id) for id in ids)
    return list(dict.fromkeys(id for id in numbers if id is not None))


def _ids_of(kept: Kept | None) -> set[int]:
    return {post.id for post in [*kept.posts, *(post for post, _ in kept.out)]} if kept else set()


def _choose_page(
    viewer: Viewer, thread: ThreadRow, form: Form, chosen: AbstractSet[int]
) -> ResponseReturnValue:
    pages = page_number(threads.page_of(thread.branches))
    page = threads.page(viewer, thread.id, pages.current)
    posts = [post for post in page if pages_policy.may_copy(post, thread)]
    return render_page(
        ChoosePostsPage(
            title=t("Keep this"),
            form=form,
            thread=thread,
            pages=pages,
            posts=with_excerpts(posts),
            chosen=chosen,
            elsewhere=sorted(chosen - {post.id for post in posts}),
            libraries=[(space.slug, space.name) for space in _libraries(viewer, thread)],
        )
    )


def _draft_page(
    viewer: Viewer, thread: ThreadRow, form: Form, kept: Kept | None, source: str = ""
) -> ResponseReturnValue:
    space = _library(viewer, thread, form["library"])
    space_id = space.id if space else thread.space_id
    return render_page(
        DraftPage(
            title=t("Edit the text"),
            form=form,
            thread=thread,
            posts=[*kept.posts, *(post for post, _ in kept.out)] if kept else (),
            out=staying_out(kept),
            prompts=prompt_box(form, "page", space_id),
            norms=first_norms(space_id, partial(has_written_in, viewer)),
            preview=preview_text(preview_of(form, source)),
            seen_by=seen_by(space_id),
        )
    )
