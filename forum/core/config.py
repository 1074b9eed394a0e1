"""Every setting of the forum: its name, its default and what it is for.

A keyword of ``Forum(app, ...)`` wins over ``app.config["FORUM_<KEYWORD>"]``, that over the default.
Settings are read once, at ``init_app``, into one frozen object.
"""

from __future__ import annotations

import difflib
import warnings
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal

from . import config_checks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from os import PathLike

    from flask import Flask
    from flask.typing import ResponseReturnValue

    from .storage import Storage


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings of one mounted forum. A bad value is refused at start with a ValueError."""

    title: str = "Forum"
    """What the forum is called in its own navigation and page titles."""
    url_prefix: str = "/forum"
    """Where it is mounted: a path that begins with a slash."""
    name: str = "forum"
    """The name of its blueprint, and so the first part of its endpoints."""
    url: str | None = None
    """The absolute address of the forum, for links made outside a request."""
    language: str = "en"
    """The language of most posts (ISO 639-1): chooses the search stemmer and stop words."""
    guests_read: bool = False
    """Whether somebody who is not signed in may read open spaces."""
    post_limit: int = 32_000
    """The longest post or page, in characters."""
    remote_images: bool = False
    """Whether pictures on other sites are shown; else they become links."""
    origins: tuple[str, ...] = ()
    """Other origins ("https://intranet.example") whose forms may post to the forum."""
    search: Literal["whoosh", "postgres"] | None = None
    """Where the search index lies: by default in the database where that is PostgreSQL."""
    drain: Literal["thread", "worker", "inline"] = "thread"
    """Who writes the search index: a thread of this process, `flask forum work`, or the commit."""
    index: str | None = None
    """The folder of the search index; by default ``forum-index`` in the instance folder."""
    storage: Storage | str | PathLike[str] | None = None
    """A folder for files, or an object with save, open and delete; by default ``forum-files``."""
    base_template: str | None = None
    """The host's layout that the forum's pages extend; by default ``base.html`` if it fits."""
    blocks: Mapping[str, str] = field(default_factory=dict)
    """Which block of the host's layout takes our ``title``, ``head`` and ``content``."""
    user: Callable[[], Any] | None = None
    """Returns the host's user object of this request, or None; by default Flask-Login's."""
    person: Callable[[Any], Any] | None = None
    """Turns a user object into a ``Person``; by default its usual attributes are read."""
    load: Callable[[str], Any] | None = None
    """Returns the user object of an id, or None; by default Flask-Login's user loader."""
    people: Callable[[str], Any] | None = None
    """Returns the ``Person``s that may be meant by what is typed after an @; by default members."""
    audiences: Callable[[], Any] | None = None
    """Returns the names of all groups of the host, for administrators who give a space to one."""
    can: Callable[[Any, str, Any], bool | None] | None = None
    """Answers whether a viewer may act: True, False, or None for the forum's own rule."""
    login: Callable[[], ResponseReturnValue] | None = None
    """What somebody who must sign in is answered with; by default Flask-Login's answer."""
    breadcrumbs: Callable[[Any], Any] | None = None
    """Returns (name, address) pairs that stand before the forum's own, for a ``Thing`` or None."""
    slots: Mapping[str, Any] = field(default_factory=dict)
    """What the host puts at ``head``, ``before``, ``after_post``, ``after``: callable, template."""
    sign_up: bool = True
    """Whether people may make themselves an account, where the forum's own accounts are used."""
    mail: Callable[[Any], Any] | str | None = field(default=None, repr=False)  # has a password
    """Sends an ``EmailMessage``, or the address of an SMTP server; without it no mail is sent."""
    mail_from: str | None = None
    """Who the mail is from: "Forum <forum@intranet.example>"."""
    mail_pace: Literal["once", "daily", "weekly", "never"] = "once"
    """How often those get mail who have not chosen: at once, gathered, or never."""
    mail_text: Literal["none", "open", "all"] = "none"
    """Whose text and author a mail holds: no post's, those of open spaces, those of all."""
    discuss_space: str | None = None
    """The slug of the space that takes discussions on pages which name no group of readers."""


NAMES = {f.name for f in fields(Config)}


def read(app: Flask, keywords: Mapping[str, Any]) -> Config:
    """Return the settings of *app*, keywords first.

    Raises TypeError for an unknown keyword and ValueError for a bad value; warns about an
    unknown ``FORUM_...`` setting, with the name that was probably meant.
    """
    for unknown in keywords.keys() - NAMES:
        raise TypeError(f"Forum() has no keyword {unknown!r}{_meant(unknown)}")
    given = {}
    for key, value in app.config.items():
        if key.startswith("FORUM_"):
            name = key.removeprefix("FORUM_").lower()
            if name in NAMES:
                given[name] = value
            else:
                warnings.warn(f"{key} is no setting of the forum{_meant(name)}", stacklevel=4)
    given |= {name: value for name, value in keywords.items() if value is not None}
    if isinstance(given.get("origins"), list):  # as settings from a file or the environment are
        given["origins"] = tuple(given["origins"])
    config = Config(**given)
    config_checks.check(config)
    return config


def _meant(name: str) -> str:
    near = difflib.get_close_matches(name, NAMES, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
