"""A space with everybody around it, for tests of moderation."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from forum.moderation.models import Report

from ..support.world import User, World


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
