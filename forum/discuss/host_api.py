"""What the host's code says of its pages: that one has moved, has another name, or is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.state import state
from ..core.web.i18n import t
from ..moderation import actions as moderation
from ..spaces import queries as spaces
from ..spaces.actions import audiences
from ..threads.actions import anchors
from . import queries, signed_form

if TYPE_CHECKING:
    from types import EllipsisType


def anchor(key: str, *, title: str, url: str, audience: str | EllipsisType | None) -> bool:
    """Take over title, address and readers of a page; return whether there is a thread about it.

    *audience* is left as it is where it is ``...``. ValueError and LookupError as ``Forum.anchor``.
    """
    page = signed_form.anchor(key, title=title, url=url)
    named = audience if audience is ... else signed_form.audience_of(audience)
    stands = queries.stands(page.key)
    if stands is None:
        return False
    anchors.take_over(stands.id, page)
    if named is not ... and (named is None or named != stands.audience):
        space_id = _space_of(named)
        if space_id != stands.space_id:
            moderation.move_with_reports(stands.id, space_id=space_id)
    return True


def _space_of(audience: str | None) -> int:
    if audience is not None:
        return audiences.find_or_create_unlisted_space(audience)
    slug = state().config.discuss_space
    found = spaces.id_by_slug(slug) if slug else None
    if found is None:
        raise LookupError("set FORUM_DISCUSS_SPACE to the last part of a space's address")
    return found


def close_anchor(key: str) -> bool:
    """Lock the thread about a page that is gone; return whether there was one."""
    return anchors.release(key, why=t("The page that this was about is gone.")) is not None
