"""What may be read of a text is decided in two modules, and every page follows them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from forum.artefacts import actions as artefacts
from forum.artefacts import queries as pages_in
from forum.artefacts.actions import visibility
from forum.artefacts.models import Artefact, ArtefactRevision, ArtefactTag
from forum.attempts import actions as attempts
from forum.attempts.rows import Thing, Told
from forum.core.database.base import now
from forum.core.database.session import session
from forum.following.actions import follow_page
from forum.mail.models import Mail
from forum.mail.queries import news
from forum.margins.actions import comment
from forum.margins.rows import Place
from forum.members.viewer import Viewer
from forum.moderation.actions import moderate
from forum.moderation.models import LogEntry, Report
from forum.notices.models import Notice
from forum.revisions import actions as revisions
from forum.revisions import queries as revision_queries
from forum.search import documents
from forum.texts.actions import compose
from forum.threads import queries
from forum.threads.actions import withdraw
from forum.threads.models import Post, Revision
from forum.threads.quotations import chosen_posts

from .support.walk import Things, address, furnish, routes
from .support.world import User, World

pytestmark = pytest.mark.sites("sqlite")  # the walk is long; two tests name PostgreSQL as well

FORUM = Path(__file__).parent.parent / "forum"
TEXTS = {
    "Post": "html",
    "Revision": "source",
    "Artefact": "html",
    "ArtefactRevision": "source",
    "PresentView": "source",
}
"""The tables with texts, and the column of each."""
RULES = ("threads/policy/readable_text.py", "artefacts/policy.py", "first_takes/policy.py")
"""The modules that may name these columns: all others ask them."""
EXCEPTIONS = {
    "doctor/stored_html.py": "it renders stored HTML again, and shows it to nobody",
    "leaving/actions/texts.py": "it takes a name out of texts, and shows them to nobody",
    "exchange/queries.py": "the import rewrites links of texts that it wrote; nobody reads them",
}
IN_SQL = re.compile(
    r"\bforum_(post|revision|artefact|artefact_revision|present_view)\.(html|source)\b"
)


def text_columns(code: str) -> set[str]:
    """Return where *code* reads a column of text: as an attribute, or with all of its table."""
    tree = ast.parse(code)
    names = dict(_names(tree))
    return {found for node in ast.walk(tree) for found in _found(node, names)}


def _names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield every name of a table with texts, with its model: imported, renamed or aliased."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for name in node.names:
                if name.name in TEXTS:
                    yield name.asname or name.name, name.name
        if isinstance(node, ast.Assign):
            yield from _assigned(node.targets[0], node.value)


def _assigned(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, str]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, its in zip(target.elts, value.elts, strict=True):
            yield from _assigned(one, its)
    elif isinstance(target, ast.Name) and isinstance(value, (ast.Name, ast.Call, ast.Attribute)):
        # aliased(Post), Post.__table__, Post.__table__.alias("other"), but not select(Post.id)
        of = r"(?:\w+\.)?(?:aliased\()?(\w+)(\.__table__(\.\w+\(.*\))?|\)|$)"
        match = re.match(of, ast.unparse(value))
        if match and match[1] in TEXTS:
            yield target.id, match[1]


def _found(node: ast.AST, names: dict[str, str]) -> Iterator[str]:
    if isinstance(node, ast.Attribute):
        table = re.sub(r"\.(c|columns|__table__)\b", "", ast.unparse(node.value))
        if TEXTS.get(names.get(table, "")) == node.attr:
            yield f"{names[table]}.{node.attr}"
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func).rpartition(".")[2]
        if called in {"select", "add_columns", "query", "get", "returning"}:
            for argument in node.args:
                table = re.sub(r"^\*|\.(c|columns|__table__)\b", "", ast.unparse(argument))
                if table in names:
                    yield f"all of {names[table]}"
        if called == "getattr" and names.get(ast.unparse(node.args[0])):
            yield f"getattr of {names[ast.unparse(node.args[0])]}"
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and IN_SQL.search(node.value):
        yield "text in SQL"


@pytest.mark.parametrize(
    "code",
    [
        "from .models import Post\nselect(Post.id, Post.html)",
        "from .models import Post as Text\nselect(Text.html)",
        "from .models import Post\nselect(Post)",
        "from .models import Post\nsession().get(Post, 1)",
        "from .models import Post\n_Earlier = aliased(Post)\nselect(_Earlier.html)",
        "from .models import Post\n_A, _B = Post.__table__.alias('a'), other\nselect(_A.c.html)",
        "from .models import Post\nselect(Post.__table__.c.html)",
        "from .models import Revision\nselect(Revision.__table__, Member.name)",
        "from .models import Revision\nselect(*Revision.__table__.c)",
        "from .models import Revision\ngetattr(Revision, name)",
        "from .models import ArtefactRevision\nselect(ArtefactRevision.source)",
        "from .models import Artefact\nupdate(Artefact).returning(Artefact.html)",
        "text('SELECT forum_post.html FROM forum_post')",
    ],
)
def test_every_way_to_read_a_text_is_found(code: str) -> None:
    assert text_columns(code)


@pytest.mark.parametrize(
    "code",
    [
        "from .models import Post\nselect(Post.id).where(Post.state == 'shown')",
        "from .models import Post\nupdate(Post).values(html=text.html)",
        "from .models import Post\nselect(func.count()).select_from(Post)",
        "row.html\nrevision.source",
    ],
)
def test_code_that_reads_no_text_is_not_found(code: str) -> None:
    assert not text_columns(code)


def test_no_statement_reads_a_text_without_asking_who_may_read_it() -> None:
    found = {
        str(file.relative_to(FORUM)): columns
        for file in FORUM.rglob("*.py")
        if (columns := text_columns(file.read_text("utf-8")))
    }
    assert set(RULES) <= set(found)
    unasked = {file: columns for file, columns in found.items() if file not in RULES}
    assert set(unasked) == set(EXCEPTIONS), unasked


CANARY = "kx7q"
"""Begins every word that only its readers may be shown."""
HIDDEN, WITHDRAWN = f"{CANARY}unread", f"{CANARY}undone"
"""The words of the posts that are hidden and withdrawn, in every version of them."""
WORD = "zeisig"
"""Stands beside them: what one would look for."""
READERS = ("guest", "reader", "asker", "steward", "author")
MODERATION = ("/hide", "/remove", "/reports")
"""The ends of the addresses where stewards read a hidden post."""


@dataclass
class Withholding:
    """A world with a question, whose answers 2 and 3 are withheld, and one that is withheld."""

    world: World
    people: dict[str, User | None]
    things: Things
    hidden: int
    withdrawn: int

    def browser(self, who: str) -> Any:
        return self.world.client(self.people[who])


@pytest.fixture
def withholding(make_site: Callable[..., World]) -> Withholding:
    """Everything of a space, with texts that are withheld. Even the blanked ones are there."""
    world = make_site(guests_read=True)
    people: dict[str, User | None] = {"guest": None}
    people |= {name: world.member(name.title()) for name in READERS[1:]}
    steward, asker, author = people["steward"], people["asker"], people["author"]
    assert steward
    assert asker
    assert author
    space = world.space("Letters", by=steward)
    things = furnish(world, space, asker, author, say="plain {}".format, tag="plain", word=WORD)
    thread = world.ask(space, asker, "What is withheld?", f"A {WORD} question.")
    ids = [world.write(thread, author, f"{WORD} {word}") for word in (HIDDEN, WITHDRAWN)]
    ids += [
        _opening(world, world.ask(space, author, f"{WORD} title {n}", f"{WORD} {word}"))
        for n, word in enumerate((HIDDEN, WITHDRAWN))
    ]
    for other in (1, 2, 3):
        world.write(thread, asker, f"A reply {other}", to=other)
    _tell(world, space.id, people, thread, ids)
    _withhold(world, ids, world.id(author))
    pages = tuple(
        _withheld_page(world, space, thread, author, word) for word in (HIDDEN, WITHDRAWN)
    )
    here = replace(things, thread=thread, post=ids[0], posts=tuple(ids), pages=pages)
    return Withholding(world, people, here, ids[0], ids[1])


def _withheld_page(world: World, space: Any, thread: int, author: User, word: str) -> int:
    """Make a page of a post, in two versions and with all that hangs on it, and withhold it."""
    viewer, author_id = world.viewer(author), world.id(author)
    members = [world.id(person) for person in list(world.site.people.values())]
    said: dict[str, Any] = {"title": f"{WORD} {word}", "kind": "story", "tags": (word,)}
    said["reason"] = word
    with world.request():
        made = artefacts.create(
            space_id=space.id,
            author_id=author_id,
            text=compose(f"# {WORD} {word}\n\n{WORD} {word}"),
            sources=[(thread, 1)],
            **said,
        ).id
        page = pages_in.artefact(viewer, made)
        assert page
        comment(
            page,
            Place("", word),
            address=f"/a/{made}-{page.slug}",
            author_id=author_id,
            text=compose(f"A {WORD} comment"),
        )
        told = Told(outcome="worked", tried_on=now().date(), happened="It went well")
        for member in members:
            follow_page(member, made, following=True)
        attempts.tell(Thing(artefact_id=made), told, member_id=author_id)
        artefacts.revise(
            made, revision=1, editor_id=author_id, text=compose(f"{WORD} {word} again"), **said
        )
        if word == HIDDEN:
            visibility.hide(made, why="A name", thread_title="A page")
        else:
            _withdraw_page(viewer, made, f"{WORD} {word}")
        session().add(LogEntry(space_id=space.id, actor_id=author_id, act="x", artefact_id=made))
        about = {"space_id": space.id, "artefact_id": made, "text": "Look"}
        session().add(Report(reporter_id=members[0], **about))
    return made


def _withdraw_page(viewer: Viewer, id: int, words: str) -> None:
    """Withdraw a page and put its words back: the rule must not depend on their absence."""
    page = pages_in.artefact(viewer, id)
    assert page
    visibility.withdraw(page, thread_title="A page")
    back = {"title": words, "tags": words}
    change = update(Artefact).where(Artefact.id == id)
    session().execute(change.values(html=f"<p>{words}</p>", slug=words, **back))
    session().execute(
        update(ArtefactRevision)
        .where(ArtefactRevision.artefact_id == id)
        .values(source=words, **back)
    )
    session().add(ArtefactTag(artefact_id=id, tag=words))


def _opening(world: World, thread: int) -> int:
    """Return the id of the opening of *thread*, answered so that it stays when it is withdrawn."""
    world.write(thread, world.site.people["2"], "An answer keeps the thread.")
    viewer = world.viewer(None)
    with world.request():
        post = queries.post_by_number(viewer, thread, 1)
    assert post
    return post.id


def _tell(
    world: World, space: int, people: dict[str, User | None], thread: int, ids: list[int]
) -> None:
    """Notify the reader and the author of the posts, report them, and let mail be due."""
    members = {name: world.id(user) for name, user in people.items() if user}
    with world.request():
        for post in ids:
            session().add(
                Report(
                    space_id=space, post_id=post, reporter_id=members["reader"], text="Look here"
                )
            )
            for who, kind in (("reader", "follow"), ("author", "hidden")):
                notice = Notice(member_id=members[who], kind=kind, thread_id=thread, post_id=post)
                session().add(notice)
                session().flush()
                session().add(
                    Mail(notice_id=notice.id, member_id=members[who], pace="each", due_at=now())
                )


def _withhold(world: World, ids: list[int], author: int) -> None:
    """Edit the posts, hide and withdraw them, and put back the texts that withdrawing blanks.

    The rule must not depend on their absence.
    """
    with world.request():
        for id, word in zip(ids, (HIDDEN, WITHDRAWN) * 2, strict=True):
            text = compose(f"{WORD} {word} again")
            revisions.edit(id, revision=1, editor_id=author, text=text, reason="")
            if word == HIDDEN:
                moderate.hide(id, why="A name")
            else:
                withdraw.withdraw(id)
                session().execute(update(Post).where(Post.id == id).values(html=text.html))
                of_post = update(Revision).where(Revision.post_id == id)
                session().execute(of_post.values(source=f"{WORD} {word}"))


def _answers(site: Withholding, who: str) -> Iterator[tuple[str, str]]:
    """Yield every address and what *who* is shown there, asked for the withheld posts."""
    app, browser = site.world.app, site.browser(who)
    both = {"old": "1", "new": "2"}
    asked = ({}, {**site.things.asked(), **both, "to": "2"}, {"quote": "3", "q": WORD, **both})
    for rule in routes(app):
        if "GET" not in (rule.methods or ()):
            continue
        where = {address(app, rule, things) for things in site.things.each(rule)}
        for place in sorted(where):
            for query in asked:
                got = browser.get(place, query_string=query, follow_redirects=True)
                assert got.status_code < 500, place
                yield place, got.text


@pytest.mark.parametrize(
    ("kind", "who"),
    [*(("sqlite", who) for who in READERS), ("postgres", "reader"), ("postgres", "author")],
    indirect=["kind"],
)
def test_no_page_shows_a_text_that_is_withheld(withholding: Withholding, who: str) -> None:
    seen = {HIDDEN: set[str](), WITHDRAWN: set[str]()}
    for place, text in _answers(withholding, who):
        for word, places in seen.items():
            if word in text:
                places.add(place)
    assert not seen[WITHDRAWN]
    if who == "author":
        thread = withholding.things.thread
        assert any(place.endswith(f"/t/{thread}") for place in seen[HIDDEN])
        assert any(place.endswith(f"/p/{withholding.hidden}/compare") for place in seen[HIDDEN])
        for path in ("", "/versions/1", "/compare"):
            page = f"/a/{withholding.things.pages[0]}{path}"
            assert any(place.endswith(page) for place in seen[HIDDEN])
    elif who == "steward":
        assert {place for place in seen[HIDDEN] if not place.endswith(MODERATION)} == set()
        assert {end for end in MODERATION if any(p.endswith(end) for p in seen[HIDDEN])} == set(
            MODERATION
        )
    else:
        assert not seen[HIDDEN]


@pytest.mark.parametrize("who", ["asker", "steward", "author"])
def test_no_text_that_is_withheld_is_copied_into_another(
    withholding: Withholding, who: str
) -> None:
    browser, thread = withholding.browser(who), withholding.things.thread
    ids = [str(withholding.hidden), str(withholding.withdrawn)]
    for button in ("draft", "turn", "preview"):
        form = {"posts": ids, "title": "T", "kind": "summary", "text": "Mine", button: "1"}
        got = browser.post(f"/forum/t/{thread}/keep", data=form)
        assert got.status_code < 500
        assert CANARY not in got.text
    for number in ("2", "3"):
        page = browser.get(f"/forum/t/{thread}/reply?quote={number}").text
        field = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
        assert field
        assert CANARY not in field[1]


@pytest.mark.parametrize("who", ["asker", "steward"])
def test_a_preview_and_a_refusal_show_no_text_that_is_withheld(
    withholding: Withholding, who: str
) -> None:
    browser, thread = withholding.browser(who), withholding.things.thread
    for number in ("2", "3"):
        for form in ({"text": "Mine", "preview": "1"}, {"text": ""}):
            got = browser.post(f"/forum/t/{thread}/reply", data={"to": number, **form})
            assert got.status_code in {200, 422}
            assert CANARY not in got.text
    for post in withholding.things.posts:
        for part in ("edit", "report", "tried", "back"):
            form = {"text": "Mine", "revision": "1", "title": "T"}
            got = browser.post(f"/forum/p/{post}/{part}", data=form)
            assert got.status_code < 500
            assert CANARY not in got.text


@pytest.mark.sites("sqlite", "postgres")
def test_mail_index_and_revisions_have_no_text_that_is_withheld(withholding: Withholding) -> None:
    world, ids = withholding.world, withholding.things.posts
    viewers = {who: world.viewer(user) for who, user in withholding.people.items()}
    with world.request():
        assert CANARY not in str(documents.posts(ids))
        assert CANARY not in str(documents.artefacts(withholding.things.pages))
        assert CANARY not in str(news(viewers["reader"], now()))
        assert WITHDRAWN not in str(news(viewers["author"], now()))
        for who, viewer in viewers.items():
            for id in ids:
                texts = str(revision_queries.revisions(viewer, id))
                assert WITHDRAWN not in texts
                assert (HIDDEN in texts) <= (who == "author")
            chosen = chosen_posts(withholding.things.thread, ids)
            assert chosen == []
