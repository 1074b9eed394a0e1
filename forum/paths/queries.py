"""Reads where the steps of a path lead, and which of them the viewer has done.

Each statement names the owner of the marks: nobody else's are ever selected or counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    Integer,
    Text,
    and_,
    bindparam,
    case,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
    union,
    union_all,
)

from ..artefacts.models import Artefact, ArtefactRevision
from ..artefacts.policy import in_reach, readable_source
from ..artefacts.policy import readable as page_readable
from ..core.database.id_list import is_among
from ..core.database.session import fetch_all, fetch_one
from ..core.database.statement_cache import with_cache
from ..threads.models import Post, Thread
from ..threads.policy.readable_text import readable
from ..threads.policy.sight import NOTHING, unsealed, visible_to
from .models import StepMark
from .rows import FormerPathRow, TargetRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement

    from ..core.text.steps import Target
    from ..members.viewer import Viewer


def _word(word: str) -> ColumnElement[str]:
    return literal_column(f"'{word}'", Text)


_SHOWN, _GONE, _UNSEEN = _word("shown"), _word("gone"), _word("unseen")
_is_own = StepMark.member_id == bindparam("viewer_id")
_THREADS = select(
    _word("t").label("letter"),
    Thread.id.label("id"),
    type_coerce(null(), Integer).label("other"),
    Thread.title.label("words"),
    _SHOWN.label("state"),
).where(is_among(Thread.id, "threads"), visible_to(own_index=True))
_POSTS = (
    select(
        _word("p"), Post.id, Post.thread_id, Thread.title, case((readable(), _SHOWN), else_=_GONE)
    )
    .join(Thread, Thread.id == Post.thread_id)
    .where(is_among(Post.id, "posts"), visible_to(own_index=True), unsealed())
)
# The pages of the path, and those that the viewer has marked and another has replaced, with all
# that have replaced them. UNION stops at a ring.
_LINKS = select(Artefact.id, Artefact.replaced_by)
_FIRST = union(
    _LINKS.where(is_among(Artefact.id, "pages")),
    _LINKS.join(StepMark, StepMark.artefact_id == Artefact.id).where(
        _is_own, Artefact.replaced_by.is_not(None)
    ),
).cte("first_pages")
_CHAIN = select(_FIRST.c.id, _FIRST.c.replaced_by).cte("chain", recursive=True)
_CHAIN = _CHAIN.union(_LINKS.join(_CHAIN, _CHAIN.c.replaced_by == Artefact.id))
_is_readable = and_(in_reach(), page_readable())
_PAGES = select(
    _word("a"),
    Artefact.id,
    Artefact.replaced_by,
    case((_is_readable, Artefact.title), else_=NOTHING),
    case((_is_readable, _SHOWN), (in_reach(), _GONE), else_=_UNSEEN),
).join(_CHAIN, _CHAIN.c.id == Artefact.id)
_MARKS = select(
    NOTHING, literal_column("0", Integer), StepMark.artefact_id, StepMark.target, NOTHING
).where(_is_own, or_(is_among(StepMark.target, "keys"), StepMark.artefact_id.is_not(None)))
_TARGETS = with_cache(select(union_all(_THREADS, _POSTS, _PAGES, _MARKS).subquery()))


_FORMER = (
    select(readable_source("everybody"))
    .join(Artefact, Artefact.id == ArtefactRevision.artefact_id)
    .where(
        ArtefactRevision.artefact_id == bindparam("artefact_id"),
        ArtefactRevision.number == bindparam("number"),
        Artefact.kind == _word("path"),
        ArtefactRevision.kind == _word("path"),
    )
)


def former_path(artefact_id: int, number: int) -> str | None:
    """Return the text of a version of a path, to find its steps in the next; None for no path.

    It is shown to nobody: whoever saves the next version has been found to read the page.
    """
    row = fetch_one(FormerPathRow, _FORMER, {"artefact_id": artefact_id, "number": number})
    return row.source if row else None


def targets(viewer: Viewer, leads: Iterable[Target], keys: Iterable[str]) -> list[TargetRow]:
    """Return the pages that steps lead to, and the marks of *viewer* on steps with these *keys*.

    A thread or a post that *viewer* does not see has no row. With the pages of the library come
    those that replace them, and every mark of *viewer* on a page of the library.
    """
    ids: dict[str, list[int]] = {"t": [], "p": [], "a": []}
    for lead in leads:
        ids.get(lead.letter, []).append(lead.id)
    values = {"threads": ids["t"], "posts": ids["p"], "pages": ids["a"], "keys": list(keys)}
    return list(fetch_all(TargetRow, _TARGETS, {**values, **viewer.binds()}))
