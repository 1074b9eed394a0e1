"""Reads the topics of an archive, each put together from its documents."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...core.web.i18n import t
from .fields import Unusable, accepted_in, posts_in
from .files import documents
from .parts import Parts, whole
from .topics import topic

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence
    from pathlib import Path

    from .files import Document
    from .survey import Survey
    from .topics import Topic


@dataclass(frozen=True)
class Found:
    """The documents of a topic, and the topic that they hold, or what is wrong with them."""

    documents: Sequence[Document]
    topic: Topic | None = None
    doubled: Sequence[str] = ()
    """Where posts are that another document has too."""
    fault: str = ""
    is_new: bool = False
    """Whether nothing of it was imported before."""

    @property
    def key(self) -> str:
        """The key of the topic; empty if there is none."""
        return self.topic.key if self.topic else ""

    @property
    def texts(self) -> Sequence[str]:
        """The texts of its posts that can be cleaned before it is its turn."""
        return [note.cooked for note in self.topic.notes] if self.topic and self.is_new else []

    @property
    def accepted(self) -> set[int]:
        """The numbers of the accepted answers that the documents name."""
        return {number for one in self.documents for number in accepted_in(one.data)}

    @property
    def held(self) -> int:
        """How many posts the documents hold."""
        return sum(len(posts_in(one.data)) for one in self.documents)


def topics_in(path: Path, survey: Survey, known: Container[str]) -> Iterator[Found]:
    """Yield every topic of the files at *path*; *known* are the keys of those imported before."""
    with closing(Parts(survey.documents)) as parts:
        for document in documents(path):
            if together := parts.add(document):
                yield _found(together, known)
        for together in parts.rest():
            yield _found(together, known)


def _found(together: Sequence[Document], known: Container[str]) -> Found:
    try:
        if fault := next((one.fault for one in together if one.fault), ""):
            return Found(together, fault=fault)
        one = whole(together)
        there = topic(one.data)
    except Unusable as why:
        return Found(together, fault=str(why))
    except (ValueError, LookupError, RecursionError) as error:
        return Found(together, fault=named(error))
    return Found(together, there, one.doubled, is_new=there.key not in known)


def named(error: Exception) -> str:
    """Return *error* as a reason why something was left out."""
    return t("an error: %(kind)s", kind=type(error).__name__)
