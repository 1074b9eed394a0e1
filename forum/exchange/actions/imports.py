"""Imports another forum: people and spaces first, then topic by topic, then their links.

Each topic is one transaction, together with its rows in the source map, so that the next run
continues one that was interrupted. Texts are prepared before the transaction begins.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from ...core.database import outbox
from ...core.database.session import commit, session
from ...core.state import state
from ...core.web.i18n import t
from ...spaces.actions import create as spaces
from .. import queries
from ..discourse.files import documents
from ..discourse.links import Links
from ..discourse.topics import Note, Topic, Unusable, topic
from . import members, sources, threads
from .report import Report

if TYPE_CHECKING:
    from collections.abc import Callable
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
    people: dict[str, int] = field(default_factory=dict)
    spaces: dict[str, int] = field(default_factory=dict)
    """The id of the space for each category."""
    links: Links = field(default_factory=Links)
    seen: set[str] = field(default_factory=set)

    def import_people_and_spaces(self) -> None:
        """Create members and spaces, and read what earlier runs have imported."""
        self.people = self._people()
        self.spaces = self._one_space() if self.space else self._categories()
        handles, slugs = queries.imported_handles(), queries.space_slugs()
        self.links = Links(
            hosts=self.survey.hosts,
            threads=queries.imported_ids("topic"),
            posts=queries.imported_ids("post"),
            handles={
                person.username.lower(): handles[self.people[key]]
                for key, person in self.survey.people.items()
            },
            spaces={key: slugs[id] for key, id in self.spaces.items() if key},
            coming=frozenset(self.survey.topics),
        )
        commit()

    def _people(self) -> dict[str, int]:
        known = queries.imported_ids("person")
        new = {}
        for key, person in self.survey.people.items():
            if key not in known:
                new[key], _ = members.create_member(
                    username=person.username, name=person.name, since=person.since
                )
        sources.remember("person", new)
        self.report.counts["people"] = len(new)
        return known | new

    def _one_space(self) -> dict[str, int]:
        name = self.space or ""
        before = queries.imported_ids("space").get(name)  # it may have been renamed since
        id = queries.space_id(name) or before or self._create_space(name)
        if before is None:
            sources.remember("space", {name: id})
        return dict.fromkeys(self.survey.categories, id)

    def _categories(self) -> dict[str, int]:
        known = queries.imported_ids("category")
        new = {
            key: self._create_space(name or _default_name(key))
            for key, name in self.survey.categories.items()
            if key not in known
        }
        sources.remember("category", new)
        return known | new

    def _create_space(self, name: str) -> int:
        self.report.counts["spaces"] += 1
        purpose = t("Earlier posts from “%(name)s”.", name=name)
        made = spaces.create_space(
            name=name, purpose=purpose, norms="", access="open", maker_id=None
        )
        return made.id

    def import_topics(self, path: Path, step: Callable[[int], None]) -> None:
        """Import every topic of the files at *path*; *step* is called with 1 for each document."""
        for document in documents(path):
            self.import_document(document)
            step(1)

    def import_document(self, document: Document) -> None:
        """Import the topic in *document*; if something is wrong with it, the report says so.

        Raises OperationalError if the database cannot be written to at all.
        """
        try:
            if document.fault:
                raise Unusable(document.fault)
            found = topic(document.data)
            if found.key in self.seen:
                raise Unusable(t("a topic that is in the files twice"))
            self.seen.add(found.key)
            if found.key in self.links.threads:
                self.report.counts["before"] += 1
                return
            self._import_topic(found)
        except Unusable as why:
            self.report.leave_out(str(why), document.where)
        except OperationalError:
            session().rollback()
            raise
        except (SQLAlchemyError, ValueError, LookupError, RecursionError) as error:
            session().rollback()
            reason = t("an error: %(kind)s", kind=type(error).__name__)
            self.report.leave_out(reason, document.where)

    def _import_topic(self, found: Topic) -> None:
        """Create the thread of one topic and record what became what, in one transaction."""
        posts, waiting = self._prepare(found)
        is_question = any(post.helped for post in posts)
        thread_id, ids = threads.create_thread(
            space_id=self.spaces[found.category],
            kind="question" if is_question else "discussion",
            title=found.title,
            tags=found.tags,
            posts=posts,
            locked=t("Locked in the forum it was imported from.") if found.closed else "",
        )
        by_number = {note.number: id for note, id in zip(found.notes, ids, strict=True)}
        threads.link_within(thread_id, by_number, ids, posts)
        keys = {f"{found.key}/{number}": id for number, id in by_number.items()}
        sources.remember("topic", {found.key: thread_id})
        sources.remember("post", keys)
        sources.remember("link", {str(id): id for id, far in zip(ids, waiting, strict=True) if far})
        # The indexer is not woken: the whole import is indexed at once when it is done.
        outbox.record_changes(session(), kind="thread", ids=[thread_id], wake=False)
        commit()
        self.links.threads[found.key] = thread_id
        self.links.posts |= keys
        self._count(found, posts, is_question=is_question)

    def _prepare(self, found: Topic) -> tuple[list[threads.ImportedPost], list[bool]]:
        """Return the posts of a topic, and for each whether it links to one not imported yet."""
        self.links.within = found.key
        posts, waiting = [], []
        for index, note in enumerate(found.notes):
            self.links.waiting = False
            posts.append(self._prepare_post(found, index, note))
            waiting.append(self.links.waiting)
        return posts, waiting

    def _prepare_post(self, found: Topic, index: int, note: Note) -> threads.ImportedPost:
        source, html = self._clean(note.cooked)
        answers = None
        if note.reply_to is not None:
            earlier = (n for n in range(index) if found.notes[n].number == note.reply_to)
            answers = next(earlier, None)
            if answers is None:
                why = t("a reply to a later post: the link between them is dropped")
                found.left_out.append((why, f"{found.key}/{note.number}"))
        return threads.ImportedPost(
            author_id=self.people[note.person],
            at=note.at,
            source=source,
            html=html,
            answers=answers,
            helped=note.accepted and index > 0,
            hidden=t("Hidden in the forum it was imported from.") if note.hidden else "",
        )

    def _clean(self, cooked: str) -> tuple[str, str]:
        """Return source and HTML. The source keeps images even if none are shown today."""
        # Imported here: parsing HTML loads bleach, which no other command needs.
        from ...core.text.sanitise import clean

        source = clean(cooked, link=self.links, images=True)
        images = state().config.remote_images
        return source, source if images or "<img" not in source else clean(source)

    def _count(self, found: Topic, posts: list[threads.ImportedPost], *, is_question: bool) -> None:
        counts = self.report.counts
        counts["questions" if is_question else "discussions"] += 1
        counts["posts"] += len(posts)
        counts["helped"] += sum(post.helped for post in posts)
        for why, where in found.left_out:
            self.report.leave_out(why, where)

    def update_links(self, step: Callable[[int], None]) -> None:
        """Update posts that link to topics imported after them.

        *step* is called with the number of posts after each transaction.
        """
        self.links.within = ""
        waiting = list(queries.imported_ids("link").values())
        for start in range(0, len(waiting), LINKS_AT_ONCE):
            ids = waiting[start : start + LINKS_AT_ONCE]
            rows = queries.imported_texts(ids)
            session().rollback()
            texts = [(row, *self._clean(row.source)) for row in rows]
            for row, source, html in texts:
                if source != row.source and threads.rewrite_post(
                    row.post_id, source=source, html=html
                ):
                    self.report.counts["links"] += 1
            for id in ids:
                sources.forget("link", str(id))
            commit()
            step(len(ids))


def analyse() -> None:
    """Have the database analyse the new rows: else it plans queries as if tables were empty."""
    for table in ("forum_thread", "forum_post", "forum_revision", "forum_member"):
        session().execute(text(f"ANALYZE {table}"))
    commit()


def _default_name(category: str) -> str:
    return t("Category %(key)s", key=category) if category else t("Uncategorised")
