"""Every setting is checked when the forum is mounted; an invalid value says what to write."""

from __future__ import annotations

import re
from dataclasses import fields
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request, url_for

from forum import Forum
from forum.core import config_checks
from forum.core.config import Config

WRONG: list[tuple[str, Any, str]] = [
    ("title", "  ", "a name, like 'Forum'"),
    ("title", 7, "a name, like 'Forum'"),
    ("url_prefix", "forum", "begins with a slash, like '/forum'"),
    ("url_prefix", "", "begins with a slash"),
    ("url_prefix", "/<lang>/forum", "begins with a slash"),
    ("url_prefix", "/a//b", "begins with a slash"),
    ("url_prefix", "/a/../b", "begins with a slash"),
    ("url_prefix", "/forum?x", "begins with a slash"),
    ("name", "my.forum", "without a dot, like 'forum'"),
    ("name", "", "without a dot"),
    ("url", "intranet.example/forum", "like 'https://intranet.example/forum'"),
    ("url", "ftp://intranet.example", "like 'https://intranet.example/forum'"),
    ("url", "https://intranet.example/?a=1", "like 'https://intranet.example/forum'"),
    ("url", "https://[intranet/forum", "like 'https://intranet.example/forum'"),
    ("url", "https://intranet.example/forum\n", "like 'https://intranet.example/forum'"),
    ("url", " https://intranet.example/forum", "like 'https://intranet.example/forum'"),
    ("database", "nowhere", "'own', or the URL of a database"),
    ("database", 7, "or left unset"),
    ("language", "English", "an ISO 639 language code, like 'en'"),
    ("guests_read", "no", "True or False, not 'no'"),
    ("remote_images", 1, "True or False"),
    ("leave", "yes", "True or False"),
    ("sign_up", None, ""),
    ("discuss_space", "", "like 'policies'"),
    ("discuss_space", "/forum/s/policies", "the last part of a space's URL"),
    ("discuss_space", "Policies", "like 'policies'"),
    ("discuss_space", 7, "like 'policies'"),
    ("sign_up_limit", -1, "0 or more"),
    ("sign_in_limit", "50", "0 or more"),
    ("post_limit", 0, "above 0"),
    ("post_limit", "32000", "above 0"),
    ("post_limit", True, "above 0"),
    ("page_limit", 0, "above 0"),
    ("form_limit", 0, "a number of bytes above 0"),
    ("form_limit", "256k", "a number of bytes above 0"),
    ("limits", "30 per minute", "must be a mapping, like {'post': '30 per minute'}"),
    ("file_limit", 0, "a number of bytes above 0"),
    ("post_files_limit", -1, "a number of bytes, or 0 for no limit"),
    ("member_files_limit", "2 GB", "a number of bytes, or 0 for no limit"),
    ("space_files_limit", 1.5, "a number of bytes, or 0 for no limit"),
    ("scan_seconds", 0, "a number of seconds above 0"),
    ("limits", {"posting": "30 per minute"}, "'sentence', 'upload', not 'posting'"),
    ("limits", {"post": "often"}, "must be a limit, like '30 per minute; 300 per hour'"),
    ("limits", {"post": "30 per minute; often"}, "or None for none"),
    ("limits", {"post": 30}, "or None for none, not 30"),
    ("limits", {"post": ""}, "must be a limit"),
    ("limits_storage", "redis", "like 'redis://localhost:6379/0'"),
    ("limits_storage", None, ""),
    ("mention_limit", -1, "0 or more"),
    ("mention_limit", True, "0 or more"),
    ("origins", "https://intranet.example", r"\('https://intranet.example',\)"),
    ("origins", ("https://intranet.example/",), "without a path"),
    ("origins", ("intranet.example",), "without a path"),
    ("origins", ("*",), "without a path"),
    ("origins", ("null",), "without a path"),
    ("origins", ("https://[intranet",), "without a path"),
    ("origins", ("",), "without a path"),
    ("drain", "often", "'thread', 'worker' or 'inline'"),
    ("search", "elastic", "'whoosh', 'postgres' or 'tantivy', or left unset"),
    ("index", 7, "the path of a folder"),
    ("storage", 7, "an object with save, open and delete: 7 has no save"),
    ("storage", "", "like '/srv/intranet/forum-files'"),
    ("storage", Path, "an object with save"),
    ("storage", BytesIO(), "has no save"),
    ("base_template", 7, "name of a template, like 'layout.html'"),
    ("blocks", "content", "like {'content': 'body'}"),
    ("blocks", {"middle": "body"}, "accepts 'title', 'head' and 'content', not 'middle'"),
    ("blocks", {"content": 7}, "the name of a block of your layout"),
    ("blocks", {"content": "{% x %}"}, "the name of a block of your layout"),
    ("layout_context", 7, "like {'site_name': 'Intranet'}, or a function that returns one"),
    ("layout_context", {"fx": 1}, "cannot give 'fx'"),
    ("layout_context", lambda a: {}, "a function that takes () or a mapping"),
    ("slots", ["head"], "like {'after': 'ours.html'}"),
    ("slots", {"footer": "ours.html"}, "'head', 'before', 'after_post' and 'after'"),
    ("slots", {"head": "ours.txt"}, "ends in .html"),
    ("slots", {"head": 7}, "a function that takes (thing) or the name of a template"),
    ("slots", {"head": lambda: ""}, "a function that takes (thing)"),
    ("mail", "mail.example", "like 'smtp://user:password@mail.example:587'"),
    ("mail", "smtp://:secret@", "like 'smtp://user:password@mail.example:587'"),
    ("mail", "smtp://mail.example:x", "like 'smtp://user:password@mail.example:587'"),
    ("mail", "smtp://forum:se[cret@mail.example", "like 'smtp://user:password@mail.example:587'"),
    ("mail", 7, "a function that takes (message) or the URL of a mail server"),
    ("mail", lambda: None, "a function that takes (message)"),
    ("mail", "smtp://mail.example", "FORUM_MAIL_FROM as well"),
    ("mail_from", "Forum", "like 'Forum <forum@intranet.example>'"),
    ("mail_from", "Forum <a@b>\nBcc: x@y", "like 'Forum <forum@intranet.example>'"),
    ("mail_from", "Forum <a..b@x.example>", "like 'Forum <forum@intranet.example>'"),
    ("mail_from", "Forum <forum@börse.example>", "like 'Forum <forum@intranet.example>'"),
    ("mail_from", "a@x.example, b@y.example", "like 'Forum <forum@intranet.example>'"),
    ("mail_pace", "hourly", "'once', 'daily', 'weekly' or 'never'"),
    ("without", "prompts", "must be a tuple"),
    ("without", ("promts",), "did you mean 'prompts'?"),
    ("without", ("search",), "cannot be left out"),
    ("without", (7,), "cannot be left out"),
    ("mail_text", True, "'none', 'open' or 'all'"),
]
FUNCTIONS = [(name, 7) for name in config_checks.ASKED]
TOO_MANY = [(name, lambda a, b, c, d: None) for name in config_checks.ASKED]


