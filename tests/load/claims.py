"""Workers that die while they ask about plans: each plan and day is asked about exactly once.

``python -m tests.load.claims [--plans 400] [--kills 60] [--seed 1]`` prints a table and ends with 1
if anything was asked twice or never. Four workers and a second command ask at once. Each dies by
SIGKILL at a place that a seeded die chose, and not the clock: before it claims a plan, between the
claim and the commit, or right after it; then another one starts. Triggers keep the ledger, in the
transactions of the workers: of claims, and of what was written for their owners.
"""

from __future__ import annotations

import argparse
import os
import signal
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from threading import Event
from typing import Any

from flask import Flask
from sqlalchemy import func, select, text

from forum import worker
from forum.attempts import due_plans
from forum.attempts.actions import plans
from forum.attempts.models import Plan
from forum.attempts.rows import Thing
from forum.core import events
from forum.core.database.base import now
from forum.core.database.session import session
from forum.core.database.sqlite import writing
from forum.members import actions as members
from forum.members.host import person_of
from forum.spaces.current import viewer_of
from forum.threads.models import Post

from .run import site
from .site import User

WORKERS = 4
WHERE = ("before", "between", "after")
LEDGER = "CREATE TABLE ledger (what TEXT, plan INTEGER, day TEXT)"
SQLITE = (
    "CREATE TRIGGER claimed AFTER UPDATE OF asked_day ON forum_plan BEGIN "
    "INSERT INTO ledger VALUES ('claimed', new.id, new.asked_day); END",
    "CREATE TRIGGER told AFTER INSERT ON forum_notice WHEN new.kind = 'due' BEGIN {tell}; END",
    "CREATE TRIGGER again AFTER UPDATE ON forum_notice WHEN new.kind = 'due' BEGIN {tell}; END",
)
POSTGRES = (
    "CREATE FUNCTION claimed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "INSERT INTO ledger VALUES ('claimed', new.id, new.asked_day); RETURN new; END $$",
    "CREATE FUNCTION told() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN {tell}; RETURN new; END $$",
    "CREATE TRIGGER claimed AFTER UPDATE OF asked_day ON forum_plan "
    "FOR EACH ROW EXECUTE FUNCTION claimed()",
    "CREATE TRIGGER told AFTER INSERT OR UPDATE ON forum_notice "
    "FOR EACH ROW WHEN (new.kind = 'due') EXECUTE FUNCTION told()",
)
TELL = (
    "INSERT INTO ledger SELECT 'told', id, asked_day FROM forum_plan "
    "WHERE member_id = new.member_id"
)


@dataclass(frozen=True)
class Effort:
    """How much is done."""

    plans: int = 400
    kills: int = 60
    seed: int = 1


