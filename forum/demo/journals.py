"""Writes the entries in the journals of the demo's people, and remembers what they shared."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import insert

from ..core.database.session import session
from ..journal.actions import Words
from ..journal.models import Copy, Entry

if TYPE_CHECKING:
    from ..threads.actions.compose import Text
    from ..threads.models import Post
    from .content import Table
    from .registry import Registry


def write_entry(made: Registry, entry: Table, text: Text) -> None:
    """Write *entry*, whose words are *text*, at its own time."""
    at = made.at(entry["ago"])
    words = Words(
        title=entry.get("title", ""),
        source=text.source,
        html=text.html,
        form_key=str(uuid4()),
        unfinished=False,
        prompts=text.prompts,
    )
    values = {
        "author_id": made.members[entry["by"]],
        "written_at": at,
        "changed_at": at,
        "thread_id": made.threads[entry["about"]] if "about" in entry else None,
        "form_key": words.form_key,
        **words.columns(),
    }
    written = session().execute(insert(Entry).values(values).returning(Entry.id))
    made.entries[entry["name"]] = written.scalar_one()


def add_copy(made: Registry, post: Post, name: str) -> None:
    """Remember that *post* was made from the entry with this name."""
    copy = Copy(
        member_id=post.author_id,
        entry_id=made.entries[name],
        thread_id=post.thread_id,
        post_id=post.id,
        at=post.at,
    )
    session().add(copy)
