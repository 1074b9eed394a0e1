"""Somebody is forgotten: the product names them nowhere, and others' words are listed.

The scene has every way in which a name gets into the forum: see ``tests/support/walk.py: furnish``.
"""

from __future__ import annotations

import re
import sqlite3
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from forum import Person
from forum.artefacts import actions as artefacts
from forum.artefacts.details import Details
from forum.artefacts.models import Artefact, ArtefactRevision
from forum.attempts.models import Attempt
from forum.core.database.base import Base, now
from forum.core.database.session import session
from forum.core.storage import storage
from forum.core.web.forms import new_key
from forum.doctor import stored_html
from forum.files.models import Blob, BlobText, File
from forum.files.sweeping import sweep
from forum.members import actions as members
from forum.members.models import Member
from forum.moderation.models import Report
from forum.revisions import actions as revisions
from forum.search import indexer
from forum.texts.actions import compose
from forum.threads.models import BLANK, Post, Revision

from ..support.walk import add, furnish, pages
from ..support.world import User, World

pytestmark = pytest.mark.sites("sqlite", "postgres")

NAME, HANDLE, OLD = "Qadanna Exemplar", "qadanna.exemplar", "Qadanna Priorname"
CANARY = re.compile(r"qadanna|exemplar|priorname", re.IGNORECASE)
URL = "/people/qadanna.exemplar"
IN_FILES = {"file": "Qadanna", "bytes": "bytes", "words": "read", "line": "first"}
BOS_FILES = {**IN_FILES, "file": "a picture"}
OTHERS = "She is called Qadanna Exemplar, I think."


def forget(world: World, user: User, *more: str) -> Any:
    return world.app.test_cli_runner().invoke(args=["forum", "forget", user.id, *more])


