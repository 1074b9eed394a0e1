"""Makes a text ready to be saved: its mentions looked up, its Markdown rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..members import queries
from ..members.candidates import invited
from ..state import state
from ..text.mentions import mentioned
from ..text.render import render
from ..text.sanitise import clean
from .actions import Text

if TYPE_CHECKING:
    from ..web.forms import Form


def compose(source: str, *, format: str = "markdown", form: Form | None = None) -> Text:
    """Return *source* rendered, before any statement of the action is sent.

    *format* is "markdown", or "html" for the source of an imported post. With *form* the text
    remembers the form's key and a hash of what was sent.
    """
    images = state().config.remote_images
    if format == "html":
        html, people = clean(source, images=images), {}
    else:
        names = mentioned(source)
        people = queries.known(names)
        people |= invited([name for name in names if name not in people])
        html = render(source, handles=people.keys(), images=images)
    return Text(
        source=source, html=html, format=format, mentioned=list(people.values()),
        form_key=form.key if form else None,
        form_hash=form.digest if form else None,
    )  # fmt: skip