@pytest.mark.parametrize(("name", "value", "words"), [row for row in WRONG if row[2]])
@pytest.mark.parametrize("how", ["keyword", "config"])
def test_a_value_that_cannot_work_says_what_to_write(
    name: str, value: Any, words: str, how: str
) -> None:
    app = Flask("host")
    given = {name: value} if how == "keyword" else {}
    if how == "config":
        app.config[f"FORUM_{name.upper()}"] = value
    said = words if "\\" in words else re.escape(words)
    with pytest.raises(ValueError, match=rf"FORUM_{name.upper()}.*{said}"):
        Forum(app, **given)


@pytest.mark.parametrize(("name", "value"), FUNCTIONS + TOO_MANY)
def test_a_function_with_wrong_arguments_is_refused_with_the_right_ones(
    name: str, value: Any
) -> None:
    arguments = ", ".join(config_checks.ASKED[name])
    with pytest.raises(ValueError, match=rf"FORUM_{name.upper()} must be a function that takes"):
        Forum(Flask("host"), **{name: value})
    with pytest.raises(ValueError, match=re.escape(f"({arguments})")):
        Forum(Flask("host"), **{name: value})


def test_every_setting_is_checked() -> None:
    tried = {name for name, _, _ in WRONG} | set(config_checks.ASKED)
    assert {field.name for field in fields(Config)} <= tried


