"""A space with everybody around it, for tests of moderation."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from forum.artefacts import actions as artefacts
from forum.artefacts.models import Artefact
from forum.core.database.session import session
from forum.moderation.models import Report
from forum.texts.actions import compose
from forum.threads.models import Thread

from ..support.world import User, World

BIRD = "canary"
"""In each text of the page, and in no other."""


class Place:
    """A space of Ana's with a question of Ben's that Eva answered; Jon reads; Uma is elsewhere."""

    def __init__(self, world: World, *, access: str) -> None:
        self.world = world
        self.ana, self.ben, self.eva = (world.member(name) for name in ("Ana", "Ben", "Eva"))
        self.jon, self.uma = world.member("Jon"), world.member("Uma")
        self.root = world.member("Root", is_admin=True)
        self.space = world.space(
            "Letters",
            by=self.ana,
            access=access,
            members_=(self.ben, self.eva, self.jon) if access == "closed" else (),
        )
        world.space("Elsewhere", by=self.uma)
        self.thread = world.ask(self.space, self.ben, "Which form?")
        self.post = world.write(self.thread, self.eva, "A canary sings")

    def who(self, name: str) -> User | None:
        """Return somebody by name; the guest is nobody."""
        return None if name == "guest" else getattr(self, name)


def send(place: Place, user: User | None, text: str = "It names a client.") -> Any:
    """Report the answer."""
    address = f"{place.world.home}/p/{place.post}/report"
    return place.world.client(user).post(address, data={"text": text})


def reports(world: World, *, unsettled: bool = True) -> int:
    """Return how many reports there are."""
    count = select(func.count()).select_from(Report)
    number: int = world.scalar(count.where(Report.closed_at.is_(None)) if unsettled else count)
    return number


class Page:
    """A page that Eva made from the thread of a place, with a comment by Jon."""

    def __init__(self, place: Place) -> None:
        self.place, self.world = place, place.world
        author, space = self.world.id(place.eva), place.space.id
        with self.world.request():
            page = artefacts.create(
                space_id=space,
                kind="summary",
                title=f"The {BIRD}",
                tags=(f"{BIRD}s",),
                author_id=author,
                text=compose(f"# A {BIRD}\n\nThe {BIRD} sings."),
                sources=[(place.thread, 1)],
            )
            self.id = page.id
        self.send(place.jon, "comment", text="Does it?")

    def at(self, path: str = "") -> str:
        """Return an address of the page or below it."""
        return f"{self.world.home}/a/{self.id}{path and '/' + path}"

    def read(self, user: User | None, path: str = "") -> Any:
        """Look at the page, or below it."""
        return self.world.client(user).get(self.at(path), follow_redirects=True)

    def send(self, user: User | None, path: str, **data: str) -> Any:
        """Send a form of the page."""
        return self.world.client(user).post(self.at(path), data=data)

    def hide(self, user: User | None, hidden: str = "1", reason: str = "It names a client") -> Any:
        """Hide the page, or show it again."""
        return self.send(user, "hide", hidden=hidden, reason=reason)

    def column(self, column: Any) -> Any:
        """Return a column of the page."""
        return self.world.scalar(select(column).where(Artefact.id == self.id))

    @property
    def kept(self) -> int:
        """How many pages the thread counts that were made from it."""
        return int(self.world.scalar(select(Thread.kept).where(Thread.id == self.place.thread)))

    @property
    def thread(self) -> Any:
        """The row of the thread of its comments."""
        its = select(Thread.title, Thread.slug, Thread.anchor_title, Thread.anchor_url)
        with self.world.request():
            found = its.join(Artefact, Artefact.thread_id == Thread.id)
            return session().execute(found.where(Artefact.id == self.id)).one()


def hide(place: Place, user: User | None, hidden: str = "1", reason: str = "A name") -> Any:
    """Hide the answer, or show it again."""
    address = f"{place.world.home}/p/{place.post}/hide"
    return place.world.client(user).post(address, data={"hidden": hidden, "reason": reason})
