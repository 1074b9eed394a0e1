"""Writes the entries in the journals of the demo's people, and shares copies of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from ..journal import actions
from ..journal.rows import About

if TYPE_CHECKING:
    from ..texts.actions import Text
    from ..threads.models import Post
    from .content import Table
    from .registry import Registry


def write_entry(made: Registry, entry: Table, text: Text) -> None:
    """Write *entry*, whose words are *text*, at its own time."""
    words = actions.Words(
        title=entry.get("title", ""),
        source=text.source,
        html=text.html,
        form_key=str(uuid4()),
        unfinished=False,
        prompts=text.prompts,
    )
    about = About(thread_id=made.threads[entry["about"]] if "about" in entry else None)
    author, at = made.members[entry["by"]], made.at(entry["ago"])
    made.entries[entry["name"]] = actions.add(author, words, about, at=at)


def share_copy(made: Registry, thread_id: int, post: Table, text: Text) -> Post:
    """Write *post*, whose words are *text*, as the copy of an entry that it is."""
    entry, author = made.entries[post["copy_of"]], made.members[post["by"]]
    place = actions.Place(thread_id=thread_id)
    return actions.share(entry, author, place, text, at=made.at(post["ago"]))
