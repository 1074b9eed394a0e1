"""Creates the demo's artefacts, each with its revisions and the posts it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..artefacts import actions as artefacts
from ..threads.actions.compose import compose

if TYPE_CHECKING:
    from .content import Table
    from .registry import Registry


def create_artefact(made: Registry, artefact: Table) -> None:
    """Save *artefact* from its posts, which must be there, and add its later revisions."""
    first, *later = artefact["revision"]
    title, tags = artefact["title"], artefact["tags"]
    sources = [
        (made.threads[source["thread"]], made.posts[source["thread"], number])
        for source in artefact.get("from", ())
        for number in source["posts"]
    ]
    id = artefacts.create(
        space_id=made.spaces[artefact["space"]],
        kind=artefact["kind"],
        title=title,
        tags=tags,
        author_id=made.members[first["by"]],
        text=compose(first["text"]),
        sources=sources,
        reason=first["reason"],
        at=made.at(first["ago"]),
    ).id
    for number, revision in enumerate(later, start=1):
        artefacts.revise(
            id,
            revision=number,
            editor_id=made.members[revision["by"]],
            kind=artefact["kind"],
            title=title,
            tags=tags,
            text=compose(revision["text"]),
            reason=revision["reason"],
            at=made.at(revision["ago"]),
        )
