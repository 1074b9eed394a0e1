"""Statements that many pages send follow an index, and grow with the page and not with the forum.

What a host's own ANALYZE makes of them is tested here as well: see ``support/plans.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC
from math import inf
from typing import Any, NamedTuple

import pytest
from sqlalchemy import insert, literal, select, text

from forum.artefacts.queries import fetcher as library
from forum.core.database.keyset import Fetch
from forum.core.database.session import session
from forum.core.index.home import engine
from forum.core.index.postgres.rarity import Rarity
from forum.core.index.protocol import Field, Reach, SearchQuery, Term
from forum.following.queries import unread_by_space
from forum.lists.queries.posts import posts_by
from forum.lists.queries.threads import NAMES, Which, fetcher
from forum.members.models import Member
from forum.members.queries import by_name, matching
from forum.members.viewer import Viewer
from forum.notices import queries as notices
from forum.notices.models import Notice
from forum.notices.queries.for_you import notices as for_you
from forum.search.queries.suggestions import suggestions
from forum.search.query_language import parse
from forum.spaces.queries import member_and_spaces
from forum.threads.models import Post

from ..support.plans import plans
from ..support.world import User, World


class Scene(NamedTuple):
    ana: User
    viewer: Viewer
    space_id: int
    author_id: int


@pytest.fixture
def scene(world: World) -> Scene:
    """Some threads with tags, in the only space."""
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    for n in range(30):
        world.ask(space, by=ben, title=f"Question {n}", tags=("ink",))
    return Scene(ana, world.viewer(ana), space.id, world.id(ben))


SORTED = re.compile(r"TEMP B-TREE|\bSort\b")
SCANNED = re.compile(r"(SCAN|Seq Scan on) forum_(thread|post|notice)\b(?! USING)")


def read(world: World, fetch: Fetch[Any]) -> str:
    """Return the plan of the first page that *fetch* reads; of two lists, one after the other."""
    return "\n".join(plans(world, lambda: fetch(False, None, 21)))


def analysed(world: World) -> None:
    """Have the database count its rows, as a host may."""
    with world.request():
        session().execute(text("ANALYZE"))


@pytest.mark.parametrize("where", ["everywhere", "in a space"])
@pytest.mark.parametrize("name", NAMES)
def test_lists_are_read_in_the_order_of_an_index(
    world: World, scene: Scene, name: Which, where: str
) -> None:
    space_id = scene.space_id if where == "in a space" else None
    for prepare in (lambda: None, lambda: analysed(world)):
        prepare()
        plan = read(world, fetcher(scene.viewer, name, space_id=space_id))
        assert not SORTED.search(plan), plan


def test_the_threads_of_a_tag_are_read_by_its_own_index(world: World, scene: Scene) -> None:
    plan = read(world, fetcher(scene.viewer, "newest", tag="ink"))
    assert "ix_forum_thread_tag_tag_active_at_thread_id" in plan
    assert not SORTED.search(plan), plan


@pytest.mark.parametrize("name", ["unanswered", "needs"])
def test_unanswered_questions_have_an_index_by_their_activity(
    world: World, scene: Scene, name: Which
) -> None:
    plan = read(world, fetcher(scene.viewer, name))
    assert "ix_forum_thread_unanswered_active" in plan
    plan = read(world, fetcher(scene.viewer, name, space_id=scene.space_id))
    assert "ix_forum_thread_unanswered_" in plan


def test_what_somebody_wrote_is_read_by_its_time(world: World, scene: Scene) -> None:
    plan = read(world, posts_by(scene.viewer, scene.author_id))
    assert "ix_forum_post_author_id_at_id" in plan
    assert not SORTED.search(plan), plan


@pytest.mark.parametrize("where", ["everywhere", "in a space"])
def test_the_library_is_read_in_the_order_of_an_index(
    world: World, scene: Scene, where: str
) -> None:
    space_id = scene.space_id if where == "in a space" else None
    for prepare in (lambda: None, lambda: analysed(world)):
        prepare()
        plan = read(world, library(scene.viewer, space_id=space_id))
        assert not SORTED.search(plan), plan


def test_unseen_notices_are_found_by_member_and_thread(world: World, scene: Scene) -> None:
    thread = world.ask(world.space("Numbers", by=scene.ana), scene.ana)
    acts: list[Callable[[], object]] = [
        lambda: notices.unseen_count(scene.viewer),
        lambda: notices.thread(scene.viewer, thread),
    ]
    for act in acts:
        (plan,) = plans(world, act)
        assert "ix_forum_notice_unseen" in plan
        assert not SCANNED.search(plan), plan


def test_unread_posts_are_counted_by_marks_or_in_the_latest_threads(
    world: World, scene: Scene
) -> None:
    for prepare in (lambda: None, lambda: analysed(world)):
        prepare()
        (plan,) = plans(world, lambda: unread_by_space(scene.viewer))
        assert "ix_forum_thread_active_at_id" in plan
        assert "SEARCH forum_thread USING INTEGER" in plan or "using pk_forum_thread" in plan, plan
        assert not SCANNED.search(plan), plan
        assert not re.search(r"Seq Scan on forum_read_mark|SCAN forum_read_mark", plan), plan
        assert len(re.findall(r"thread_id ?=", plan)) >= 3, plan
        by_member = r"Index Cond: \(member_id = \d+\)$|forum_read_mark.*\(member_id=\?\)$"
        # whether there are many, twice; and the few: each of them ends at a limit
        assert len(re.findall(by_member, plan, re.M)) == 3, plan


@pytest.mark.sites("sqlite")  # on PostgreSQL it needs thousands of notices to be so
def test_for_you_reads_the_newest_notices_and_no_more(world: World, scene: Scene) -> None:
    with world.request():
        for kind in ("answer", "reply", "mention", "follow", "opened", "helped", "tried"):
            told = select(literal(scene.viewer.member_id), literal(kind), Post.thread_id, Post.id)
            columns = ["member_id", "kind", "thread_id", "post_id", "at"]
            session().execute(insert(Notice).from_select(columns, told.add_columns(Post.at)))
    analysed(world)
    (plan,) = plans(world, lambda: for_you(scene.viewer)(False, None, 21))
    assert "ix_forum_notice_member_id_at_id" in plan
    top = plan.partition("SUBQUERY")[0]
    assert not re.search(r"TEMP B-TREE", top), plan


def test_who_is_looking_is_found_by_their_key_among_many_imported(
    world: World, scene: Scene
) -> None:
    with world.request():
        session().execute(insert(Member), [{"name": f"Old {n}"} for n in range(300)])
    analysed(world)
    viewer = scene.viewer
    (plan,) = plans(world, lambda: member_and_spaces(viewer.key, viewer.sight()))
    assert "forum_member_" in plan
    assert not re.search(r"(SCAN|Seq Scan on) forum_member\b", plan), plan


def test_somebody_is_found_by_their_name(world: World, scene: Scene) -> None:
    assert scene.author_id
    (plan,) = plans(world, lambda: by_name("Ana"))
    assert "ix_forum_member_name_folded_id" in plan


@pytest.mark.parametrize("typed", ["nowak", "nowak tomasz", "@tomasz.n"])
def test_people_who_are_offered_are_found_by_an_index(
    world: World, scene: Scene, typed: str
) -> None:
    assert scene.author_id
    with world.request():
        old = [{"name": f"Old {n}", "handle": f"{n}"} for n in range(900)]
        session().execute(insert(Member), old)
    for prepare in (lambda: None, lambda: analysed(world)):
        prepare()
        (plan,) = plans(world, lambda: matching(typed, most=8), forbidden=("enable_seqscan",))
        for index in ("ix_forum_member_name_folded_id", "ix_forum_member_name_end_id"):
            assert index in plan, plan
        assert re.search(r"(uq_|sqlite_autoindex_)forum_member_(handle|\d)\b", plan), plan
        assert not re.search(r"Seq Scan on forum_member\b", plan), plan
        # the newest, of which at most some thousand are read
        assert len(re.findall(r"SCAN forum_member\b|Backward using pk_forum_member", plan)) == 1


def test_people_whose_names_fit_a_search_are_found_by_an_index(world: World, scene: Scene) -> None:
    with world.request():
        old = [{"name": f"Old {n}", "handle": f"{n}"} for n in range(900)]
        session().execute(insert(Member), old)
    analysed(world)
    typed = parse("nowak tomasz", UTC)
    found = plans(world, lambda: suggestions(scene.viewer, typed))
    plan = next(plan for plan in found if "name_end" in plan)
    assert "ix_forum_member_name_folded_id" in plan
    assert "ix_forum_member_name_end_id" in plan
    assert not re.search(r"(SCAN|Seq Scan on) forum_member\b", plan), plan


MANY_DOCUMENTS = (
    text(
        "INSERT INTO forum_search_document (number, build, id, kind, thread_id, author_id,"
        " space_id, scope, year, at, tags, states) SELECT 1000000 + n * 20, build, 'q' || n,"
        " 'answer', 1000 + n / 5, 1000 + n % 500, 1000 + n % 100, 'open', 2025, now(), '{}', '{}'"
        " FROM generate_series(1, 5000) AS n, (SELECT max(number) FROM forum_search_build)"
        " AS newest (build)"
    ),
    text(
        "INSERT INTO forum_search_text (number, stretch, title, words)"
        " SELECT number, ARRAY[number / 16384], CASE WHEN number % 600 = 0 THEN letter ELSE '' END,"
        " CASE WHEN number % 60 = 0 THEN letter ELSE '' END"
        " FROM forum_search_document, CAST('letter:1A' AS tsvector) AS letter"
        " WHERE number > 1000000"
    ),
    text("ANALYZE forum_search_document, forum_search_text"),
)
"""Documents in seven stretches, and a word that a third of them have."""


@pytest.fixture
def many_documents(scene: Scene, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make an index of some size, of which the statistics know nothing yet."""
    assert scene.author_id
    monkeypatch.setattr(Rarity, "estimate", lambda *_: inf)
    with world.request():
        for statement in MANY_DOCUMENTS:
            session().execute(statement)


