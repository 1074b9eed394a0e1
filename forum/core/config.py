"""Every setting of the forum: its name, its default and what it is for.

A keyword of ``Forum(app, ...)`` overrides ``app.config["FORUM_<KEYWORD>"]``, which overrides the
default. Settings are read once, at ``init_app``, into one frozen object.
"""

from __future__ import annotations

import difflib
import warnings
from dataclasses import dataclass, field, fields
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from . import config_checks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from os import PathLike

    from flask import Flask
    from flask.typing import ResponseReturnValue
    from sqlalchemy import URL

    from .storage_protocol import Storage


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings of one mounted forum. ``read`` checks them and rejects invalid values."""

    title: str = "Forum"
    """The forum's name in its own navigation and in page titles."""
    url_prefix: str = "/forum"
    """Where the forum is mounted: a path that begins with a slash."""
    name: str = "forum"
    """The name of the forum's blueprint, and so the first part of its endpoints."""
    database: str | URL | None = field(default=None, repr=False)  # may have a password
    """"own" for ``forum.db`` in the instance folder, or a URL; by default the host's database."""
    url: str | None = None
    """The forum's absolute URL, for links made outside a request."""
    language: str = "en"
    """The language of most posts (ISO 639-1): selects the search stemmer and stop words."""
    guests_read: bool = False
    """Whether guests may read open spaces."""
    post_limit: int = 32_000
    """The maximum length of a post, in characters."""
    page_limit: int = 200_000
    """The maximum length of a page of the library, in characters."""
    form_limit: int = 256_000
    """The largest form, in bytes; never less than its text takes when sent."""
    limits: Mapping[str, str | None] = field(default_factory=dict)
    """How often a member may do what, like {"post": "30 per minute"}; None for no limit."""
    limits_storage: str = "memory://"
    """Where that is counted: in each worker process, or in "redis://..." for all of them."""
    mention_limit: int = 10
    """The most people whom a post, with all its edits, can notify by mentioning them."""
    remote_images: bool = False
    """Whether images on other sites are shown; if not, they become links."""
    origins: tuple[str, ...] = ()
    """Other origins ("https://intranet.example") whose forms may post to the forum."""
    search: Literal["whoosh", "postgres", "tantivy"] | None = None
    """The search engine: by default the database if that is PostgreSQL, otherwise Whoosh."""
    drain: Literal["thread", "worker", "inline"] = "thread"
    """What writes the search index: a thread in this process, `flask forum work`, or the commit."""
    index: str | None = None
    """The folder of the search index; by default ``forum-index`` in the instance folder."""
    storage: Storage | str | PathLike[str] | None = None
    """A folder for files, a bucket ("s3://..."), or an object with save, open and delete; by
    default ``forum-files``."""
    file_limit: int = 25_000_000
    """The largest file that a member can add, in bytes."""
    post_files_limit: int = 100_000_000
    """How many bytes the files of one text may have together; 0 for no limit."""
    member_files_limit: int = 2_000_000_000
    """How many bytes the files of one member may have together; 0 for no limit."""
    space_files_limit: int = 20_000_000_000
    """How many bytes the files in one space may have together; 0 for no limit."""
    scan: Callable[[BinaryIO], bool] | None = None
    """Whether a file is clean, given its bytes; by default no scanner is asked."""
    scan_seconds: float = 20
    """How long it is waited for, in seconds; then the file counts as not checked."""
    base_template: str | None = None
    """The host's layout that the forum's pages extend; by default ``base.html`` if it fits."""
    blocks: Mapping[str, str] = field(default_factory=dict)
    """The blocks of the host's layout that take our ``title``, ``head`` and ``content``."""
    layout_context: Mapping[str, object] | Callable[[], Mapping[str, object]] = field(
        default_factory=dict
    )
    """Names that the host's layout needs on our pages, or a function that returns them."""
    csp_nonce: Callable[[], str] | None = None
    """Returns the nonce of this response for our scripts and styles; by default Talisman's."""
    user: Callable[[], Any] | None = None
    """Returns the host's user object for this request, or None; by default Flask-Login's."""
    person: Callable[[Any], Any] | None = None
    """Turns a user object into a ``Person``; by default the usual attributes are read."""
    load: Callable[[str], Any] | None = None
    """Returns the user object with an id, or None; by default Flask-Login's user loader."""
    people: Callable[[str], Any] | None = None
    """Returns the ``Person``s that match the text typed after an @; by default members."""
    audiences: Callable[[], Any] | None = None
    """Returns the names of all the host's groups, for administrators who bind a space to one."""
    can: Callable[[Any, str, Any], bool | None] | None = None
    """Decides whether a viewer may act: True, False, or None for the forum's own rule."""
    login: Callable[[], ResponseReturnValue] | None = None
    """Returns the response for a guest who must sign in; by default Flask-Login's."""
    breadcrumbs: Callable[[Any], Any] | None = None
    """Returns (name, URL) pairs that go before the forum's own, for a ``Thing`` or None."""
    slots: Mapping[str, Any] = field(default_factory=dict)
    """Host HTML at ``head``, ``before``, ``after_post`` and ``after``: functions or templates."""
    leave: bool = False
    """Whether members may leave for good by themselves, with or without their texts."""
    sign_up: bool = True
    """Whether people may create an account, if the forum's own accounts are used."""
    sign_up_limit: int = 20
    """How many accounts may be created from one address in an hour; 0 for no limit."""
    sign_in_limit: int = 50
    """How many sign-ins may fail from one address in 15 minutes; 0 for no limit."""
    mail: Callable[[Any], Any] | str | None = field(default=None, repr=False)  # has a password
    """A function that sends an ``EmailMessage``, or an SMTP server's URL; by default no mail."""
    mail_from: str | None = None
    """The sender of the mail: "Forum <forum@intranet.example>"."""
    mail_pace: Literal["once", "daily", "weekly", "never"] = "once"
    """How often members who have not chosen get mail: at once, daily, weekly or never."""
    mail_text: Literal["none", "open", "all"] = "none"
    """Which posts a mail quotes, with their authors: none, those in open spaces, or all."""
    without: tuple[str, ...] = ()
    """What the host leaves out: names of ``config_checks.LEFT_OUT``."""
    discuss_space: str | None = None
    """The slug of the space for discussions on host pages that name no ``audience``."""

    def mails_text(self, access: str) -> bool:
        """Whether a mail may quote posts of a space, by its access."""
        return self.mail_text == "all" or (self.mail_text == "open" and access == "open")

    def leaves_out(self, what: str) -> bool:
        """Whether the host leaves *what* out; the balance is part of the journal."""
        return what in self.without or (what == "balance" and "journal" in self.without)

    @cached_property
    def takes_files(self) -> bool:
        """Whether members can add files: the extra is installed, and the host leaves it in."""
        return not self.leaves_out("files") and all(map(find_spec, FILE_LIBRARIES))


