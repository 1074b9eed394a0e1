"""Texts written with prompts, and their forms."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from sqlalchemy import select

from forum.threads.models import Post, Revision

from .world import World

KNOWN = ("what-so-what", 1, "en")
ANSWERS = {"part1": "We *waited*.\n\n    code", "part3": "Ask sooner."}
SOURCE = "# What happened\n\nWe *waited*.\n\n    code\n\n# Now what\n\nAsk sooner."


def house(world: World) -> tuple[Any, int]:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    return world.client(ana), thread


def fields(page: str) -> dict[str, str]:
    """Return the values of the form's text areas and hidden fields."""
    areas = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.S)
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in [*hidden, *areas]}


def newest(world: World) -> Any:
    """Return the newest revision of the newest post."""
    with world.request():
        return (
            world.app.extensions["forum"]
            .db.session.execute(
                select(
                    Revision.source,
                    Revision.prompt_set,
                    Revision.prompt_version,
                    Revision.prompt_language,
                    Post.id,
                )
                .join(Post, Post.id == Revision.post_id)
                .order_by(Post.id.desc(), Revision.number.desc())
            )
            .first()
        )


def reflect(world: World) -> tuple[Any, str]:
    """Share a reflection written with questions; return the client and the address of its edit."""
    ana, thread = house(world)
    sent = {"prompts": "what-so-what.1.en", **ANSWERS}
    assert ana.post(f"/forum/t/{thread}/reflect", data=sent).status_code == 302
    assert tuple(newest(world)[:4]) == (SOURCE, *KNOWN)
    return ana, f"/forum/p/{newest(world).id}/edit"
