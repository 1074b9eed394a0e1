"""The tests of every search engine, imported by the test module of each.

That module makes the fixtures ``engine`` and ``reopened``, which opens the same index again in
another language or version.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from forum.core.index.marks import marker
from forum.core.index.protocol import (
    FACETS,
    INDEX_VERSION,
    MOST_COMPLETIONS,
    MOST_TERMS,
    Busy,
    Document,
    Engine,
    NotReady,
    Reach,
    SearchQuery,
)
from forum.core.text.snippet import read, snippet
from forum.search.query_language import parse

from .every_script import FOUND, NOT_FOUND
from .hostile import QUERIES

SENT = [q.encode("utf-8", "replace").decode() for q in QUERIES]
"""As they come in: half of a pair of signs is nothing that can be sent or kept."""
OPEN = Reach(scopes=("open",))
Reopened = Callable[..., Engine]


def document(id: str, body: str = "", **more: Any) -> Document:
    """A document of the thread of its number, unless *more* says otherwise."""
    given: dict[str, Any] = {
        "kind": "answer",
        "author_id": 1,
        "space_id": 1,
        "scope": "open",
        "at": datetime(2025, 3, 1, tzinfo=UTC),
        "thread_id": 1 + int(re.sub(r"\D", "", id)) if id[:1] == "p" else None,
        **more,
    }
    return Document(id=id, body=body, **given)


def fill(engine: Engine, *documents: Document, gone: Iterable[tuple[str, str]] = ()) -> None:
    write = engine.writing if engine.is_current() else engine.rebuilding
    with engine.write_lock(), write() as index:
        index.write(documents, gone)


def query_of(text: str, **more: Any) -> SearchQuery:
    typed = parse(text, UTC)
    return SearchQuery(terms=typed.terms, since=typed.since, until=typed.until, **more)


def hits(engine: Engine, text: str, *, reach: Reach = OPEN, **more: Any) -> list[str]:
    order = more.pop("order", "best")
    page = more.pop("page", 1)
    return list(engine.search(query_of(text, **more), reach=reach, page=page, order=order).hits)


def marks(engine: Engine, asked: str, text: str) -> list[str]:
    """What is marked of *text*, which a search for *asked* has found."""
    found = engine.search(query_of(asked), reach=OPEN, page=1, order="best")
    pieces = snippet(prepared := read(text), found=marker(found.runs, found.language)(prepared))
    return [piece for piece, marked in pieces if marked]


def test_a_file_is_one_hit_with_what_it_is_on(engine: Engine) -> None:
    file = {"kind": "file", "thread_title": "list.txt"}
    fill(
        engine,
        document("p1", "zebra zebra", thread_id=7),
        document("f1-1", "a zebra", thread_id=7, **file),
        document("f1-2", "one zebra", thread_id=7, **file),
        document("a7", "zebra zebra"),
        document("f2-1", "a zebra", page_id=7, **file),
        document("a8", "zebra zebra"),
    )
    found = engine.search(query_of("zebra"), reach=OPEN, page=1, order="best")
    assert (found.total, found.threads, len(found.hits)) == (6, 3, 3)
    assert sorted(found.more.values()) == [1, 2]
    assert found.facets["kind"]["file"] == 3
    assert sorted(hits(engine, "list")) in (["f1-1", "f2-1"], ["f1-2", "f2-1"])
    only = engine.search(
        query_of("zebra", fields=(("thread", ("7",)),)), reach=OPEN, page=1, order="best"
    )
    assert {*only.hits} == {"p1", "f1-1", "f1-2"}
    fill(engine, gone=[("id", "f1-2"), ("id", "f1-1"), ("id", "f1-3")])
    assert hits(engine, "list") == ["f2-1"]
    fill(engine, document("p1", "zebra", thread_id=7), gone=[("thread", "7")])
    reach = Reach(scopes=("open",), without_documents=frozenset({"f2-1"}))
    assert hits(engine, "list", reach=reach) == []
    assert engine.count() == 4


def test_there_is_no_index_at_first(engine: Engine) -> None:
    assert not engine.ready()
    with pytest.raises(NotReady):
        hits(engine, "letters")
    with pytest.raises(NotReady):
        engine.similar("Letters", reach=OPEN, most=5)
    with pytest.raises(NotReady):
        engine.count()
    with engine.write_lock(), pytest.raises(NotReady), engine.writing():
        pass


def test_all_the_words_must_be_there(engine: Engine) -> None:
    fill(engine, document("p1", "A refusal letter"), document("p2", "Letters and calls"))
    assert hits(engine, "letters") == ["p1", "p2"] or hits(engine, "letters") == ["p2", "p1"]
    assert hits(engine, "letter REFUSALS")[0] == "p1"
    assert hits(engine, '"REFUSALS" "letter"') == ["p1"]
    assert engine.count() == 2


def test_where_few_threads_have_all_the_words_others_follow(engine: Engine) -> None:
    fill(
        engine,
        document("p1", "a refusal letter"),
        document("p2", "letter letter letter", title="A letter about parking"),
        document("p3", "refused calls"),
    )
    found = engine.search(query_of("refusal letter"), reach=OPEN, page=1, order="best")
    assert (found.hits[0], set(found.hits)) == ("p1", {"p1", "p2", "p3"})
    assert (found.loose, found.threads, found.total) == (True, 3, 3)
    quoted = engine.search(query_of('"refusal letter"'), reach=OPEN, page=1, order="best")
    assert (quoted.hits, quoted.loose) == (("p1",), False)
    assert hits(engine, "refusal letter -parking")[0] == "p1"
    assert "p2" not in hits(engine, "refusal letter -parking")


def test_at_least_half_of_the_words_must_be_there(engine: Engine) -> None:
    fill(
        engine,
        document("p1", "alpha bravo charlie"),
        document("p2", "alpha bravo"),
        document("p3", "delta alone"),
    )
    assert hits(engine, "alpha bravo charlie delta") == ["p1", "p2"]


def test_where_enough_threads_have_all_the_words_no_others_follow(engine: Engine) -> None:
    alike = [document(f"p{n}", "refusal letter") for n in range(1, 6)]
    fill(engine, *alike, document("p9", "letter"))
    found = engine.search(query_of("refusal letter"), reach=OPEN, page=1, order="best")
    assert (found.threads, found.loose) == (5, False)


def test_of_each_thread_the_best_is_shown(engine: Engine) -> None:
    fill(
        engine,
        document("p1", "How do you begin?", title="Refusal letters", thread_id=7),
        document("p2", "letters", thread_title="Refusal letters", thread_id=7),
        document("p3", "letters and letters", thread_title="Calls", thread_id=8),
        document("a1", "letters", kind="artefact"),
    )
    found = engine.search(query_of("letters"), reach=OPEN, page=1, order="best")
    shown = next(id for id in found.hits if id in ("p1", "p2"))
    assert set(found.hits) == {shown, "p3", "a1"}
    assert (found.total, found.threads, dict(found.more)) == (4, 3, {shown: 1})
    newest = engine.search(query_of("letters"), reach=OPEN, page=1, order="newest")
    assert newest.threads == 3
    here = query_of("letters", fields=(("thread", ("7",)),))
    inside = engine.search(here, reach=OPEN, page=1, order="best")
    assert (set(inside.hits), dict(inside.more), inside.total) == ({"p1", "p2"}, {}, 2)


def test_what_helped_or_is_settled_comes_before_and_what_is_replaced_after(engine: Engine) -> None:
    states = {
        "p1": ("helped",),
        "a1": ("settled",),
        "p2": ("tried",),
        "p3": (),
        "a2": ("draft",),
        "a3": ("replaced", "tried"),
        "a4": ("settled", "stale"),
    }
    fill(engine, *(document(id, "letter visit", states=found) for id, found in states.items()))
    found = hits(engine, "letter visit")
    assert {*found[:3]} == {"p1", "a1", "p2"}
    assert {*found[3:5]} == {"p3", "a2"}


def test_several_kinds_can_be_chosen_and_are_counted_each(engine: Engine) -> None:
    fill(
        engine,
        document("p1", "letter", kind="answer"),
        document("a1", "letter", kind="story"),
        document("a2", "letter", kind="summary"),
        document("a3", "letter", kind="summary", space_id=2),
    )
    both = query_of("letter", narrowed={"kind": ("story", "summary"), "space": ("1", "3")})
    found = engine.search(both, reach=OPEN, page=1, order="best")
    assert (set(found.hits), found.total) == ({"a1", "a2"}, 2)
    assert found.facets["kind"] == {"": 3, "answer": 1, "story": 1, "summary": 1}
    assert found.facets["space"] == {"": 3, "1": 2, "2": 1}


def test_an_opening_stands_for_its_thread_if_it_is_nearly_as_good(engine: Engine) -> None:
    fill(
        engine,
        document("p1", "How do you begin them?", title="Refusal letters", thread_id=7),
        document("p2", "No.", thread_title="Refusal letters", thread_id=7),
        document("p3", "Parking", thread_id=8),
    )
    assert hits(engine, "refusal letters") == ["p1"]


def test_a_reply_is_found_by_the_title_of_its_thread(engine: Engine) -> None:
    fill(
        engine,
        document("p1", "How?", title="Refusal letters", thread_id=7),
        document("p2", "By telephone", thread_title="Refusal letters", thread_id=7),
        document("p3", "telephone", thread_title="Parking", thread_id=8),
    )
    assert hits(engine, "refusal letters telephone")[0] == "p2"
    assert hits(engine, "refusal letters") == ["p1"]  # the opening is first among its thread
    assert engine.similar("refusal letters", reach=OPEN, most=5) == ("p1",)


@pytest.mark.parametrize("typo", ["refussal", "refsual", "refual", "rerusal"])
def test_a_word_that_nobody_wrote_is_looked_for_one_edit_away(engine: Engine, typo: str) -> None:
    fill(engine, document("p1", "refusal letters"), document("p2", "parking letters"))
    found = engine.search(query_of(f"{typo} letters"), reach=OPEN, page=1, order="best")
    assert (found.hits[0], found.unknown) == ("p1", (typo,))
    assert list(found.replaced) == [typo]
    assert marks(engine, f"{typo} letters", "Refusals, letter by letter") == [
        "Refusals",
        "letter",
        "letter",
    ]


def test_a_word_in_quotation_marks_is_looked_for_as_typed(engine: Engine) -> None:
    fill(engine, document("p1", "refusal letters"))
    found = engine.search(query_of('"refussal" letters'), reach=OPEN, page=1, order="best")
    assert (found.hits, found.replaced) == ((), {})


def test_no_word_out_of_reach_is_offered(engine: Engine) -> None:
    fill(
        engine,
        document("p1", "letters"),
        document("p2", "refusal, conzealed", scope="s2", space_id=2),
    )
    for typed in ("refussal", "conzeal", "conz", "refusal"):
        found = engine.search(query_of(f"{typed} letters"), reach=OPEN, page=1, order="best")
        assert (found.hits, found.replaced, found.unknown) == (("p1",), {}, (typed,)), typed


def test_a_beginning_is_looked_for_where_nothing_has_the_word(engine: Engine) -> None:
    fill(engine, document("p1", "refusal"), document("p2", "parking"))
    assert hits(engine, "refus") == ["p1"]  # its stem
    assert hits(engine, "refu") == ["p1"]
    fill(engine, document("p3", "refu"))
    assert hits(engine, "refu") == ["p3"]


@pytest.mark.parametrize("query", ["What is the best way to park?", "does anybody know parking"])
def test_words_that_frame_a_question_are_left_out(engine: Engine, query: str) -> None:
    fill(
        engine,
        document("p1", "parking"),
        document("p2", "the best way, anybody knows"),
        *(document(f"p{n}", "parking best way know") for n in range(3, 9)),
    )
    assert "p1" in hits(engine, query)
    assert "p2" not in hits(engine, query)
    assert "p1" not in hits(engine, '"best way" parking')
    assert "p2" in hits(engine, "best way")


def test_what_helped_counts_a_little_more(engine: Engine) -> None:
    fill(
        engine,
        document("p1", "refusal letters"),
        document("p2", "refusal letters", states=("helped",)),
        document("p3", "refusal letters"),
    )
    assert hits(engine, "refusal letters")[0] == "p2"


def test_a_title_counts_more_than_a_body(engine: Engine) -> None:
    fill(
        engine,
        document("p1", "We counted the calls after each letter"),
        document("p2", "We counted the calls after each visit", title="Letters"),
    )
    assert hits(engine, "letter")[0] == "p2"


def test_a_phrase_is_found_in_its_order_only(engine: Engine) -> None:
    fill(engine, document("p1", "first sentence here"), document("p2", "sentence first"))
    assert hits(engine, '"first sentence"') == ["p1"]
    assert set(hits(engine, "first sentence")) == {"p1", "p2"}
    assert hits(engine, 'sentence -"first sentence"') == ["p2"]


def test_a_word_can_be_left_out(engine: Engine) -> None:
    fill(engine, document("p1", "cars and parking"), document("p2", "cars"))
    assert hits(engine, "cars -parking") == ["p2"]
    assert hits(engine, "-parking") == ["p2"]


@pytest.mark.parametrize("words", ["résumé", "Resume", "RESUMES"])
def test_case_accents_and_endings_do_not_matter(engine: Engine, words: str) -> None:
    fill(engine, document("p1", "Her résumé was short"))
    assert hits(engine, words) == ["p1"]


def test_every_script_is_found_and_marked(engine: Engine) -> None:
    texts = [*dict.fromkeys(text for text, *_ in (*FOUND, *NOT_FOUND))]
    ids = {text: f"p{n}" for n, text in enumerate(texts, 1)}
    fill(engine, *(document(id, text) for text, id in ids.items()))
    seen = {(text, asked): marks(engine, asked, text) for text, asked, _ in FOUND}
    assert seen == {(text, asked): marked for text, asked, marked in FOUND}
    missed = [(asked, text) for text, asked, _ in FOUND if ids[text] not in hits(engine, asked)]
    assert missed == []
    wrong = [(asked, text) for text, asked in NOT_FOUND if ids[text] in hits(engine, asked)]
    assert wrong == []


def test_stop_words_are_ignored(engine: Engine) -> None:
    fill(engine, document("p1", "the letter"))
    assert hits(engine, "the letter of") == ["p1"]
    for text, common in (("the of", True), ("?!", False), ("the", True), ("", False)):
        found = engine.search(query_of(text), reach=OPEN, page=1, order="best")
        assert (found.too_common, found.hits[:1]) == (common, () if text else ("p1",)), text


def test_at_most_so_many_words_are_searched_for(engine: Engine) -> None:
    words = " ".join(f"w{n:03}" for n in range(MOST_TERMS))
    fill(engine, *(document(f"p{n}", words) for n in range(1, 6)))
    found = engine.search(query_of(f"{words} w999"), reach=OPEN, page=1, order="best")
    assert (found.threads, found.unknown, found.loose) == (5, (), False)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ((("author", ("2",)),), ["p2"]),
        ((("author", ()),), []),
        ((("author", ("1", "2")),), ["p1", "p2"]),
        ((("tag", ("two words",)),), ["p1"]),
        ((("space", ("7",)),), ["p2"]),
        ((("kind", ("question",)),), ["p1"]),
        ((("state", ("helped",)), ("state", ("tried",))), ["p2"]),
    ],
)
def test_fields_narrow_with_and_without_words(
    engine: Engine, fields: Any, found: list[str]
) -> None:
    fill(
        engine,
        document("p1", "letter", kind="question", tags=("two words",)),
        document("p2", "letter", author_id=2, space_id=7, states=("helped", "tried")),
    )
    for text in ("letter", ""):
        assert sorted(hits(engine, text, fields=fields)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("after:2023", ["p3", "p2"]),
        ("before:2025", ["p2", "p1"]),
        ("letter after:2023 before:2024-07", ["p2"]),
        ("after:2024-06-30", ["p3"]),
        ("after:2024-06-29", ["p3", "p2"]),
    ],
)
def test_dates_narrow(engine: Engine, text: str, found: list[str]) -> None:
    for id, at in (("p1", (2023, 5, 1)), ("p2", (2024, 6, 30)), ("p3", (2025, 1, 1))):
        fill(engine, document(id, "letter", at=datetime(*at, tzinfo=UTC)))
    assert hits(engine, text, order="newest") == found


def test_pages_do_not_overlap_in_either_order(engine: Engine) -> None:
    fill(
        engine,
        *(
            document(f"p{n}", "letter " * (n % 7 + 1), at=datetime.fromtimestamp(n, UTC))
            for n in range(1, 51)
        ),
    )
    for order in ("best", "newest"):
        pages = [hits(engine, "letter", page=page, order=order) for page in (1, 2, 3, 4)]
        assert [len(page) for page in pages] == [20, 20, 10, 0]
        assert len({id for page in pages for id in page}) == 50
    assert hits(engine, "letter", order="newest")[:2] == ["p50", "p49"]


def test_facets_are_counted_without_their_own_choice(engine: Engine) -> None:
    fill(
        engine,
        document("p1", "letter", kind="question", states=("unanswered",)),
        document("p2", "letter", space_id=2),
        document("p3", "letter", at=datetime(2020, 1, 1, tzinfo=UTC)),
    )
    found = engine.search(query_of("letter"), reach=OPEN, page=1, order="best")
    assert found.total == 3
    assert found.facets["kind"] == {"": 3, "question": 1, "answer": 2}
    assert found.facets["space"] == {"": 3, "1": 2, "2": 1}
    assert found.facets["state"] == {"": 3, "unanswered": 1}
    assert found.facets["year"] == {"": 3, "2025": 2, "2020": 1}
    found = engine.search(
        query_of("letter", narrowed={"kind": ("answer",)}), reach=OPEN, page=1, order="best"
    )
    assert found.total == 2
    assert found.facets["kind"] == {"": 3, "question": 1, "answer": 2}
    assert found.facets["space"] == {"": 2, "1": 1, "2": 1}


@pytest.mark.parametrize(
    ("hours", "year_of"),
    [
        (0, {"p1": "2024", "p2": "2025", "p3": "2025", "p4": "2025", "p5": "2024"}),
        (13, {"p1": "2025", "p2": "2025", "p3": "2026", "p4": "2025", "p5": "2024"}),
        (-8, {"p1": "2024", "p2": "2024", "p3": "2025", "p4": "2025", "p5": "2024"}),
        (5.75, {"p1": "2025", "p2": "2025", "p3": "2025", "p4": "2025", "p5": "2024"}),
    ],
)
def test_years_are_counted_by_the_reader_s_clock(
    engine: Engine, hours: float, year_of: dict[str, str]
) -> None:
    moments = ["2024-12-31T20:00", "2025-01-01T06:00", "2025-12-31T12:00", "2025-07-01T00:00"]
    moments.append("2024-02-29T23:59")
    for number, moment in enumerate(moments, 1):  # one by one: there are several segments
        at = datetime.fromisoformat(f"{moment}:00+00:00")
        fill(engine, document(f"p{number}", "letter", at=at))
    clock, years = timedelta(hours=hours), sorted(set(year_of.values()))
    query = query_of("letter", clock=clock)
    counted = engine.search(query, reach=OPEN, page=1, order="best").facets["year"]
    expected = {year: list(year_of.values()).count(year) for year in years}
    assert counted == {"": 5, **expected}
    for year in (*years, "1999"):
        found = hits(engine, "letter", clock=clock, narrowed={"year": (year,)})
        assert set(found) == {id for id, own in year_of.items() if own == year}


def test_only_documents_in_reach_are_found_or_counted(engine: Engine) -> None:
    fill(
        engine,
        document("p1", "letter"),
        document("p2", "letter secret", title="Letter secret", scope="s2", space_id=2),
        document("p3", "letter", space_id=3, thread_id=3),
    )
    assert hits(engine, "secret") == []
    assert hits(engine, "letter", reach=Reach()) == []
    assert engine.similar("Letter secret", reach=OPEN, most=5) == ()
    assert hits(engine, "secret", reach=Reach(scopes=("s2",))) == ["p2"]
    for reach in (
        Reach(scopes=("open",), without_spaces=frozenset({3})),
        Reach(scopes=("open",), without_threads=frozenset({3})),
        Reach(scopes=("open",), without_documents=frozenset({"p3"})),
    ):
        found = engine.search(query_of("letter"), reach=reach, page=1, order="best")
        assert (found.hits, found.total) == (("p1",), 1)
        assert sum(found.facets["year"].values()) == 2


def test_a_document_replaces_the_one_with_its_id(engine: Engine) -> None:
    fill(engine, document("p1", "old words"), document("p2", "other", thread_id=2))
    assert hits(engine, "old") == ["p1"]
    fill(engine, document("p1", "new words"))
    assert hits(engine, "old") == []
    assert hits(engine, "new") == ["p1"]
    assert engine.count() == 2
    fill(engine, gone=[("id", "p1"), ("thread", "2"), ("space", "9")])
    assert engine.count() == 0
    assert hits(engine, "-nothing") == []


def test_similar_titles_share_half_their_words(engine: Engine) -> None:
    fill(
        engine,
        document("p1", title="Refusal letters: what comes in the first sentence?"),
        document("p2", title="Counting calls"),
        document("p3", "Refusal letters in a body alone"),
    )
    assert engine.similar("refusal letter how", reach=OPEN, most=5) == ("p1",)
    assert engine.similar("what about refusal lett", reach=OPEN, most=5) == ("p1",)
    assert engine.similar("le", reach=OPEN, most=5) == ()
    assert engine.similar("parking garage rules", reach=OPEN, most=5) == ()
    assert engine.similar("", reach=OPEN, most=5) == ()


def test_similar_titles_do_not_depend_on_titles_out_of_reach(engine: Engine) -> None:
    """What an unfinished word stands for is cut to so many words after the scope, not before."""
    open_ones = [
        document(f"p{n}", title=f"Conz{chr(97 + n // 26)}{chr(97 + n % 26)} letters", thread_id=n)
        for n in range(MOST_COMPLETIONS + 4)
    ]
    asked = ("con", "conz", "letters con", "letters conzb", "nothing con")
    fill(engine, *open_ones)
    before = [engine.similar(title, reach=OPEN, most=100) for title in asked]
    assert len(before[0]) >= MOST_COMPLETIONS
    for batch in range(2):  # in two segments of an index, so that the words come from several
        fill(
            engine,
            *(
                document(
                    f"p{1000 * (batch + 1) + n}",
                    title=f"Con{chr(97 + n // 26)}{chr(97 + n % 26)} secret letters",
                    scope="s2",
                    space_id=2,
                    thread_id=1000 * (batch + 1) + n,
                )
                for n in range(3 * MOST_COMPLETIONS)
            ),
        )
    assert [engine.similar(title, reach=OPEN, most=100) for title in asked] == before


def test_the_words_of_a_text_that_were_found_are_marked(engine: Engine) -> None:
    fill(engine, document("p1", "letters: the first sentence"))
    query = 'letters "first sentence" -parking the'
    text = "First, the Letter. Its first sentences, the parking"
    assert marks(engine, query, text) == ["Letter", "first", "sentences"]


@pytest.mark.parametrize("order", ["best", "newest"])
def test_no_search_breaks_an_engine(engine: Engine, order: str) -> None:
    fill(engine, document("p1", "letter"), document("p2", title="Letter"))
    for text in SENT:
        hits(engine, text, order=order)
        engine.similar(text, reach=OPEN, most=5)
        for field in ("author", "tag", "space", "kind", "state"):
            assert hits(engine, "letter", fields=((field, (text,)),), order=order) == []
        for facet in FACETS:
            assert hits(engine, "letter", narrowed={facet: (text,)}, order=order) == []


def test_no_text_breaks_an_engine(engine: Engine) -> None:
    fill(
        engine,
        *(
            document(f"p{n}", f"letter {text} zebra", title=text, tags=(text,))
            for n, text in enumerate(SENT)
        ),
    )
    assert engine.search(query_of("letter"), reach=OPEN, page=1, order="best").total == len(QUERIES)
    assert engine.search(query_of("zebra"), reach=OPEN, page=1, order="best").total == len(QUERIES)


def test_only_one_writes_at_a_time(engine: Engine) -> None:
    with engine.write_lock(), pytest.raises(Busy), engine.write_lock():
        pass
    with engine.write_lock():
        pass


def test_a_failure_leaves_the_index_as_it_was(engine: Engine) -> None:
    fill(engine, document("p1", "letter"))
    for way in (engine.writing, engine.rebuilding):
        with engine.write_lock(), pytest.raises(ZeroDivisionError), way() as index:  # noqa: PT012
            index.write([document("p2", "letter")], [("id", "p1")])
            raise ZeroDivisionError
    assert hits(engine, "letter") == ["p1"]
    fill(engine, document("p3", "letter"))
    assert engine.count() == 2


def test_a_rebuilt_index_replaces_the_old_one_at_the_end(engine: Engine) -> None:
    fill(engine, document("p1", "letter"))
    with engine.write_lock(), engine.rebuilding() as index:
        index.write([document("p2", "letter")], ())
        assert hits(engine, "letter") == ["p1"]
    assert hits(engine, "letter") == ["p2"]


def test_an_index_of_another_version_answers_until_a_new_one_is_built(
    engine: Engine, reopened: Reopened
) -> None:
    fill(reopened(version=INDEX_VERSION - 1), document("p1", "letters"))
    assert engine.ready()
    assert not engine.is_current()
    assert engine.count() == 1
    with engine.write_lock(), engine.rebuilding() as index:
        index.write([document("p2", "letter")], ())
        found = engine.search(query_of("letter"), reach=OPEN, page=1, order="best")
        assert (found.hits, found.outdated) == (("p1",), True)
    found = engine.search(query_of("letter"), reach=OPEN, page=1, order="best")
    assert (found.hits, found.outdated) == (("p2",), False)
    assert engine.is_current()


def test_an_index_of_another_version_is_not_updated(engine: Engine, reopened: Reopened) -> None:
    fill(reopened(version=INDEX_VERSION - 1), document("p1", "letters"))
    with engine.write_lock(), pytest.raises(NotReady), engine.writing():
        pass
    assert hits(engine, "letter") == ["p1"]


def test_an_index_in_another_language_answers_in_its_own(
    engine: Engine, reopened: Reopened
) -> None:
    fill(engine, document("p1", "Entscheidungen refusals"))
    german = reopened(language="de")
    assert not german.is_current()
    assert hits(german, "refusal") == ["p1"]
    assert marks(german, "refusal", "Entscheidungen refusals") == ["refusals"]
    assert hits(german, "entscheidend") == []
    with german.write_lock(), german.rebuilding() as index:
        index.write([document("p1", "Entscheidungen refusals")], ())
    assert hits(german, "entscheidend") == ["p1"]
    assert marks(german, "entscheidend", "Entscheidungen refusals") == ["Entscheidungen"]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("de", "Ablehnungen", "ablehnung"),
        ("fr", "présente", "PRESENTER"),
        ("tr", "kitaplardan", "kitap"),
        ("ar", "الكتاب", "كتاب"),
        ("el", "ειδήσεις", "ΕΙΔΗΣΕΙΣ"),
        ("de", "Straßen", "STRASSE"),
        ("ru", "ёлками", "ЕЛКА"),
        ("fr", "l'école", "d’ecoles"),
        ("xx", "word", "Word"),
    ],
)
def test_words_are_stemmed_in_other_languages(
    reopened: Reopened, language: str, text: str, words: str
) -> None:
    other = reopened(language=language)
    fill(other, document("p1", text))
    assert hits(other, words) == ["p1"]
    assert marks(other, words, f"{text} other") == [text.removeprefix("l'")]


def test_threads_can_search_while_it_is_written(engine: Engine) -> None:
    fill(engine, *(document(f"p{n}", f"letter word{n}") for n in range(30)))
    wrong: list[object] = []

    def look() -> None:
        try:
            for n in range(30):
                if hits(engine, f'"letter" word{n}')[0] != f"p{n}":
                    wrong.append(n)
        except Exception as fault:
            wrong.append(fault)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(30, 36):
        fill(engine, document(f"p{n}", f"letter word{n}"))
    for thread in threads:
        thread.join()
    assert wrong == []
