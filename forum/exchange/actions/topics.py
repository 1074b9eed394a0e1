"""Brings another forum in: people and spaces, then topic by topic, then the links between them.

Each topic is one transaction with its rows in the source map, so that a run that was ended, by
whatever, is continued by the next. Texts are made ready before the transaction begins.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from ...core.database.outbox import tell
from ...core.database.session import commit, rows, session
from ...core.state import state
from ...core.web.i18n import t
from ...spaces import actions as spaces
from ...threads.models import Revision
from .. import sources
from ..discourse import Note, Topic, Unusable, topic
from ..files import documents
from ..links import Links, settled
from ..report import Report
from . import members, threads

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..files import Document
    from ..survey import Survey

SETTLED = 50
"""Posts whose links are settled in one transaction."""


@dataclass
class Import:
    """One run: what is known of the other forum, where its things are here, and the report."""

    survey: Survey
    space: str | None = None
    """The name of the one space that takes everything; else each category becomes a space."""
    report: Report = field(default_factory=Report)
    people: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    links: Links = field(default_factory=Links)
    seen: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """Bring in people and spaces, and read what earlier runs have done."""
        self.people = self._people()
        self.places = self._one_space() if self.space else self._categories()
        handles, slugs = sources.handles(), sources.slugs()
        self.links = Links(
            hosts=self.survey.hosts,
            threads=sources.known("topic"),
            posts=sources.known("post"),
            handles={
                person.username.lower(): handles[self.people[key]]
                for key, person in self.survey.people.items()
            },
            spaces={key: slugs[id] for key, id in self.places.items() if key},
            coming=frozenset(self.survey.topics),
        )
        commit()

    def _people(self) -> dict[str, int]:
        known = sources.known("person")
        new = {}
        for key, person in self.survey.people.items():
            if key not in known:
                new[key], _ = members.bring(
                    username=person.username, name=person.name, since=person.since
                )
        sources.remember("person", new)
        self.report.counts["people"] = len(new)
        return known | new

    def _one_space(self) -> dict[str, int]:
        name = self.space or ""
        before = sources.known("space").get(name)  # it may be called otherwise by now
        id = sources.space(name) or before or self._space(name)
        if before is None:
            sources.remember("space", {name: id})
        return dict.fromkeys(self.survey.categories, id)

    def _categories(self) -> dict[str, int]:
        known = sources.known("category")
        new = {
            key: self._space(name or _unnamed(key))
            for key, name in self.survey.categories.items()
            if key not in known
        }
        sources.remember("category", new)
        return known | new

    def _space(self, name: str) -> int:
        self.report.counts["spaces"] += 1
        purpose = t("What was written in “%(name)s” before.", name=name)
        made = spaces.create_space(
            name=name, purpose=purpose, norms="", access="open", maker_id=None
        )
        return made.id

    def take(self, document: Document) -> None:
        """Bring in the topic that a document holds. What is wrong with it is reported.

        OperationalError where the database refuses to be written to at all.
        """
        try:
            if document.fault:
                raise Unusable(document.fault)
            found = topic(document.data)
            if found.key in self.seen:
                raise Unusable(t("a topic that was in the files before"))
            self.seen.add(found.key)
            if found.key in self.links.threads:
                self.report.counts["before"] += 1
                return
            self._bring(found)
        except Unusable as why:
            self.report.leave(str(why), document.where)
        except OperationalError:
            session().rollback()
            raise
        except (SQLAlchemyError, ValueError, LookupError, RecursionError) as error:
            session().rollback()
            self.report.leave(t("an error: %(kind)s", kind=type(error).__name__), document.where)

    def _bring(self, found: Topic) -> None:
        self.links.within = found.key
        texts, waiting = [], []
        for n, note in enumerate(found.notes):
            self.links.waiting = False
            texts.append(self._written(found, n, note))
            waiting.append(self.links.waiting)
        asked = any(one.helped for one in texts)
        thread_id, ids = threads.bring(
            space_id=self.places[found.category],
            kind="question" if asked else "discussion",
            title=found.title,
            tags=found.tags,
            posts=texts,
            locked=t("Closed in the forum it was brought from.") if found.closed else "",
        )
        posts = {note.number: id for note, id in zip(found.notes, ids, strict=True)}
        for id, one in zip(ids, texts, strict=True):
            source, html = (settled(part, posts, thread_id) for part in (one.source, one.html))
            if source != one.source:
                threads.rewrite(id, source=source, html=html)
        keys = {f"{found.key}/{number}": id for number, id in posts.items()}
        sources.remember("topic", {found.key: thread_id})
        sources.remember("post", keys)
        sources.remember("link", {str(id): id for id, far in zip(ids, waiting, strict=True) if far})
        tell(session(), kind="thread", ids=[thread_id])
        session().info.pop("forum_outbox", None)  # the index is told once, at the end
        commit()
        self.links.threads[found.key] = thread_id
        self.links.posts |= keys
        self._count(found, texts, asked=asked)

    def _written(self, found: Topic, n: int, note: Note) -> threads.Written:
        """Return the *n*-th post of a topic made ready."""
        source, html = self._text(note.cooked)
        answers = None
        if note.reply_to is not None:
            before = (m for m in range(n) if found.notes[m].number == note.reply_to)
            answers = next(before, None)
            if answers is None:
                why = t("a reply to a post that is not before it: the link is dropped")
                found.left.append((why, f"{found.key}/{note.number}"))
        return threads.Written(
            author_id=self.people[note.person],
            at=note.at,
            source=source,
            html=html,
            answers=answers,
            helped=note.accepted and n > 0,
            hidden=t("Hidden in the forum it was brought from.") if note.hidden else "",
        )

    def _text(self, cooked: str) -> tuple[str, str]:
        """Return source and HTML: the source keeps pictures, whatever is shown here today."""
        from ...core.text.sanitise import clean  # as in threads/actions/compose.py

        source = clean(cooked, link=self.links, images=True)
        images = state().config.remote_images
        return source, source if images or "<img" not in source else clean(source)

    def _count(self, found: Topic, texts: list[threads.Written], *, asked: bool) -> None:
        counts = self.report.counts
        counts["questions" if asked else "discussions"] += 1
        counts["posts"] += len(texts)
        counts["helped"] += sum(one.helped for one in texts)
        for why, where in found.left:
            self.report.leave(why, where)

    def settle(self, step: Callable[[int], None]) -> None:
        """Rewrite the posts whose links led to topics that came later; *step* is told how many."""
        self.links.within = ""
        waiting = list(sources.known("link").values())
        for start in range(0, len(waiting), SETTLED):
            ids = waiting[start : start + SETTLED]
            found = rows(
                select(Revision.post_id, Revision.source).where(
                    Revision.post_id.in_(ids), Revision.number == 1
                )
            )
            session().rollback()
            texts = {row.post_id: (row.source, *self._text(row.source)) for row in found}
            for id, (before, source, html) in texts.items():
                if source != before and threads.rewrite(id, source=source, html=html):
                    self.report.counts["links"] += 1
            for id in ids:
                sources.forget("link", str(id))
            commit()
            step(len(ids))


def analyse() -> None:
    """Let the database look at what has come in: without it, it plans as for empty tables."""
    for table in ("forum_thread", "forum_post", "forum_revision", "forum_member"):
        session().execute(text(f"ANALYZE {table}"))
    commit()


def _unnamed(category: str) -> str:
    return t("Category %(key)s", key=category) if category else t("Without a category")


def bring_in(found: Import, path: Path, step: Callable[[int], None]) -> None:
    """Bring in every topic of the files at *path*; *step* is told of each document."""
    for document in documents(path):
        found.take(document)
        step(1)
