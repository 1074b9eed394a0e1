"""The memory of a process has a bound in bytes, whatever is written and asked for.

What remembers: the fragments of pages and the macros that print them, texts read for snippets,
stems, patterns of snippets, sets and counts of the index, times as elements, initials, parts of the
address of a search, time zones, warnings for the host. A function with ``@cache`` may only be asked
with one of few values.
"""

from __future__ import annotations

import ast
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from forum.core.index import stemming
from forum.core.index.whoosh import segments
from forum.core.memory import Budget, size_of
from forum.core.state import FRAGMENT_BYTES, state
from forum.core.text import line, search_words, word_folding, words
from forum.core.web import embedding, times
from forum.core.web.fragments import MOST_MODULES, fragment, remembered
from forum.search.presenters import address
from forum.search.queries import results

from .support.world import World

FORUM = Path(__file__).parents[1] / "forum"
MOST = 30_000_000
"""Bytes of anything that is remembered."""
ONE_OF_FEW = {
    "exports/presenters/files.py: _style": "no argument",
    "files/scanner.py: _pool": "no argument",
    "accounts/actions.py: _hash_of_nobody": "no argument",
    "artefacts/queries/__init__.py: _listed": "a list of ours",
    "upkeep/queries.py: _dead": "a list of ours",
    "upkeep/queries.py: _due_pages": "a list of ours",
    "upkeep/queries.py: _needing": "a list of ours",
    "core/database/keyset.py: _part": "a constant of ours, in four forms",
    "core/database/migrate.py: revisions": "no argument",
    "core/database/once.py: _sent": "a table of ours",
    "core/index/postgres/statement.py: statement": "a Shape: a dozen are asked for",
    "core/index/stemming.py: _stemmer": "the language of the site",
    "core/index/asking.py: _frame_words": "the language of the site",
    "core/index/stemming.py: stop_words": "the language of the site",
    "core/index/tantivy/store.py: schema": "no argument",
    "core/bucket.py: _bucket": "the storage of the site, and a process",
    "core/text/emoji.py: _table": "no argument",
    "core/text/highlight.py: _lexer": "a language of LANGUAGES",
    "core/text/highlight.py: _short": "a kind of token",
    "core/web/i18n.py: _translations": "a language that is shipped",
    "core/web/i18n.py: languages": "no argument",
    "core/web/static.py: _icons": "where the site is served",
    "core/web/times.py: months": "a language that is shipped",
    "demo/content.py: *": "no argument",
    "lists/queries/threads.py: _list": "a list of ours",
    "prompts/sets.py: newest": "no argument",
    "prompts/sets.py: fitting": "a box of BOXES",
    "prompts/sets.py: shipped": "no argument",
    "search/presenters/hits.py: kind_words": "a language that is shipped",
    "search/queries/suggestions.py: _statement": "how many words, five at most",
    "spaces/current.py: with_spaces": "dies with its request",
    "threads/presenters/labels.py: *": "a language that is shipped",
}
"""What ``functools.cache`` may be put on, and the few values that it is asked with."""
PIECES = {
    "core/memory.py": "counts bytes",
    "core/text/line.py": line.initials,
    "core/text/search_words.py": search_words._short_sign,
    "core/text/word_folding.py": word_folding._place,
    "core/text/words.py": words.class_of,
    "core/web/times.py": times._element,
    "search/presenters/address.py": address._encoded,
}
"""Where ``lru_cache`` counts pieces, of values that are short."""


def test_every_memory_is_one_of_these() -> None:
    cached, counted = set(), set()
    for path in FORUM.rglob("*.py"):
        name = path.relative_to(FORUM).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Name) and node.id == "lru_cache":
                counted.add(name)
            if isinstance(node, ast.FunctionDef):
                inner = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
                marks = {m.id for m in node.decorator_list if isinstance(m, ast.Name)}
                called = any(
                    isinstance(n, ast.Call) and getattr(n.func, "id", "") == "cache"
                    for n in ast.walk(node)
                )
                if "cache" in marks or (called and "cache" in inner):
                    cached.add(f"{name}: {node.name}")
    known = {place for place in ONE_OF_FEW if not place.endswith("*")}
    rooms = tuple(place[:-1] for place in ONE_OF_FEW if place.endswith("*"))
    assert {place for place in cached if not place.startswith(rooms)} == known
    assert counted == PIECES.keys()


def shortest_lived() -> Iterator[tuple[Callable[..., object], Callable[[int], tuple[Any, ...]]]]:
    """Yield each memory that counts pieces, with the largest values that it is asked with."""
    wide = "😀"
    yield line.initials, lambda n: (wide * 75 + str(n),)
    yield address._encoded, lambda n: ("q", wide * 195 + str(n))
    yield (
        search_words._short_sign,
        lambda n: (chr(0x1F300 + n % 500) * search_words._SHORT + str(n),),
    )


