"""The rules by which the measure of the search makes known items, on small archives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from random import Random

import pytest
from rapidfuzz.distance import OSA

from ..search_quality.classes import ATTESTED, CLASSES, Drawn, other_forms
from ..search_quality.corpus import Corpus, Known, Text
from ..search_quality.door import door
from ..search_quality.figures import Answer, Figures, Miss, measured, percentile, together
from ..search_quality.german import GERMAN, fillers, written
from ..search_quality.items import Item, draw, half_of
from ..search_quality.languages import ENGLISH, Language, english_forms
from ..search_quality.texts import own_text, sentences, text_of, words
from ..search_quality.typos import SLIPS, Slip, mistyped
from ..support.world import World

ARCHIVE = {
    "Printers on the second floor pull thick paper in crooked": (
        "Since the last service our printer bends every certificate made of heavy paper.",
        "Thick sheets go through the tray at the back, says a note on the lid, or it bends them.",
    ),
    "Refusal letters written by juniors sound cold to applicants": (
        "Our juniors write a letter within an hour, and every applicant calls us in tears.",
        "Let them read the letter aloud before the printer warms up.",
    ),
    "Night shifts leave nurses without printed handover notes": (
        "A nurse who starts at ten finds no note, because the printer sleeps by then.",
        "We pin the notes to the tray at the desk, in thick letters.",
    ),
    "Applicants cancel interviews after reading our salary notes": (
        "Three of five applicants never came to the interview, and two told us of the salary.",
        "Send the note with the first letter. An applicant likes to know.",
    ),
    "Paper certificates fade behind glass in sunny corridors": (
        "The certificates of our nurses have turned yellow within a single sunny summer.",
        "Hang the certificate in a shady corner, where an applicant sees it, on heavy paper.",
    ),
}
"""Titles, with the opening and its answer. Several of them have the same words in other forms."""


def known(threads: Mapping[str, tuple[str, ...]], first: int = 1) -> list[Known]:
    """Return *threads* as they are read from a site, with ids from *first* on."""
    return [
        Known(id, title, tuple(Text(text, text) for text in texts))
        for id, (title, texts) in enumerate(threads.items(), first)
    ]


@cache
def english() -> Corpus:
    """Return the archive above."""
    return Corpus(known(ARCHIVE), ENGLISH)


@cache
def german() -> Corpus:
    """Return the forty threads and what is generated around them."""
    threads = [*written(), *fillers()]
    return Corpus(known({each.title: tuple(each.texts) for each in threads}), GERMAN)


ARCHIVES = pytest.mark.parametrize("corpus", [english, german])


def drawn(corpus: Corpus) -> list[tuple[Known, Item]]:
    """Return the items of *corpus*, with their threads."""
    items = draw(corpus, 300)
    threads = {thread.id: thread for thread in corpus.threads}
    assert len(items) >= 4
    return [(threads[item.thread], item) for item in items]


@ARCHIVES
def test_an_archive_always_gives_the_same_items(corpus: Callable[[], Corpus]) -> None:
    once = corpus()
    moved = [Known(each.id + 1000, each.title, each.posts) for each in reversed(once.threads)]
    again = draw(Corpus(moved, once.language), 300)
    first = draw(once, 300)
    assert [item.queries for item in again] == [item.queries for item in first]
    assert [item.half for item in again] == [item.half for item in first]
    assert draw(once, 3) == first[:3]


def test_all_of_the_forty_threads_are_drawn_and_no_generated_one() -> None:
    mine = {each.title for each in written()}
    assert len(mine) == 40
    assert {item.title for item in draw(german(), 300)} == mine
    assert {half_of(title) for title in mine} == {"told", "tuning"}


@ARCHIVES
def test_words_of_the_title_are_its_own_in_their_order(corpus: Callable[[], Corpus]) -> None:
    for thread, item in drawn(corpus()):
        assert item.queries["title"] == thread.title
        three = item.queries["three"].split()
        assert len(set(three)) == 3
        assert three == [word for word in words(thread.title) if word in three]
        assert not set(three) & corpus().language.small


@ARCHIVES
def test_two_rare_words_are_rare_and_of_one_post(corpus: Callable[[], Corpus]) -> None:
    for thread, item in drawn(corpus()):
        one, two = item.queries["rare"].split()
        assert one != two
        assert any({one, two} <= set(words(post.own)) for post in thread.posts)
        for word in (one, two):
            having = sum(
                word in words(post.full) for each in corpus().threads for post in each.posts
            )
            assert 1 < having <= max(3, corpus().posts // 100)


@ARCHIVES
def test_one_of_five_words_has_another_form(corpus: Callable[[], Corpus]) -> None:
    for thread, item in drawn(corpus()):
        five = item.queries["form"].split()
        (other,) = set(five) - set(words(thread.title))
        assert len(five) == 5
        of = Drawn(corpus(), thread, item.half, "swapped")
        assert any(other in other_forms(of, word) for word in words(thread.title))


def test_an_english_form_is_one_that_several_posts_have() -> None:
    for thread, item in drawn(english()):
        (other,) = set(item.queries["form"].split()) - set(words(thread.title))
        assert english().in_posts[other] >= ATTESTED


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("story", "stories"),
        ("stories", "story"),
        ("box", "boxes"),
        ("boxes", "box"),
        ("make", "making"),
        ("making", "make"),
        ("stop", "stopped"),
        ("stopping", "stop"),
        ("load", "loading"),
        ("loaded", "load"),
        ("play", "played"),
    ],
)
def test_english_forms(word: str, other: str) -> None:
    forms = english_forms(word)
    assert other in forms
    assert word not in forms


@ARCHIVES
def test_one_of_the_five_words_has_one_typo(corpus: Callable[[], Corpus]) -> None:
    for thread, item in drawn(corpus()):
        of_title, five = words(thread.title), item.queries["typo"].split()
        (wrong,) = set(five) - set(of_title)
        assert len(five) == 5
        meant = [word for word in of_title if OSA.distance(word, wrong) == 1]
        assert any(len(word) >= 5 for word in meant)


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("language", [ENGLISH, GERMAN], ids=lambda language: language.code)
def test_a_slip_is_one_edit(slip: Slip, language: Language) -> None:
    lengths = {"swapped": 0, "dropped": -1, "doubled": 1, "neighbour": 0}
    for word in ("paper", "certificate", "letter", "floor", "aaaaab"):
        wrong = {mistyped(word, slip, Random(seed), language.rows) for seed in range(20)}
        assert all(OSA.distance(word, each) == 1 for each in wrong)
        assert {len(each) - len(word) for each in wrong} == {lengths[slip]}
    assert mistyped("aaaaa", "swapped", Random(1), language.rows) == ""


def test_each_slip_has_its_turn() -> None:
    longer = []
    for thread, item in drawn(german()):
        (wrong,) = set(item.queries["typo"].split()) - set(words(thread.title))
        meant = min(words(thread.title), key=lambda word: OSA.distance(word, wrong))
        longer.append(len(wrong) - len(meant))
    assert longer == [0, -1, 1, 0] * 10


@ARCHIVES
def test_a_question_frames_five_words_in_a_row(corpus: Callable[[], Corpus]) -> None:
    frames = corpus().language.frames
    assert not set(frames["told"]) & set(frames["tuning"])
    for thread, item in drawn(corpus()):
        query = item.queries["question"]
        (inner,) = (
            query[len(before) : len(query) - len(after)]
            for before, after in (frame.split("{}") for frame in frames[item.half])
            if query.startswith(before) and query.endswith(after)
        )
        runs = [" ".join(corpus().content(each)) for each in sentences(thread.posts[0].own)]
        assert len(inner.split()) == 5
        assert any(inner in run for run in runs)


@ARCHIVES
def test_a_sentence_is_one_of_the_opening(corpus: Callable[[], Corpus]) -> None:
    for thread, item in drawn(corpus()):
        assert item.queries["sentence"] in sentences(thread.posts[0].own)
        assert 8 <= len(item.queries["sentence"].split()) <= 20


@ARCHIVES
def test_a_word_of_a_reply_is_in_no_other_post_of_the_thread(corpus: Callable[[], Corpus]) -> None:
    for thread, item in drawn(corpus()):
        *two, own = item.queries["reply"].split()
        assert set(two) < set(words(thread.title))
        alike = [each for each in words(thread.title) if each.startswith(own[:5])]
        having = [f" {own[:5]}" in f" {post.full.lower()}" for post in thread.posts]
        assert not alike
        assert having.count(True) == 1
        assert not having[0]


def test_a_thread_that_another_is_called_like_is_not_drawn() -> None:
    title = draw(english(), 1)[0].title
    twin = known({f"{title.upper()}!": ("The same again.",)}, 90)
    items = draw(Corpus([*english().threads, *twin], ENGLISH), 300)
    assert items
    assert title not in {item.title for item in items}


def test_no_query_is_longer_than_the_forum_reads() -> None:
    queries = [query for item in draw(german(), 300) for query in item.queries.values()]
    assert max(map(len, queries)) <= 200
    assert set(CLASSES) < set(draw(german(), 1)[0].queries)


def test_own_text_leaves_out_code_quotations_and_addresses() -> None:
    html = (
        "<blockquote><p>Ana:</p><blockquote>older</blockquote><p>old</p></blockquote>"
        "<p>It &amp; I. See https://x.example/a?b<br>next</p><pre><code>x = 1</code></pre>"
        "<p>[quote=Ben]his[/quote] mine</p>"
    )
    assert words(own_text(html)) == ["it", "i", "see", "next", "mine"]
    assert sentences(own_text(html)) == ["It & I.", "See", "next", "mine"]
    assert {"older", "old", "x", "1", "his"} < set(words(text_of(html)))


def test_figures_count_places() -> None:
    items = [Item(id, f"T{id}", "told", {"title": f"q{id}"}) for id in (1, 2, 3, 4)]
    found = {"q1": [1], "q2": [9, 2, 2], "q3": [], "q4": [*range(10, 20), 4]}
    misses: list[Miss] = []
    figures = measured(
        lambda query: Answer(found[query], [str(id) for id in found[query]], 2.0),
        items,
        ["title"],
        misses,
    )["title"]
    assert figures.ranks == [1, 2, 0, 11]
    assert [figures.among(first) for first in (1, 5, 10)] == [0.25, 0.5, 0.5]
    assert figures.reciprocal == (1 + 1 / 2 + 1 / 11) / 4
    assert figures.empty == 1
    assert [(miss.query, miss.rank) for miss in misses] == [("q3", 0), ("q4", 11)]
    assert together([figures, figures]).ranks == figures.ranks * 2
    assert percentile([1.0, 2.0, 3.0], 50) == 2.0
    assert Figures().ranks == []


@pytest.mark.sites("sqlite", "postgres")
def test_the_door_asks_as_a_guest(make_site: Callable[..., World]) -> None:
    world = make_site(guests_read=True)
    ana = world.member("Ana")
    letters, board = world.space("Letters", by=ana), world.space("Board", by=ana, access="closed")
    thread = world.ask(letters, ana, "Refusal letters: what comes first?", "Nobody reads them.")
    world.ask(board, ana, "Refusal letters of the board", "Nobody reads them.")
    answer = door(world.app)("refusal letters")
    assert list(answer.threads) == [thread]
    assert list(answer.titles) == ["Refusal letters: what comes first?"]
    assert answer.milliseconds > 0
    assert not door(world.app)("zebra").threads
