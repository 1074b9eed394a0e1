"""How many statements the hot pages send (docs/architecture.md): the same for few rows and many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event

from forum.core.database.statement_cache import options_of

from ..support.statements import counted
from ..support.world import Client, World


def sent_for(client: Client, where: str, statements: Callable[[], Any]) -> int:
    """Return how many statements *where* sends once everything is warm."""
    client.get(where, follow_redirects=True)
    with statements() as sent:
        assert client.get(where).status_code == 200
    return len(sent)


@pytest.fixture
def world(make_site: Callable[..., World]) -> World:
    """A site where guests read, and nothing writes an index between statements."""
    return make_site(guests_read=True, drain="worker")


def test_a_thread_takes_two_for_a_guest_and_four_for_a_member(
    world: World, statements: Callable[[], Any]
) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    few, many = world.discuss(space, ana, "Few"), world.discuss(space, ana, "Many")
    for thread, posts in ((few, 3), (many, 20)):
        for _ in range(posts):
            world.write(thread, ana)
    for client, most in ((world.client(), 2), (world.client(ben), 3)):
        counts = [
            sent_for(client, f"/forum/t/{thread}-{title}", statements)
            for thread, title in ((few, "few"), (many, "many"))
        ]
        assert counts[0] == counts[1] <= most


def test_a_reply_takes_12_and_18_on_postgresql_that_finds_it_at_once(
    make_site: Callable[..., World], kind: str
) -> None:
    at_once: dict[str, Any] = {"search": None, "drain": "inline"} if kind == "postgres" else {}
    world = make_site(**at_once)
    with world.app.app_context():
        engine = world.app.extensions["forum"].db.engine
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    asked, discussed = world.ask(space, ana), world.discuss(space, ana, tags=("ink",))
    client = world.client(ben)
    for thread, title, more in ((asked, "how-do-you-do-it", 0), (discussed, "what-we-saw", 1)):
        client.get(f"/forum/t/{thread}-{title}")  # from now on they have a read mark
        for text in ("One", "Two", "Three"):
            form = {"text": text, "form_key": str(uuid4()), "to": ""}
            with counted(engine) as sent:
                assert client.post(f"/forum/t/{thread}/reply", data=form).status_code == 302
        # one more dates the tags of a thread that has some
        assert len(sent) == (18 if kind == "postgres" else 12) + more, sent


def test_the_lists_take_as_many_with_3_threads_as_with_33(
    world: World, statements: Callable[[], Any]
) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    pages = ("/forum/", "/forum/s/letters", "/forum/-/threads")
    clients = {"guest": world.client(), "member": world.client(ben)}

    def counted() -> dict[tuple[str, str], int]:
        return {
            (who, where): sent_for(client, where, statements)
            for who, client in clients.items()
            for where in pages
        }

    for n in range(3):
        world.write(world.ask(space, ana, f"Question {n}"), ben)
    few = counted()
    for n in range(30):
        world.ask(space, ana, f"Another {n}")
    assert counted() == few
    assert few["guest", "/forum/s/letters"] <= 4
    assert few["member", "/forum/s/letters"] <= 6


@pytest.mark.parametrize("page", ["/forum/", "/forum/s/letters", "/forum/-/threads", "thread"])
@pytest.mark.parametrize("guest", [False, True])
def test_the_statements_of_hot_pages_are_not_looked_up_by_all_they_are_made_of(
    world: World, page: str, guest: bool
) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    asked = f"/forum/t/{world.ask(space, ana)}-how-do-you-do-it"
    for n in range(11):
        world.space(f"Space {n}", by=ana)
    client, where = world.client(None if guest else ben), asked if page == "thread" else page
    client.get(asked)
    without: list[str] = []

    def note(_connection: Any, statement: Any, *_rest: Any) -> None:
        if options_of(statement) is None:
            without.append(str(statement))

    with world.app.app_context():
        engine = world.app.extensions["forum"].db.engine
    event.listen(engine, "before_execute", note)
    try:
        assert client.get(where).status_code == 200
    finally:
        event.remove(engine, "before_execute", note)
    assert not without


def test_unread_on_a_page_of_the_host(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    world.write(thread, ben)
    app = world.app
    page = "{{ forum.unread() }}"
    with app.test_request_context("/", headers={"X-User": ana.id}):
        assert app.jinja_env.from_string(page).render(**_context(app)) == "1"
    with app.test_request_context("/"):
        assert app.jinja_env.from_string(page).render(**_context(app)) == "0"


def _context(app: Any) -> dict[str, Any]:
    context: dict[str, Any] = {}
    app.update_template_context(context)
    return context