GOOD: dict[str, Any] = {
    "title": "Lerngemeinschaft",
    "url_prefix": "/a/b",
    "name": "community",
    "url": "https://intranet.example/a/b",
    "database": "own",
    "language": "de",
    "guests_read": True,
    "remote_images": True,
    "leave": True,
    "sign_up": False,
    "sign_up_limit": 0,
    "sign_in_limit": 9,
    "post_limit": 10,
    "page_limit": 100,
    "form_limit": 100_000,
    "limits": {"post": "1 per second; 20 per 10 minutes", "search": None},
    "limits_storage": "redis://localhost:6379/1",
    "file_limit": 5_000_000,
    "post_files_limit": 0,
    "member_files_limit": 10_000_000,
    "space_files_limit": 0,
    "scan": lambda stream: True,
    "scan_seconds": 2.5,
    "mention_limit": 0,
    "drain": "worker",
    "search": "whoosh",
    "storage": "/srv/files",
    "origins": ["https://intranet.example", "http://localhost:8000"],
    "index": "/srv/index",
    "base_template": "layout.html",
    "blocks": {"content": "body"},
    "user": lambda: None,
    "person": lambda user: None,
    "load": lambda id: None,
    "people": lambda text: [],
    "audiences": list,
    "login": lambda: "",
    "can": lambda viewer, act, thing: None,
    "discuss_space": "policies",
    "mail": "smtps://forum:p%40ss@mail.example",
    "mail_from": "Forum <forum@intranet.example>",
    "mail_pace": "daily",
    "mail_text": "open",
    "without": ("prompts",),
    "breadcrumbs": lambda thing: [],
    "slots": {"head": "ours.html", "after": lambda thing: ""},
    "layout_context": {"site_name": "Intranet"},
    "csp_nonce": lambda: "",
}


def test_every_setting_may_stand_in_the_config_of_the_app() -> None:
    assert GOOD.keys() == {field.name for field in fields(Config)}
    app = Flask("host")
    app.config |= {f"FORUM_{name.upper()}": value for name, value in GOOD.items()}
    Forum(app)
    config = app.extensions["forum"].config
    read = {name: getattr(config, name) for name in GOOD}
    assert read == {**GOOD, "origins": tuple(GOOD["origins"])}


def test_a_keyword_wins_over_the_config() -> None:
    app = Flask("host")
    app.config["FORUM_TITLE"] = "Config"
    Forum(app, title="Keyword")
    assert app.extensions["forum"].config.title == "Keyword"


@pytest.mark.parametrize("url_prefix", ["/", "/forum/", "/a.b/c_d/~e"])
def test_the_url_prefix_may_be_any_path(url_prefix: str, tmp_path: Path) -> None:
    app = Flask("host")
    Forum(app, url_prefix=url_prefix)
    with app.test_request_context():
        assert url_for("forum.front.index") == f"{url_prefix.rstrip('/')}/"


def test_a_db_that_is_not_an_sqlalchemy_object_is_refused() -> None:
    with pytest.raises(TypeError, match=r"db must be a flask_sqlalchemy\.SQLAlchemy"):
        Forum(Flask("host"), db="sqlite:///forum.db")  # type: ignore[arg-type]


def test_a_blueprint_name_that_is_taken_is_refused() -> None:
    from flask import Blueprint

    app = Flask("host")
    app.register_blueprint(Blueprint("forum", __name__), url_prefix="/old")
    with pytest.raises(ValueError, match="name='community'"):
        Forum(app)
    assert "forum" not in app.extensions


def test_only_an_origin_that_is_listed_in_full_may_send_forms(tmp_path: Path) -> None:
    """A word where a tuple belongs would have let in whoever sends no header at all."""
    app = Flask("host", instance_path=str(tmp_path))
    Forum(app, origins=("https://intranet.example",))
    from forum.core.web.guard import from_home

    for origin in ("", "https://intranet", "intranet.example", "https://intranet.example:8443"):
        with app.test_request_context("/forum/", method="POST", headers={"Origin": origin}):
            assert not from_home(request, app.extensions["forum"].config.origins)


def test_mail_needs_the_forum_s_url_and_its_password_is_never_shown() -> None:
    mail = {"mail": "smtp://forum:secret@mail.example", "mail_from": "forum@intranet.example"}
    with pytest.raises(ValueError, match="FORUM_URL as well") as fault:
        Forum(Flask("host"), **mail)
    assert "secret" not in str(fault.value)
    app = Flask("host")
    Forum(app, url="https://intranet.example/forum", **mail)
    assert "secret" not in repr(app.extensions["forum"].config)
