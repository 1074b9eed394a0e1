"""Quoting in a thread: the form, a selected part, who is credited, and who reads whose name.

Siblings of a quotation with a name in it: a reply, a reply on a host's page, a page of the library,
an import, a mail, a preview, an earlier revision, an excerpt, a hit of a search. Siblings of those
who may not read it: a guest, somebody outside the space, the post hidden or withdrawn, its author
forgotten or renamed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.core.text.sanitise import clean
from forum.exchange.actions.posts import ImportedPost, link_within
from forum.exchange.actions.threads import NewThread, create_threads
from forum.leaving.actions import forget
from forum.members.models import Member
from forum.notices.models import Notice
from forum.texts.actions import compose
from forum.threads.actions import withdraw
from forum.threads.models import Post, Revision

from ..support.world import Client, User, World


def text_in(page: str) -> str:
    """Return what the text field of a form holds."""
    found = re.search(r"(?s)<textarea[^>]*>\n?(.*?)</textarea>", page)
    assert found
    return found[1].replace("&gt;", ">").replace("&lt;", "<").replace("&#34;", '"')


def quote(client: Client, thread: int, number: int, **part: int) -> str:
    return text_in(
        client.get(f"/forum/t/{thread}/reply", query_string={"quote": number, **part}).text
    )


def credits_in(page: str) -> list[str]:
    """Return what the credits on a page say."""
    found = re.findall(r'(?s)class="fx-from">(.*?)</p>', page)
    return [re.sub(r"<[^>]+>", "", credit).rstrip(":") for credit in found]


@pytest.fixture
def people(world: World) -> dict[str, User]:
    return {name: world.member(name) for name in ("Ana", "Ben", "Cleo", "Dan")}


def talk(world: World, people: dict[str, User], **more: Any) -> tuple[Any, int, int]:
    """Return a space, a discussion, and the id of its post #2, which Ben wrote."""
    space = world.space("Letters", by=people["Ana"], **more)
    thread = world.discuss(space, people["Ana"], "Plan", text="We *begin*.")
    return space, thread, world.write(thread, people["Ben"], "Ben’s `a*b` and\n\n1. one\n2. two")


def test_a_quotation_is_the_source_with_a_reference(world: World, people: dict[str, User]) -> None:
    _, thread, post = talk(world, people)
    text = quote(world.client(people["Cleo"]), thread, 2)
    assert text.strip() == f"> forum:/p/{post}\n>\n> Ben’s `a*b` and\n>\n> 1. one\n> 2. two"


def test_a_part_is_quoted_by_where_it_stands(world: World, people: dict[str, User]) -> None:
    _, thread, post = talk(world, people)
    cleo = world.client(people["Cleo"])
    whole = "Ben’s a*b and\n\none\ntwo\n\n"
    at = whole.index("a*b")
    part = {"from": at, "until": at + 3, "of": len(whole)}
    assert quote(cleo, thread, 2, **part).strip() == f"> forum:/p/{post}\n>\n> `a*b`"
    for wrong in ({"of": 1}, {"until": at}, {"from": 9_999, "until": 99_999}):
        assert "1. one" in quote(cleo, thread, 2, **{**part, **wrong})


def test_a_part_of_a_quotation_is_credited_to_whoever_said_it(
    world: World, people: dict[str, User]
) -> None:
    _, thread, post = talk(world, people)
    world.write(thread, people["Cleo"], f"> forum:/p/{post}\n>\n> said\n\nmine")
    whole = "\nBen:\nsaid\n\nmine\n"
    part = {"from": whole.index("said"), "until": whole.index("said") + 4, "of": len(whole)}
    text = quote(world.client(people["Dan"]), thread, 3, **part)
    assert text.strip() == f"> forum:/p/{post}\n>\n> said"


