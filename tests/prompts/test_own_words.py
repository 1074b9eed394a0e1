"""A space chooses which questions it offers, words them, and adds its own.

Kinds covered: what is offered at each box, in words and in number; who may (steward, member,
administrator, host's ``can``, guest, stranger); markup, mentions, lengths and twins in questions;
double sends and two stewards at once; texts in older words edited and read side by side; a thread
that moves to another space; the words of a space one does not read; statements.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.core.database.session import session
from forum.core.text.sections import can_be_headings, join_sections, split_html, split_sections
from forum.moderation.actions import moderate
from forum.moderation.models import LogEntry
from forum.prompts import sets
from forum.prompts.actions import MOST
from forum.prompts.models import PromptWording
from forum.spaces.models import Space
from forum.threads.models import Post

from ..support.prompted import fields, newest
from ..support.said import unsigned
from ..support.world import World

SET = {
    "title": "Case clinic",
    "heading1": "What happened at the counter?",
    "hint1": "No names.",
    "heading2": "What would you have done?",
}
AT = "/forum/s/letters/prompts"


@pytest.fixture
def ana(world: World) -> Any:
    """The browser of the steward of Letters; there is a question in it."""
    who = world.member("Ana")
    world.ask(world.space("Letters", by=who), who)
    return world.client(who)


def add(browser: Any, **other: str) -> str:
    """Add a set to Letters and return its key."""
    form = {**hidden(browser.get(f"{AT}/new").text), **SET, **other}
    added = browser.post(f"{AT}/new", data=form)
    assert added.status_code == 302, added.text
    return re.findall(r"/prompts/(own-[0-9-]+)/edit", browser.get(AT).text)[-1]


def reword(browser: Any, key: str, **other: str) -> Any:
    address = f"{AT}/{key}/edit"
    return browser.post(address, data={**values(browser.get(address).text), **other})


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}


def values(page: str) -> dict[str, str]:
    """Return the values of a form with lines of text."""
    lines = re.findall(r'<input class="fx-input"[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page)
    return {**hidden(page), **{name: unescape(value) for name, value in lines}}


def offer(browser: Any, **boxes: str) -> Any:
    """Choose what is offered at each of *boxes*, and leave the others as they are."""
    page = browser.get(AT).text
    ticked = re.findall(r'name="([a-z]+\.[a-z0-9-]+)" value="1" checked', page)
    kept = [name for name in ticked if name.split(".")[0] not in boxes]
    new = [f"{box}.{key}" for box, keys in boxes.items() for key in keys.split()]
    return browser.post(AT, data=dict.fromkeys([*kept, *new], "1"))


def offers(page: str) -> list[str]:
    return re.findall(r'name="preview" value="with:([a-z0-9-]+)"', page)


def write(browser: Any, key: str, *answers: str, path: str = "/forum/t/1/reply") -> Any:
    """Answer the question in Letters with the set *key*, and return the revision."""
    form = fields(browser.get(f"{path}?prompts={key}").text)
    sent = {**form, **{f"part{n}": answer for n, answer in enumerate(answers, 1)}}
    assert browser.post(path, data=sent).status_code == 302
    return sent


def acts(world: World) -> list[str]:
    with world.request():
        return list(session().scalars(select(LogEntry.act).order_by(LogEntry.id)))


def chosen(world: World) -> str | None:
    found: str | None = world.scalar(select(Space.prompts).where(Space.slug == "letters"))
    return found


def test_a_space_that_chose_nothing_offers_what_all_do(world: World, ana: Any) -> None:
    assert offers(ana.get("/forum/-/ask?space=letters").text) == list(sets.offered("ask"))
    assert ana.post(AT, data=hidden(ana.get(AT).text)).status_code == 302  # all unticked
    assert chosen(world)
    same = offer(ana, **{box: " ".join(sets.offered(box)) for box in sets.IN_SPACES})
    assert unsigned(same.location) == f"{AT}?said=saved"
    assert chosen(world) is None
    assert acts(world) == ["prompts", "prompts"]
    offer(ana)
    assert acts(world) == ["prompts", "prompts"]  # nothing has changed


def test_a_space_chooses_for_each_box_and_for_no_other_space(world: World, ana: Any) -> None:
    who = world.site.people["1"]
    world.space("Forms", by=who)
    key = add(ana)
    offer(ana, ask=f"case {key}", answer="", reply="heard-you-say", page="story-of-change")
    for path, there in (
        ("/forum/-/ask?space=letters", [key, "case"]),
        ("/forum/t/1/reply", []),
        ("/forum/t/1/reply?to=1", ["heard-you-say"]),
        ("/forum/-/library/new?space=letters", ["story-of-change"]),
        ("/forum/-/reflect?space=letters", ["three-lines", "case"]),  # the first is asked
        ("/forum/-/ask?space=forms", ["in-context", "case", "problem-together"]),
        ("/forum/-/ask", ["in-context", "case", "problem-together"]),
        ("/forum/-/ask?space=nowhere", ["in-context", "case", "problem-together"]),
    ):
        assert offers(ana.get(path).text) == there, path


@pytest.mark.parametrize("box", sets.IN_SPACES)
def test_every_set_can_be_offered_where_it_says_it_fits(world: World, ana: Any, box: str) -> None:
    forms = {
        "ask": "/forum/-/ask?space=letters",
        "answer": "/forum/t/1/reply",
        "reply": "/forum/t/1/reply?to=1",
        "reflection": "/forum/t/1/reflect?prompts=none",
        "page": "/forum/-/library/new?space=letters",
    }
    for key in sets.fitting(box):
        assert offer(ana, **{box: key}).status_code == 302
        assert offers(ana.get(forms[box]).text) == [key]
    assert {one.key for one in sets.newest().values() if box in one.boxes} == {*sets.fitting(box)}


def test_at_most_three_at_one_box(world: World, ana: Any) -> None:
    keys = "case session closing three-lines"
    refused = offer(ana, reflection=keys)
    assert refused.status_code == 422
    assert "Choose at most 3 for “Sharing a reflection”" in refused.text
    for key in keys.split():  # what was ticked stays
        assert f'name="reflection.{key}" value="1" checked' in refused.text
    assert chosen(world) is None


def test_a_set_that_does_not_fit_or_is_not_there_cannot_be_ticked(world: World, ana: Any) -> None:
    offer(ana, ask="closing nothing own-99-1", journal="check-in", other="case")
    assert chosen(world) == '{"ask": []}'


def test_the_words_of_a_shipped_set_are_those_of_the_space(world: World, ana: Any) -> None:
    assert reword(ana, "case", title="What came up", heading1="What came up?").status_code == 302
    page = ana.get("/forum/-/ask?space=letters").text
    assert ">What came up</button>" in page
    assert "A case to think through" not in page
    assert "A case to think through" in ana.get("/forum/-/ask").text
    write(ana, "case", "A queue.")
    source, *known, _id = newest(world)
    assert source == "# What came up?\n\nA queue."
    assert known[:2] == ["case", 2]
    with world.request():
        rows = session().execute(
            select(PromptWording.key, PromptWording.version, PromptWording.title)
        )
        assert [tuple(row) for row in rows] == [("case", 2, "What came up")]
    assert acts(world) == ["prompts"]
    assert "changed the questions that help people write" in ana.get("/forum/s/letters/log").text
    assert "Last worded by Ana" in ana.get(AT).text


def test_the_questions_of_a_reflection_are_asked_in_the_words_of_the_space(
    world: World, ana: Any
) -> None:
    reword(ana, "what-so-what", heading2="And then?")
    assert "And then?" in ana.get("/forum/t/1/reflect").text
    assert "And then?" in ana.get("/forum/-/reflect?space=letters").text
    assert "And then?" not in ana.get("/forum/-/reflect").text


def test_another_wording_is_another_version_and_nothing_is_lost(world: World, ana: Any) -> None:
    key = add(ana)
    write(ana, key, "A queue.", "Wait.")
    first = newest(world)
    edit = f"/forum/p/{first.id}/edit"
    reword(ana, key, heading1="What did you see?", heading3="Who could help?")
    form = fields(ana.get(edit).text)
    assert (form["part1"], form["part2"], "part3" in form) == ("A queue.", "Wait.", False)
    assert "No names." in ana.get(edit).text  # the hint of that version
    assert ana.post(edit, data={**form, "part2": "Ask."}).status_code == 302
    assert newest(world).source == first.source.replace("Wait.", "Ask.")
    assert newest(world).prompt_version == 1
    write(ana, key, "A form.", "Ring.", "You.")
    assert newest(world).prompt_version == 2
    with world.request():
        versions = session().scalars(select(PromptWording.version).order_by(PromptWording.id))
        assert list(versions) == [1, 2]


def table(page: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.S)[1:]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


def test_texts_of_all_versions_stand_under_the_right_questions(world: World, ana: Any) -> None:
    key = add(ana, heading3="What next?")
    write(ana, key, "one", "two", "three")
    # the second goes, the third moves up, the first has other words, and one is new
    reword(
        ana,
        key,
        heading1="What did you see?",
        heading2="What next?",
        heading3="",
        heading4="Who helps?",
    )
    write(ana, key, "ONE", "THREE", "FOUR")
    reword(ana, key, heading3="", heading4="Which rule?")
    write(ana, key, "I", "III", "V")
    assert table(ana.get(f"{AT}/{key}").text) == [
        ["What did you see?", "I", "ONE", "one"],
        ["What next?", "III", "THREE", "three"],
        ["Which rule?", "V", "", ""],
        ["Who helps?", "", "FOUR", ""],
        ["What would you have done?", "", "", "two"],
    ]
    file = ana.get(f"{AT}/{key}.csv").text
    assert "What would you have done?,,,two" in file


def test_shipped_and_own_words_stand_side_by_side(world: World, ana: Any) -> None:
    write(ana, "case", "a", "b", "c")
    reword(ana, "case", heading1="What came up?", heading4="Anything else?")
    write(ana, "case", "A", "B", "C", "D")
    assert table(ana.get(f"{AT}/case").text) == [
        ["What came up?", "A", "a"],
        ["What I did", "B", "b"],
        ["What I want to know", "C", "c"],
        ["Anything else?", "D", ""],
    ]


ODD = (
    "# What *happened* <b>there</b>?",
    "`code` _and_ ~~more~~ [link](https://a.example) ![x](y)",
    "1 &lt; 2 &amp; <script>alert(1)</script>",
    "Was es heißt — und für wen? \\",
    "ماذا حدث؟",
    "Ask @ben or https://a.example/",
    "> quoted",
    "- [ ] list # #",
    "| a | b |",
    "What\n\n# So what\nhappened",
)


@pytest.mark.parametrize("odd", ODD)
def test_markup_in_a_question_is_text(world: World, ana: Any, odd: str) -> None:
    world.member("Ben")
    key = add(ana, heading1=odd, hint1=odd, title=odd)
    heading = " ".join(odd.split())
    form = ana.get(f"/forum/t/1/reply?prompts={key}")
    assert unescape(re.sub(r"<[^>]+>", "", form.text)).count(heading) >= 2
    assert "<script>alert" not in form.text
    write(ana, key, "One.", "Two.")
    again = fields(ana.get(f"/forum/p/{newest(world).id}/edit").text)
    assert (again["part1"], again["part2"]) == ("One.", "Two.")
    page = ana.get("/forum/t/1", follow_redirects=True).text
    found = re.search(r"<h4[^>]*>(.*?)</h4>", page, re.S)
    assert found
    assert "<" not in found[1]
    assert unescape(found[1]) == heading
    assert table(ana.get(f"{AT}/{key}").text)[0] == [heading, "One."]
    assert "Ben" not in page  # nobody was mentioned


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize("odd", [*map(" ".join, map(str.split, ODD)), "a \\* b", "www.a.example"])
def test_headings_with_markup_come_back(odd: str) -> None:
    headings = [odd, "Plain"]
    assert can_be_headings(headings)
    source = join_sections(headings, ["A", "B"])
    assert split_sections(source, headings) == ["A", "B"]


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("title", " ", "Enter a title"),
        ("title", "x" * 61, "Use at most 60 characters"),
        ("heading2", "", "Enter at least two questions"),
        ("heading1", "x" * 81, "Use at most 80 characters"),
        ("heading1", "x" * 9_000, "Use at most 80 characters"),
        ("hint2", "x" * 161, "Use at most 160 characters"),
        ("hint4", "Alone", "Enter the question that this hint belongs to"),
        ("heading2", "what happened at the COUNTER?", "This question is there twice"),
        ("heading2", "\u200b \u0301", "Enter at least two questions"),
        ("heading2", "Ask \uff20ben", "This cannot be a heading"),
    ],
)
def test_what_is_not_valid_is_said_and_what_was_typed_stays(
    world: World, ana: Any, field: str, value: str, fault: str
) -> None:
    world.member("Ben")
    sent = {**SET, "heading4": "Kept" if field != "hint4" else "", field: value}
    if field == "heading2" and "two" in fault:
        sent["heading4"] = ""
    refused = ana.post(f"{AT}/new", data=sent)
    assert refused.status_code == 422
    assert fault in unescape(refused.text)
    assert values(refused.text)["hint1"] == SET["hint1"]
    assert world.scalar(select(func.count()).select_from(PromptWording)) == 0


def test_a_form_that_is_sent_twice_makes_one_thing(world: World, ana: Any) -> None:
    form = {**hidden(ana.get(f"{AT}/new").text), **SET}
    for _ in range(2):
        assert ana.post(f"{AT}/new", data=form).status_code == 302
    edit = f"{AT}/case/edit"
    form = {**values(ana.get(edit).text), "title": "Other"}
    for _ in range(2):
        assert ana.post(edit, data=form).status_code == 302
    unchanged = ana.post(edit, data=values(ana.get(edit).text))
    assert unchanged.status_code == 302
    assert world.scalar(select(func.count()).select_from(PromptWording)) == 2
    assert acts(world) == ["prompts", "prompts"]


def test_of_two_stewards_at_once_the_second_sees_what_the_first_has_saved(
    world: World, ana: Any
) -> None:
    edit = f"{AT}/case/edit"
    mine, theirs = values(ana.get(edit).text), values(ana.get(edit).text)
    assert ana.post(edit, data={**theirs, "title": "Saved first"}).status_code == 302
    late = ana.post(edit, data={**mine, "title": "Sent late"})
    assert late.status_code == 409
    assert "Saved first" in late.text
    assert values(late.text)["title"] == "Sent late"
    assert ana.post(edit, data=values(late.text)).status_code == 302
    assert "Sent late" in ana.get(AT).text
    with world.request():
        versions = session().scalars(select(PromptWording.version).order_by(PromptWording.id))
        assert list(versions) == [2, 3]


def test_a_space_has_twenty_sets_of_its_own_at_most(world: World, ana: Any) -> None:
    for n in range(MOST):
        add(ana, title=f"Set {n}")
    refused = ana.post(f"{AT}/new", data={**SET, "title": "One more"})
    assert refused.status_code == 422
    assert "A space can have 20 sets of its own" in refused.text


def test_no_key_of_the_package_is_one_that_a_space_could_make() -> None:
    assert not [key for key in sets.newest() if key.startswith(sets.OWN) or key == "new"]


@pytest.mark.parametrize("access", ["open", "closed"])
def test_only_stewards_choose_and_word(make_site: Callable[..., World], access: str) -> None:
    world = make_site(guests_read=True)
    ana, ben, cleo = (world.member(name) for name in ("Ana", "Ben", "Cleo"))
    root = world.member("Root", is_admin=True)
    world.space("Letters", by=ana, access=access, members_=(ben,) if access == "closed" else ())
    world.space("Other", by=ben)
    for page in ("", "/new", "/case/edit"):
        address = f"{AT}{page}"
        for who, status in (
            (ana, 200),
            (ben, 404),
            (cleo, 404),
            (root, 200 if access == "open" else 404),
            (None, 401),
        ):
            assert world.client(who).get(address).status_code == status, (who, page)
            if status != 200:
                sent = world.client(who).post(address, data={**SET, "ask.case": "1"})
                assert sent.status_code == status, (who, page)
        assert world.client(ana).get(f"{AT}/nothing/edit").status_code == 404
    assert world.scalar(select(func.count()).select_from(PromptWording)) == 0
    assert acts(world) == []


def test_the_host_decides_who_manages(make_site: Callable[..., World]) -> None:
    world = make_site(can=lambda viewer, act, thing: act != "manage_space")
    ana = world.member("Ana")
    world.space("Letters", by=ana)
    assert world.client(ana).get(AT).status_code == 404
    assert world.client(ana).post(f"{AT}/new", data=SET).status_code == 404


def test_the_words_of_a_space_that_one_does_not_read_are_not_shown(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    closed = world.space("Letters", by=ana, access="closed")
    world.ask(closed, ana)
    world.ask(world.space("Forms", by=ben), ben)
    steward, outside = world.client(ana), world.client(ben)
    key = add(steward, heading1="Who is the zebrafinch?")
    reword(steward, "case", heading1="Another zebrafinch")
    for reference in (f"{key}.1.en.{closed.id}", f"case.2.en.{closed.id}"):
        sent = {"prompts": reference, "part1": "Typed"}
        refused = outside.post("/forum/t/2/reply", data=sent)
        assert refused.status_code == 422
        assert "zebrafinch" not in refused.text
        assert "Typed" in refused.text
        shown = outside.post("/forum/t/2/reply", data={**sent, "preview": "1"})
        assert "zebrafinch" not in shown.text
    for path in (
        f"/forum/t/2/reply?prompts={key}",
        "/forum/t/2/reply?prompts=case",
        "/forum/-/ask?space=letters&prompts=case",
        f"/forum/-/ask?space=letters&prompts={key}",
        f"/forum/s/forms/prompts/{key}",
        f"/forum/s/letters/prompts/{key}",
    ):
        assert "zebrafinch" not in outside.get(path).text, path
    switched = {"space": "letters", "kind": "question", "preview": f"with:{key}", "text": "T"}
    assert "zebrafinch" not in outside.post("/forum/-/open", data=switched).text
    taken = steward.post("/forum/t/2/reply", data={"prompts": f"{key}.1.en.{closed.id}"})
    assert taken.status_code == 422  # readers may use it anywhere, but have to write something


def test_a_thread_that_moves_takes_its_questions_with_it(world: World, ana: Any) -> None:
    who, ben = world.site.people["1"], world.member("Ben")
    forms = world.space("Forms", by=ben)
    key = add(ana)
    ben_s = world.client(ben)
    write(ben_s, key, "A queue.", "Wait.")
    post = newest(world).id
    with world.request():
        moderate.move(1, space_id=forms.id)
    page = ben_s.get("/forum/t/1", follow_redirects=True).text
    assert f'href="/forum/s/forms/prompts/{key}"' in page
    assert table(ben_s.get(f"/forum/s/forms/prompts/{key}").text)[0] == [
        "What happened at the counter?",
        "A queue.",
    ]
    assert "What happened at the counter?" in ben_s.get(f"/forum/s/forms/prompts/{key}.csv").text
    assert "A queue." not in ana.get(f"{AT}/{key}").text
    with world.request():  # and its space closes
        from forum.spaces import actions as spaces

        spaces.describe_space(1, name="Letters", purpose="x", norms="", access="closed")
    assert world.client(who).get(AT).status_code == 200
    form = fields(ben_s.get(f"/forum/p/{post}/edit").text)
    assert (form["part1"], form["part2"]) == ("A queue.", "Wait.")
    assert ben_s.post(f"/forum/p/{post}/edit", data={**form, "part1": "Two."}).status_code == 302
    assert newest(world).source.endswith("Two.\n\n# What would you have done?\n\nWait.")
    assert newest(world).prompt_set == key


def test_an_archived_space_keeps_its_words(world: World, ana: Any) -> None:
    add(ana)
    ana.post("/forum/s/letters/archive", data={"archived": "1"})
    assert ana.get(AT).status_code == 200
    assert reword(ana, "case", title="Later").status_code == 302


def test_the_page_of_the_space_leads_there(world: World, ana: Any) -> None:
    assert f'href="{AT}"' in ana.get("/forum/s/letters/edit").text


def test_only_a_space_with_words_of_its_own_costs_a_statement(
    world: World, ana: Any, statements: Callable[[], Any]
) -> None:
    def sent(path: str) -> int:
        ana.get(path)
        with statements() as found:
            ana.get(path)
        return len(found)

    paths = ("/forum/t/1/reply", "/forum/t/1/reflect", "/forum/-/ask?space=letters")
    before = [sent(path) for path in paths]
    thread = sent("/forum/t/1-how-do-you-do-it")
    key = add(ana)
    offer(ana, ask=key, answer=key, reflection=key)
    assert [sent(path) for path in paths] == [number + 1 for number in before]
    assert sent("/forum/t/1-how-do-you-do-it") == thread


def test_a_text_is_found_by_its_questions_only_while_it_follows_them(
    world: World, ana: Any
) -> None:
    write(ana, "case", "a", "b", "c")
    post, source = newest(world).id, newest(world).source
    edit = f"/forum/p/{post}/edit"
    form = fields(ana.get(edit).text)
    told = "This text no longer follows its questions"
    assert told not in ana.get(edit).text
    assert ana.post(edit, data={**form, "part1": "a\n\n# What I did\n\nx"}).status_code == 302
    assert world.scalar(select(Post.prompt_set).where(Post.id == post)) is None
    page = ana.get(edit).text
    assert told in page
    assert "a\n\n#" not in table(ana.get(f"{AT}/case").text).__str__()
    form = fields(page)
    assert "part1" not in form
    assert ana.post(edit, data={**form, "text": source}).status_code == 302  # put right by hand
    assert world.scalar(select(Post.prompt_set).where(Post.id == post)) == "case"
    assert fields(ana.get(edit).text)["part1"] == "a"


@pytest.mark.sites("sqlite")
def test_a_heading_that_is_translated_anew_leaves_older_texts_whole(
    world: World, ana: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from forum.core.web import i18n
    from forum.prompts.presenters import wordings

    write(ana, "case", "a", "b", "c")
    post, old = newest(world).id, i18n.translate
    monkeypatch.setattr(
        wordings, "translate", lambda to, words, **more: old(to, words, **more).upper()
    )
    form = fields(ana.get(f"/forum/p/{post}/edit").text)
    assert (form["part1"], form["part2"], form["part3"]) == ("a", "b", "c")
    sent = ana.post(f"/forum/p/{post}/edit", data={**form, "part1": "A"})
    assert sent.status_code == 302
    assert newest(world).source.startswith("# The situation\n\nA\n\n# What I did")
    assert table(ana.get(f"{AT}/case").text)[0] == ["THE SITUATION", "A"]


@pytest.mark.sites("sqlite")
def test_html_with_escaped_headings_is_split() -> None:
    from forum.core.text.render import render

    headings = ("A *b* <c>", "# d")
    html = render(join_sections(headings, ("one", "two")), handles=frozenset())
    assert split_html(html, headings) == ["<p>one</p>", "<p>two</p>"]


def test_a_spreadsheet_reads_no_formula_in_a_question(world: World, ana: Any) -> None:
    key = add(ana, heading1="=1+1", heading2='@SUM("a")')
    write(ana, key, "One.", "Two.")
    assert '"\'@SUM(""a"")",Two.' in ana.get(f"{AT}/{key}.csv").text
    assert "\r\n'=1+1,One." in ana.get(f"{AT}/{key}.csv").text


def test_two_sendings_of_one_form_at_once_make_one_set(world: World, ana: Any) -> None:
    from concurrent.futures import ThreadPoolExecutor

    form = {**hidden(ana.get(f"{AT}/new").text), **SET}
    browsers = [world.client(world.site.people["1"]) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        sent = pool.map(lambda one: one.post(f"{AT}/new", data=form).status_code, browsers)
        assert {*sent} == {302}
    assert world.scalar(select(func.count()).select_from(PromptWording)) == 1


def test_of_two_who_reword_at_once_one_is_told(world: World, ana: Any) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def one(n: int) -> int:
        browser = world.client(world.site.people["1"])
        form = {
            **values(browser.get(f"{AT}/case/edit").text),
            "title": f"Words {n}",
            "version": "1",
        }
        status: int = browser.post(f"{AT}/case/edit", data=form).status_code
        return status

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, range(2))) == [302, 409]
    assert world.scalar(select(func.count()).select_from(PromptWording)) == 1


def test_where_nothing_is_offered_one_can_still_write_in_one_field(world: World, ana: Any) -> None:
    offer(ana, reflection="", page="")
    for path, to in (
        ("/forum/t/1/reflect", "/forum/t/1/reflect"),
        ("/forum/-/library/new?space=letters&prompts=session", "/forum/-/library/new"),
    ):
        page = ana.get(path).text
        assert page.count('value="with:"') == 1
        form = {**fields(page), "part1": "Begun", "preview": "with:", "space": "letters"}
        page = ana.post(to, data=form).text
        assert fields(page)["text"] == "Begun"
        assert 'value="with:' not in page


def test_a_space_goes_back_to_the_original_words(world: World, ana: Any) -> None:
    edit = f"{AT}/case/edit"
    first = values(ana.get(edit).text)
    assert "original=1" not in ana.get(edit).text
    ana.post(edit, data={**first, "title": "Ours", "heading1": "What was it?"})
    assert "original=1" in ana.get(edit).text
    again = values(ana.get(f"{edit}?original=1").text)
    assert (again["title"], again["heading1"]) == (first["title"], first["heading1"])
    assert "Ours" in ana.get(AT).text  # nothing is saved before the form is sent
    assert ana.post(edit, data=again).status_code == 302
    assert "Ours" not in ana.get(AT).text
    assert world.scalar(select(func.count()).select_from(PromptWording)) == 2  # both stay
    own = add(ana)
    assert "original=1" not in ana.get(f"{AT}/{own}/edit").text
    assert ana.get(f"{AT}/{own}/edit?original=1").status_code == 200
