"""A whole thread on one page, and as a file, by the rights of whoever asks."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from sqlalchemy import update

from forum.artefacts import actions as artefacts
from forum.artefacts.details import Details
from forum.core.database.session import session
from forum.exports.presenters.files import file_name
from forum.members.models import Member
from forum.moderation.actions import moderate
from forum.texts.actions import compose
from forum.threads.actions.withdraw import withdraw

from ..support.statements import counted
from ..support.world import User, World

ENDINGS = ("html", "md", "json")


@pytest.fixture
def people(world: World) -> dict[str, User]:
    """Three members, who are ana, ben and eva."""
    return {name.lower(): world.member(name) for name in ("Ana", "Ben", "Eva")}


@pytest.fixture
def letters(world: World, people: dict[str, User]) -> Any:
    """An open space."""
    return world.space("Letters", by=people["ana"])


def got(world: World, by: User | None, thread: int, ending: str) -> Any:
    """Return the file of *thread* as *by* gets it."""
    return world.client(by).get(f"{world.home}/t/{thread}.{ending}")


def posts_of(world: World, by: User, thread: int) -> list[dict[str, Any]]:
    """Return the posts in the JSON of *thread*."""
    posts: list[dict[str, Any]] = json.loads(got(world, by, thread, "json").text)["posts"]
    return posts


def test_all_of_a_thread_is_in_each_format(
    world: World, people: dict[str, User], letters: Any
) -> None:
    """More posts than a page has, and more replies than are shown under an answer."""
    ana, ben = people["ana"], people["ben"]
    thread = world.ask(letters, ana, "Plain <letters> & *stars*", text="Opening words")
    world.write(thread, ben, "Answer words")
    replies = [world.write(thread, ana, f"reply-{n}.", to=2) for n in range(12)]
    for n in range(22):
        world.write(thread, ben, f"answer-{n}.")

    for ending in ENDINGS:
        text = got(world, ben, thread, ending).text
        told = [f"reply-{n}." for n in range(12)] + [f"answer-{n}." for n in range(22)]
        assert all(words in text for words in told), ending
    page = world.client(ben).get(f"{world.home}/t/{thread}/whole").text
    assert page.count("<article") == 2 + len(replies) + 22
    assert "# Plain \\<letters> & \\*stars\\*" in got(world, ben, thread, "md").text


@pytest.mark.sites("sqlite")
def test_an_address_is_that_of_the_thread_with_an_ending(
    world: World, people: dict[str, User], letters: Any
) -> None:
    thread = world.ask(letters, people["ana"], "A/b: c? 目的")
    shown = world.client(people["ben"]).get(f"{world.home}/t/{thread}")

    answer = world.client(people["ben"]).get(f"{shown.headers['Location']}.md")

    assert answer.status_code == 200
    name = answer.headers["Content-Disposition"]
    assert name == "attachment; filename*=UTF-8''A%20b%20c%20%E7%9B%AE%E7%9A%84.md"
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Plan", "Plan.md"),
        ("a/b: c?", "a b c.md"),
        ("..", "Thread.md"),
        ("con", "Thread con.md"),
        ("NUL.txt", "Thread NUL.txt.md"),
        ("目的", "目的.md"),
        ("x" * 200, "x" * 150 + ".md"),
        ("目" * 100, "目" * 50 + ".md"),
        ("a\r\nb", "a b.md"),
    ],
)
def test_any_system_can_store_the_name_of_a_file(world: World, title: str, name: str) -> None:
    with world.request():
        assert file_name(title, "md") == name


def test_what_is_withheld_is_not_in_a_file(
    world: World, people: dict[str, User], letters: Any
) -> None:
    """Hidden, deleted and sealed texts, a former member's name, a closed space."""
    ana, ben, eva = people["ana"], people["ben"], people["eva"]
    thread = world.ask(letters, ana, "Letters", text="Opening")
    hidden = world.write(thread, ben, "hiddenwords")
    taken = world.write(thread, eva, "takenwords")
    closed = world.space("Closed", by=ana, access="closed")
    secret = world.ask(closed, ana, "secretwords", text="secretwords")
    gone = update(Member).where(Member.id == world.id(ben)).values(name="", former=True)
    with world.request():
        moderate.hide(hidden, why="whywords")
        withdraw(taken)
        session().execute(gone)

    for ending in ENDINGS:
        text = got(world, eva, thread, ending).text
        assert not re.findall("hiddenwords|takenwords|whywords|Ben", text), ending
        assert got(world, eva, secret, ending).status_code == 404
        assert got(world, eva, 990_001, ending).status_code == 404
    assert world.client(eva).get(f"{world.home}/t/{secret}/whole").status_code == 404
    assert [post["state"] for post in posts_of(world, eva, thread)] == [
        "shown",
        "hidden",
        "withdrawn",
    ]


