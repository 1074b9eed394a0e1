"""Turns links to the other forum into links to this one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...core.text.credits import nameless
from ...core.text.links import permitted

if TYPE_CHECKING:
    from collections.abc import Container

_ADDRESS = re.compile(
    r"(?:https?://(?P<host>[^/?#]+))?(?P<path>/(?!/)[^?#]*)(?:\?[^#]*)?(?:#.*)?", re.DOTALL
)
_TOPIC = re.compile(r"/t/(?:[^/]*[^/\d][^/]*/)?(?P<topic>\d{1,18})(?:/(?P<post>\d{1,18}))?/?")
_SHORT = re.compile(r"upload://([\w.-]{1,200})", re.ASCII)
_PERSON = re.compile(r"/u(?:sers)?/(?P<person>[^/]+)/?")
_CATEGORY = re.compile(r"/c/(?:[^/]+/)*(?P<category>\d{1,18})/?")
HERE = "forum:/p/0-"
"""A link to a post of the same thread, followed by its number there."""
_HERE = re.compile(r'href="forum:/p/0-(\d+)"')


class Unsettled(Exception):
    """Where a link leads is known only when a topic has been imported."""


@dataclass
class Links:
    """Maps addresses of the other forum to ours; ``clean`` calls it with every address."""

    hosts: list[str] = field(default_factory=list)
    threads: dict[str, int] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    """Ids here by "topic/number" there."""
    handles: dict[str, str] = field(default_factory=dict)
    spaces: dict[str, str] = field(default_factory=dict)
    coming: frozenset[str] = frozenset()
    """Topics that are in these files."""
    unsettled: Container[str] = frozenset()
    """Topics of which nobody can say yet whether they will have been imported."""
    within: str = ""
    """The topic that is being imported."""
    waiting: bool = False
    """Set when a link leads to a topic that has not been imported yet."""
    paths: int = 0
    """How many links were left without a host, because it is not known."""
    refused: int = 0
    """How many links no post may have; their texts stay."""

    def begin(self, topic: str) -> None:
        """Begin with a post of *topic*: nothing has been found in it yet."""
        self.within, self.waiting, self.paths, self.refused = topic, False, 0, 0

    def __call__(self, href: str) -> str | None:
        """Return the new address for *href*, "" to remove the link, or None to keep it.

        Raises Unsettled if it leads to one of the topics that are.
        """
        address = href.strip()
        if address.startswith("upload:"):
            address = _SHORT.sub(r"/uploads/short-url/\1", address)
        found = _ADDRESS.fullmatch(address)
        if found is None or not (found["host"] is None or found["host"].lower() in self.hosts):
            self.refused += not address.startswith(("#", "http")) and permitted(address) is None
            return None
        new = self._moved(found["path"])
        if new is not None or found["host"] is not None:
            return new
        if self.hosts:
            return f"https://{self.hosts[0]}{address}"
        self.paths += 1
        return address

    def _moved(self, path: str) -> str | None:
        """Return where *path* is here, "" for a link to be removed, None if it is not here."""
        if topic := _TOPIC.fullmatch(path):
            return self._topic(topic["topic"], topic["post"])
        if person := _PERSON.fullmatch(path):
            handle = self.handles.get(person["person"].lower())
            return f"forum:/m/{handle}" if handle else ""
        category = _CATEGORY.fullmatch(path)
        slug = self.spaces.get(category["category"]) if category else None
        return f"forum:/s/{slug}" if slug else None

    def _topic(self, topic: str, post: str | None) -> str | None:
        if topic != self.within and topic in self.unsettled:
            raise Unsettled
        known = self.posts.get(f"{topic}/{int(post)}") if post else None
        if known is None and topic == self.within and post is not None:
            return f"{HERE}{int(post)}"
        if topic in self.threads:
            return f"forum:/p/{known}" if known else f"forum:/t/{self.threads[topic]}"
        self.waiting = self.waiting or topic in self.coming
        return None


def resolve_inner_links(html: str, posts: dict[int, int], thread_id: int) -> str:
    """Return *html* with its links within the thread resolved; *posts* are ids by number there."""
    if HERE not in html:
        return html

    def address(found: re.Match[str]) -> str:
        id = posts.get(int(found[1]))
        return f'href="forum:/p/{id}"' if id else f'href="forum:/t/{thread_id}"'

    return nameless(_HERE.sub(address, html))
