"""What a column accepts."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.exc import StatementError

from forum.core.database.base import Base, OneOf
from forum.core.database.session import session
from forum.threads.models import Post

from ..support.world import World

KINDS = {
    "forum_space.access",
    "forum_thread.kind",
    "forum_thread.index_scope",
    "forum_thread.wish",
    "forum_post.kind",
    "forum_post.state",
    "forum_post.take",
    "forum_post.view",
    "forum_revision.format",
    "forum_attempt.outcome",
    "forum_attempt.state",
    "forum_been_there.state",
    "forum_blob.state",
    "forum_blob.text_state",
    "forum_blob_text.label",
    "forum_file.place",
    "forum_revision.redacted_by",
    "forum_artefact_revision.redacted_by",
    "forum_artefact.kind",
    "forum_artefact.state",
    "forum_artefact.visibility",
    "forum_artefact_revision.kind",
    "forum_notice.kind",
    "forum_notice_off.kind",
    "forum_mail_wish.pace",
    "forum_space_mail_wish.pace",
}


def test_kinds_and_states_are_checked_by_the_code() -> None:
    found = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, OneOf)
    }
    assert found == KINDS
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name in {"kind", "state", "outcome", "pace", "format", "access"}
    }
    # outbox rows and documents have the kinds that rooms give them; mail can wait for any pace
    others = {"forum_outbox.kind", "forum_search_document.kind", "forum_source.kind"}
    others |= {"forum_blob.kind"}  # one of core/file_kinds.py
    assert named - KINDS <= others | {"forum_mail.pace"}


def test_another_word_is_refused(world: World) -> None:
    with world.request(), pytest.raises(StatementError, match="'back' is not one of shown, hidden"):
        session().execute(update(Post).values(state="back"))
