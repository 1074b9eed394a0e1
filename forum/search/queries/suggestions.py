"""People, spaces and tags whose names fit the words of a search."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Text, bindparam, literal_column, select, union_all

from ...core.database.id_list import is_among
from ...core.database.session import fetch_all
from ...core.database.statement_cache import with_cache
from ...core.text.folding import folded, is_unspaced
from ...core.text.line import tag
from ...core.text.word_folding import fold
from ...members.models import Member
from ...members.queries import LAST, longest_spaced
from ...spaces.current import listed_spaces
from ...threads.models import TAG
from ..rows import SuggestionRow
from .people import is_read
from .tags import thread_tags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from ...core.database.session import Statement
    from ...members.viewer import Viewer
    from ...spaces.rows import SpaceRow
    from ..query_language import TypedQuery

MOST = 3
"""How many of each are shown."""
MOST_WORDS = 5
"""In a search of more words nothing is a name."""
SHORTEST = 3
"""How many letters of a word must be there to stand for a longer one; scripts without spaces need
one."""


class Suggestions(NamedTuple):
    """What stands above the hits: each kind in alphabetical order."""

    people: Sequence[SuggestionRow] = ()
    spaces: Sequence[SpaceRow] = ()
    tags: Sequence[str] = ()

    @property
    def words(self) -> frozenset[str]:
        """The words of these names, folded as the search folds them."""
        named = (each.name for some in (self.people, self.spaces) for each in some)
        return frozenset(fold(word) for name in (*named, *self.tags) for word in name.split())


def suggestions(viewer: Viewer, typed: TypedQuery) -> Suggestions:
    """Return whom and what the words of *typed* name; nothing if it asks for more than words.

    A name fits if each of the words begins a word of it, or if it stands among the words as a
    whole; a tag, only so. Of people and tags only those of which *viewer* can read something.
    """
    text = " ".join(term.text for term in typed.terms)
    words = folded(text).split()
    if not typed.only_words or not words or len(words) > MOST_WORDS:
        return Suggestions()
    whole = sorted(set(_runs(words)))
    unfinished = all(len(word) >= SHORTEST or is_unspaced(word) for word in words)
    values = {
        "names": whole,
        "tags": sorted({tag(run, longest=TAG) for run in _runs(text.split())} - {""}),
        **(_begun(words) if unfinished else {}),
        **viewer.binds(),
    }
    rows = fetch_all(SuggestionRow, _statement(len(words) if unfinished else 0), values)
    people = dict.fromkeys(row for row in rows if row.handle)
    return Suggestions(
        people=list(people)[:MOST],
        spaces=[
            space
            for space in listed_spaces()
            if (name := folded(space.name)) in whole or (unfinished and _fits(name, words))
        ][:MOST],
        tags=[row.name for row in rows if not row.handle],
    )


def _runs(words: Sequence[str]) -> list[str]:
    """Return every run of *words*, as one text each."""
    ends = range(1, len(words) + 1)
    return [" ".join(words[start:end]) for end in ends for start in range(end)]


def _fits(name: str, words: Sequence[str]) -> bool:
    """Whether each of *words* begins a word of *name*, which is folded like them."""
    return all(word in name if is_unspaced(word) else f" {word}" in f" {name}" for word in words)


_NOTHING = literal_column("''", Text)
_PEOPLE = select(Member.name, Member.handle, Member.organisation).where(
    ~Member.former, Member.handle.is_not(None), is_read()
)
_CALLED = (
    _PEOPLE.where(is_among(Member.name_folded, "names"))
    .order_by(Member.name_folded, Member.id)
    .limit(MOST)
)
_TAGGED = (
    thread_tags()
    .add_columns(_NOTHING.label("handle"), _NOTHING.label("organisation"))
    .order_by("tag")
    .limit(MOST)
)


def _begun(words: Sequence[str]) -> dict[str, str]:
    """Return the binds for those whose name has a word that begins with each of *words*.

    The longest stands at the beginning of their first word or of their last, and is found by an
    index. Scripts without spaces have no words to begin at: then every name is read.
    """
    start = longest_spaced(words)
    patterns = (f"%{_escaped(word if is_unspaced(word) else f' {word}')}%" for word in words)
    words_of = {f"word{n}": pattern for n, pattern in enumerate(patterns)}
    return {"start": start, "end": start + LAST, **words_of}


def _escaped(text: str) -> str:
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")


@cache
def _statement(words: int) -> Statement:
    """Return the statement for names that have *words* words, or that are called in full if 0."""
    spaced: ColumnElement[str] = literal_column("' '", Text) + Member.name_folded
    has_words = [spaced.like(bindparam(f"word{n}"), escape="/") for n in range(words)]
    begun = [
        _PEOPLE.where(column >= bindparam("start"), column < bindparam("end"), *has_words)
        .order_by(column, Member.id)
        .limit(MOST)
        for column in (Member.name_folded, Member.name_end)
        if words
    ]
    parts = (part.subquery().select() for part in (_CALLED, *begun, _TAGGED))
    return with_cache(select(union_all(*parts).subquery()))
