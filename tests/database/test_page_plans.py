"""What a page of the library says of its versions is read by keys, however many pages there are."""

from __future__ import annotations

import re

from sqlalchemy import text

from forum.artefacts.queries.revisions import revision, revisions, writers
from forum.artefacts.queries.sections import former_page, stored_sections, taken_ids
from forum.core.database.session import session
from forum.keeping.queries import sources

from ..artefacts.place import TEXT, Shelf
from ..support.plans import plans
from ..support.world import World

SCANNED = re.compile(r"(SCAN|Seq Scan on) forum_artefact\w*")


def test_versions_sections_and_sources_are_found_by_their_page(world: World) -> None:
    shelf = Shelf(world)
    shelf.save(shelf.bo, TEXT + "\n\nMore.")
    thread = world.ask(shelf.space, shelf.ana)
    post = world.write(thread, shelf.bo)
    for _ in range(40):  # of a few rows ANALYZE makes a table that is best read whole
        shelf.add(TEXT, sources=[(thread, post)])
    viewer = world.viewer(shelf.cleo)
    for prepare in ("SELECT 1", "ANALYZE"):
        with world.request():
            session().execute(text(prepare))
        for act in (
            lambda: revision(viewer, shelf.id, 1),
            lambda: revisions(shelf.id, newest=2, most=20),
            lambda: writers(shelf.id, most=20),
            lambda: former_page(shelf.id, 2),
            lambda: stored_sections(shelf.id, 1),
            lambda: taken_ids(shelf.id),
            lambda: sources(viewer, shelf.id),
        ):
            (plan,) = plans(world, act)
            assert not SCANNED.search(plan), plan
