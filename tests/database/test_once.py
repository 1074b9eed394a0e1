"""A form that is sent twice makes one thing, whatever table it is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from forum.artefacts.models import Artefact
from forum.core.database.once import made_before, save_once
from forum.core.database.session import session
from forum.core.errors import SentBefore, SentOther
from forum.threads.models import Post

from ..support.world import World

Make = Callable[..., Any]


@pytest.fixture(params=[Post, Artefact], ids=["post", "artefact"])
def make(request: pytest.FixtureRequest, world: World) -> Make:
    """A function that makes a post or an artefact that is not saved yet."""
    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    thread, author = world.ask(space, ana), world.id(ana)
    numbers = iter(range(2, 99))

    def post(**form: Any) -> Any:
        number = next(numbers)
        return Post(
            thread_id=thread,
            number=number,
            branch=number,
            kind="answer",
            author_id=author,
            html="",
            render_version=1,
            **form,
        )

    def artefact(**form: Any) -> Any:
        return Artefact(
            space_id=space.id,
            kind="story",
            title="E",
            slug="e",
            html="",
            render_version=1,
            author_id=author,
            **form,
        )

    return post if request.param is Post else artefact


def test_the_same_form_creates_one_row_and_returns_its_id(world: World, make: Make) -> None:
    form = {"form_key": str(uuid4()), "form_hash": "a"}
    with world.request():
        first, again = make(**form), make(**form)
        table, author = type(first), first.author_id
        before = session().scalar(select(func.count()).select_from(table)) or 0
        assert made_before(table, author_id=author, **form) is None
        save_once(first)
        assert made_before(table, author_id=author, **form) == first.id
        assert made_before(table, author_id=None, **form) is None
        assert made_before(table, author_id=author + 1, **form) is None
        with pytest.raises(SentBefore) as said:
            save_once(again)
        assert said.value.id == first.id
        assert session().scalar(select(func.count()).select_from(table)) == before + 1


def test_a_key_that_was_used_for_another_text_is_refused(world: World, make: Make) -> None:
    key = str(uuid4())
    with world.request():
        first, other = make(form_key=key, form_hash="a"), make(form_key=key, form_hash="b")
        save_once(first)
        with pytest.raises(SentOther):
            save_once(other)
        with pytest.raises(SentOther):
            made_before(type(other), author_id=first.author_id, form_key=key, form_hash="b")


def test_it_takes_one_statement_and_no_savepoint(
    make: Make, world: World, statements: Callable[[], Any]
) -> None:
    with world.request():
        thing = make(form_key=str(uuid4()), form_hash="a")
        with statements() as sent:
            save_once(thing)
            session().flush()
        assert len(sent) == 1
        assert session().scalar(select(type(thing).form_hash).filter_by(id=thing.id)) == "a"


def test_what_has_taken_something_else_that_is_unique_is_an_error(world: World) -> None:
    ana = world.member("Ana")
    thread, author = world.ask(world.space("Letters", by=ana), ana), world.id(ana)
    with world.request():
        with pytest.raises(IntegrityError):
            save_once(
                Post(
                    thread_id=thread,
                    number=1,
                    branch=1,
                    kind="answer",
                    author_id=author,
                    html="",
                    render_version=1,
                    form_key=str(uuid4()),
                    form_hash="a",
                )
            )
        session().rollback()
        assert session().scalar(select(func.count()).select_from(Post)) == 1


def test_rows_without_a_form_key_are_never_taken_for_duplicates(world: World, make: Make) -> None:
    with world.request():
        for _ in range(2):
            save_once(make())
        wrong = make()
        wrong.html = None  # type: ignore[assignment]
        with pytest.raises(IntegrityError):
            save_once(wrong)
