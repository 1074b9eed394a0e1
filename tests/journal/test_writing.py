"""An entry is written, edited, found, exported and deleted by its author.

Kinds covered: with and without questions; sent twice; two tabs; saved while it is written, before
and after it is sent; a refusal; a sign-in that has ended; an entry about something, in sight and
out of sight.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.journal.models import Entry
from forum.spaces import actions as spaces

from ..support.diary import JOURNAL, NEW, blank, entries, write
from ..support.prompted import ANSWERS, SOURCE, fields
from ..support.world import World


@pytest.fixture
def ana(world: World) -> Any:
    """Ana's browser."""
    return world.client(world.member("Ana"))


def test_an_entry_is_written_and_read_by_month(world: World, ana: Any) -> None:
    first, second = write(ana, "An *old* day.", title="Two kinds of tired"), write(ana, "Today.")
    with world.request():
        old = now() - timedelta(days=70)
        session().execute(update(Entry).where(Entry.id == first).values(written_at=old))
    page = ana.get(JOURNAL).text
    assert "Today." in page
    assert "<em>old</em>" not in page
    assert f'id="e{second}"' in page
    key = f"{old:%Y-%m}"
    assert f"?month={key}" in page
    before = ana.get(f"{JOURNAL}?month={key}").text
    assert "<em>old</em>" in before
    assert "Two kinds of tired" in before
    assert "Today." not in before
    assert ana.get(f"{JOURNAL}?month=nonsense").status_code == 200


def test_the_sentence_above_the_box_says_who_can_read_it(ana: Any) -> None:
    for page in (ana.get(JOURNAL).text, ana.get(NEW).text):
        assert "In the forum, only you can read this" in page
        assert "who is allowed to sign in as you, can also read it" in page


def test_an_entry_with_questions_is_edited_in_their_fields(world: World, ana: Any) -> None:
    offered = ana.get(NEW).text
    assert 'value="with:what-so-what"' in offered
    form = blank(ana, f"{NEW}?prompts=what-so-what")
    assert form["prompts"] == "what-so-what.1.en"
    answer = ana.post(NEW, data={**form, **ANSWERS})
    assert answer.status_code == 302
    (saved,) = entries(world)
    assert saved.source == SOURCE
    kept = (saved.prompt_set, saved.prompt_version, saved.prompt_language)
    assert kept == ("what-so-what", 1, "en")
    again = blank(ana, f"{JOURNAL}/{saved.id}/edit")
    assert again["part1"] == ANSWERS["part1"]
    assert ana.post(f"{JOURNAL}/{saved.id}/edit", data=again).status_code == 302
    assert entries(world) == [saved]  # nothing was changed, not even the version


def test_other_questions_keep_what_was_typed(ana: Any) -> None:
    sent = {**blank(ana), "title": "T", "text": "So far.", "preview": "with:three-lines"}
    page = ana.post(NEW, data=sent).text
    assert fields(page)["part1"] == "So far."
    assert 'value="T"' in page


def test_a_form_that_is_sent_twice_makes_one_entry(world: World, ana: Any) -> None:
    form = {**blank(ana), "text": "Once."}
    first, second = (ana.post(NEW, data=form) for _ in range(2))
    assert first.location.partition("said")[0] == second.location.partition("said")[0]
    assert len(entries(world)) == 1


def test_a_second_tab_that_saves_later_shows_both_texts(world: World, ana: Any) -> None:
    entry = write(ana, "First words.")
    address = f"{JOURNAL}/{entry}/edit"
    one, two = blank(ana, address), blank(ana, address)
    assert ana.post(address, data={**one, "text": "From tab one."}).status_code == 302
    conflict = ana.post(address, data={**two, "text": "From tab two."})
    assert conflict.status_code == 409
    assert "From tab one." in conflict.text
    assert fields(conflict.text)["text"] == "From tab two."
    assert entries(world)[0].source == "From tab one."
    merged = {**fields(conflict.text), "text": "Both."}
    assert ana.post(address, data=merged).status_code == 302
    assert entries(world)[0].source == "Both."


