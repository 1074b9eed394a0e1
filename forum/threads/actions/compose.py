"""Prepares a text for saving: finds the members it mentions and renders its Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...core.state import state
from ...members import queries
from ...members.candidates import add_mentioned_newcomers

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ...core.web.forms import Form


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text ready to be saved, rendered before the first statement is sent."""

    source: str
    html: str
    format: str = "markdown"
    mentioned: Sequence[int] = ()
    """Ids of the members it mentions, without those an earlier version mentioned already."""
    form_key: str | None = None
    form_hash: str | None = None


def compose(
    source: str, *, format: str = "markdown", form: Form | None = None, earlier: str = ""
) -> Text:
    """Return *source* rendered, ready for an action.

    *format* is "markdown", or "html" for the source of an imported post. With *form* the text
    carries the form's key and a hash of what was sent. Members whom the *earlier* source or a
    quotation mentioned are not notified again. A mention may invite somebody, which writes to the
    database: see ``_find_or_invite``.
    """
    # Imported here: the renderer is loaded with the first text that somebody writes.
    from ...core.text.mentions import mentioned

    people = {} if format == "html" else _find_or_invite(mentioned(source))
    handles = [] if format == "html" else mentioned(source, quoted=True)
    linked = people.keys() | queries.ids_by_handle([h for h in handles if h not in people]).keys()
    html = _html_of(source, format=format, handles=linked)
    known = _ids_of(mentioned(earlier), people) if people and earlier else frozenset()
    return Text(
        source=source,
        html=html,
        format=format,
        mentioned=[id for id in dict.fromkeys(people.values()) if id not in known],
        form_key=form.key if form else None,
        form_hash=form.digest if form else None,
    )


def _ids_of(handles: Sequence[str], people: Mapping[str, int]) -> frozenset[int]:
    """Return the member ids of *handles*, of which *people* are known: they may be old ones."""
    rest = [handle for handle in handles if handle not in people]
    found = {**people, **queries.ids_by_handle(rest)}
    return frozenset(found[handle] for handle in handles if handle in found)


def render_again(source: str, *, format: str) -> str:
    """Return the HTML of a text that was saved before, with links to the members known today.

    *format* as in ``compose``. Nobody is notified or invited. A mention of a retired handle stays
    a link as long as the page of that handle leads to a member.
    """
    from ...core.text.mentions import mentioned

    handles = [] if format == "html" else mentioned(source, quoted=True)
    return _html_of(source, format=format, handles=queries.ids_by_handle(handles).keys())


def _html_of(source: str, *, format: str, handles: Collection[str]) -> str:
    images = state().config.remote_images
    if format == "html":
        from ...core.text.sanitise import clean

        return clean(source, images=images, paths=True)
    from ...core.text.render import render

    return render(source, handles=handles, images=images)


def _find_or_invite(handles: Sequence[str]) -> dict[str, int]:
    """Return the member ids for those *handles* that belong to somebody.

    A person whom the host suggests after an "@", and who is not a member yet, becomes one; a
    preview does not commit that.
    """
    people = queries.ids_by_handle(handles)
    return people | add_mentioned_newcomers([handle for handle in handles if handle not in people])
