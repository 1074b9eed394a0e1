"""Pages on which posts of a thread become an artefact: first chosen, then edited as one text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import request

from ...answers import queries as answers
from ...artefacts import actions, policy
from ...artefacts.details import Details
from ...artefacts.models import KINDS
from ...artefacts.presenters.sections import preview_text
from ...artefacts.presenters.submission import ArtefactSubmission, content_of, heading_of
from ...core.errors import NotAllowed
from ...core.state import state
from ...core.web.args import whole_number
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.paging import page_number
from ...core.web.render import render_page
from ...lists.queries.posts import has_written_in
from ...spaces.current import author_id, writer, writer_or_sign_in
from ...spaces.presenters.labels import seen_by
from ...spaces.presenters.norms import first_norms
from ...threads import queries as threads
from ...threads.actions.compose import compose
from ...threads.policy.sight import waits
from ...threads.presenters.submission import preview_of
from ...threads.quotations import chosen_posts, quotation
from ..presenters.pages import ChoosePostsPage, DraftPage, with_excerpts
from . import bp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ...threads.rows import ChosenPostRow, ThreadRow

MOST = 200
"""How many posts can be chosen for one artefact."""
QUOTED = 4
"""How much HTML is quoted at once, in times the longest page: quoting it takes time."""


@bp.get("/t/<int:thread_id>/keep")
def choose_posts(thread_id: int) -> ResponseReturnValue:
    """A page of a thread to choose posts from; those that helped are chosen already.

    Not while first takes wait for their day: none of them may be copied before.
    """
    viewer = writer_or_sign_in()
    thread = _thread(viewer, thread_id)
    form = Form(title=thread.title, kind=KINDS[0])
    helped = () if waits(thread) else answers.helpful_posts(viewer, thread.id)
    return _choose_page(viewer, thread, form, {post.id for post in helped})


@bp.post("/t/<int:thread_id>/keep")
def save_posts(thread_id: int) -> ResponseReturnValue:
    """Turn to another page of the thread, make a draft of the chosen posts, or save it.

    The form's buttons say which: "turn", "draft", or neither.
    """
    viewer, form = writer(), Form(request.form)
    submission = ArtefactSubmission(viewer, form)
    if (answer := submission.answer_repeated()) is not None:
        return answer
    thread = _thread(viewer, thread_id)
    ids = _chosen_ids(form)
    posts = chosen_posts(thread.id, ids[:MOST]) if ids else ()
    if form["turn"]:
        return _choose_page(viewer, thread, form, {post.id for post in posts})
    if not posts:
        form.faults["posts"] = t("Choose at least one post")
    elif len(ids) > MOST:
        form.faults["posts"] = t("Choose at most %(n)d posts", n=MOST)
    if form["draft"]:
        longest = QUOTED * state().config.post_limit
        if len(posts) > 1 and sum(len(post.html) for post in posts) > longest:
            form.faults["posts"] = t("Together, these posts are too long. Choose fewer")
        return _make_draft(viewer, thread, form, posts)
    return _save(submission, thread, posts)


def _make_draft(
    viewer: Viewer, thread: ThreadRow, form: Form, posts: Sequence[ChosenPostRow]
) -> ResponseReturnValue:
    """Answer with a form that holds *posts* as one text; nothing is saved yet."""
    kind, title = heading_of(form)
    if form.faults:
        return _choose_page(viewer, thread, form, {post.id for post in posts})
    text = "".join(map(quotation, posts))
    usual = Details()._asdict()
    draft = Form(usual | {"title": title, "kind": kind, "tags": thread.tags, "text": text})
    return _draft_page(viewer, thread, draft, posts)


def _save(
    submission: ArtefactSubmission, thread: ThreadRow, posts: Sequence[ChosenPostRow]
) -> ResponseReturnValue:
    """Save the edited text as an artefact made from *posts*."""
    form = submission.form
    content = content_of(form, submission.viewer)
    if form.faults or form.preview:
        return _draft_page(submission.viewer, thread, form, posts, content.source)
    return submission.save(
        actions.create,
        space_id=thread.space_id,
        kind=content.kind,
        title=content.title,
        tags=content.tags,
        author_id=author_id(submission.viewer),
        details=content.details,
        text=compose(content.source, form=form),
        sources=[(thread.id, post.id) for post in posts],
    )


def _thread(viewer: Viewer, thread_id: int) -> ThreadRow:
    thread = get_or_404(threads.thread(viewer, thread_id))
    if not policy.may_create(viewer, thread.space_id):
        raise NotAllowed
    return thread


def _chosen_ids(form: Form) -> list[int]:
    ids = request.form.getlist("posts") if form.sent is request.form else []
    numbers = (whole_number(id) for id in ids)
    return list(dict.fromkeys(id for id in numbers if id is not None))


def _choose_page(
    viewer: Viewer, thread: ThreadRow, form: Form, chosen: AbstractSet[int]
) -> ResponseReturnValue:
    pages = page_number(threads.page_of(thread.branches))
    page = threads.page(viewer, thread.id, pages.current)
    posts = [post for post in page if policy.may_copy(post, thread)]
    return render_page(
        ChoosePostsPage(
            title=t("Save posts from this thread"),
            form=form,
            thread=thread,
            pages=pages,
            posts=with_excerpts(posts),
            chosen=chosen,
            elsewhere=sorted(chosen - {post.id for post in posts}),
        )
    )


def _draft_page(
    viewer: Viewer, thread: ThreadRow, form: Form, posts: Sequence[ChosenPostRow], source: str = ""
) -> ResponseReturnValue:
    return render_page(
        DraftPage(
            title=t("Edit the text"),
            form=form,
            thread=thread,
            posts=posts,
            norms=first_norms(thread.space_id, partial(has_written_in, viewer)),
            preview=preview_text(preview_of(form, source)),
            seen_by=seen_by(thread.space_id),
        )
    )
