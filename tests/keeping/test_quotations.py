"""What a page quotes by reference is read only by whoever may read the post, wherever it stands."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.artefacts import actions
from forum.artefacts.models import ArtefactRevision, ArtefactSource
from forum.core.database.session import session
from forum.core.text.markdown import _MOST_TOKENS as MOST_TOKENS
from forum.core.text.markdown import parse
from forum.core.text.quotations import defines_inside, with_lines, without_lines, without_words
from forum.core.text.render import render
from forum.moderation.actions import moderate
from forum.spaces.actions import add_member, appoint_steward, describe_space, remove_member
from forum.texts.actions import compose
from forum.threads.actions.withdraw import withdraw
from forum.threads.models import Post

from ..support.world import User, World

SECRET = "canary4711"
UNSEEN = "from a place you cannot read"


class Shelf:
    """A page in an open space that quotes a post of Ben's, in two versions."""

    def __init__(self, world: World, *, access: str = "open") -> None:
        self.world = world
        self.ana, self.ben, self.cleo = (world.member(name) for name in ("Ana", "Ben", "Cleo"))
        self.space = world.space("Library", by=self.ana)
        self.place = world.space("Circle", by=self.ana, access=access, members_=(self.ben,))
        self.thread = world.ask(self.place, self.ana, "Which door?")
        self.post = world.write(self.thread, self.ben, f"Call {SECRET} there")
        self.quote = f"> forum:/p/{self.post}\n>\n> Call {SECRET} there"
        author = world.id(self.ana)
        with world.request():
            self.id = actions.create(
                space_id=self.space.id,
                kind="summary",
                title="Doors",
                tags=(),
                author_id=author,
                text=compose(f"# One\n\nOur words.\n\n{self.quote}\n"),
                sources=[(self.thread, self.post)],
            ).id
            actions.revise(
                self.id,
                revision=1,
                editor_id=author,
                kind="summary",
                title="Doors",
                tags=(),
                text=compose(f"# One\n\nOur own words.\n\n{self.quote}\n\nThe end."),
            )
        self.at = f"/forum/a/{self.id}"

    def pages(self) -> list[str]:
        """The addresses at which its text is read."""
        at = self.at
        return [
            *(at, f"{at}/versions/1", f"{at}/versions/2", f"{at}/compare?old=1&new=2"),
            *(f"{at}/compare?old=1&new=2&view=sides", f"{at}.md", f"{at}.html", f"{at}.json"),
            *(f"{at}/whole", "/forum/-/search?q=doors", f"{at}/versions", f"{at}/edit"),
        ]

    def read(self, user: User, address: str) -> str:
        answer = self.world.client(user).get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        return str(answer.text)

    def found(self, user: User) -> bool:
        page = self.read(user, f"/forum/-/search?q={SECRET}")
        return f"/a/{self.id}-" in page

    def source(self) -> str:
        statement = select(ArtefactRevision.source).where(
            ArtefactRevision.artefact_id == self.id, ArtefactRevision.number == self.number()
        )
        return str(self.world.scalar(statement))

    def number(self) -> int:
        return int(self.world.scalar(select(func.max(ArtefactRevision.number))))


def test_the_words_of_a_withdrawn_post_are_nowhere(world: World) -> None:
    shelf = Shelf(world)
    assert all(SECRET in shelf.read(shelf.cleo, page) for page in shelf.pages()[:4])
    with world.request():
        withdraw(shelf.post)
    for address in shelf.pages():
        assert SECRET not in shelf.read(shelf.cleo, address), address
    for address in (shelf.at, f"{shelf.at}/versions/1", shelf.pages()[3], f"{shelf.at}.md"):
        assert "The author has deleted this post." in shelf.read(shelf.cleo, address)
    assert not shelf.found(shelf.cleo)


def test_the_words_of_a_hidden_post_come_back_when_it_is_shown_again(world: World) -> None:
    shelf = Shelf(world)
    with world.request():
        moderate.hide(shelf.post, why="Off topic")
    for address in shelf.pages():
        assert SECRET not in shelf.read(shelf.cleo, address), address
    assert "This post is hidden." in shelf.read(shelf.cleo, shelf.at)
    assert SECRET in shelf.read(shelf.ben, shelf.at)
    assert not shelf.found(shelf.cleo)
    with world.request():
        moderate.restore(shelf.post)
    assert all(SECRET in shelf.read(shelf.cleo, page) for page in shelf.pages()[:4])
    assert shelf.found(shelf.cleo)


