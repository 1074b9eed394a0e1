"""Nobody but its author meets what is private: every page, table, file, log and command is read.

Kinds covered: title and text, saved, edited, saved while it was written, refused; as everybody who
may come by; through the browser's cache and drafts; in what a process remembers; by other rooms.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from forum.core.database.base import Base
from forum.core.database.session import session
from forum.core.web.fragments import remembered

from ..support.diary import JOURNAL, NEW, blank, entries, write
from ..support.prompted import fields
from ..support.source import HOUSE, MODULES, imported, name_of
from ..support.walk import Things, address, furnish, routes
from ..support.world import User, World

TITLE, TEXT, HALF = "zebrafinchtitle", "zebrafinchtext", "zebrafinchhalf"
CANARY = "zebrafinch"
OWN = (".journal.", ".own_journal.")
"""The blueprints on whose pages an author reads what they have written."""


def furnished(world: World) -> tuple[dict[str, User | None], Things]:
    """Return everybody who may come by, and one of everything in a space of Ana's."""
    people: dict[str, User | None] = {"guest": None}
    for name in ("ana", "bram", "steward", "admin"):
        people[name] = world.member(name.title(), is_admin=name == "admin")
    ana, bram, steward = people["ana"], people["bram"], people["steward"]
    assert ana
    assert bram
    assert steward
    space = world.space("Letters", by=steward)
    return people, furnish(world, space, ana, bram, say="plain {}".format, tag="t", word="hay")


def keep_a_journal(world: World, ana: User, things: Things) -> int:
    """Write, edit, leave half-written and look for words with the canary in them."""
    browser = world.client(ana)
    about = f"/forum/p/{things.post}/note"
    entry = write(browser, f"{TEXT} @bram #t", title=TITLE, at=about)
    edit = f"{JOURNAL}/{entry}/edit"
    sent = {**blank(browser, edit), "title": TITLE, "text": f"{TEXT} again @bram"}
    assert browser.post(edit, data=sent).status_code == 302
    half = {**blank(browser), "title": TITLE, "text": HALF}
    assert browser.post(f"{JOURNAL}/keep", data=half).status_code == 204
    assert TITLE in browser.post(JOURNAL, data={"q": TEXT}).text
    assert browser.post(NEW, data={**half, "text": TEXT * 4_000}).status_code == 422
    assert browser.post(NEW, data={**half, "preview": "1"}).status_code == 200
    return entry


def answers(world: World, user: User | None, things: Things) -> Iterator[tuple[Any, Any]]:
    """Yield the rule and the answer of every page, asked for with and without a query."""
    browser = world.client(user)
    for rule in routes(world.app):
        if "GET" not in (rule.methods or ()):
            continue
        for each in things.each(rule):
            where = address(world.app, rule, each)
            for asked in ({}, {**things.asked(), "q": CANARY, "title": CANARY}):
                yield rule, browser.get(where, query_string=asked, follow_redirects=True)


@pytest.mark.sites("sqlite")
def test_only_the_author_s_own_pages_have_it(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="forum")
    people, things = furnished(world)
    ana = people["ana"]
    assert ana
    entry = keep_a_journal(world, ana, things)
    mine = Things(**{**vars(things), "note": entry})
    read = 0
    for name, user in people.items():
        for rule, answer in answers(world, user, mine):
            told = answer.text.replace(f'value="{CANARY}"', "").replace(CANARY + "”", "")
            if name == "ana" and any(part in rule.endpoint for part in OWN):
                read += TITLE in told
                assert "no-store" in answer.headers["Cache-Control"], rule
                continue
            for word in (TITLE, TEXT, HALF):
                assert word not in told, (name, rule)
                assert word not in str(answer.headers), (name, rule)
    assert read > 5
    assert CANARY not in caplog.text


@pytest.mark.sites("sqlite", "postgres")
def test_no_other_table_and_no_file_has_it(world: World) -> None:
    people, things = furnished(world)
    assert people["ana"]
    keep_a_journal(world, people["ana"], things)
    runner = world.app.test_cli_runner()
    for command in (["check"], ["doctor"], ["doctor", "--repair"], ["reindex"], ["space"], []):
        assert CANARY not in runner.invoke(args=["forum", *command]).output
    with world.request():
        for name, table in Base.metadata.tables.items():
            found = str(session().execute(select(table)).all())
            assert (CANARY in found) is (name == "forum_journal_entry"), name
    for file in Path(world.app.instance_path).rglob("*"):
        if file.is_file():
            assert CANARY.encode() not in file.read_bytes(), file


