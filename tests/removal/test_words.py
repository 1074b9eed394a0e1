"""Words are taken out of every earlier version that has them, and come back through none."""

from __future__ import annotations

import io
import logging
import re
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select, update

from forum.artefacts import actions as artefacts
from forum.artefacts.details import from_stored
from forum.artefacts.models import ArtefactRevision
from forum.artefacts.queries.revisions import revision
from forum.core.database.session import session
from forum.core.errors import Changed
from forum.core.web.forms import new_key
from forum.files.models import Blob, File
from forum.files.sweeping import sweep
from forum.moderation.models import LogEntry
from forum.removal.actions.redaction import redact_page
from forum.spaces.actions import block_member
from forum.texts.actions import compose
from forum.threads.models import Post, Revision

from ..support.world import User
from .place import NAME, Place, places_of

FIND = {"phrase": NAME.upper()}
BY_STEWARDS, BY_AUTHOR = "by the people who look after this space", "text removed by the author on"


def edited_out(place: Place) -> None:
    """Name her in versions 1 to 3 of the answer and of the opening, and no more after that."""
    place.edit(place.ben, place.answer, f"She is\n{NAME} now.", reason=f"{NAME} it is")
    place.edit(place.ben, place.answer, f"**{NAME}**!")
    place.edit(place.ben, place.answer, "Somebody at the counter.")
    title = {"title": "Who said it?", "tags": "paper"}
    place.edit(place.ana, place.opening, "Ask at the counter.", **title)


def take_out(place: Place, user: User, path: str, *keys: str, **more: str) -> Any:
    """Take words out of the versions *keys*."""
    ticked = dict.fromkeys(keys, "1")
    return place.send(user, f"{path}/words", **FIND, take="1", **ticked, **more)


def test_a_steward_takes_a_name_out_of_all_that_has_it(place: Place) -> None:
    edited_out(place)
    quote = f"> [Ben](forum:/p/{place.answer}):\n>\n> She is {NAME}.\n\nReally?"
    copy = place.world.write(place.thread, place.jon, quote, to=2)
    page = place.page(title="The file")
    base = {"kind": "summary", "title": "The file", "tags": "paper", "revision": "1"}
    place.send(place.ben, f"/a/{page}/edit", text="# By whom\n\nAs she says.", **base)
    found = place.send(place.sia, f"/p/{place.answer}/words", **FIND)
    assert found.status_code == 200
    assert "no-store" in found.headers["Cache-Control"]
    keys = [f"p-{place.answer}-{n}" for n in (1, 2, 3)] + [f"p-{place.opening}-1", f"a-{page}-1"]
    for at in (f"/p/{place.answer}/versions/1/remove", f"/a/{page}/versions/1", f"/p/{copy}"):
        assert f'href="{place.world.home}{at}"' in found.text
        assert NAME in place.read(place.sia, at).text
    for key in keys:
        assert f'name="{key}" value="1" checked' in found.text
    assert f"p-{copy}-1" not in found.text
    assert f"/p/{copy}" in found.text  # the current version of it: to be edited first
    answer = take_out(place, place.sia, f"/p/{place.answer}", *keys, reason="A client")
    assert answer.status_code == 302
    assert "said=taken-out" in answer.location
    assert NAME not in answer.location
    left = {"forum_post.html", "forum_revision.source", "forum_search_text.words"}
    assert set(places_of(place.world, NAME)) <= left  # of the current version of the copy
    place.edit(place.jon, copy, "Really?")
    take_out(place, place.sia, f"/p/{copy}", f"p-{copy}-1", reason="A client")
    assert places_of(place.world, NAME) == []
    history = place.read(place.jon, f"/p/{place.answer}/history").text
    assert history.count(BY_STEWARDS) == 3
    assert BY_STEWARDS in place.read(place.jon, f"/a/{page}").text
    with place.world.request():
        rows = session().execute(select(LogEntry.act, LogEntry.reason)).all()
    assert sorted(row.act for row in rows if row.act.startswith("redact")) == [
        *("redact", "redact", "redact", "redact_page")
    ]
    assert (
        "removed the text of earlier versions of a post"
        in place.read(place.jon, f"/s/{place.space.slug}/log").text
    )


def test_an_author_takes_them_out_of_their_own_and_of_nothing_else(place: Place) -> None:
    edited_out(place)
    assert f"/p/{place.answer}/words" in place.read(place.ben, f"/p/{place.answer}/history").text
    found = place.send(place.ben, f"/p/{place.answer}/words", **FIND).text
    assert f"p-{place.answer}-3" in found
    assert f"p-{place.opening}-1" not in found
    keys = [f"p-{place.answer}-{n}" for n in (1, 2, 3, 4)] + [f"p-{place.opening}-1"]
    assert take_out(place, place.ben, f"/p/{place.answer}", *keys).status_code == 302
    assert place.sources(place.answer) == ["", "", "", "Somebody at the counter."]
    assert place.sources(place.opening)[0] == f"Ask {NAME}."
    history = place.read(place.jon, f"/p/{place.answer}/history").text
    assert history.count(BY_AUTHOR) == 3
    with place.world.request():
        assert (
            session().scalars(select(LogEntry.act)).all().count("redact") == 1
        )  # their own, and not the opening