@pytest.mark.parametrize("how", ["moved", "closed", "from the first"])
def test_whoever_does_not_read_the_place_reads_no_words_from_it(world: World, how: str) -> None:
    shelf = Shelf(world, access="closed" if how == "from the first" else "open")
    if how == "moved":
        circle = world.space("Inside", by=shelf.ana, access="closed", members_=(shelf.ben,))
        with world.request():
            moderate.move(shelf.thread, space_id=circle.id)
    if how == "closed":
        with world.request():
            about = {"name": "Circle", "purpose": "", "norms": ""}
            describe_space(shelf.place.id, access="closed", **about)
            add_member(shelf.place.id, world.id(shelf.ben))
    for address in shelf.pages():
        page = shelf.read(shelf.cleo, address)
        assert SECRET not in page, address
        assert "Ben" not in page, address
        assert "Which door" not in page, address
    for address in shelf.pages()[:7]:
        assert UNSEEN in shelf.read(shelf.cleo, address), address
    assert SECRET in shelf.read(shelf.ben, shelf.at)
    assert not shelf.found(shelf.cleo)


def test_whoever_leaves_the_place_reads_no_words_from_it_either(world: World) -> None:
    shelf = Shelf(world, access="closed")
    assert SECRET in shelf.read(shelf.ben, shelf.at)
    with world.request():
        remove_member(shelf.place.id, world.id(shelf.ben))
    assert all(SECRET not in shelf.read(shelf.ben, address) for address in shelf.pages())


def sent(shelf: Shelf, text: str, **more: str) -> dict[str, Any]:
    return {"kind": "summary", "title": "Doors", "text": text, "revision": "2", **more}


def test_an_edit_keeps_the_words_that_its_editor_did_not_see(world: World) -> None:
    shelf = Shelf(world)
    with world.request():
        moderate.hide(shelf.post, why="Off topic")
    text = f"# One\n\nBetter words.\n\n> forum:/p/{shelf.post}\n\nThe end."
    cleo = world.client(shelf.cleo)
    preview = cleo.post(f"{shelf.at}/edit", data=sent(shelf, text, preview="1"))
    assert SECRET not in preview.text
    assert cleo.post(f"{shelf.at}/edit", data=sent(shelf, text)).status_code == 302
    assert shelf.source() == f"# One\n\nBetter words.\n\n{shelf.quote}\n\nThe end."
    assert SECRET not in shelf.read(shelf.cleo, shelf.at)
    both = cleo.post(f"{shelf.at}/edit", data=sent(shelf, text.replace("Better", "Other")))
    assert both.status_code == 409
    assert SECRET not in both.text
    with world.request():
        moderate.restore(shelf.post)
    assert SECRET in shelf.read(shelf.cleo, shelf.at)


@pytest.mark.parametrize(
    "text",
    [
        "~~~\n> forum:/p/{id}\n~~~",
        "    > forum:/p/{id}",
        "> forum:/p/{id}\nand more",
        "`> forum:/p/{id}`",
        "> x\n> forum:/p/{id}",
        "> > forum:/p/{id}",
        "<!--\n> forum:/p/{id}\n-->",
    ],
)
def test_no_edit_brings_hidden_words_to_light(world: World, text: str) -> None:
    shelf = Shelf(world)
    with world.request():
        moderate.hide(shelf.post, why="Off topic")
    cleo = world.client(shelf.cleo)
    answer = cleo.post(f"{shelf.at}/edit", data=sent(shelf, text.format(id=shelf.post)))
    assert answer.status_code in (302, 422)  # it would look empty
    versions = (f"{shelf.at}/versions/3", f"{shelf.at}/compare?old=2&new=3")
    for address in (*shelf.pages(), *(versions if answer.status_code == 302 else ())):
        assert SECRET not in shelf.read(shelf.cleo, address), address


