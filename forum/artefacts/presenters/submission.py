"""What the forms of artefacts share: their fields, and the address of what they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...core.state import state
from ...core.text.quotations import defines_inside
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.submission import PARTS, Submission
from ...core.web.urls import url
from ...prompts.presenters import source_of
from ...threads.models import TITLE
from ...threads.presenters.submission import tags_of
from .. import queries
from ..models import KINDS, Artefact
from .details import details_of

if TYPE_CHECKING:
    from ...core.web.forms import Form
    from ...members.viewer import Viewer
    from ...prompts.rows import Wording
    from ..details import Details
    from ..rows import ArtefactRow


class ArtefactSubmission(Submission[Artefact]):
    """The sending of a form that makes an artefact."""

    table = Artefact

    def __init__(self, viewer: Viewer, form: Form) -> None:
        super().__init__(form, author_id=viewer.member_id)
        self.viewer = viewer

    def address_of(self, made: Artefact) -> str:
        """Return the address of the artefact, with the message that it is in the library now."""
        return artefact_address(made, said="kept", sent=self.form.key)

    def address_of_earlier(self, id: int) -> str:
        """Return the address of the artefact that an earlier sending made."""
        return artefact_address(get_or_404(queries.artefact(self.viewer, id)), sent=self.form.key)


def artefact_address(artefact: Artefact | ArtefactRow, **more: str) -> str:
    """Return the address of an artefact, with *more* in its query."""
    return url("artefacts.show", artefact_id=artefact.id, slug=artefact.slug, **more)


class Content(NamedTuple):
    """The content of an artefact as a form gives it."""

    kind: str
    title: str
    source: str
    tags: list[str]
    details: Details


def content_of(
    form: Form,
    viewer: Viewer,
    written_with: Wording | None = None,
    *,
    page: ArtefactRow | None = None,
) -> Content:
    """Return the content of *form*; notes what is missing or too long.

    An edit of *page* knows which questions the text was *written_with*.
    """
    kind, title = heading_of(form)
    longest, missing = state().config.page_limit, t("Enter your text")
    text = source_of(form, written_with, longest=longest, missing=missing)
    if defines_inside(text):
        form.faults[text_field(form)] = t(
            "A quotation has a line like “[1]: https://…”, which would give addresses to other "
            "parts of the page. Put each address where its link is, like [words](https://…)"
        )
    tags = tags_of(form)
    return Content(kind, title, text, tags, details_of(form, viewer, page))


def text_field(form: Form) -> str:
    """Return the name of the field with the text, or with the first answer to questions."""
    return PARTS[0] if form["prompts"] else "text"


def heading_of(form: Form) -> tuple[str, str]:
    """Return kind and title of *form*; notes what is missing or too long."""
    kind = form.choice("kind", KINDS, missing=t("Choose what it is"))
    return kind, form.line("title", longest=TITLE, missing=t("Enter a title"))
