"""``Forum(app, ...)``: the only module that knows every room."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import appcontext_pushed, request
from werkzeug.exceptions import NotFound

from .answers import views as answers
from .artefacts import views as artefacts
from .artefacts.views import keep, library
from .artefacts.views import write as keep_pages
from .cli import commands
from .core import config as settings
from .core import events
from .core.database import migrate
from .core.database.session import attach, commit
from .core.database.sqlite import tune_sqlite
from .core.errors import SignInFirst
from .core.state import State, state
from .core.web import guard, refusals
from .core.web.args import SAFE
from .core.web.static import ForumBlueprint, hashes
from .core.web.urls import without_mount
from .discuss import host_api
from .discuss import views as discuss
from .discuss.template_api import Counts, HostPage
from .discuss.views import send
from .following import actions as follows
from .following import views as following
from .forget import forget
from .front import health
from .front import views as front
from .mail import actions as mailing
from .mail import views as mail
from .members import host
from .members import views as members
from .moderation import views as moderation
from .notices import actions as notifying
from .notices import queries as notices
from .notices import views as for_you
from .reflections import views as reflections
from .search import indexer, session_events
from .search import views as search
from .spaces import views as spaces
from .spaces.current import current_viewer
from .spaces.views import every, manage
from .spaces.views import people as space_people
from .spaces.views import show as space_pages
from .threads import views as threads
from .threads.views import edit, lists, moderate, revisions, show, withdraw, write

if TYPE_CHECKING:
    from types import EllipsisType

    from flask import Blueprint, Flask, Response
    from flask_sqlalchemy import SQLAlchemy
    from markupsafe import Markup

PAGES = (
    health,
    every,
    manage,
    space_people,
    space_pages,
    edit,
    lists,
    show,
    moderate,
    revisions,
    withdraw,
    write,
    keep,
    keep_pages,
    library,
    send,
)
"""Modules that add their addresses to a room's blueprint by being imported."""
ROOMS = (
    front.bp,
    members.bp,
    spaces.bp,
    threads.bp,
    answers.bp,
    reflections.bp,
    artefacts.bp,
    following.bp,
    search.bp,
    for_you.bp,
    moderation.bp,
    discuss.bp,
    mail.bp,
)

FOR_ALL = (".static", ".front.health", ".mail.stop")
"""Endpoints that tell nothing anybody wrote: they are answered where guests read nothing."""

events.post_written.connect(follows.wrote)
events.post_written.connect(notifying.tell_of)
events.post_edited.connect(notifying.tell_of_edit)
events.thread_read.connect(notifying.see)
events.noticed.connect(mailing.queue)


