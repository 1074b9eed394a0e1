"""Takes a person's name and handles out of every text of every table.

Which tables and columns there are is asked of the models, so that none is missed. Nobody reads what
is read here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    and_,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from ...artefacts.models import Artefact, ArtefactRevision
from ...core.database.outbox import record_changes
from ...core.database.session import change, protect_transaction, session
from ...core.text.folding import folded, folded_end
from ...core.text.line import slug
from ...core.text.markdown import AT
from ...core.text.markup import RENDER_VERSION
from ...texts.actions import render_again
from ...texts.rows import Origin, origin_in
from ...threads.models import Post, Revision
from ..queries.leaver import TABLES, is_of
from .files import without_labels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Column, Table

    from ...core.text.person_names import Person
    from ..queries.leaver import Leaver

APART = frozenset({"forum_member", "forum_retired_handle", "forum_account", "forum_session"})
"""Tables of people themselves: ``forget`` empties what is theirs."""
FILES = frozenset({"forum_file", "forum_blob", "forum_blob_text", "forum_source"})
"""Names of files are changed in files.py; words in a file are listed, and stay as the file does."""
JSON = frozenset({"details", "prompt_headings", "sections", "questions", "prompts"})
"""Columns whose texts stand in JSON."""
INDEXED = {
    "forum_post": ("post", "id"),
    "forum_thread": ("thread", "id"),
    "forum_artefact": ("artefact", "id"),
    "forum_attempt": ("post", "post_id"),
}
"""What the search reads again, by the table that has changed."""


SECTION_IDS = {
    "forum_artefact_section": "id",
    "forum_artefact_revision": "sections",
    "forum_need": "section",
    "forum_placement": "section",
}
"""Where ids of sections stand, which are made from headings."""


def take_out(leaver: Leaver, *, files: Mapping[str, str]) -> None:
    """Take the name and the handles of somebody out of all that is stored.

    Out of what they wrote goes their name as well; of what others wrote, only handles and what
    names them alone, like whoever has checked a text, and the names of *files* of theirs that the
    product wrote, by their keys.
    """
    changed: dict[str, set[Any]] = {}
    for table in TABLES.values():
        if table.name.startswith("forum_") and table.name not in APART | FILES:
            changed[table.name] = set(_rewrite(table, leaver, files))
    _render(changed)
    _rename_sections(changed, leaver.person)
    for name, (kind, column) in INDEXED.items():
        ids = sorted({row[column] for row in map(dict, changed.get(name, ())) if row.get(column)})
        record_changes(session(), kind=kind, ids=ids)


def _rewrite(
    table: Table, leaver: Leaver, files: Mapping[str, str]
) -> Iterator[tuple[tuple[str, Any], ...]]:
    """Change the rows of *table*; yield the key of each, as pairs."""
    columns = [column for column in table.c if isinstance(column.type, Text)]
    if not columns:
        return
    key = list(table.primary_key)
    theirs = is_of(table, leaver.member_id)
    signs = ("forum:/f/",) if files else ()
    named = [column.contains(sign) for column in columns for sign in (*AT, "/m/", *signs)]
    named += [column.like(like) for column in columns for like in leaver.person.patterns]
    own = set() if theirs is None else {tuple(row) for row in _keys(key, theirs)}
    for row in _keys(key, or_(*named, *(() if theirs is None else (theirs,)))):
        at = and_(*(column == value for column, value in zip(key, row, strict=True)))
        now = select(*columns).where(at).with_for_update()  # what is saved meanwhile is not lost
        before = session().execute(now).mappings().first()
        if before is None:
            continue
        clean = _cleaner(leaver.person, files, own=tuple(row) in own)
        values = {
            column.name: text
            for column in columns
            if (text := _cleaned(clean, leaver.person, column.name, before[column]))
            != before[column]
        }
        if values:
            values |= _made_from(values, before)
            _save(table, at, values)
            yield tuple((column.name, value) for column, value in zip(key, row, strict=True))


def _made_from(values: Mapping[str, Any], before: Mapping[Any, Any]) -> dict[str, str]:
    """Return the columns that are made from those that have changed."""
    made = {
        f"{name}{end}": fold(text)
        for name, text in values.items()
        for end, fold in (("_folded", folded), ("_end", folded_end))
        if f"{name}{end}" in before
    }
    if "title" in values and before.get("slug") == slug(before["title"], bare=""):
        made["slug"] = slug(values["title"], bare="")
    return made


def _rename_sections(changed: Mapping[str, set[Any]], person: Person) -> None:
    """Take the handles out of the ids of sections, of the pages that have had them."""
    pages = sorted({dict(key)["artefact_id"] for key in changed["forum_artefact_revision"]})
    for name, column in SECTION_IDS.items():
        table = TABLES[name]
        whose = table.c.artefact_id.in_(pages)
        for row in session().execute(select(table).where(whose).with_for_update()).mappings().all():
            id = row[column]
            if id and (after := person.without_slugs(id)) != id:
                at = and_(*(key == row[key] for key in table.primary_key))
                _save(table, at, {column: after})


def _keys(key: list[Column[Any]], which: Any) -> list[Any]:
    return list(session().execute(select(*key).where(which)).all())


def _cleaner(person: Person, files: Mapping[str, str], *, own: bool) -> Callable[[str], str]:
    clean = person.without_name if own else person.without_handles
    return lambda text: clean(without_labels(person, text, files, own=own))


def _cleaned(clean: Callable[[str], str], person: Person, name: str, text: str | None) -> Any:
    if not text:
        return text
    if name == "origin":
        origin = origin_in(text)
        return Origin(origin.kind, _credit(person, clean, origin.note)).stored
    if name in JSON and text[:1] in "{[":
        stored = _in_json(json.loads(text), lambda one: _credit(person, clean, one))
        after = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
        return text if json.loads(after) == json.loads(text) else after
    return clean(text)


def _credit(person: Person, clean: Callable[[str], str], text: str) -> str:
    """Return *text* without what *clean* takes out; what is only the name, is it no more."""
    alone = person.name and folded(text) in (folded(person.name), folded(person.handle))
    return person.instead if alone else clean(text)


def _in_json(value: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_in_json(one, clean) for one in value]
    if isinstance(value, dict):
        return {name: _in_json(one, clean) for name, one in value.items()}
    return value


def _save(table: Table, at: Any, values: dict[str, Any]) -> None:
    try:
        with protect_transaction():
            change(update(table).where(at).values(values))
    except IntegrityError:  # a tag that the text has already, say: then this row says nothing more
        if not set(values) & _unique(table):
            raise
        change(delete(table).where(at))


def _unique(table: Table) -> set[str]:
    keys = (PrimaryKeyConstraint, UniqueConstraint)
    return {column.name for key in table.constraints if isinstance(key, keys) for column in key.c}


def _render(changed: dict[str, set[Any]]) -> None:
    """Render again the texts whose newest source has changed."""
    for version in map(dict, changed["forum_revision"]):
        post_id, number = version["post_id"], version["number"]
        of = and_(Post.id == post_id, Post.revision == number, Post.state != "withdrawn")
        source = session().execute(
            select(Revision.source, Revision.format)
            .join(Post, Post.id == Revision.post_id)
            .where(of, Revision.number == number)
        )
        if (row := source.first()) is not None:
            html = render_again(row.source, format=row.format)
            values = {"html": html, "render_version": RENDER_VERSION}
            change(update(Post).where(Post.id == post_id, Post.revision == number).values(values))
            changed["forum_post"].add((("id", post_id),))
    for version in map(dict, changed["forum_artefact_revision"]):
        page_id, number = version["artefact_id"], version["number"]
        its = and_(ArtefactRevision.artefact_id == page_id, ArtefactRevision.number == number)
        text = session().scalar(
            select(ArtefactRevision.source)
            .join(Artefact, Artefact.id == ArtefactRevision.artefact_id)
            .where(its, Artefact.revision == number, Artefact.visibility != "withdrawn")
        )
        if text is not None:
            html = render_again(text, format="markdown")
            values = {"html": html, "render_version": RENDER_VERSION}
            newest = Artefact.id == page_id, Artefact.revision == number
            change(update(Artefact).where(*newest).values(values))
            changed["forum_artefact"].add((("id", page_id),))
