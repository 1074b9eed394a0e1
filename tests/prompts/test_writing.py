"""Writing with prompts: the answers become one text, and come back as answers.

Kinds covered: asking, answering, replying, reflecting alone and in a thread; choosing other
questions, or none, with a text begun; editing what fits its questions and what does not; sets that
nobody knows; another language; a conflict; a preview.
"""

from __future__ import annotations

import re

import pytest

from ..support.prompted import ANSWERS, KNOWN, SOURCE, fields, house, newest, reflect
from ..support.world import World


@pytest.mark.parametrize(
    ("form", "to", "key"),
    [
        ("/-/ask", "/-/open", "in-context"),
        ("/t/{}/reply", "/t/{}/reply", "been-there"),
        ("/t/{}/reply?to=1", "/t/{}/reply", "feedback"),
        ("/t/{}/reflect", "/t/{}/reflect", "case"),
        ("/-/reflect", "/-/reflect", "three-lines"),
    ],
)
def test_a_text_is_written_with_the_questions_that_one_chooses(
    world: World, form: str, to: str, key: str
) -> None:
    ana, thread = house(world)
    path = f"/forum{form.format(thread)}"
    page = ana.get(f"{path}{'&' if '?' in path else '?'}prompts={key}").text
    assert fields(page)["prompts"] == f"{key}.1.en"
    sent = {**fields(page), "title": "With questions", "space": "letters", "part2": "The second"}
    saved = ana.post(f"/forum{to.format(thread)}", data=sent)
    assert saved.status_code == 302, saved.text
    source, *known, _id = newest(world)
    assert known == [key, 1, "en"]
    assert re.fullmatch(r"# [^\n]+\n\nThe second", source)


def test_at_most_three_sets_are_offered_and_a_plain_discussion_offers_none(world: World) -> None:
    ana, thread = house(world)
    for path, most in (("/-/ask", 3), (f"/t/{thread}/reply", 3), ("/-/discuss", 0)):
        offers = re.findall(r'name="preview" value="with:[a-z-]+"', ana.get(f"/forum{path}").text)
        assert len(offers) == most, path


def test_choosing_other_questions_keeps_what_was_typed_and_saves_nothing(world: World) -> None:
    ana, thread = house(world)
    before = newest(world)
    path = f"/forum/t/{thread}/reply"
    begun = {**fields(ana.get(path).text), "text": "Begun, with no question"}
    asked = ana.post(path, data={**begun, "preview": "with:been-there"})
    assert asked.status_code == 200
    first = fields(asked.text)
    assert first["part1"] == "Begun, with no question"
    assert first["form_key"] == begun["form_key"]
    first["part3"] = "More"
    free = fields(ana.post(path, data={**first, "preview": "with:"}).text)
    joined = "# What it was like for us\n\nBegun, with no question"
    joined += "\n\n# What I would do today\n\nMore"
    assert free["text"] == joined
    free["text"] = free["text"].replace("\n", "\r\n")  # as a browser sends it
    again = fields(ana.post(path, data={**free, "preview": "with:been-there"}).text)
    assert (again["part1"], again["part3"]) == ("Begun, with no question", "More")
    other = fields(ana.post(path, data={**again, "preview": "with:feedback"}).text)
    assert other["part1"] == joined
    assert newest(world) == before


def test_editing_comes_back_to_the_answers(world: World) -> None:
    ana, address = reflect(world)
    form = fields(ana.get(address).text)
    assert (form["part1"], form["part2"], form["part3"]) == (ANSWERS["part1"], "", "Ask sooner.")
    assert "text" not in form
    unchanged = ana.post(address, data=form)
    assert unchanged.status_code == 302
    assert newest(world).source == SOURCE
    changed = ana.post(address, data={**form, "part2": "It was late."})
    assert changed.status_code == 302
    source, *known, _id = newest(world)
    assert source == SOURCE.replace("# Now", "# So what\n\nIt was late.\n\n# Now")
    assert tuple(known) == KNOWN


