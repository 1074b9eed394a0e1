"""Leaks: only its members see what is in a closed space, on every page.

The matrix is made of the app's own routes (threats 5, 6 and 7): a new route is included.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from forum.core.database.base import Base
from forum.core.database.session import session
from forum.following.models import Follow
from forum.notices.models import Notice
from forum.spaces import actions as spaces
from forum.threads.models import Post

if TYPE_CHECKING:
    from werkzeug.routing import Rule

from .support.walk import ABSENT, SAFE, Things, address, furnish, keyless, masked, routes
from .support.world import User, World

pytestmark = pytest.mark.sites("sqlite")  # the matrix is long; two tests name PostgreSQL as well

CANARY = "kx7q"
"""Begins every word that nobody but the members of the closed space may ever be shown."""
WORD = "zeisig"
"""Stands beside them, and is known to everybody: what one would look for."""
OUTSIDERS = ("guest", "outsider", "steward elsewhere", "admin", "removed", "blocked elsewhere")
INSIDERS = ("member", "steward", "blocked")
OWN = {f"{CANARY}{field}" for field in ("answer", "reflection", "hidden", "there")}
"""What the removed member wrote: they may still read it, where they can delete it."""
GROUP = "round-table-people"
"""The host's group that may read the space, where it is bound to one."""
COLUMNS = Base.metadata.tables


@pytest.fixture
def access(request: pytest.FixtureRequest) -> str:
    """Whether the space that is not open is closed or bound to a group of the host."""
    return str(getattr(request, "param", "closed"))


@dataclass
class Closed:
    """A world with an open space and one that is not, and everybody who may come by."""

    world: World
    roles: dict[str, User | None]
    open: Things
    shut: Things
    said: set[str]

    @property
    def absent(self) -> Things:
        """What does not exist, except for the member: members are not a secret of a space."""
        return replace(ABSENT, handle=self.shut.handle)

    def browser(self, role: str) -> Any:
        return self.world.client(self.roles[role])


def _people(world: World) -> dict[str, User | None]:
    people: dict[str, User | None] = {"guest": None}
    for role in (*OUTSIDERS[1:], *INSIDERS):
        people[role] = world.member(role.title(), is_admin=role == "admin")
    return people


def _said(found: set[str]) -> Callable[[str], str]:
    def say(field: str) -> str:
        found.add(f"{CANARY}{field}")
        return f"{CANARY}{field}"

    return say


def _close(world: World, people: dict[str, User | None], said: set[str], access: str) -> Things:
    """Make the space, and let somebody leave who was notified and mentioned and follows.

    If it is bound to a group, neither their old membership nor their remembered groups let them
    read it.
    """
    bound = access == "bound"
    for role in (*INSIDERS, "removed") if bound else ():
        people[role].audiences = frozenset({GROUP})  # type: ignore[union-attr]
    ids = {role: world.id(user) for role, user in people.items() if user}
    with world.request():
        space = spaces.create_space(
            name=f"{CANARY}name",
            purpose=f"{CANARY}purpose",
            norms=f"{CANARY}norms",
            access=access,
            maker_id=ids["steward"],
            slug="round-table",
            audience=GROUP if bound else None,
        )
        for role in ("member", "blocked", "removed"):
            spaces.add_member(space.id, ids[role])
        session().flush()
        session().refresh(space)
        session().expunge(space)
    said |= {f"{CANARY}{field}" for field in ("name", "purpose", "norms")}
    steward, gone = people["steward"], people["removed"]
    assert steward
    assert gone
    things = furnish(world, space, steward, gone, say=_said(said), tag="zeisigtag", word=WORD)
    with world.request():
        if bound:
            gone.audiences = frozenset()
        else:
            spaces.remove_member(space.id, ids["removed"])
        spaces.block_member(space.id, ids["blocked"], blocked=True)
        for role in ("outsider", "admin"):
            session().add(Follow(member_id=ids[role], thread_id=things.thread))
            session().add(
                Notice(
                    member_id=ids[role],
                    kind="mention",
                    thread_id=things.thread,
                    post_id=things.post,
                )
            )
            session().add(Follow(member_id=ids[role], space_id=space.id))
            session().add(Follow(member_id=ids[role], artefact_id=things.artefact))
            session().add(Notice(member_id=ids[role], kind="report", space_id=space.id))
            for kind in ("mention", "version"):
                about = {"kind": kind, "artefact_id": things.artefact}
                session().add(Notice(member_id=ids[role], **about))
    return things


def _open(world: World, people: dict[str, User | None]) -> Things:
    elsewhere, outsider = people["steward elsewhere"], people["outsider"]
    blocked = people["blocked elsewhere"]
    assert elsewhere
    assert outsider
    assert blocked
    space = world.space("Letters", by=elsewhere)
    things = furnish(
        world, space, elsewhere, outsider, say="plain {}".format, tag="plain", word="hay"
    )
    blocked_id = world.id(blocked)
    with world.request():
        spaces.block_member(space.id, blocked_id, blocked=True)
    return things


