"""``Forum(app, ...)``: the mounting, and what the host may call."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import appcontext_pushed

from .blueprint import make_blueprint
from .cli import commands
from .core import config as settings
from .core import events
from .core.database import migrate
from .core.database.attach import attach
from .core.database.session import commit
from .core.database.sqlite import tune_sqlite
from .core.files import make_folder
from .core.state import State, state
from .core.web import guard
from .core.web.static import hashes
from .core.web.urls import without_host, without_mount
from .discuss import host_api
from .discuss.template_api import Counts, TemplateApi
from .leaving.actions import forget
from .members import host
from .members.host_values import refresh
from .notices import queries as notices
from .receivers import connect
from .search import indexer, session_events
from .spaces import actions as space_actions
from .spaces.current import current_viewer
from .spaces.presenters.fields import describe

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from types import EllipsisType

    from flask import Flask
    from flask_sqlalchemy import SQLAlchemy
    from markupsafe import Markup

connect()


class Forum:
    """A forum to mount in a Flask app.

    ``Forum(app, db=db)``, or ``forum = Forum(db=db)`` and ``forum.init_app(app)`` in a factory.

    *app* is the Flask app, *db* a ``flask_sqlalchemy.SQLAlchemy`` whose database the forum shares.
    Without *db* the one registered in the app is used, or else the forum makes a database of its
    own. Every setting in ``forum/core/config.py`` is a keyword, and overrides ``FORUM_...`` in the
    app's config. ``init_app`` says which errors are raised.
    """

    def __init__(
        self, app: Flask | None = None, *, db: SQLAlchemy | None = None, **keywords: object
    ) -> None:
        self._db, self._keywords = db, keywords
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Mount the forum in *app*. Uses no database or disk, and changes none of Jinja's settings.

        Raises RuntimeError if *app* already has a forum, TypeError for an unknown keyword or a *db*
        that is not a ``flask_sqlalchemy.SQLAlchemy``, and ValueError for an invalid setting or a
        name that another blueprint has.
        """
        if "forum" in app.extensions:
            raise RuntimeError("a forum is already mounted in this app: only one forum per app")
        config = settings.read(app, self._keywords)
        _refuse_taken(app, config.name)
        found = attach(app, self._db, config.database)
        app.extensions["forum"] = State(
            config=config,
            db=found.db,
            own_db=found.own,
            why_db=found.why,
            static=hashes(),
            find_viewer=current_viewer,
            unread=lambda: notices.unseen_count(current_viewer()),
            sign_in=host.sign_in,
        )
        events.listen(found.db.session)
        session_events.listen(found.db.session)
        appcontext_pushed.connect(_prepare, app)
        app.cli.add_command(commands)
        app.url_build_error_handlers.append(without_mount)
        app.after_request(without_host)
        app.context_processor(lambda: {"forum": TemplateApi()})
        app.register_blueprint(make_blueprint(config), url_prefix=config.url_prefix)

    def upgrade(self, app: Flask) -> None:
        """Create or upgrade the forum's tables in the database of *app*, and its search index.

        Raises RuntimeError if the tables were made by a newer version of the forum.
        """
        with app.app_context():
            migrate.upgrade(app.extensions["forum"].db.engine)
            indexer.begin()

    def unread(self) -> int:
        """Return the number of unread notices of the viewer, as ``{{ forum.unread() }}`` does.

        0 for guests, outside a request, and after an error, which is logged.
        """
        return TemplateApi().unread()

    def count(self, *keys: str) -> Counts:
        """Return the number of posts about the pages *keys*: an int that maps each key to its own.

        ``forum.count("policy:1", "policy:2")["policy:1"]`` is the number for one page. Only posts
        that the viewer may read are counted. 0 outside a request, and after an error, which is
        logged.
        """
        return TemplateApi().count(*keys)

    def recent(self, most: int = 5) -> Markup:
        """Return the newest threads that the viewer may read, at most *most*, as an HTML list.

        Empty outside a request, and after an error, which is logged.
        """
        return TemplateApi().recent(most)

    def discuss(
        self,
        key: str,
        *,
        title: str,
        url: str,
        audience: str | None = None,
        first_take: date | None = None,
        question: str = "",
    ) -> Markup:
        """Return the discussion of a page as HTML, as ``{{ forum.discuss(...) }}`` prints it.

        *key* identifies the page for ever; *title* and *url* (a path on this site) are its current
        title and address. *audience* is the group of yours that may read the discussion; without it
        the space ``FORUM_DISCUSS_SPACE`` is used. With *first_take*, a date at most 60 days away
        (it begins in UTC) or a moment with its zone, each member answers the *question*, at most
        2,000 characters, before they can read what the others wrote, until then. Empty for viewers
        who may not read it, and after an error, which is logged. If the app is tested or debugged,
        an invalid argument raises ValueError, and a space that does not exist raises LookupError.
        """
        return TemplateApi().discuss(
            key, title=title, url=url, audience=audience, first_take=first_take, question=question
        )

    def anchor(
        self, key: str, *, title: str, url: str, audience: str | EllipsisType | None = ...
    ) -> bool:
        """Update the title and the address of the page *key*; return whether it is discussed.

        With *audience* the discussion moves to the people of that group of yours, or with None to
        ``FORUM_DISCUSS_SPACE``. Without *audience* the same people can read it as before. The
        change is part of your transaction, and you commit it, unless the forum has a database of
        its own: then it is committed here.

        Raises ValueError if *key*, *title*, *url* (a path on this site) or *audience* is not valid,
        and LookupError if the space ``FORUM_DISCUSS_SPACE`` does not exist.
        """
        return _commit_if_own(host_api.anchor(key, title=title, url=url, audience=audience))

    def close_anchor(self, key: str) -> bool:
        """Say that the page *key* was deleted; return whether it was discussed.

        The discussion stays in the forum and is locked, and another page may use the key. The
        change is part of your transaction, as with ``anchor``.
        """
        return _commit_if_own(host_api.close_anchor(key))

    def refresh(self, user_id: str) -> bool:
        """Store what the host calls its user *user_id* now; return whether they have written here.

        Name, organisation, page and picture, as ``person`` gives them for what ``load`` returns.
        Their handle follows a changed name. Pages do the same at the member's next visit; call this
        where you rename somebody, so that nobody reads the old name until then. False if there is
        no such user, and nothing is stored of somebody who has only read. The change is part of
        your transaction, as with ``anchor``.
        """
        return _commit_if_own(refresh(str(user_id)))

    def make_space(
        self,
        name: str,
        *,
        purpose: str,
        norms: str = "",
        access: str = "open",
        audience: str | None = None,
        goal: str = "",
        last_day: date | None = None,
        stewards: Sequence[str] = (),
    ) -> str:
        """Create the space *name* if there is none, and return the last part of its address.

        *access* is "open" or "closed"; *audience* is the group of yours that alone may read it.
        *goal* is what its members want to reach together; from *last_day* on they are asked
        to look back together. *stewards* are the ids of users who look after it. A space that
        exists stays as it is. The change is part of your transaction, as with ``anchor``.

        ValueError if a value is not valid, LookupError if a steward does not exist.
        """
        people = [host.person_with_id(key) for key in stewards]
        description = describe(
            name,
            purpose=purpose,
            norms=norms,
            access=access,
            audience=audience,
            goal=goal,
            last_day=last_day,
            stewards=people,
        )
        slug, created = space_actions.find_or_create_space(**description, stewards=people)
        _commit_if_own(created)
        return slug

    def forget(self, user_id: str, *, take_texts: bool = False) -> bool:
        """Forget the host's user *user_id*, who is deleted; return whether they were a member.

        Their posts stay, under "former member", unless they *take_texts* with them. A user who gets
        the same id later is somebody else.
        The change is part of your transaction, as with ``anchor``.
        """
        return _commit_if_own(forget(str(user_id), take_texts=take_texts))


