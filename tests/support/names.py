"""People and spaces with names of many scripts, and what does not find or sort them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator

from sqlalchemy import select

from forum.core.text.folding import folded
from forum.members import queries
from forum.members.models import Member
from forum.spaces.queries import readable_spaces

from .world import User, World

PEOPLE = (
    "Иван Петров",
    "Ωμέγα Άννα",
    "Özlem Öztürk",
    "Łukasz Żółć",
    "İnci Işık",
    "Anne-Marie O’Brien",
    "प्रिया वर्मा",
    "สมชัย ใจดี",
    "田中 太郎",
)
TYPED = {
    "太郎": ["田中 太郎"],
    "郎": ["田中 太郎"],
    "obrien": ["Anne-Marie O’Brien"],
    "o'b": ["Anne-Marie O’Brien"],
    "brien anne": ["Anne-Marie O’Brien"],
    "ivan": ["Иван Петров"],
    "arie": [],
}
"""Whom a typed text offers."""
MIXED = ["apple", "Äpfel", "Banane", "élan", "Émile", "Zebra", "Ábel", "яблоко", "Я"]
IN_ORDER = ["Ábel", "Äpfel", "apple", "Banane", "élan", "Émile", "Zebra", "Я", "яблоко"]


def offered(world: World, who: User, typed: str) -> list[str]:
    """Return the names that are offered for *typed*."""
    answer = world.client(who).get(f"{world.home}/-/people", query_string={"q": typed})
    return [one["name"] for one in json.loads(answer.text)["people"]]


def found(world: World, who: User, query: str) -> int:
    """Return how many results a search has."""
    page = world.client(who).get(f"{world.home}/-/search", query_string={"q": query}).text
    number = re.search(r"([0-9]+) results?", page)
    return int(number[1]) if number else 0


def unfound(world: World) -> Iterator[str]:
    """Yield what somebody may type for a person or a space that does not find them."""
    ana = world.member("Ana Silva")
    letters = world.space("Письма и формы", by=ana)
    for name in PEOPLE:
        world.ask(letters, world.member(name), "Hello", "From me")
    for name in PEOPLE:
        handle = world.scalar(select(Member.handle).where(Member.name == name))
        with world.request():
            for text in sorted(spellings(name) | {handle, handle.rpartition(".")[2]}):
                if name not in [member.name for member in queries.matching(text, most=8)]:
                    yield f"{text} for {name}"
        for text in (name.lower(), name.upper(), handle.upper()):
            if found(world, ana, f'author:"{text}"') != 1:
                yield f"author:{text}"
    for text, names in TYPED.items():
        if offered(world, ana, text) != names:
            yield f"{text} offers {offered(world, ana, text)}"
    for text in ("ПИСЬМА И ФОРМЫ", "письма и формы"):
        if found(world, ana, f'in:"{text}"') != len(PEOPLE):
            yield f"in:{text}"


def spellings(name: str) -> set[str]:
    """Return the words of *name* and their beginnings, in capitals and not, taken apart and not."""
    words = [part for word in re.split("[ -]", name) for part in (word, word[:2])]
    typed = {form for word in words for form in (word, word.lower(), word.upper())}
    return typed | {unicodedata.normalize("NFD", word) for word in words}


def orders(world: World) -> dict[str, list[str]]:
    """Return in which order each page lists the names ``MIXED``."""
    ana = world.member("Ana", is_admin=True)
    for name in MIXED:
        world.space(name, by=ana)
    people = tuple(map(world.member, MIXED))
    circle = world.space("Circle", by=ana, access="closed", members_=people)
    viewer, browser = world.viewer(ana), world.client(ana)
    with world.request():
        read = [space.name for space in readable_spaces(viewer.sight())]
    listed = browser.get(f"{world.home}/-/spaces").text
    members = browser.get(f"{world.home}/s/{circle.slug}/people").text
    return {
        "read": [name for name in read if name in MIXED],
        "all spaces": sorted(MIXED, key=lambda name: listed.index(f">{name}<")),
        "members": sorted(MIXED, key=lambda name: members.index(f"<bdi>{name}<")),
        "folded": sorted(MIXED, key=folded),
    }
