"""Pages on which a space words a set of questions, or adds one of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.errors import Changed
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import language, t
from ...core.web.render import render_page
from ...core.web.submission import Submission
from ...core.web.urls import url
from ...moderation.actions import log
from ...spaces.current import author_id, writer, writer_or_sign_in
from .. import actions
from ..models import PromptWording
from ..presenters.fields import read_wording
from ..presenters.pages import WordPromptsPage, form_of_words
from ..presenters.wordings import original, wording_in
from . import bp
from .choose import managed

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ...spaces.rows import SpaceRow
    from ..actions import NewWording
    from ..rows import Wording


class WordingSubmission(Submission[PromptWording]):
    """The sending of a form that words a set of questions in a space."""

    table = PromptWording

    def __init__(self, viewer: Viewer, form: Form, space: SpaceRow, *, said: str) -> None:
        super().__init__(form, author_id=viewer.member_id)
        self.viewer, self.space, self.said = viewer, space, said

    def address_of(self, made: PromptWording) -> str:  # noqa: ARG002
        """Return the address of the page with all sets."""
        return url("prompts.choose", slug=self.space.slug, said=self.said)

    def address_of_earlier(self, id: int) -> str:  # noqa: ARG002
        """Return the same address."""
        return self.address

    @property
    def address(self) -> str:
        """The address of the page with all sets."""
        return url("prompts.choose", slug=self.space.slug)


@bp.get("/s/<slug>/prompts/new")
def new(slug: str) -> ResponseReturnValue:
    """The form for a set of the space's own."""
    return _page(managed(writer_or_sign_in(), slug), Form(), None)


@bp.post("/s/<slug>/prompts/new")
def add(slug: str) -> ResponseReturnValue:
    """Add a set of the space's own. It is offered once that is chosen."""
    viewer, form = writer(), Form(request.form)
    space = managed(viewer, slug)
    submission = WordingSubmission(viewer, form, space, said="worded")
    if (answer := submission.answer_repeated()) is not None:
        return answer
    words = read_wording(form, None, space_id=space.id)
    if form.faults:
        return _page(space, form, None)
    try:
        return submission.save(_add, space.id, words, author_id=author_id(viewer), form=form)
    except actions.TooManySets:
        form.faults["title"] = t(
            "A space can have %(n)d sets of its own. Reword one of them instead", n=actions.MOST
        )
        return _page(space, form, None)


@bp.get("/s/<slug>/prompts/<prompts>/edit")
def edit(slug: str, prompts: str) -> ResponseReturnValue:
    """The form with the words that a space gives to a set, or with those of the package."""
    space = managed(writer_or_sign_in(), slug)
    words = _words(space, prompts)
    first = original(words, language()) if request.args.get("original") else None
    return _page(space, form_of_words(first or words), words)


@bp.post("/s/<slug>/prompts/<prompts>/edit")
def reword(slug: str, prompts: str) -> ResponseReturnValue:
    """Save other words for a set. Texts keep the words that they were written with."""
    viewer, form = writer(), Form(request.form)
    space = managed(viewer, slug)
    words = _words(space, prompts)
    submission = WordingSubmission(viewer, form, space, said="saved")
    if (answer := submission.answer_repeated()) is not None:
        return answer
    made = read_wording(form, words, space_id=space.id)
    if form.faults:
        return _page(space, form, words)
    if (made.title, tuple(made.questions)) == (words.title, words.questions):
        return redirect(submission.address)
    if form.number("version") != words.version:
        return _conflict(space, form, words)
    try:
        return submission.save(
            _reword,
            space.id,
            words.key,
            made,
            version=words.version,
            author_id=author_id(viewer),
            form=form,
        )
    except Changed:
        return _conflict(space, form, words)


def _add(space_id: int, words: NewWording, *, author_id: int, form: Form) -> PromptWording:
    made = actions.add(space_id, words, author_id=author_id, form=form)
    log(space_id, actor_id=author_id, act="prompts")
    return made


def _reword(
    space_id: int, key: str, words: NewWording, *, version: int, author_id: int, form: Form
) -> PromptWording:
    made = actions.reword(space_id, key, words, version=version, author_id=author_id, form=form)
    log(space_id, actor_id=author_id, act="prompts")
    return made


def _words(space: SpaceRow, prompts: str) -> Wording:
    """Return the words that *space* gives to a set now, or raise NotFound."""
    return get_or_404(wording_in(space, prompts, language()))


def _conflict(space: SpaceRow, form: Form, theirs: Wording) -> ResponseReturnValue:
    """Return the form as it was typed, and the words that somebody else saved in the meantime."""
    form = Form({**form.sent, "version": str(theirs.version)})
    return _page(space, form, theirs, theirs=theirs)


def _page(
    space: SpaceRow, form: Form, words: Wording | None, *, theirs: Wording | None = None
) -> ResponseReturnValue:
    title = t("Reword “%(title)s”", title=words.title) if words else t("Add a set of questions")
    page = WordPromptsPage(
        title=t("This has changed in the meantime") if theirs else title,
        form=form,
        space=space,
        address=url("prompts.edit", slug=space.slug, prompts=words.key)
        if words
        else url("prompts.new", slug=space.slug),
        version=form.number("version") or 0,
        has_original=words is not None and original(words, language()) is not None,
        theirs=theirs,
    )
    return render_page(page, status=409 if theirs else 200)
