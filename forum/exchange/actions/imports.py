"""Imports another forum: people and spaces first, then the topics, then the links between.

Some topics together are one transaction, with their rows in the source map, so that the next run
continues one that was interrupted. Texts are prepared before the transaction begins.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from ...core.database.session import commit, session
from ...core.state import state
from ...core.web.i18n import t
from .. import queries
from ..discourse.cleaning import Cleaners, cleaned
from ..discourse.fields import Unusable
from ..discourse.links import Links, Unsettled
from ..discourse.parts import said_twice
from ..discourse.reading import named, topics_in
from ..report import Report
from . import sources
from .counting import count_topic
from .posts import rewrite_post
from .source_map import SourceMap, create_missing
from .topics import complete_topic, create_topics, prepare_new

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ..discourse.cleaning import Cleaned
    from ..discourse.reading import Found
    from ..discourse.survey import Survey
    from ..discourse.topics import Topic
    from .prepare import Prepared

LINKS_AT_ONCE = 50
"""Posts whose links are updated in one transaction."""
POSTS_AT_ONCE = 200
"""New topics are written in one transaction once they have so many posts."""


_FAULTS = (SQLAlchemyError, ValueError, LookupError, RecursionError)


class Ready(NamedTuple):
    """A topic whose posts are ready to be written, or are written."""

    found: Found
    topic: Topic
    prepared: Prepared


@dataclass
class Import:
    """One run: what the other forum has, where its things are here, and the report."""

    survey: Survey
    space: str | None = None
    """The name or slug of one space for everything; by default each category becomes a space."""
    report: Report = field(default_factory=Report)
    known: SourceMap = field(default_factory=SourceMap)
    links: Links = field(default_factory=Links)
    pending: dict[str, Ready] = field(default_factory=dict)
    """The new topics that are ready to be written, by their keys."""

    def import_people_and_spaces(self) -> None:
        """Create members and spaces, and read what earlier runs have imported."""
        known = self.known = create_missing(self.survey, self.space, self.report)
        handles, slugs = queries.imported_handles(known.origin), queries.space_slugs()
        self.links = Links(
            hosts=self.survey.hosts,
            threads=known.threads,
            posts=known.posts,
            handles={
                person.username.lower(): handles[known.people[key]]
                for key, person in self.survey.people.items()
            },
            spaces={key: slugs[id] for key, id in known.spaces.items() if key},
            coming=frozenset(self.survey.topics),
        )
        commit()

    def import_topics(self, path: Path, step: Callable[[int], None], *, processes: int = 1) -> None:
        """Import every topic of the files at *path*, with texts cleaned by so many *processes*.

        *step* is called with the number of posts of each topic. Raises OperationalError if the
        database cannot be written to at all.
        """
        unsettled = self.links.coming | self.known.threads.keys()
        apart = replace(self.links, threads={}, posts={}, unsettled=unsettled)
        images = state().config.remote_images
        self.links.unsettled = self.pending
        with Cleaners(apart, images=images, processes=processes) as cleaners:
            for found, texts in cleaners.ahead(topics_in(path, self.survey, self.known.threads)):
                self._import(found, texts)
                step(found.held)
            self._write()

    def _import(self, found: Found, texts: Sequence[Cleaned | None]) -> None:
        """Import a topic or make it ready; if something is wrong with it, the report says so."""
        tallies = self.report.tallies
        tallies["topics"].held += len(found.documents)
        tallies["posts"].held += found.held
        tallies["helped"].held += len(found.accepted)
        if found.topic is None:
            self._leave_out(found.fault, found)
            return
        try:
            if found.is_new:
                self._prepare(found, found.topic, texts)
            else:
                self._complete(found, found.topic)
        except Unusable as why:
            self._leave_out(str(why), found)
        except OperationalError:
            session().rollback()
            raise
        except _FAULTS as error:
            session().rollback()
            self._leave_out(named(error), found)

    def _prepare(self, found: Found, there: Topic, texts: Sequence[Cleaned | None]) -> None:
        """Make a new topic ready, and write all that are ready if they are many posts."""
        try:
            prepared = prepare_new(there, self.known, self.links, texts)
        except Unsettled:  # it links to one of those that are ready
            self._write()
            prepared = prepare_new(there, self.known, self.links, texts)
        self.pending[there.key] = Ready(found, there, prepared)
        if sum(len(one.prepared.posts) for one in self.pending.values()) >= POSTS_AT_ONCE:
            self._write()

    def _complete(self, found: Found, there: Topic) -> None:
        self._write()
        new = [n for n in there.notes if f"{there.key}/{n.number}" not in self.known.posts]
        self._count(Ready(found, there, complete_topic(there, new, self.known, self.links)))

    def _write(self) -> None:
        """Write the topics that are ready in one transaction, or if that fails, one by one."""
        ready = list(self.pending.values())
        self.pending.clear()
        try:
            self._create(ready)
        except _FAULTS:
            session().rollback()
            for one in ready:
                self._write_one(one)

    def _write_one(self, one: Ready) -> None:
        try:
            self._create([one])
        except OperationalError:
            raise
        except _FAULTS as error:
            session().rollback()
            self._leave_out(named(error), one.found)

    def _create(self, ready: Sequence[Ready]) -> None:
        if ready:
            create_topics([(one.topic, one.prepared) for one in ready], self.known)
        for one in ready:
            self._count(one)

    def _count(self, one: Ready) -> None:
        found, there = one.found, one.topic
        accepted = found.accepted
        count_topic(
            self.report, there, one.prepared, self.known, accepted=accepted, is_new=found.is_new
        )
        for why, where in said_twice(found.documents):
            self.report.leave_out(why, where)
        for where in found.doubled:
            self.report.leave_out(t("a post that is in the files several times"), where)
        self.report.tallies["topics"].left += len(found.documents) - 1
        self.report.tallies["posts"].left += len(found.doubled)

    def _leave_out(self, why: str, found: Found) -> None:
        """Note that a topic is left out, with all its posts and accepted answers."""
        for document in found.documents:
            self.report.leave_out(why, document.where)
        tallies = self.report.tallies
        tallies["topics"].left += len(found.documents)
        tallies["posts"].left += found.held
        tallies["helped"].left += len(found.accepted)

    def links_to_update(self) -> list[int]:
        """Return the posts with links to update: to topics, and if a host is known, to it."""
        found = {
            id
            for kind in self._kinds_of_links()
            for id in queries.imported_ids(self.known.origin, kind).values()
        }
        return sorted(found)

    def _kinds_of_links(self) -> tuple[str, ...]:
        return ("link", "path") if self.links.hosts else ("link",)

    def update_links(self, step: Callable[[int], None]) -> None:
        """Update posts that link to topics imported after them, or to a host known only now.

        *step* is called with the number of posts after each transaction.
        """
        waiting = self.links_to_update()
        for start in range(0, len(waiting), LINKS_AT_ONCE):
            ids = waiting[start : start + LINKS_AT_ONCE]
            rows = queries.imported_texts(ids)
            session().rollback()
            images = state().config.remote_images
            texts = [
                cleaned(row.source, self.links, within="", images=images, tell=False)
                for row in rows
            ]
            for row, new in zip(rows, texts, strict=True):
                if new.source != row.source and rewrite_post(
                    row.post_id, source=new.source, html=new.html
                ):
                    self.report.counts["links"] += 1
            for kind in self._kinds_of_links():
                sources.forget(self.known.origin, kind, [str(id) for id in ids])
            commit()
            step(len(ids))


def analyse() -> None:
    """Let the database analyse the new rows: without it, it plans as for empty tables."""
    for table in ("forum_thread", "forum_post", "forum_revision", "forum_member"):
        session().execute(text(f"ANALYZE {table}"))
    commit()