def test_what_is_being_written_is_saved_to_the_author_s_own_row(world: World, ana: Any) -> None:
    form = blank(ana)
    keep = f"{JOURNAL}/keep"
    assert ana.post(keep, data={**form, "text": "Half a"}).status_code == 204
    assert ana.post(keep, data={**form, "text": "Half a thought"}).status_code == 204
    (saved,) = entries(world)
    assert (saved.source, saved.unfinished) == ("Half a thought", True)
    assert "Unfinished" in ana.get(JOURNAL).text
    assert "Unfinished" in ana.get(f"{JOURNAL}/{saved.id}/edit").text
    assert ana.post(NEW, data={**form, "text": "A whole thought."}).status_code == 302
    (saved,) = entries(world)
    assert (saved.source, saved.unfinished) == ("A whole thought.", False)
    assert "Unfinished" not in ana.get(JOURNAL).text
    late = ana.post(keep, data={**form, "text": "Half a thought"})  # it was still on its way
    assert late.status_code == 409
    assert entries(world) == [saved]


def test_an_edit_is_saved_while_it_is_written_and_meets_another_tab(world: World, ana: Any) -> None:
    entry = write(ana, "First.")
    address, keep = f"{JOURNAL}/{entry}/edit", f"{JOURNAL}/keep"
    one, two = blank(ana, address), blank(ana, address)
    for text in ("One", "One more", "One more word"):
        assert ana.post(keep, data={**one, "text": text}).status_code == 204
    assert ana.post(keep, data={**two, "text": "Two"}).status_code == 409
    conflict = ana.post(address, data={**two, "text": "Two"})
    assert conflict.status_code == 409
    assert "One more word" in conflict.text
    assert ana.post(address, data={**one, "text": "One, done."}).status_code == 302
    assert (entries(world)[0].source, entries(world)[0].unfinished) == ("One, done.", False)


@pytest.mark.parametrize("text", ["", " \u200b", "x" * 40_000])
def test_nothing_to_save_is_not_saved(world: World, ana: Any, text: str) -> None:
    form = {**blank(ana), "text": text, "title": "Kept"}
    assert ana.post(f"{JOURNAL}/keep", data=form).status_code == 422
    refused = ana.post(NEW, data=form)
    assert refused.status_code == 422
    assert 'value="Kept"' in refused.text
    assert entries(world) == []


def test_a_sign_in_that_has_ended_returns_the_text(world: World, ana: Any) -> None:
    form = {**blank(ana), "text": "Seventy minutes of words."}
    answer = world.client().post(NEW, data=form)
    assert answer.status_code == 401
    assert "Seventy minutes of words." in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "data-fx-draft" not in answer.text
    assert ana.post(NEW, data=fields(answer.text)).status_code == 302
    assert entries(world)[0].source == "Seventy minutes of words."


def test_an_entry_is_deleted_for_good_after_a_second_question(world: World, ana: Any) -> None:
    entry = write(ana, "Away with it.")
    address = f"{JOURNAL}/{entry}/delete"
    assert "for good" in ana.get(address).text
    assert len(entries(world)) == 1
    assert ana.post(address).status_code == 302
    assert entries(world) == []
    assert ana.get(address).status_code == 404
    assert write(ana) > entry  # no id is used again


def test_the_journal_is_searched_by_its_author_in_any_spelling(ana: Any) -> None:
    write(ana, "Łódź in the *rain*, " + "very " * 300 + "élan", title="The Journey")
    write(ana, "Dry.")
    for words in ("lodz", "RAIN journey", "elan", "rain lodz elan"):
        page = ana.post(JOURNAL, data={"q": words}).text
        assert "The Journey" in page, words
        assert "Dry." not in page, words
    assert "Nothing found" in ana.post(JOURNAL, data={"q": "rain dry"}).text
    assert "Nothing found" in ana.post(JOURNAL, data={"q": ""}).text


@pytest.mark.parametrize("length", [161, 5_000])
def test_words_that_are_too_long_are_refused_in_words_and_come_back_whole(
    ana: Any, length: int
) -> None:
    write(ana, "A quiet day.")
    typed = "w" * length
    page = ana.post(JOURNAL, data={"q": typed})
    assert page.status_code == 422
    assert "Use at most 160 characters" in page.text
    assert f'value="{typed}"' in page.text
    assert "None of your entries" not in page.text


