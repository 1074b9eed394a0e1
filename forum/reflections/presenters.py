"""The form of a reflection, with the questions that help to write it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.web.submission import TextPage
from ..threads.models import TITLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..prompts.presenters import PromptBox
    from ..spaces.presenters.choice import SpaceChoice
    from ..threads.rows import ThreadRow

FIRST = "what-so-what"
"""The questions of a reflection until others are chosen."""


@dataclass(kw_only=True)
class ReflectionPage(TextPage):
    """The form for a reflection in *thread* or, if that is None, in a new thread."""

    template = "reflections/write.html"
    tab: str = "forum"
    thread: ThreadRow | None = None
    """The thread that it is added to; None if it opens one."""
    spaces: Sequence[SpaceChoice] = ()
    """The spaces to choose from, if there is no thread."""
    prompts: PromptBox
    """The questions that the form asks, and the sets to choose from."""
    title_limit: int = TITLE
    """The maximum length of the title, in characters."""
