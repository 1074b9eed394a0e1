"""The doctor finds HTML of an older version and renders it again, losing nothing."""

from __future__ import annotations

import ast
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import OperationalError

from forum import Forum, Person
from forum.artefacts import actions as artefacts
from forum.artefacts.models import Artefact
from forum.core.database.base import Base
from forum.core.database.outbox import Outbox
from forum.core.database.session import session
from forum.core.paths import PACKAGE
from forum.core.text.markup import RENDER_VERSION
from forum.doctor import stored_html
from forum.doctor.stored_html import ARTEFACTS, POSTS
from forum.exchange.actions.posts import rewrite_post
from forum.members.models import Member
from forum.moderation.actions import moderate
from forum.notices.models import Notice
from forum.revisions import actions as revisions
from forum.texts.actions import compose
from forum.threads.actions import withdraw
from forum.threads.models import Post, Revision

from ..search.pages import look, total
from ..support.old_database import fill
from ..support.world import World

STALE = "<p>of an older version</p>"


def doctor(world: World, *words: str) -> Any:
    return world.app.test_cli_runner().invoke(args=["forum", "doctor", *words])


def age(world: World) -> None:
    """Mark all stored HTML as made by an older version, as if the next version were installed."""
    with world.request():
        old = {"html": STALE, "render_version": RENDER_VERSION - 1}
        session().execute(update(Post).where(Post.state != "withdrawn").values(old))
        session().execute(update(Post).values(render_version=RENDER_VERSION - 1))
        session().execute(update(Artefact).values(old))
        session().execute(delete(Outbox))