@pytest.fixture
def closed(make_site: Callable[..., World], access: str) -> Closed:
    world = make_site(guests_read=True)
    people, said = _people(world), set[str]()
    opened = _open(world, people)
    for _ in range(7):  # so that the ids of the closed space are the same
        world.discuss(_space(world, opened), people["outsider"], "Padding")  # type: ignore[arg-type]
    return Closed(world, people, opened, _close(world, people, said, access), said)


def _space(world: World, things: Things) -> Any:
    from forum.spaces.models import Space

    with world.request():
        found = session().scalars(select(Space).where(Space.slug == things.space)).one()
        session().expunge(found)
    return found


def _answer(response: Any, *things: Things) -> tuple[int, str, list[tuple[str, str]]]:
    """Return status, body and headers of an answer, with *things* masked."""
    headers = [
        (name, masked(value, *things))
        for name, value in response.headers
        if name not in {"Content-Length", "Date"}
    ]
    return response.status_code, masked(response.text, *things), headers


def test_every_route_can_be_filled(closed: Closed) -> None:
    for rule in routes(closed.world.app):
        assert address(closed.world.app, rule, closed.shut)


@pytest.mark.parametrize(
    ("kind", "access", "role"),
    [
        *(("sqlite", "closed", role) for role in OUTSIDERS),
        *(("sqlite", "bound", role) for role in ("guest", "outsider", "admin", "removed")),
        ("postgres", "closed", "outsider"),
        ("postgres", "bound", "removed"),
    ],
    indirect=["kind", "access"],
)
def test_outsiders_get_the_same_answers_as_for_absent_things(closed: Closed, role: str) -> None:
    browser, both = closed.browser(role), (closed.shut, closed.absent)
    for rule in routes(closed.world.app):
        if role == "removed" and is_own_words(rule, closed.shut):
            continue  # test_who_was_removed_finds_their_own_words_and_nothing_else
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            answers = []
            for things in both:
                where = address(closed.world.app, rule, things)
                sent = {"data": {**things.asked(), "name": ""}} if method not in SAFE else {}
                ways = [{}, {"query_string": things.asked()}]
                if method == "HEAD":  # a GET whose body nobody reads
                    ways.pop()
                told = [browser.open(where, method=method, **way, **sent) for way in ways]
                answers.append([_answer(answer, *both) for answer in told])
                for answer in told:
                    assert CANARY not in allowed(role, rule, answer.text), f"{method} {where}"
                    assert CANARY not in str(answer.headers), f"{method} {where}"
                    assert answer.status_code < 500, f"{method} {where}"
                    assert "ETag" not in answer.headers
            assert answers[0] == answers[1], f"{method} {rule}\n{told_apart(*answers)}"


@pytest.mark.parametrize("access", ["closed", "bound"], indirect=True)
@pytest.mark.parametrize("role", ["outsider", "removed", "admin"])
def test_no_post_or_page_of_whatever_state_is_shown_outside(closed: Closed, role: str) -> None:
    browser = closed.browser(role)
    for rule in routes(closed.world.app):
        for things in closed.shut.each(rule):
            where = address(closed.world.app, rule, things)
            if rule.arguments & {"post_id", "thread_id", "artefact_id"} and "GET" in (
                rule.methods or ()
            ):
                own = role == "removed" and is_own_words(rule, things)
                assert browser.get(where).status_code == (200 if own else 404), where


def allowed(role: str, rule: Rule, text: str) -> str:
    """Return *text* without what this role may know of a closed space.

    An administrator knows its name; the removed member finds their own words on their own page.
    """
    if role == "admin" and rule.rule.endswith("/-/spaces"):
        return text.replace(f"{CANARY}name", "")
    if role == "removed" and rule.endpoint.endswith("members.show"):
        return without_own_words(text)
    return text


def is_own_words(rule: Rule, things: Things) -> bool:
    """Whether *rule* is where the removed member deletes what they wrote, or was said to them."""
    if rule.endpoint.rpartition(".")[0].endswith("experience"):
        return things.post == (things.posts or (0,))[0]
    if rule.endpoint.endswith(".thanks.remove"):
        return True
    if "artefact_id" in rule.arguments:
        return False
    own = {things.posts[n] for n in (1, 3, 4)} if things.posts else set()
    return rule.endpoint.rpartition(".")[2].startswith("withdraw") and things.post in own


def without_own_words(text: str) -> str:
    for word in OWN:
        text = re.sub(rf"\b{word}\b", "", text)
    return text


