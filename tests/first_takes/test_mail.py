"""Mail about a sealed take goes out once it may be read, and the question is mailed at once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from forum.core.database.base import now
from forum.mail import queries
from forum.mail.models import Mail

from ..support.sealed import Sealed, seal, write_take
from ..support.world import World


def due(site: Sealed, who: str) -> list[str]:
    """Return the kinds of what is due for *who* about the sealed thread and may be mailed."""
    viewer = site.world.viewer(site.people[who])
    with site.world.request():
        rows = queries.news(viewer, now() + timedelta(hours=1))
        return [row.kind for row in rows if row.thread_id == site.thread]


def test_it_waits_for_ones_own_take(world: World) -> None:
    site = seal(world)
    assert due(site, "reader") == []
    viewer = site.world.viewer(site.people["reader"])
    with site.world.request():
        held = queries.unseen_due(viewer.member_id or 0, now() + timedelta(hours=1))
    assert [row.since > now() for row in held] == [True, True]
    write_take(site.world, site.thread, site.people["reader"])
    assert due(site, "reader") == ["mention", "mention"]
    mine = select(func.max(Mail.due_at)).where(Mail.member_id == viewer.member_id)
    assert site.world.scalar(mine) <= now()


def test_it_waits_for_the_day(world: World) -> None:
    site = seal(world)
    assert due(site, "follower") == []
    site.open_at(now() - timedelta(seconds=1))
    assert due(site, "follower") == ["mention", "mention"]
