"""Puts a topic together whose posts are in several documents: pages, or older and newer copies."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from ...core.web.i18n import t
from .fields import key_of, number, posts_in, stream_in
from .files import Document
from .topics import for_everybody, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass
class Whole:
    """A topic put together from its documents."""

    data: dict[str, object]
    doubled: list[str] = field(default_factory=list)
    """Where posts are that another document has too."""


class Parts:
    """Keeps the documents of a topic until all are there: in a file, as there may be many."""

    def __init__(self, documents: Mapping[str, int]) -> None:
        """*documents* says how many documents there are of each topic, by its key."""
        several = {key: count for key, count in documents.items() if count > 1}
        self._coming = {key: count for key, count in several.items() if key}
        self._places: dict[str, list[tuple[int, int, str]]] = {}
        self._file: IO[bytes] | None = None

    def add(self, document: Document) -> list[Document]:
        """Return all documents of the topic of *document*; none while others are to come."""
        key = key_of(document.data)
        if key not in self._coming:
            return [document]
        self._coming[key] -= 1
        if not self._coming[key]:
            del self._coming[key]
            return [*self._taken(key), document]
        self._keep(key, document)
        return []

    def close(self) -> None:
        """Delete the file."""
        if self._file is not None:
            self._file.close()

    def rest(self) -> Iterator[list[Document]]:
        """Yield the documents of each topic of which not all came: the files were changed."""
        for key in list(self._places):
            yield self._taken(key)

    def _keep(self, key: str, document: Document) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115
        raw = json.dumps(document.data).encode()
        start = self._file.seek(0, 2)
        self._file.write(raw)
        self._places.setdefault(key, []).append((start, len(raw), document.where))

    def _taken(self, key: str) -> list[Document]:
        found = []
        for start, length, where in self._places.pop(key, []):
            if self._file is not None:
                self._file.seek(start)
                found.append(Document(where, json.loads(self._file.read(length))))
        return found


def whole(documents: Sequence[Document]) -> Whole:
    """Return one topic from all *documents* that have its id, the fullest first.

    The title and what else is said once are those of the fullest that has a title, and so is a
    post that several have. Raises Unusable if one of them says that not everybody may read it.
    """
    if len(documents) == 1:
        return Whole(for_everybody(documents[0].data)[1])
    for document in documents:
        for_everybody(document.data)
    ordered = fullest_first(documents)
    head = next((one for one in ordered if title_of(one.data)), ordered[0])
    result = Whole(dict(head.data))
    posts: list[object] = []
    numbers: set[int] = set()
    for document in ordered:
        for post in posts_in(document.data):
            own = number(post.get("post_number")) if isinstance(post, dict) else None
            if own in numbers:
                result.doubled.append(f"{document.data['id']}/{own}")
            else:
                posts.append(post)
        numbers |= {n for post in posts if isinstance(post, dict) and (n := _own(post))}
    stream = max((stream_in(one.data) for one in ordered), key=len)
    result.data["post_stream"] = {"stream": stream, "posts": posts}
    result.data["posts_count"] = max(number(one.data.get("posts_count")) or 0 for one in ordered)
    return result


def fullest_first(documents: Sequence[Document]) -> list[Document]:
    """Return *documents* by how many posts they have; of two alike, the earlier comes first."""
    return sorted(documents, key=lambda one: -len(posts_in(one.data)))


def _own(post: dict[str, object]) -> int | None:
    return number(post.get("post_number"))


def said_twice(documents: Sequence[Document]) -> list[tuple[str, str]]:
    """Return why and where, for every document of a topic but the fullest."""
    why = t("a topic that is in the files several times: the fullest was taken")
    return [(why, one.where) for one in fullest_first(documents)[1:]] if documents else []
