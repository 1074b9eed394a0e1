"""Writes posts on the demo's guidance pages, as the form on each page does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from ..discuss import signed_form
from ..discuss.actions import write as discuss
from ..discuss.policy import Target
from ..members.viewer import Viewer
from ..spaces.current import with_spaces
from ..texts.actions import compose
from .content import GUIDANCE, Table, key

if TYPE_CHECKING:
    from ..threads.models import Post
    from .registry import Registry


def write_on(page: Table, made: Registry, post: Table) -> Post:
    """Write *post* on *page* and return it; the first one opens the thread about the page."""
    author, space = made.members[post["by"]], made.spaces[GUIDANCE]
    url = current_app.url_map.bind("").build("demo.guidance", {"name": page["name"]})
    return discuss.write(
        with_spaces(Viewer(member_id=author, open_ones=True)),
        signed_form.anchor(key(page), title=page["title"], url=url),
        Target(None, space),
        author_id=author,
        text=compose(post["text"]),
        at=made.at(post["ago"]),
    )
