"""Looks through the files first: how many topics, who wrote, and which links are internal."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .files import documents
from .topics import Unusable, topic

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

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

    documents: int = 0
    topics: dict[str, str] = field(default_factory=dict)
    """The slug of each topic by its key."""
    categories: dict[str, str] = field(default_factory=dict)
    """A name for each category, by its key."""
    people: dict[str, Person] = field(default_factory=dict)
    hosts: list[str] = field(default_factory=list)
    """The other forum's hosts, the most frequent first: links to them are internal."""


def survey(path: Path) -> Survey:
    """Return what is in the files at *path*; a document that cannot be read is only counted.

    A host is taken for the other forum's if a link to it names a topic of these files by number
    and slug. Topics do not contain the names of their categories: those are taken from links.
    """
    found = Survey()
    links: Counter[tuple[str, str, str]] = Counter()
    category_links: Counter[tuple[str, str]] = Counter()
    for document in documents(path):
        found.documents += 1
        try:
            there = topic(document.data)
        except Unusable:
            continue
        found.topics[there.key] = str(document.data.get("slug"))
        found.categories[there.category] = ""
        for note in there.notes:
            known = found.people.setdefault(note.person, Person(note.username, note.name, note.at))
            known.since = min(known.since, note.at)
            if "href" in note.cooked:
                links.update(_TOPIC.findall(note.cooked))
                category_links.update(_CATEGORY.findall(note.cooked))
    found.hosts = _hosts(links, found.topics)
    _name(found.categories, category_links)
    return found


def _hosts(links: Counter[tuple[str, str, str]], topics: dict[str, str]) -> list[str]:
    ours: Counter[str] = Counter()
    for (host, slug, id), times in links.items():
        if topics.get(id) == slug:
            ours[host.lower()] += times
    return [host for host, _ in ours.most_common(20)]


def _name(categories: dict[str, str], category_links: Counter[tuple[str, str]]) -> None:
    """Give each category the name that most links to it contain."""
    for (name, id), _ in category_links.most_common():
        if categories.get(id) == "":
            categories[id] = " ".join(name.split("-")).capitalize()
