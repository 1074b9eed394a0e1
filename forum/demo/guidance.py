"""Writes on the demo's pages of guidance, as their forms do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app

from ..discuss import actions as discuss
from ..discuss import signed_form
from ..discuss.policy import Target
from ..members.viewer import Viewer
from ..spaces.current import with_spaces
from ..threads.actions.compose import compose
from .content import GUIDANCE, key

if TYPE_CHECKING:
    from ..threads.models import Post
    from .load import Loading


def write_on(page: dict[str, Any], made: Loading, post: dict[str, Any]) -> Post:
    """Write *post* on *page*, whose first one opens the thread about it; return it."""
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