class Forum:
    """A forum to mount in a Flask app.

    ``Forum(app, db=db)``, or ``forum = Forum(db=db)`` and ``forum.init_app(app)`` in a factory.
    Every setting of ``forum/core/config.py`` is a keyword. TypeError: an unknown keyword;
    ValueError: a value that cannot work; RuntimeError: a second forum in the same app.
    """

    def __init__(
        self, app: Flask | None = None, *, db: SQLAlchemy | None = None, **keywords: Any
    ) -> None:
        self._db, self._keywords = db, keywords
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Mount the forum in *app*. Touches no database, no disk and no setting of Jinja's."""
        if "forum" in app.extensions:
            raise RuntimeError("a forum is already mounted in this app: only one forum per app")
        config = settings.read(app, self._keywords)
        _refuse_taken(app, config.name)
        db, own = attach(app, self._db)
        app.extensions["forum"] = State(
            config=config,
            db=db,
            own_db=own,
            static=hashes(),
            look=current_viewer,
            unread=lambda: notices.unseen(current_viewer()),
            sign_in=host.sign_in,
        )
        events.listen(db.session)
        session_events.listen(db.session)
        appcontext_pushed.connect(_before_work, app)
        app.cli.add_command(commands)
        app.url_build_error_handlers.append(without_mount)
        app.context_processor(lambda: {"forum": HostPage()})
        app.register_blueprint(_blueprint(config.name), url_prefix=config.url_prefix)

    def upgrade(self, app: Flask) -> None:
        """Create or upgrade the forum's tables in the database of *app*.

        RuntimeError: a newer version of the forum made them.
        """
        with app.app_context():
            migrate.upgrade(app.extensions["forum"].db.engine)
            indexer.begin()

    def unread(self) -> int:
        """Return how many things wait for whoever is looking, as ``{{ forum.unread() }}`` does."""
        return HostPage().unread()

    def count(self, *keys: str) -> Counts:
        """Return how many posts there are about the pages *keys*; of one, ``[key]`` of the result.

        Only what whoever is looking may read is counted; 0 outside a request.
        """
        return HostPage().count(*keys)

    def recent(self, most: int = 5) -> Markup:
        """Return a list of the newest threads that whoever is looking may read, as HTML."""
        return HostPage().recent(most)

    def discuss(self, key: str, *, title: str, url: str, audience: str | None = None) -> Markup:
        """Return the discussion of a page as HTML, as ``{{ forum.discuss(...) }}`` prints it."""
        return HostPage().discuss(key, title=title, url=url, audience=audience)

    def anchor(
        self, key: str, *, title: str, url: str, audience: str | EllipsisType | None = ...
    ) -> bool:
        """Tell what the page *key* is called now and where it is; True if it is discussed.

        With *audience* the discussion goes to the people of that group of yours, or with None to
        ``FORUM_DISCUSS_SPACE``; without it nobody else reads it than before. It joins your
        transaction and commits nothing, unless the forum has a database of its own.
        ValueError: what cannot be a key, a title, a path of this site or a group; LookupError:
        ``FORUM_DISCUSS_SPACE`` is no space.
        """
        return _settled(host_api.anchor(key, title=title, url=url, audience=audience))

    def close_anchor(self, key: str) -> bool:
        """Tell that the page *key* is deleted; True if it was discussed.

        The discussion stays in the forum, locked; the key is free for another page.
        It joins your transaction as ``anchor`` does.
        """
        return _settled(host_api.close_anchor(key))

    def forget(self, user_id: str) -> bool:
        """Forget a person, where the host deletes its user *user_id*; True if they were a member.

        It joins the host's transaction and commits nothing, unless the forum has a database of its
        own. What they wrote stays under "former
        member"; a user who gets the same id later is somebody new.
        """
        return _settled(forget(str(user_id)))


def _settled(done: bool) -> bool:
    """Commit where the host has no transaction that this could be part of."""
    if state().own_db:
        commit()
    return done


def _refuse_taken(app: Flask, name: str) -> None:
    if name in app.blueprints:
        raise ValueError(
            f"this app has a blueprint {name!r} already: give the forum another name, like "
            "Forum(app, name='community')"
        )


def _blueprint(name: str) -> Blueprint:
    parent = ForumBlueprint(name)
    parent.before_request(guard.guard)
    parent.before_request(_members_only)
    parent.before_request(_possible)
    parent.after_request(_framed_at_home)
    refusals.register(parent)
    for child in ROOMS:
        parent.register_blueprint(child)
    return parent


def _framed_at_home(response: Response) -> Response:
    """Keep other sites from framing our pages, unless the host says what may frame them."""
    response.headers.setdefault("Content-Security-Policy", "frame-ancestors 'self'")
    return response


def _members_only() -> None:
    """Ask a guest to sign in first, whatever the address, where guests read nothing."""
    shut = request.method in SAFE and not state().config.guests_read
    if shut and not (request.endpoint or "").endswith(FOR_ALL) and current_viewer().guest:
        raise SignInFirst


def _possible() -> None:
    """Answer an address that cannot name anything like one that names nothing."""
    if not guard.possible():
        current_viewer()
        raise NotFound


def _before_work(app: Flask, **_: Any) -> None:
    """At the first work in *app*: keep out of the host's migrations, tune an engine of our own."""
    mount: State = app.extensions["forum"]
    if "csrf" in app.extensions and "exempted" not in mount.kept:
        mount.kept["exempted"] = _leave_to_its_secret(app, mount.config.name)
    if mount.kept.get("begun"):
        return
    mount.kept["begun"] = True
    migrate.hide_from_host(app)
    if mount.own_db:
        Path(app.instance_path).mkdir(parents=True, exist_ok=True)
        tune_sqlite(mount.db.engine)


def _leave_to_its_secret(app: Flask, name: str) -> bool:
    """Let a mail program stop mail where the host's CSRF protection wants a token of everybody."""
    app.extensions["csrf"].exempt(app.view_functions[f"{name}.{guard.BY_ITS_LINK}"])
    return True
