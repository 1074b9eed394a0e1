"""What remains of a text, in all its versions: shown to nobody, words are looked for in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from ...artefacts.models import Artefact, ArtefactRevision
from ...artefacts.policy import readable_html as readable_page
from ...artefacts.policy import readable_source as readable_version
from ...core.database.session import fetch_all
from ...threads.models import Post, Revision
from ...threads.policy.readable_text import readable_html, readable_source
from ...threads.policy.sight import unsealed
from ..rows import TextRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Label

    from ...core.database.session import Statement
    from ...members.viewer import Viewer


def _text(column: Label[str]) -> Label[str]:
    return column.element.label("text")


_OF_POST = Post.id == bindparam("post_id")  # who takes out words has been found to read it
_POST = (
    select(_text(readable_html("stewards"))).where(_OF_POST, unsealed("stewards")),
    select(_text(readable_source("stewards")))
    .join(Post, Post.id == Revision.post_id)
    .where(_OF_POST, unsealed("stewards")),
)
_OF_PAGE = Artefact.id == bindparam("artefact_id")
_PAGE = (
    select(_text(readable_page("stewards"))).where(_OF_PAGE),
    select(_text(readable_version("stewards")))
    .join(Artefact, Artefact.id == ArtefactRevision.artefact_id)
    .where(_OF_PAGE),
)


def texts_of_post(viewer: Viewer, post_id: int) -> list[str]:
    """Return the text of a post that *viewer* has been found to read, and of all its versions."""
    return _texts(_POST, {"post_id": post_id, **viewer.binds()})


def texts_of_page(artefact_id: int) -> list[str]:
    """Return the text of a page, and that of all its versions."""
    return _texts(_PAGE, {"artefact_id": artefact_id})


def sources_of_page(artefact_id: int) -> list[str]:
    """Return the texts of all versions of a page, in Markdown."""
    return _texts(_PAGE[1:], {"artefact_id": artefact_id})


def _texts(statements: Sequence[Statement], values: Mapping[str, object]) -> list[str]:
    rows = (row for one in statements for row in fetch_all(TextRow, one, values))
    return [row.text for row in rows if row.text]
