"""Ninety days of plans: changes of clocks, zones, moves, leavers, and a worker that is down.

``python -m tests.load.plans [--people 200] [--days 90] [--seed 1]`` prints a table: how many
questions were due, asked, asked twice, never asked, and told about what may not be seen. What is
due is worked out beside the forum, from what people did, by the calendar of each person.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from flask import Flask

from forum import Forum
from forum.attempts.actions import plans
from forum.attempts.due_plans import ask_due
from forum.attempts.rows import Thing
from forum.core import events
from forum.core.config_checks import LIMITS
from forum.leaving.actions import forget
from forum.moderation.actions import move_with_reports
from forum.moderation.actions.moderate import hide
from forum.threads.actions import withdraw

from ..support.world import Site, User, World

BEGIN = datetime(2026, 9, 20, tzinfo=UTC)
"""The clocks go back on 25 October in Europe, and on 1 November in America."""
ZONES = ("Europe/Zurich", "America/New_York", "America/Lima", "Pacific/Auckland", "Asia/Kolkata")
THREADS = 40
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OUTAGES = {11, 12, 35, 36, 37, 60}
"""Days, from the first on, on which the worker is down."""
CLOSED_AFTER, GRACE = timedelta(days=30), timedelta(days=2)
"""Somebody who was away is asked within a day after they are back."""


@dataclass
class Meant:
    """A plan as its owner remembers it."""

    day: date
    asked: bool = False
    since: datetime | None = None
    """Since when it is due, and the worker could have asked."""


@dataclass
class Tally:
    """What was due and what was asked."""

    due: int = 0
    asked: Counter[tuple[int, int, date]] = field(default_factory=Counter)
    """How often each member was asked about a post and a day."""
    missed: int = 0
    unexpected: int = 0
    """How many were asked that were not due."""
    seen: int = 0
    """Pages that told of something out of sight."""

    def rows(self) -> list[tuple[str, int]]:
        """Return the table."""
        doubled = sum(number - 1 for number in self.asked.values())
        return [
            ("questions due", self.due),
            ("asked", sum(self.asked.values())),
            ("asked twice", doubled),
            ("never asked", self.missed),
            ("asked, and not due", self.unexpected),
            ("told about what may not be seen", self.seen),
        ]


class Simulation:
    """People who plan, and a worker that looks once an hour."""

    def __init__(self, world: World, *, people: int, seed: int) -> None:
        self.world, self.random = world, Random(seed)
        self.tally = Tally()
        self.at = BEGIN
        self.plans: dict[tuple[str, int], Meant] = {}
        self.keeper = world.member("Keeper")
        self.people = [
            world.member(f"Person {n}", timezone=self.random.choice(ZONES)) for n in range(people)
        ]
        self.ids = {user.id: world.id(user) for user in self.people}
        space = world.space("Letters", by=self.keeper)
        self.circle = world.space("Circle", by=self.keeper, access="closed")
        self.titles: dict[int, str] = {}
        self.threads: dict[int, int] = {}
        for number in range(THREADS):
            title = f"Zebrafinch{number}"
            thread = world.ask(space, self.keeper, title)
            post = world.write(thread, self.keeper)
            self.titles[post], self.threads[post] = title, thread
        self.hidden: set[int] = set()
        self.events = events.plan_due.connected_to(self._heard)

    def run(self, days: int) -> Tally:
        """Let *days* pass."""
        with self.events:
            for day in range(days):
                for hour in range(24):
                    self.at = BEGIN + day * DAY + hour * HOUR
                    self._act()
                    if day not in OUTAGES:
                        self._work()
                self._look()
        return self.tally

    def _heard(self, _sender: object, *, member: int, post: int, **_: object) -> None:
        user = next(id for id, number in self.ids.items() if number == member)
        meant = self.plans.get((user, post))
        if meant is None or not self._is_due(user, meant):
            self.tally.unexpected += 1
            return
        self.tally.asked[(member, post, meant.day)] += 1
        meant.asked = True

    def _is_due(self, user: str, meant: Meant) -> bool:
        """Whether somebody is to be asked now: by their own clock, on the morning after."""
        person = self.world.site.people.get(user)
        if person is None or not person.is_active or meant.asked:
            return False
        morning = datetime.combine(meant.day + DAY, time(7), ZoneInfo(str(person.timezone)))
        return morning <= self.at and meant.day >= (self.at - CLOSED_AFTER).date()

    def _work(self) -> None:
        """Let the worker look; what it does not ask about within two days is missed."""
        waiting = [meant for key, meant in self.plans.items() if self._is_due(key[0], meant)]
        with self.world.app.app_context():
            while ask_due(self.at):
                continue
        for meant in waiting:
            meant.since = meant.since or self.at
            if meant.asked or self.at - meant.since > GRACE:
                self.tally.due += 1
                self.tally.missed += not meant.asked
                meant.asked = True
        for key, meant in list(self.plans.items()):
            if meant.day < (self.at - CLOSED_AFTER).date():
                del self.plans[key]

    def _act(self) -> None:
        """Let a few people do something."""
        for user in self.random.sample(self.people, 2):
            if user.id in self.world.site.people and user.is_active:
                self._do(user)
        if self.random.random() < 0.02:
            self._upset(self.random.choice(list(self.titles)))
        if self.random.random() < 0.01:
            self._come_or_go(self.random.choice(self.people))

    def _do(self, user: User) -> None:
        post = self.random.choice(list(self.titles))
        key, what = (user.id, post), self.random.random()
        if what < 0.6 and post not in self.hidden:
            self._plan(user, post)
        elif what < 0.75 and key in self.plans:
            self._end(key)
        elif what < 0.85 and key in self.plans and post not in self.hidden:
            self.world.tell(user, post_id=post)
            del self.plans[key]
        elif what < 0.9:  # they move house
            user.timezone = self.random.choice(ZONES)

    def _plan(self, user: User, post: int) -> None:
        here = self.at.astimezone(ZoneInfo(str(user.timezone))).date()
        day = here + timedelta(days=self.random.randrange(15))
        owner = self.ids[user.id]
        with self.world.request():
            plans.plan(Thing(post_id=post), member_id=owner, day=day, place="")
        before = self.plans.get((user.id, post))
        same = before is not None and before.asked and before.day == day
        self.plans[user.id, post] = Meant(day, asked=same)

    def _end(self, key: tuple[str, int]) -> None:
        with self.world.request():
            plans.end(Thing(post_id=key[1]), self.ids[key[0]])
        del self.plans[key]

    def _upset(self, post: int) -> None:
        """Hide a post, take it back, or move its thread to where hardly anybody reads it."""
        if post in self.hidden or len(self.hidden) > THREADS // 2:
            return
        self.hidden.add(post)
        with self.world.request():
            how = self.random.choice(("hide", "withdraw", "move"))
            if how == "hide":
                hide(post, why="Off topic")
            elif how == "withdraw":
                withdraw.withdraw(post)
            else:
                move_with_reports(self.threads[post], space_id=self.circle.id)

    def _come_or_go(self, user: User) -> None:
        """Let somebody leave for good, be away for a while, or come back."""
        if user.id not in self.world.site.people:
            return
        if not user.is_active:
            user.is_active = True
        elif self.random.random() < 0.5:
            user.is_active = False
        else:
            with self.world.request():
                forget(user.id)
            del self.world.site.people[user.id]
            for key in [key for key in self.plans if key[0] == user.id]:
                del self.plans[key]

    def _look(self) -> None:
        """Let people look at "For you": no title of anything out of sight may stand there."""
        for user in self.random.sample(self.people, 5):
            if user.id in self.world.site.people:
                page = self.world.client(user).get("/forum/-/for-you").text.partition("<main")[2]
                self.tally.seen += any(
                    f"{self.titles[post]}<" in page or f"/p/{post}/" in page for post in self.hidden
                )


@contextmanager
def world_of_its_own() -> Iterator[World]:
    """A site on a database in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="forum-plans-") as folder:
        site = Site()
        app = Flask("site", instance_path=folder, root_path=folder)
        app.config |= {
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{Path(folder) / 'forum.db'}",
            "SECRET_KEY": "simulation",
        }
        settings: dict[str, Any] = {"user": site.user, "login": site.login, "drain": "worker"}
        settings |= {"load": site.people.get, "limits": dict.fromkeys(LIMITS)}
        Forum(app, **settings).upgrade(app)
        yield World(app, site)


def simulate(world: World, *, people: int, days: int, seed: int = 1) -> Tally:
    """Return what became of the plans of *people* in *days*."""
    simulation = Simulation(world, people=people, seed=seed)
    with patch("forum.attempts.policy.now", lambda: simulation.at):
        return simulation.run(days)


def main() -> None:
    """Simulate, and print the table."""
    words = argparse.ArgumentParser(prog="python -m tests.load.plans")
    words.add_argument("--people", type=int, default=200)
    words.add_argument("--days", type=int, default=90)
    words.add_argument("--seed", type=int, default=1)
    chosen = words.parse_args()
    with world_of_its_own() as world:
        tally = simulate(world, people=chosen.people, days=chosen.days, seed=chosen.seed)
    for name, number in tally.rows():
        print(f"| {name} | {number:,} |")


if __name__ == "__main__":
    main()
