"""A page of the library, and the forms with which people change it."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select

from forum.artefacts import actions
from forum.artefacts.models import Artefact
from forum.texts.actions import compose

from ..support.world import Client, User, World

TEXT = "# Goals\n\nLess paper.\n\n# Steps\n\nAsk first.\n\n# Costs\n\nNone yet."
FIELDS = {"kind": "summary", "title": "Envelopes", "tags": "paper"}


class Shelf:
    """An open space that Ana, Bo and Cleo write in, with a page that Ana wrote."""

    def __init__(
        self, world: World, text: str = TEXT, *, access: str = "open", **more: Any
    ) -> None:
        self.world = world
        self.ana, self.bo, self.cleo = (world.member(name) for name in ("Ana", "Bo", "Cleo"))
        members = (self.bo,)
        self.space = world.space("Letters", by=self.ana, access=access, members_=members)
        self.id = self.add(text, **more)

    @property
    def at(self) -> str:
        """The address of the page."""
        return f"/forum/a/{self.id}"

    def add(self, text: str, **more: Any) -> int:
        """Add a page by Ana and return its id."""
        author = self.world.id(self.ana)
        with self.world.request():
            values = {"kind": "summary", "title": "Envelopes", "tags": ("paper",), **more}
            made = actions.create(
                space_id=self.space.id, author_id=author, text=compose(text), **values
            )
            return int(made.id)

    def client(self, user: User | None) -> Client:
        """Return a browser of *user*."""
        return self.world.client(user)

    def save(self, user: User, text: str, *, base: int | None = None, **more: str) -> Any:
        """Send the form with *text*, made from the revision *base* or the newest."""
        revision = self.newest if base is None else base
        data = {**FIELDS, "text": text, "revision": str(revision), **more}
        return self.client(user).post(f"{self.at}/edit", data=data)

    def read(self, user: User | None = None, path: str = "") -> str:
        """Return what *user*, or Cleo, reads at the page, or at an address below it."""
        return str(
            self.client(user or self.cleo).get(f"{self.at}{path}", follow_redirects=True).text
        )

    @property
    def newest(self) -> int:
        """The number of the newest revision."""
        return int(self.world.scalar(select(Artefact.revision).where(Artefact.id == self.id)) or 0)


def ids(page: str) -> list[str]:
    """Return the ids of the sections of a page, in order."""
    return re.findall(r'<h[2-6] id="fx-s-([a-z0-9-]+)"', page)