@pytest.mark.usefixtures("many_documents")
@pytest.mark.sites("postgres")
def test_common_words_are_read_stretch_by_stretch(world: World) -> None:
    (plan,) = searched(world, "letter")
    first, _, rest = plan.partition("CTE newest")
    assert "ix_forum_search_text_words_stretch" in first
    assert re.search(r"Index Cond: .*words @@ .*stretch && ARRAY", first), plan
    assert re.search(r"Index Cond: .*title @@ .*stretch && ARRAY", rest), plan
    assert not re.search(r"Seq Scan on forum_search", plan), plan


@pytest.mark.usefixtures("many_documents")
@pytest.mark.sites("postgres")
@pytest.mark.parametrize(
    ("field", "index"),
    [("author", "author_id"), ("space", "scope_space_id"), ("thread", "thread_id")],
)
def test_documents_that_fit_are_counted_by_an_index(world: World, field: Field, index: str) -> None:
    counting, *_ = searched(world, "letter", fields=((field, ("1007",)),))
    assert f"ix_forum_search_document_{index}" in counting


@pytest.mark.usefixtures("many_documents")
@pytest.mark.sites("postgres")
def test_similar_titles_are_found_by_the_index_of_titles(world: World) -> None:
    def find() -> None:
        engine().similar("a letter of others", reach=Reach(scopes=("open",)), most=5)

    plan = plans(world, find, forbidden=())[-1]
    assert "ix_forum_search_text_title_stretch" in plan
    assert "pk_forum_search_document" in plan
    assert not re.search(r"Seq Scan on forum_search", plan), plan


def searched(world: World, typed: str, **more: Any) -> list[str]:
    """Return the plans of the statements of a search, but not of those about the index itself."""
    query = SearchQuery(terms=(Term(typed),), **more)
    reach = Reach(scopes=("open",))

    def search() -> None:
        engine().search(query, reach=reach, page=1, order="best")

    found = plans(world, search, forbidden=())
    return [plan for plan in found if "forum_search_document" in plan]