@pytest.mark.parametrize("access", ["closed", "bound"], indirect=True)
def test_who_was_removed_finds_their_own_words_and_nothing_else(closed: Closed) -> None:
    """Nor does anybody else find them there: not the steward, nor an administrator, nor a guest."""
    own = f"/forum/m/{closed.shut.handle}"
    page = closed.browser("removed").get(own).text
    assert "Written in spaces you can no longer read" in page
    assert {word for word in OWN if word in page} == OWN
    assert CANARY not in without_own_words(page)
    for role in closed.roles:
        if role != "removed":
            assert "no longer read" not in closed.browser(role).get(own).text
    for n, post in enumerate(closed.shut.posts):
        browser = closed.browser("removed")
        shown = browser.get(f"/forum/p/{post}/back")
        assert shown.status_code == (200 if n in {1, 3, 4} else 404)
        assert CANARY not in without_own_words(shown.text)
        if shown.status_code == 200:
            answer = browser.post(f"/forum/p/{post}/back")
            assert CANARY not in str(answer.headers)
            after = browser.get(answer.location)
            assert "Your post has been deleted." in after.text
            assert browser.post(f"/forum/p/{post}/back").status_code == 404
    there = f"/forum/p/{closed.shut.posts[0]}/been-there"
    assert CANARY not in without_own_words(closed.browser("removed").get(there).text)
    assert closed.browser("removed").post(there, data={"take_back": "1"}).status_code == 302
    assert "no longer read" not in closed.browser("removed").get(own).text
    thread = closed.browser("steward").get(f"/forum/t/{closed.shut.thread}", follow_redirects=True)
    assert not OWN & set(re.findall(rf"\b{CANARY}\w+", thread.text))
    assert f"{CANARY}reply" in thread.text


def told_apart(real: Any, absent: Any) -> str:
    """Return the lines by which one could tell what is withheld from what is not there."""
    lines = [re.split(r"\n|(?<=>)", repr(real)), re.split(r"\n|(?<=>)", repr(absent))]
    return "\n".join(line for line in difflib.unified_diff(*lines, n=0) if line.strip())


@pytest.mark.parametrize(
    ("access", "role"),
    [*(("closed", role) for role in OUTSIDERS), ("bound", "outsider"), ("bound", "removed")],
    indirect=["access"],
)
def test_looking_for_the_canary_finds_nothing(closed: Closed, role: str) -> None:
    browser, handle = closed.browser(role), closed.shut.handle
    for words in (
        WORD,
        WORD[:4],
        f'"{WORD} opening"',
        f"author:{handle} {WORD}",
        f"tag:{closed.shut.tag}",
        f"in:{closed.shut.space}",
        f"{WORD} kind:answer",
        f"{WORD} is:helped",
        f"-hay {WORD}",
    ):
        for where in ("search.results", "search.similar", "search.titles"):
            rule = next(r for r in routes(closed.world.app) if r.endpoint.endswith(where))
            for order in ("", "date"):
                asked = {"q": words, "title": words, "order": order, "sort": order}
                found = browser.get(rule.rule, query_string=asked)
                assert found.status_code in {200, 401}
                assert CANARY not in found.text
                assert f"/t/{closed.shut.thread}" not in found.text
                assert f"/a/{closed.shut.artefact}" not in found.text


@pytest.mark.parametrize("access", ["closed", "bound"], indirect=True)
def test_members_see_every_canary(closed: Closed) -> None:
    seen, app, browser = "", closed.world.app, closed.browser("steward")
    for rule in routes(app):
        if "GET" not in (rule.methods or ()):
            continue
        for things in closed.shut.each(rule):
            where, both = address(app, rule, things), {"old": "1", "new": "2"}
            got = browser.get(where, query_string=both, follow_redirects=True)
            assert got.status_code < 500
            seen += got.text
        for asked in (closed.shut.asked(), {"space": closed.shut.space}):
            seen += browser.get(address(app, rule, closed.shut), query_string=asked).text
    wanted = closed.said - {f"{CANARY}{name}" for name in UNSEEN}
    assert {word for word in wanted if word not in seen} == set()


@pytest.mark.parametrize("access", ["closed", "bound"], indirect=True)
@pytest.mark.parametrize("role", INSIDERS)
def test_people_of_the_space_can_read_it(closed: Closed, role: str) -> None:
    found = closed.browser(role).get(f"/forum/t/{closed.shut.thread}", follow_redirects=True)
    assert found.status_code == 200
    assert f"{CANARY}answer" in found.text


UNSEEN = {"hidden", "why", "hiddenwords"}
"""The text of a hidden post and its reason are for its author, who has left; the words of a hidden
page that a comment is about stand beside it on the page."""


def _counts(world: World) -> dict[str, int]:
    with world.request():
        return {
            name: session().scalar(select(func.count()).select_from(table)) or 0
            for name, table in COLUMNS.items()
        }


