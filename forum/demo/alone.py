"""Adds what one person of the demo alone reads: plans, thanks, and a question to them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ..attempts.actions import plans
from ..attempts.models import Plan
from ..attempts.rows import Thing
from ..core.database.session import session
from ..enquiries.actions import ask
from ..enquiries.rows import Subject
from ..thanks.actions import thank
from .content import table

if TYPE_CHECKING:
    from .content import Table
    from .registry import Registry


def add_what_one_reads_alone(made: Registry) -> None:
    """Add plans, of which one has passed its day and is asked about, thanks, and a question."""
    content = table("alone")
    for plan in content["plan"]:
        _plan(made, plan)
    for thanks in content["thanks"]:
        post = made.posts[thanks["thread"], thanks["post"]]
        thank(thanks["text"], member_id=made.members[thanks["by"]], post_id=post)
    for asked in content["enquiry"]:
        ask(
            Subject(thread_id=made.threads[asked["thread"]]),
            asked["text"],
            member_id=made.members[asked["by"]],
            asked_id=made.members[asked["asked"]],
        )


def _plan(made: Registry, plan: Table) -> None:
    day = (made.start + timedelta(days=plan["in_days"])).date()
    plans.plan(
        Thing(post_id=made.posts[plan["thread"], plan["post"]]),
        member_id=made.members[plan["by"]],
        day=day,
        place=plan["place"],
    )
    if plan["in_days"] < 0:
        newest = session().scalar(select(func.max(Plan.id)))
        plans.ask(newest or 0, day, made.start)
