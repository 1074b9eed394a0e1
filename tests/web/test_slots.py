"""What a host puts into our pages: HTML in four places, and what stands before our breadcrumbs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import render_template
from markupsafe import Markup

from forum import Thing
from forum.core.web.render import Context

from ..support.walk import furnish, pages
from ..support.world import World

pytestmark = pytest.mark.sites("sqlite", "host")  # our own page, and a host's layout


def marks(told: list[Any]) -> dict[str, Any]:
    """Slots that note what they were told, and print their name."""

    def make(name: str) -> Callable[[Thing | None], Any]:
        def slot(thing: Thing | None) -> Any:
            told.append((name, thing))
            return Markup("<!--{}-->").format(name)

        return slot

    return {name: make(name) for name in ("head", "before", "after_post", "after")}


def asked(make_site: Callable[..., World], **settings: Any) -> tuple[World, int, str]:
    world = make_site(guests_read=True, **settings)
    ana = world.member("Ana", is_admin=True)
    thread = world.ask(world.space("Letters", by=ana), ana, "Which form?")
    for number in range(3):
        world.write(thread, ana, f"Answer {number}")
    page = world.client().get(f"{world.home}/t/{thread}", follow_redirects=True)
    assert page.status_code == 200
    return world, thread, page.text


def test_each_slot_is_in_its_place_and_gets_the_subject_of_the_page(
    make_site: Callable[..., World],
) -> None:
    told: list[Any] = []
    _, thread, page = asked(make_site, slots=marks(told))
    whole = Thing(kind="thread", id=thread, title="Which form?", space="letters")
    assert [each for each in told if each[0] != "after_post"] == [
        ("head", whole),
        ("before", whole),
        ("after", whole),
    ]
    posts = [thing for name, thing in told if name == "after_post"]
    assert len(posts) == 4
    assert posts == [
        Thing(kind="post", id=int(id), space="letters") for id in re.findall(r'id="p(\d+)"', page)
    ]
    head, _, body = page.partition("<body")
    assert head.count("<!--head-->") == 1
    assert "<!--" not in body.replace("<!--before-->", "").replace("<!--after-->", "").replace(
        "<!--after_post-->", ""
    )
    assert body.index("<!--before-->") < body.index('class="fx fx-root"')
    assert body.index("</footer>") < body.index("<!--after-->")
    assert len(re.findall(r"<!--after_post--></article>", body)) == 4


def test_a_page_without_a_subject_gives_none_to_the_slots(
    make_site: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    world, *_ = asked(make_site, slots=marks(told))
    told.clear()
    world.client().get(f"{world.home}/")
    assert [thing for _, thing in told] == [None, None, None]


def test_unused_slots_are_not_in_the_templates(
    make_site: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any) -> None:
        raise AssertionError("a slot was asked for")

    monkeypatch.setattr(Context, "slot", never)
    world, *_ = asked(make_site)
    with world.app.app_context():
        for name in ("forum/layout.html", "forum/threads/post.html", "forum/page.html"):
            source = world.app.jinja_env.loader.get_source(world.app.jinja_env, name)[0]  # type: ignore[union-attr]
            assert "fx.slot" not in source


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        (lambda thing: "<b>7 & 8</b>", "&lt;b&gt;7 &amp; 8&lt;/b&gt;"),
        (lambda thing: Markup("<b>7</b>"), "<b>7</b>"),
        (lambda thing: None, ""),
        (lambda thing: 7, "7"),
        (lambda thing: thing.title, "Which &lt;form&gt;?"),
    ],
)
def test_text_is_escaped_and_markup_is_not(
    make_site: Callable[..., World], given: Any, printed: str
) -> None:
    world = make_site(guests_read=True, slots={"before": given})
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana, "Which <form>?")
    page = world.client().get(f"{world.home}/t/{thread}", follow_redirects=True).text
    before = page[: page.index('<div class="fx fx-root"')]
    assert before.rstrip().endswith(printed or (">"))
    assert ("None" in before) is False


def write(folder: Path, name: str, text: str) -> None:
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / name).write_text(text, "utf-8")


def test_a_template_in_a_slot_sees_the_host_s_context_and_the_subject(
    make_site: Callable[..., World], tmp_path: Path
) -> None:
    text = "<i>{{ site_name }}|{{ fx.thing.kind }}|{{ fx.thing.title }}|{{ fx.t('Page') }}</i>"
    write(tmp_path, "slot.html", text)
    world = make_site(guests_read=True, slots={"after": "slot.html", "after_post": "slot.html"})
    world.app.context_processor(lambda: {"site_name": "Elms & Co"})
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana, "Which <form>?")
    page = world.client().get(f"{world.home}/t/{thread}", follow_redirects=True).text
    assert "<i>Elms &amp; Co|thread|Which &lt;form&gt;?|Page</i>" in page
    assert "<i>Elms &amp; Co|post||Page</i></article>" in page


@pytest.mark.parametrize("broken", ["raises", "no-such.html", "broken.html"])
def test_a_slot_that_fails_prints_nothing_and_breaks_no_page(
    make_site: Callable[..., World], tmp_path: Path, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    def raises(thing: Thing | None) -> str:
        raise LookupError("no such policy")

    write(tmp_path, "broken.html", "{{ 1 / 0 }}")
    given = raises if broken == "raises" else broken
    _, _, page = asked(make_site, slots=dict.fromkeys(("head", "before", "after_post"), given))
    assert "Answer 2" in page
    assert "slot 'before' failed" in caplog.text


def test_the_host_s_breadcrumbs_come_before_ours_on_every_page_that_has_any(
    make_site: Callable[..., World],
) -> None:
    told = []

    def breadcrumbs(thing: Thing | None) -> list[tuple[str, str]]:
        told.append(thing)
        return [("Home <", "/?a=1&b=2"), ("Learning", "/learning")]

    world = make_site(guests_read=True, breadcrumbs=breadcrumbs)
    ana, ben = world.member("Ana", is_admin=True), world.member("Ben")
    space = world.space("Letters", by=ana)
    things = furnish(world, space, ana, ben, say="plain {}".format, tag="form", word="hay")
    start = re.compile(
        r'<ol class="fx-list fx-crumbs">\s*<li><a class="fx-soft" href="/\?a=1&amp;b=2">'
        r'Home &lt;</a></li><li><a class="fx-soft" href="/learning">Learning</a></li>'
        rf'\s*<li><a class="fx-soft" href="{world.home}/">Forum</a></li>'
    )
    seen = 0
    for address in pages(world.app, things):
        page = world.client(ana).get(address, query_string={"space": space.slug, "q": "hay"})
        if page.status_code == 200 and 'class="fx-page"' in page.text:
            assert len(start.findall(page.text)) == 1, address
            seen += 1
    assert seen > 20
    assert {thing.kind for thing in told if thing} >= {"thread", "space", "artefact", "member"}


@pytest.mark.parametrize("given", [lambda thing: 1 / 0, lambda thing: ["Home"], lambda thing: 7])
def test_breadcrumbs_that_fail_leave_ours(
    make_site: Callable[..., World], given: Any, caplog: pytest.LogCaptureFixture
) -> None:
    _, _, page = asked(make_site, breadcrumbs=given)
    assert page.count('class="fx-list fx-crumbs"') == 1
    assert "breadcrumbs function failed" in caplog.text


CONTROLS = """
{% macro button(words, kind="", name="", value="", href="", icon="", new_tab=false) -%}
<button class="btn btn-{{ kind or 'plain' }}" name="{{ name }}" value="{{ value }}">
{{ words }}</button>
{%- endmacro %}
{% macro field(id="", label="", wrong="", hint="", kind="text", heading=false) -%}
<div class="mb-3"><label for="{{ id }}">{{ label }}</label>{{ wrong }}
{{ caller("form-select" if kind == "select" else "form-control") }}</div>{%- endmacro %}"""


def test_a_host_s_own_controls_replace_ours_everywhere(
    make_site: Callable[..., World], tmp_path: Path
) -> None:
    (tmp_path / "templates" / "forum").mkdir(parents=True)
    write(tmp_path, "forum/controls.html", CONTROLS)
    world = make_site(guests_read=True)
    ana, ben = world.member("Ana", is_admin=True), world.member("Ben")
    space = world.space("Letters", by=ana)
    things = furnish(world, space, ana, ben, say="plain {}".format, tag="form", word="hay")
    seen = set()
    for address in pages(world.app, things):
        page = world.client(ana).get(address, query_string={"space": space.slug, "q": "hay"}).text
        assert "fx-btn" not in page, address
        assert "fx-input" not in page.replace("fx-input-s", ""), address
        seen |= set(re.findall(r"form-control|form-select|btn-main|btn-plain", page))
    assert seen == {"form-control", "form-select", "btn-main", "btn-plain"}
    form = world.client(ana).get(f"{world.home}/-/ask").text
    assert '<textarea class="form-control" id="text" name="text"' in form
    key = re.search(r'name="form_key" value="([^"]+)"', form)
    assert key
    sent = {"form_key": key[1], "kind": "question", "space": space.slug, "text": "x"}
    refused = world.client(ana).post(f"{world.home}/-/open", data=sent)
    assert refused.status_code == 422
    assert 'id="title-wrong"' in refused.text


def test_no_template_of_ours_prints_a_button_or_a_field_by_itself() -> None:
    root = Path(__file__).parents[2] / "templates"
    wrong = [
        path.relative_to(root).as_posix()
        for path in root.rglob("*.html")
        if path.name != "controls.html"
        and re.search(r'class="[^"]*\b(?:fx-btn|fx-input)(?![-\w])', path.read_text("utf-8"))
    ]
    assert wrong == []


def test_the_host_s_own_pages_have_no_slots(make_site: Callable[..., World]) -> None:
    world = make_site(guests_read=True, slots={"after": lambda thing: "never"})
    world.app.add_url_rule("/policy", "policy", lambda: render_template("forum/flash.html", fx={}))
    assert "never" not in world.client().get("/policy").text