def claims(folder: Path, kind: str, database: str, effort: Effort) -> list[tuple[str, int]]:
    """Ask about each plan, for two days after each other, while workers die; return the table."""
    die = Random(effort.seed)
    with site(folder, kind, database) as (app, thread, _):
        make_plans(app, thread, effort.plans)
        killed = 0
        for ago in (4, 2):
            day = (now() - timedelta(days=ago)).date()
            name_day(app, day)
            killed += run_out(app, die, kills=effort.kills // 2)
        return table(app, effort.plans, killed)


def make_plans(app: Flask, thread_id: int, number: int) -> None:
    """Let *number* members plan to try the same post, without a day, and open the ledger."""
    with app.test_request_context("/forum/", method="POST"):
        token = writing.set(True)
        post = session().scalar(select(Post.id).where(Post.thread_id == thread_id))
        for id in range(1, number + 1):
            member = members.remember_member(viewer_of(person_of(User(str(id))))).member_id
            assert member is not None
            plans.plan(Thing(post_id=post), member_id=member, day=None, place="")
        is_sqlite = session().get_bind().dialect.name == "sqlite"
        for statement in (LEDGER, *(SQLITE if is_sqlite else POSTGRES)):
            session().execute(text(statement.replace("{tell}", TELL)))
        session().commit()
        writing.reset(token)
    close(app)


def name_day(app: Flask, day: date) -> None:
    """Let all of them name a day that has passed."""
    with app.test_request_context("/forum/", method="POST"):
        token = writing.set(True)
        for plan in session().scalars(select(Plan)).all():
            plans.plan(Thing(post_id=plan.post_id), member_id=plan.member_id, day=day, place="")
        session().commit()
        writing.reset(token)
    close(app)


def run_out(app: Flask, die: Random, *, kills: int) -> int:
    """Keep workers and a command at work until nothing is due; return how many were killed."""
    killed, there = 0, set[int]()
    while True:
        while len(there) <= WORKERS:
            where = die.choice(WHERE) if killed + len(there) < kills else ""
            there.add(start(app, where, after=die.randint(1, 6), once=len(there) == WORKERS))
        pid, status = os.wait()
        there.discard(pid)
        killed += os.WIFSIGNALED(status)
        if not os.WIFSIGNALED(status):  # it found nothing to do any more
            break
    while there:
        pid, status = os.wait()
        there.discard(pid)
        killed += os.WIFSIGNALED(status)
    return killed


def start(app: Flask, where: str, *, after: int, once: bool) -> int:
    """Start a process that asks about plans until none is due; return its id.

    It dies at a place *where*, when it has come there *after* times, if it does.
    """
    if pid := os.fork():
        return pid
    try:
        if where:
            arm(where, after)
        if once:
            app.test_cli_runner().invoke(args=["forum", "work", "--once"])
        else:
            with app.app_context():
                worker.ask_about_all_plans(Event())
    finally:
        os._exit(0)


def arm(where: str, after: int) -> None:
    """Let this process kill itself when it has come to *where* for the time *after*."""
    left, ask, commit = Counter({where: after}), due_plans._ask, due_plans.commit
    claimed: list[int] = []

    def come(here: str) -> None:
        left[here] -= 1
        if here == where and not left[here]:
            os.kill(os.getpid(), signal.SIGKILL)

    def asks(plan: Any, at: Any) -> None:
        come("before")
        ask(plan, at)

    def claims(_: object, *, member: int, **__: object) -> None:
        claimed.append(member)
        come("between")

    def commits() -> None:
        commit()
        if claimed:
            claimed.clear()
            come("after")

    due_plans._ask, due_plans.commit = asks, commits
    events.plan_due.connect(claims, weak=False)


def table(app: Flask, number: int, killed: int) -> list[tuple[str, int]]:
    """Return what the ledger says: each plan is asked about once for each of its two days."""
    with app.app_context():
        rows = session().execute(text("SELECT what, plan, day FROM ledger")).all()
        found = Counter((what, plan, str(day)) for what, plan, day in rows)
        waiting = session().scalar(
            select(func.count()).where(Plan.asked_day.is_distinct_from(Plan.day))
        )
    close(app)
    asked = Counter(what for what, _, _ in found)
    return [
        ("processes killed", killed),
        ("questions due", 2 * number),
        ("claimed", asked["claimed"]),
        ("told", asked["told"]),
        ("claimed or told twice", sum(n - 1 for n in found.values())),
        ("never asked", waiting or 0),
    ]


def close(app: Flask) -> None:
    """Close all connections: a process that is forked must not share one."""
    with app.app_context():
        db = app.extensions["forum"].db
        db.session.remove()
        db.engine.dispose()


def main() -> int:
    """Run it on a file of SQLite, print the table, and return 1 if something is wrong."""
    words = argparse.ArgumentParser(prog="python -m tests.load.claims")
    for name, value in vars(Effort()).items():
        words.add_argument(f"--{name}", type=int, default=value)
    words.add_argument("--database", help="an address, with --kind; by default a file of SQLite")
    words.add_argument("--kind", default="sqlite")
    chosen = words.parse_args()
    effort = Effort(chosen.plans, chosen.kills, chosen.seed)
    with tempfile.TemporaryDirectory(prefix="forum-claims-") as name:
        database = chosen.database or f"sqlite:///{name}/forum.db"
        found = claims(Path(name), chosen.kind, database, effort)
    for what, number in found:
        print(f"{number:7,}  {what}")
    return int(is_wrong(found))


def is_wrong(found: list[tuple[str, int]]) -> bool:
    """Return whether something was asked twice or never."""
    told = dict(found)
    same = {told["questions due"], told["claimed"], told["told"]}
    return len(same) != 1 or bool(told["claimed or told twice"] or told["never asked"])


if __name__ == "__main__":
    raise SystemExit(main())
