"""Files are found by their names and the words in them, by whoever reads what they are on."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select, update

from forum.artefacts.actions import visibility
from forum.core.database.base import now
from forum.core.database.session import session
from forum.core.web.forms import new_key
from forum.files.actions import texts
from forum.files.actions.uploads import leave_words_out
from forum.files.models import MOST_PIECES, Blob, BlobText, File
from forum.files.pieces import Told
from forum.files.queue import work_off
from forum.moderation.actions import moderate
from forum.threads.actions import withdraw
from forum.threads.models import Post

from ..support.diary import JOURNAL, write
from ..support.documents import pdf, pptx, shape, shows, xlsx
from ..support.sealed import OPEN_TO, seal
from ..support.sites import kinds_in
from ..support.waiting import soon
from ..support.world import User, World
from .pages import add, command, facets, hits, look, total

pytestmark = pytest.mark.sites(*kinds_in("search"))
OGG = b"OggS\0\2" + b"\0" * 20 + b"\1\x13OpusHead"


@pytest.fixture
def ana(world: World) -> User:
    return world.member("Ana")


@pytest.fixture
def letters(world: World, ana: User) -> Any:
    return world.space("Letters", by=ana)


def put_up(world: World, user: User, content: bytes, name: str) -> dict[str, str]:
    sent = {"files": (io.BytesIO(content), name), "form_key": new_key()}
    answer: dict[str, str] = world.client(user).post(f"{world.home}/-/files", data=sent).json
    return answer


def read_words(world: World) -> None:
    with world.app.app_context():
        while work_off():
            continue


def on_thread(world: World, space: Any, by: User, content: bytes, name: str, **more: Any) -> int:
    """Ask a question with a file, whose words are read, and return its id."""
    made = put_up(world, by, content, name)
    thread = world.ask(space, by, "What does it say?", text=made["text"], **more)
    read_words(world)
    return int(thread)


def said(page: str) -> list[str]:
    """Return where in its file each hit is."""
    found = re.findall(r'<p class="fx-meta fx-dots"><span>(.*?)</span>', page, re.S)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", each)).split()) for each in found]


def marked(page: str) -> set[str]:
    return set(re.findall(r"<mark>([^<]*)</mark>", page))


def post_of(world: World, thread: int) -> int:
    return int(world.scalar(select(Post.id).where(Post.thread_id == thread)))


def key_of(world: World, name: str) -> str:
    return str(world.scalar(select(File.key).where(File.name == name)))


def cell(text: str) -> str:
    return f"<sheetData><row r='1'><c r='A1' t='str'><v>{text}</v></c></row></sheetData>"


def test_a_hit_says_in_which_file_and_where_and_leads_there(
    world: World, ana: User, letters: Any
) -> None:
    pages = [shows("About nothing"), shows("The zebra crosses at noon")]
    for content, name in (
        (pdf(pages), "handbook.pdf"),
        (pptx(shape("Begin"), shape("A giraffe waits")), "talk.pptx"),
        (xlsx({"Years": cell("one"), "Costs": cell("antelope feed")}), "budget.xlsx"),
        (b"WEBVTT\n\n00:03:05.000 --> 00:03:09.000\nThe rhino is late.\n", "talk.vtt"),
    ):
        on_thread(world, letters, ana, content, name)
    for word, name, place, part in (
        ("zebra", "handbook.pdf", "Page 2", 2),
        ("giraffe", "talk.pptx", "Slide 2", 2),
        ("antelope", "budget.xlsx", "Sheet Costs", 2),
        ("rhino", "talk.vtt", "At 3:05", 1),
    ):
        page = look(world, ana, word)
        assert total(page) == 1
        assert f"{name} in “What does it say?”" in unescape(page)
        assert said(page) == [place]
        assert marked(page) == {word}
        assert hits(page) == [f"/f/{key_of(world, name)}/about#fx-part-{part}"]
    page = look(world, ana, "handbook.pdf kind:file")
    assert hits(page) == [f"/f/{key_of(world, 'handbook.pdf')}/about"]
    assert "About nothing" in page
    assert look(world, ana, "handbook zebra").count("fx-hit") == 1


def test_a_transcript_leads_into_the_recording_beside_it(
    world: World, ana: User, letters: Any
) -> None:
    sound = put_up(world, ana, OGG, "talk.ogg")
    text = b"[00:00:10] Ana: Hello.\n[00:02:30] Ben: The okapi came.\n[00:02:40] Ana: Did it?\n"
    words = put_up(world, ana, text + b"[00:03:00] Ben: Yes.\n", "talk.txt")
    world.ask(letters, ana, "A talk", text=f"{sound['text']}\n\n{words['text']}")
    read_words(world)
    page = look(world, ana, "okapi")
    assert said(page) == ["At 2:30 in the recording"]
    assert f'{sound["address"]}/about?t=150"' in page
    assert hits(page)[0].endswith("#fx-part-2")
    assert "Did it?" in page  # short lines are shown with those that follow
    about = world.client(ana).get(f"{words['address']}/about").text
    assert f'href="{sound["address"]}/about?t=150">2:30</a>' in about
    at = world.client(ana).get(f"{sound['address']}/about?t=150").text
    assert f'src="{sound["address"]}#t=150"' in at


def test_each_transcript_leads_into_its_own_recording(
    world: World, ana: User, letters: Any
) -> None:
    names = ("Talk 1.ogg", "talk.ogg", "Last.ogg", "talk 1 in full.vtt", "Talk.vtt", "Other.vtt")
    made = {}
    for n, name in enumerate(names):
        text = b"WEBVTT\n\n00:00:0%d.000 --> 00:00:09.000\nThe okapi came.\n" % n
        made[name] = put_up(world, ana, text if name.endswith("vtt") else OGG + b"%d" % n, name)
    world.ask(letters, ana, "A talk", text="\n\n".join(each["text"] for each in made.values()))
    read_words(world)
    places = [f"{made[sound]['address']}/about?t={n}" for n, sound in enumerate(names[:3], 3)]
    for words, place in zip(names[3:], places, strict=True):
        assert place in world.client(ana).get(f"{made[words]['address']}/about").text
    assert set(re.findall(r'"([^"]*/about\?t=\d+)"', look(world, ana, "okapi"))) & {*places}


def test_threads_posts_and_pages_with_a_file_are_found_by_that(
    world: World, ana: User, letters: Any
) -> None:
    with_one = world.ask(letters, ana, "Blue letters")
    world.ask(letters, ana, "Blue paper")
    made = put_up(world, ana, b"The zebra list.", "list.txt")
    post = world.write(with_one, ana, f"Blue, as attached: {made['text']}")
    read_words(world)
    page = look(world, ana, "blue has:file")
    assert total(page) == 2  # the question and the post
    assert [hit.partition("#")[0] for hit in hits(page)] == [f"/t/{with_one}-blue-letters"]
    assert facets(page)["With a file"] == 2
    assert total(look(world, ana, "zebra kind:file")) == 1
    assert total(look(world, ana, "blue kind:file")) == 0
    assert facets(look(world, ana, "kind:files"))["Files"] == 1
    assert "Use one of: file." in look(world, ana, "has:picture")
    with world.request():
        moderate.hide(post, why="Out of place")
    assert total(look(world, ana, "blue has:file")) == 0
    assert total(look(world, ana, "zebra")) == 0
    with world.request():
        moderate.restore(post)
    assert total(look(world, ana, "blue has:file")) == 2
    assert total(look(world, ana, "zebra")) == 1


def test_a_file_is_one_hit_with_its_thread_or_its_page(
    world: World, ana: User, letters: Any
) -> None:
    thread = on_thread(world, letters, ana, b"The zebra list.", "list.txt")
    world.write(thread, ana, "No zebra, a zebra, one more zebra.")
    other = put_up(world, ana, b"Another zebra.", "other.txt")
    world.write(thread, ana, other["text"])
    read_words(world)
    for typed, number in (("zebra", 3), ("zebra kind:file", 2)):
        page = look(world, ana, typed)
        assert (total(page), len(hits(page))) == (number, 1)
        assert f"{number - 1} more in this thread" in page
    assert len(hits(look(world, ana, "zebra", thread=thread))) == 3
    artefact = add(world, letters, ana, "Okapi")
    made = put_up(world, ana, b"An okapi, and what an okapi eats.", "okapi.txt")
    with world.request():
        session().execute(
            update(File).where(File.key == made["key"]).values(place="page", place_id=artefact)
        )
        visibility.hide(artefact, why="Old", thread_title="Gone")
        visibility.restore(artefact)
    read_words(world)
    page = look(world, ana, "okapi")
    assert (total(page), len(hits(page))) == (2, 1)
    assert total(look(world, ana, "kind:story has:file")) == 1


def hidden(world: World, thread: int) -> None:
    moderate.hide(post_of(world, thread), why="Out of place")


def taken_back(world: World, thread: int) -> None:
    withdraw.withdraw(post_of(world, thread))


def nobody_finds(world: World, users: tuple[User | None, ...], word: str, thread: int) -> None:
    for user in users:
        for typed in (word, f"{word} kind:file", f'"the {word}"', word[:-1], "has:file"):
            page = look(world, user, typed)
            assert (total(page), hits(page)) == (0, []), typed
            assert word in typed or word not in page
        assert total(look(world, user, word, thread=thread)) == 0
        offered = world.client(user).get(f"/forum/-/search/titles?q={word}").json
        assert offered == {"titles": [], "said": ""}


@pytest.mark.parametrize("act", [hidden, taken_back])
def test_a_file_goes_out_of_sight_with_its_post(
    world: World, ana: User, letters: Any, act: Any
) -> None:
    ben, ada = world.member("Ben"), world.member("Ada", is_admin=True)
    thread = on_thread(world, letters, ana, b"The zebra list.", "list.txt")
    assert total(look(world, ben, "zebra")) == 1
    with world.request():
        act(world, thread)
        session().commit()
    nobody_finds(world, (ana, ben, ada), "zebra", thread)


def test_a_file_is_found_only_where_its_thread_is_read(
    world: World, ana: User, letters: Any
) -> None:
    ben, dora, ada = world.member("Ben"), world.member("Dora"), world.member("Ada", is_admin=True)
    circle = world.space("Circle", by=ana, access="closed", members_=(dora,))
    thread = on_thread(world, circle, dora, b"The zebra list.", "list.txt")
    for user in (ana, dora):
        assert total(look(world, user, "zebra")) == 1
    nobody_finds(world, (ben, ada), "zebra", thread)
    with world.request():
        moderate.move(thread, space_id=letters.id)
    for user in (ana, ben, ada):
        assert total(look(world, user, "zebra")) == 1
    with world.request():
        moderate.move(thread, space_id=circle.id)
    nobody_finds(world, (ben, ada), "zebra", thread)


def test_words_that_are_left_out_find_nothing(world: World, ana: User, letters: Any) -> None:
    on_thread(world, letters, ana, b"The zebra list.", "plan.txt")
    address = f"{world.home}/f/{key_of(world, 'plan.txt')}/words"
    world.client(ana).post(address)
    assert total(look(world, ana, "zebra")) == 0
    page = look(world, ana, "plan kind:file")
    assert total(page) == 1
    assert "zebra" not in page
    world.client(ana).post(address)
    assert total(look(world, ana, "zebra")) == 1


def test_a_file_that_may_not_be_opened_or_is_on_no_text_is_not_found(
    world: World, ana: User, letters: Any
) -> None:
    put_up(world, ana, b"The zebra list.", "loose.txt")
    read_words(world)
    thread = on_thread(world, letters, ana, b"The okapi list.", "bad.txt")
    assert total(look(world, ana, "okapi")) == 1
    with world.request():
        session().execute(update(Blob).values(state="refused"))
        moderate.hide(post_of(world, thread), why="Out of place")
        moderate.restore(post_of(world, thread))
    for word in ("zebra", "loose", "okapi", "has:file", "kind:file"):
        assert total(look(world, ana, word)) == 0, word


def test_a_file_is_found_by_its_first_words_and_read_on_its_page(
    world: World, ana: User, letters: Any
) -> None:
    line = "word " * 1_199 + "\n"  # 6,000 letters
    pieces = [f"{line * 3}zebra{n} {line}" for n in range(1, MOST_PIECES + 3)]
    made = put_up(world, ana, b"Not read yet", "book.txt")
    world.ask(letters, ana, "A book", text=made["text"])
    told: Told = {
        "parts": [{"text": "".join(pieces)}],
        "count": 0,
        "first_line": "",
        "cut": False,
        "left_out": {},
    }
    with world.request():
        texts.save(session().scalars(select(Blob.id)).one(), told)
    with world.request():
        found = session().scalars(select(BlobText.piece).order_by(BlobText.number)).all()
    assert (max(found), found[0], found[-1]) == (MOST_PIECES, 1, 0)
    page = look(world, ana, "zebra9")
    assert total(page) == 1
    assert marked(page) == {"zebra9"}
    assert total(look(world, ana, f'"zebra{MOST_PIECES + 2}"')) == 0
    about = world.client(ana).get(f"{world.home}/f/{key_of(world, 'book.txt')}/about").text
    assert f"zebra{MOST_PIECES + 2}" in about
    assert "search finds it only by the words in its first part" in about


@pytest.mark.sites("sqlite")
def test_files_cost_one_statement_where_they_are_found(
    world: World, ana: User, letters: Any, statements: Any
) -> None:
    world.ask(letters, ana, "Blue")
    for n in range(3):
        on_thread(world, letters, ana, f"The zebra list {n}.".encode(), f"list{n}.txt")
    counts = {}
    for word in ("blue", "zebra"):
        look(world, ana, word)
        with statements() as seen:
            page = look(world, ana, word)
        counts[word] = len(seen)
    assert len(hits(page)) == 3
    assert counts["zebra"] == counts["blue"]  # no post was read, and files were


@pytest.mark.sites("sqlite", "postgres")
def test_a_site_without_a_worker_reads_what_is_put_up(make_site: Callable[..., World]) -> None:
    world = make_site(drain="thread")
    ana = world.member("Ana")
    letters = world.space("Letters", by=ana)
    made = put_up(world, ana, b"The zebra list.", "list.txt")
    soon(lambda: world.scalar(select(Blob.text_state)) == "read")
    world.ask(letters, ana, text=made["text"])
    soon(lambda: total(look(world, ana, "zebra")) == 1)
    world.client(ana).post(f"{world.home}/p/{world.scalar(select(Post.id))}/back")
    soon(lambda: world.scalar(select(Blob.id)) is None)
    assert world.scalar(select(Blob.id)) is None
    made = put_up(world, ana, b"The zebra list.", "list.txt")
    world.client(ana).post(made["drop"])
    soon(lambda: world.scalar(select(Blob.id)) is None)
    made = put_up(world, ana, b"The okapi list.", "own.txt")
    entry = write(world.client(ana), made["text"])  # nothing of a journal is in the index
    soon(lambda: world.scalar(select(Blob.text_state)) == "read")
    world.client(ana).post(f"{JOURNAL}/{entry}/delete", data={"sure": "1"})
    soon(lambda: world.scalar(select(Blob.id)) is None)
    assert world.scalar(select(Blob.id)) is None


def test_nothing_is_read_while_somebody_waits(world: World, ana: User, letters: Any) -> None:
    made = put_up(world, ana, b"The zebra list.", "list.txt")
    world.ask(letters, ana, text=made["text"])
    assert world.scalar(select(Blob.text_state)) == "waiting"
    health = world.client().get(f"{world.home}/-/health").json
    assert health["files_waiting_seconds"] < 600
    assert "wait to be checked or read: 1" in command(world, "check").output
    command(world, "work", "--once")
    assert world.scalar(select(Blob.text_state)) == "read"
    assert total(look(world, ana, "zebra")) == 1
    assert "wait to be checked" not in command(world, "check").output


def test_a_new_index_has_the_files(world: World, ana: User, letters: Any) -> None:
    on_thread(world, letters, ana, b"The zebra list.", "list.txt")
    put_up(world, ana, b"The zebra of nobody.", "loose.txt")
    read_words(world)
    assert "2 documents" in command(world, "reindex").output
    assert total(look(world, ana, "zebra")) == 1


def test_a_file_on_a_sealed_take_is_found_by_whoever_reads_that(world: World) -> None:
    sealed = seal(world)
    made = put_up(world, sealed.people["first"], b"The zebra list.", "list.txt")  # type: ignore[arg-type]
    on_it = {"place": "post", "place_id": sealed.takes[-1]}
    with world.request():
        session().execute(update(File).where(File.key == made["key"]).values(on_it))
    read_words(world)
    for who, user in sealed.people.items():
        if user is not None:
            expected = 1 if who in OPEN_TO else 0
            assert total(look(world, user, "zebra")) == expected, who
            page = look(world, user, "", thread=sealed.thread)
            assert total(look(world, user, "kind:file zebra")) == expected, who
            assert "list.txt" not in page
    sealed.open_at(now() - timedelta(seconds=1))
    assert total(look(world, sealed.people["reader"], "zebra")) == 1


def left_out(world: World, thread: int) -> None:
    leave_words_out(int(world.scalar(select(File.id))), yes=True)


@pytest.mark.parametrize("act", [hidden, taken_back, left_out])
def test_what_waits_to_be_indexed_is_out_of_reach(
    make_site: Callable[..., World], act: Any
) -> None:
    world = make_site(drain="worker")
    ana, ben = world.member("Ana"), world.member("Ben")
    letters = world.space("Letters", by=ana)
    thread = on_thread(world, letters, ana, b"The zebra list.", "list.txt")
    command(world, "work", "--once")
    assert total(look(world, ben, "zebra")) == 1
    with world.request():
        act(world, thread)
    for typed in ("zebra", "zebra kind:file", '"the zebra"'):
        page = look(world, ben, typed)
        assert (total(page), hits(page), "Files" in facets(page)) == (0, [], False), typed
    command(world, "work", "--once")
    assert total(look(world, ben, "zebra")) == 0
    assert total(look(world, ben, "kind:file")) == (1 if act is left_out else 0)