def test_quoting_an_answer_makes_a_reply_to_it(world: World, people: dict[str, User]) -> None:
    space = world.space("Letters", by=people["Ana"])
    thread = world.ask(space, people["Ana"])
    world.write(thread, people["Ben"], "An answer")
    cleo = world.client(people["Cleo"])
    page = cleo.get(f"/forum/t/{thread}", follow_redirects=True).text
    link = re.search(r'href="([^"]*quote=2[^"]*)"', page)
    assert link
    form = cleo.get(link[1].replace("&amp;", "&")).text
    assert '<input type="hidden" name="to" value="2">' in form
    key = re.search(r'name="form_key" value="([^"]+)"', form)
    assert key
    sent = {"text": text_in(form) + "Yes.", "to": "2", "form_key": key[1]}
    assert cleo.post(f"/forum/t/{thread}/reply", data=sent).status_code in (302, 303)
    written = world.scalar(select(Post.kind).where(Post.number == 3))
    assert written == "reply"


def test_a_page_of_the_library_quotes_the_same(world: World, people: dict[str, User]) -> None:
    _, thread, post = talk(world, people)
    sent = {"posts": str(post), "title": "Kept", "kind": "summary", "draft": "1"}
    draft = world.client(people["Cleo"]).post(f"/forum/t/{thread}/keep", data=sent).text
    boxes = draft[draft.index('id="part2"') - 200 :]
    assert text_in(boxes).strip() == quote(world.client(people["Cleo"]), thread, 2).strip()
    assert "[Ben]" not in draft


def quoting(world: World, people: dict[str, User], **more: Any) -> tuple[int, int, int]:
    """Return an open thread in which Dan quotes Ben's post, that post, and its thread."""
    _, thread, post = talk(world, people, **more)
    hall = world.space("Hall", by=people["Dan"])
    other = world.discuss(hall, people["Dan"], "Heard", text=f"> forum:/p/{post}\n>\n> begin\n\nSo")
    return other, post, thread


def read(world: World, user: User | None, thread: int) -> list[str]:
    page = world.client(user).get(f"/forum/t/{thread}", follow_redirects=True)
    assert page.status_code == 200
    return credits_in(page.text)


def test_the_name_is_that_of_today(world: World, people: dict[str, User]) -> None:
    other, post, _ = quoting(world, people)
    assert read(world, people["Cleo"], other) == ["Ben"]
    with world.request():
        session().execute(update(Member).where(Member.name == "Ben").values(name="Ben Okoye"))
    assert read(world, people["Cleo"], other) == ["Ben Okoye"]
    with world.request():
        assert forget(people["Ben"].id)
    assert read(world, people["Cleo"], other) == ["former member"]
    page = world.client(people["Cleo"]).get(f"/forum/t/{other}", follow_redirects=True).text
    assert f'href="/forum/p/{post}">former member</a>' in page


@pytest.mark.parametrize("access", ["closed", "bound"])
def test_whoever_may_not_see_the_post_reads_no_name(
    world: World, people: dict[str, User], access: str
) -> None:
    audience = "team:7" if access == "bound" else None
    if audience:
        for name in ("Ana", "Ben"):
            people[name].audiences = frozenset({audience})
    members = (people["Ben"],) if access == "closed" else ()
    other, post, _ = quoting(world, people, access=access, members_=members, audience=audience)
    assert read(world, people["Ana"], other) == ["Ben"]
    assert read(world, people["Cleo"], other) == ["another post"]
    assert read(world, people["Ana"], other) == ["Ben"]
    page = world.client(people["Cleo"]).get(f"/forum/t/{other}", follow_redirects=True).text
    assert f"/p/{post}" not in page
    text = quote(world.client(people["Cleo"]), other, 1)
    assert "Ben" not in text


def test_a_post_that_is_withheld_lends_no_name(world: World, people: dict[str, User]) -> None:
    other, post, _ = quoting(world, people)
    with world.request():
        session().execute(update(Post).where(Post.id == post).values(state="hidden"))
    assert read(world, people["Cleo"], other) == ["another post"]
    assert read(world, people["Ben"], other) == ["Ben"]
    with world.request():
        session().execute(update(Post).where(Post.id == post).values(state="shown"))
        withdraw.withdraw(post)
    assert read(world, people["Ben"], other) == ["another post"]


def test_a_preview_prints_names_too(world: World, people: dict[str, User]) -> None:
    other, post, _ = quoting(world, people)
    sent = {"text": f"> forum:/p/{post}\n>\n> x", "preview": "1", "to": ""}
    page = world.client(people["Cleo"]).post(f"/forum/t/{other}/reply", data=sent)
    assert credits_in(page.text) == ["Ben"]


