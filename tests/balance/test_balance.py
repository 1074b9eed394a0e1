"""What one gave and what one received: one's own lines, in words, and at most one suggestion.

Kinds covered: each kind of thing; out of sight, withdrawn and hidden; other people; both missing
sides; no figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from forum.artefacts import actions as artefacts
from forum.balance.presenters import in_words, suggestion
from forum.balance.rows import PartRow, WaitingRow
from forum.core.database.base import Base, now
from forum.core.database.session import session
from forum.moderation.actions import moderate
from forum.spaces import actions as spaces
from forum.texts.actions import compose
from forum.threads.actions import withdraw
from forum.threads.models import Post, Thread

from ..support.diary import JOURNAL
from ..support.world import User, World

BALANCE = f"{JOURNAL}/balance"


@pytest.fixture
def peopled(world: World) -> tuple[User, User, Any]:
    """Ana, Ben, and an open space."""
    ana, ben = world.member("Ana"), world.member("Ben")
    return ana, ben, world.space("Letters", by=ben)


def main(page: str) -> str:
    """Return the words of a page's main part."""
    return re.sub(
        r"<[^>]+>", " ", page.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    )


def test_each_kind_is_a_line_and_nobody_else_s_is(
    world: World, peopled: tuple[User, User, Any]
) -> None:
    ana, ben, space = peopled
    world.ask(space, ana, "Asked by Ana")
    other = world.ask(space, ben, "Asked by Ben")
    world.write(other, ana, "Ana answers.")
    third = world.ask(space, ben, "Tried by Ana")
    tried = world.write(third, ben, "Ben answers himself.")
    mirror = world.discuss(space, ben, "Reflected by Ana")
    world.write(mirror, ana, "Hm.", reflection=True)
    world.write(world.discuss(space, ben, "Talked in"), ana, "A post is no line.")
    member = world.id(ana)
    with world.request():
        artefacts.create(
            space_id=space.id,
            kind="summary",
            title="Written by Ana",
            tags=[],
            author_id=member,
            text=compose("Text."),
        )
    world.tell(ana, post_id=tried)
    page = main(world.client(ana).get(BALANCE).text)
    for words in (
        "You asked Asked by Ana",
        "You answered Asked by Ben",
        "You tried an answer to Tried by Ana",
        "You shared a reflection Reflected by Ana",
        "You wrote in the library Written by Ana",
    ):
        assert words in re.sub(r"\s+", " ", page)
    assert page.count("Asked by Ben") == 1
    assert "Talked in" not in page
    for line in ("Asked by Ana", "Written by Ana"):
        assert line in main(world.client(ana).get(JOURNAL).text)
    theirs = main(world.client(ben).get(BALANCE).text)
    assert "Asked by Ana" not in theirs
    assert "Written by Ana" not in theirs


def test_what_is_out_of_sight_or_taken_back_is_no_line(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    circle = world.space("Circle", by=ben, access="closed", members_=(ana,))
    letters = world.space("Letters", by=ben)
    world.ask(circle, ana, "Asked in the circle")
    world.ask(letters, ana, "Asked and taken back")
    world.ask(letters, ana, "Asked and hidden")
    member = world.id(ana)
    with world.request():
        spaces.remove_member(circle.id, member)
        withdraw.withdraw(2)
        moderate.hide(3, why="Names")
    page = world.client(ana).get(BALANCE).text
    assert "Asked" not in main(page)
    assert "Nothing yet" in page


def part(kind: str, days: int, tags: str = "") -> PartRow:
    return PartRow(kind, 1, now() - timedelta(days=days), "Title", tags)


WAITING = WaitingRow(1, "x", "Does it wait?", "")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([part("answered", 3)], "You have not asked anything yet."),
        ([part("answered", 3), part("asked", 200)], "You have not asked anything since"),
        (
            [part("asked", 3)],
            "You have not answered anything yet. This question has no answer yet:",
        ),
        ([part("tried", 3), part("wrote", 90)], "You have not answered anything since"),
        ([part("asked", 3), part("answered", 5)], None),
        ([part("asked", 300), part("answered", 300)], None),
        ([], None),
    ],
)
def test_at_most_one_suggestion_comes_from_the_missing_side(
    world: World, rows: list[PartRow], said: str | None
) -> None:
    with world.request():
        found = suggestion(rows, WAITING)
        assert (found and found.words.startswith(said or "-")) is (None if said is None else True)
        assert suggestion([part("asked", 3)], None) is None


def test_by_tag_it_is_said_in_words(world: World) -> None:
    rows = [part("answered", n, "procurement, forms") for n in range(3)]
    rows += [part("answered", 9, "letters"), part("asked", 1, "budgets")]
    with world.request():
        gave, received = in_words(rows)
    assert gave == "often about procurement, forms, about letters"
    assert received == "about budgets"


def test_a_question_that_waits_is_one_that_they_may_answer(
    world: World, peopled: tuple[User, User, Any]
) -> None:
    ana, ben, space = peopled
    secret = world.space("Circle", by=ben, access="closed")
    for where, title in ((secret, "A secret title"), (space, "Locked"), (space, "Who knows?")):
        world.ask(where, ben, title)
    world.ask(space, ana, "Mine")
    with world.request():
        session().execute(update(Thread).where(Thread.title == "Locked").values(locked_at=now()))
    page = world.client(ana).get(BALANCE).text
    assert "This question has no answer yet:" in page
    assert "Who knows?" in page
    assert "A secret title" not in page
    assert "Locked" not in page


def test_there_is_no_figure_and_nothing_is_stored(
    world: World, peopled: tuple[User, User, Any], statements: Callable[[], Any]
) -> None:
    ana, ben, space = peopled
    for n in range(4):
        world.write(world.ask(space, ben, f"Question {chr(65 + n)}"), ana)
    with world.request():
        at = datetime(2026, 5, 5, tzinfo=UTC)
        session().execute(update(Post).values(at=at))
    with statements() as sent:
        page = main(world.client(ana).get(BALANCE).text)
    assert not [one for one in sent if re.match(r"\s*(INSERT|UPDATE|DELETE)", str(one))]
    assert set(re.findall(r"\d+", page)) == {"5", "2026"}  # the dates
    assert not [name for name in Base.metadata.tables if "balance" in name]
    assert world.client().get(BALANCE).status_code == 401
