"""A small world for tests: a site with people, spaces and threads, and clients to look at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask, Response, request
from flask.testing import FlaskClient
from sqlalchemy import event

from forum.attempts import actions as attempts
from forum.attempts.rows import Thing, Told
from forum.core.database.session import session
from forum.core.state import request_state
from forum.members import actions as members
from forum.members.host import person_of
from forum.members.viewer import GUEST, Viewer
from forum.spaces import actions as spaces
from forum.spaces.current import viewer_of
from forum.texts.actions import compose
from forum.threads import queries
from forum.threads.actions import write as threads


@dataclass
class User:
    """A person of the host."""

    id: str
    name: str
    organisation: str = ""
    is_admin: bool = False
    is_authenticated: bool = True
    locale: str | None = None
    timezone: str | None = None
    audiences: frozenset[str] = frozenset()
    email: str | None = None
    is_active: bool = True


@dataclass
class Site:
    """The people of the host; a header says who is signed in, so no session is needed."""

    people: dict[str, User] = field(default_factory=dict)

    def user(self) -> User | None:
        """Return the person the request is from."""
        return self.people.get(request.headers.get("X-User", ""))

    def login(self) -> Response:
        """Return what somebody who must sign in is shown."""
        return Response("Please sign in", 401)


class Client(FlaskClient):
    """A browser in which somebody may be signed in: its forms come from our own pages."""

    who = ""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request as this client's person, from the site's own origin."""
        headers = dict(kwargs.pop("headers", None) or {})
        if self.who:
            headers.setdefault("X-User", self.who)
        headers.setdefault("Sec-Fetch-Site", "same-origin")
        kwargs.setdefault("buffered", True)  # close the response: read marks are written then
        answer = super().open(*args, headers=headers, **kwargs)
        answer.request.environ["wsgi.input"].close()  # a long form is a file, which nothing closes
        return answer


class World:
    """What tests say: ``world.member("Ana")``, ``world.space("Letters")``, ``world.ask(...)``."""

    def __init__(self, app: Flask, site: Site) -> None:
        self.app, self.site = app, site
        app.test_client_class = Client
        self.home = str(app.extensions["forum"].config.url_prefix).rstrip("/")
        self._ids: dict[str, int] = {}

    def client(self, user: User | None = None) -> Client:
        """Return a browser, signed in as *user* or as nobody."""
        client: Any = self.app.test_client()
        client.who = user.id if user else ""
        return client

    @contextmanager
    def request(self) -> Iterator[None]:
        """Act as if inside a request that writes, and commit."""
        with self.app.test_request_context(self.home + "/", method="POST"):
            yield
            session().commit()

    def user(self, name: str, **more: Any) -> User:
        """Return a person of the host who has not been in the forum yet."""
        user = User(id=str(len(self.site.people) + 1), name=name, **more)
        self.site.people[user.id] = user
        return user

    def member(self, name: str, **more: Any) -> User:
        """Return a person who has been in the forum."""
        user = self.user(name, **more)
        with self.request():
            known = members.remember_member(Viewer(person=person_of(user)))
        self._ids[user.id] = known.member_id or 0
        return user

    def id(self, user: User) -> int:
        """Return the member id of *user*, making them a member if needed."""
        if user.id not in self._ids:
            self._ids[user.id] = self.viewer(user).member_id or 0
        return self._ids[user.id]

    def viewer(self, user: User | None) -> Viewer:
        """Return *user* as the forum sees them now; None is a guest."""
        with self.request():
            if user is None:
                viewer = viewer_of(None)
            else:
                request_state().viewer = None
                members.remember_member(viewer_of(person_of(user)))
                viewer = viewer_of(person_of(user), admin=user.is_admin)
            viewer.find_spaces()  # now, while there is a session to read them with
            return viewer

    def space(
        self,
        name: str,
        *,
        by: User,
        access: str = "open",
        members_: tuple[User, ...] = (),
        audience: str | None = None,
    ) -> Any:
        """Make a space that *by* looks after; return its row with ``id`` and ``slug``."""
        ids = [self.id(user) for user in members_]
        maker = self.id(by)
        with self.request():
            made = spaces.create_space(
                name=name,
                purpose=f"For {name}.",
                norms="Be plain.",
                access=access,
                maker_id=maker,
                audience=audience,
            )
            for id in ids:
                spaces.add_member(made.id, id)
            session().flush()
            session().refresh(made)
            session().expunge(made)
        return made

    def ask(
        self,
        space: Any,
        by: User,
        title: str = "How do you do it?",
        text: str = "I would like to know.",
        *,
        kind: str = "question",
        tags: tuple[str, ...] = (),
    ) -> int:
        """Open a thread and return its id."""
        author = self.id(by)
        with self.request():
            post = threads.open_thread(
                space_id=space.id,
                kind=kind,
                title=title,
                tags=tags,
                author_id=author,
                text=compose(text),
            )
            return post.thread_id

    def discuss(self, space: Any, by: User, title: str = "What we saw", **more: Any) -> int:
        """Open a discussion and return its id."""
        return self.ask(space, by, title, kind="discussion", **more)

    def write(
        self,
        thread_id: int,
        by: User,
        text: str = "So did I.",
        *,
        to: int | None = None,
        reflection: bool = False,
    ) -> int:
        """Answer, or reply to the post with the number *to*; return the post's id."""
        author = self.id(by)
        with self.request():
            answered = queries.post_by_number(GUEST, thread_id, to) if to else None
            post = threads.write(
                thread_id,
                author_id=author,
                text=compose(text),
                reply_to=answered,
                reflection=reflection,
            )
            return post.id

    def tell(
        self,
        by: User,
        outcome: str = "worked",
        *,
        on: date = date(2026, 3, 2),
        happened: str = "Here",
        **thing: int,
    ) -> int:
        """Tell how it went with *thing*, like ``post_id=7``; return the id of the attempt."""
        member = self.id(by)
        with self.request():
            told = Told(outcome=outcome, happened=happened, tried_on=on)
            return attempts.tell(Thing(**thing), told, member_id=member).id

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Make the database of the site read-only for a block."""
        with self.app.app_context():
            engine = self.app.extensions["forum"].db.engine
        words = (
            "PRAGMA query_only=ON"
            if engine.dialect.name == "sqlite"
            else "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"
        )

        def forbid(made: Any, _: Any) -> None:
            made.execute(words)
            made.commit()

        event.listen(engine, "connect", forbid)
        engine.dispose()
        try:
            yield
        finally:
            event.remove(engine, "connect", forbid)
            engine.dispose()

    def scalar(self, statement: Any) -> Any:
        """Return the one value that *statement* reads; more than one must be in an order."""
        with self.request():
            values = session().scalars(statement).all()
        assert len(values) <= 1 or statement._order_by_clauses, "which of these rows is meant?"
        return values[0] if values else None
