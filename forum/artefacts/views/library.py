"""Pages of the library: what is in it, one artefact, and what changed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, request

from ...core.text.diff import collapsed, compare, tally
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.paging import list_page, number
from ...core.web.render import render
from ...core.web.urls import url
from ...spaces.current import current_spaces, current_viewer
from .. import policy, queries
from ..presenters.labels import KINDS, kinds
from . import bp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flask.typing import ResponseReturnValue
    from sqlalchemy import Row

SIZE = 20
"""Artefacts on a page of the library."""


def place_of(artefact: Any) -> tuple[datetime, int]:
    """Return what the library is ordered by."""
    return artefact.revised_at, artefact.id


@bp.get("/-/library")
def library() -> ResponseReturnValue:
    """What was kept, changed last first: everything, or that of a space, a kind or a tag."""
    viewer, asked = current_viewer(), request.args
    space = next((p for p in current_spaces().values() if p.slug == asked.get("space")), None)
    kind = asked.get("kind") if asked.get("kind") in KINDS else None
    tag = asked.get("tag") or None
    if asked.get("space"):
        get_or_404(space)
    fetch = queries.fetcher(viewer, space_id=space.id if space else None, kind=kind, tag=tag)
    chosen = {"space": space.slug if space else None, "kind": kind, "tag": tag}
    return render(
        "artefacts/library.html",
        title=t("Library of %(space)s", space=space.name) if space else t("Library"),
        tab="library",
        stretch=list_page(fetch, size=SIZE, key_of=place_of),
        chosen=chosen,
        space=space,
        kinds=kinds(),
        spaces=list(current_spaces().values()),
        may_keep=any(policy.may_keep(viewer, place) for place in viewer.writes),
        address=url("artefacts.library", **chosen),
    )


@bp.get("/a/<int:artefact_id>", defaults={"slug": None})
@bp.get("/a/<int:artefact_id>-<slug>")
def show(artefact_id: int, slug: str | None) -> ResponseReturnValue:
    """An artefact: its text, who wrote it, where it came from, and its history."""
    viewer = current_viewer()
    artefact = get_or_404(queries.artefact(viewer, artefact_id))
    if slug != artefact.slug:
        return redirect(url("artefacts.show", artefact_id=artefact.id, slug=artefact.slug))
    revisions = queries.revisions(artefact.id)
    return render(
        "artefacts/show.html",
        title=artefact.title,
        tab="library",
        artefact=artefact,
        kind=kinds()[artefact.kind],
        revisions=revisions,
        writers=_writers(revisions),
        came_from=queries.came_from(viewer, artefact.id),
        tags=[tag for tag in artefact.tags.split(", ") if tag],
        may_edit=policy.may_edit(viewer, artefact),
    )


def _writers(revisions: Sequence[Row[Any]]) -> list[str]:
    """Return the names of those who wrote on it, in the order they joined in."""
    joined = {revision.editor_id: revision.editor_name for revision in reversed(revisions)}
    return [name or t("former member") for name in joined.values()]


@bp.get("/a/<int:artefact_id>/compare", endpoint="compare")
def compare_two(artefact_id: int) -> ResponseReturnValue:
    """What changed between two revisions of an artefact."""
    artefact = get_or_404(queries.artefact(current_viewer(), artefact_id))
    old, new = (get_or_404(queries.revision(artefact.id, number(name))) for name in ("old", "new"))
    changes = compare(old.source, new.source)
    return render(
        "artefacts/compare.html",
        title=t("What changed from revision %(old)d to %(new)d", old=old.number, new=new.number),
        tab="library",
        artefact=artefact,
        old=old,
        new=new,
        kinds=compare(kinds()[old.kind], kinds()[new.kind]),
        titles=compare(old.title, new.title),
        tags=compare(old.tags, new.tags),
        changes=collapsed(changes),
        counts=tally(changes),
    )
