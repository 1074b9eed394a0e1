"""The small real site of ``wsgi.py``."""

from __future__ import annotations

import importlib
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from forum.accounts.secret_key import stored_key

WSGI = Path(__file__).parents[2] / "wsgi.py"
HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.syspath_prepend(str(tmp_path))
    shutil.copy(WSGI, tmp_path / "copied_wsgi.py")
    module = importlib.import_module("copied_wsgi")
    yield module.app
    with module.app.app_context():
        module.app.extensions["forum"].db.engine.dispose()
    del sys.modules["copied_wsgi"]


def test_importing_wsgi_creates_no_file_and_opens_no_connection(app: Flask, tmp_path: Path) -> None:
    assert app.instance_path == str(tmp_path / "instance")
    assert not (tmp_path / "instance").exists()


PAGES = [
    "/forum/",
    "/forum/t/1",
    "/forum/s/letters",
    "/forum/-/ask",
    "/forum/-/for-you",
    "/forum/-/library",
    "/forum/-/sign-in",
    "/forum/nothing/here",
    "/account/sign-in",
    "/account/sign-up",
    "/account/password",
]
FORMS = ["/forum/-/open", "/forum/t/1/reply", "/account/sign-in", "/account/sign-up"]


def test_without_tables_every_page_says_what_to_run(app: Flask) -> None:
    browser = app.test_client()
    for page in PAGES:
        answer = browser.get(page)
        assert answer.status_code == 503, page
        assert "flask forum upgrade" in answer.text, page


def test_without_tables_every_form_says_what_to_run(app: Flask) -> None:
    sent = {"login": "ana", "name": "Ana", "password": "x" * 12, "again": "x" * 12, "text": "Hm"}
    browser = app.test_client()
    for form in FORMS:
        answer = browser.post(form, data=sent, headers=HERE)
        assert answer.status_code == 503, form
        assert "flask forum upgrade" in answer.text, form


def test_after_the_upgrade_people_can_sign_up(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["forum", "upgrade"]).exit_code == 0
    browser = app.test_client()
    sent = {"login": "ana", "name": "Ana", "password": "x" * 12, "again": "x" * 12}
    assert browser.post("/account/sign-up", data=sent, headers=HERE).status_code == 303
    assert "Ana" in browser.get("/forum/").text
    assert browser.get("/").location == "/forum/"


def test_the_key_is_created_once_and_only_its_owner_can_read_it(app: Flask, tmp_path: Path) -> None:
    app.test_client().post("/account/sign-out", headers=HERE)
    file = tmp_path / "instance" / "secret-key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert app.secret_key == file.read_text() == stored_key(file)
    assert len(file.read_text()) == 64
    assert [path.name for path in file.parent.glob("secret-key*")] == ["secret-key"]


def test_settings_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORUM_TITLE", "Neighbours")
    monkeypatch.setenv("FORUM_GUESTS_READ", "true")
    monkeypatch.setenv("FORUM_NOT_A_SETTING", "1")
    monkeypatch.setenv("FLASK_FORUM_SIGN_UP", "false")
    monkeypatch.syspath_prepend(str(tmp_path))
    shutil.copy(WSGI, tmp_path / "other_wsgi.py")
    config = importlib.import_module("other_wsgi").app.extensions["forum"].config
    assert (config.title, config.guests_read, config.sign_up) == ("Neighbours", True, False)