@pytest.mark.parametrize(
    "text", ["Rewritten as one text", f"First, a word.\n\n{SOURCE}", f"{SOURCE}\n\n# So what\n\nX"]
)
def test_what_does_not_fit_is_edited_as_one_text(world: World, text: str) -> None:
    ana, address = reflect(world)
    form = fields(ana.get(address).text)
    for name in ("prompts", "part1", "part2", "part3"):
        form.pop(name)
    assert ana.post(address, data={**form, "text": text}).status_code == 302
    again = fields(ana.get(address).text)
    assert again["text"] == text
    assert "part1" not in again


def test_a_conflict_and_a_preview_keep_the_answers(world: World) -> None:
    ana, address = reflect(world)
    form = fields(ana.get(address).text)
    assert ana.post(address, data={**form, "part1": "Saved first"}).status_code == 302
    late = ana.post(address, data={**form, "part1": "Sent late"})
    assert late.status_code == 409
    assert fields(late.text)["part1"] == "Sent late"
    assert fields(late.text)["revision"] == "2"
    preview = ana.post(address, data={**fields(late.text), "preview": "1"})
    assert "Sent late</p>" in preview.text
    assert fields(preview.text)["part1"] == "Sent late"


@pytest.mark.parametrize(
    "named", ["nobody.1.en", "case.99.en", "case.1.xx", "case", "x" * 5_000, "../case.1.en"]
)
def test_questions_that_nobody_knows_are_refused_and_the_text_is_kept(
    world: World, named: str
) -> None:
    ana, thread = house(world)
    sent = {"prompts": named, "part1": "What I typed"}
    refused = ana.post(f"/forum/t/{thread}/reply", data=sent)
    assert refused.status_code == 422
    assert "What I typed" in refused.text
    assert ana.get(f"/forum/t/{thread}/reply?prompts={named[:80]}").status_code == 200


def test_the_headings_of_a_text_are_those_of_its_language(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from forum.core.web import i18n
    from forum.prompts.presenters import forms, wordings

    ana, address = reflect(world)
    monkeypatch.setattr(forms, "language", lambda: "xx")
    monkeypatch.setattr(wordings, "languages", lambda: ("en", "xx"))
    english = i18n.translate
    monkeypatch.setattr(
        wordings, "translate", lambda to, words: english(to, words) + " (xx)" * (to == "xx")
    )
    assert fields(ana.get(address).text)["part3"] == "Ask sooner."  # in the words it was written in
    page = ana.get("/forum/-/reflect").text
    assert fields(page)["prompts"] == "what-so-what.1.xx"
    assert "What happened (xx)" in page


def test_going_to_and_fro_between_questions_adds_nothing(world: World) -> None:
    ana, thread = house(world)
    path = f"/forum/t/{thread}/reflect"
    form = {**fields(ana.get(path).text), "part1": "Only this"}
    for key in ("case", "what-so-what", "three-lines", "", "case"):
        form = fields(ana.post(path, data={**form, "preview": f"with:{key}"}).text)
        assert form["part1" if key else "text"] == "Only this", key


def test_an_answer_that_only_defines_a_link_is_kept(world: World) -> None:
    ana, thread = house(world)
    sent = {
        "prompts": "what-so-what.1.en",
        "part1": "See [one].",
        "part2": "&nbsp;",
        "part3": "[one]: https://a.example/",
    }
    assert ana.post(f"/forum/t/{thread}/reflect", data=sent).status_code == 302
    source = newest(world).source
    assert source == "# What happened\n\nSee [one].\n\n# Now what\n\n[one]: https://a.example/"


def test_enter_in_a_field_presses_the_main_button(world: World) -> None:
    """A browser presses the first submit button of the form."""
    ana, thread = house(world)
    for path in ("/-/ask", "/-/reflect", f"/t/{thread}/reply", f"/t/{thread}/reflect"):
        page = ana.get(f"/forum{path}").text
        form = page[page.index('<form class="fx-form"') :]
        first = re.search(r'<button [^>]*type="submit"[^>]*>', form)
        assert first, path
        assert "fx-btn-main" in first[0], path


def test_a_discussion_keeps_the_questions_that_its_address_asks_for(world: World) -> None:
    ana, _thread = house(world)
    form = fields(ana.get("/forum/-/discuss?prompts=case").text)
    sent = {**form, "title": "A case", "space": "letters", "part2": "Typed"}
    shown = ana.post("/forum/-/open", data={**sent, "preview": "1"}).text
    assert fields(shown)["part2"] == "Typed"
