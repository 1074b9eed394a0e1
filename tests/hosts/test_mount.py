"""Hosts of every kind: other names and prefixes, layouts with names of their own, pending work."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask, render_template_string, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from forum import Forum, Person
from forum.members.models import Member
from forum.threads.models import Post

from ..support.links import leads_nowhere
from ..support.walk import Things, furnish, pages
from ..support.world import Site, World
from .deeds import layout

pytestmark = pytest.mark.sites("sqlite")  # what differs here is the host

ADDRESSES = re.compile(r'\b(?:href|action|src|data-fx-similar|data-fx-people)="([^"]*)"')
NAMES = """<!doctype html><html lang="en"><head><title>{% block title %}{% endblock %}</title>
{% block head %}{% endblock %}</head><body>
<p id="names">{{ page }} {{ user }} {{ title }} {{ viewer }} {{ _("word") }}</p>
<a href="{{ url_for('.home') }}">Home</a><main>{% block content %}{% endblock %}</main>
</body></html>"""


@pytest.fixture
def furnished(make_site: Callable[..., World]) -> Callable[..., tuple[World, Things]]:
    """A function that makes a site with one of everything in it."""

    def make(**settings: Any) -> tuple[World, Things]:
        world = make_site(guests_read=True, **settings)
        ana, ben = world.member("Ana", is_admin=True), world.member("Ben")
        space = world.space("Letters", by=ana)
        said = furnish(world, space, ana, ben, say="plain {}".format, tag="form", word="hay")
        return world, said

    return make


@pytest.mark.parametrize(
    ("name", "prefix"), [("community", "/forum"), ("forum", "/a/b"), ("community", "/")]
)
def test_every_page_and_link_works_under_another_name_and_prefix(
    furnished: Callable[..., tuple[World, Things]], name: str, prefix: str
) -> None:
    world, things = furnished(name=name, url_prefix=prefix)
    for user in (None, *world.site.people.values()):
        browser = world.client(user)
        for address in pages(world.app, things):
            got = browser.get(address, query_string={"space": things.space})
            assert got.status_code in {200, 301, 302, 308, 401, 403, 404}, address
            for link in ADDRESSES.findall(got.text):
                assert not leads_nowhere(world.app, link), f"{link} on {address}"
                assert not link.startswith("/") or link.startswith(prefix), f"{link} on {address}"


def test_links_carry_the_path_a_proxy_serves_under(
    furnished: Callable[..., tuple[World, Things]],
) -> None:
    world, things = furnished()
    for user in (None, *world.site.people.values()):
        for address in pages(world.app, things):
            got = world.client(user).get(address, base_url="http://localhost/below")
            paths = [link for link in ADDRESSES.findall(got.text) if link.startswith("/")]
            assert [link for link in paths if not link.startswith("/below/forum")] == [], address
            if got.location:
                assert urlsplit(got.location).path.startswith("/below/forum"), address


def test_no_name_of_the_host_s_layout_is_hidden(
    furnished: Callable[..., tuple[World, Things]], tmp_path: Path
) -> None:
    layout(tmp_path, NAMES)
    world, things = furnished()
    names = {"page": "their-page", "user": "their-user", "title": "their-title"}
    world.app.context_processor(lambda: {**names, "viewer": "their-viewer", "_": str.upper})
    world.app.add_url_rule("/", "home", lambda: "home")
    theirs = '<p id="names">their-page their-user their-title their-viewer WORD</p>'
    for user in world.site.people.values():
        for address in pages(world.app, things):
            got = world.client(user).get(address)
            if "fx-root" in got.text:
                assert theirs in got.text, address
                assert '<a href="/">Home</a>' in got.text, address
                assert got.text.count('class="fx fx-root"') == 1, address


def test_a_layout_s_own_index_is_not_taken_for_ours(
    make_site: Callable[..., World], tmp_path: Path
) -> None:
    layout(tmp_path, NAMES.replace("'.home'", "'.index'"))
    world = make_site(guests_read=True)
    world.app.add_url_rule("/", "index", lambda: "index")
    world.app.context_processor(lambda: {"_": str.upper})
    for address in ("/forum/", "/forum/-/threads"):
        assert '<a href="/">Home</a>' in world.client().get(address).text


def test_without_a_layout_of_the_host_ours_is_used(make_site: Callable[..., World]) -> None:
    page = make_site(guests_read=True).client().get("/forum/").text
    assert page.startswith("<!doctype html>")
    assert 'class="fx fx-own"' in page


def test_blocks_are_found_along_the_host_s_chain_of_layouts(
    make_site: Callable[..., World], tmp_path: Path
) -> None:
    layout(
        tmp_path,
        "<html><head></head><body>{% block body %}{% endblock %}</body></html>",
        "bottom.html",
    )
    layout(
        tmp_path,
        '{% extends "bottom.html" %}{% block body %}{% block inner %}{% endblock %}{% endblock %}',
        "intranet.html",
    )
    world = make_site(guests_read=True, base_template="intranet.html", blocks={"content": "inner"})
    page = world.client().get("/forum/").text
    assert page.startswith("<html><head></head><body>")
    assert "fx-root" in page
    assert "forum.css" in page


@pytest.mark.parametrize(
    "settings",
    [
        {"blocks": {"content": "middle"}},
        {"base_template": "other.html"},
        {"base_template": "base.html", "blocks": {"content": "kontent", "title": "title"}},
    ],
)
def test_a_missing_block_is_an_error_that_lists_the_existing_ones(
    make_site: Callable[..., World], tmp_path: Path, settings: dict[str, Any]
) -> None:
    text = "{% block title %}{% endblock %}{% block middle_part %}{% endblock %}"
    layout(tmp_path, text)
    layout(tmp_path, text, "other.html")
    world = make_site(guests_read=True, **settings)
    with pytest.raises(ValueError, match="title, middle_part"):
        world.client().get("/forum/")


def test_a_missing_layout_is_an_error_that_names_it(make_site: Callable[..., World]) -> None:
    world = make_site(guests_read=True, base_template="missing.html")
    with pytest.raises(ValueError, match=r"FORUM_BASE_TEMPLATE: .* missing\.html"):
        world.client().get("/forum/")


def test_two_apps_in_one_process_are_independent(tmp_path: Path) -> None:
    forum, worlds = Forum(guests_read=True, drain="inline"), []
    for name in ("first", "second"):
        site = Site()
        folder = tmp_path / name
        folder.mkdir()
        app = Flask(name, instance_path=str(folder))
        app.config |= {
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'forum.db'}",
            "TESTING": True,
            "FORUM_NAME": f"{name}_forum",
            "FORUM_URL_PREFIX": f"/{name}",
            "FORUM_TITLE": name,
            "FORUM_USER": site.user,
            "FORUM_LOGIN": site.login,
        }
        forum.init_app(app)
        forum.upgrade(app)
        worlds.append(World(app, site))
    for world in worlds:
        ana = world.member("Ana")
        world.ask(world.space("Letters", by=ana), ana, f"Asked in {world.app.name}")
    for world, other in (worlds, worlds[::-1]):
        page = world.client(world.site.people["1"]).get(f"/{world.app.name}/").text
        assert f"Asked in {world.app.name}" in page
        assert f"Asked in {other.app.name}" not in page
        assert f'href="/{other.app.name}' not in page
        assert world.scalar(select(Post.id)) == 1
    for world in worlds:
        with world.app.app_context():
            world.app.extensions["forum"].db.engine.dispose()


def test_an_app_takes_only_one_forum() -> None:
    app = Flask("host")
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    Forum(app)
    with pytest.raises(RuntimeError, match="only one forum per app"):
        Forum(app, name="second")


def test_a_misspelt_setting_is_reported() -> None:
    app = Flask("host")
    with pytest.raises(TypeError, match="did you mean 'guests_read'"):
        Forum(app, guest_read=True)
    app.config["FORUM_GUEST_READ"] = True
    with pytest.warns(UserWarning, match="did you mean 'guests_read'"):
        Forum(app)


def test_mounting_touches_nothing(tmp_path: Path) -> None:
    app = Flask("host", instance_path=str(tmp_path / "instance"))
    loader, undefined = app.jinja_options.copy(), app.config.copy()
    Forum(app)
    assert not (tmp_path / "instance").exists()
    assert app.jinja_options == loader
    changed = {key for key in app.config if app.config[key] != undefined.get(key)}
    assert {key for key in changed if not key.startswith("SQLALCHEMY_")} == set()


@pytest.fixture
def host(make_site: Callable[..., World], kind: str) -> Iterator[tuple[World, SQLAlchemy, Any]]:
    """A host that leaves a row of its own pending in the session before our pages run."""
    world = make_site(guests_read=True)
    db = world.app.extensions["forum"].db

    class Visit(db.Model):  # type: ignore[name-defined, misc]
        id: Mapped[int] = mapped_column(primary_key=True)
        path: Mapped[str]

    with world.app.app_context():
        db.create_all()

    @world.app.before_request
    def pending() -> None:
        if request.headers.get("X-Pending"):
            db.session.add(Visit(path=request.path))

    return world, db, Visit


def visits(host: tuple[World, SQLAlchemy, Any]) -> list[str]:
    world, db, visit = host
    with world.app.app_context():
        return list(db.session.scalars(select(visit.path)))


def test_pending_changes_of_the_host_are_committed_only_with_a_post(
    host: tuple[World, SQLAlchemy, Any],
) -> None:
    world = host[0]
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    browser, pending = world.client(ana), {"X-Pending": "1"}
    where = f"/forum/t/{thread}/reply"
    page = browser.get(where, headers=pending)
    assert visits(host) == []
    browser.post(where, data={"text": ""}, headers=pending)
    browser.post(where, data={"text": "x"}, headers={**pending, "Sec-Fetch-Site": "cross-site"})
    assert visits(host) == []
    key = re.search(r'name="form_key" value="([^"]+)"', page.text)
    assert key
    sent = {"text": "Once", "form_key": key[1], "to": ""}
    assert browser.post(where, data=sent, headers=pending).status_code == 302
    assert visits(host) == [where]
    assert browser.post(where, data=sent).status_code == 302


def test_a_host_with_flask_login_and_uuids_is_understood(tmp_path: Path) -> None:
    from flask_login import LoginManager, login_user

    app = Flask("host", instance_path=str(tmp_path))
    app.config |= {
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'host.db'}",
        "SECRET_KEY": "test",
        "TESTING": True,
    }
    db, manager = SQLAlchemy(app), LoginManager(app)

    class User(db.Model):  # type: ignore[name-defined, misc]
        id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
        username: Mapped[str]
        is_authenticated = is_active = True
        is_anonymous = False

        def get_id(self) -> str:
            return f"changes-{self.id}"

    @manager.user_loader
    def load(key: str) -> Any:
        return db.session.get(User, uuid.UUID(key.removeprefix("changes-")))

    @app.post("/in")
    def sign_in() -> str:
        login_user(db.session.scalars(select(User)).one())
        return ""

    Forum(app, drain="inline").upgrade(app)
    with app.app_context():
        db.create_all()
        db.session.add(User(username="ana"))
        db.session.commit()
        id = str(db.session.scalars(select(User.id)).one())
    browser = app.test_client()
    assert browser.get("/forum/").status_code == 401
    assert browser.get("/forum/-/ask").status_code == 401
    browser.post("/in")
    assert browser.get("/forum/-/ask").status_code == 200
    with app.app_context():
        assert list(db.session.scalars(select(Member.user_key))) == []  # reading leaves no trace
    same = {"Sec-Fetch-Site": "same-origin"}
    browser.post("/forum/-/open", data={"title": "x"}, headers=same)
    browser.post("/forum/t/1/follow", data={"follow": "1"}, headers=same)
    with app.app_context():
        assert set(db.session.scalars(select(Member.user_key))) <= {id}
        db.session.remove()
        db.engine.dispose()


def test_a_person_function_that_raises_makes_a_guest(make_site: Callable[..., World]) -> None:
    def person(user: Any) -> Person:
        raise LookupError(user)

    world = make_site(guests_read=True, person=person)
    browser = world.client(world.user("Ana"))
    assert browser.get("/forum/").status_code == 200
    assert browser.get("/forum/-/ask").status_code == 401


def test_a_page_of_the_host_under_our_prefix_gets_no_fx(make_site: Callable[..., World]) -> None:
    world = make_site(guests_read=True, url_prefix="/")
    world.app.add_url_rule("/policy", "policy", lambda: render_template_string("{{ fx }}theirs"))
    assert world.client().get("/policy").text == "theirs"