@pytest.mark.parametrize(("remembers", "values"), list(shortest_lived()))
def test_pieces_that_are_counted_are_small(
    remembers: Any, values: Callable[[int], tuple[Any, ...]]
) -> None:
    tracemalloc.start()
    try:
        for n in range(remembers.cache_info().maxsize + 1):
            remembers(*values(n))
        assert tracemalloc.get_traced_memory()[0] < MOST / 2
    finally:
        tracemalloc.stop()
        remembers.cache_clear()


def test_results_are_remembered_within_a_budget() -> None:
    budget, made = Budget(100_000), []

    def twice(text: str) -> str:
        made.append(text)
        return text * 2

    remembers = budget.remembering_results(twice, most=1_000)
    other = budget.remembering_results(lambda text: text, most=1_000)
    assert remembers("a") == remembers("a") == "aa"
    assert made == ["a"]
    assert budget.remembering_results(twice, most=1_000) is remembers
    for n in range(500):
        remembers(f"{n:05}" * 100)
        other(f"{n:05}" * 100)
        assert budget.bytes <= 100_000
    made.clear()
    remembers("b" * 200_000)  # larger than the budget: nothing else is remembered with it
    remembers("a")
    assert budget.bytes < 100_000
    budget.forget()
    assert budget.bytes == 0


def test_the_size_of_a_value_counts_the_texts_in_it() -> None:
    text = "x" * 10_000
    for holder in ((text,), [text], {text}, SimpleNamespace(a=text), (1, ((text,),))):
        assert size_of(holder) > 10_000
    assert size_of((text, text)) > 20_000


def test_stems_and_read_texts_have_budgets() -> None:
    assert stemming.STEM_BYTES + results.READ_BYTES + FRAGMENT_BYTES < 60_000_000
    tracemalloc.start()
    try:
        for n in range(1_000):
            stemming.stems(f"{n}" + "𝔞" * (32_000 if n < 4 else 30), "en")
        for n in range(200):
            results._words_of(f"{n} " + " ".join(f"{m:x}" for m in range(1_500)))
        assert tracemalloc.get_traced_memory()[0] < MOST
    finally:
        tracemalloc.stop()
        results._remembered_words.cache_clear()  # type: ignore[attr-defined]


def test_sets_of_the_index_have_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "SET_BYTES", 100_000)
    segment = segments.Segment()
    for n in range(300):
        segment.remember(("text", f"w{n}"), 1 << 80_000)
        assert segment.bytes <= 100_000
        assert sum(size_of(each) for each in segment.sets.items()) == segment.bytes
    segment.remember(("text", "x" * 200_000), 0)
    assert segment.bytes <= 100_000


@pytest.mark.sites("sqlite")
def test_fragments_of_any_size_and_for_anybody_stay_within_the_budget(world: World) -> None:
    with world.request():
        memory = state().memory.fragments
        big = remembered(lambda _home, _language, text: text + "!")
        for n in range(300):
            big(f"{n}" + "x" * 200_000)
            assert memory.bytes <= FRAGMENT_BYTES


@pytest.mark.sites("sqlite")
def test_macros_are_remembered_for_few_homes(world: World) -> None:
    with world.request():
        modules = state().memory.modules
        for n in range(MOST_MODULES + 10):
            printed = fragment("flash.html", "flash", None, home=f"/{n}/forum", language="en")
            assert printed == fragment(
                "flash.html", "flash", None, home=f"/{n}/forum", language="en"
            )
            assert 0 < len(modules) <= MOST_MODULES


@pytest.mark.sites("sqlite")
def test_a_guest_s_queries_of_a_large_page_leave_nothing(make_site: Callable[..., World]) -> None:
    world = make_site(guests_read=True)
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    for _ in range(5):
        world.write(thread, ana, "<a@b.cc> " * 3_000)
    guest, where = world.client(), f"/forum/t/{thread}-how-do-you-do-it"
    assert len(guest.get(where).data) > 300_000
    memory = world.app.extensions["forum"].memory.fragments
    before = memory.bytes
    for n in range(10):
        assert guest.get(f"{where}?x={n}").status_code == 200
    assert memory.bytes == before


def test_warnings_for_the_host_have_a_bound(tmp_path: Path) -> None:
    from forum import Forum

    app = Flask("site", instance_path=str(tmp_path))
    Forum(app)
    with app.app_context():
        for n in range(embedding.MOST_WARNINGS + 50):
            embedding.warn_once("%s", n)
        assert len(state().memory.warnings) == embedding.MOST_WARNINGS
