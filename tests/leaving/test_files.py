"""Files of somebody who is forgotten get another name, everywhere that the product wrote theirs."""

from __future__ import annotations

import re
from io import BytesIO

from sqlalchemy import select

from forum.core.database.session import session
from forum.core.text.file_labels import with_labels
from forum.core.web.forms import new_key
from forum.files.models import File
from forum.search import indexer
from forum.threads.models import Post

from ..removal.place import places_of
from ..support.uploads import put_up
from ..support.world import User, World

PART = "Qadanna"


def forget(world: World, user: User) -> None:
    ran = world.app.test_cli_runner().invoke(args=["forum", "forget", user.id])
    assert ran.exit_code == 0, ran.exception


def test_a_file_is_found_and_called_by_its_new_name(world: World) -> None:
    ana, ben = world.member(f"Ana {PART}"), world.member("Ben")
    thread = world.ask(world.space("A", by=ben), ben)
    file = put_up(world, ana, b"some words", f"CV {PART}.txt").json
    mine = world.write(thread, ana, file["text"])
    other = world.write(thread, ben, f"> [Ana](forum:/p/{mine}):\n>\n> {file['text']}\n\nIs it?")
    search = f"/forum/-/search?q={PART}"
    forget(world, ana)
    assert places_of(world, PART) == []
    html = world.scalar(select(Post.html).where(Post.id == other))
    assert f'<a href="forum:/f/{file["key"]}">file.txt</a>' in html
    with world.app.app_context():
        indexer.drain()
    assert file["key"] not in world.client(ben).get(search).text


def test_two_files_with_the_same_bytes_may_have_the_same_name_then(world: World) -> None:
    ana, ben = world.member(f"Ana {PART}"), world.member("Ben")
    thread = world.ask(world.space("A", by=ben), ben)
    files = [(BytesIO(b"the same"), f"{PART} {n}.txt") for n in (1, 2)]
    form = {"text": "Both", "form_key": new_key(), "files": files}
    world.client(ana).post(f"{world.home}/t/{thread}/reply", data=form)
    forget(world, ana)
    with world.request():
        assert session().scalars(select(File.name)).all() == ["file.txt"] * 2


def test_labels_are_found_in_markdown_and_in_html() -> None:
    key = "0a" * 16
    text = rf"[a\_b](forum:/f/{key}) ![a](forum:/f/{key}?size=1x1) [c](https://example.org)"
    html = f'<a href="forum:/f/{key}">a &amp; b</a> <a href="/x">c</a>'
    said: list[str] = []

    def label(_: str, words: str) -> str:
        said.append(words)
        return "x"

    assert with_labels(text, label) == re.sub(r"^\[.*?\]", "[x]", text)
    assert with_labels(html, label) == html.replace("a &amp; b", "x")
    assert said == ["a_b", "a & b"]