def test_links_lead_where_their_reader_may_go(
    world: World, people: dict[str, User], letters: Any
) -> None:
    """Within the file they are short; to what one may not read, there is none."""
    ana, eva = people["ana"], people["eva"]
    closed = world.space("Closed", by=ana, access="closed")
    secret = world.ask(closed, ana, "Secret")
    other = world.ask(letters, ana, "Other")
    author = world.id(ana)
    with world.request():
        kept = artefacts.create(
            space_id=closed.id,
            kind="summary",
            title="Kept",
            tags=(),
            author_id=author,
            text=compose("x"),
        ).id
    thread = world.ask(letters, ana, "Links", text="Opening")
    first = posts_of(world, ana, thread)[0]["id"]
    world.write(
        thread,
        ana,
        f"[dead](forum:/t/{secret}-secret#p1) [gone](forum:/a/{kept}) [live](forum:/t/{other}) "
        f"[first](forum:/p/{first})",
    )

    for_eva, for_ana = (posts_of(world, by, thread)[1]["html"] for by in (eva, ana))
    file = got(world, eva, thread, "html").text

    base = "http://localhost" + world.home
    assert "<p>dead gone <a " in for_eva
    assert f'href="{base}/t/{other}"' in for_eva
    assert f'href="{base}/t/{secret}-secret#p1"' in for_ana
    assert f'href="{base}/a/{kept}"' in for_ana
    assert 'href="#p1"' in file
    assert "Secret" not in file


@pytest.mark.sites("sqlite")
def test_a_file_asks_for_nothing_outside(
    world: World, people: dict[str, User], letters: Any
) -> None:
    thread = world.ask(letters, people["ana"], "Alone", text="![x](https://example.org/x.png)")
    text = got(world, people["ben"], thread, "html").text

    assert "<style>" in text
    assert "default-src 'none'" in text
    assert not re.findall(r"<(?:link|script|iframe|form|img)\b", text)


def test_the_statements_do_not_grow(world: World, people: dict[str, User], letters: Any) -> None:
    ana, ben = people["ana"], people["ben"]
    thread = world.ask(letters, ana, "Counted")

    def spent() -> int:
        with world.app.app_context():
            engine = world.app.extensions["forum"].db.engine
        with counted(engine) as statements:
            assert got(world, ben, thread, "md").status_code == 200
        return len(statements)

    spent()
    few = spent()
    for n in range(25):
        world.write(thread, ana, f"answer {n}")
    assert spent() == few
    assert few <= 4


def test_a_page_of_the_library_is_a_file_with_its_sources_and_authors(
    world: World, people: dict[str, User], letters: Any
) -> None:
    """In each format; of a source that its reader does not read it only says that there is one."""
    ana, ben, eva = people["ana"], people["ben"], people["eva"]
    closed = world.space("Closed", by=ana, access="closed")
    thread, secret = world.ask(letters, ana, "Openly asked"), world.ask(closed, ana, "Secretwords")
    posts = {id: posts_of(world, ana, id)[0]["id"] for id in (thread, secret)}
    author, editor = world.id(ana), world.id(ben)
    text = f"# Setup\n\nOne *way*.\n\n# Setup\n\n[See](forum:/t/{thread}) it."
    with world.request():
        page = artefacts.create(
            space_id=letters.id,
            kind="document",
            title="How to <write>",
            tags=("paper",),
            author_id=author,
            text=compose(text),
            sources=list(posts.items()),
            details=Details(about="For clerks", language="de", state="settled"),
        ).id
        artefacts.revise(
            page,
            revision=1,
            editor_id=editor,
            kind="document",
            title="How to <write>",
            tags=("paper",),
            text=compose(text + " Twice."),
            details=Details(about="For clerks", language="de", state="settled"),
        )

    got_as = {
        ending: world.client(eva).get(f"{world.home}/a/{page}.{ending}").text for ending in ENDINGS
    }
    fields = json.loads(got_as["json"])

    base = "http://localhost" + world.home
    assert fields["sources"] == [
        {"title": "Openly asked", "address": f"{base}/t/{thread}-openly-asked"}
    ]
    assert (fields["unseen"], fields["authors"], fields["state"]) == (
        True,
        ["Ana", "Ben"],
        "Settled",
    )
    assert "# How to \\<write>\n\nFor clerks\n" in got_as["md"]
    assert got_as["md"].count("\n## Setup\n") == 2
    assert 'lang="de"' in got_as["html"]
    ids = re.findall(r'<h2 id="(fx-s-[^"]+)">Setup</h2>', got_as["html"])
    assert len(set(ids)) == 2
    shown = world.client(eva).get(f"{world.home}/a/{page}/whole").text
    for text in (*got_as.values(), shown):
        assert "Twice" in text
        assert "From a place you cannot read" in text or text is got_as["json"]
        assert "Secretwords" not in text


def test_a_page_of_a_closed_space_is_no_file_for_others(
    world: World, people: dict[str, User]
) -> None:
    closed = world.space("Closed", by=people["ana"], access="closed")
    author = world.id(people["ana"])
    with world.request():
        page = artefacts.create(
            space_id=closed.id,
            kind="document",
            title="x",
            tags=(),
            author_id=author,
            text=compose("x"),
        ).id

    for path in (*(f"a/{page}.{ending}" for ending in ENDINGS), f"a/{page}/whole"):
        assert world.client(people["ana"]).get(f"{world.home}/{path}").status_code == 200
        assert world.client(people["eva"]).get(f"{world.home}/{path}").status_code == 404
