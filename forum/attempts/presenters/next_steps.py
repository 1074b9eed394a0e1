"""What whoever has just told how it went is offered next: save it, reflect, or ask on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ...artefacts.policy import may_create
from ...core.web.flash_code import current_code
from ...core.web.fragments import fragment, remembered
from ...core.web.i18n import t
from ...core.web.urls import url
from ...threads.policy.acts import may_write
from ..rows import Thing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from ...artefacts.rows import ArtefactRow
    from ...members.viewer import Viewer
    from ...threads.rows import ThreadRow

_NAMES = {"p": "post_id", "a": "artefact_id", "t": "thread_id"}
_NAME = re.compile(r"([pat])([1-9][0-9]{0,8})")


class NextStep(NamedTuple):
    """Something to do next."""

    words: str
    address: str


def thing_named(name: str) -> Thing | None:
    """Return the thing that *name* is the name of, like "p12", "a3" or "t7"; None if it is none."""
    found = _NAME.fullmatch(name)
    return Thing(**{_NAMES[found[1]]: int(found[2])}) if found else None


def led_from(thing: Thing) -> str:
    """Return the Markdown with which a question begins that somebody asks after trying *thing*.

    It names nothing: the question may have other readers.
    """
    kind, id = next((kind, id) for kind, id in zip("pat", thing, strict=True) if id is not None)
    link = f"[{t('this')}](forum:/{kind}/{id})"
    return t("This question came up when I tried %(this)s.", this=link) + "\n\n"


def just_told() -> str | None:
    """Return where the viewer has just told how it went: the id of a post, or "" for the page.

    None if they have not.
    """
    code = current_code()
    return code.element_id if code.code == "tried" else None


def next_in_thread(viewer: Viewer, thread: ThreadRow, name: str) -> tuple[NextStep, ...]:
    """Return what is offered after an attempt at the thing *name* in a thread."""
    save = NextStep(t("Save what we learned"), url("keeping.choose_posts", thread_id=thread.id))
    reflect = NextStep(t("Write a reflection"), url("reflections.reflect", thread_id=thread.id))
    return (
        *((save,) if may_create(viewer, thread.space_id) else ()),
        *((reflect,) if may_write(viewer, thread) else ()),
        _ask(thread.space_slug, name),
    )


def next_on_page(artefact: ArtefactRow, *, may_edit: bool) -> tuple[NextStep, ...]:
    """Return what is offered after an attempt at a page of the library."""
    edit = NextStep(
        t("Add what you learned to this page"), url("artefacts.edit", artefact_id=artefact.id)
    )
    return (*((edit,) if may_edit else ()), _ask(artefact.space_slug, f"a{artefact.id}"))


def _ask(space: str, name: str) -> NextStep:
    return NextStep(t("Ask a question that came up"), url("threads.ask", space=space, after=name))


def print_next(steps: Sequence[NextStep]) -> Markup:
    """Return *steps* as HTML, for a post."""
    return remembered(_print)(tuple(steps))


def _print(home: str, language: str, steps: tuple[NextStep, ...]) -> Markup:
    return fragment("attempts/next.html", "next_steps", steps, home=home, language=language)
