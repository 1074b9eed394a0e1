"""Threads as a list prints them: each row is a fragment, remembered by what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...core.web.fragments import fragment, remembered
from ...core.web.times import clock
from .labels import tried

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from markupsafe import Markup

    from ..rows import ListedThreadRow


class ThreadView(NamedTuple):
    """A thread as its row in a list prints it: its HTML depends on nothing else."""

    row: ListedThreadRow
    opened: Markup
    active: Markup
    new: int
    """Posts that the viewer has not read."""
    with_space: bool
    """Whether it says which space it is in."""


def show_rows(
    threads: Iterable[ListedThreadRow],
    fresh: Mapping[int, int] | None = None,
    *,
    with_space: bool = True,
) -> list[Markup]:
    """Return the rows of *threads*; *fresh* is how many new posts each has, by its id."""
    render_row, when, new = remembered(_print), clock(), fresh or {}
    return [
        render_row(
            ThreadView(
                thread,
                opened=when(thread.opened_at),
                active=when(thread.active_at),
                new=new.get(thread.id, 0),
                with_space=with_space,
            )
        )
        for thread in threads
    ]


def _print(home: str, language: str, view: ThreadView) -> Markup:
    words = tried(language, view.row)
    return fragment("threads/row.html", "row", view, home=home, language=language, tried=words)
