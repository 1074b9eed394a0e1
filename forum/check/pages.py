"""Checks what pages need: addresses, the host's layout and slots, and forms that can be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import current_app
from jinja2 import UndefinedError
from jinja2.defaults import BLOCK_START_STRING, COMMENT_START_STRING, VARIABLE_START_STRING

from ..core.state import request_state, state
from ..core.web import layout
from ..core.web.refusal_page import RefusalPage
from ..core.web.render import Context, layout_context, render_page
from ..core.web.slots import Thing
from ..core.web.urls import url
from ..members.viewer import GUEST
from ..spaces.queries import id_by_slug
from .hosts_request import hosts_request
from .result import bad, first_line, good, note
from .undefined_names import UndefinedNames, find_undefined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..core.web.page import Page
    from .result import Result

EXAMPLE = Thing(kind="thread", id=1, title="An example", space="example")
A_POST = Thing(kind="post", id=1, space="example")


def mount() -> Iterator[Result]:
    """Report where the forum is mounted, with an example of a thread's address."""
    config = state().config
    with hosts_request():
        example = url("threads.show", thread_id=1, slug="example")
    yield good(
        "mount", f"blueprint {config.name!r} under {config.url_prefix}, with threads at {example}"
    )
    if config.without:
        yield good("left out", ", ".join(config.without))
    if config.url is None:
        yield note(
            "address",
            "FORUM_URL is not set",
            "set it to the forum's absolute URL: commands and mail need it",
        )
    elif not urlsplit(config.url).path.rstrip("/").endswith(config.url_prefix.rstrip("/")):
        yield bad(
            "address",
            f"FORUM_URL is {config.url}, which does not end in {config.url_prefix}",
            "write it with the prefix, as a browser shows it",
        )
    else:
        yield good("address", f"outside a request it is {config.url}")


def layout_and_blocks() -> Iterator[Result]:
    """Report which layout and blocks are used."""
    config, environment = state().config, current_app.jinja_env
    with hosts_request():
        made = layout.source(environment)
        name = config.base_template or "base.html"
        if layout.OWN in made:
            yield note(
                "layout",
                f"the forum's own page: there is no {name} with a block for content",
                "pass base_template= and blocks= to use your layout",
            )
        else:
            chosen = layout.chosen(environment)
            blocks = ", ".join(f"{part} in {block!r}" for part, block in chosen.items() if block)
            yield good("layout", f"{name}: {blocks}")
            for part in (part for part, block in chosen.items() if block is None):
                yield note(
                    "layout",
                    f"{name} has no block for the forum's {part}",
                    f"add one, or name it: blocks={{{part!r}: '...'}}",
                )


def printable() -> Iterator[Result]:
    """Render a page in the layout, as a guest, and report which names the layout misses."""
    do = "give them to every page with app.context_processor, or to ours with FORUM_LAYOUT_CONTEXT"
    with hosts_request():
        request_state().viewer = GUEST
        page = RefusalPage(title="Check", message="", status=404)
        try:
            render_page(page)
        except UndefinedError:
            names = ", ".join(map(repr, _undefined(page).fatal))
            if not names:
                raise
            yield bad("page", f"your layout needs names that our pages do not have: {names}", do)
            return
        printed = ", ".join(map(repr, _undefined(page).empty))
    yield good("page", "a page can be rendered in the layout")
    if printed:
        yield note("layout", f"it prints names that are empty on our pages: {printed}", do)


def _undefined(page: Page) -> UndefinedNames:
    context: dict[str, object] = {**layout_context(), "fx": Context(page.title, vars(page))}
    current_app.update_template_context(context)
    return find_undefined(f"forum/{page.template}", context)


def templates() -> Iterator[Result]:
    """Check that Jinja can read the forum's templates and escapes their output."""
    made: Any = current_app.jinja_env  # the host may have put its own there
    escapes = made.autoescape
    escaped = bool(escapes(layout.LAYOUT) if callable(escapes) else escapes)
    marks = made.block_start_string, made.variable_start_string, made.comment_start_string
    usual = BLOCK_START_STRING, VARIABLE_START_STRING, COMMENT_START_STRING
    readable = marks == usual and not made.is_async
    if escaped and readable:
        yield good("templates", "Jinja reads and escapes the forum's templates")
    if not escaped:
        yield bad(
            "templates",
            "Jinja does not escape: members could write HTML into your site",
            "keep Flask's autoescape setting",
        )
    if not readable:
        yield bad(
            "templates",
            "Jinja is set to other delimiters, or to async: it cannot read the forum's templates",
            "keep Flask's settings",
        )


def slots() -> Iterator[Result]:
    """Try the host's slots."""
    config = state().config
    with hosts_request():
        for name, given in config.slots.items():
            try:
                if callable(given):
                    given(A_POST if name == "after_post" else None)
                else:
                    current_app.jinja_env.get_template(given)
            except Exception as fault:
                yield bad(
                    f"slot {name!r}",
                    f"{type(fault).__name__}: {first_line(fault)}",
                    "it prints nothing until you correct it",
                )
            else:
                yield good(f"slot {name!r}", "can be rendered")


def breadcrumbs() -> Iterator[Result]:
    """Try the host's breadcrumbs, for a page without a thing and for a thread."""
    if (own := state().config.breadcrumbs) is None:
        return
    with hosts_request():
        for thing in (None, EXAMPLE):
            found = [f"{name} ({address})" for name, address in own(thing)]
    yield good("breadcrumbs", ", ".join(found) or "none before the forum's")


def forms() -> Iterator[Result]:
    """Report which origins' forms are accepted, and check that the host's CSRF protection works."""
    origins = ", ".join(("its own origin", *state().config.origins))
    # Any: what an extension of the host put there
    make: Any = current_app.jinja_env.globals.get("csrf_token")
    if make is None:
        yield good("forms", f"accepted from {origins}, by Sec-Fetch-Site, Origin or Referer")
    else:
        with hosts_request():
            make()
        yield good("forms", f"accepted from {origins}; your CSRF token is in every form")
    if not current_app.secret_key:
        yield note(
            "cookies", "this app has no SECRET_KEY", "set one if users sign in with a session"
        )
    elif current_app.config.get("SESSION_COOKIE_SAMESITE") not in {"Lax", "Strict"}:
        yield note(
            "cookies",
            "SESSION_COOKIE_SAMESITE is not set",
            "set it to 'Lax': old browsers do not say where a form comes from",
        )


def discussions() -> Iterator[Result]:
    """Check that the space for discussions on the host's pages exists, if one is set."""
    slug = state().config.discuss_space
    if slug is None:
        return
    if id_by_slug(slug) is None:
        yield bad(
            "discussions",
            f"FORUM_DISCUSS_SPACE is {slug!r}, but there is no such space",
            "create it in the forum, or set the last part of another space's URL",
        )
    else:
        yield good("discussions", f"discussions on your pages go to the space {slug!r}")
