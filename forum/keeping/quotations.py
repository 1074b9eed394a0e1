"""What a page of the library quotes by reference, as far as its reader may read it now.

The words of a quotation stand in the text of the page. They are printed only to whoever may read
the post that they are from: not once it is hidden or deleted, nor where its thread cannot be read.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from sqlalchemy import select

from ..core.database.id_list import is_among
from ..core.database.session import fetch_all
from ..core.errors import Invalid
from ..core.text.credits import MOST, credited, named
from ..core.text.quotations import lost_ids, quoted_ids, with_lines, without_lines, without_words
from ..core.web.i18n import t
from ..members.models import Member
from ..spaces.models import Membership, Space
from ..spaces.policy import own_membership, readable_by_viewer
from ..threads.models import Post, Thread
from ..threads.policy.readable_text import readable, withheld
from ..threads.policy.sight import unsealed
from ..threads.quotations import HasText
from .rows import OpenPostRow, QuotedPostRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..artefacts.rows import PromptedArtefactRow
    from ..members.viewer import Viewer

Text = TypeVar("Text", bound=HasText)
_QUOTED = (
    select(Post.id, Member.name, withheld())
    .join(Thread, Thread.id == Post.thread_id)
    .join(Space, Space.id == Thread.space_id)
    .join(Member, Member.id == Post.author_id)
    .outerjoin(Membership, own_membership())
    .where(is_among(Post.id, "ids"), unsealed(), readable_by_viewer(), Thread.gone_at.is_(None))
)

_READ_BY_ALL = (
    select(Post.id, Thread.space_id, Space.access)
    .join(Thread, Thread.id == Post.thread_id)
    .join(Space, Space.id == Thread.space_id)
    .where(is_among(Post.id, "ids"), readable("everybody"), Thread.gone_at.is_(None))
)


class PageText(HasText, Protocol):
    """A page of a space, with its text."""

    @property
    def space_id(self) -> int: ...


Page = TypeVar("Page", bound=PageText)


def with_quotations(viewer: Viewer, rows: Sequence[Text]) -> Sequence[Text]:
    """Return *rows* with the names in their quotations, and without words *viewer* may not read.

    One statement for all of them, and none if nothing is quoted.
    """
    found = _found(viewer, credited(row.html for row in rows))
    return [row._replace(html=_shown(row.html, found)) for row in rows] if found else rows


def with_quotations_in(viewer: Viewer, html: str) -> str:
    """Return one text as ``with_quotations`` does."""
    return _shown(html, _found(viewer, credited([html])))


def as_all_read(pages: Sequence[Page]) -> Sequence[Page]:
    """Return *pages* with no other words of posts than everybody reads who reads the page."""
    ids = credited(page.html for page in pages)
    if not ids:
        return pages
    rows = {row.id: row for row in fetch_all(OpenPostRow, _READ_BY_ALL, {"ids": ids})}

    def instead(space_id: int, id: int) -> str | None:
        row = rows.get(id)
        is_read = row is not None and (row.access == "open" or row.space_id == space_id)
        return None if is_read else ""

    return [
        page._replace(html=without_words(page.html, partial(instead, page.space_id)))
        for page in pages
    ]


def to_compare(viewer: Viewer, *sources: str) -> list[str]:
    """Return texts in Markdown, with what is said of the words that *viewer* may not read."""
    found = _found(viewer, _named_in(sources))
    return [without_lines(source, partial(_instead, found)) for source in sources]


def to_read(viewer: Viewer, pages: Sequence[PromptedArtefactRow]) -> Sequence[PromptedArtefactRow]:
    """Return *pages* with their texts in Markdown as ``to_compare`` has them."""
    texts = to_compare(viewer, *(page.source for page in pages))
    return [page._replace(source=text) for page, text in zip(pages, texts, strict=True)]


def to_edit(viewer: Viewer, source: str) -> str:
    """Return a text in Markdown without the words *viewer* may not read: ``edited`` has them."""
    found = _found(viewer, _named_in([source]))
    return without_lines(source, lambda id: None if _instead(found, id) is None else "")


def edited(viewer: Viewer, source: str, before: str) -> str:
    """Return a text that was made from ``to_edit`` of *before*, with the words left out of it.

    Raises Invalid if some of them would be lost: nobody deletes by chance what they do not see.
    """
    whole, found = with_lines(source, before), _found(viewer, _named_in([before]))
    lost = lost_ids(source, whole, before, partial(_instead, found)) if found else ()
    if lost:
        message = t(
            "Below the line “> forum:/p/%(id)d” are words that you cannot see, and they would be "
            "lost. Leave that line as it was, everywhere, or delete it everywhere.",
            id=lost[0],
        )
        raise Invalid({"text": message})
    return whole


def unseen_in(viewer: Viewer, html: str) -> bool:
    """Whether stored *html* quotes words that *viewer* may not read.

    It is told to whoever decides about a page: they may hide the page, or delete the quotation from
    it, but looking after a space opens no other place to them, so they do not read the words.
    """
    ids = credited([html])
    found = _found(viewer, ids)
    return any(_instead(found, id) is not None for id in ids)


def _named_in(sources: Sequence[str]) -> list[int]:
    ids = dict.fromkeys(id for source in sources for id in quoted_ids(source))
    return list(ids)[:MOST]


def _found(viewer: Viewer, ids: Sequence[int]) -> Mapping[int, QuotedPostRow | None]:
    """Return the posts *ids*, by id; None for one whose place *viewer* does not read."""
    if not ids:
        return {}
    rows = fetch_all(QuotedPostRow, _QUOTED, {"ids": ids, **viewer.sight()})
    return {**dict.fromkeys(ids), **{row.id: row for row in rows}}


def _shown(html: str, found: Mapping[int, QuotedPostRow | None]) -> str:
    names = {
        id: row.name or t("former member") for id, row in found.items() if row and not row.withheld
    }
    return named(without_words(html, partial(_instead, found)), names, other=_elsewhere())


def _instead(found: Mapping[int, QuotedPostRow | None], id: int) -> str | None:
    """Return what is said in place of the words of a post; None if they may be read."""
    row = found.get(id)
    if row is None:
        return _elsewhere()
    if row.withheld == "removed":
        return t("The people who look after this space have removed this post.")
    if row.withheld == "hidden":
        return t("This post is hidden.")
    return t("The author has deleted this post.") if row.withheld else None


def _elsewhere() -> str:
    return t("from a place you cannot read")