@pytest.mark.parametrize("version", [None, 0], ids=["now", "from an older version"])
def test_a_quotation_in_an_entry_is_credited_by_today_s_name(
    world: World, ana: Any, version: int | None
) -> None:
    """On the month, in what is found, before it is deleted; when it is shown again."""
    ben, post = world.member("Ben"), 1
    world.ask(world.space("Letters", by=ben), ben, "T", "Ben's words")
    entry = write(ana, f"> forum:/p/{post}\n>\n> Ben's words\n\nMine.")
    if version is not None:
        with world.request():
            session().execute(update(Entry).values(render_version=version))
    credit = '<a href="/forum/p/1">Benedict</a>:</p>'
    ben.name = "Benedict"
    assert world.client(ben).get("/forum/").status_code == 200
    shown = [ana.get(JOURNAL), ana.post(JOURNAL, data={"q": "mine"})]
    shown.append(ana.get(f"{JOURNAL}/{entry}/delete"))
    assert all(credit in page.text for page in shown)
    with world.request():
        old = now() - timedelta(days=70)
        session().execute(update(Entry).values(written_at=old))
    assert ana.post(f"{JOURNAL}/again", data={"monthly": "1"}).status_code == 302
    assert "another post" not in ana.get(JOURNAL).text


def test_the_author_downloads_all_of_it_as_markdown(ana: Any) -> None:
    assert ana.get(f"{JOURNAL}/journal.md").text == ""
    write(ana, "First *words*.", title="One")
    write(ana, "Second.")
    file = ana.get(f"{JOURNAL}/journal.md")
    assert file.mimetype == "text/markdown"
    assert "attachment" in file.headers["Content-Disposition"]
    assert file.headers["Cache-Control"] == "private, no-store"
    assert file.text.startswith("# One\n")
    assert file.text.index("First *words*.") < file.text.index("Second.")


def test_an_old_entry_is_shown_again_if_that_is_chosen(world: World, ana: Any) -> None:
    old, _new = write(ana, "Still true?", title="June"), write(ana, "Today.")
    with world.request():
        at = now() - timedelta(days=150)
        session().execute(update(Entry).where(Entry.id == old).values(written_at=at))
    assert "Still true?" not in ana.get(JOURNAL).text
    assert ana.post(f"{JOURNAL}/again", data={"monthly": "1"}).status_code == 302
    page = ana.get(JOURNAL).text
    assert "Still true?" in page
    assert "You wrote on" in page
    assert "Still true?" not in ana.get("/forum/-/for-you").text
    ana.post(f"{JOURNAL}/again", data={})
    assert "Still true?" not in ana.get(JOURNAL).text


def test_a_note_says_what_it_is_about_as_long_as_that_is_in_sight(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    circle = world.space("Circle", by=ben, access="closed", members_=(ana,))
    thread = world.ask(circle, ben, "What do we promise?")
    post = world.write(thread, ben)
    browser = world.client(ana)
    for address in (f"/forum/t/{thread}/note", f"/forum/p/{post}/note"):
        assert "What do we promise?" in browser.get(address).text
        write(browser, "Mine.", at=address)
    page = browser.get(JOURNAL).text
    assert page.count("What do we promise?") == 2
    assert "Your notes" in browser.get(f"/forum/p/{post}/note").text
    with world.request():
        spaces.remove_member(circle.id, entries(world)[0].author_id)
    page = browser.get(JOURNAL).text
    assert page.count("Mine.") == 2
    assert "What do we promise?" not in page
    assert "About something that you can no longer see." in page
    assert browser.get(f"/forum/p/{post}/note").status_code == 404
    for one in entries(world):
        assert "What do we promise?" not in browser.get(f"{JOURNAL}/{one.id}/edit").text
    assert "What do we promise?" not in browser.get(f"{JOURNAL}/journal.md").text


def test_what_went_out_of_sight_while_it_was_written_about_is_not_named(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Circle", by=ben, access="closed"), ben, "A secret title")
    browser = world.client(ana)
    write(browser, "Kept all the same.", about=f"t{thread}")
    assert entries(world)[0].thread_id is None
    assert "A secret title" not in browser.get(JOURNAL).text


def test_a_note_about_a_page_of_the_library(world: World) -> None:
    from forum.artefacts import actions as artefacts
    from forum.texts.actions import compose

    ana = world.member("Ana")
    space, author = world.space("Letters", by=ana), world.id(ana)
    with world.request():
        made = artefacts.create(
            space_id=space.id,
            kind="summary",
            title="What we know",
            tags=[],
            author_id=author,
            text=compose("Text."),
        ).id
    browser = world.client(ana)
    assert "Note for myself" in browser.get(f"/forum/a/{made}", follow_redirects=True).text
    write(browser, "Mine.", at=f"/forum/a/{made}/note")
    assert "What we know" in browser.get(JOURNAL).text
    assert "Your notes (1)" in browser.get(f"/forum/a/{made}", follow_redirects=True).text
