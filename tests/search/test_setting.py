"""The setting that says where the search index is, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from forum.core import config_checks
from forum.core.index.home import engine

from ..support.needed import needs_tantivy
from ..support.world import World
from .pages import command, look, total, waiting

OF = {
    "sqlite": "WhooshEngine",
    "host": "WhooshEngine",
    "postgres": "PostgresEngine",
    "tantivy": "TantivyEngine",
}


def test_by_default_the_index_is_where_the_forum_is(world: World, kind: str) -> None:
    with world.app.app_context():
        assert type(engine()).__name__ == OF[kind]


@pytest.mark.parametrize(
    ("search", "named"), [("whoosh", "WhooshEngine"), ("tantivy", "TantivyEngine")]
)
def test_a_folder_can_be_chosen_on_any_database(
    make_site: Callable[..., World], search: str, named: str
) -> None:
    if search == "tantivy":
        needs_tantivy()
    world = make_site(search=search)
    with world.app.app_context():
        assert type(engine()).__name__ == named


def test_an_unknown_engine_is_refused(make_site: Callable[..., World]) -> None:
    with pytest.raises(ValueError, match="'whoosh', 'postgres' or 'tantivy'"):
        make_site(search="solr")


@pytest.mark.sites("sqlite", "host")
def test_postgres_is_refused_on_another_database(make_site: Callable[..., World]) -> None:
    world = make_site(search="postgres")
    told = world.app.test_cli_runner().invoke(args=["forum", "upgrade"])
    assert isinstance(told.exception, ValueError)
    assert "the database is sqlite" in str(told.exception)
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)  # it can be written to all the same
    assert world.client(ana).get(f"/forum/t/{thread}", follow_redirects=True).status_code == 200


@pytest.mark.sites("sqlite")
def test_a_missing_package_is_named(
    make_site: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config_checks, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match=r"pip install 'Flask-PeerForum\[tantivy\]'"):
        make_site(search="tantivy")
    make_site()


@pytest.mark.sites("sqlite")
def test_reindex_changes_over_and_back(make_site: Callable[..., World]) -> None:
    """Until then the old engine has the index, and a site with the new one says so."""
    needs_tantivy()
    world = make_site()
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana, "Blue letters")
    assert total(look(world, ana, "blue")) == 1
    for search in ("tantivy", "whoosh"):
        world = _again(make_site, world, search)
        assert "is being rebuilt" in look(world, ana, "blue")
        world.write(thread, ana, f"Zebra{search}")  # it can be written to all the same
        assert command(world, "reindex").exit_code == 0
        assert total(look(world, ana, f'"zebra{search}"')) == 1
        world.write(thread, ana, f"Lion{search}")
        assert total(look(world, ana, f'"lion{search}"')) == 1
    assert waiting(world) == 0


def _again(make_site: Callable[..., World], world: World, search: str) -> World:
    other = make_site(search=search)
    other.site.people = world.site.people
    return other
