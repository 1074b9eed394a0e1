"""Writes the demo's library: each artefact with its revisions and the posts it came from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from ..artefacts.models import Artefact, ArtefactRevision, ArtefactSource, ArtefactTag
from ..database.outbox import tell
from ..database.session import session
from ..text.line import slug
from ..threads.actions import count
from ..threads.compose import compose

if TYPE_CHECKING:
    from .load import Loading, Step


def revise(made: Loading, artefact: dict[str, Any]) -> list[Step]:
    """Return the steps that write *artefact*, one a revision, each with its moment."""
    kept: list[Artefact] = []
    return [
        (made.at(revision["ago"]), partial(_revision, made, artefact, revision, kept))
        for revision in artefact["revision"]
    ]


def _revision(
    made: Loading, artefact: dict[str, Any], revision: dict[str, Any], kept: list[Artefact]
) -> None:
    text, at = compose(revision["text"]), made.at(revision["ago"])
    editor, tags = made.members[revision["by"]], ", ".join(artefact["tags"])
    if kept:
        kept[0].html, kept[0].revised_at = text.html, at
        kept[0].revision += 1
    else:
        kept.append(
            Artefact(
                space_id=made.spaces[artefact["space"]], kind=artefact["kind"],
                title=artefact["title"], slug=slug(artefact["title"]), tags=tags, html=text.html,
                author_id=editor, made_at=at, revised_at=at,
            )
        )  # fmt: skip
        session().add(kept[0])
    session().flush()
    id = kept[0].id
    if kept[0].revision == 1:
        session().execute(
            insert(ArtefactTag), [{"artefact_id": id, "tag": tag} for tag in artefact["tags"]]
        )
    session().execute(
        insert(ArtefactRevision).values(
            artefact_id=id, number=kept[0].revision, title=artefact["title"], tags=tags,
            source=text.source, editor_id=editor, reason=revision["reason"], at=at,
        )
    )  # fmt: skip
    if kept[0].revision == len(artefact["revision"]):
        _sources(made, id, artefact)
    tell(session(), kind="artefact", ids=[id])


def _sources(made: Loading, id: int, artefact: dict[str, Any]) -> None:
    """Say where an artefact came from: by its last revision all those posts are there."""
    for source in artefact.get("from", ()):
        thread = made.threads[source["thread"]]
        session().execute(
            insert(ArtefactSource),
            [
                {"artefact_id": id, "thread_id": thread,
                 "post_id": made.posts[source["thread"], number]}
                for number in source["posts"]
            ],
        )  # fmt: skip
        count(thread, kept=1)
