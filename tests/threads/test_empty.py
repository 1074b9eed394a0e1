"""A text of which readers would see nothing is refused in words, in every form that makes a post.

Siblings: opening, answer, reply, edit, reflection and its parts, page of the library, its edit,
posts kept in the library; a post on a host’s page is in tests/discuss/test_page.py.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.artefacts.models import ArtefactRevision
from forum.threads.models import Post, Revision

from ..support.world import Client, World

WORDS = "would look empty"
EMPTY = ("# ", "> ", "[a]: https://example.org", "&nbsp;", "```\n```")


def written(world: World) -> tuple[Any, ...]:
    return tuple(
        world.scalar(select(func.count()).select_from(table))
        for table in (Post, Revision, ArtefactRevision)
    )


def send(client: Client, where: str, **fields: str) -> Any:
    """Send the form at *where* with *fields* in the place of its own."""
    page = client.get(where, follow_redirects=True).text
    key = re.search(r'name="form_key" value="([^"]+)"', page)
    revision = re.search(r'name="revision" value="([^"]+)"', page)
    own = {"form_key": key[1] if key else "", "revision": revision[1] if revision else ""}
    return own | fields


@pytest.mark.parametrize("text", EMPTY)
def test_every_form_refuses_it_in_words(world: World, text: str) -> None:
    ana = world.member("Ana", is_admin=True)
    space = world.space("Letters", by=ana)
    thread = world.ask(space, ana)
    answer = world.write(thread, ana)
    client = world.client(ana)
    made = client.post(
        "/forum/-/library/new",
        data=send(
            client, "/forum/-/library/new", space="letters", kind="summary", title="A", text="a"
        ),
    )
    (artefact,) = re.findall(r"/a/(\d+)", made.location)
    before = written(world)
    titled = {"title": "A title", "space": "letters", "text": text, "kind": "question"}
    kept = {"kind": "summary", "title": "B", "posts": str(answer), "text": text}
    forms = (
        ("/forum/-/open", "/forum/-/ask", titled),
        (f"/forum/t/{thread}/reply", f"/forum/t/{thread}/reply", {"text": text, "to": ""}),
        (f"/forum/t/{thread}/reply", f"/forum/t/{thread}/reply?to=2", {"text": text, "to": "2"}),
        (f"/forum/p/{answer}/edit", f"/forum/p/{answer}/edit", {"text": text}),
        (
            f"/forum/t/{thread}/reflect",
            f"/forum/t/{thread}/reflect",
            {"prompts": "what-so-what.1.en", "part1": text},
        ),
        (
            "/forum/-/reflect",
            "/forum/-/reflect",
            {**titled, "prompts": "what-so-what.1.en", "part1": text},
        ),
        ("/forum/-/library/new", "/forum/-/library/new", {**titled, "kind": "summary"}),
        (f"/forum/a/{artefact}/edit", f"/forum/a/{artefact}/edit", {**kept}),
        (f"/forum/t/{thread}/keep", f"/forum/t/{thread}/keep", kept),
    )
    for where, page, fields in forms:
        answered = client.post(where, data=send(client, page, **fields))
        assert answered.status_code == 422, where
        assert WORDS in answered.text, where
        assert "Preview" not in answered.text or "fx-preview" not in answered.text
    assert written(world) == before


def test_a_part_of_a_reflection_that_shows_nothing_is_left_out(world: World) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    client, where = world.client(ana), f"/forum/t/{thread}/reflect"
    sent = send(
        client, where, prompts="what-so-what.1.en", part1="It did", part2="# ", part3="&nbsp;"
    )
    assert client.post(where, data=sent).status_code in (302, 303)
    source = world.scalar(select(Revision.source).order_by(Revision.post_id.desc()))
    assert source == "# What happened\n\nIt did"
