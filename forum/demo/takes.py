"""Threads in which the people of the demo write before they read, each with its day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from ..core.database.session import session
from ..first_takes import actions
from ..threads.actions.write import FirstTakes
from ..threads.models import PresentView, Thread
from .content import span

if TYPE_CHECKING:
    from datetime import datetime

    from .content import Table
    from .registry import Registry

begin_moving = actions.begin_moving


def opens_at(made: Registry, thread: Table) -> datetime | None:
    """Return the midnight at which the first takes of *thread* open, None if it has none."""
    if "first_takes" not in thread:
        return None
    day = thread["first_takes"]
    ahead = span(day["open_in"]) if "open_in" in day else -span(day["opened"])
    return (made.start + ahead).replace(hour=0, minute=0, second=0, microsecond=0)


def asked_of(made: Registry, thread: Table) -> FirstTakes | None:
    """Return how *thread* is opened. The second post in its file is its author's own take.

    While it is loaded nothing has opened yet, so that what was written before the day is a first
    take; ``open_takes`` gives it its own day.
    """
    day = opens_at(made, thread)
    return FirstTakes(max(day, made.start + timedelta(days=1))) if day else None


def open_takes(made: Registry, name: str, day: datetime) -> None:
    """Let the first takes of a thread be open since *day*: who writes next has read them."""
    here = update(Thread).where(Thread.id == made.threads[name])
    session().execute(here.values(sealed_until=day))


def tell(made: Registry, key: tuple[str, int], told: Table) -> None:
    """Say what became of a first take, and whether others may read that."""
    post_id = made.posts[key]
    source = told.get("text", "")
    actions.tell(post_id, view=told["view"], source=source, shared=told["shared"])
    view = update(PresentView).where(PresentView.post_id == post_id)
    session().execute(view.values(at=made.at(told["ago"])))