class Scene:
    """Two people, an administrator, and everything that somebody has written in every way."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ada = world.member(OLD, organisation="Exemplar Works")
        self.old = str(world.viewer(self.ada).handle)
        self.ada.name = NAME
        with world.request():
            members.refresh_member(Person(id=self.ada.id, name=NAME))
        self.bo, self.dov = world.member("Bo"), world.member("Dov", is_admin=True)
        self.space = world.space("Letters", by=self.bo)
        self.second = world.space("Numbers", by=self.bo)
        self.theirs = furnish(
            *(world, self.space, self.ada, self.bo),
            say=lambda field: IN_FILES.get(field, f"plain {field} @{HANDLE}"),
            tag="plain",
            word="zeisig",
        )
        self.others = furnish(
            *(world, self.second, self.bo, self.ada),
            say=lambda field: BOS_FILES.get(field, f"other {field} @{HANDLE} @{self.old}"),
            tag="other",
            word="zeisig",
        )

        self.write_own_name()

    def write_own_name(self) -> None:
        """Let them write their name in what is theirs, and let others name them alone."""
        world = self.world
        thread = world.ask(
            *(self.space, self.ada, f"About {NAME}", f"I am {NAME}, `@{HANDLE}`, [see]({URL})."),
            tags=("plain", NAME.lower()),
        )
        with world.request():
            made = artefacts.create(
                space_id=self.space.id,
                kind="document",
                title="Who checks",
                tags=(),
                author_id=world.id(self.bo),
                text=compose("It was checked."),
                details=Details(origin="machine", origin_note=NAME),
            )
            key = (made.id, thread)
            opening = select(Post.id).where(Post.thread_id == thread)
            post = session().scalar(opening)
            self.mine = put(world.id(self.ada), "CV Qadanna Exemplar.pdf", place_id=post)
            put(world.id(self.ada), "loose Qadanna.pdf", place_id=None)
        self.page, self.thread = key
        with world.request():
            theirs = update(Member).where(Member.id == world.id(self.ada))
            session().execute(theirs.values(address=URL, avatar="/qadanna.png"))

    def everything(self) -> str:
        """Return what is stored in all tables, as text."""
        with self.world.request():
            return "\n".join(
                f"{table.name}: {dict(row)}"
                for table in Base.metadata.sorted_tables
                for row in session().execute(select(table)).mappings()
            )


def put(member: int, name: str, *, place_id: int | None, words: str = "") -> str:
    """Put up a document, with words in it if there are any; return its key."""
    key = uuid4().hex
    storage().save(f"{key[:2]}/{key}", BytesIO(b"bytes"))
    blob = add(
        Blob,
        sha256=key * 2,
        stored_as=f"{key[:2]}/{key}",
        kind="pdf",
        size=5,
        state="ready",
        text_state="read" if words else "none",
        first_line=words,
    )
    if words:
        add(BlobText, blob_id=blob, number=1, text=words)
    place = {"place": "post", "place_id": place_id} if place_id else {"leaves_at": now()}
    add(File, key=key, blob_id=blob, member_id=member, name=name, sent_sha256=key * 2, **place)
    return key


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def test_after_forgetting_no_table_has_the_name(scene: Scene) -> None:
    assert CANARY.search(scene.everything())
    assert forget(scene.world, scene.ada).exit_code == 0
    left = scene.everything()
    wrong = [line for line in left.splitlines() if CANARY.search(line)]
    assert not wrong, "\n".join(wrong)


def test_a_second_run_changes_nothing(scene: Scene) -> None:
    forget(scene.world, scene.ada)
    before = scene.everything()
    assert forget(scene.world, scene.ada).exit_code == 1
    assert scene.everything() == before


def test_handles_of_others_and_addresses_elsewhere_stay(scene: Scene) -> None:
    world = scene.world
    other = world.member(f"{NAME}son")
    handle = world.viewer(other).handle
    text = f"@{handle} `@{handle}` https://elsewhere.example/@{HANDLE} x@{HANDLE}"
    post = world.write(scene.thread, scene.bo, text)
    forget(world, scene.ada)
    source = select(Revision.source).where(Revision.post_id == post)
    assert world.scalar(source) == text
    assert f'href="forum:/m/{handle}"' in world.scalar(select(Post.html).where(Post.id == post))


def test_a_credit_that_is_only_the_name_reads_former_member(scene: Scene) -> None:
    forget(scene.world, scene.ada)
    details = select(Artefact.details).where(Artefact.id == scene.page)
    assert "former member" in scene.world.scalar(details)


def test_old_versions_and_code_say_former_member(scene: Scene) -> None:
    forget(scene.world, scene.ada)
    source = select(Revision.source).join(Post, Post.id == Revision.post_id)
    own = scene.world.scalar(source.where(Post.thread_id == scene.thread, Post.number == 1))
    assert own == "I am former member, `former member`, [see]()."


def test_files_on_no_text_go_and_the_others_get_another_name(scene: Scene) -> None:
    forget(scene.world, scene.ada)
    with scene.world.request():
        mine = select(File.name).where(File.member_id == scene.world.id(scene.ada))
        names = session().scalars(mine.order_by(File.id)).all()
    assert names == ["file.png", "file.pdf"]


def test_others_words_are_listed_and_stay(scene: Scene) -> None:
    world = scene.world
    post = world.write(scene.thread, scene.bo, OTHERS)
    with world.request():
        key = put(world.id(scene.bo), "Letter to Qadanna.Exemplar.pdf", place_id=post)
        read = put(world.id(scene.bo), "minutes.pdf", place_id=post, words=f"Present: {NAME}")
        revisions.edit(
            post,
            revision=1,
            editor_id=world.id(scene.bo),
            text=compose(f"{OTHERS} Yes."),
            reason=f"undo {HANDLE}",
        )
    said = forget(world, scene.ada).output
    assert f"/forum/p/{post}  in the text" in said
    assert f"/forum/p/{post}  in a reason" in said
    assert "in an earlier version" not in said
    assert f"/forum/f/{key}/about  in the name of a file (Letter" in said
    assert f"/forum/f/{read}/about  in the text of a file (minutes.pdf)" in said
    assert f"/forum/f/{scene.mine}/about  a document they added" in said
    assert OTHERS in world.client(scene.bo).get(f"/forum/p/{post}", follow_redirects=True).text


def test_an_administrator_sees_the_same_list_before_and_after(scene: Scene) -> None:
    world, client = scene.world, scene.world.client(scene.dov)
    post = world.write(scene.thread, scene.bo, OTHERS)
    closed = world.space("Closed", by=scene.bo, access="closed")
    unseen = world.ask(closed, scene.bo, f"About {NAME}")
    assert "Who should be forgotten?" in client.get("/forum/-/forget").text
    before = client.get(f"/forum/-/forget?handle={HANDLE}").text
    sent = {"handle": f"@{HANDLE}"}
    assert "Forget this person" in client.post("/forum/-/forget", data=sent).text
    after = client.post("/forum/-/forget", data={**sent, "looked": "1"}).text
    for page in (before, after):
        assert f'href="/forum/p/{post}"' in page
        assert f'href="/forum/t/{unseen}' not in page
    assert "Forget this person" in before
    assert "This person has been forgotten." in after
    assert client.get(f"/forum/-/forget?handle={HANDLE}").text.count("Nobody here is called") >= 1
    assert world.scalar(select(Member.former).where(Member.id == world.id(scene.ada))) is True


def test_only_administrators_forget_and_not_themselves(scene: Scene) -> None:
    world = scene.world
    for who in (scene.ada, scene.bo):
        assert world.client(who).get("/forum/-/forget").status_code == 403
        sent = {"handle": f"@{HANDLE}", "looked": "1"}
        answer = world.client(who).post("/forum/-/forget", data=sent)
        assert answer.status_code == 403
    own = world.viewer(scene.dov).handle
    answer = world.client(scene.dov).post("/forum/-/forget", data={"handle": own, "looked": "1"})
    assert answer.status_code == 422
    assert not world.scalar(select(Member.former).where(Member.id == world.id(scene.dov)))


@pytest.mark.parametrize("take", [False, True])
def test_texts_stay_or_go_with_them(scene: Scene, take: bool) -> None:
    world = scene.world
    with world.request():
        revisions_of = select(ArtefactRevision).where(
            ArtefactRevision.artefact_id == scene.theirs.artefact, ArtefactRevision.number == 2
        )
        session().scalars(revisions_of).one().editor_id = world.id(scene.bo)
    assert forget(world, scene.ada, *(["--take-texts"] if take else [])).exit_code == 0
    ada = world.id(scene.ada)
    states = select(Post.state).where(Post.author_id == ada).distinct()
    told = select(func.count()).select_from(Attempt).where(Attempt.member_id == ada)
    by_others = select(Artefact.visibility).where(Artefact.id == scene.theirs.artefact)
    asked = select(Report.artefact_id).where(Report.reporter_id == ada, Report.closed_at.is_(None))
    with world.request():
        found = set(session().scalars(states))
        reported = scene.theirs.artefact in session().scalars(asked).all()
    assert (found <= set(BLANK)) == take
    assert (world.scalar(told) == 0) == take
    assert world.scalar(by_others) == "shown"
    assert reported == take


def test_no_page_and_no_export_has_the_name(scene: Scene) -> None:
    world = scene.world
    forget(world, scene.ada)
    found = []
    for who in (None, scene.bo, scene.dov):
        client = world.client(who)
        for things in (scene.theirs, scene.others):
            for address in pages(world.app, things):
                if HANDLE not in address and "/f/" not in address:
                    answer = client.get(address, follow_redirects=True)
                    said = answer.get_data(as_text=True)
                    found += [address] if CANARY.search(said) else []
    assert not found


@pytest.mark.sites("sqlite")
def test_after_what_the_guide_says_no_byte_has_the_name(scene: Scene) -> None:
    world = scene.world
    state = world.app.extensions["forum"]
    with world.app.app_context():
        indexer.drain()
    forget(world, scene.ada)
    assert world.app.test_cli_runner().invoke(args=["forum", "reindex"]).exit_code == 0
    with world.app.app_context():
        sweep(now())
        file = state.db.engine.url.database
        session().close()
        state.db.engine.dispose()
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("VACUUM")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    folder = Path(file).parent
    wrong = [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and CANARY.search(path.read_bytes().decode("latin-1"))
    ]
    assert not wrong


def test_a_search_finds_the_name_no_more(scene: Scene) -> None:
    world = scene.world
    forget(world, scene.ada)
    with world.app.app_context():
        indexer.drain()
    page = world.client(scene.bo).get(f'/forum/-/search?q="{NAME}"').text
    assert "/forum/p/" not in page
    assert "/forum/t/" not in page


def test_what_was_told_twice_is_told_once_then(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("A", by=ben)
    old = str(world.viewer(ana).handle)
    for words in (f"letters of @{old}", "letters of former member"):
        form = {"space": space.slug, "words": words, "form_key": new_key()}
        assert world.client(ben).post(f"{world.home}/-/missing", data=form).status_code == 302
    assert forget(world, ana).exit_code == 0


def test_a_text_that_was_read_before_is_not_rendered_from_what_it_said_then(world: World) -> None:
    ana, ben = world.member(NAME), world.member("Ben")
    world.ask(world.space("A", by=ben), ana, "Hello", f"I am {NAME}.")
    with world.request():
        session().execute(update(Post).values(render_version=0))
        read, _ = stored_html.render(
            stored_html.POSTS, stored_html.next_batch(stored_html.POSTS, after=0)
        )
        session().commit()
    forget(world, ana)
    with world.request():
        assert stored_html.save(stored_html.POSTS, read) == (0, 0)
