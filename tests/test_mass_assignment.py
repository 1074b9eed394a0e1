"""No form sets more than its own fields (threats 11): every column is sent along as well."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Boolean, Integer, select

from forum.core.database.base import Base
from forum.core.database.session import session
from forum.core.web.submission import TEXT_FIELDS

from .support.walk import SAFE, Things, address, furnish, pages, routes
from .support.world import World

pytestmark = pytest.mark.sites("sqlite")  # what differs here is the form

OWN = TEXT_FIELDS | {
    "access",
    "audience",
    "for_admins",
    "handle",
    "helped",
    "kind",
    "last_day",
    "origin",
    "outcome",
    "pinned",
    "prompts",
    "revision",
    "space",
    "to",
    "tried_on",
    "version",
}
"""Names that a form may have of its own, though a column is called the same."""
GROUPS = frozenset({"team:7"})
"""The host's groups of a member, who is offered a space for each of them."""
VARYING = {"form_key", "saved_by", "form_hash", "at", "since", "seq"}
"""Columns that differ from one sending to the next."""


def columns() -> dict[str, str]:
    """Return a value for every column except those that forms have, by name."""
    values = {}
    for table in Base.metadata.tables.values():
        for column in table.c:
            if column.name not in OWN:
                values[column.name] = "77" if isinstance(column.type, Integer | Boolean) else "odd"
    return values


def state(world: World) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, without what differs each time."""
    with world.request():
        return {
            name: [
                {key: value for key, value in row.items() if not (key in VARYING or "_at" in key)}
                for row in session().execute(select(table)).mappings()
            ]
            for name, table in Base.metadata.tables.items()
            if name != "forum_outbox"
        }


def made(make_site: Callable[..., World], more: dict[str, str]) -> dict[str, Any]:
    """Send every form of a fresh world once, with *more* in it; return the state after that."""
    world = make_site(guests_read=True)
    ana, ben = world.member("Ana", is_admin=True), world.member("Ben")
    things: Things = furnish(
        world,
        world.space("Letters", by=ana),
        ana,
        ben,
        say="plain {}".format,
        tag="form",
        word="hay",
    )
    fill = {"part1": "x", "tags": "a, b", "name": "Named", "access": "open", "list": "newest"}
    for who in (ben, ana):
        for rule in sorted(routes(world.app), key=str):
            if (rule.methods or set()) - SAFE:
                sent = {**more, **things.asked(), **fill}
                world.client(who).post(address(world.app, rule, things), data=sent)
    return state(world)


def test_a_column_sent_along_changes_nothing(
    make_site: Callable[..., World], database: str, request: pytest.FixtureRequest
) -> None:
    plain = made(make_site, {})
    request.getfixturevalue("emptied")()
    assert made(make_site, columns()) == plain


@pytest.fixture
def emptied(make_site: Callable[..., World], database: str) -> Callable[[], None]:
    """A function that empties the database again, so that ids start at 1 again."""
    from sqlalchemy import create_engine, text

    def empty() -> None:
        engine = create_engine(database)
        with engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())
            connection.execute(text("DELETE FROM sqlite_sequence"))
        engine.dispose()

    return empty


def test_every_name_in_own_is_in_a_form(make_site: Callable[..., World]) -> None:
    """Fail for a name that no form has any more: its column would not be sent along above."""
    world = make_site(guests_read=True)
    ana, ben = world.member("Ana", is_admin=True, audiences=GROUPS), world.member("Ben")
    things = furnish(
        world,
        world.space("Letters", by=ana),
        ana,
        ben,
        say="plain {}".format,
        tag="form",
        word="hay",
    )
    names: set[str] = set()
    for who in (ben, ana):
        browser = world.client(who)
        for where in pages(world.app, things):
            page = browser.get(where, follow_redirects=True).text
            for form in re.findall(r'<form\b[^>]*method="post".*?</form>', page, re.S):
                names.update(re.findall(r'\bname="([^"]+)"', form))
    # no form begins with a set of four questions; an answer is not where somebody has been
    assert OWN - names == {"line", "part4"}
