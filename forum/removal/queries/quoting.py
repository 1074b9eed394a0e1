"""Who quotes a post: pages that do so by reference, and posts that have a copy of its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, select

from ...artefacts.models import Artefact, ArtefactRevision
from ...artefacts.policy import readable_source
from ...core.database.session import fetch_all
from ...core.text.quotations import quoted_ids
from ...members.models import Member
from ...threads.models import Post, Thread
from ...threads.policy.readable_text import readable_html
from ...threads.policy.sight import unsealed, visible_to
from ..rows import QuotingPostRow, VersionRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...members.viewer import Viewer

MOST = 50
"""How many posts that quote another are listed."""
_source = readable_source("stewards").element
_VERSIONS = (
    select(ArtefactRevision.artefact_id, ArtefactRevision.number, _source.label("source"))
    .join(Artefact, Artefact.id == ArtefactRevision.artefact_id)
    .where(_source.contains(bindparam("sign")))
    .order_by(ArtefactRevision.artefact_id, ArtefactRevision.number)
)


def versions_that_quote(post_id: int) -> list[VersionRow]:
    """Return every version of a page that quotes a post by reference, whoever may read it.

    For whoever takes its words out of them. The whole library is looked through: a page may quote a
    post without having been made from it.
    """
    rows = fetch_all(VersionRow, _VERSIONS, {"sign": f"forum:/p/{post_id}"})
    return [row for row in rows if post_id in quoted_ids(row.source)]


def pages_that_quote(post_id: int) -> list[int]:
    """Return the ids of the pages of these versions, in order."""
    return sorted({row.artefact_id for row in versions_that_quote(post_id)})


_html = readable_html().element
_POSTS = (
    select(Post.id, Post.number, Thread.title, Member.name.label("author_name"))
    .join(Thread, Thread.id == Post.thread_id)
    .join(Member, Member.id == Post.author_id)
    .where(
        visible_to(),
        unsealed(),
        Post.id != bindparam("post_id", type_=Integer),
        _html.contains(bindparam("sign")),
    )
    .order_by(Post.id.desc())
    .limit(MOST)
)


def posts_that_quote(viewer: Viewer, post_id: int) -> Sequence[QuotingPostRow]:
    """Return posts that *viewer* reads and that quote another, the newest ones.

    They have a copy of its words, which nothing takes out of them.
    """
    values = {"post_id": post_id, "sign": f'"forum:/p/{post_id}"', **viewer.binds()}
    return fetch_all(QuotingPostRow, _POSTS, values)