def rows(world: World, table: Any) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return every row of *table* by its primary key."""
    key = [column.name for column in table.__table__.primary_key]
    with world.request():
        found = session().execute(select(table.__table__)).mappings()
        return {tuple(row[name] for name in key): dict(row) for row in found}


def everything(world: World) -> dict[str, Any]:
    """Return all rows of all tables, without stored HTML and its version."""
    found = {}
    for mapper in Base.registry.mappers:
        if re.match("forum_(outbox|index|search)", mapper.class_.__tablename__):
            continue
        for key, row in rows(world, mapper.class_).items():
            row.pop("html", None)
            row.pop("render_version", None)
            found[f"{mapper.class_.__tablename__} {key}"] = row
    return found


def html_of(world: World) -> dict[str, str]:
    """Return all stored HTML of the current version, by kind and id."""
    return {
        f"{table.__tablename__} {row['id']}": row["html"]
        for table in (Post, Artefact)
        for row in rows(world, table).values()
        if row["render_version"] == RENDER_VERSION
    }


def fill_forum(world: World) -> dict[str, int]:
    """Write a post of every state and format, and a page; return the ids of the posts by name."""
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    thread = world.ask(space, ana, text="Ask @ben **now**")
    ids = {name: world.write(thread, ben, f"*{name}*") for name in ("edited", "hidden", "gone")}
    ids["imported"] = world.write(thread, ben)
    with world.request():
        author = session().scalar(select(Post.author_id).where(Post.id == ids["edited"])) or 0
        revisions.edit(ids["edited"], revision=1, editor_id=author, text=compose("- edited"))
        moderate.hide(ids["hidden"], why="Not here")
        withdraw.withdraw(ids["gone"])
        source = "<p onclick='x()'>From <b>elsewhere</b></p>"
        this = update(Revision).where(Revision.post_id == ids["imported"])
        session().execute(this.values(format="html", source=source))
        html = compose(source, format="html").html
        session().execute(update(Post).where(Post.id == ids["imported"]).values(html=html))
        artefacts.create(
            space_id=space.id,
            kind="story",
            title="A story",
            tags=[],
            author_id=author,
            text=compose("# Once"),
        )
    return ids


def test_a_forum_of_this_version_has_nothing_to_render(world: World) -> None:
    fill_forum(world)
    result = doctor(world)
    assert "All stored HTML is from the current version." in result.output
    assert result.exit_code == 0


def test_older_html_is_reported_and_left_as_it_is(world: World) -> None:
    fill_forum(world)
    age(world)
    result = doctor(world)
    assert "4 posts and 1 artefact have HTML from an older version." in result.output
    assert result.exit_code == 1
    assert "4 posts and 1 artefact" in doctor(world).output


def test_a_repair_renders_every_text_and_changes_nothing_else(world: World) -> None:
    ids = fill_forum(world)
    fresh = html_of(world)
    age(world)
    before = everything(world)
    result = doctor(world, "--repair")
    assert result.exit_code == 0, result.output
    assert "4 posts rendered, 4 with a different result." in result.output
    assert "1 artefact rendered, 1 with a different result." in result.output
    after = html_of(world)
    gone = f"forum_post {ids['gone']}"
    assert fresh.pop(gone) == ""
    assert after == fresh
    assert "<b>elsewhere</b>" in after[f"forum_post {ids['imported']}"]
    assert everything(world) == before
    assert rows(world, Post)[(ids["gone"],)]["html"] == ""
    assert rows(world, Post)[(ids["hidden"],)]["state"] == "hidden"
    assert "All stored HTML is from the current version." in doctor(world).output


def test_a_second_repair_does_nothing(world: World) -> None:
    fill_forum(world)
    age(world)
    doctor(world, "--repair")
    before = html_of(world)
    result = doctor(world, "--repair")
    assert "rendered" not in result.output
    assert result.exit_code == 0
    assert html_of(world) == before


def test_members_known_today_are_linked_and_nobody_is_notified_or_invited(
    make_site: Callable[..., World],
) -> None:
    newcomer = Person(id="77", name="Nora")
    world = make_site(people=lambda _typed: [newcomer])
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana, text="Hi")
    post = world.write(thread, ana)
    with world.request():
        this = update(Revision).where(Revision.post_id == post)
        session().execute(this.values(source="@ben @nora @nobody"))
    world.member("Ben")
    age(world)
    doctor(world, "--repair")
    html = str(world.scalar(select(Post.html).where(Post.id == post)))
    assert re.findall(r'href="forum:/m/([a-z]+)"', html) == ["ben"]
    assert world.scalar(select(func.count()).select_from(Notice)) == 0
    assert world.scalar(select(func.count()).select_from(Member)) == 2


def test_a_mention_of_a_forgotten_member_is_not_a_link(world: World) -> None:
    from forum.leaving.actions import forget

    fill_forum(world)
    ben = next(user for user in world.site.people.values() if user.name == "Ben")
    with world.request():
        assert forget(ben.id)
    age(world)
    doctor(world, "--repair")
    html = str(world.scalar(select(Post.html).where(Post.number == 1)))
    assert "@ben" not in html
    assert "Ask former member" in html
    assert "forum:/m/" not in html


def test_a_mention_of_a_claimed_member_stays_a_link(world: World) -> None:
    from forum.members.actions import retire_handle

    fill_forum(world)
    with world.request():
        member = session().scalar(select(Member.id).where(Member.handle == "ben"))
        session().execute(update(Member).where(Member.id == member).values(handle="ben.smith"))
        retire_handle("ben", to=member)
    age(world)
    doctor(world, "--repair")
    html = str(world.scalar(select(Post.html).where(Post.number == 1)))
    assert 'href="forum:/m/ben"' in html


def test_each_batch_is_read_and_committed_by_itself(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    for _ in range(6):
        world.write(thread, ana)
    age(world)
    monkeypatch.setattr(stored_html, "BATCH", 3)
    sizes, left = [], []
    real = stored_html.render

    def render(texts: Any, batch: Any) -> Any:
        with world.app.app_context():  # another session: it sees what is committed
            left.append(stored_html.count_old(POSTS))
        sizes.append(len(batch))
        return real(texts, batch)

    monkeypatch.setattr(stored_html, "render", render)
    assert doctor(world, "--repair").exit_code == 0
    assert sizes == [3, 3, 1]
    assert left == [7, 4, 1]


def test_the_index_is_told_only_of_what_differs(world: World) -> None:
    ids = fill_forum(world)
    age(world)
    with world.request():
        same = compose("- edited").html
        session().execute(update(Post).where(Post.id == ids["edited"]).values(html=same))
    told = set()
    with world.request():
        for texts in (POSTS, ARTEFACTS):
            rendered, failed = stored_html.render(texts, stored_html.next_batch(texts, after=0))
            assert failed == []
            stored_html.save(texts, rendered)
        for kind, id in session().execute(select(Outbox.kind, Outbox.object_id)).all():
            told.add((kind, id))
        session().execute(delete(Outbox))
    assert ("post", ids["edited"]) not in told
    assert ("post", ids["gone"]) not in told
    assert told >= {("post", ids["imported"]), ("artefact", 1)}
    assert len(told) == 4


def test_a_search_finds_what_was_rendered(world: World) -> None:
    fill_forum(world)
    age(world)
    ana = next(iter(world.site.people.values()))
    result = doctor(world, "--repair")
    assert "Updating the search index" in result.output
    assert world.scalar(select(func.count()).select_from(Outbox)) == 0
    assert total(look(world, ana, "elsewhere")) == 1
    assert total(look(world, ana, "version")) == 0


def meanwhile_edited(world: World, post: int) -> str:
    with world.request():
        author = session().scalar(select(Post.author_id).where(Post.id == post)) or 0
        revisions.edit(post, revision=1, editor_id=author, text=compose("The edit"))
    return "<p>The edit</p>\n"


def meanwhile_withdrawn(world: World, post: int) -> str:
    with world.request():
        withdraw.withdraw(post)
    return ""


def meanwhile_imported_again(world: World, post: int) -> str:
    with world.request():
        assert rewrite_post(post, source="<p>New link</p>", html="<p>New link</p>")
    return "<p>New link</p>"


@pytest.mark.parametrize(
    "meanwhile", [meanwhile_edited, meanwhile_withdrawn, meanwhile_imported_again]
)
def test_a_post_changed_meanwhile_is_not_overwritten(
    world: World, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[World, int], str]
) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    post, other = world.write(thread, ana, "Before"), world.write(thread, ana, "Other")
    age(world)
    real, expected = stored_html.save, ""

    def save(texts: Any, rendered: Any) -> Any:
        nonlocal expected
        if texts is POSTS:
            session().rollback()
            expected = meanwhile(world, post)
        return real(texts, rendered)

    monkeypatch.setattr(stored_html, "save", save)
    result = doctor(world, "--repair")
    assert result.exit_code == 0, result.output
    assert "2 posts rendered" in result.output
    assert world.scalar(select(Post.html).where(Post.id == post)) == expected
    assert "Other" in str(world.scalar(select(Post.html).where(Post.id == other)))


def test_an_edited_artefact_is_not_overwritten(world: World) -> None:
    fill_forum(world)
    age(world)
    with world.request():
        rendered, _ = stored_html.render(ARTEFACTS, stored_html.next_batch(ARTEFACTS, after=0))
        editor = session().scalar(select(Artefact.author_id)) or 0
        text = compose("The edit")
        artefacts.revise(
            1, revision=1, editor_id=editor, kind="story", title="A", tags=[], text=text
        )
        assert stored_html.save(ARTEFACTS, rendered) == (0, 0)
    assert world.scalar(select(Artefact.html)) == text.html


def test_a_row_that_cannot_be_rendered_is_reported_and_the_others_are_rendered(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ids = fill_forum(world)
    age(world)
    with world.request():
        session().execute(delete(Revision).where(Revision.post_id == ids["imported"]))
    real = stored_html.render_again

    def render_again(source: str, *, format: str) -> str:
        if source == "*hidden*":
            raise RecursionError(source)
        return real(source, format=format)

    monkeypatch.setattr(stored_html, "render_again", render_again)
    result = doctor(world, "--repair")
    assert result.exit_code == 1
    assert f"post {ids['hidden']} could not be rendered: RecursionError\n" in result.output
    assert f"post {ids['imported']} could not be rendered: LookupError\n" in result.output
    assert "*hidden*" not in result.output + caplog.text
    assert "2 posts rendered" in result.output
    assert "2 posts and 0 artefacts have HTML from an older version." in doctor(world).output


def test_a_busy_database_is_not_blamed_on_a_row(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_forum(world)
    age(world)

    def render_again(source: str, *, format: str) -> str:
        raise OperationalError("SELECT", {}, RuntimeError("busy"))

    monkeypatch.setattr(stored_html, "render_again", render_again)
    result = doctor(world, "--repair")
    assert result.exit_code == 1
    assert (
        "The database reported an error: busy. Run this command again to continue." in result.output
    )
    assert "could not be rendered" not in result.output


KILL = """
import os, sys
from sqlalchemy import Engine, event
from flask import Flask
from flask.cli import ScriptInfo
from forum import Forum
from forum.doctor import stored_html
app = Flask("killed", instance_path=sys.argv[2])
app.config["SQLALCHEMY_DATABASE_URI"] = sys.argv[1]
Forum(app, drain="worker")
stored_html.BATCH = 4
left = int(sys.argv[3])
def note(connection, cursor, statement, *rest):
    global left
    left -= statement.startswith("UPDATE forum_post SET html")
    if left < 0:
        os.kill(os.getpid(), 9)
