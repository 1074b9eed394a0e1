"""Who may remove something for good, and who may take words out of earlier versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..artefacts.policy import may_edit
from ..moderation.policy import may_decide, may_decide_post

if TYPE_CHECKING:
    from ..artefacts.rows import ArtefactRow
    from ..members.viewer import Viewer
    from ..threads.rows import PostLike, ThreadRow


def may_remove(viewer: Viewer, post: PostLike, thread: ThreadRow) -> bool:
    """Whether *viewer* may remove *post* for good: who may decide about it, also withdrawn.

    Of a page it is ``moderation/policy.py: may_decide``: nothing is left of a withdrawn one.
    """
    return post.state != "removed" and may_decide_post(viewer, post, thread)


def may_redact_page(viewer: Viewer, artefact: ArtefactRow, editor_id: int) -> bool:
    """Whether *viewer* may take out what an earlier version of a page says.

    Whoever saved it may, as long as they may write there: it has what others wrote as well. And so
    may whoever decides about the page.
    """
    own = editor_id == viewer.member_id and may_edit(viewer, artefact)
    return own or may_decide(viewer, artefact)
