"""Three members, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from .conftest import Live, through


class Three(NamedTuple):
    """Their pages."""

    ana: Any
    ben: Any
    cleo: Any


@contextmanager
def together(live: Live) -> Iterator[Three]:
    """Open three browsers, one for each member."""
    with live.page("Ana") as ana, live.page("Ben") as ben, live.page("Cleo") as cleo:
        yield Three(ana, ben, cleo)


def press(page: Any, name: str) -> None:
    """Press the button with this name and wait for the next page."""
    through(page.get_by_role("button", name=name, exact=True))


def choose(page: Any, post: int, act: str) -> None:
    """Choose *act* under More of a post, from the keyboard, and wait for its page."""
    page.locator(f"#p{post} > * > .fx-acts > .fx-menu > summary").press("Enter")
    through(page.locator(f"#p{post}").get_by_role("link", name=act, exact=True))


def reads(page: Any, address: str, *words: str, not_: tuple[str, ...] = ()) -> None:
    """Assert that the page at *address* says *words*, and nothing of *not_* even in its source."""
    page.goto(address)
    said = page.locator("main, body").first.inner_text()
    assert [one for one in words if one not in said] == []
    assert [one for one in not_ if one in page.content()] == []
