"""The sending of a form that makes a post, and what its page says below the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.submission import Submission
from ...spaces.presenters.labels import seen_by
from .. import queries
from ..actions.compose import compose
from ..models import Post
from .form import address_after

if TYPE_CHECKING:
    from ...core.web.forms import Form
    from ...members.viewer import Viewer
    from ...spaces.rows import SpaceRow
    from ..rows import ThreadRow


class PostSubmission(Submission[Post]):
    """The sending of a form that makes a post in *thread*, or opens a thread where it is None."""

    table = Post

    def __init__(self, viewer: Viewer, form: Form, thread: ThreadRow | None = None) -> None:
        super().__init__(form, author_id=viewer.member_id)
        self.viewer = viewer
        self.thread = thread

    def address_of(self, made: Post) -> str:
        """Return where the post is: on the host's page if its form was opened there."""
        return address_after(self.form, self._thread(made.thread_id), made)

    def address_of_earlier(self, id: int) -> str:
        """Return where the post is that an earlier sending made."""
        post = get_or_404(queries.post(self.viewer, id))
        return address_after(self.form, self._thread(post.thread_id), post)

    def _thread(self, thread_id: int) -> ThreadRow:
        if self.thread is not None and self.thread.id == thread_id:
            return self.thread
        return get_or_404(queries.thread(self.viewer, thread_id))


def preview_of(form: Form, source: str) -> str:
    """Return the HTML of *source* where *form* asks for the preview, else nothing."""
    return compose(source).html if form.preview and source else ""


def seen_by_or_choose(space: SpaceRow | None) -> str:
    """Return who will read what is written in *space*; None is a space not chosen yet."""
    if space is None:
        return t("Choose a space to see who will be able to read this.")
    return seen_by(space.id)
