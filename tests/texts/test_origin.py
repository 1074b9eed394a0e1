"""Where a post is from: said in every form, printed with it, kept in each revision, exported."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.moderation.actions import moderate
from forum.texts.rows import OWN, Origin, origin_in
from forum.threads.models import Post, Revision, Thread

from ..discuss.conftest import Host
from ..discuss.conftest import host as host
from ..discuss.conftest import make_host as make_host
from ..margins import library
from ..support.diary import JOURNAL, blank, share, write
from ..support.world import User, World

MACHINE = {"origin": "machine", "origin_note": "Ana <Okoye>"}
SOURCE = {"origin": "source", "origin_note": "The style guide"}
BY_MACHINE = "Written by a machine, checked by Ana &lt;Okoye&gt;"
PRINTED = f'<p class="fx-meta" data-fx-origin="machine">{BY_MACHINE}</p>'
FROM_GUIDE = "From a source: The style guide"


class Talk(NamedTuple):
    """A thread of Ana's in which Ben has answered."""

    world: World
    ana: User
    ben: User
    space: Any
    thread: int
    answer: int

    def send(self, by: User, address: str, **fields: str) -> Any:
        """Send a form."""
        sent = {"text": "Words of it.", "form_key": str(uuid4()), **fields}
        return self.world.client(by).post(f"/forum{address}", data=sent)

    def read(self, address: str, by: User | None = None) -> str:
        """Return the page at an address, as Ana reads it."""
        got = self.world.client(by or self.ana).get(f"/forum{address}", follow_redirects=True)
        assert got.status_code == 200
        return str(got.text)

    def newest(self) -> Any:
        """Return the newest post."""
        with self.world.request():
            rows = select(Post.__table__).order_by(Post.id.desc()).limit(1)
            return session().execute(rows).one()

    def answer_by_machine(self) -> int:
        """Answer with a text that a machine wrote; return the id of the post."""
        assert self.send(self.ben, f"/t/{self.thread}/reply", **MACHINE).status_code == 302
        return int(self.newest().id)


@pytest.fixture
def talk(world: World) -> Talk:
    """A thread with an answer."""
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    thread = world.ask(space, ana, "Which envelope?")
    return Talk(world, ana, ben, space, thread, world.write(thread, ben, "White"))


def test_an_origin_is_stored_as_one_value() -> None:
    assert OWN.stored == ""
    assert origin_in("") == OWN
    said = Origin("source", "A: guide: of 2024")
    assert origin_in(said.stored) == said


