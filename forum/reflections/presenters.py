"""The form of a reflection: its three prompts, and the one text they become."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..core.state import state
from ..core.web.i18n import t, tn
from ..core.web.page import FormPage
from ..core.web.submission import PROMPTS
from ..threads.models import TITLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..core.web.forms import Form
    from ..spaces.presenters.choice import SpaceChoice
    from ..threads.rows import ThreadRow


def headings() -> dict[str, str]:
    """Return the heading of each prompt, on the form and in the text."""
    return dict(zip(PROMPTS, (t("What happened"), t("So what"), t("Now what")), strict=True))


def hints() -> dict[str, str]:
    """Return what each prompt asks for."""
    words = (
        t("What you saw and did, before you judge it. Leave out names."),
        t("What it means to you, and what surprised you."),
        t("What you will do differently, and when."),
    )
    return dict(zip(PROMPTS, words, strict=True))


@dataclass(kw_only=True)
class ReflectionPage(FormPage):
    """The form for a reflection in *thread* or, if that is None, in a new thread."""

    template = "reflections/write.html"
    tab: str = "forum"
    thread: ThreadRow | None = None
    """The thread that it is added to; None if it opens one."""
    spaces: Sequence[SpaceChoice] = ()
    """The spaces to choose from, if there is no thread."""
    headings: dict[str, str] = field(default_factory=headings)
    """The heading of each prompt, by the name of its field."""
    hints: dict[str, str] = field(default_factory=hints)
    """What each prompt asks for, by the name of its field."""
    title_limit: int = TITLE
    """The maximum length of the title, in characters."""
    preview: str
    """The text as it would be shown, in HTML; empty without a preview."""
    seen_by: str
    """The sentence that says who will be able to read it."""


def source_of(form: Form) -> str:
    """Return the one text that the prompts of *form* become; notes what is missing or too long."""
    longest, first = state().config.post_limit, PROMPTS[0]
    required = {first: t("Enter what happened")}
    parts = {
        name: form.prose(name, longest=longest, missing=required.get(name, "")) for name in PROMPTS
    }
    source = together(parts)
    if len(source) > longest and not form.faults:
        form.faults[first] = tn(
            "Your reflection is %(n)d character over the limit of %(longest)d",
            "Your reflection is %(n)d characters over the limit of %(longest)d",
            len(source) - longest,
            longest=longest,
        )
    return source


def together(parts: Mapping[str, str]) -> str:
    """Return one Markdown text of *parts* under their headings, without the empty ones."""
    written = [
        f"# {heading}\n\n{parts[name].strip()}"
        for name, heading in headings().items()
        if parts[name].strip()
    ]
    return "\n\n".join(written)