event.listen(Engine, "before_cursor_execute", note)
app.cli.main(args=["forum", "doctor", "--repair"], obj=ScriptInfo(create_app=lambda: app))
"""


def test_a_repair_that_is_killed_continues_where_it_stopped(
    world: World, database: str, tmp_path: Path
) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    for n in range(14):
        world.write(thread, ana, f"Number *{n}*")
    fresh = html_of(world)
    age(world)
    process = subprocess.run(
        [sys.executable, "-c", KILL, database, str(tmp_path), "10"],
        cwd=PACKAGE.parent,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert process.returncode == -signal.SIGKILL, process.stderr
    assert len(html_of(world)) == 8  # two whole batches; of the third, which was begun, nothing
    result = doctor(world, "--repair")
    assert "7 posts and 0 artefacts have HTML from an older version." in result.output
    assert "7 posts rendered" in result.output
    assert html_of(world) == fresh
    assert world.scalar(select(func.count()).select_from(Outbox)) == 0


@pytest.fixture(params=["sqlite", "postgres"])
def old_site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """A site whose database was made by an earlier version, after ``flask forum upgrade``."""
    url = f"sqlite:///{tmp_path / 'site.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("empty_postgres")()
    app = Flask("site", instance_path=str(tmp_path))
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    Forum(app, drain="worker")
    with app.app_context():
        engine = app.extensions["forum"].db.engine
        fill(engine, "0002", tmp_path)
    assert app.test_cli_runner().invoke(args=["forum", "upgrade"]).exit_code == 0
    yield app
    with app.app_context():
        app.extensions["forum"].db.session.remove()
        engine.dispose()


def test_a_database_of_an_earlier_version_is_rendered_again(old_site: Flask) -> None:
    world = World(old_site, site=None)  # type: ignore[arg-type]
    is_old = "152 posts and 4 artefacts have HTML from an older version."
    assert is_old in doctor(world).output
    before = {
        f"{table.__tablename__} {row['id']}": row["html"]
        for table in (Post, Artefact)
        for row in rows(world, table).values()
    }
    whole = everything(world)
    result = doctor(world, "--repair")
    assert result.exit_code == 0, result.output
    assert "152 posts rendered" in result.output
    assert "4 artefacts rendered" in result.output
    differing = [id for id, html in html_of(world).items() if html != before[id]]
    assert differing == []
    assert everything(world) == whole


def writes_html(node: ast.AST) -> tuple[set[str], int] | None:
    """Return the names that *node* sets, if it sets stored HTML: a row, a value, an attribute."""
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        names = {word.arg for word in node.keywords if word.arg}
        if name in {"Post", "Artefact", "values"} and "html" in names:
            return names, node.lineno
    elif isinstance(node, ast.Dict):
        names = {key.value for key in node.keys if isinstance(key, ast.Constant)}
        if "html" in names:
            return names, node.lineno
    elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith(".html"):
        return set(), node.lineno
    return None


def test_code_that_writes_html_writes_its_version() -> None:
    found = [
        (path.relative_to(PACKAGE).as_posix(), line, "render_version" in names)
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.parent.name not in ("text", "reading")  # there "html" is an option, or a kind of
        and path.name != "labels.py"  # file; here it is one too
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (written := writes_html(node))
        for names, line in [written]
    ]
    assert {name for name, _, _ in found} == {
        "artefacts/actions/__init__.py",
        "artefacts/actions/visibility.py",
        "doctor/stored_html.py",
        "exchange/actions/posts.py",
        "journal/actions.py",
        "leaving/actions/texts.py",
        "removal/actions/quotations.py",
        "revisions/actions.py",
        "threads/actions/withdraw.py",
        "threads/actions/write.py",
    }
    assert {name for name, _, versioned in found if not versioned} == set()
