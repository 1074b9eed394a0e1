"""A space with a thread and a page that name somebody, and everything that a database says."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from forum.artefacts import actions as artefacts
from forum.core.database.base import Base
from forum.core.database.session import session
from forum.texts.actions import compose
from forum.threads.models import Post, Revision

from ..support.world import User, World

NAME = "Wilhelmina"
"""Somebody who must not be named, in each text here and in no other."""


class Place:
    """A space that Sia looks after, in which Ana asked and Ben answered; Jon reads."""

    def __init__(self, world: World, *, access: str = "open") -> None:
        self.world = world
        self.sia, self.ana, self.ben = (world.member(name) for name in ("Sia", "Ana", "Ben"))
        self.jon = world.member("Jon")
        people = (self.ana, self.ben, self.jon) if access == "closed" else ()
        self.space = world.space("Letters", by=self.sia, access=access, members_=people)
        self.thread = world.ask(
            self.space, self.ana, f"What did {NAME} say?", f"Ask {NAME}.", tags=("paper", NAME)
        )
        self.opening = self._opening()
        self.answer = world.write(self.thread, self.ben, f"She is {NAME}.")

    def _opening(self) -> int:
        its = select(Post.id).where(Post.thread_id == self.thread, Post.number == 1)
        return int(self.world.scalar(its))

    def page(self, text: str = f"# By {NAME}\n\nAs {NAME} says.", **more: Any) -> int:
        """Add a page of Ben's that names her, and return its id."""
        author = self.world.id(self.ben)
        values = {"kind": "summary", "title": f"The {NAME} file", "tags": (NAME,), **more}
        with self.world.request():
            made = artefacts.create(
                space_id=self.space.id, author_id=author, text=compose(text), **values
            )
            return int(made.id)

    def edit(self, user: User, post: int, text: str, **more: str) -> None:
        """Save *text* as a new version of a post."""
        newest = self.world.scalar(select(Post.revision).where(Post.id == post))
        data = {"text": text, "revision": str(newest), **more}
        answer = self.send(user, f"/p/{post}/edit", **data)
        assert "said=edited" in answer.location

    def send(self, user: User | None, path: str, **data: Any) -> Any:
        """Send a form."""
        return self.world.client(user).post(f"{self.world.home}{path}", data=data)

    def read(self, user: User | None, path: str) -> Any:
        """Look at a page."""
        return self.world.client(user).get(f"{self.world.home}{path}", follow_redirects=True)

    def remove(self, path: str, user: User | None = None, reason: str = "It names a client") -> Any:
        """Remove something for good."""
        return self.send(user or self.sia, f"{path}/remove", reason=reason, sure="1")

    def sources(self, post: int) -> list[str]:
        """Return what the versions of a post say, in order."""
        of_it = select(Revision.source).where(Revision.post_id == post).order_by(Revision.number)
        with self.world.request():
            return list(session().scalars(of_it).all())


def places_of(world: World, word: str) -> list[str]:
    """Return the columns of the database in which *word* stands."""
    found = []
    with world.request():
        for table in Base.metadata.sorted_tables:
            for row in session().execute(select(table)).mappings():
                found += [
                    f"{table.name}.{name}"
                    for name, value in row.items()
                    if word.lower() in str(value).lower()
                ]
    return found
