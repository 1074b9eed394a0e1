"""The rows of the documents found, without those that the viewer may not see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from ...artefacts import policy as artefact_policy
from ...artefacts.models import Artefact
from ...core.database.session import fetch_all
from ...core.index.protocol import PAGE_SIZE
from ...core.text.search_words import CHUNK, words_of
from ...keeping.quotations import with_quotations
from ...margins.queries import is_comment
from ...members.models import Member
from ...threads.models import Post, Thread
from ...threads.policy.readable_text import readable, readable_html
from ...threads.policy.sight import NO, SEAL, seal_to, unless_sealed, visible_to
from ..rows import ArtefactHitRow, FileHitRow, PostHitRow, ThreadHitRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ...members.viewer import Viewer
    from ..rows import HitRow

MOST_WORDS = 8
"""How many words of a search are looked for in titles, while there is no index."""
_LABEL = re.compile(r"^\s*\[[^\]]*\]")
"""What stands in square brackets before a title."""
_POSTS = (
    select(
        Post.id,
        Post.thread_id,
        Post.number,
        Post.branch,
        Post.turn,
        Post.kind,
        Post.at,
        readable_html(),
        Post.helped,
        Post.tried,
        Post.worked,
        Post.partly,
        Post.organisations,
        Thread.kind.label("thread_kind"),
        Thread.title,
        Thread.slug,
        Thread.space_id,
        unless_sealed(Thread.answers, NO),
        unless_sealed(Thread.helped, NO).label("thread_helped"),
        unless_sealed(Thread.tried, NO).label("thread_tried"),
        unless_sealed(Thread.worked, NO).label("thread_worked"),
        unless_sealed(Thread.partly, NO).label("thread_partly"),
        unless_sealed(Thread.organisations, NO).label("thread_organisations"),
        Thread.anchor_title,
        Thread.anchor_url,
        Member.name.label("author_name"),
        Member.organisation.label("author_organisation"),
        Member.former.label("author_former"),
        is_comment(),
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Member, Member.id == Post.author_id)
    .outerjoin(SEAL, seal_to())
    .where(Post.id.in_(bindparam("ids", expanding=True)), readable("lists"), visible_to())
)
_successor = aliased(Artefact)
_ARTEFACTS = (
    select(
        Artefact.id,
        Artefact.kind,
        Artefact.title,
        Artefact.slug,
        artefact_policy.readable_html(),
        artefact_policy.readable_part(Artefact.details),
        Artefact.replaced_by,
        _successor.title.label("successor"),
        Artefact.space_id,
        Artefact.revised_at.label("at"),
        Artefact.tried,
        Artefact.worked,
        Artefact.partly,
        Artefact.organisations,
    )
    .outerjoin(
        _successor,
        and_(_successor.id == Artefact.replaced_by, artefact_policy.visible_to(_successor)),
    )
    .where(Artefact.id.in_(bindparam("ids", expanding=True)), artefact_policy.visible_to())
)
_THREADS = (
    select(
        Thread.id,
        Thread.kind,
        Thread.title,
        Thread.slug,
        Thread.space_id,
        Thread.opened_at.label("at"),
        unless_sealed(Thread.answers, NO),
        unless_sealed(Thread.helped, NO),
        unless_sealed(Thread.tried, NO),
        unless_sealed(Thread.worked, NO),
        unless_sealed(Thread.partly, NO),
        unless_sealed(Thread.organisations, NO),
        Thread.anchor_title,
        Thread.anchor_url,
    )
    .outerjoin(SEAL, seal_to())
    .where(visible_to())
    .order_by(Thread.active_at.desc(), Thread.id.desc())
)


def post_hits(viewer: Viewer, ids: Iterable[str]) -> Mapping[str, PostHitRow]:
    """Return the posts among the documents *ids* that *viewer* may see, by document id."""
    if not (wanted := _ids_of("p", ids)):
        return {}
    rows = fetch_all(PostHitRow, _POSTS, {"ids": wanted, **viewer.binds()})
    return {f"p{row.id}": row for row in rows}


def artefact_hits(viewer: Viewer, ids: Iterable[str]) -> Mapping[str, ArtefactHitRow]:
    """Return the artefacts among the documents *ids* that *viewer* may see, by document id."""
    if not (wanted := _ids_of("a", ids)):
        return {}
    rows = fetch_all(ArtefactHitRow, _ARTEFACTS, {"ids": wanted, **viewer.binds()})
    rows = with_quotations(viewer, rows)
    return {f"a{row.id}": row for row in rows}


def threads_by_title(viewer: Viewer, words: Sequence[str]) -> Sequence[ThreadHitRow]:
    """Return the most recently active threads whose title has all of *words*: a page of them."""
    statement = _THREADS
    for word in words[:MOST_WORDS]:
        # The database may know only the capitals of a to z.
        spelt = {word, word.lower(), word.upper(), word.capitalize()}
        has_it = [Thread.title.contains(each, autoescape=True) for each in sorted(spelt)]
        in_ascii = func.lower(Thread.title).contains(word.lower(), autoescape=True)
        statement = statement.where(or_(in_ascii, *has_it))
    return fetch_all(ThreadHitRow, statement.limit(PAGE_SIZE), viewer.binds())


def is_titled(row: HitRow, words: str) -> bool:
    """Whether the title of *row* is *words* and nothing else, however both are written.

    A label before it ("[SOLVED] Render to texture") is no part of what it is called.
    """
    asked = _words_of(words)
    if isinstance(row, FileHitRow):  # what its thread is called
        return False
    titles = (row.title, _LABEL.sub("", row.title, count=1))
    return bool(asked) and any(_words_of(title) == asked for title in titles)


def _words_of(text: str) -> list[str]:
    return [found.text for chunk in CHUNK.findall(text) for found in words_of(chunk)]


def _ids_of(letter: str, ids: Iterable[str]) -> list[int]:
    return [int(id[1:]) for id in ids if id.startswith(letter)]
