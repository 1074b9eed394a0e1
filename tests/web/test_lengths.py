"""No work on a text before its length is checked; a longer text is refused, and never cut.

Where a text comes in, and work that was done at any length: the password of a guest (NFKC), each
line of a form, the tags and the handle (NFC), the page to go to after signing in and the Referer
(parsing an address normalises its host), the words of a search, of a similar title and of people
(folding), the number of a revision and of a post, the chosen posts, a facet (all were cut), the
address itself, the number of fields, the body.
"""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

import pytest
from flask import Flask, Request
from flask_wtf import CSRFProtect
from sqlalchemy import func, select
from werkzeug.datastructures import ImmutableMultiDict

from forum import Forum
from forum.accounts import Accounts, actions
from forum.core.database.base import now
from forum.core.database.session import session
from forum.core.index import stemming
from forum.core.text import normal
from forum.core.text.folding import folded
from forum.core.text.line import handle, is_blank, line, longest_typed, slug, tag
from forum.core.web import body
from forum.core.web.submission import TEXT_FIELDS
from forum.core.web.urls import own_path
from forum.request_limits import LONG
from forum.threads.models import Post

from ..support.walk import SAFE, Things, address, furnish, routes
from ..support.world import World

SIGNS = "a" + "\u0301\u0316" * 15_000
"""Signs that are sorted in quadratic time: 0.7 s for this text, minutes for a megabyte."""
FIELDS = sorted({*TEXT_FIELDS, "handle", "member", "until", "to", "space", "about", "posts"})
FORUM = Path(__file__).parents[2] / "forum"


def furnished(make_site: Callable[..., World], **settings: Any) -> tuple[World, Things]:
    world = make_site(**settings)
    ana, ben = world.member("Ana", is_admin=True), world.member("Ben")
    space = world.space("Letters", by=ana)
    return world, furnish(world, space, ana, ben, say="plain {}".format, tag="form", word="hay")


class Noted(ImmutableMultiDict[str, str]):
    """The fields of a form, which notes those that somebody asks for."""

    names: ClassVar[dict[str, None]] = {}

    def __getitem__(self, key: str) -> str:
        self.names[key] = None
        return super().__getitem__(key)

    def getlist(self, key: str, *rest: Any, **more: Any) -> list[Any]:
        """Return all values of *key*."""
        self.names[key] = None
        return super().getlist(key, *rest, **more)


class Noting(Request):
    """A request that notes which fields of its form are read."""

    parameter_storage_class = Noted


def posts(world: World) -> int:
    with world.request():
        return session().scalar(select(func.count()).select_from(Post)) or 0


def test_one_module_normalises_and_it_refuses_a_long_text() -> None:
    calling = {
        path.relative_to(FORUM).as_posix()
        for path in FORUM.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in ("normalize", "is_normalized"))
        or (isinstance(node, ast.alias) and node.name in ("normalize", "is_normalized"))
    }
    # the name of a file, of which the end is looked at, and words of a file, in a limited process
    of_files = {"core/file_names.py", "core/reading/parts.py"}
    assert calling == {"core/text/normal.py"} | of_files
    with pytest.raises(ValueError, match="check the length"):
        normal.normal("NFC", SIGNS)


