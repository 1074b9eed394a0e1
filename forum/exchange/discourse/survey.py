"""Looks through the files first: how many topics, who wrote, and which links are internal."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .fields import Unusable, author, key_of, posts_in
from .files import documents
from .topics import category_of, for_everybody, notes_of, topic

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from .topics import Note, Topic

_TOPIC = re.compile(r'href="https?://([^/"?#]{1,200})/t/([^/"?#]{1,200})/([0-9]{1,18})')
_CATEGORY = re.compile(
    r'href="(?:https?://[^/"?#]{1,200})?/c/(?:[\w-]{1,99}/)?([\w-]{1,99})/([0-9]{1,18})["/?#]'
)


@dataclass
class Person:
    """An author, and when they first wrote."""

    username: str
    name: str
    since: datetime


@dataclass
class Survey:
    """What the files contain."""

    documents: Counter[str] = field(default_factory=Counter)
    """How many documents there are of each topic, by its key; "" for those without a topic."""
    posts: int = 0
    """How many posts the documents hold, also those that will be left out."""
    topics: dict[str, str] = field(default_factory=dict)
    """The slug of each topic by its key."""
    categories: dict[str, str] = field(default_factory=dict)
    """A name for each category, by its key."""
    people: dict[str, Person] = field(default_factory=dict)
    hosts: list[str] = field(default_factory=list)
    """The other forum's hosts, the most usual first: links to them are internal."""
    times: dict[str, datetime] = field(default_factory=dict)
    """When the first post of each topic was written, by "topic/number"."""
    named: dict[str, str] = field(default_factory=dict)
    """The username of everybody who is named as an author, also of posts that are left out."""
    filed: set[str] = field(default_factory=set)
    """The key of every category that a document names."""


def survey(path: Path, *, host: str | None = None) -> Survey:
    """Return what is in the files at *path*; a document that cannot be read is only counted.

    A host is taken for the other forum's if it is *host*, or if a link to it names a topic of
    these files by number and slug. Topics do not contain the names of their categories: those are
    taken from links.
    """
    found = Survey()
    links: Counter[tuple[str, str, str]] = Counter()
    category_links: Counter[tuple[str, str]] = Counter()
    headless: list[tuple[str, list[Note]]] = []
    for document in documents(path):
        key = key_of(document.data)
        found.documents[key] += 1
        found.posts += len(posts_in(document.data))
        try:
            there = topic(document.data)
        except Unusable:
            _note_names(found, document.data)
            headless.append((key, _notes_without_title(document.data)))
            continue
        if there.left_out:
            _note_names(found, document.data)
        _add(found, there, str(document.data.get("slug"))[:200])
        for note in there.notes:
            if "href" in note.cooked:
                links.update(_TOPIC.findall(note.cooked))
                category_links.update(_CATEGORY.findall(note.cooked))
    for key, notes in headless:
        _add_people(found, notes if key in found.topics else ())
    found.hosts = _hosts(links, found.topics, host)
    _name(found.categories, category_links)
    return found


def _add(found: Survey, there: Topic, slug: str) -> None:
    found.topics[there.key] = slug
    found.categories[there.category] = ""
    found.filed.add(there.category)
    found.times[f"{there.key}/{there.notes[0].number}"] = there.notes[0].at
    _add_people(found, there.notes)


def _add_people(found: Survey, notes: Iterable[Note]) -> None:
    for note in notes:
        known = found.people.setdefault(note.person, Person(note.username, note.name, note.at))
        known.since = min(known.since, note.at)
        found.named[note.person] = note.username


def _note_names(found: Survey, data: object) -> None:
    """Note who and which category are named in a topic of which something is left out."""
    for post in posts_in(data):
        try:
            key, username, _ = author(post if isinstance(post, dict) else {})
        except Unusable:
            continue
        found.named.setdefault(key, username)
    if isinstance(data, dict) and key_of(data) and "category_id" in data:
        found.filed.add(category_of(data))


def _notes_without_title(data: object) -> list[Note]:
    """Return the posts of a document that has no title: it may be a later page of a topic."""
    try:
        return notes_of(for_everybody(data)[1])[0]
    except Unusable:
        return []


def _hosts(
    links: Counter[tuple[str, str, str]], topics: dict[str, str], host: str | None
) -> list[str]:
    ours: Counter[str] = Counter()
    for (name, slug, id), times in links.items():
        if topics.get(id) == slug:
            ours[name.lower()] += times
    said = [host] if host else []
    return list(dict.fromkeys(said + [name for name, _ in ours.most_common(20)]))


def _name(categories: dict[str, str], category_links: Counter[tuple[str, str]]) -> None:
    """Give each category the name that most links to it contain."""
    for (name, id), _ in category_links.most_common():
        if categories.get(id) == "":
            categories[id] = " ".join(name.split("-")).capitalize()
