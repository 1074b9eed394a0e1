"""The demo has enough of everything, and nothing twice."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from .content import (
    ARTEFACTS,
    CLOSED,
    CONTENT,
    ENTRIES,
    PAGES,
    POSTS,
    SPACES,
    THREADS,
    body,
    load,
    strings,
)

OPEN = [thread for thread in THREADS.values() if thread["space"] not in CLOSED]
FIRST = THREADS["01-refusal-letters"]
MARKETING = re.compile(
    r"\b(seamless|empower|leverag|innovativ|world-class|cutting-edge|best practice|excit(ed|ing)|"
    r"unlock|synerg|game.chang|lorem ipsum|holistic|state.of.the.art)",
    re.IGNORECASE,
)


WRITTEN = [*THREADS.values(), *(page for page in PAGES.values() if "post" in page)]
TEXTS = [body(post) for thread in WRITTEN for post in thread["post"]]


def unanswered() -> list[dict[str, Any]]:
    return [t for t in OPEN if t["kind"] == "question" and len(t["post"]) == 1]


def test_counts_of_threads() -> None:
    assert 22 <= len(THREADS) <= 26
    assert [name[:2] for name in THREADS] == [f"{n:02}" for n in range(1, len(THREADS) + 1)]
    kinds = Counter(thread["kind"] for thread in OPEN)
    assert kinds == {"question": 14, "discussion": 7, "reflection": 2}
    assert len(THREADS) - len(OPEN) == 3
    assert sum(bool(thread.get("pinned")) for thread in OPEN) == 1
    assert sum("locked" in thread for thread in OPEN) == 1


def test_three_questions_wait_and_one_is_somebody_s_first_post() -> None:
    waiting = unanswered()
    assert len(waiting) == 3
    by = Counter(post["by"] for thread in WRITTEN for post in thread["post"])
    first = [t["post"][0] for t in waiting if by[t["post"][0]["by"]] == 1]
    assert len(first) == 1
    assert first[0]["ago"].startswith("3d")


def test_first_thread_has_every_mark() -> None:
    posts = FIRST["post"]
    assert len(posts) >= 9
    assert sum(bool(post.get("helped")) for post in posts) >= 2
    outcomes = [tried["outcome"] for post in posts for tried in post.get("tries", [])]
    assert len(outcomes) == 3
    assert outcomes.count("worked") == 2
    assert any("reflection" in post for post in posts)


def test_one_loop_is_whole_and_one_did_not_work() -> None:
    led = {THREADS[name]["led_from"]["thread"] for name in THREADS if "led_from" in THREADS[name]}
    saved = {source["thread"] for page in ARTEFACTS.values() for source in page.get("from", ())}
    (whole,) = [
        name
        for name in led & saved
        if THREADS[name].get("wish") and THREADS[name]["post"][0].get("there")
    ]
    posts = THREADS[whole]["post"]
    assert any(post.get("helped") and post.get("tries") for post in posts)
    outcomes = {tried["outcome"] for post in POSTS for tried in post.get("tries", ())}
    assert outcomes == {"worked", "partly", "not"}


def test_one_discussion_has_two_pages() -> None:
    lengths = [len(thread["post"]) for thread in OPEN if thread["kind"] == "discussion"]
    assert max(lengths) == 30


def test_one_or_two_posts_were_edited() -> None:
    edited = [post for thread in THREADS.values() for post in thread["post"] if "edit" in post]
    assert 1 <= len(edited) <= 2


def test_first_takes_wait_in_one_thread_and_are_compared_in_another() -> None:
    waits, passed = (
        [thread for thread in OPEN if key in thread.get("first_takes", ())]
        for key in ("open_in", "opened")
    )
    assert len(waits) == len(passed) == 1
    assert len({post["by"] for post in waits[0]["post"]}) == 4
    since = [post["since"] for post in passed[0]["post"] if "since" in post]
    assert {told["view"] for told in since} == {"changed", "sharper", "same"}
    assert {told["shared"] for told in since} == {True, False}


def test_one_entry_of_a_journal_is_shared_and_one_is_not() -> None:
    shared = [post["copy_of"] for post in POSTS if "copy_of" in post]
    assert len(ENTRIES) == 2
    assert len(shared) == 1


def test_library_has_one_of_each_kind_and_one_with_three_revisions() -> None:
    assert {artefact["kind"] for artefact in ARTEFACTS.values()} == {
        "summary",
        "document",
        "recording",
        "story",
        "path",
    }
    assert len(ARTEFACTS) == 6
    assert max(len(artefact["revision"]) for artefact in ARTEFACTS.values()) == 3


def test_a_path_leads_through_what_people_wrote_in_nine_steps_and_three_stages() -> None:
    path = ARTEFACTS["06-what-is-peer-learning"]
    assert path["title"] == "What is peer learning?"
    text = path["revision"][-1]["text"]
    links = re.findall(r"forum:/([apt])/\{([\w-]+)(?: (\d+))?\}", text)
    assert len(re.findall("^# ", text, re.MULTILINE)) == 3
    assert len(re.findall("^- ", text, re.MULTILINE)) == 9
    assert len(links) == 6
    for letter, name, number in links:
        assert name in (ARTEFACTS if letter == "a" else THREADS)
        assert letter != "p" or int(number) <= len(THREADS[name]["post"])


def test_a_summary_is_made_from_the_first_thread() -> None:
    summary = ARTEFACTS["01-refusal-letters"]
    assert summary["title"] == "Refusal letters: what we know"
    kept = {source["thread"]: source["posts"] for source in summary["from"]}
    assert {2, 5} <= set(kept["01-refusal-letters"])


def test_refusal_letter_is_in_thread_reflection_and_summary() -> None:
    reflections = [body(thread["post"][0]) for thread in OPEN if thread["kind"] == "reflection"]
    summary = ARTEFACTS["01-refusal-letters"]["revision"][-1]["text"]
    assert "refusal letter" in body(FIRST["post"][0])
    assert any("refusal letter" in text for text in reflections)
    assert "refusal letter" in summary


def test_every_form_of_text_occurs() -> None:
    joined = "\n\n".join(TEXTS)
    markdown = [r"^\|:?--", r"^```\w+$", r"^1\. ", r"^- ", r"^> ", r"\*\*\w"]
    scripts = ["[\u0600-\u06ff]{4}", "[\u0400-\u04ff]{4}"]
    for shape in markdown + scripts:
        assert re.search(shape, joined, re.MULTILINE), shape
    assert max(map(len, TEXTS)) > 3000
    assert sum(len(text.strip()) < 80 for text in TEXTS) >= 8
    assert any(re.search(r"\w{60}", thread["title"]) for thread in OPEN)


def test_no_sentence_is_said_twice() -> None:
    seen: Counter[str] = Counter()
    for text in TEXTS:
        sentences = {part.strip() for part in re.split(r"(?<=[.?:])\s+|\n+", text)}
        seen.update(sentence for sentence in sentences if len(sentence) > 30)
    assert [sentence for sentence, times in seen.items() if times > 1] == []
    tables = [*THREADS.values(), *ARTEFACTS.values(), *PAGES.values()]
    titles = [table["title"].lower() for table in tables]
    assert len(set(titles)) == len(titles)


def test_one_page_of_guidance_is_much_discussed_and_one_waits_for_its_first_post() -> None:
    posts = [len(page.get("post", ())) for page in PAGES.values()]
    assert len(posts) == 3
    assert 4 <= posts[0] <= 6
    assert posts[-1] == 0


def test_every_space_of_the_network_has_something_from_several_people() -> None:
    for slug in SPACES:
        voices = {p["by"] for t in WRITTEN if t.get("space", "guidance") == slug for p in t["post"]}
        assert len(voices) >= 5


@pytest.mark.parametrize("path", sorted(CONTENT.rglob("*.toml")), ids=lambda path: path.stem)
def test_text_is_plain(path: Path) -> None:
    for text in strings(load(path)):
        assert "!" not in text
        assert not MARKETING.search(text)
        assert text.strip()
