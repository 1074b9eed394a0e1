"""Imports another forum: people and spaces first, then topic by topic, then the links between.

Each topic is one transaction, together with its rows in the source map, so that the next run
continues one that was interrupted. Texts are prepared before the transaction begins.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from ...core.database.session import commit, session
from ...core.web.i18n import t
from .. import queries
from ..discourse.fields import Unusable, accepted_in, posts_in
from ..discourse.files import documents
from ..discourse.links import Links
from ..discourse.parts import Parts, said_twice, whole
from ..discourse.topics import topic
from . import sources
from .counting import count_topic
from .posts import rewrite_post
from .prepare import clean
from .report import Report
from .source_map import SourceMap, create_missing
from .topics import complete_topic, create_topic

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ..discourse.files import Document
    from ..discourse.survey import Survey

LINKS_AT_ONCE = 50
"""Posts whose links are updated in one transaction."""


@dataclass
class Import:
    """One run: what the other forum has, where its things are here, and the report."""

    survey: Survey
    space: str | None = None
    """The name or slug of one space for everything; by default each category becomes a space."""
    report: Report = field(default_factory=Report)
    known: SourceMap = field(default_factory=SourceMap)
    links: Links = field(default_factory=Links)

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

    def import_topics(self, path: Path, step: Callable[[int], None]) -> None:
        """Import every topic of the files at *path*; *step* is called with 1 for each document."""
        with closing(Parts(self.survey.documents)) as parts:
            for document in documents(path):
                if found := parts.add(document):
                    self.import_documents(found)
                step(1)
            for found in parts.rest():
                self.import_documents(found)

    def import_documents(self, found: Sequence[Document]) -> None:
        """Import the topic in *found*; if something is wrong with it, the report says so.

        Raises OperationalError if the database cannot be written to at all.
        """
        tallies = self.report.tallies
        tallies["topics"].held += len(found)
        tallies["posts"].held += sum(len(posts_in(one.data)) for one in found)
        tallies["helped"].held += len(_accepted(found))
        try:
            self._import_topic(found)
        except Unusable as why:
            self._leave_out(str(why), found)
        except OperationalError:
            session().rollback()
            raise
        except (SQLAlchemyError, ValueError, LookupError, RecursionError) as error:
            session().rollback()
            self._leave_out(t("an error: %(kind)s", kind=type(error).__name__), found)

    def _import_topic(self, found: Sequence[Document]) -> None:
        if fault := next((one.fault for one in found if one.fault), ""):
            raise Unusable(fault)
        together = whole(found)
        there = topic(together.data)
        known = self.known
        new = [n for n in there.notes if f"{there.key}/{n.number}" not in known.posts]
        before = there.key in known.threads
        if before:
            prepared = complete_topic(there, new, known, self.links)
        else:
            prepared = create_topic(there, known, self.links)
        count_topic(
            self.report, there, prepared, known, accepted=_accepted(found), is_new=not before
        )
        for why, where in said_twice(found):
            self.report.leave_out(why, where)
        for where in together.doubled:
            self.report.leave_out(t("a post that is in the files several times"), where)
        self.report.tallies["topics"].left += len(found) - 1
        self.report.tallies["posts"].left += len(together.doubled)

    def _leave_out(self, why: str, found: Sequence[Document]) -> None:
        """Note that a topic is left out, with all its posts and accepted answers."""
        for document in found:
            self.report.leave_out(why, document.where)
        tallies = self.report.tallies
        tallies["topics"].left += len(found)
        tallies["posts"].left += sum(len(posts_in(one.data)) for one in found)
        tallies["helped"].left += len(_accepted(found))

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
            self.links.begin("")
            texts = [(row, *clean(row.source, self.links)) for row in rows]
            for row, source, html in texts:
                if source != row.source and rewrite_post(row.post_id, source=source, html=html):
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


def _accepted(found: Sequence[Document]) -> set[int]:
    """Return the numbers of the accepted answers that the documents of a topic name."""
    return {number for document in found for number in accepted_in(document.data)}
