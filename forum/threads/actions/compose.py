"""Makes a text ready to be saved: its mentions looked up, its Markdown rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.state import state
from ...members import queries
from ...members.candidates import add_mentioned_newcomers
from .write import Text

if TYPE_CHECKING:
    from ...core.web.forms import Form


def compose(
    source: str, *, format: str = "markdown", form: Form | None = None, earlier: str = ""
) -> Text:
    """Return *source* rendered, before any statement of the action is sent.

    *format* is "markdown", or "html" for the source of an imported post. With *form* the text
    remembers the form's key and a hash of what was sent. Who was mentioned in the *earlier* source
    already is not mentioned anew.
    """
    from ...core.text.mentions import mentioned  # loaded with the first text that somebody writes
    from ...core.text.render import render
    from ...core.text.sanitise import clean

    images = state().config.remote_images
    if format == "html":
        html, people = clean(source, images=images), {}
    else:
        names = mentioned(source)
        people = queries.ids_by_handle(names)
        people |= add_mentioned_newcomers([name for name in names if name not in people])
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
