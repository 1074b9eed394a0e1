"""Every list that is paged by key gives each row once, in both directions, even at equal times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from forum.artefacts import actions as keeping
from forum.artefacts import queries as artefacts
from forum.artefacts.models import Artefact
from forum.core.database.base import now
from forum.core.database.keyset import Fetch
from forum.core.database.session import session
from forum.core.web.paging import list_page
from forum.lists.queries import posts as lists
from forum.members.viewer import Viewer
from forum.moderation import actions as moderation
from forum.moderation.models import LogEntry
from forum.moderation.queries import log as order
from forum.notices.models import Notice
from forum.notices.queries import for_you as notices
from forum.texts.actions import compose
from forum.threads.actions import write
from forum.threads.models import Post

from ..support.world import World

MANY, SIZE = 7, 3


def fill(world: World) -> tuple[Viewer, int, int]:
    """Make seven of each; return the viewer, the author's id and the space's."""
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    viewer, author = world.viewer(ana), world.id(ben)
    with world.request():
        for n in range(MANY):
            post = write.open_thread(
                space_id=space.id,
                kind="discussion",
                title=f"T {n}",
                tags=[],
                author_id=author,
                text=compose("@ana"),
            )
            keeping.create(
                space_id=space.id,
                kind="story",
                title=f"A {n}",
                tags=[],
                author_id=author,
                text=compose("Kept"),
            )
            moderation.log(
                space.id, actor_id=author, act="pin", thread_id=post.thread_id, reason=f"R {n}"
            )
        same = now()
        for table, column in (
            (Post, "at"),
            (Artefact, "revised_at"),
            (LogEntry, "at"),
            (Notice, "at"),
        ):
            held = update(table).where(table.id % 3 > 0)
            session().execute(held.values({column: same}))
    return viewer, author, space.id


LISTS: dict[str, Callable[[Viewer, int, int], Fetch[Any]]] = {
    "what a member wrote": lambda viewer, author, _space: lists.posts_by(viewer, author),
    "the library": lambda viewer, _author, _space: artefacts.fetcher(viewer),
    "the log": lambda viewer, _author, space: order.entries(viewer, space),
    "for you": lambda viewer, _author, _space: notices.notices(viewer),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_can_be_paged_forwards_and_backwards(world: World, name: str) -> None:
    filled = fill(world)

    def key_of(row: Any) -> Any:
        return (row.revised_at if name == "the library" else row.at), row.id

    def read(asked: str) -> Any:
        with world.app.test_request_context(f"/?{asked}"):
            return list_page(LISTS[name](*filled), size=SIZE, key_of=key_of)

    with world.request():
        whole = [row.id for row in LISTS[name](*filled)(False, None, 99)]
    assert len(whole) == MANY
    part = read("")
    there = [[row.id for row in part.rows]]
    assert part.newer is None
    while part.older:
        part = read(f"after={part.older}")
        there.append([row.id for row in part.rows])
    assert [id for ids in there for id in ids] == whole
    back = [there[-1]]
    while part.newer:
        part = read(f"before={part.newer}")
        back.insert(0, [row.id for row in part.rows])
    assert back == there