def test_a_restored_version_has_its_words_for_those_who_may_read_them(world: World) -> None:
    shelf = Shelf(world)
    with world.request():
        moderate.hide(shelf.post, why="Off topic")
    cleo = world.client(shelf.cleo)
    assert cleo.post(f"{shelf.at}/versions/1/restore", data={"revision": "2"}).status_code == 302
    assert SECRET not in shelf.read(shelf.cleo, shelf.at)
    assert SECRET in shelf.read(shelf.ben, shelf.at)


def test_words_in_nested_long_and_broken_quotations_are_left_out() -> None:
    long = "\n".join(f"> line {n} {SECRET}" for n in range(60))
    source = (
        f'[x](https://e.org "</blockquote>")\n\n> forum:/p/1\n>\n{long}\n\nours\n\n'
        f"- > forum:/p/2\n  >\n  > theirs\n  >\n  > > forum:/p/1\n  > >\n  > > {SECRET}\n\nend"
    )
    one = lambda id: "gone" if id == 1 else None  # noqa: E731
    html = without_words(render(source), one)
    assert SECRET not in html
    assert html.count("gone") == 2
    assert html.count("<blockquote>") == html.count("</blockquote>") == 3
    assert all(words in html for words in ("ours", "theirs", "end"))
    left = without_lines(source, lambda id: "" if id == 1 else None)
    assert SECRET not in left
    assert "theirs" in left
    assert with_lines(left, source) == source


def test_a_page_costs_one_statement_for_all_that_it_quotes(world: World, statements: Any) -> None:
    shelf = Shelf(world)
    cleo = world.client(shelf.cleo)
    where = cleo.get(shelf.at).location
    cleo.get(where)
    with statements() as few:
        cleo.get(where)
    posts = [world.write(shelf.thread, shelf.ben, f"Post {n}") for n in range(8)]
    text = "".join(f"> forum:/p/{id}\n>\n> x\n\n" for id in posts)
    with world.request():
        actions.revise(
            shelf.id,
            revision=2,
            editor_id=world.id(shelf.ana),
            kind="summary",
            title="Doors",
            tags=(),
            text=compose(text),
        )
    cleo.get(where)
    with statements() as many:
        cleo.get(where)
    assert len(many) == len(few)


def test_a_sealed_post_is_quoted_to_nobody_who_does_not_read_it(world: World) -> None:
    from datetime import timedelta

    from forum.core.database.base import now
    from forum.threads.models import Thread

    shelf = Shelf(world)
    with world.request():
        values = {"sealed_until": now() + timedelta(days=2)}
        session().execute(update(Thread).where(Thread.id == shelf.thread).values(values))
        session().execute(update(Post).where(Post.id == shelf.post).values(take="first"))
    for address in shelf.pages()[:9]:
        assert SECRET not in shelf.read(shelf.cleo, address), address
    assert SECRET in shelf.read(shelf.ben, shelf.at)


def test_a_quotation_that_somebody_typed_is_a_source_and_is_found_as_one(world: World) -> None:
    shelf = Shelf(world)
    other = world.write(shelf.thread, shelf.ben, "Ring othersecret twice")
    secret = world.space("Closed", by=shelf.ana, access="closed")
    inside = world.ask(secret, shelf.ana, "Inside")
    unseen = world.scalar(select(Post.id).where(Post.thread_id == inside))
    text = f"> forum:/p/{other}\n>\n> Ring othersecret twice\n\n> forum:/p/{unseen}\n>\n> made up"
    cleo = world.client(shelf.cleo)
    assert cleo.post(f"{shelf.at}/edit", data=sent(shelf, text)).status_code == 302
    page = f"/a/{shelf.id}-"
    assert page in shelf.read(shelf.cleo, "/forum/-/search?q=othersecret+twice")
    with world.request():
        withdraw(other)
    assert page not in shelf.read(shelf.cleo, "/forum/-/search?q=othersecret+twice")
    found = select(ArtefactSource.post_id).where(ArtefactSource.artefact_id == shelf.id)
    with world.request():
        assert set(session().scalars(found)) == {shelf.post, other}
    assert "made up" not in shelf.read(shelf.cleo, shelf.at)


