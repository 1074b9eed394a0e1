"""A first look through the other forum's files: how much, who wrote, which links are its own."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .discourse import Unusable, topic
from .files import documents

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_TOPIC = re.compile(r'href="https?://([^/"?#]{1,200})/t/([^/"?#]{1,200})/([0-9]{1,18})')
_CATEGORY = re.compile(
    r'href="(?:https?://[^/"?#]{1,200})?/c/(?:[\w-]{1,99}/)?([\w-]{1,99})/([0-9]{1,18})["/?#]'
)


@dataclass
class Person:
    """Somebody who wrote there, and when first."""

    username: str
    name: str
    since: datetime


@dataclass
class Survey:
    """What a first look found."""

    documents: int = 0
    topics: dict[str, str] = field(default_factory=dict)
    """The slug of each topic by its key."""
    categories: dict[str, str] = field(default_factory=dict)
    """A name for each category that topics are in, by its key."""
    people: dict[str, Person] = field(default_factory=dict)
    hosts: list[str] = field(default_factory=list)
    """Where the other forum lived, the most usual first: links there are links here."""


def survey(path: Path) -> Survey:
    """Return what is found at *path*. Nothing is refused; what cannot be read is only counted.

    A host is the other forum's where a link to it names a topic of these files by number and
    slug. A category, whose name a topic does not tell, is called by the links to it.
    """
    found = Survey()
    links: Counter[tuple[str, str, str]] = Counter()
    called: Counter[tuple[str, str]] = Counter()
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
                called.update(_CATEGORY.findall(note.cooked))
    found.hosts = _hosts(links, found.topics)
    _name(found.categories, called)
    return found


def _hosts(links: Counter[tuple[str, str, str]], topics: dict[str, str]) -> list[str]:
    ours: Counter[str] = Counter()
    for (host, slug, id), times in links.items():
        if topics.get(id) == slug:
            ours[host.lower()] += times
    return [host for host, _ in ours.most_common(20)]


def _name(categories: dict[str, str], called: Counter[tuple[str, str]]) -> None:
    """Give each category the name that most links to it say."""
    for (name, id), _ in called.most_common():
        if categories.get(id) == "":
            categories[id] = " ".join(name.split("-")).capitalize()
