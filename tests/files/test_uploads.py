"""Files are put up by a script or with the form, on the text that names them, and read there."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask import request, request_finished
from sqlalchemy import func, select

from forum.core.database.base import now
from forum.core.database.session import session
from forum.core.web.forms import new_key
from forum.files import queries
from forum.files.models import Blob, File
from forum.files.queue import work_off
from forum.files.sweeping import sweep
from forum.moderation.models import Report
from forum.threads.models import Post, Revision

from ..support.sealed import open_sealed
from ..support.uploads import picture, put_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from forum.members.viewer import Viewer

    from ..support.world import World

pytestmark = pytest.mark.sites("sqlite", "postgres")  # the host's own SQLite makes no difference

PDF = b"%PDF-1.4\n%nothing in it\n"


def test_a_picture_is_written_in_the_text_and_read_by_whoever_reads_it(world: World) -> None:
    ana, ben, cleo = world.member("Ana"), world.member("Ben"), world.member("Cleo")
    space = world.space("Letters", by=ana, access="closed", members_=(ben,))
    made = put_up(world, ana, picture(), "form.jpg").json
    address = made["address"]
    assert made["picture"]
    assert made["text"].endswith("?size=900x600)")
    assert world.client(ana).get(address).status_code == 200
    assert world.client(ben).get(address).status_code == 404  # it is on no text yet
    thread = world.ask(space, ana, text=f"Look: {made['text']}")
    page = world.client(ben).get(f"{world.home}/t/{thread}", follow_redirects=True).text
    assert f'srcset="{address}/320 320w, {address}/640 640w, {address} 900w"' in page
    assert 'sizes="min(90vw, 42em, 900px)"' in page  # none is printed larger than it is
    for end, media in (("", "image/jpeg"), ("/320", "image/webp"), ("/about", "text/html")):
        found = world.client(ben).get(address + end)
        assert (found.status_code, found.mimetype) == (200, media)
        assert world.client(cleo).get(address + end).status_code == 404
        assert world.client().get(address + end).status_code in (401, 404)
    assert world.client(ben).get(f"{address}/1280").status_code == 404


def test_a_form_brings_its_files_without_a_script(world: World) -> None:
    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    thread = world.ask(space, ana)
    key = new_key()
    for _ in range(2):  # sent twice it is one post with one file
        sent = {
            "text": "As attached.",
            "form_key": key,
            "files_show": "A [form] to fill in",
            "files": [(io.BytesIO(picture()), "a.jpg"), (io.BytesIO(PDF), "b.pdf")],
        }
        answer = world.client(ana).post(f"{world.home}/t/{thread}/reply", data=sent)
        assert answer.status_code == 302
    with world.request():
        sources = (
            session()
            .scalars(
                select(Revision.source)
                .join(Post, Post.id == Revision.post_id)
                .where(Post.number > 1)
            )
            .all()
        )
        rows = session().execute(select(File.name, File.place, File.leaves_at).order_by(File.id))
        assert [tuple(row) for row in rows] == [("a.jpg", "post", None), ("b.pdf", "post", None)]
    assert len(sources) == 1
    assert sources[0].startswith("As attached.\n\n![A \\[form\\] to fill in](forum:/f/")
    assert "\n\n[b.pdf](forum:/f/" in sources[0]


@pytest.mark.sites("sqlite")
def test_a_form_with_a_file_keeps_fields_that_it_has_twice(world: World) -> None:
    ana, seen = world.member("Ana"), []
    thread = world.ask(world.space("Letters", by=ana), ana)

    def look(_app: object, **_: object) -> None:
        seen.append(request.form.getlist("posts"))

    sent = {
        "text": "As attached.",
        "form_key": new_key(),
        "posts": ["1", "2"],
        "files": [(io.BytesIO(PDF), "b.pdf")],
    }
    with request_finished.connected_to(look, world.app):
        world.client(ana).post(f"{world.home}/t/{thread}/reply", data=sent)
    assert seen == [["1", "2"]]


def test_a_file_that_is_not_taken_leaves_the_text_and_the_others(world: World) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    sent = {
        "text": "As attached.",
        "form_key": new_key(),
        "files": [(io.BytesIO(b""), "none.pdf"), (io.BytesIO(PDF), "b.pdf")],
    }
    answer = world.client(ana).post(f"{world.home}/t/{thread}/reply", data=sent)
    assert answer.status_code == 422
    assert "none.pdf: This file is empty." in answer.text
    assert "As attached.\n\n[b.pdf](forum:/f/" in answer.text


def test_a_text_that_names_a_file_of_another_changes_nothing(world: World) -> None:
    ana, cleo = world.member("Ana"), world.member("Cleo")
    closed = world.space("Closed", by=ana, access="closed")
    opened = world.space("Open", by=ana, members_=(cleo,))
    made = put_up(world, ana, PDF, "plan.pdf").json
    world.ask(closed, ana, text=made["text"])
    for user in (ana, cleo):  # also whoever put it up
        world.ask(opened, user, text=made["text"])
        assert world.client(cleo).get(made["address"]).status_code == 404


@pytest.mark.parametrize("other", ["Ana", "Ben"])
def test_the_same_bytes_are_stored_once_and_go_with_the_last_file(world: World, other: str) -> None:
    ana = world.member("Ana")
    both = (ana, ana if other == "Ana" else world.member(other))
    space = world.space("Letters", by=ana)
    one, two = (put_up(world, user, PDF, "plan.pdf").json for user in both)
    assert one["key"] != two["key"]
    made_by = zip((one, two), both, strict=True)
    threads = [world.ask(space, user, text=made["text"]) for made, user in made_by]
    assert world.scalar(select(func.count()).select_from(Blob)) == 1
    for thread, made, user in zip(threads, (one, two), both, strict=True):
        assert world.client(ana).get(made["address"]).data == PDF
        with world.request():
            post_id = session().scalar(select(Post.id).where(Post.thread_id == thread))
        world.client(user).post(f"{world.home}/p/{post_id}/back")
        assert world.client(ana).get(made["address"]).status_code == 404
    with world.app.app_context():
        name = session().scalar(select(Blob.stored_as))
        sweep(now())
        assert session().scalar(select(Blob.id)) is None
    from forum.core.storage import storage

    with world.app.app_context(), pytest.raises(FileNotFoundError):
        storage().open(name)


@pytest.mark.parametrize("by", ["sweeper", "member"])
def test_a_file_is_not_deleted_that_a_text_has_just_named(
    world: World, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    made = put_up(world, ana, PDF, "plan.pdf").json
    name = "past" if by == "sweeper" else "file"
    asked = getattr(queries, name)

    def then_it_is_saved(*given: object, **more: object) -> object:
        monkeypatch.setattr(queries, name, asked)
        found = asked(*given, **more)
        session().rollback()
        world.ask(space, ana, text=made["text"])
        return found

    monkeypatch.setattr(queries, name, then_it_is_saved)
    if by == "sweeper":
        with world.app.app_context():
            sweep(now() + timedelta(days=8))
    else:
        assert world.client(ana).post(made["drop"]).status_code == 404
    assert world.client(ana).get(made["address"]).status_code == 200


def test_nobody_learns_that_others_have_the_same_bytes(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    content = b"fruit,price\nplums,3\n"
    put_up(world, ana, content, "prices.html")
    with world.app.app_context():
        work_off()
    for user, name in ((ben, "mine.csv"), (ben, "mine.html"), (ana, "prices.csv")):
        made = put_up(world, user, content, name).json
        media = world.client(user).get(made["address"]).mimetype
        assert media == f"text/{name.partition('.')[2]}"
        about = world.client(user).get(f"{made['address']}/about").text
        assert "The words in this file are being read" in about
        assert "plums" not in about
    again = put_up(world, ana, content, "again.html").json
    assert "plums" in world.client(ana).get(f"{again['address']}/about").text


@pytest.mark.sites("sqlite")
def test_whoever_decides_about_a_post_opens_its_files(make_site: Callable[..., World]) -> None:
    def can(viewer: Viewer, act: str, _thing: object) -> bool | None:
        return viewer.name == "Ben" if act == "hide" else None

    world = make_site(can=can)
    ana, ben, cleo = world.member("Ana"), world.member("Ben"), world.member("Cleo")
    space = world.space("Letters", by=cleo)
    made = put_up(world, ana, PDF, "plan.pdf").json
    thread = world.ask(space, ben)
    post = world.write(thread, ana, made["text"])
    sent = {"hidden": "1", "reason": "It names people."}
    assert world.client(ben).post(f"{world.home}/p/{post}/hide", data=sent).status_code == 302
    assert world.client(ben).get(made["address"]).status_code == 200
    assert world.client(cleo).get(made["address"]).status_code == 404


@pytest.mark.sites("sqlite")
def test_a_steward_who_opened_a_first_take_opens_its_files(world: World) -> None:
    ana, ben, cleo = world.member("Ana"), world.member("Ben"), world.member("Cleo")
    space = world.space("Letters", by=cleo)
    made = put_up(world, ben, PDF, "plan.pdf").json
    take = world.write(open_sealed(world, space.id, ana), ben, made["text"])
    with world.request():
        session().add(Report(space_id=space.id, post_id=take, reporter_id=world.id(ana), text="x"))
        session().commit()
    assert world.client(cleo).get(made["address"]).status_code == 404
    world.client(cleo).post(f"{world.home}/s/{space.slug}/reports/{take}/read")
    assert world.client(cleo).get(made["address"]).status_code == 200


def test_recordings_can_be_sought(world: World) -> None:
    ana = world.member("Ana")
    content = b"ID3" + bytes(range(256)) * 40
    made = put_up(world, ana, content, "talk.mp3").json
    client, address = world.client(ana), made["address"]
    whole = client.get(address)
    assert whole.headers["Content-Disposition"] == "inline; filename=talk.mp3"
    for asked, status, sent in (
        ("bytes=0-1", 206, content[:2]),
        ("bytes=-5", 206, content[-5:]),
        (f"bytes={len(content)}-", 416, None),
        ("bytes=0-1,4-5", 200, content),
        ("lines=1-2", 200, content),
    ):
        found = client.get(address, headers={"Range": asked})
        assert found.status_code == status, asked
        assert sent is None or found.data == sent
    stale = client.get(address, headers={"Range": "bytes=0-1", "If-Range": '"old"'})
    assert (stale.status_code, stale.data) == (200, content)
    by_itself = {"Sec-Fetch-Dest": "document"}
    assert client.get(address, headers=by_itself).location == f"{address}/about"
    assert client.get(f"{address}?save=1", headers=by_itself).status_code == 200
    same = client.get(address, headers={"If-None-Match": whole.headers["ETag"]})
    assert same.status_code == 304


def test_a_saved_page_has_its_pictures_in_it(world: World) -> None:
    ana, cleo = world.member("Ana"), world.member("Cleo")
    own, other = (put_up(world, ana, picture(colour), "a.jpg").json for colour in ("red", "blue"))
    closed = world.space("Closed", by=ana, access="closed")
    world.ask(closed, ana, text=other["text"])
    shown = other["text"].replace("![]", "![Not for all]")
    text = f"{own['text'].replace('![]', '![A form]')}\n\n{shown}"
    thread = world.ask(world.space("Letters", by=ana), ana, text=text)
    saved = world.client(cleo).get(f"{world.home}/t/{thread}.html").text
    assert saved.count('<img src="data:image/webp;base64,') == 1
    assert "srcset" not in saved
    assert "Not for all</a>" in saved
    assert 'loading="lazy"' not in world.client(cleo).get(f"{world.home}/t/{thread}/whole").text