def test_a_private_entry_changes_no_other_table(make_site: Callable[..., World]) -> None:
    """No notice, mail, outbox row, read mark, follow or counter: nobody can tell it is there."""
    mail = {"mail": "smtp://localhost", "mail_from": "Forum <forum@intranet.example>"}
    world = make_site(**mail, mail_pace="once", url="http://localhost/forum")
    people, things = furnished(world)
    assert people["ana"]

    def stored() -> dict[str, str]:
        with world.request():
            return {
                name: str(sorted(map(str, session().execute(select(table)))))
                for name, table in Base.metadata.tables.items()
                if name != "forum_journal_entry"
            }

    before = stored()
    keep_a_journal(world, people["ana"], things)
    assert stored() == before


def test_what_a_fragment_is_made_from_is_no_entry() -> None:
    """``remembered`` is nowhere called in this room: nothing of it lies in a process's memory."""
    for path in (HOUSE / "journal").rglob("*.py"):
        assert remembered.__name__ not in path.read_text("utf-8"), path


def test_no_other_room_reads_the_table() -> None:
    readers = {
        name_of(path)
        for path in MODULES
        for _, target in imported(path)
        if target.startswith("journal/models") and not name_of(path).startswith("journal/")
    }
    assert readers == set()
    for path in MODULES:
        if not name_of(path).startswith("journal/"):
            assert "forum_journal" not in path.read_text("utf-8"), path


def test_every_statement_about_entries_names_their_author() -> None:
    tree = ast.parse((HOUSE / "journal" / "queries.py").read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and (words := ast.unparse(node.value)).startswith(
            "select("
        ):
            reads = re.search(r"select\(.*Entry\.", words) is not None
            assert not reads or "_IS_OWN" in words, words


def test_other_rooms_ask_only_how_many(world: World) -> None:
    """A thread's page learns only ids of posts from a journal: no title, no text, no time."""
    people, things = furnished(world)
    ana = people["ana"]
    assert ana
    entry = keep_a_journal(world, ana, things)
    page = world.client(ana).get(f"/forum/t/{things.thread}", follow_redirects=True).text
    assert "Your notes (1)" in page
    assert CANARY not in page
    assert f"/{entry}/edit" not in page
    for name in ("bram", "steward", "admin", "guest"):
        seen = world.client(people[name]).get(f"/forum/t/{things.thread}", follow_redirects=True)
        assert "Your notes" not in seen.text


def test_the_browser_keeps_no_draft_of_it(world: World) -> None:
    """The script keeps drafts of forms with ``data-fx-draft``, and asks for names by areas."""
    ana = world.client(world.member("Ana"))
    for page in (
        ana.get(NEW),
        ana.get(f"{NEW}?prompts=what-so-what"),
        ana.post(NEW, data={**blank(ana), "text": ""}),
        ana.post(NEW, data={**blank(ana), "text": "x", "preview": "1"}),
        world.client().post(NEW, data={"text": "x"}),
    ):
        form = re.search(r"<form [^>]*/-/journal/new.*?</form>", page.text, re.S)
        assert form
        assert "data-fx-draft" not in form[0]
        assert "data-fx-people" not in form[0]
        assert "no-store" in page.headers["Cache-Control"]
    assert 'autocomplete="off"' in ana.get(NEW).text


def test_a_refusal_of_any_kind_is_stored_nowhere(world: World) -> None:
    ana = world.client(world.member("Ana"))
    sent = {**blank(ana), "text": "Words."}
    elsewhere = ana.post(NEW, data=sent, headers={"Sec-Fetch-Site": "cross-site"})
    large = ana.post(NEW, data={**sent, "more": "x" * 900_000})
    unknown = ana.post(NEW, data={**sent, "prompts": "nonsense"})
    gone = ana.post(f"{JOURNAL}/77/edit", data=sent)
    codes = (elsewhere.status_code, large.status_code, unknown.status_code, gone.status_code)
    assert codes == (403, 413, 422, 404)
    for answer in (elsewhere, large, unknown, gone):
        assert "no-store" in answer.headers["Cache-Control"], answer.status_code
    for answer in (elsewhere, unknown, gone):
        assert "Words." in answer.text
    assert fields(gone.text)["text"] == "Words."
    assert entries(world) == []


def test_nothing_is_counted_as_a_visit_of_a_named_member(world: World) -> None:
    """Who only writes in their journal has no name, no handle and no page in the forum."""
    ana = world.user("Ana")
    write(world.client(ana), "Only for me.")
    assert world.client(ana).get("/forum/m/ana").status_code == 404
    people = world.client(world.member("Bram")).get("/forum/-/people?q=an")
    assert people.json == {"people": []}


def test_who_is_forgotten_takes_their_journal_with_them(world: World) -> None:
    people, things = furnished(world)
    ana = people["ana"]
    assert ana
    keep_a_journal(world, ana, things)
    world.client(ana).post(f"{JOURNAL}/again", data={"monthly": "1"})
    result = world.app.test_cli_runner().invoke(args=["forum", "forget", ana.id])
    assert result.exit_code == 0, result.output
    with world.request():
        for name, table in Base.metadata.tables.items():
            if name.startswith("forum_journal"):
                assert session().execute(select(table)).all() == [], name