def test_one_statement_more_only_where_another_page_is_quoted(
    world: World, people: dict[str, User], statements: Callable[[], Any]
) -> None:
    other, _, thread = quoting(world, people)
    space = world.space("Plain", by=people["Dan"])
    plain = world.discuss(space, people["Dan"], "Heard", text="nothing is quoted")
    number = {}
    for name, id in (("plain", plain), ("quotes", other)):
        cleo = world.client(people["Cleo"])
        where = cleo.get(f"/forum/t/{id}").location
        cleo.get(where)
        with statements() as sent:
            assert cleo.get(where).status_code == 200
        number[name] = len(sent)
    assert number["quotes"] == number["plain"] + 1
    text = f"> forum:/p/{_first(world, thread)}\n>\n> begin"
    world.write(thread, people["Cleo"], text)
    cleo = world.client(people["Cleo"])
    where = cleo.get(f"/forum/t/{thread}").location
    cleo.get(where)
    with statements() as sent:
        assert credits_in(cleo.get(where).text) == ["Ana"]
    assert len(sent) == number["plain"]


def _first(world: World, thread: int) -> int:
    return int(world.scalar(select(Post.id).where(Post.thread_id == thread, Post.number == 1)))


def test_a_quoted_mention_notifies_nobody_again(world: World, people: dict[str, User]) -> None:
    space = world.space("Letters", by=people["Ana"])
    thread = world.discuss(space, people["Ana"], text="As @dan knows")
    with world.request():
        session().execute(Notice.__table__.delete())
    text = quote(world.client(people["Ben"]), thread, 1)
    for source in (text + "I agree", f"> {text.replace(chr(10), chr(10) + '> ')}", "> - @dan"):
        world.write(thread, people["Ben"], source)
    mentions = select(Notice.id).where(Notice.kind == "mention")
    assert world.scalar(mentions) is None
    page = world.client(people["Cleo"]).get(f"/forum/t/{thread}", follow_redirects=True).text
    assert page.count('/m/dan">@dan</a>') == 4
    world.write(thread, people["Ben"], text + "What do you say, @dan?")
    assert world.scalar(mentions) is not None


def test_an_edit_that_quotes_a_mention_notifies_nobody(
    world: World, people: dict[str, User]
) -> None:
    with world.request():
        assert compose("> @dan", earlier="x").mentioned == []
        assert len(compose("@dan", earlier="> @dan").mentioned) == 1
        assert compose("@dan\n\n> @dan", earlier="@dan").mentioned == []


def test_an_import_credits_by_reference(world: World, people: dict[str, User]) -> None:
    space = world.space("Old", by=people["Ana"])
    ana, ben = world.id(people["Ana"]), world.id(people["Ben"])
    cooked = (
        '<aside class="quote" data-post="1" data-topic="9"><div class="title">Ana A.:</div>'
        "<blockquote><p>hello</p></blockquote></aside><ul><li>a <code>b*c</code></li></ul>"
    )
    html = clean(cooked, link=lambda href: "forum:/p/0-1" if href == "/t/9/1" else None)
    posts = [
        ImportedPost(author_id=ana, at=now(), source="<p>hello</p>", html="<p>hello</p>"),
        ImportedPost(author_id=ben, at=now(), source=html, html=html),
    ]
    with world.request():
        new = NewThread(space_id=space.id, kind="discussion", title="Old", posts=posts)
        ((thread, ids),) = create_threads([new])
        link_within(thread, dict(enumerate(ids, 1)), ids, posts)
    assert read(world, people["Cleo"], thread) == ["Ana"]
    stored = world.scalar(select(Revision.source).where(Revision.post_id == ids[1]))
    assert "Ana A." not in stored
    text = quote(world.client(people["Cleo"]), thread, 2)
    assert text.strip() == (
        f"> forum:/p/{ids[1]}\n>\n> > forum:/p/{ids[0]}\n> >\n> > hello\n>\n> - a `b*c`"
    )