FILE_LIBRARIES = ("PIL", "pypdf", "striprtf")
"""What the extra ``files`` installs."""
NAMES = {f.name for f in fields(Config)}


def read(app: Flask, keywords: Mapping[str, object]) -> Config:
    """Return the settings of *app*; *keywords* override its config.

    Raises TypeError for an unknown keyword and ValueError for an invalid value. Warns about an
    unknown ``FORUM_...`` key. Both suggest the setting that was probably meant.
    """
    for unknown in keywords.keys() - NAMES:
        raise TypeError(f"Forum() has no keyword {unknown!r}{_meant(unknown)}")
    given: dict[str, Any] = {}
    for key, value in app.config.items():
        if key.startswith("FORUM_"):
            name = key.removeprefix("FORUM_").lower()
            if name in NAMES:
                given[name] = value
            else:
                warnings.warn(f"{key} is not a forum setting{_meant(name)}", stacklevel=4)
    given |= {name: value for name, value in keywords.items() if value is not None}
    for name in ("origins", "without"):  # settings from a file or the environment are lists
        if isinstance(given.get(name), list):
            given[name] = tuple(given[name])
    config = Config(**given)
    config_checks.check(vars(config))
    return config


def _meant(name: str) -> str:
    near = difflib.get_close_matches(name, NAMES, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
