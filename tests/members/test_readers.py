"""Whoever has only read leaves no name: a row with their key and read marks, and nothing else.

What counts as reading: pages, marking as read, following, choosing mail, marking notices as seen,
previews, and forms that are refused. What must not happen: a name, a handle, a page, an offer after
an @ or in a form; after ``forget`` the same again. Such a reader sends every form of the forum, and
every page is shown with one in each row that a member can be in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, func, select, update

from forum.core.database import migrate
from forum.core.database.base import Base, now
from forum.core.database.session import session
from forum.core.text.folding import folded
from forum.exchange.actions.claim import claim
from forum.exchange.actions.members import create_member
from forum.following.models import Follow, ReadMark
from forum.members.models import Member, MemberAudience
from forum.notices.models import Notice

from ..support.old_database import fill
from ..support.statements import counted
from ..support.walk import Things, address, furnish, routes
from ..support.world import User, World

NAME, HANDLE = "Strider Stranger", "strider.stranger"


def row(world: World, user: User) -> tuple[Any, ...]:
    """Return everything that the forum stores of *user* themselves."""
    with world.request():
        table = Member.__table__
        found = session().execute(select(table).where(table.c.user_key == user.id)).one()
    return tuple(value for value in found[2:])


NOTHING = (None, None, "", "", None, None, None, None, None, False, "")


def read(world: World, user: User, thread: int) -> None:
    """Do whatever leaves no name."""
    browser, home = world.client(user), world.home
    for page in ("", f"t/{thread}", "-/for-you", "-/search?q=x", "-/people?q=a", "-/mail", "-/ask"):
        browser.get(f"{home}/{page}", follow_redirects=True)
    browser.post(f"{home}/-/read", data={})
    browser.post(f"{home}/t/{thread}/follow", data={"follow": "1"})
    browser.post(f"{home}/-/mail", data={"pace": "daily"})
    browser.post(f"{home}/-/for-you", data={"newest": "x"})
    assert browser.post(f"{home}/t/{thread}/reply", data={"text": ""}).status_code == 422
    preview = {"text": "Not yet", "preview": "1"}
    assert browser.post(f"{home}/t/{thread}/reply", data=preview).status_code == 200


@pytest.fixture
def world(make_site: Callable[..., World]) -> World:
    mail = {"mail": lambda message: None, "mail_from": "f@example.org"}
    return make_site(guests_read=True, url="https://forum.example", **mail)


STRANGERS = {"reader": "Rea Der", "mentioned": "Élan Ünal"}


@pytest.fixture(params=["sqlite", "sqlite with foreign keys", "postgres"])
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, empty_postgres: Callable[[], str]
) -> Iterator[Engine]:
    """An engine of an empty database."""
    url = empty_postgres() if request.param == "postgres" else f"sqlite:///{tmp_path / 'x.db'}"
    made = create_engine(url)
    if "foreign keys" in request.param:
        event.listen(made, "connect", lambda c, _: c.execute("PRAGMA foreign_keys=ON").close())
    yield made
    made.dispose()


def rows(engine: Engine, statement: str) -> list[Any]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


@pytest.fixture
def asked(world: World) -> tuple[User, User, int]:
    """Somebody who asked, somebody who has not been here yet, and the thread."""
    ana = world.member("Ana Silva")
    more = {"organisation": "Rangers", "email": "s@example.org", "audiences": frozenset({"north"})}
    stranger = world.user(NAME, **more)
    return ana, stranger, world.ask(world.space("Letters", by=ana), ana)


def test_reading_stores_a_key_and_marks(world: World, asked: tuple[User, User, int]) -> None:
    ana, stranger, thread = asked
    for _ in range(2):
        read(world, stranger, thread)
    assert row(world, stranger) == NOTHING
    assert world.scalar(select(func.count()).select_from(Member)) == 2
    assert world.scalar(select(func.count()).select_from(ReadMark)) == 1
    world.write(thread, ana)  # a follower is told although they have no name
    assert world.scalar(select(Notice.kind)) == "follow"
    browser = world.client(ana)
    assert browser.get(f"{world.home}/m/{HANDLE}").status_code == 404
    for typed in ("strider", "str", "s"):
        found = json.loads(browser.get(f"{world.home}/-/people?q={typed}").text)["people"]
        assert [one["handle"] for one in found] == (["ana.silva"] if typed == "s" else [])
    for who in (HANDLE, NAME, f"@{HANDLE}"):
        sent = browser.post(f"{world.home}/s/letters/people", data={"handle": who})
        assert sent.status_code == 422
        assert "Nobody here is called" in sent.text


def test_the_first_writing_names_them(world: World, asked: tuple[User, User, int]) -> None:
    _, stranger, thread = asked
    read(world, stranger, thread)
    sent = world.client(stranger).post(f"{world.home}/t/{thread}/reply", data={"text": "Here."})
    assert sent.status_code == 302
    assert row(world, stranger)[:4] == (HANDLE, NAME, "strider stranger", "Rangers")
    assert row(world, stranger)[8] is not None
    assert world.client(asked[0]).get(f"{world.home}/m/{HANDLE}").status_code == 200
    assert world.scalar(select(MemberAudience.audience)) == "north"
    assert world.scalar(select(func.count()).select_from(Member)) == 2


def test_a_reader_s_name_may_be_somebody_else_s_by_then(
    world: World, asked: tuple[User, User, int]
) -> None:
    _, stranger, thread = asked
    read(world, stranger, thread)
    assert world.viewer(world.member(NAME)).handle == HANDLE
    assert world.viewer(stranger).handle == f"{HANDLE}2"


def test_a_forgotten_person_stays_forgotten_while_they_read(
    world: World, asked: tuple[User, User, int]
) -> None:
    ana, stranger, thread = asked
    world.write(thread, stranger, "Here I was")
    assert world.app.test_cli_runner().invoke(args=["forum", "forget", stranger.id]).exit_code == 0
    read(world, stranger, thread)
    assert row(world, stranger) == NOTHING
    page = world.client(ana).get(f"{world.home}/t/{thread}", follow_redirects=True).text
    assert "Here I was" in page
    assert NAME not in page
    assert world.client(ana).get(f"{world.home}/m/{HANDLE}").status_code == 404
    world.client(stranger).post(f"{world.home}/t/{thread}/reply", data={"text": "Again"})
    assert row(world, stranger)[:2] == (f"{HANDLE}2", NAME)


def test_a_reader_can_be_forgotten(world: World, asked: tuple[User, User, int]) -> None:
    _, stranger, thread = asked
    read(world, stranger, thread)
    assert world.app.test_cli_runner().invoke(args=["forum", "forget", stranger.id]).exit_code == 0
    for table in (ReadMark, Follow, MemberAudience):
        theirs = select(func.count()).select_from(table)
        assert world.scalar(theirs.where(table.member_id != world.id(asked[0]))) == 0
    assert world.scalar(select(func.count()).where(Member.user_key == stranger.id)) == 0
    assert world.scalar(select(Member.handle).where(Member.former)) is None


def test_an_imported_member_can_be_claimed_by_a_reader(
    world: World, asked: tuple[User, User, int]
) -> None:
    _, stranger, thread = asked
    read(world, stranger, thread)
    with world.request():
        create_member(username="ranger", name="Old Ranger", since=now())
        assert claim("ranger", key=stranger.id) == "Old Ranger"
    assert row(world, stranger)[:2] == ("ranger", "Old Ranger")
    assert world.scalar(select(func.count()).select_from(ReadMark)) == 1
    world.client(stranger).get(f"{world.home}/")
    assert row(world, stranger)[:2] == (HANDLE, NAME)


def furnished(world: World, ana: User, ben: User, eva: User) -> Things:
    space = world.space("Letters", by=ana, members_=(ben, eva))
    return furnish(world, space, ana, ben, say="plain {}".format, tag="plain", word="hay")


ACTING = {
    f"{table.name}.{column.name}": column
    for table in Base.metadata.sorted_tables
    for column in table.columns
    for key in column.foreign_keys
    if key.column.table.name == "forum_member"
}
OWN = {
    *("read_mark", "follow", "member_audience", "mail", "mail_wish", "space_mail_wish"),
    *("notice", "notice_off", "closing_dismissed", "journal_entry", "journal_choice", "plan"),
}
"""Tables whose rows only their member sees."""


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize("admin", [False, True])
def test_whoever_does_what_others_see_has_a_name(world: World, admin: bool) -> None:
    """Each form of the forum, sent by somebody who has only read: no join finds a missing name."""
    ana, ben, eva = world.member("Ana"), world.member("Ben"), world.member("Eva")
    things = furnished(world, ana, ben, eva)
    for number, rule in enumerate(routes(world.app)):
        if "POST" not in (rule.methods or ()):
            continue
        reader = world.user(f"Reader {number}", is_admin=admin)
        browser = world.client(reader)
        browser.get(f"{world.home}/t/{things.thread}", follow_redirects=True)
        values = things.asked() | {
            "space": "letters",
            "access": "open",
            "name": "x",
            "purpose": "y",
        }
        for to in ({}, {"to": ""}):
            answer = browser.post(address(world.app, rule, things), data=values | to)
            assert answer.status_code < 500, rule
    acted = 0
    for name, column in ACTING.items():
        if name.partition(".")[0].removeprefix("forum_") in OWN:
            continue
        joined = select(Member.name, Member.handle).where(Member.id == column)
        with world.request():
            found = session().execute(joined).all()
        acted += sum(str(member.name).startswith("Reader") for member in found)
        assert all(member.name and member.handle for member in found), name
    assert acted > 3
    with world.request():
        unnamed = select(func.count()).where(Member.handle.is_(None), Member.name.is_(None))
        assert session().scalar(unnamed) > 3


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize("which", ["by", "other"])
def test_every_page_bears_a_member_without_a_name(world: World, which: str) -> None:
    """Nothing that others read is ever theirs; if it were, no page would fail."""
    ana, ben = world.member("Ana", is_admin=True), world.member("Ben")
    eva = world.member("Eva", is_admin=True)
    things = furnished(world, ana, ben, eva)
    nameless = world.id(ana if which == "by" else ben)
    missing = {"handle": None, "name": None, "name_folded": "", "joined_at": None}
    with world.request():
        session().execute(update(Member).where(Member.id == nameless).values(missing))
    pages = [
        (address(world.app, rule, each), each)
        for rule in routes(world.app)
        if "GET" in (rule.methods or ())
        for each in things.each(rule)
    ]
    for page, each in pages:
        answer = world.client(eva).get(page, query_string=each.asked(), follow_redirects=True)
        assert answer.status_code < 500, page


def test_a_guest_reads_no_name_of_somebody_who_wrote_only_in_closed_spaces(world: World) -> None:
    """By post, reply, artefact, a try or as a steward: one of them in the open gives a page."""
    ana, ben, eva = world.member("Ana Silva"), world.member("Ben Okoye"), world.member("Eva Lund")
    circle = world.space("Circle", by=ben, access="closed", members_=(ana, eva))
    inside = world.ask(circle, ben, "A canary sings")
    world.write(inside, eva)
    letters = world.space("Letters", by=ana)
    thread = world.ask(letters, ana)
    answer = world.write(thread, ana)
    guest, home = world.client(), world.home
    for handle in ("ben.okoye", "eva.lund", "nobody"):
        hidden = guest.get(f"{home}/m/{handle}")
        assert hidden.status_code == guest.get(f"{home}/m/nobody").status_code != 200
        assert "Okoye" not in hidden.text
        assert "Lund" not in hidden.text
        if handle != "nobody":
            assert world.client(ana).get(f"{home}/m/{handle}").status_code == 200
    assert guest.get(f"{home}/m/ana.silva").status_code == 200
    ben.name = "Benedict Okoye"
    world.client(ben).get(f"{home}/")
    assert guest.get(f"{home}/m/ben.okoye").status_code != 302
    for query in ("author:ben.okoye", 'author:"Eva Lund"', "canary"):
        page = guest.get(f"{home}/-/search", query_string={"q": query}).text
        assert "No results" in page or "Nobody whose posts you can read" in page
    tried = {"outcome": "worked", "happened": "Here"}
    world.client(ben).post(f"{home}/p/{answer}/tried", data=tried)
    assert guest.get(f"{home}/m/benedict.okoye").status_code == 200
    world.write(thread, eva, "A reply", to=2)
    assert guest.get(f"{home}/m/eva.lund").status_code == 200


def test_a_guest_cannot_tell_by_the_work_done_that_a_name_exists(world: World) -> None:
    """Of a present and of a former handle of somebody who wrote only in a closed space."""
    ana = world.member("Ana Silva")
    world.ask(world.space("Circle", by=ana, access="closed"), ana)
    with world.app.app_context():
        engine = world.app.extensions["forum"].db.engine

    def statements(handle: str) -> list[str]:
        with counted(engine) as seen:
            assert world.client().get(f"{world.home}/m/{handle}").status_code == 401
        return seen

    assert statements("ana.silva") == statements("nobody") != []
    ana.name = "Ana Souza"
    world.client(ana).get(f"{world.home}/")
    nobody = statements("nobody")
    assert statements("ana.souza") == nobody
    assert len(statements("ana.silva")) <= len(nobody) + 1


def test_a_steward_and_a_librarian_have_a_page_for_guests(world: World) -> None:
    ana, ben = world.member("Ana Silva"), world.member("Ben Okoye")
    world.space("Letters", by=ana)
    assert world.client().get(f"{world.home}/m/ana.silva").status_code == 200
    assert world.client().get(f"{world.home}/m/ben.okoye").status_code != 200
    document = {"kind": "document", "title": "How to", "text": "So", "space": "letters"}
    made = world.client(ben).post(f"{world.home}/-/library/new", data=document)
    assert made.status_code == 302
    assert world.client().get(f"{world.home}/m/ben.okoye").status_code == 200


def test_an_earlier_version_s_readers_are_forgotten(engine: Engine, tmp_path: Path) -> None:
    """And their names are folded; a way back gives everybody a name again."""
    fill(engine, "0003", tmp_path)
    with engine.begin() as connection:
        for id, (key, name) in enumerate(STRANGERS.items(), 900):
            connection.exec_driver_sql(
                "INSERT INTO forum_member (id, user_key, handle, name, organisation, joined_at, "
                f"former) VALUES ({id}, '{key}', '{key}', '{name}', 'x', '2026-01-01 00:00:00', "
                "false)"
            )
        connection.exec_driver_sql(
            "INSERT INTO forum_read_mark (member_id, thread_id, read_to, beyond, read_count) "
            "SELECT 900, min(id), 1, '', 1 FROM forum_thread"
        )
        connection.exec_driver_sql(
            "UPDATE forum_post SET html = '<a href=\"forum:/m/mentioned\">@mentioned</a>' "
            "WHERE id = (SELECT min(id) FROM forum_post)"
        )
    members = "SELECT id, handle, name, name_folded FROM forum_member ORDER BY id"
    before = {row[0]: row[1:3] for row in rows(engine, members.replace(", name_folded", ""))}
    migrate.upgrade(engine)
    after = {row[0]: row[1:] for row in rows(engine, members)}
    assert after.pop(900) == (None, None, "")
    assert after.pop(901) == ("mentioned", "Élan Ünal", "elan unal")
    wrote = {id: row for id, row in after.items() if row[1]}
    assert len(wrote) > 8
    assert all(row == (*before[id], folded(before[id][1])) for id, row in wrote.items())
    for name, name_folded in rows(engine, "SELECT name, name_folded FROM forum_space"):
        assert name_folded == folded(name)
    assert rows(engine, "SELECT read_to FROM forum_read_mark WHERE member_id = 900") == [(1,)]
    migrate.downgrade(engine, "0003")
    again = {row[0]: row[1:] for row in rows(engine, members.replace(", name_folded", ""))}
    assert again.keys() == before.keys()
    assert again[900] == ("reader-900", "reader")
    assert all(again[id] == before[id] for id in wrote)
    migrate.upgrade(engine)
