"""What tests do with a page of the library: make, change, comment on and read it."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from forum.artefacts import actions as artefacts
from forum.artefacts import queries as pages
from forum.artefacts.details import Details
from forum.artefacts.models import Artefact
from forum.core.database.session import session
from forum.margins.models import Placement
from forum.texts.actions import compose
from forum.threads.models import Post

from ..support.world import User, World

TEXT = "Begin.\n\n# First\n\nOne way to do it.\n\n# Second\n\nAnother way to do it."


def made(world: World, by: User, space: Any, text: str, **details: str) -> int:
    """Add a page to the library of *space*, and return its id."""
    author = world.id(by)
    with world.request():
        return artefacts.create(
            space_id=space.id,
            kind="document",
            title="How to write",
            tags=(),
            author_id=author,
            text=compose(text),
            details=Details(**details),
        ).id


def revise(
    world: World, by: User, page: int, text: str, title: str = "How to write", **details: str
) -> None:
    """Save another version of *page*."""
    editor, viewer = world.id(by), world.viewer(by)
    with world.request():
        now = pages.artefact(viewer, page)
        assert now is not None
        artefacts.revise(
            page,
            revision=now.revision,
            editor_id=editor,
            kind="document",
            title=title,
            tags=(),
            text=compose(text),
            details=Details(**details),
        )


def comment(
    world: World, by: User, page: int, text: str, section: str = "", words: str = ""
) -> Any:
    """Comment on *page* as a browser does."""
    sent = {"text": text, "section": section, "words": words, "form_key": str(uuid4())}
    return world.client(by).post(f"{world.home}/a/{page}/comment", data=sent)


def shown(world: World, by: User | None, page: int) -> str:
    """Return the page of *page* as *by* reads it."""
    got = world.client(by).get(f"{world.home}/a/{page}", follow_redirects=True)
    assert got.status_code == 200
    return got.text


def groups(text: str) -> dict[str, list[str]]:
    """Return the comments in a page, by what stands above them."""
    found = re.findall(
        r'<h3 class="fx-h3" id="fx-about-[^>]*>(.*?)</h3>(.*?)</section>', text, re.S
    )
    return {
        re.sub("<[^>]*>", "", heading).strip(): re.findall(r"fx-prose[^>]*><p[^>]*>([^<]*)<", rest)
        for heading, rest in found
    }


def ids(text: str) -> list[str]:
    """Return the ids of the sections of a page."""
    return re.findall(r'id="fx-s-([^"]+)"', text)


def world_row(world: World, statement: Any) -> Any:
    """Return the only row of *statement*."""
    with world.request():
        return session().execute(statement).one()


def edit(world: World, by: User, page: int, text: str, **fields: str) -> Any:
    """Change *page* in its form, as a browser does, with further *fields*."""
    viewer = world.viewer(by)
    with world.request():
        now = pages.artefact(viewer, page)
    assert now is not None
    sent = {"kind": now.kind, "title": now.title, "text": text, "state": "draft"}
    sent |= {"revision": str(now.revision), "form_key": str(uuid4()), **fields}
    return world.client(by).post(f"{world.home}/a/{page}/edit", data=sent)


def posts(world: World, page: int) -> dict[int, int]:
    """Return the ids of the comments on a page, by their numbers."""
    with world.request():
        found = select(Post.number, Post.id).join(Placement, Placement.post_id == Post.id)
        return dict(session().execute(found.where(Placement.artefact_id == page)).all())


def reply(world: World, by: User, page: int, to: int, text: str) -> Any:
    """Reply to the comment number *to* in the thread of *page*."""
    thread = world_row(world, select(Artefact.thread_id).where(Artefact.id == page))[0]
    sent = {"text": text, "to": str(to), "on": "page", "form_key": str(uuid4())}
    return world.client(by).post(f"{world.home}/t/{thread}/reply", data=sent)


def close(world: World, by: User, page: int, post: int, why: str) -> Any:
    """Close a comment without a change."""
    address = f"{world.home}/a/{page}/comments/{post}/close"
    return world.client(by).post(address, data={"reason": why})
