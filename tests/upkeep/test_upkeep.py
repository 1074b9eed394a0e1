"""What a page needs: sections that need somebody who knows, dead links, another look."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from forum.artefacts import actions as artefacts
from forum.artefacts.details import Details
from forum.core.database.base import now
from forum.core.database.session import session
from forum.core.text.outside_links import outside_links, with_words_behind
from forum.core.text.render import render
from forum.leaving.actions import forget
from forum.notices.models import SwitchedOff
from forum.spaces.models import Membership
from forum.texts.actions import compose
from forum.upkeep import due_reviews
from forum.upkeep.models import DeadLink, Need, Review
from forum.upkeep.policy import hash_of

from ..support.statements import counted
from ..support.world import User, World

LINK = "https://law.example/a?b=1&c=2"
TEXT = f"Begin.\n\n# First\n\nOne [law]({LINK}).\n\n# 目的\n\nOther <https://b.example/>."


@pytest.fixture
def people(world: World) -> dict[str, User]:
    return {name.lower(): world.member(name) for name in ("Ana", "Ben", "Eva")}


def add(world: World, by: User, space: Any, text: str = TEXT, **said: str) -> int:
    author = world.id(by)
    with world.request():
        return artefacts.create(
            space_id=space.id,
            kind="link" if said else "document",
            title="How to write",
            tags=(),
            author_id=author,
            text=compose(text),
            details=Details(**said),
        ).id


def send(world: World, by: User | None, page: int, what: str, **data: str) -> Any:
    return world.client(by).post(f"{world.home}/a/{page}/{what}", data=data)


def shown(world: World, by: User | None, page: int) -> str:
    got = world.client(by).get(f"{world.home}/a/{page}", follow_redirects=True)
    assert got.status_code == 200
    return str(got.text)


def key_of(world: World, by: User, page: int, n: int = 0) -> str:
    """Return what the form sends for link *n* of the page."""
    text = world.client(by).get(f"{world.home}/a/{page}/upkeep").text
    return str(text.split('name="address" value="')[1 + n].split('"')[0])


def test_links_to_other_sites_and_no_others_get_words() -> None:
    html = render(f"[a]({LINK}) [b](/forum/t/1) [c](forum:/p/1) `{LINK}` [d]({LINK})")
    assert outside_links(html) == [LINK]
    marked = with_words_behind(html, {LINK: "<dead>"}.get)  # type: ignore[arg-type]
    assert marked.count("</a> (&lt;dead&gt;)") == 2
    assert marked.replace(" (&lt;dead&gt;)", "") == html


def test_a_section_that_needs_somebody_stands_in_the_library(
    world: World, people: dict[str, User]
) -> None:
    page = add(world, people["ana"], world.space("Letters", by=people["ana"]))
    needs = "Needs somebody who knows"
    before = shown(world, people["ben"], page)
    assert needs not in before
    _, other = re.findall(r'id="fx-s-([^"]+)"', before)
    assert send(world, people["ben"], page, "needs", section=other, on="1").status_code == 302
    assert send(world, people["ben"], page, "needs", section=other, on="1").status_code == 302
    assert send(world, people["ben"], page, "needs", section="nowhere", on="1").status_code == 302
    text = shown(world, people["eva"], page)
    assert text.count(needs) == 1
    assert text.index("目的</h2>") < text.index(needs) < text.index("b.example")
    library = world.client(people["eva"]).get(f"{world.home}/-/library").text
    assert f"{world.home}/a/{page}-how-to-write#fx-s-" in library
    assert ">目的</a>" in library
    world.client(people["eva"]).post(
        f"{world.home}/a/{page}/needs", data={"section": other, "on": "0"}
    )
    assert needs not in shown(world, people["eva"], page)
    assert needs not in world.client(people["eva"]).get(f"{world.home}/-/library").text


def test_what_one_may_not_read_needs_nothing(world: World, people: dict[str, User]) -> None:
    closed = world.space("Circle", by=people["ana"], access="closed")
    page = add(world, people["ana"], closed)
    assert send(world, people["ana"], page, "needs", section="first", on="1").status_code == 302
    assert "First" in world.client(people["ana"]).get(f"{world.home}/-/library").text
    assert "First" not in world.client(people["ben"]).get(f"{world.home}/-/library").text
    for what in ("needs", "links", "review"):
        assert send(world, people["ben"], page, what, on="1").status_code == 404
    assert world.client(people["ben"]).get(f"{world.home}/a/{page}/upkeep").status_code == 404


def test_who_may_not_write_there_says_nothing(make_site: Any) -> None:
    world = make_site(guests_read=True)
    ana = world.member("Ana")
    page = add(world, ana, world.space("Letters", by=ana))
    assert send(world, None, page, "needs", section="first", on="1").status_code == 401
    assert "/upkeep" not in shown(world, None, page)
    assert world.scalar(select(Need.section)) is None


def test_a_dead_link_says_since_when_and_nobody_keeps_its_address(
    world: World, people: dict[str, User]
) -> None:
    page = add(world, people["ana"], world.space("Letters", by=people["ana"]))
    key = key_of(world, people["ben"], page)
    assert send(world, people["ben"], page, "links", address=key, on="1").status_code == 302
    assert send(world, people["ben"], page, "links", address="f" * 64, on="1").status_code == 302
    text = shown(world, people["eva"], page)
    assert text.count("not working, marked on") == 1
    assert text.index(">law</a> (not working") < text.index("目的</h2>")
    assert world.scalar(select(DeadLink.link)) == key
    assert "law.example" not in key
    send(world, people["eva"], page, "links", address=key, on="0")
    assert "not working" not in shown(world, people["eva"], page)


def test_the_link_of_a_page_about_a_link_says_so_at_its_head(
    world: World, people: dict[str, User]
) -> None:
    page = add(world, people["ana"], world.space("Letters", by=people["ana"]), "See.", link=LINK)
    key = key_of(world, people["ana"], page)
    send(world, people["ana"], page, "links", address=key, on="1")
    text = shown(world, people["ana"], page)
    assert "c=2</a> (not working, marked on" in text


def test_a_page_is_looked_at_again_by_who_says_so(world: World, people: dict[str, User]) -> None:
    page = add(world, people["ana"], world.space("Letters", by=people["ana"]))
    day = now().date() + timedelta(days=40)
    wrong = send(world, people["ana"], page, "review", day="2020-01-01")
    assert wrong.status_code == 422
    assert "Choose a day after today" in wrong.text
    assert send(world, people["ana"], page, "review", day=str(day)).status_code == 302
    assert "Ana will check this page on" in shown(world, people["eva"], page)
    form = world.client(people["ben"]).get(f"{world.home}/a/{page}/upkeep").text
    assert "Check it instead of them" in form
    send(world, people["ben"], page, "review", on="mine")
    assert "Ben will check this page on" in shown(world, people["eva"], page)
    with world.request():
        forget(people["ben"].id)
        session().commit()
    assert "This page will be checked again on" in shown(world, people["eva"], page)
    send(world, people["eva"], page, "review", on="never")
    assert "checked again" not in shown(world, people["eva"], page)


def test_a_page_whose_day_has_come_says_that_it_may_be_out_of_date(
    world: World, people: dict[str, User]
) -> None:
    page = add(world, people["ana"], world.space("Letters", by=people["ana"]))
    send(world, people["ana"], page, "review", day=str(now().date() + timedelta(days=40)))
    with world.request():
        session().execute(update(Review).values(day=now().date() - timedelta(days=1)))
        session().commit()
    assert "It may be out of date." in shown(world, people["eva"], page)


def test_a_page_with_needs_costs_as_many_statements_as_one_without(
    world: World, people: dict[str, User]
) -> None:
    page = add(world, people["ana"], world.space("Letters", by=people["ana"]))
    shown(world, people["eva"], page)
    with world.app.app_context():
        engine = world.app.extensions["forum"].db.engine
    with counted(engine) as before:
        shown(world, people["eva"], page)
    for section in re.findall(r'id="fx-s-([^"]+)"', shown(world, people["ana"], page)):
        send(world, people["ana"], page, "needs", section=section, on="1")
    for n in (0, 1):
        key = key_of(world, people["ana"], page, n)
        send(world, people["ana"], page, "links", address=key, on="1")
    with counted(engine) as after:
        shown(world, people["eva"], page)
    assert len(after) == len(before)


def due_today(world: World, by: User, page: int) -> None:
    """Let *by* say that they will look at *page* again, today."""
    send(world, by, page, "review", day=str(now().date() + timedelta(days=40)))
    with world.request():
        session().execute(update(Review).values(day=now().date()))
        session().commit()


def told(world: World, user: User) -> bool:
    page = world.client(user).get(f"{world.home}/-/for-you").text
    return "A page is due to be checked" in page


def work(world: World) -> int:
    with world.app.app_context():
        return due_reviews.tell_due()


def test_who_said_that_they_will_is_told_once_and_the_search_knows(
    world: World, people: dict[str, User]
) -> None:
    page = add(world, people["ana"], world.space("Letters", by=people["ana"]))
    due_today(world, people["ben"], page)
    assert (work(world), work(world)) == (1, 0)
    assert told(world, people["ben"])
    assert not told(world, people["ana"])
    found = world.client(people["eva"]).get(f"{world.home}/-/search?q=write+is:stale").text
    assert f"/a/{page}-how-to-write" in found
    send(world, people["ben"], page, "review", on="never")
    assert not told(world, people["ben"])
    found = world.client(people["eva"]).get(f"{world.home}/-/search?q=write+is:stale").text
    assert f"/a/{page}-how-to-write" not in found


def test_if_they_have_left_or_lost_sight_of_it_its_followers_are_told(
    world: World, people: dict[str, User]
) -> None:
    circle = world.space(
        "Circle", by=people["ana"], access="closed", members_=(people["ben"], people["eva"])
    )
    page = add(world, people["ana"], circle)
    due_today(world, people["ben"], page)
    member = world.id(people["ben"])
    with world.request():
        session().execute(delete(Membership).where(Membership.member_id == member))
        session().commit()
    assert work(world) == 1
    assert told(world, people["ana"])  # who wrote it follows it
    assert not told(world, people["ben"])
    assert not told(world, people["eva"])


def saved(world: World, by: User, page: int, text: str) -> None:
    editor = world.id(by)
    with world.request():
        artefacts.revise(
            page,
            revision=1,
            editor_id=editor,
            kind="document",
            title="How to write",
            tags=(),
            text=compose(text),
        )


def test_what_a_section_needs_goes_with_it(world: World, people: dict[str, User]) -> None:
    page = add(world, people["ana"], world.space("Letters", by=people["ana"]))
    for section in re.findall(r'id="fx-s-([^"]+)"', shown(world, people["ana"], page)):
        send(world, people["ana"], page, "needs", section=section, on="1")
    saved(world, people["ana"], page, "# First\n\nOne.")
    with world.request():
        assert session().scalars(select(Need.section)).all() == ["first"]


def test_of_a_page_that_is_withdrawn_nothing_is_left(world: World, people: dict[str, User]) -> None:
    page = add(world, people["ana"], world.space("Letters", by=people["ana"]))
    send(world, people["ana"], page, "needs", section="first", on="1")
    key = key_of(world, people["ana"], page)
    send(world, people["ana"], page, "links", address=key, on="1")
    send(world, people["ana"], page, "review", day=str(now().date() + timedelta(days=40)))
    assert send(world, people["ana"], page, "back").status_code == 302
    for table in (Need, DeadLink, Review):
        assert world.scalar(select(func.count()).select_from(table)) == 0


def test_whoever_wants_no_such_notice_sends_it_to_nobody_else(
    world: World, people: dict[str, User]
) -> None:
    page = add(world, people["ana"], world.space("Letters", by=people["ana"]))
    due_today(world, people["ben"], page)
    member = world.id(people["ben"])
    with world.request():
        session().add(SwitchedOff(member_id=member, kind="look_again"))
        session().commit()
    assert work(world) == 1
    assert not told(world, people["ana"])


def test_files_and_print_say_it_too(world: World, people: dict[str, User]) -> None:
    space = world.space("Letters", by=people["ana"])
    page = add(world, people["ana"], space)
    other = add(world, people["ana"], space)
    saved_by = world.id(people["ana"])
    key = key_of(world, people["ana"], page)
    send(world, people["ana"], page, "links", address=key, on="1")
    due_today(world, people["ben"], page)
    with world.request():
        artefacts.revise(
            page,
            revision=1,
            editor_id=saved_by,
            kind="document",
            title="How to write",
            tags=(),
            text=compose(TEXT),
            details=Details(replaced_by=str(other)),
        )
    for ending in ("/whole", ".md", ".json", ".html"):
        text = world.client(people["eva"]).get(f"{world.home}/a/{page}{ending}").text
        assert "not working, marked on" in text, ending
        assert "out of date" in text, ending
        assert f"/a/{other}-how-to-write" in text, ending


def test_the_library_lists_what_needs_a_new_address_or_another_look(
    world: World, people: dict[str, User], statements: Any
) -> None:
    """And only to whoever reads it; a link that is gone from its page is not listed."""
    ana, ben = people["ana"], people["ben"]
    space = world.space("Letters", by=ana)
    closed = world.space("Circle", by=ana, access="closed")
    page, other, inside = add(world, ana, space), add(world, ana, space), add(world, ana, closed)
    day = now().date()

    def mark(*pages: int) -> None:
        with world.request():
            for id in pages:
                session().add(DeadLink(artefact_id=id, link=hash_of(LINK), day=day))
                session().add(Review(artefact_id=id, day=day - timedelta(days=3)))

    at = f"{world.home}/-/library"
    client = world.client(ben)
    client.get(at)
    mark(page)
    with statements() as one:
        library = client.get(at).text
    mark(other, inside)
    with statements() as two:
        client.get(at)
    assert len(one) == len(two)
    for text in (library, client.get(f"{at}/needs").text):
        assert "Links that do not work" in text
        assert "Due to be checked" in text
    assert f"{at}/needs#fx-dead" in library
    aside = client.get(f"{at}/needs").text
    assert (aside.count(f"/a/{page}-"), aside.count(f"/a/{inside}-")) == (2, 0)
    assert client.get(f"{at}/needs?space=circle").status_code == 404
    own = world.client(ana).get(f"{at}/needs?space=circle").text
    assert (own.count(f"/a/{page}-"), own.count(f"/a/{inside}-")) == (0, 2)
    with world.request():
        session().execute(update(Review).values(day=day + timedelta(days=1)))
        session().execute(update(DeadLink).values(link=hash_of("https://gone.example/")))
    assert "Nothing here yet" in client.get(f"{at}/needs").text
