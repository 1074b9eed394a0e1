"""What ``flask forum check`` says about a host that works, and about a broken one."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event, text

from forum import Forum, Person
from forum.check import files, pages
from forum.core.database import migrate
from forum.core.index.home import engine

from ..support.checked import lines, said
from ..support.needed import needs_tantivy
from ..support.world import World


def test_a_working_host_has_no_problems_on_every_kind_of_site(world: World) -> None:
    ana = world.member("Ana", is_admin=True)
    world.app.extensions["forum"].config.__dict__["load"] = world.site.people.get
    world.ask(world.space("Letters", by=ana), ana)
    code, output = lines(world.app)
    assert (code, re.findall("^BAD .*$", output, re.M)) == (0, []), output
    assert output.endswith("No problems found.\n")
    assert said(output, "good", "tables") == [f"at {migrate.head()}, the newest"]
    assert said(output, "good", "templates") == ["Jinja reads and escapes the forum's templates"]
    assert said(output, "good", "person") == ["User 1 is 'Ana', an administrator"]
    assert said(output, "good", "guest") == ["reads nothing, may do nothing"]
    assert said(output, "good", "member") == [
        "reads open spaces, may open, answer, reply, mark, reflect, keep, edit"
    ]
    assert "manage_space, administer" in said(output, "good", "admin")[0]
    assert "with threads at /forum/t/1-example" in said(output, "good", "mount")[0]
    assert "created with the first file" in said(output, "good", "storage")[0]
    assert said(output, "note", "mail") == [
        "no mail is sent: members find their notices under “For you”"
    ]
    assert said(output, "good", "search") or said(output, "note", "search")
    assert "the answer is 401" in said(output, "good", "sign-in")[0]


def test_the_hosts_functions_get_what_a_page_gives_them(make_site: Callable[..., World]) -> None:
    given = {"mark": "thread_id", "edit": "thread_id", "manage_space": "access", "lock": "kind"}
    asked = []

    def can(viewer: Any, act: str, thing: Any) -> None:
        if act in given:
            asked.append((act, getattr(thing, given[act])))

    def after_post(thing: Any) -> None:
        assert (thing.kind, thing.title) == ("post", "")

    world = make_site(can=can, slots={"after_post": after_post})
    ana = world.member("Ana", is_admin=True)
    world.app.extensions["forum"].config.__dict__["load"] = world.site.people.get
    thread = world.ask(world.space("Letters", by=ana), ana)
    asked.clear()
    code, output = lines(world.app)
    assert (code, re.findall("^BAD .*$", output, re.M)) == (0, []), output
    assert set(asked) == {
        ("mark", thread),
        ("edit", thread),
        ("manage_space", "open"),
        ("lock", "question"),
    }


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"autoescape": False}, "does not escape"),
        ({"autoescape": lambda name: False}, "does not escape"),
        ({"variable_start_string": "[[", "variable_end_string": "]]"}, "other delimiters"),
    ],
)
def test_unreadable_or_unescaped_templates_are_a_problem(
    tmp_path: Path, apps: list[Flask], options: dict[str, Any], words: str
) -> None:
    app = host(tmp_path, SECRET_KEY="test")
    app.jinja_options = options
    Forum(app, user=lambda: None, login=lambda: "Please sign in").upgrade(app)
    apps.append(app)
    code, output = lines(app)
    assert code == 1
    assert [words in line for line in said(output, "BAD", "templates")] == [True], output


def test_async_templates_are_a_problem(tmp_path: Path, apps: list[Flask]) -> None:
    apps.append(app := host(tmp_path))
    app.jinja_options = {"enable_async": True}
    Forum(app)
    with app.app_context():  # no page is printed: the browser's tests have a loop in this thread
        (line,) = pages.templates()
    assert line.good is False
    assert "or to async" in line.found


def test_checking_changes_nothing(world: World, tmp_path: Path) -> None:
    def files() -> list[str]:  # except those that SQLite keeps while a file is open
        names = (path.name for path in tmp_path.rglob("*"))
        return sorted(name for name in names if not name.endswith(("-shm", "-wal")))

    before = files()
    lines(world.app)
    assert files() == before


def shelf(has: bytes) -> Any:
    """Return a storage that opens *has* under every name, whatever was saved."""
    return SimpleNamespace(
        save=lambda name, stream: None, open=lambda name: BytesIO(has), delete=lambda name: None
    )


@pytest.mark.parametrize(
    ("storage", "sign", "words"),
    [
        ("there", "good", "saves, reads and deletes"),
        (shelf(b"another"), "BAD", "not return the bytes"),
        (shelf(files.WRITTEN), "BAD", "must raise FileNotFoundError"),
    ],
)
def test_a_file_is_saved_read_and_deleted(
    make_site: Callable[..., World], tmp_path: Path, storage: Any, sign: str, words: str
) -> None:
    (tmp_path / "there").mkdir()
    if storage == "there":
        storage = tmp_path / "there"
    _, output = lines(make_site(storage=storage).app)
    assert words in said(output, sign, "storage")[0]
    assert list((tmp_path / "there").iterdir()) == []


def test_a_note_says_how_to_tune_an_engine_of_the_host(tmp_path: Path, apps: list[Flask]) -> None:
    apps.append(app := host(tmp_path))
    SQLAlchemy(app)
    Forum(app).upgrade(app)
    _, output = lines(app)
    assert "journal mode delete" in said(output, "note", "SQLite")[0]
    assert "tune_sqlite(db.engine)" in output


@pytest.mark.sites("sqlite")
def test_an_sqlite_without_json_functions_is_bad(world: World) -> None:
    def deny(_action: int, name: str | None, *_rest: str | None) -> int:
        return sqlite3.SQLITE_DENY if name == "json_each" else sqlite3.SQLITE_OK

    with world.app.app_context():
        made = world.app.extensions["forum"].db.engine
    made.dispose()
    event.listen(made, "connect", lambda connection, _: connection.set_authorizer(deny))
    _, output = lines(world.app)
    assert "has no JSON functions" in said(output, "BAD", "SQLite")[0]
    assert "SQLite 3.38 or newer" in output


@pytest.fixture
def apps() -> Iterator[list[Flask]]:
    """Apps whose engines are closed afterwards."""
    made: list[Flask] = []
    yield made
    for app in made:
        with app.app_context():
            app.extensions["forum"].db.session.remove()
            app.extensions["forum"].db.engine.dispose()


def host(folder: Path, **config: Any) -> Flask:
    (folder / "templates").mkdir(exist_ok=True)
    app = Flask("host", instance_path=str(folder), root_path=str(folder))
    app.config |= {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'host.db'}", **config}
    return app


def fails(*_: Any) -> Any:
    raise LookupError("the directory\nis down")


ENV = "from alembic import context\ncontext.configure(connection=None, target_metadata=None)\n"


def broken(folder: Path) -> Flask:
    """Return a host that is broken in more than twelve ways at once."""
    from flask_migrate import Migrate
    from flask_wtf.csrf import CSRFProtect

    (folder / "file").write_text("in the way")
    (folder / "history").mkdir()
    (folder / "history" / "env.py").write_text(ENV)
    app = host(folder)
    (folder / "templates" / "base.html").write_text(
        "{{ url_for('no_such_page') }}{% block content %}{% endblock %}"
    )
    CSRFProtect(app)
    db = SQLAlchemy(app)
    Migrate(app, db, directory=str(folder / "history"))
    forum = Forum(
        app,
        user=lambda: SimpleNamespace(id=1),
        load=lambda id: SimpleNamespace(id=7),
        person=lambda user: {"id": user.id},
        login=lambda: None,
        can=fails,
        people=fails,
        breadcrumbs=lambda thing: ["Home"],
        url="https://intranet.example/community",
        slots={"head": "missing.html", "after": fails},
        index=str(folder / "file" / "index"),
        drain="inline",
        storage=folder / "file" / "files",
    )
    forum.upgrade(app)
    return app


def test_a_host_broken_in_every_way_gets_a_line_for_each(tmp_path: Path, apps: list[Flask]) -> None:
    apps.append(app := broken(tmp_path))
    code, output = lines(app, "--user", "1")
    assert code == 1
    expected = {
        "address": "does not end in /forum",
        "page": "no_such_page",
        "slot 'head'": "TemplateNotFound",
        "slot 'after'": "LookupError: the directory",
        "breadcrumbs": "ValueError",
        "forms": "secret key",
        "your migrations": "configure_args",
        "user object": "although nobody is signed in",
        "sign-in": "must return a response",
        "mentions": "LookupError",
        "person": "must return a Person",
        "rights": "LookupError",
        "search": "cannot write",
        "storage": "cannot be written to",
    }
    for what, words in expected.items():
        assert [line for line in said(output, "BAD", what) if words.lower() in line.lower()], (
            f"{what}: {words}\n{output}"
        )
    assert "is down" not in output  # one line each
    assert len(re.findall("^BAD", output, re.M)) == len(expected)
    assert f"{len(expected)} problems found." in output
    assert output.count("      -> ") >= len(expected)


@pytest.mark.parametrize(
    ("settings", "what", "words"),
    [
        ({"user": fails}, "user object", "LookupError: the directory"),
        ({"login": fails}, "sign-in", "LookupError"),
        ({"base_template": "missing.html"}, "layout", "there is no template missing.html"),
        ({"blocks": {"content": "middle"}}, "layout", "no block 'middle'; it has content"),
        ({"load": lambda id: SimpleNamespace(id=7, name="Ana")}, "person", "has the id '7'"),
        ({"load": fails}, "person", "LookupError"),
        ({"can": lambda viewer, act, thing: "yes"}, "rights", "returned 'yes' for 'open'"),
        ({"can": lambda viewer, act, thing: True}, "guest", "may open"),
        ({"people": lambda text: [object()]}, "mentions", "must return a Person"),
        ({"people": lambda text: None}, "mentions", "TypeError"),
        ({"audiences": lambda: "team:7"}, "groups", "audiences must be a set"),
        ({"person": lambda user: Person(id="", name="")}, "person", "needs an id"),
    ],
)
def test_one_problem_is_one_bad_line(
    tmp_path: Path, apps: list[Flask], settings: dict[str, Any], what: str, words: str
) -> None:
    app = host(tmp_path, SECRET_KEY="test")
    (tmp_path / "templates" / "base.html").write_text("{% block content %}{% endblock %}")
    given = {
        "user": lambda: None,
        "login": lambda: "Please sign in",
        "load": lambda id: SimpleNamespace(id=id, name="Ana"),
        **settings,
    }
    Forum(app, **given).upgrade(app)
    apps.append(app)
    code, output = lines(app, "--user", "1")
    assert code == 1
    bad = re.findall(r"^BAD\s+(.*)$", output, re.M)
    printed = {"layout": 2}.get(what, 1)  # without a layout no page can be printed either
    assert len(bad) == printed, output
    assert bad[0].startswith(f"{what}: ")
    assert words in bad[0]


def test_a_host_without_setup_sees_what_is_missing(tmp_path: Path, apps: list[Flask]) -> None:
    app = host(tmp_path)
    Forum(app)
    apps.append(app)
    code, output = lines(app)
    assert code == 1
    assert said(output, "BAD", "tables") == ["there are none yet"]
    assert "run flask forum upgrade" in output
    assert "everybody is a guest" in said(output, "BAD", "user object")[0]
    assert said(output, "BAD", "sign-in") == ["there is no way to sign in"]
    assert said(output, "note", "layout")
    assert said(output, "note", "address") == ["FORUM_URL is not set"]


@pytest.mark.parametrize(
    "uri", ["sqlite:////no/such/folder/x.db", "postgresql+psycopg://u:secret@127.0.0.1:9/x"]
)
def test_an_unreachable_database_is_a_bad_line(tmp_path: Path, apps: list[Flask], uri: str) -> None:
    app = host(tmp_path, SQLALCHEMY_DATABASE_URI=uri)
    SQLAlchemy(app)
    Forum(app, user=lambda: None, login=lambda: "")
    apps.append(app)
    code, output = lines(app, "--user", "1")
    assert code == 1
    assert said(output, "BAD", "database")
    assert said(output, "BAD", "tables")
    assert "secret" not in output


@contextmanager
def tables_at(world: World, revision: str) -> Iterator[None]:
    """Let a block find tables that say they are at *revision*."""
    mark = text(f"UPDATE {migrate.VERSION_TABLE} SET version_num = :at")
    with world.app.app_context():
        bind = world.app.extensions["forum"].db.engine
    with bind.begin() as connection:
        connection.execute(mark, {"at": revision})
    try:
        yield
    finally:
        with bind.begin() as connection:
            connection.execute(mark, {"at": migrate.head()})


def test_older_tables_are_a_problem(world: World) -> None:
    with tables_at(world, "0001"):
        code, output = lines(world.app)
    assert code == 1
    assert said(output, "BAD", "tables") == [f"at 0001; this version needs {migrate.head()}"]
    assert "-> run flask forum upgrade" in output


def test_newer_tables_are_a_problem_and_are_not_upgraded(world: World) -> None:
    needs = f"from a newer version; this one needs {migrate.head()}"
    with tables_at(world, "9999"):
        code, output = lines(world.app)
        upgraded = world.app.test_cli_runner().invoke(args=["forum", "upgrade"])
        with pytest.raises(RuntimeError, match="at 9999, from a newer version"):
            Forum().upgrade(world.app)
    assert code == 1
    assert said(output, "BAD", "tables") == [f"at 9999, {needs}"]
    assert "-> install the version of the forum that created them" in output
    assert "flask forum upgrade" not in output
    assert upgraded.exit_code == 1
    assert re.fullmatch(r"Error: The forum's tables are at 9999, .*\n", upgraded.output)


def test_another_forum_on_the_path_is_a_problem(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "path" / "forum"
    other.mkdir(parents=True)
    (other / "__init__.py").touch()
    monkeypatch.setattr(sys, "path", [*sys.path, str(other.parent)])
    code, output = lines(world.app)
    assert code == 1
    assert str(other) in said(output, "BAD", "package")[0]


@pytest.mark.sites("sqlite")
def test_an_index_in_another_folder_is_a_problem(
    make_site: Callable[..., World], tmp_path: Path
) -> None:
    first = make_site(index=str(tmp_path / "one"))
    ana = first.member("Ana")
    first.ask(first.space("Letters", by=ana), ana)
    with first.app.app_context():
        assert engine().ready()
    code, output = lines(make_site(index=str(tmp_path / "two")).app)
    assert code == 1
    assert str(tmp_path / "one") in said(output, "BAD", "search")[0]


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize(
    ("search", "name", "most"),
    [("whoosh", "WhooshEngine", 100_000), ("tantivy", "TantivyEngine", None)],
)
def test_it_says_for_how_many_posts_an_engine_is_wise(
    make_site: Callable[..., World],
    monkeypatch: pytest.MonkeyPatch,
    search: str,
    name: str,
    most: int | None,
) -> None:
    if search == "tantivy":
        needs_tantivy()
    world = make_site(search=search)
    ana = world.member("Ana")
    world.ask(world.space("Letters", by=ana), ana)
    wise = f"wise up to about {most:,}" if most else "wise for any number"
    told = said(lines(world.app)[1], "good", "search")[0]
    assert f"{name}, 1 documents in" in told
    assert wise in told
    with world.app.app_context():
        monkeypatch.setattr(type(engine()), "count", lambda self: 123_456)
    output = lines(world.app)[1]
    told = (said(output, "note", "search") if most else said(output, "good", "search"))[0]
    assert f"{name}, 123,456 documents" in told
    assert wise in told
    assert ("set FORUM_SEARCH to 'tantivy'" in output) is bool(most)


def test_a_person_is_shown_by_id_and_a_missing_one_is_a_note(
    make_site: Callable[..., World],
) -> None:
    people = {
        "7": SimpleNamespace(id=7, name="Ana", is_admin=False),
        "9": SimpleNamespace(id=9, name="B"),
    }
    app = make_site(load=people.get).app
    assert (
        "nobody can create spaces" in said(lines(app, "--user", "9")[1], "note", "administrator")[0]
    )
    (told,) = said(lines(app, "--user", "7")[1], "note", "administrator")
    assert told == "the one user that was found is not one: perhaps nobody can create spaces"
    assert said(lines(app, "--user", "7")[1], "good", "person") == ["SimpleNamespace 7 is 'Ana'"]
    assert "load returns nobody for the id 8" in lines(app, "--user", "8")[1]
    assert said(lines(app)[1], "note", "person") == ["nobody has used the forum yet"]


def test_the_space_for_discussions_must_exist(world: World) -> None:
    world.app.extensions["forum"].config.__dict__["discuss_space"] = "letters"
    code, output = lines(world.app)
    assert code == 1
    assert said(output, "BAD", "discussions") == [
        "FORUM_DISCUSS_SPACE is 'letters', but there is no such space"
    ]
    world.space("Letters", by=world.member("Ana"))
    _, output = lines(world.app)
    assert said(output, "good", "discussions") == [
        "discussions on your pages go to the space 'letters'"
    ]


def test_a_group_with_a_space_that_the_host_no_longer_names_is_a_note(
    make_site: Callable[..., World],
) -> None:
    named: list[Any] = [["team:7", "the team"], ["the team"], "a bare string"]
    world = make_site(audiences=lambda: named[0], load=lambda id: world.site.people.get(id))
    ana = world.member("Ana", is_admin=True)
    for name, group in (("One", "team:7"), ("Two", "team:7"), ("Three", "the team")):
        world.space(name, by=ana, access="bound", audience=group)
    assert said(lines(world.app)[1], "note", "groups") == []
    del named[0]
    code, output = lines(world.app)
    assert (code, said(output, "note", "groups")) == (
        0,
        [
            "2 spaces belong to 'team:7', which your audiences function does not name: "
            "perhaps nobody is in it any more"
        ],
    ), output
    assert "run flask forum audience rename team:7 NEW" in output
    del named[0]
    code, output = lines(world.app)
    assert (code, len(said(output, "BAD", "groups"))) == (1, 1)
    assert said(output, "note", "groups") == []