def test_the_sections_below_a_quotation_keep_their_ids_when_its_words_are_left_out(
    world: World,
) -> None:
    shelf = Shelf(world)
    text = f"# One\n\nx\n\n{shelf.quote}\n>\n> ## Inner heading\n\n# Two\n\ny\n\n# One\n\nz"
    assert (
        world.client(shelf.ana).post(f"{shelf.at}/edit", data=sent(shelf, text)).status_code == 302
    )
    before = re.findall(r'id="fx-s-([^"]+)"', shelf.read(shelf.cleo, shelf.at))
    with world.request():
        withdraw(shelf.post)
    page = shelf.read(shelf.cleo, shelf.at)
    assert "Inner heading" not in page
    assert re.findall(r'id="fx-s-([^"]+)"', page) == before
    assert len(before) == 3


def test_a_note_for_oneself_loses_the_words_of_a_withdrawn_post_too(world: World) -> None:
    shelf = Shelf(world)
    cleo = world.client(shelf.cleo)
    form = {"text": shelf.quote, "form_key": "6a1c9c8e-5b4c-4f8e-9d58-1a3c4e5f6a7b"}
    assert cleo.post("/forum/-/journal/new", data=form).status_code == 302
    assert SECRET in cleo.get("/forum/-/journal").text
    with world.request():
        withdraw(shelf.post)
    assert SECRET not in cleo.get("/forum/-/journal").text


def test_no_words_come_back_into_a_text_that_is_too_much_to_be_read() -> None:
    """It would be shown as it was typed, with all the words in it."""
    half = MOST_TOKENS * 2 // 3 // 5  # each piece below has five tokens
    words = f"> forum:/p/1\n>\n> {SECRET} {'*a* ' * half}"
    text = f"> forum:/p/1\n\n{'*a* ' * half}"
    assert parse(text)
    assert parse(words)
    assert SECRET not in with_lines(text, words)
    assert SECRET in with_lines("> forum:/p/1\n\nless", words)


@pytest.mark.parametrize("change", [("> forum", ">forum"), ("> forum", "  > forum"), ("Our", "My")])
def test_an_edit_of_the_line_that_names_the_post_keeps_its_words(
    world: World, change: tuple[str, str]
) -> None:
    shelf = Shelf(world, access="closed")
    text = shelf.source().replace(f"\n>\n> Call {SECRET} there", "").replace(*change)
    assert SECRET not in text
    assert edit(shelf, text).status_code == 302
    assert SECRET in shelf.source()
    assert shelf.number() == 3


@pytest.mark.parametrize("space", [" ", "\t"])
def test_a_blank_behind_that_line_keeps_them_too(world: World, space: str) -> None:
    shelf = Shelf(world, access="closed")
    text = shelf.source().replace(f"\n>\n> Call {SECRET} there", space)
    assert edit(shelf, text + " Ends.").status_code == 302
    assert SECRET in shelf.source()
    assert shelf.number() == 3


def edit(shelf: Shelf, text: str, by: User | None = None) -> Any:
    return shelf.world.client(by or shelf.cleo).post(f"{shelf.at}/edit", data=sent(shelf, text))


@pytest.mark.parametrize(
    "text",
    [
        "# One\n\n> forum:/p/{id}\nBelow it.",
        "# One\n\n> forum:/p/{id}\n>\n> Below it.",
        "# One\n\n- > forum:/p/{id}\n- Other",
        "# One\n\nSee forum:/p/{id}",
    ],
)
def test_an_edit_that_would_lose_words_is_refused_with_its_text(world: World, text: str) -> None:
    shelf = Shelf(world, access="closed")
    typed = text.format(id=shelf.post)
    answer = edit(shelf, typed)
    assert answer.status_code == 422
    assert "words that you cannot see" in answer.text
    assert escape(typed) in answer.text
    assert SECRET not in answer.text
    assert shelf.number() == 2
    assert edit(shelf, "# One\n\nOurs alone.").status_code == 302  # the whole quotation may go


