"""What the check says of hosts as they are: it does what a request does, and cries no wolf.

Siblings: ``g.user`` and ``g.clock`` set before the request; a function before the request that
fails, that redirects to https, that asks everybody to sign in; names that a layout calls, reads an
attribute of, prints, tests, gives a default for, with Jinja's undefined and a strict one, in an
include and in a macro; names from a context processor and from the setting; who administers: by an
attribute of a model, a method, ``can``, nobody, nobody yet, the forum's own accounts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, g, redirect, request
from flask_login import LoginManager, UserMixin
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader, StrictUndefined
from sqlalchemy.orm import Mapped, mapped_column

from forum import Forum

from ..hosts.door import close
from ..support.checked import lines, said

PLAIN = "<title>{% block title %}{% endblock %}</title>{% block content %}{% endblock %}"
Mount = Callable[..., Flask]


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Mount]:
    """A function that makes a host with *layout* and *settings*, changed by *change*."""
    made: list[Flask] = []

    def create(
        layout: str = PLAIN, change: Callable[[Flask], None] = lambda app: None, **settings: Any
    ) -> Flask:
        app = Flask("host", instance_path=str(tmp_path))
        app.config |= {"SECRET_KEY": "test", "SQLALCHEMY_DATABASE_URI": "sqlite://"}
        app.jinja_loader = DictLoader({"base.html": layout, "part.html": "{{ part.name }}"})
        if "db" not in settings:
            SQLAlchemy(app)
        change(app)
        given = {"user": lambda: None, "login": lambda: redirect("/login"), "drain": "inline"}
        Forum(app, **{**given, **settings}).upgrade(app)
        made.append(app)
        return app

    yield create
    for app in made:
        close(app)


def problems(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith("BAD")]


def with_user(app: Flask) -> None:
    @app.before_request
    def load() -> None:
        g.user, g.clock = None, SimpleNamespace(now="noon")


def test_what_is_set_before_a_request_is_there_for_every_check(mount: Mount) -> None:
    def breadcrumbs(thing: Any) -> list[tuple[str, str]]:
        return [(g.clock.now, "/")]

    app = mount(
        PLAIN + "{{ g.clock.now }}",
        with_user,
        user=lambda: g.user,
        breadcrumbs=breadcrumbs,
        audiences=lambda: [g.clock.now],
        people=lambda text: [g.clock.now][:0],
        can=lambda viewer, act, thing: None if g.clock else False,
        slots={"after": lambda thing: g.clock.now},
    )
    code, output = lines(app)
    assert (code, problems(output)) == (0, []), output
    assert said(output, "good", "before_request")
    assert said(output, "good", "breadcrumbs") == ["noon (/)"]
    assert "nobody is signed in" in said(output, "good", "user object")[0]


def test_a_function_before_the_request_that_fails_is_a_problem_told_once(mount: Mount) -> None:
    def change(app: Flask) -> None:
        app.before_request(lambda: SimpleNamespace().clock)

    code, output = lines(mount(change=change))
    assert (code, len(problems(output))) == (1, 1), output
    assert "no attribute 'clock'" in said(output, "BAD", "before_request")[0]


def test_one_that_asks_everybody_to_sign_in_is_a_note(mount: Mount) -> None:
    def change(app: Flask) -> None:
        app.before_request(lambda: redirect("/login"))

    code, output = lines(mount(change=change))
    assert code == 0, output
    assert (
        "answers a guest at /forum/ with 302 to /login" in said(output, "note", "before_request")[0]
    )


def test_one_that_wants_https_gets_it(mount: Mount) -> None:
    def change(app: Flask) -> None:
        @app.before_request
        def secure() -> Any:
            if not request.is_secure:
                return redirect(request.url.replace("http://", "https://"), 301)
            g.user = None
            return None

    code, output = lines(mount(change=change, user=lambda: g.user))
    assert (code, problems(output)) == (0, []), output
    assert said(output, "good", "before_request")


NEEDY = (
    "{{ _theme() }}{{ fqname.value }}{{ site_name }}{% if maybe %}x{% endif %}{{ x|default('y') }}"
    "{% include 'part.html' %}{% macro m() %}{{ in_macro + 1 }}{% endmacro %}{{ m() }}"
    "{% for one in menu %}{{ one }}{% endfor %}{{ request.view_args.nothing }}"
)


def test_all_names_that_break_a_layout_are_told_at_once(mount: Mount) -> None:
    code, output = lines(mount(NEEDY + PLAIN))
    assert code == 1
    (told,) = said(output, "BAD", "page")
    assert told.endswith("'_theme', 'fqname', 'part', 'in_macro'"), told
    assert "FORUM_LAYOUT_CONTEXT" in output


def test_with_a_strict_undefined_those_that_are_printed_too(mount: Mount) -> None:
    def change(app: Flask) -> None:
        app.jinja_options = {"undefined": StrictUndefined}

    (told,) = said(lines(mount(NEEDY + PLAIN, change))[1], "BAD", "page")
    for name in ("_theme", "fqname", "site_name", "maybe", "part", "menu"):
        assert f"'{name}'" in told
    assert "'x'" not in told


def test_names_that_only_print_nothing_are_a_note(mount: Mount) -> None:
    code, output = lines(mount("{{ site_name }}{{ g.nothing }}{% if maybe %}{% endif %}" + PLAIN))
    assert code == 0
    assert said(output, "good", "page") == ["a page can be rendered in the layout"]
    assert "it prints names that are empty on our pages: 'site_name'" in said(
        output, "note", "layout"
    )


@pytest.mark.parametrize("how", ["setting", "function", "processor"])
def test_names_that_are_given_are_not_lacking(mount: Mount, how: str) -> None:
    names = {"_theme": str, "fqname": SimpleNamespace(value="x"), "site_name": "Ours"}
    settings = {"setting": {"layout_context": names}, "function": {"layout_context": lambda: names}}
    layout = "{{ _theme() }}{{ fqname.value }}<b>{{ site_name }}</b>" + PLAIN

    def change(app: Flask) -> None:
        if how == "processor":
            app.context_processor(lambda: names)

    app = mount(layout, change, guests_read=True, **settings.get(how, {}))
    code, output = lines(app)
    assert (code, problems(output)) == (0, []), output
    assert [line for line in said(output, "note", "layout") if "prints names" in line] == []
    assert "<b>Ours</b>" in app.test_client().get("/forum/").text


def test_a_context_of_the_layout_that_fails_breaks_no_page(mount: Mount) -> None:
    app = mount(guests_read=True, layout_context=lambda: 1 / 0)
    assert app.test_client().get("/forum/").status_code == 200


@pytest.mark.parametrize(
    ("attributes", "can", "told"),
    [
        ({}, None, "note: your User has no is_admin, and there is no can function"),
        ({"is_admin": False}, None, "note: none of the 2 users found is one"),
        ({"is_admin": property(lambda self: self.id == 2)}, None, "good: 'ben' is one"),
        ({"is_admin": lambda self: self.id == 1}, None, "good: 'ana' is one"),
        ({}, lambda viewer, act, thing: viewer.name == "ben" or None, "good: 'ben' is one"),
        ({}, lambda viewer, act, thing: False, "note: none of the 2 users found is one"),
    ],
)
def test_whether_anybody_administers_is_told_before_anybody_was_here(
    mount: Mount, attributes: dict[str, Any], can: Any, told: str
) -> None:
    made: list[Any] = []

    def change(app: Flask) -> None:
        db = SQLAlchemy(app)
        manager = LoginManager(app)
        manager.login_view = "login"
        app.add_url_rule("/login", "login", lambda: "")

        class User(UserMixin, db.Model):  # type: ignore[name-defined, misc]
            id: Mapped[int] = mapped_column(primary_key=True)
            name: Mapped[str]

        for name, value in attributes.items():
            setattr(User, name, value)
        manager.user_loader(lambda id: db.session.get(User, int(id)))
        made.extend([db, User])

    app = mount(change=change, db=None, user=None, can=can)
    db, model = made
    with app.app_context():
        db.create_all()
        db.session.add_all([model(name="ana"), model(name="ben")])
        db.session.commit()
    code, output = lines(app)
    sign, _, words = told.partition(": ")
    assert code == 0, output
    assert words in said(output, sign, "administrator")[0], output


def test_that_nobody_can_be_asked_yet_is_told(mount: Mount) -> None:
    (told,) = said(lines(mount())[1], "note", "administrator")
    assert told == "none was found, because nobody has used the forum yet"