@pytest.mark.parametrize("who", ["jon", "ana"])
def test_others_may_not(place: Place, who: str) -> None:
    edited_out(place)
    user = getattr(place, who)
    assert place.read(user, f"/p/{place.answer}/words").status_code == 403
    assert take_out(place, user, f"/p/{place.answer}", f"p-{place.answer}-1").status_code == 403
    assert f"/p/{place.answer}/words" not in place.read(user, f"/p/{place.answer}/history").text


def test_a_steward_of_another_space_finds_nothing_here(place: Place) -> None:
    edited_out(place)
    other = place.world.space("Elsewhere", by=place.jon)
    thread = place.world.ask(other, place.jon, "Mine", f"By {NAME}")
    own = place.world.scalar(select(Post.id).where(Post.thread_id == thread))
    found = place.send(place.jon, f"/p/{own}/words", **FIND).text
    assert f"/p/{own}" in found
    assert f"p-{place.answer}" not in found
    key = f"p-{place.answer}-1"
    assert take_out(place, place.jon, f"/p/{own}", key, reason="A client").status_code == 422
    assert NAME in place.sources(place.answer)[0]


def test_the_words_are_kept_nowhere(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    edited_out(place)
    for data in ({}, {"take": "1", "reason": "A client"}):
        shown = place.send(place.sia, f"/p/{place.answer}/words", phrase="nowherehere", **data)
        assert "No version that you can decide about has these words." in shown.text
        assert "data-fx-draft" not in shown.text
    assert places_of(place.world, "nowherehere") == []
    assert "nowherehere" not in caplog.text
    refused = take_out(
        place, place.sia, f"/p/{place.answer}", f"p-{place.answer}-1", reason=f"It names {NAME}"
    )
    assert refused.status_code == 422
    assert "Leave these words out of the reason" in refused.text
    assert place.send(place.sia, f"/p/{place.answer}/words", phrase="ab").status_code == 422


def versions(place: Place) -> int:
    """Return a page whose second version alone names her, with a comment on these words."""
    page = place.page("# Door\n\nClosed.", title="Door", tags=())
    base = {"kind": "summary", "tags": ""}
    named = f"# Door of {NAME}\n\nClosed. {NAME} has the key."
    for n, (title, text) in enumerate(
        ((f"Door {NAME}", named), ("Door", "# Entry\n\nClosed at night.")), 1
    ):
        sent = {"title": title, "text": text, "revision": str(n), "reason": title, **base}
        assert place.send(place.ben, f"/a/{page}/edit", **sent).status_code == 302
        if n == 1:
            comment = {"text": "Which?", "words": f"{NAME} has the key"}
            assert place.send(place.jon, f"/a/{page}/comment", **comment).status_code == 302
    return page


def test_a_hidden_version_does_not_come_back_through_its_neighbours(place: Place) -> None:
    page = versions(place)
    remove = f"/a/{page}/versions/2/remove"
    assert f'href="{place.world.home}/a/{page}/words"' in place.read(place.ben, f"/a/{page}").text
    assert f"/a/{page}/words" not in place.read(None, f"/a/{page}").text
    assert place.read(place.jon, remove).status_code == 403
    assert NAME in place.read(place.sia, remove).text
    assert place.send(place.sia, remove).status_code == 422
    assert place.send(place.sia, remove, reason="A code").status_code == 302
    place.remove(f"/p/{place.opening}")
    place.remove(f"/p/{place.answer}")
    assert places_of(place.world, NAME) == []
    for path in (
        *("", "/versions", "/versions/1", "/versions/2", "/versions/3", "/comments"),
        *(f"/compare?old={old}&new={new}" for old, new in ((1, 2), (2, 3), (1, 3), (2, 2))),
        "/compare?old=1&new=2&view=sides",
    ):
        assert NAME not in place.read(place.ben, f"/a/{page}{path}").text, path
    gone = "The people who look after this space have removed the text of version 2"
    assert gone in place.read(place.ben, f"/a/{page}/compare?old=1&new=2").text
    assert gone not in place.read(place.ben, f"/a/{page}/compare?old=1&new=3").text
    second = place.read(place.ben, f"/a/{page}/versions/2").text
    assert BY_STEWARDS in second
    assert not re.search("What changed|Stub", second)
    restore = f"/a/{page}/versions/2/restore"
    assert place.read(place.ben, restore).status_code == 404
    assert place.send(place.ben, restore, revision="3").status_code == 404
    stale = {"kind": "summary", "title": "Door", "text": "Mine alone", "revision": "2"}
    answer = place.send(place.ben, f"/a/{page}/edit", **stale)
    assert answer.status_code == 409
    assert "Mine alone" in answer.text
    assert NAME not in answer.text
    assert place.send(place.sia, remove, reason="A code").status_code == 404
    newest = f"/a/{page}/versions/3/remove"
    assert place.send(place.sia, newest, reason="A code").status_code == 404


def test_whoever_saved_a_version_removes_its_text(place: Place) -> None:
    page = versions(place)
    answer = place.send(place.ben, f"/a/{page}/versions/2/remove")
    assert answer.status_code == 302
    assert BY_AUTHOR in place.read(place.jon, f"/a/{page}/versions").text
    with place.world.request():
        by = session().scalars(select(ArtefactRevision.redacted_by)).all()
        logged = session().execute(select(LogEntry.act, LogEntry.actor_id, LogEntry.reason)).all()
    assert sorted(by) == ["", "", "author"]
    assert logged == [("redact_page", place.world.id(place.ben), "")]


def test_whoever_is_blocked_takes_nothing_out_of_a_page(place: Place) -> None:
    page = versions(place)
    own = place.world.write(place.thread, place.ben, f"Mine: {NAME}")
    with place.world.request():
        block_member(place.space.id, place.world.id(place.ben), blocked=True)
    assert f"/a/{page}/words" not in place.read(place.ben, f"/a/{page}/versions").text
    assert place.read(place.ben, f"/a/{page}/words").status_code == 403
    assert place.send(place.ben, f"/a/{page}/versions/2/remove").status_code == 403
    assert f"a-{page}-" not in place.send(place.ben, f"/p/{own}/words", **FIND).text
    assert take_out(place, place.ben, f"/p/{own}", f"a-{page}-2").status_code == 422
    with place.world.request():
        assert session().scalars(select(ArtefactRevision.redacted_by)).all() == [""] * 3


def test_a_file_that_only_a_redacted_version_names_goes_with_it(place: Place) -> None:
    made = io.BytesIO()
    Image.new("RGB", (900, 600), "red").save(made, "PNG")
    files = []
    for name in ("a.png", "b.png"):
        sent = {"files": (io.BytesIO(made.getvalue()), name), "form_key": new_key()}
        url = f"{place.world.home}/-/files"
        files.append(place.world.client(place.ben).post(url, data=sent).json)
    place.edit(place.ben, place.answer, f"{NAME} {files[0]['text']} {files[1]['text']}")
    place.edit(place.ben, place.answer, f"See {files[1]['text']}")
    keys = [f"p-{place.answer}-{n}" for n in (1, 2)]
    assert take_out(place, place.ben, f"/p/{place.answer}", *keys).status_code == 302
    with place.world.request():
        assert session().scalars(select(File.name)).all() == ["b.png"]
    assert place.read(place.ben, "/f/" + files[0]["address"].rpartition("/")[2]).status_code == 404


def test_bytes_of_a_removed_post_go_after_a_kill(place: Place) -> None:
    made = io.BytesIO()
    Image.new("RGB", (900, 600), "blue").save(made, "PNG")
    sent = {"files": (io.BytesIO(made.getvalue()), "a.png"), "form_key": new_key()}
    put = place.world.client(place.ben).post(f"{place.world.home}/-/files", data=sent).json
    place.edit(place.ben, place.answer, f"See {put['text']}")
    place.remove(f"/p/{place.answer}")  # the process dies here: nothing sweeps after the commit
    with place.world.request():
        assert session().scalars(select(File.id)).all() == []
        assert session().scalars(select(Blob.state)).all() == ["gone"]
    with place.world.app.app_context():
        assert sweep() == 1
    with place.world.request():
        assert session().scalars(select(Blob.id)).all() == []


def test_an_old_redaction_is_its_authors(place: Place) -> None:
    edited_out(place)
    place.send(place.ben, f"/p/{place.answer}/versions/1/remove")
    with place.world.request():
        session().execute(update(Revision).values(redacted_by=""))
    assert BY_AUTHOR in place.read(place.jon, f"/p/{place.answer}/history").text


def test_words_that_one_may_not_read_in_a_quotation_are_not_found(place: Place) -> None:
    quoted = f"> [Ben](forum:/p/{place.answer}):\n>\n> She is {NAME}.\n\nMine."
    base = {"kind": "summary", "title": "Kept", "tags": ""}
    page = place.page(quoted, title="Kept", tags=(), sources=[(place.thread, 2)])
    place.send(place.jon, f"/a/{page}/edit", text=f"{quoted} More.", revision="1", **base)
    key = f"a-{page}-2"
    place.send(place.jon, f"/a/{page}/edit", text=f"{quoted} And more.", revision="2", **base)
    assert key in place.send(place.jon, f"/a/{page}/words", **FIND).text
    place.send(place.sia, f"/p/{place.answer}/hide", hidden="1", reason="A name")
    assert key not in place.send(place.jon, f"/a/{page}/words", **FIND).text


def test_a_version_that_is_being_restored_is_not_if_it_is_taken_out(place: Place) -> None:
    page = versions(place)
    with place.world.request():
        viewer = place.world.viewer(place.ben)
        old = revision(viewer, page, 2)
        assert old
        redact_page(page, [2], by="stewards")
        with pytest.raises(Changed):
            artefacts.restore(
                old,
                revision=3,
                details=from_stored("{}"),
                editor_id=place.world.id(place.ben),
                text=compose(old.source),
                reason="Again",
            )
        session().rollback()