def test_of_two_quotations_of_a_post_that_one_cannot_read_both_stay_or_both_go(
    world: World,
) -> None:
    shelf = Shelf(world, access="closed")
    line = f"> forum:/p/{shelf.post}"
    two = f"# One\n\n{line}\n>\n> First {SECRET}\n\nOurs.\n\n{line}\n>\n> Second {SECRET}"
    assert edit(shelf, two, by=shelf.ana).status_code == 302
    left = f"# One\n\n{line}\n\nOurs.\n\n{line}"
    for typed, status in (
        (f"# One\n\nOurs.\n\n{line}", 422),
        (left.replace("Ours", "Better"), 302),
        ("# One\n\nBetter.", 302),
    ):
        data = sent(shelf, typed) | {"revision": str(shelf.number())}
        cleo = world.client(shelf.cleo)
        assert cleo.post(f"{shelf.at}/edit", data=data).status_code == status, typed
        if "Better.\n\n>" in typed:
            assert shelf.source() == two.replace("Ours", "Better")


def test_a_quotation_gives_no_address_to_a_link_outside_of_it(world: World) -> None:
    shelf = Shelf(world)
    inside = f"{shelf.quote}\n>\n> [x]: https://{SECRET}.example/\n\nSee [x]."
    answer = edit(shelf, inside)
    assert answer.status_code == 422
    assert "Put each address where its link is" in answer.text
    assert edit(shelf, f"{shelf.quote}\n\nSee [x].\n\n[x]: https://e.example/").status_code == 302
    assert defines_inside("- > forum:/p/1\n  >\n  > [x]: https://e.example/\n\n[x]")
    assert not defines_inside(
        "[x]: https://e.example/\n\n> forum:/p/1\n>\n> [x]: https://f.example/"
    )


def test_a_steward_is_told_of_words_that_they_cannot_read(world: World) -> None:
    shelf = Shelf(world, access="closed")
    with world.request():
        remove_member(shelf.place.id, world.id(shelf.ana))
        add_member(shelf.place.id, world.id(shelf.cleo))
        appoint_steward(shelf.space.id, world.id(shelf.cleo))
    at = f"{shelf.at}/hide"
    assert "quotes words that you cannot read" not in shelf.read(shelf.cleo, at)
    with world.request():
        remove_member(shelf.place.id, world.id(shelf.cleo))
    page = shelf.read(shelf.cleo, at)
    assert "quotes words that you cannot read" in page
    assert SECRET not in page
    data = {"hidden": "1", "reason": "Not here"}
    assert world.client(shelf.cleo).post(at, data=data).status_code == 302


def test_a_path_tells_no_words_that_are_quoted_in_a_step(world: World) -> None:
    shelf = Shelf(world, access="closed")
    with world.request():
        thread = world.ask(shelf.space, shelf.ana, "An open one")
    quote = shelf.quote.replace("\n", "\n  ")
    author = world.id(shelf.ana)
    with world.request():
        path = actions.create(
            space_id=shelf.space.id,
            kind="path",
            title="A path",
            tags=(),
            author_id=author,
            text=compose(f"- [See](forum:/t/{thread})\n\n  {quote}\n\n- Say it\n\n  {quote}"),
        ).id
    for address in (f"/forum/a/{path}", f"/forum/t/{thread}?path={path}-1"):
        assert SECRET not in shelf.read(shelf.cleo, address)
    own = shelf.read(shelf.cleo, f"/forum/a/{path}")
    keys = re.findall(r'name="step" value="([^"]*)"', own)
    assert len(keys) == 2
    for key in keys:
        answer = world.client(shelf.cleo).post(
            f"/forum/a/{path}/step", data={"step": key, "done": "1"}
        )
        assert answer.status_code == 302


def test_what_a_page_needs_lists_no_address_that_is_quoted(world: World) -> None:
    shelf = Shelf(world, access="closed")
    author = world.id(shelf.ana)
    with world.request():
        actions.revise(
            shelf.id,
            revision=2,
            editor_id=author,
            kind="summary",
            title="Doors",
            tags=(),
            text=compose(f"{shelf.quote}\n>\n> <https://{SECRET}.example/>"),
        )
    at = f"{shelf.at}/upkeep"
    assert SECRET not in shelf.read(shelf.cleo, at)
    assert SECRET in shelf.read(shelf.ben, at)