FORMS: dict[str, Callable[[Talk], tuple[str, dict[str, str]]]] = {
    "question": lambda to: (
        "/-/open",
        {"kind": "question", "space": to.space.slug, "title": "Another?"},
    ),
    "discussion": lambda to: (
        "/-/open",
        {"kind": "discussion", "space": to.space.slug, "title": "Something"},
    ),
    "answer": lambda to: (f"/t/{to.thread}/reply", {}),
    "reply": lambda to: (f"/t/{to.thread}/reply", {"to": "2"}),
    "reflection": lambda to: (f"/t/{to.thread}/reflect", {}),
    "own reflection": lambda to: ("/-/reflect", {"space": to.space.slug, "title": "Looking back"}),
    "first take": lambda to: (
        f"/t/{to.world.ask(to.space, to.ana, 'Views?', kind='discussion')}/first-take",
        {"first_take": "1", "take": "My view.", "opens": f"{now() + timedelta(days=5):%Y-%m-%d}"},
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.sites("sqlite")
def test_every_form_of_a_post_says_where_it_is_from(talk: Talk, form: str) -> None:
    address, fields = FORMS[form](talk)
    asked = address.replace("/-/open", "/-/ask" if form == "question" else "/-/discuss")
    assert 'name="origin_note"' in talk.read(asked)

    refused = talk.send(talk.ana, address, **fields, origin="machine")
    assert refused.status_code == 422
    assert "Enter who has checked it" in refused.text
    assert "Words of it." in refused.text or "My view." in refused.text
    assert re.search(r'value="machine" (checked|selected)', refused.text)
    assert talk.send(talk.ana, address, **fields, origin="nobody").status_code == 422
    assert talk.send(talk.ana, address, **fields, **MACHINE).status_code == 302

    post = talk.newest()
    assert post.origin == "machine:Ana <Okoye>"
    assert PRINTED in talk.read(f"/p/{post.id}")


def test_a_first_take_says_it_beside_what_its_author_thinks_now(talk: Talk) -> None:
    address, fields = FORMS["first take"](talk)
    talk.send(talk.ana, address, **fields, **MACHINE)
    with talk.world.request():  # its day has come
        session().execute(update(Thread).values(sealed_until=now() - timedelta(days=1)))
    assert PRINTED in talk.read(f"/p/{talk.newest().id}/first-take")


def test_nothing_is_printed_for_own_work(talk: Talk) -> None:
    talk.send(talk.ana, f"/t/{talk.thread}/reply", origin="own", origin_note="left over")
    page = talk.read(f"/t/{talk.thread}")
    assert "left over" not in page
    assert "data-fx-origin" not in page


def test_the_form_under_a_thread_and_that_of_a_comment_ask_it(talk: Talk) -> None:
    assert 'name="origin_note"' in talk.read(f"/t/{talk.thread}", talk.ben)
    page = library.made(talk.world, talk.ana, talk.space, library.TEXT)
    assert talk.send(talk.ben, f"/a/{page}/comment", **MACHINE).status_code == 302
    shown = library.shown(talk.world, talk.ana, page)
    assert PRINTED in shown
    assert 'name="origin_note"' in library.shown(talk.world, talk.ben, page)
    assert 'name="origin_note"' in talk.read(f"/a/{page}/comment", talk.ben)
    assert talk.send(talk.ben, f"/a/{page}/comment", origin="source").status_code == 422


def test_a_page_of_the_host_has_it_as_well(host: Host) -> None:
    ana = host.world.member("Ana")
    browser = host.world.client(ana)
    address, fields = host.filled(browser.get("/policy/1").text, "What it says.")
    assert 'name="origin_note"' in browser.get("/policy/1").text
    assert browser.post(address, data={**fields, **MACHINE}).status_code == 302
    assert PRINTED in browser.get("/policy/1").text
    address, fields = host.filled(browser.get("/policy/1").text, "More of it.")
    refused = browser.post(address, data={**fields, "origin": "source"})
    assert refused.status_code == 422
    assert "Enter the source" in refused.text
    assert "More of it." in refused.text


def test_an_edit_keeps_it_and_each_revision_has_its_own(talk: Talk) -> None:
    post = talk.answer_by_machine()
    form = talk.read(f"/p/{post}/edit", talk.ben)
    assert re.search(r'value="machine" (checked|selected)', form)
    assert 'value="Ana &lt;Okoye&gt;"' in form
    edit = f"/p/{post}/edit"
    talk.send(talk.ben, edit, text="Again.", revision="1")  # of a form without the fields
    assert PRINTED in talk.read(f"/p/{post}")
    assert talk.send(talk.ben, edit, text="Again.", revision="2", **SOURCE).status_code == 302
    page = talk.read(f"/p/{post}")
    assert FROM_GUIDE in page
    assert BY_MACHINE not in page
    history = talk.read(f"/p/{post}/history")
    assert history.count(PRINTED) == 2
    assert history.count(FROM_GUIDE) == 1


def test_two_who_change_text_and_origin_both_have_their_way(talk: Talk) -> None:
    edit = f"/p/{talk.answer}/edit"
    talk.send(talk.ben, edit, text="Grey", revision="1", origin="own")
    assert talk.send(talk.ben, edit, text="White", revision="1", **SOURCE).status_code == 302
    page = talk.read(f"/p/{talk.answer}")
    assert "Grey" in page
    assert FROM_GUIDE in page
    assert talk.send(talk.ben, edit, text="White", revision="1", **MACHINE).status_code == 409


def test_a_hidden_post_does_not_say_it_and_a_withdrawn_one_forgets(talk: Talk) -> None:
    post = talk.answer_by_machine()
    with talk.world.request():
        moderate.hide(post, why="No")
    address = f"/t/{talk.thread}"
    assert BY_MACHINE not in talk.read(address)
    assert BY_MACHINE not in talk.read(f"{address}.json")
    assert PRINTED in talk.read(address, talk.ben)
    talk.send(talk.ben, f"/p/{post}/back")
    assert BY_MACHINE not in talk.read(address, talk.ben)
    kept = select(Revision.origin).where(Revision.post_id == post)
    assert talk.world.scalar(kept) == ""
    assert talk.world.scalar(select(Post.origin).where(Post.id == post)) == ""


def test_a_removed_version_forgets_it(talk: Talk) -> None:
    post = talk.answer_by_machine()
    talk.send(talk.ben, f"/p/{post}/edit", text="My own.", revision="1", origin="own")
    assert PRINTED in talk.read(f"/p/{post}/history")
    talk.send(talk.ben, f"/p/{post}/versions/1/remove")
    assert BY_MACHINE not in talk.read(f"/p/{post}/history")


def test_exports_and_the_printable_thread_say_it(talk: Talk) -> None:
    talk.answer_by_machine()
    address = f"/t/{talk.thread}"
    post = json.loads(talk.read(f"{address}.json"))["posts"][-1]
    assert post["origin"] == "Written by a machine, checked by Ana <Okoye>"
    assert post["origin_kind"] == "machine"
    assert json.loads(talk.read(f"{address}.json"))["posts"][0]["origin"] == ""
    assert "Written by a machine, checked by Ana" in talk.read(f"{address}.md")
    for ending in (".html", "/whole"):
        page = talk.read(address + ending)
        assert BY_MACHINE in page
        assert page.count('data-fx-origin="machine"') == 1


def test_a_shared_copy_of_an_entry_carries_it(talk: Talk) -> None:
    browser = talk.world.client(talk.ana)
    entry = write(browser, "My own words.", at=f"/forum/t/{talk.thread}/note")
    address = f"{JOURNAL}/{entry}/share"
    form = {**blank(browser, address), "where": "about", **MACHINE}
    looked = browser.post(address, data={**form, "preview": "1"}).text
    assert PRINTED in looked
    assert share(browser, entry, where="about", **MACHINE).status_code == 302
    assert PRINTED in talk.read(f"/p/{talk.newest().id}")


def test_the_beginning_that_a_later_page_repeats_says_it(talk: Talk) -> None:
    talk.send(talk.ana, "/-/open", kind="discussion", space="letters", title="Long", **MACHINE)
    thread = talk.newest().thread_id
    for _ in range(21):
        talk.world.write(thread, talk.ben)
    assert PRINTED in talk.read(f"/t/{thread}?page=2")


def test_a_thread_costs_no_statement_more(talk: Talk, statements: Callable[[], Any]) -> None:
    browser, address = talk.world.client(talk.ben), f"/forum/t/{talk.thread}-which-envelope"
    sent = []
    for _ in range(2):
        browser.get(address)
        with statements() as seen:
            assert browser.get(address).status_code == 200
        sent.append(len(seen))
        talk.answer_by_machine()
    assert sent[0] == sent[1]
