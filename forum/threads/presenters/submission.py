"""The forms that make or change a post: their fields, their preview, and where they lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.text.line import longest_typed, tag
from ...core.web.forms import too_long
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.submission import Submission
from ...spaces.current import current_viewer
from ...spaces.presenters.choice import chosen_space, confirm_readers
from ...texts.actions import compose
from .. import queries
from ..models import TAG, TAGS, TITLE, Post
from ..policy import acts
from ..quotations import with_names_in
from .addresses import ON_PAGE, address, anchor_address

if TYPE_CHECKING:
    from ...core.web.forms import Form
    from ...members.viewer import Viewer
    from ..rows import SinglePostRow, ThreadRow


class PostSubmission(Submission[Post]):
    """The sending of a form that makes a post in *thread*, or opens a thread if it is None."""

    table = Post

    def __init__(self, viewer: Viewer, form: Form, thread: ThreadRow | None = None) -> None:
        super().__init__(form, author_id=viewer.member_id)
        self.viewer = viewer
        self.thread = thread

    def address_of(self, made: Post | SinglePostRow) -> str:
        """Return the address of the post: on the host's page if its form was opened there.

        No address is taken from the form: that page is the one that the thread is about.
        """
        thread = self._thread(made.thread_id)
        on_page = anchor_address(thread, made) if self.form["on"] == ON_PAGE else ""
        return on_page or address(thread, made, said="posted", sent=self.form.key)

    def address_of_earlier(self, id: int) -> str:
        """Return the address of the post that an earlier sending made."""
        return self.address_of(get_or_404(queries.post(self.viewer, id)))

    def _thread(self, thread_id: int) -> ThreadRow:
        if self.thread is not None and self.thread.id == thread_id:
            return self.thread
        return get_or_404(queries.thread(self.viewer, thread_id))


def title_of(form: Form) -> str:
    """Return the title in *form*; notes a fault if it is missing or too long."""
    return form.line("title", longest=TITLE, missing=t("Enter a title"))


def tags_of(form: Form) -> list[str]:
    """Return the tags in *form*, in lower case and without repeats; notes what is wrong."""
    if len(form["tags"]) > TAGS * longest_typed(TAG):
        form.faults["tags"] = too_long(TAG * TAGS)
        return []
    typed = [tag(part, longest=TAG) for part in form["tags"].split(",")]
    tags = list(dict.fromkeys(one for one in typed if one))
    if len(tags) > TAGS:
        form.faults["tags"] = t(
            "Use at most %(most)d tags. You have entered %(n)d", most=TAGS, n=len(tags)
        )
    elif any(len(one) > TAG for one in tags):
        form.faults["tags"] = t("Use at most %(n)d characters for a tag", n=TAG)
    return tags


def open_space(viewer: Viewer, form: Form) -> int:
    """Return the id of the chosen space; notes a fault unless *viewer* may open a thread there."""
    space = chosen_space(form)
    if space is None or not acts.may_open(viewer, space.id):
        form.faults["space"] = t("Choose a space")
        return 0
    confirm_readers(form, space)
    return space.id


def preview_of(form: Form, source: str, *, format: str = "markdown") -> str:
    """Return the HTML of *source* if *form* asks for a preview, else an empty string."""
    if not form.preview or not source:
        return ""
    return with_names_in(current_viewer(), compose(source, format=format).html)
