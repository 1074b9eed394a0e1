"""The setting that says where the search index is, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from forum.core.index.home import engine

from ..support.world import World

OF = {"sqlite": "WhooshEngine", "host": "WhooshEngine", "postgres": "PostgresEngine"}


def test_by_default_the_index_is_where_the_forum_is(world: World, kind: str) -> None:
    with world.app.app_context():
        assert type(engine()).__name__ == OF[kind]


def test_a_folder_can_be_chosen_on_any_database(make_site: Callable[..., World]) -> None:
    world = make_site(search="whoosh")
    with world.app.app_context():
        assert type(engine()).__name__ == "WhooshEngine"


def test_an_unknown_engine_is_refused(make_site: Callable[..., World]) -> None:
    with pytest.raises(ValueError, match="'whoosh' or 'postgres'"):
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