def _commit_if_own(done: bool) -> bool:
    """Commit if the forum has its own database, which the host's transactions do not include."""
    if state().own_db:
        commit()
    return done


def _refuse_taken(app: Flask, name: str) -> None:
    if name in app.blueprints:
        raise ValueError(
            f"this app already has a blueprint {name!r}: give the forum another name, like "
            "Forum(app, name='community')"
        )


def _prepare(app: Flask, **_: object) -> None:
    """Before the first work in *app*: hide our tables from the host's migrations, tune SQLite.

    Not in ``init_app``, because the host may set up Flask-Migrate and CSRF protection later.
    """
    mount: State = app.extensions["forum"]
    if "csrf" in app.extensions and not mount.memory.csrf_exempted:
        mount.memory.csrf_exempted = _exempt_one_click(app, mount.config.name)
    if mount.memory.prepared:
        return
    mount.memory.prepared = True
    migrate.hide_from_host(app)
    host.watch_sign_outs(app)
    if mount.own_db:
        make_folder(Path(app.instance_path))
        tune_sqlite(mount.db.engine)


def _exempt_one_click(app: Flask, name: str) -> bool:
    """Let mail programs stop mail although the host's CSRF protection requires a token."""
    app.extensions["csrf"].exempt(app.view_functions[f"{name}.{guard.ONE_CLICK}"])
    return True
