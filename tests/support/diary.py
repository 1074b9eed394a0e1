"""A member's journal, written and read as a browser does."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select

from forum.journal.models import Copy, Entry

from .prompted import fields
from .world import World

JOURNAL = "/forum/-/journal"
NEW = f"{JOURNAL}/new"


def blank(client: Any, address: str = NEW) -> dict[str, str]:
    """Return the fields of the form at *address*, as it comes."""
    page = client.get(address)
    assert page.status_code == 200, page.text
    return fields(page.text)


def write(
    client: Any, text: str = "A quiet day.", *, title: str = "", at: str = NEW, **more: str
) -> int:
    """Write an entry with the form at *at*; return its id."""
    sent = {**blank(client, at), "title": title, "text": text, **more}
    answer = client.post(NEW, data=sent)
    assert answer.status_code == 302, answer.text
    page = client.get(answer.location).text
    assert "Saved in your journal." in page
    return max(map(int, re.findall(r'id="e(\d+)"', page)))


def entries(world: World) -> list[Any]:
    """Return every entry of every journal, oldest first."""
    with world.request():
        found = world.app.extensions["forum"].db.session.execute(
            select(Entry.__table__).order_by(Entry.id)
        )
        return list(found)


def copies(world: World) -> list[Any]:
    """Return every copy, oldest first."""
    with world.request():
        found = world.app.extensions["forum"].db.session.execute(
            select(Copy.__table__).order_by(Copy.id)
        )
        return list(found)


def share(client: Any, entry: int, **where: str) -> Any:
    """Share a copy as somebody does who looks at it first; return the answer."""
    address = f"{JOURNAL}/{entry}/share"
    form = {**blank(client, address), **where}
    looked = client.post(address, data={**form, "preview": "1"})
    assert looked.status_code == 200, looked.text
    return client.post(address, data={**form, "looked": fields(looked.text)["looked"]})
