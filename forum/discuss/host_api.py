"""What the host's code calls when one of its pages is moved, renamed or deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.state import state
from ..core.web.i18n import t
from ..moderation import actions as moderation
from ..spaces import queries as spaces
from ..spaces.actions import audiences
from . import queries, signed_form
from .actions import anchors

if TYPE_CHECKING:
    from types import EllipsisType


def anchor(key: str, *, title: str, url: str, audience: str | EllipsisType | None) -> bool:
    """Take over the title, address and readers of a page; return whether it has a thread.

    An *audience* of ``...`` changes nobody's access. Raises ValueError and LookupError
    as ``Forum.anchor`` does.
    """
    page = signed_form.anchor(key, title=title, url=url)
    named = audience if audience is ... else signed_form.audience_of(audience)
    thread = queries.anchored_thread(page.key)
    if thread is None:
        return False
    anchors.take_over(thread.id, page)
    if named is not ... and (named is None or named != thread.audience):
        space_id = _space_of(named)
        if space_id != thread.space_id:
            moderation.move_with_reports(thread.id, space_id=space_id)
    return True


def _space_of(audience: str | None) -> int:
    """Return the id of the space for a group, or of ``FORUM_DISCUSS_SPACE``."""
    if audience is not None:
        return audiences.find_or_create_unlisted_space(audience)
    slug = state().config.discuss_space
    found = spaces.id_by_slug(slug) if slug else None
    if found is None:
        raise LookupError("set FORUM_DISCUSS_SPACE to the last part of a space's address")
    return found


def close_anchor(key: str) -> bool:
    """Lock the thread about a page that is deleted; return whether there was one."""
    return (
        anchors.release(key, why=t("The page that this thread was about no longer exists."))
        is not None
    )
