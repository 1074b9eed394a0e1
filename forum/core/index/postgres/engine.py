"""The search engine that lies in the forum's own PostgreSQL: it is committed with what is found."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, text, update

from ...database.postgres import lock, try_lock
from .. import stemming
from ..protocol import Busy, NotReady
from . import search
from .models import SearchBuild, SearchDocument
from .similar import similar
from .store import Writing, empty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine

    from ..protocol import Found, Order, Reach, Sought, Term

VERSION = 1
"""Of what is written into the index: an index of another version is built anew."""
LOCKS = 0x666F7273
"""The group of our locks on PostgreSQL: "fors"."""
ALONE, ALL = 1, 2
"""Who builds or catches up is alone; who writes one thing shares ALL, who writes any has it."""


class PostgresEngine:
    """The newest build of *language* that is done, in the tables ``forum_search_...``.

    *bind* makes the connections that it is written over; *reading* lends one to search with.
    """

    def __init__(
        self,
        bind: Engine,
        *,
        language: str,
        reading: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        self.bind, self.language, self.reading = bind, language, reading
        self.words = f"{VERSION}{language}"

    def search(self, sought: Sought, *, reach: Reach, page: int, order: Order) -> Found:
        """Return a page of what *sought* finds; NotReady where there is no index."""
        with self.reading() as connection:
            return search.search(
                connection,
                sought,
                build=self.build(connection),
                language=self.language,
                reach=reach,
                page=page,
                order=order,
            )

    def similar(self, title: str, *, reach: Reach, most: int) -> tuple[str, ...]:
        """Return ids of documents whose title is like *title*; NotReady."""
        with self.reading() as connection:
            return similar(
                connection,
                title,
                build=self.build(connection),
                language=self.language,
                reach=reach,
                most=most,
            )

    def found(self, terms: Iterable[Term]) -> Callable[[str], bool]:
        """Return what says of a word of a text whether one of *terms* finds it."""
        return stemming.found(terms, self.language)

    def ready(self) -> bool:
        """Whether there is an index of this version and language."""
        with suppress(NotReady), self.reading() as connection:
            return bool(self.build(connection))
        return False

    def count(self) -> int:
        """Return how many documents there are; NotReady."""
        with self.reading() as connection:
            mine = SearchDocument.build == self.build(connection)
            return connection.scalar(select(func.count()).where(mine)) or 0

    def home(self) -> str:
        """Return the one name of every such index: there is one to a database."""
        return "postgresql"

    def place(self) -> str:
        """Return where the index lies."""
        return "the database itself"

    def build(self, connection: Connection) -> int:
        """Return the number of the build to use; NotReady where there is none."""
        found = connection.scalar(
            select(func.max(SearchBuild.number)).where(
                SearchBuild.done, SearchBuild.words == self.words
            )
        )
        if found is None:
            raise NotReady
        return int(found)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep everybody else from building and catching up; Busy at once."""
        with self.bind.begin() as connection:
            if not try_lock(connection, LOCKS, ALONE):
                raise Busy
            yield

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Write into the index; who commits meanwhile waits, lest they read what grows old."""
        with self.bind.begin() as connection:
            build = self.build(connection)
            lock(connection, LOCKS, ALL)
            connection.execute(delete(SearchBuild).where(~SearchBuild.done))  # of one that died
            yield self.over(connection, build)

    @contextmanager
    def rebuilding(self) -> Iterator[Writing]:
        """Write a new build, part by part, which is searched once it is done."""
        build = self._begin()
        try:
            yield Writing(self.bind.begin, build=build, language=self.language)
            with self.bind.begin() as connection:
                lock(connection, LOCKS, ALL)
                connection.execute(
                    update(SearchBuild).where(SearchBuild.number == build).values(done=True)
                )
        except BaseException:
            self._forget(build)
            raise
        self._forget(build, all_but=True)
        with self.bind.begin() as connection:  # else the first searches are planned blindly
            connection.execute(text("ANALYZE forum_search_document, forum_search_text"))

    def over(self, connection: Connection, build: int) -> Writing:
        """Return what writes into *build* over *connection*, which somebody else commits."""
        return Writing(lambda: nullcontext(connection), build=build, language=self.language)

    def _begin(self) -> int:
        """Announce a new build: whoever commits from now on leaves word in the outbox as well."""
        with self.bind.begin() as connection:
            lock(connection, LOCKS, ALL)
            used = (SearchBuild.number, SearchDocument.build)  # what died may have left documents
            build = max(connection.scalar(select(func.max(n))) or 0 for n in used) + 1
            connection.execute(
                insert(SearchBuild).values(number=build, words=self.words, done=False)
            )
        return build

    def _forget(self, build: int, *, all_but: bool = False) -> None:
        """Delete a build, or *all_but* it."""
        with self.bind.begin() as connection:
            for column, forget in (
                (SearchDocument.build, empty),
                (SearchBuild.number, lambda c, which: c.execute(delete(SearchBuild).where(which))),
            ):
                forget(connection, column != build if all_but else column == build)
