"""Where words stand that somebody wants taken out: in their own texts, and in those of a steward.

The words are a parameter of a statement, and nothing else: they are stored and logged nowhere.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import Integer, and_, bindparam, func, literal_column, or_, select

from ...artefacts.models import Artefact, ArtefactRevision
from ...artefacts.policy import readable_part, visible_to
from ...artefacts.policy import readable_source as readable_version
from ...core.database.id_list import is_among
from ...core.database.session import fetch_all
from ...core.text.phrases import has_phrase
from ...keeping.quotations import to_compare
from ...members.models import Member
from ...spaces.models import Space
from ...threads.models import Post, Revision, Thread
from ...threads.policy.readable_text import is_shown, readable_source
from ...threads.policy.sight import unsealed
from ...threads.policy.sight import visible_to as thread_visible_to
from ..rows import SavedWordsRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, SQLColumnExpression

    from ...core.database.session import Statement
    from ...members.viewer import Viewer

MOST = 200
"""How many versions of posts, and of pages, are looked through for the words."""
_OWN = bindparam("viewer_id", type_=Integer)
_POST_TEXTS: tuple[SQLColumnExpression[str], ...] = (
    readable_source("stewards").element,
    func.coalesce(Revision.title, ""),
    func.coalesce(Revision.tags, ""),
    Revision.reason,
)
_POSTS: Statement = (
    select(
        literal_column("'p'").label("kind"),
        Revision.post_id.label("id"),
        Revision.number,
        Post.revision.label("newest"),
        Post.number.label("post_number"),
        Thread.id.label("thread_id"),
        Thread.title.label("place"),
        Space.name.label("space"),
        Thread.space_id,
        Post.author_id.label("writer_id"),
        Member.name.label("writer_name"),
        _POST_TEXTS[0].label("source"),
        (_POST_TEXTS[1] + " " + _POST_TEXTS[2] + " " + _POST_TEXTS[3]).label("beside"),
    )
    .join(Post, Post.id == Revision.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .join(Space, Space.id == Thread.space_id)
    .join(Member, Member.id == Revision.editor_id)
    .where(
        thread_visible_to(),
        unsealed(),
        is_shown(),
        Revision.redacted_at.is_(None),
        or_(is_among(Thread.space_id, "moderated"), Post.author_id == _OWN),
    )
    .order_by(Revision.post_id.desc(), Revision.number)
)
_PAGE_TEXTS: tuple[SQLColumnExpression[str], ...] = (
    readable_version("stewards").element,
    ArtefactRevision.title,
    ArtefactRevision.tags,
    ArtefactRevision.reason,
    ArtefactRevision.details,
)
_PAGES: Statement = (
    select(
        literal_column("'a'").label("kind"),
        ArtefactRevision.artefact_id.label("id"),
        ArtefactRevision.number,
        Artefact.revision.label("newest"),
        literal_column("0", Integer).label("post_number"),
        literal_column("0", Integer).label("thread_id"),
        readable_part(Artefact.title).element.label("place"),
        Space.name.label("space"),
        Artefact.space_id,
        ArtefactRevision.editor_id.label("writer_id"),
        Member.name.label("writer_name"),
        _PAGE_TEXTS[0].label("source"),
        (_PAGE_TEXTS[1] + " " + _PAGE_TEXTS[2] + " " + _PAGE_TEXTS[3] + " " + _PAGE_TEXTS[4]).label(
            "beside"
        ),
    )
    .join(Artefact, Artefact.id == ArtefactRevision.artefact_id)
    .join(Space, Space.id == Artefact.space_id)
    .join(Member, Member.id == ArtefactRevision.editor_id)
    .where(
        visible_to(),
        ArtefactRevision.redacted_at.is_(None),
        or_(
            is_among(Artefact.space_id, "moderated"),
            and_(ArtefactRevision.editor_id == _OWN, is_among(Artefact.space_id, "written")),
        ),
    )
    .order_by(ArtefactRevision.artefact_id.desc(), ArtefactRevision.number)
)


def versions_with(viewer: Viewer, phrase: str) -> list[SavedWordsRow]:
    """Return the versions with *phrase* that *viewer* reads and decides about, newest texts first.

    Those of their own posts, those of pages that they saved where they may still write, and all
    where they are stewards.
    """
    found = [
        fetch_all(SavedWordsRow, all.where(*_may_have(texts, phrase)).limit(MOST), _binds(viewer))
        for all, texts in ((_POSTS, _POST_TEXTS), (_PAGES, _PAGE_TEXTS))
    ]
    rows = [*found[0], *_as_read_by(viewer, found[1])]
    return [row for row in rows if has_phrase(f"{row.source} {row.beside}", phrase)]


def _as_read_by(viewer: Viewer, rows: Sequence[SavedWordsRow]) -> Iterator[SavedWordsRow]:
    """Yield versions of pages without what they quote of posts that *viewer* may not read.

    Else whoever looks for words would learn which of them stand there.
    """
    for _, versions in groupby(rows, key=lambda row: row.id):
        some = list(versions)
        texts = to_compare(viewer, *(row.source for row in some))
        yield from (row._replace(source=text) for row, text in zip(some, texts, strict=True))


def _binds(viewer: Viewer) -> dict[str, object]:
    spaces = {"moderated": sorted(viewer.moderates), "written": sorted(viewer.writes)}
    return {**spaces, **viewer.binds()}


def _may_have(texts: Sequence[SQLColumnExpression[str]], phrase: str) -> list[ColumnElement[bool]]:
    """Return the condition that *texts* have each word of *phrase*, in one case or another.

    SQLite knows the case of ASCII letters alone: the usual ways to write a word are named.
    """
    conditions = []
    for word in phrase.split():
        ways = {word, word.lower(), word.upper(), word.capitalize()}
        ways_in = (text.icontains(way, autoescape=True) for text in texts for way in sorted(ways))
        conditions.append(or_(*ways_in))
    return conditions
