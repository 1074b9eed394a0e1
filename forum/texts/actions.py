"""Prepares a text for saving: finds the members it mentions and renders its Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.state import state
from ..members import queries
from ..members.candidates import add_mentioned_newcomers
from .rows import OWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..core.web.forms import Form
    from ..prompts.rows import Wording
    from .rows import Origin


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
    prompts: Wording | None = None
    """The questions that it was written with, if it was with any."""
    prompt_set: str | None = None
    """Their key, if its answers can be told apart by their headings."""
    origin: Origin = OWN
    """Where it is from, if it is a post; a page of the library says so in its details."""


def compose(
    source: str,
    *,
    format: str = "markdown",
    form: Form | None = None,
    earlier: str = "",
    prompts: Wording | None = None,
    origin: Origin = OWN,
) -> Text:
    """Return *source* rendered, ready for an action.

    *format* is "markdown", or "html" for the source of an imported post. With *form* the text
    carries the form's key and a hash of its fields. Members whom the *earlier* source or a
    quotation mentioned are not notified again. *prompts* are the questions it was written with,
    *origin* is where a post is from.
    A mention may invite somebody, which writes to the database: see ``_find_or_invite``.
    """
    html, people = (_cleaned(source), {}) if format == "html" else _rendered(source)
    known = _mentioned_before(earlier, people) if people and earlier else frozenset()
    return Text(
        source=source,
        html=html,
        format=format,
        mentioned=[id for id in dict.fromkeys(people.values()) if id not in known],
        form_key=form.key if form else None,
        form_hash=form.digest if form else None,
        prompts=prompts,
        prompt_set=prompts.key if prompts and prompts.fits(source) else None,
        origin=origin,
    )


def _rendered(source: str) -> tuple[str, dict[str, int]]:
    """Return the HTML of a new text, and the ids by handle of the members it mentions itself.

    It is parsed once: that can take a quarter of a second.
    """
    # Imported here and below: the renderer is loaded with the first text that somebody writes.
    from ..core.text.markdown import parse
    from ..core.text.mentions import mentions_in
    from ..core.text.render import render_parsed

    tokens = parse(source)
    found = mentions_in(tokens)
    people = _find_or_invite(found.said)
    rest = queries.ids_by_handle([handle for handle in found.all if handle not in people])
    handles, images = people.keys() | rest.keys(), state().config.remote_images
    return render_parsed(source, tokens, handles=handles, images=images), people


def _cleaned(source: str) -> str:
    from ..core.text.sanitise import clean

    return clean(source, images=state().config.remote_images, paths=True)


def _mentioned_before(earlier: str, people: Mapping[str, int]) -> frozenset[int]:
    """Return whom the *earlier* source mentioned; *people* are known, maybe by an old handle."""
    from ..core.text.mentions import mentioned

    handles = mentioned(earlier)
    rest = [handle for handle in handles if handle not in people]
    found = {**people, **queries.ids_by_handle(rest)}
    return frozenset(found[handle] for handle in handles if handle in found)


def render_again(source: str, *, format: str) -> str:
    """Return the HTML of a text that was saved before, with links to the members known today.

    *format* as in ``compose``. Nobody is notified or invited. A mention of a retired handle stays
    a link as long as the page of that handle leads to a member.
    """
    if format == "html":
        return _cleaned(source)
    from ..core.text.markdown import parse
    from ..core.text.mentions import mentions_in
    from ..core.text.render import render_parsed

    tokens = parse(source)
    handles = queries.ids_by_handle(mentions_in(tokens).all).keys()
    return render_parsed(source, tokens, handles=handles, images=state().config.remote_images)


def _find_or_invite(handles: Sequence[str]) -> dict[str, int]:
    """Return the member ids for those *handles* that belong to somebody.

    A person whom the host suggests after an "@", and who is not a member yet, becomes one; a
    preview does not commit that.
    """
    people = queries.ids_by_handle(handles)
    return people | add_mentioned_newcomers([handle for handle in handles if handle not in people])
