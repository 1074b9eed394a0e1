"""What the tests of the search share: its pages read, its commands run, its outbox counted."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select

from forum.artefacts import actions as artefacts
from forum.artefacts.details import Details
from forum.core.database.outbox import Outbox
from forum.texts.actions import compose

from ..support.world import User, World


def add(world: World, space: Any, by: User, title: str, kind: str = "story", **said: str) -> int:
    """Add a page with these details, and return its id."""
    author = world.id(by)
    with world.request():
        return artefacts.create(
            space_id=space.id,
            kind=kind,
            title=title,
            tags=(),
            author_id=author,
            text=compose("The blue letter of last spring."),
            details=Details(**said),
        ).id


def look(world: World, who: User | None, q: str, **more: Any) -> str:
    page = world.client(who).get(f"/forum/-/search?{urlencode({'q': q, **more})}")
    assert page.status_code == 200
    return str(page.text)


def hits(page: str) -> list[str]:
    """Return where the hits of a page lead to."""
    found = re.findall(r'<li class="fx-hit">.*?<h3[^>]*>\s*<a [^>]*href="([^"]+)"', page, re.S)
    return [address.removeprefix("/forum") for address in found]


def total(page: str) -> int:
    found = re.search(r">(\d+) results?</h2>", page)
    return int(found[1]) if found else 0


def facets(page: str) -> dict[str, int]:
    found = re.findall(r'class="fx-facet"[^>]*><span[^>]*>([^<]+)</span><span>(\d+)', page)
    return {name: int(n) for name, n in reversed(found)}


def forget_engine(world: World) -> None:
    """Act as another process would: nothing of the index is open."""
    world.app.extensions["forum"].memory.search_engine = None


def waiting(world: World) -> int:
    return int(world.scalar(select(func.count()).select_from(Outbox)))


def command(world: World, *words: str) -> Any:
    return world.app.test_cli_runner().invoke(args=["forum", *words])
