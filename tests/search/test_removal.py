"""What was removed for good is found in no index, and in no search."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..removal.place import NAME, Place, places_of
from ..support.sites import kinds_in
from ..support.world import World
from .pages import look, total, waiting

pytestmark = pytest.mark.sites(*kinds_in("search"))


def test_a_removed_post_and_a_removed_page_are_found_no_more(world: World) -> None:
    place = Place(world)
    page = place.page()
    assert total(look(world, place.jon, NAME)) == 3
    for path in (f"/p/{place.opening}", f"/p/{place.answer}", f"/a/{page}"):
        assert place.remove(path).status_code == 302
    found = look(world, place.jon, NAME)
    assert total(found) == 0
    assert waiting(world) == 0
    assert places_of(world, NAME) == []
    assert total(look(world, place.jon, f'"{NAME}"')) == 0
    assert NAME not in look(world, place.sia, NAME[:6])


def test_a_page_that_quoted_it_is_found_by_its_own_words_alone(world: World) -> None:
    place = Place(world)
    quoted = f"> [Ben](forum:/p/{place.answer}):\n>\n> She is {NAME}.\n\nEnvelopes."
    place.page(quoted, title="Kept", tags=(), sources=[(place.thread, 2)])
    place.remove(f"/p/{place.answer}")
    place.remove(f"/p/{place.opening}")
    assert total(look(world, place.jon, NAME)) == 0
    assert total(look(world, place.jon, "envelopes")) == 1


@pytest.mark.sites("sqlite")
def test_the_file_of_the_database_has_no_word_of_it(world: World) -> None:
    place = Place(world)
    page = place.page(f"As {NAME} says. " * 400)
    with world.app.app_context():
        from forum.core.database.session import session

        file = Path(str(session().get_bind().url.database))  # type: ignore[union-attr]
        session().connection().exec_driver_sql("SELECT 1")
        session().rollback()
    for path in (f"/p/{place.opening}", f"/p/{place.answer}", f"/a/{page}"):
        place.remove(path)
    with world.app.app_context():
        session().connection().exec_driver_sql("COMMIT")
        left = session().connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
        session().rollback()
    assert left
    for part in file.parent.glob(f"{file.name}*"):
        assert NAME.encode() not in part.read_bytes(), part
