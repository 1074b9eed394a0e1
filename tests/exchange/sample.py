"""Topics as Discourse serves them at ``/t/ID.json``, written by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from forum.exchange.actions.imports import Import
from forum.exchange.discourse.survey import survey

from ..support.world import World


def post(number: int, cooked: str = "<p>Some words.</p>", **more: Any) -> dict[str, Any]:
    """Return a post, by the person with the id *number* unless told otherwise."""
    user = more.pop("user_id", number)
    return {
        "id": 1000 + number,
        "post_number": number,
        "post_type": 1,
        "cooked": cooked,
        "name": f"Person {user}",
        "username": f"person_{user}",
        "user_id": user,
        "created_at": f"2019-03-{min(number, 28):02}T10:00:00.000Z",
        "reply_to_post_number": None,
        "accepted_answer": False,
        "hidden": False,
        **more,
    }


def topic(id: int, *posts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a topic with *posts*, or with two plain ones."""
    return {
        "id": id,
        "title": f"Topic {id}",
        "slug": f"topic-{id}",
        "category_id": 5,
        "archetype": "regular",
        "closed": False,
        "visible": True,
        "post_stream": {"posts": list(posts or (post(1), post(2)))},
        **more,
    }


def write(path: Path, *topics: Any) -> Path:
    """Write JSON lines to *path*."""
    path.write_text("".join(json.dumps(one) + "\n" for one in topics))
    return path


def imported(world: World, path: Path, space: str | None = None, host: str | None = None) -> Import:
    """Import *path* and return the run."""
    with world.request():
        run = Import(survey(path, host=host), space=space)
        run.import_people_and_spaces()
        run.import_topics(path, lambda _n: None)
        run.update_links(lambda _n: None)
    return run
