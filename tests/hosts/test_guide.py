"""The examples of the guide about people and tests, run as a host would write them."""

from __future__ import annotations

import re
import sys
import uuid
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask_login import LoginManager, UserMixin, login_user
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Integer, Uuid, select
from sqlalchemy.orm import Mapped, mapped_column

from forum import Forum
from forum.members import host

from .door import close, flask

GUIDE = (Path(__file__).parents[2] / "docs" / "hosting.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", GUIDE, re.S)


def example(beginning: str, has: str = "") -> str:
    """Return the only example with this beginning, and with these words in it."""
    (found,) = (block for block in BLOCKS if block.startswith(beginning) and has in block)
    return found


@pytest.mark.parametrize(("type_", "has"), [(int, "int(id)"), (uuid.UUID, "uuid.UUID(id)")])
def test_load_of_the_guide_finds_users_by_the_id_that_the_forum_stores(
    tmp_path: Path, type_: type, has: str
) -> None:
    app = Flask("host", instance_path=str(tmp_path))
    app.config |= {"SECRET_KEY": "test", "SQLALCHEMY_DATABASE_URI": "sqlite://"}
    db = SQLAlchemy(app)

    class User(db.Model):  # type: ignore[name-defined, misc]
        id = mapped_column(Integer if type_ is int else Uuid, primary_key=True)
        name: Mapped[str]

    names: dict[str, Any] = {"db": db, "User": User, "uuid": uuid}
    exec(example("def load(id)", has), names)
    forum = Forum(app, user=lambda: None, login=lambda: "", load=names["load"], drain="inline")
    forum.upgrade(app)
    with app.app_context():
        db.create_all()
        id = type_(int=7) if type_ is uuid.UUID else 7
        db.session.add(User(id=id, name="Ana"))
        db.session.commit()
        key = host.user_key(db.session.scalars(select(User)).one())
        assert host.person_with_id(key).name == "Ana"
        assert forum.make_space("Letters", purpose="x", stewards=[key]) == "letters"
        db.session.commit()
    result = app.test_cli_runner().invoke(args=["forum", "check", "--user", key])
    assert f"User {key} is 'Ana'" in result.output
    close(app)


def test_login_of_the_guide_comes_back(tmp_path: Path) -> None:
    from flask import redirect, request, url_for

    names: dict[str, Any] = {"redirect": redirect, "request": request, "url_for": url_for}
    exec(example("def login()"), names)
    app = Flask("host", instance_path=str(tmp_path))
    app.config["SECRET_KEY"] = "test"
    app.add_url_rule("/sign-in", "sign_in", lambda: "")
    Forum(app, user=lambda: None, login=names["login"], drain="inline").upgrade(app)
    got = app.test_client().get("/forum/-/ask?space=x")
    assert got.location == "/sign-in?next=/forum/-/ask?space%3Dx"
    close(app)


def test_a_mapping_and_a_function_of_the_guide_are_accepted() -> None:
    given: list[dict[str, Any]] = []
    engine = SimpleNamespace(url="sqlite://")
    names = {"Forum": lambda app, **more: given.append(more), "app": None, "engine": engine}
    for beginning in ("layout_context", "csp_nonce", "database"):
        exec(example(f"Forum(app, {beginning}"), names)
    assert [list(settings) for settings in given] == [
        ["layout_context"],
        ["csp_nonce"],
        ["database"],
    ]
    for settings in given:
        Forum(Flask("host"), **settings)


@pytest.fixture
def yoursite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A site as the guide's first example has it, with a login, as the module ``yoursite``."""

    class Database(SQLAlchemy):
        def create_all(self, *_: Any, **__: Any) -> None:
            super().create_all()
            self.session.add(User(name="ana"))
            self.session.commit()

    db = Database()
    forum = Forum(db=db, drain="inline")

    class User(UserMixin, db.Model):  # type: ignore[name-defined, misc]
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str]

    def create_app() -> Flask:
        app = flask(tmp_path, "yoursite")
        db.init_app(app)
        manager = LoginManager(app)
        manager.user_loader(lambda id: db.session.get(User, int(id)))

        @app.post("/login")
        def login() -> str:
            login_user(db.session.scalars(select(User)).one())
            return ""

        forum.init_app(app)
        return app

    module = ModuleType("yoursite")
    module.__dict__.update(create_app=create_app, db=db, forum=forum)
    monkeypatch.setitem(sys.modules, "yoursite", module)
    return module


def test_the_recipe_for_tests_works(yoursite: ModuleType) -> None:
    names: dict[str, Any] = {}
    exec(example("import pytest\nfrom yoursite"), names)
    client = names["client"].__wrapped__()
    names["test_asking"](client)
    form = {"space": "policies", "title": "Which form?", "text": "For leave."}
    assert client.post("/forum/-/open", data=form).status_code == 403  # the header is needed
    close(client.application)
