"""Taking words out of earlier versions: one names them, sees where they stand, and confirms.

The words are in the body of two forms and in one page, which nobody stores: in no address, no
draft, no log and no message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import after_this_request, redirect, request

from ...artefacts import queries as artefacts
from ...artefacts.policy import may_edit, may_moderate
from ...artefacts.policy import may_read_source as may_read_page
from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.text.phrases import as_read, has_phrase
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.private import store_nowhere
from ...core.web.render import render_page
from ...core.web.urls import url
from ...revisions.policy import may_redact
from ...spaces.current import author_id, writer, writer_or_sign_in
from ...threads import queries as threads
from ...threads.models import REASON
from ..presenters.for_good import crumbs_of_page, crumbs_of_post
from ..presenters.words import LONGEST, SHORTEST, WordsPage, listed
from ..queries.words import MOST, versions_with
from . import bp
from .chosen import chosen_in, take_out

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ..rows import SavedWordsRow


_SAID: tuple[dict[str, str], dict[str, str]] = ({}, {"said": "taken-out"})


class _Start(NamedTuple):
    """The text from which the form was opened."""

    crumbs: list[tuple[str, str]]
    action: str
    back: str
    done: str
    """Where one comes once the words are taken out."""


@bp.get("/p/<int:post_id>/words")
def words_of_post(post_id: int) -> ResponseReturnValue:
    """The form for words that are to be taken out of earlier versions, of a post and elsewhere."""
    viewer = writer_or_sign_in()
    return _page(viewer, _of_post(viewer, post_id), Form())


@bp.post("/p/<int:post_id>/words")
def take_out_of_post(post_id: int) -> ResponseReturnValue:
    """Look for the words, or take out the versions that were chosen."""
    viewer = writer()
    return _answer(viewer, _of_post(viewer, post_id))


@bp.get("/a/<int:artefact_id>/words")
def words_of_page(artefact_id: int) -> ResponseReturnValue:
    """The same form, opened from a page of the library."""
    viewer = writer_or_sign_in()
    return _page(viewer, _of_page(viewer, artefact_id), Form())


@bp.post("/a/<int:artefact_id>/words")
def take_out_of_page(artefact_id: int) -> ResponseReturnValue:
    """Look for the words, or take out the versions that were chosen."""
    viewer = writer()
    return _answer(viewer, _of_page(viewer, artefact_id))


def _of_post(viewer: Viewer, post_id: int) -> _Start:
    post = get_or_404(threads.post(viewer, post_id))
    thread = get_or_404(threads.thread(viewer, post.thread_id))
    if not may_redact(viewer, post, thread):
        raise NotAllowed
    action = url("removal.words_of_post", post_id=post.id)
    back, done = (url("revisions.history", post_id=post.id, **said) for said in _SAID)
    return _Start(crumbs_of_post(thread), action, back, done)


def _of_page(viewer: Viewer, artefact_id: int) -> _Start:
    """Return a page that *viewer* may change: whoever saved no version of it finds none there."""
    artefact = get_or_404(artefacts.artefact(viewer, artefact_id))
    get_or_404(artefact if may_read_page(viewer, artefact) else None)
    if not may_edit(viewer, artefact) and not may_moderate(viewer, artefact):
        raise NotAllowed
    action = url("removal.words_of_page", artefact_id=artefact.id)
    back, done = (url("versions.show_all", artefact_id=artefact.id, **said) for said in _SAID)
    return _Start(crumbs_of_page(artefact), action, back, done)


def _answer(viewer: Viewer, start: _Start) -> ResponseReturnValue:
    form = Form(request.form)
    phrase = form.line("phrase", longest=LONGEST, missing=t("Enter the words to look for"))
    if phrase and len(as_read(phrase)) < SHORTEST:
        form.faults["phrase"] = t("Enter at least %(n)d characters", n=SHORTEST)
    if form.faults or not form["take"]:
        return _page(viewer, start, form, phrase)
    found = versions_with(viewer, phrase)
    chosen = chosen_in(form, found)
    if not chosen:
        form.faults["chosen"] = t("Choose at least one earlier version")
    why = ""
    if _by_others(viewer, chosen):
        why = form.line("reason", longest=REASON, missing=t("Enter a reason"))
        if has_phrase(why, phrase):
            form.faults["reason"] = t("Leave these words out of the reason: others will read it")
    if form.faults:
        return _page(viewer, start, form, phrase)
    take_out(viewer, chosen, actor_id=author_id(viewer), why=why)
    commit()
    return redirect(start.done)


def _page(viewer: Viewer, start: _Start, form: Form, phrase: str = "") -> ResponseReturnValue:
    """Return the form, with where *phrase* stands if it is given."""
    after_this_request(store_nowhere)
    looked = bool(phrase) and "phrase" not in form.faults
    found = versions_with(viewer, phrase) if looked else []
    return render_page(
        WordsPage(
            title=t("Take words out of earlier versions"),
            form=form,
            crumbs=start.crumbs,
            action=start.action,
            back=start.back,
            found=listed(found, viewer_id=viewer.member_id) if looked else None,
            asks_why=_by_others(viewer, found),
            more=len(found) >= MOST,
        )
    )


def _by_others(viewer: Viewer, rows: list[SavedWordsRow]) -> bool:
    return any(row.writer_id != viewer.member_id and row.number < row.newest for row in rows)