@pytest.mark.parametrize(
    "made",
    [
        lambda text: line(text, longest=160),
        lambda text: tag(text, longest=40),
        slug,
        handle,
        is_blank,
        folded,
        lambda _: folded("ﷺ" * 50_000),
        own_path,
        lambda text: own_path(f"//{text}"),
        lambda text: own_path(f"/{text}"),
        lambda text: stemming.stems(text, "en"),
        lambda text: stemming.stems("가" * 20_000, "en"),
        lambda text: stemming.unfinished_word("é" * 40_000, "en"),
        lambda text: actions.check_password(text, None),
    ],
)
def test_what_reads_a_text_of_any_length_normalises_none_of_that_length(
    made: Callable[[str], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths = [0]

    def normalize(form: Any, text: str) -> str:
        lengths.append(len(text))
        return unicodedata.normalize(form, text)

    monkeypatch.setattr(normal, "unicodedata", SimpleNamespace(normalize=normalize))
    made(SIGNS)
    assert max(lengths) <= normal.LONGEST


@pytest.mark.sites("sqlite")
def test_no_field_of_any_form_is_normalised_before_its_length_is_checked(
    make_site: Callable[..., World],
) -> None:
    """The limit of the body is taken away, so that the fields are read: ``normal`` would raise."""
    some = SIGNS[: normal.LONGEST + 1_000]
    typed = quote(some)  # once, and not by each of the many requests
    world, things = furnished(make_site, form_limit=50_000_000)
    world.app.request_class = Noting
    browser, tried = world.client(world.site.people["1"]), 0
    for rule in routes(world.app):
        if not (rule.methods or set()) - SAFE:
            continue
        where = address(world.app, rule, things)
        Noted.names = names = dict[str, None]()
        rest = {**things.asked(), "title": "x"}
        browser.post(where, data=rest)
        browser.post(where, data=dict.fromkeys([*FIELDS, *names], some))
        asked = set[str]()
        while left := [name for name in names if name not in asked]:  # refused later, it reads more
            name = left[0]
            asked.add(name)
            sent = {other: value for other, value in rest.items() if other != name}
            answer = browser.post(
                where,
                data=f"{urlencode(sent, doseq=True)}&{name}={typed}",
                content_type="application/x-www-form-urlencoded",
            )
            assert answer.status_code < 500, (where, name)
            assert answer.status_code != 413, (where, name)
            tried += 1
    assert tried > 200


@pytest.mark.sites("sqlite")
def test_every_address_refuses_three_megabytes_in_words_and_reads_none_of_it(
    make_site: Callable[..., World],
) -> None:
    world, things = furnished(make_site)
    large = b"text=" + b"\xcc\x81" * 1_500_000
    before = posts(world)
    for browser in (world.client(world.site.people["1"]), world.client()):
        for rule in routes(world.app):
            if (rule.methods or set()) - SAFE:
                answer = browser.post(
                    address(world.app, rule, things),
                    data=large,
                    content_type="application/x-www-form-urlencoded",
                )
                assert answer.status_code == 413, rule
                assert "too large" in answer.text
                assert len(answer.data) < 100_000
    assert posts(world) == before


@pytest.mark.sites("sqlite")
def test_a_form_without_a_post_in_it_has_a_lower_limit(make_site: Callable[..., World]) -> None:
    world, things = furnished(make_site)
    browser, long = world.client(world.site.people["1"]), set()
    for rule in routes(world.app):
        if (rule.methods or set()) - SAFE:
            where = address(world.app, rule, things)
            sent = browser.post(where, data={"text": "x" * 70_000, "preview": "1"}).status_code
            assert browser.post(where, data={"text": "x" * 60_000}).status_code != 413, rule
            if sent != 413:
                long.add(rule.endpoint.partition(".")[2])
    assert long == LONG
    page = browser.post("/forum/-/mail", data={"pace": "x" * 70_000})
    assert page.status_code == 413


@pytest.mark.sites("sqlite")
def test_every_address_refuses_a_megabyte_of_query(make_site: Callable[..., World]) -> None:
    world, things = furnished(make_site, guests_read=True)
    typed = quote(SIGNS[: normal.LONGEST + 1_000])
    for browser in (world.client(world.site.people["1"]), world.client()):
        for rule in routes(world.app):
            if "GET" in (rule.methods or set()):
                where = address(world.app, rule, things)
                for name in ("q", "next"):
                    answer = browser.get(where, query_string=f"{name}={typed}")
                    assert answer.status_code == 414, (where, name)
                    assert len(answer.data) < 100_000


@pytest.mark.sites("sqlite")
def test_the_limit_holds_where_the_host_reads_the_form_first(
    make_site: Callable[..., World],
) -> None:
    world, things = furnished(make_site)
    world.app.config["WTF_CSRF_CHECK_DEFAULT"] = True
    CSRFProtect(world.app)
    answer = world.client(world.site.people["1"]).post(
        f"/forum/t/{things.thread}/reply", data={"text": "x" * 500_000}
    )
    assert answer.status_code == 413
    assert "still there" in answer.text


@pytest.mark.sites("sqlite")
def test_a_lower_limit_of_the_host_stays(make_site: Callable[..., World]) -> None:
    world, things = furnished(make_site)
    world.app.config["MAX_CONTENT_LENGTH"] = 1_000
    browser = world.client(world.site.people["1"])
    assert (
        browser.post(f"/forum/t/{things.thread}/reply", data={"text": "x" * 2_000}).status_code
        == 413
    )


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize("sign", ["a", "é", "語", "😀"])
def test_the_longest_post_fits_in_any_script(make_site: Callable[..., World], sign: str) -> None:
    world, things = furnished(make_site)
    where = f"/forum/t/{things.thread}/reply"
    browser = world.client(world.site.people["1"])
    assert browser.post(where, data={"text": sign * 32_000}).status_code == 302


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize("kind", ["question", "discussion", "reflection"])
def test_a_thread_and_its_author_s_take_may_both_be_as_long(
    make_site: Callable[..., World], kind: str
) -> None:
    world, things = furnished(make_site)
    where = "/forum/-/reflect" if kind == "reflection" else "/forum/-/open"
    sent = {
        **{"kind": kind, "space": things.space, "title": "T", "text": "😀" * 32_000},
        **{"first_take": "1", "take": "😀" * 32_000},
        "opens": f"{now() + timedelta(days=3):%Y-%m-%d}",
    }
    answer = world.client(world.site.people["1"]).post(where, data=sent)
    assert answer.status_code == 302, answer.text


@pytest.mark.sites("sqlite")
def test_what_comes_in_below_the_limit_comes_back_whole(make_site: Callable[..., World]) -> None:
    world, things = furnished(make_site)
    browser = world.client(world.site.people["1"])
    text, title, tags = "t" * 200_000, "u" * 20_000, "v" * 20_000
    sent = {"kind": "question", "space": things.space, "text": text, "title": title, "tags": tags}
    answer = browser.post("/forum/-/open", data=sent)
    assert answer.status_code == 422
    for field in (text, title, tags):
        assert field in answer.text
    away = browser.post("/forum/-/open", data=sent, headers={"Sec-Fetch-Site": "cross-site"})
    assert away.status_code == 403
    assert text in away.text


@pytest.mark.sites("sqlite")
def test_many_fields_are_too_much(make_site: Callable[..., World]) -> None:
    world, things = furnished(make_site)
    browser = world.client(world.site.people["1"])
    where = f"/forum/t/{things.thread}/reply"
    many = {f"f{n}": "x" for n in range(body.MOST_FIELDS)}
    assert browser.post(where, data={**many, "text": "x"}).status_code == 413


@pytest.mark.sites("sqlite")
def test_numbers_are_refused_and_not_cut(make_site: Callable[..., World]) -> None:
    world, things = furnished(make_site)
    browser = world.client(world.site.people["1"])
    post = "/forum/p/1/edit"
    shown = browser.get(post).text
    revision = shown.partition('name="revision" value="')[2].partition('"')[0]
    for typed in (revision.ljust(10, "0"), "0" * 9 + revision + "77", "9" * 5_000):
        assert browser.post(post, data={"text": "x", "revision": typed}).status_code == 422, typed
    thread = f"/forum/t/{things.thread}"
    assert (
        browser.post(f"{thread}/reply", data={"text": "x", "to": "0000000001"}).status_code == 422
    )
    assert browser.get(f"{thread}-x?page=1000000001", follow_redirects=True).status_code == 404
    assert browser.get(f"{thread}-x?page=0000000001", follow_redirects=True).status_code == 404
    chosen = {
        "posts": [str(n) for n in range(1, 202)],
        "kind": "summary",
        "title": "x",
        "draft": "1",
    }
    assert "at most 200 posts" in browser.post(f"{thread}/keep", data=chosen).text


@pytest.mark.sites("sqlite")
def test_a_long_search_is_refused_whole(make_site: Callable[..., World]) -> None:
    world, things = furnished(make_site)
    browser = world.client(world.site.people["1"])
    typed = "hay " * 50 + "end"
    found = browser.get("/forum/-/search", query_string={"q": typed})
    assert found.status_code == 200
    assert f'value="{typed}"' in found.text
    assert "too long" in found.text
    assert "1 result" not in found.text
    for where, name in (("people", "q"), ("similar", "title")):
        answer = browser.get(f"/forum/-/{where}", query_string={name: "hay" + " " * 250 + "b"})
        assert answer.status_code == 200
        assert not any(answer.json.values())
    cut = {"q": "hay", "space": things.space + "x" * 300}
    assert "/forum/t/" not in browser.get("/forum/-/search", query_string=cut).text


@pytest.mark.parametrize("field", ["login", "name", "organisation", "password", "next"])
def test_a_guest_cannot_make_the_account_pages_work(tmp_path: Path, field: str) -> None:
    app = Flask("site", instance_path=str(tmp_path))
    app.config |= {"TESTING": True}
    forum = Forum(app, form_limit=10_000_000)
    Accounts(app)
    forum.upgrade(app)
    browser = app.test_client()
    sent = {"login": "ana", "name": "Ana", "password": "a long password", "again": "", "next": ""}
    for page in ("sign-in", "sign-up"):
        answer = browser.post(
            f"/account/{page}",
            data={**sent, field: "//" + SIGNS if field == "next" else SIGNS},
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        assert answer.status_code in (200, 422), page
    assert browser.post("/account/sign-in", data={"password": "a" * 3_000_000}).status_code == 413


def test_a_line_may_lose_signs_that_cannot_be_seen_but_not_any_number() -> None:
    assert line("a" + "\u200b" * 60 + "b", longest=2) == "ab"
    assert len(line("é" * longest_typed(80), longest=80)) == 81
    assert is_blank("\u200b \u200d\n\t")
    assert not is_blank("\u200b" * 50_000 + "a")
    assert is_blank("\u0301\ufe0f \u17b4")