@pytest.mark.parametrize(
    ("access", "role"),
    [
        *(("closed", role) for role in (*OUTSIDERS, "blocked")),
        ("bound", "outsider"),
        ("bound", "blocked"),
    ],
    indirect=["access"],
)
def test_outsiders_cannot_write(closed: Closed, role: str) -> None:
    browser, things = closed.browser(role), closed.shut
    form = {**things.asked(), "name": ""}
    before, posts = _counts(closed.world), _posts(closed.world, things)
    for rule in routes(closed.world.app):
        if role == "removed" and is_own_words(rule, things):
            continue  # their own words, which they may delete
        if "POST" in (rule.methods or ()) and rule.arguments - {"handle", "tag", "anything"}:
            got = browser.post(address(closed.world.app, rule, things), data=form)
            assert got.status_code in {302, 401, 403, 404, 405, 409, 422}, f"{rule}"
    after = _counts(closed.world)
    # what the host says of them is stored with the first of these
    own = {"forum_follow", "forum_read_mark", "forum_report", "forum_outbox"}
    own |= {"forum_member_audience"}
    ignored = own if role == "blocked" else {"forum_outbox"}
    assert {k: v for k, v in after.items() if k not in ignored} == {
        k: v for k, v in before.items() if k not in ignored
    }
    assert _posts(closed.world, things) == posts


def _posts(world: World, things: Things) -> Any:
    with world.request():
        return (
            session()
            .execute(select(Post.__table__).where(Post.id.in_(things.posts)).order_by(Post.id))
            .all()
        )


@pytest.mark.parametrize("role", ["guest", "outsider", "steward elsewhere"])
def test_writing_in_a_closed_space_changes_no_page_outside(
    make_site: Callable[..., World], role: str
) -> None:
    world = make_site(guests_read=True)
    people = _people(world)
    things = _open(world, people)
    user = people[role]

    def read() -> dict[str, str]:
        found = {}
        for rule in routes(world.app):
            if "GET" in (rule.methods or ()):
                where = address(world.app, rule, things)
                for asked in ({}, things.asked()):
                    answer = world.client(user).get(where, query_string=asked)
                    found[f"{where} {bool(asked)}"] = keyless(answer.text)
        return found

    read()  # the first reading leaves its read mark
    before = read()
    said = set[str]()
    with world.request():
        closed = spaces.create_space(
            name="Closed",
            purpose="",
            norms="",
            access="closed",
            maker_id=world_id(world, people["steward"]),
            slug="closed",
        )
        session().flush()
        session().refresh(closed)
        session().expunge(closed)
    member = people["steward"]
    assert member
    furnish(world, closed, member, member, say=_said(said), tag="hay", word="hay")
    after = read()
    told = {w: told_apart(before[w], after[w]) for w in before if before[w] != after[w]}
    assert not told, "\n".join(f"{where}\n{lines}" for where, lines in told.items())


def world_id(world: World, user: User | None) -> int:
    from forum.members import queries

    assert user
    found = queries.by_key(user.id)
    assert found
    return int(found.id)


def test_a_title_or_a_search_word_makes_no_header(closed: Closed) -> None:
    browser = closed.browser("outsider")
    nasty = "a\r\nX-Made: 1\r\n\r\n\0b"
    for rule in routes(closed.world.app):
        where = address(closed.world.app, rule, closed.open)
        asked = dict.fromkeys([*closed.open.asked(), "next", "after", "before", "page"], nasty)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            sent = {"data": asked} if method == "POST" else {}
            got = browser.open(where, method=method, query_string=asked, **sent)
            assert "X-Made" not in got.headers
            assert got.status_code < 500, f"{method} {where}"


def test_shared_caches_never_store_a_page(closed: Closed) -> None:
    for rule in routes(closed.world.app):
        if "GET" in (rule.methods or ()):
            got = closed.browser("member").get(address(closed.world.app, rule, closed.shut))
            if got.status_code == 200:
                assert "private" in got.headers["Cache-Control"], rule.rule
                assert "Cookie" in got.headers["Vary"], rule.rule
            assert "Set-Cookie" not in got.headers, rule.rule


def test_no_text_of_members_is_logged(closed: Closed, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="forum")
    browser = closed.browser("member")
    for rule in routes(closed.world.app):
        if "GET" in (rule.methods or ()):
            browser.get(address(closed.world.app, rule, closed.shut))
    key = re.search(
        r'name="form_key" value="([^"]+)"', browser.get(f"/forum/t/{closed.shut.thread}/reply").text
    )
    assert key
    sent = {"text": f"{CANARY}posted", "form_key": key[1], "to": ""}
    assert browser.post(f"/forum/t/{closed.shut.thread}/reply", data=sent).status_code == 302
    assert CANARY not in caplog.text
