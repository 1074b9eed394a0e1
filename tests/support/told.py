"""What members are told under "For you", and the number on their badge."""

from __future__ import annotations

import re

from sqlalchemy import update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.notices import queries
from forum.notices.models import Notice

from .world import User, World


def unseen(world: World, user: User) -> int:
    """Return the number that stands on the badge of *user*."""
    viewer = world.viewer(user)
    with world.request():
        return queries.unseen_count(viewer)


def listed(world: World, user: User) -> list[str]:
    """Return the headings of "For you" as *user* reads them."""
    page = world.client(user).get(f"{world.home}/-/for-you").text
    found = re.findall(r'<h2 class="fx-h3">(.*?)</h2>', page, re.S)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", heading)).strip() for heading in found]


def see_all(world: World) -> None:
    """Mark all that anybody was told of as seen."""
    with world.request():
        session().execute(update(Notice).values(seen_at=now()))
