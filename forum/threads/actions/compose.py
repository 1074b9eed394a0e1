"""Makes a text ready to be saved: finds the members it mentions and renders its Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.state import state
from ...members import queries
from ...members.candidates import add_mentioned_newcomers
from .write import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...core.web.forms import Form


def compose(
    source: str, *, format: str = "markdown", form: Form | None = None, earlier: str = ""
) -> Text:
    """Return *source* rendered, ready for an action.

    *format* is "markdown", or "html" for the source of an imported post. With *form* the text
    carries the form's key and a hash of what was sent. Members whom the *earlier* source
    mentioned are not mentioned a second time. A mention may invite somebody, which writes: see
    ``_find_or_invite``.
    """
    # Imported here: the renderer is loaded with the first text that somebody writes.
    from ...core.text.mentions import mentioned
    from ...core.text.render import render
    from ...core.text.sanitise import clean

    images = state().config.remote_images
    if format == "html":
        html, people = clean(source, images=images), dict[str, int]()
    else:
        people = _find_or_invite(mentioned(source))
        html = render(source, handles=people.keys(), images=images)
    known = mentioned(earlier) if people and earlier else ()
    return Text(
        source=source,
        html=html,
        format=format,
        mentioned=[id for handle, id in people.items() if handle not in known],
        form_key=form.key if form else None,
        form_hash=form.digest if form else None,
    )


def _find_or_invite(handles: Sequence[str]) -> dict[str, int]:
    """Return the member ids of those of *handles* that are somebody's.

    Somebody whom the host offers after an "@", and who has never been here, becomes a member by it;
    a preview does not commit that.
    """
    people = queries.ids_by_handle(handles)
    return people | add_mentioned_newcomers([handle for handle in handles if handle not in people])
