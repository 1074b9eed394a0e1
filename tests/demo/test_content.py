"""The demo's content follows the rules that its loader relies on."""

import re
from itertools import pairwise

import pytest

from forum.threads.models import WISHES

from .content import (
    ARTEFACTS,
    CLOSED,
    CONTENT,
    ENTRIES,
    HANDLES,
    PAGES,
    PEOPLE,
    POSTS,
    ROLES,
    SPACES,
    THREADS,
    Table,
    body,
    load,
    strings,
)

REQUIRED = {
    "people": {"person", "role"},
    "person": {"handle", "name", "organisation"},
    "role": {"key", "handle", "sentence"},
    "spaces": {"space"},
    "space": {
        "slug",
        "name",
        "purpose",
        "norms",
        "closed",
        "stewards",
        "steward_until_days",
        "members",
    },
    "thread": {"space", "kind", "title", "tags", "post"},
    "post": {"by", "ago"},
    "try": {"by", "outcome", "note", "ago"},
    "edit": {"text", "reason", "ago"},
    "since": {"view", "shared", "ago"},
    "entry": {"name", "by", "ago"},
    "reflection": {"happened", "so_what", "now_what"},
    "understood": {"understood", "ask"},
    "there": {"by", "line", "ago"},
    "artefact": {"space", "kind", "title", "tags", "revision"},
    "comment": {"by", "ago", "text"},
    "revision": {"by", "ago", "reason", "text"},
    "source": {"thread", "posts"},
    "intranet": {"title", "tagline", "home", "guidance", "forum", "heading", "paragraphs", "news"},
    "page": {"name", "title", "summary", "kept_by", "revised", "lead", "section"},
    "section": {"heading"},
    "news": {"ago", "text"},
    "gaps": {"gap"},
    "gap": {"space", "words", "times", "ago"},
}
OPTIONAL = {
    "thread": {"pinned", "locked", "first_takes", "wish", "led_from"},
    "post": {
        *("text", "reflection", "reply_to", "helped", "tries", "edit", "since", "copy_of"),
        *("understood", "heard", "there"),
    },
    "since": {"text"},
    "entry": {"title", "text", "reflection", "about"},
    "artefact": {"from", "about", "state", "comment", "comment_days", "needs", "look_again"},
    "comment": {"section", "words", "to", "closed_by", "why"},
    "page": {"post"},
    "section": {"paragraphs", "points", "numbered", "after"},
}


def minutes(ago: str) -> int:
    found = re.fullmatch(r"(?:(\d+)d)? ?(?:(\d+)h)? ?(?:(\d+)m)?", ago)
    assert found, ago
    assert any(found.groups()), ago
    assert ago.strip() == ago
    days, hours, rest = (int(part or 0) for part in found.groups())
    return days * 1440 + hours * 60 + rest


def refuse_unknown_keys(table: Table, kind: str) -> None:
    keys, required = set(table), REQUIRED[kind]
    assert required <= keys, f"{kind} lacks {required - keys}"
    unknown = keys - required - OPTIONAL.get(kind, set())
    assert not unknown, f"{kind} has unknown keys {unknown}"


def is_answer(thread: Table, number: int) -> bool:
    post = thread["post"][number - 1]
    return thread["kind"] == "question" and number > 1 and "reply_to" not in post and "text" in post


each_thread = pytest.mark.parametrize("name", THREADS)
each_page = pytest.mark.parametrize("name", PAGES)
each_artefact = pytest.mark.parametrize("name", ARTEFACTS)


def allowed_in(space: str) -> set[str]:
    return set(SPACES[space]["members"] if space in CLOSED else HANDLES)


def test_people_and_roles_are_complete() -> None:
    refuse_unknown_keys(PEOPLE, "people")
    for person in PEOPLE["person"]:
        refuse_unknown_keys(person, "person")
        assert re.fullmatch(r"[a-z0-9._-]{1,40}", person["handle"])
    for role in PEOPLE["role"]:
        refuse_unknown_keys(role, "role")
    assert len(HANDLES) == len(set(HANDLES)) == 14
    assert 7 <= len({person["organisation"] for person in PEOPLE["person"]}) <= 9
    assert set(ROLES) == {"newcomer", "regular", "steward"}
    assert set(ROLES.values()) <= set(HANDLES)
    assert len(set(ROLES.values())) == 3


def test_newcomer_has_written_nothing_and_steward_looks_after_an_open_space() -> None:
    assert ROLES["newcomer"] not in {post["by"] for post in POSTS}
    open_spaces = [space for slug, space in SPACES.items() if slug not in CLOSED]
    assert any(ROLES["steward"] in space["stewards"] for space in open_spaces)


def test_four_spaces_of_which_one_is_closed() -> None:
    refuse_unknown_keys(load(CONTENT / "spaces.toml"), "spaces")
    assert len(SPACES) == 4
    assert len(CLOSED) == 1
    for space in SPACES.values():
        refuse_unknown_keys(space, "space")
        assert set(space["stewards"]) <= set(space["members"]) <= set(HANDLES)
        assert space["stewards"]
        assert 3 <= len(space["norms"]) <= 5
        assert space["steward_until_days"] > 0


def test_what_was_looked_for_stands_in_no_text_of_the_demo() -> None:
    gaps = load(CONTENT / "gaps.toml")
    refuse_unknown_keys(gaps, "gaps")
    texts = [" ".join(strings(post)).lower() for post in POSTS]
    for gap in gaps["gap"]:
        refuse_unknown_keys(gap, "gap")
        assert gap["space"] in set(SPACES) - set(CLOSED)
        assert gap["times"] > 0
        assert minutes(gap["ago"])
        words = re.findall(r"\w{4,}", gap["words"].lower())
        assert not any(all(word in text for word in words) for text in texts)


def test_only_the_steward_role_is_inside_the_closed_space() -> None:
    for slug in CLOSED:
        assert set(ROLES.values()) & set(SPACES[slug]["members"]) == {ROLES["steward"]}


def test_closed_space_is_named_nowhere_outside() -> None:
    inside = {SPACES[slug]["name"] for slug in CLOSED} | CLOSED
    intranet = load(CONTENT / "intranet.toml")
    for table in [*THREADS.values(), *ARTEFACTS.values(), *PAGES.values(), intranet]:
        if table.get("space") not in CLOSED:
            assert not [text for text in strings(table) if any(word in text for word in inside)]


@each_thread
def test_thread_is_well_formed(name: str) -> None:
    thread = THREADS[name]
    refuse_unknown_keys(thread, "thread")
    assert re.fullmatch(r"\d\d-[a-z-]+", name)
    assert thread["space"] in SPACES
    assert thread["kind"] in {"question", "discussion", "reflection"}
    assert 0 < len(thread["title"]) <= 160
    assert len(set(thread["tags"])) == len(thread["tags"]) <= 5
    assert isinstance(thread.get("pinned", False), bool)
    assert isinstance(thread.get("locked", ""), str)
    times = [minutes(post["ago"]) for post in thread["post"]]
    assert all(earlier > later for earlier, later in pairwise(times))
    assert (thread["kind"] == "reflection") == ("reflection" in thread["post"][0])


@each_thread
def test_posts_are_well_formed(name: str) -> None:
    thread = THREADS[name]
    for number, post in enumerate(thread["post"], start=1):
        refuse_unknown_keys(post, "post")
        assert len({"text", "reflection", "understood"} & set(post)) == 1
        assert post["by"] in allowed_in(thread["space"])
        assert 0 < len(body(post).strip()) <= 32_000
        if "reply_to" in post:
            assert (2 if thread["kind"] == "question" else 1) <= post["reply_to"] < number
        if "reflection" in post:
            refuse_unknown_keys(post["reflection"], "reflection")
        if "edit" in post:
            refuse_unknown_keys(post["edit"], "edit")
            assert minutes(post["edit"]["ago"]) < minutes(post["ago"])
            assert post["edit"]["text"] != post["text"]


@each_thread
def test_who_asks_says_what_would_help_and_who_was_there_is_somebody_else(name: str) -> None:
    thread = THREADS[name]
    assert thread.get("wish", "ideas") in WISHES
    assert "wish" not in thread or thread["kind"] == "question"
    first, *others = thread["post"]
    for post in others:
        assert "there" not in post
        if "understood" in post:
            refuse_unknown_keys(post["understood"], "understood")
            assert thread["wish"] == "listen"
            assert post["by"] != first["by"]
        assert "heard" not in post or "understood" in post
    people = [one["by"] for one in first.get("there", ())]
    assert len(set(people)) == len(people)
    assert set(people) <= allowed_in(thread["space"]) - {first["by"]}
    for one in first.get("there", ()):
        refuse_unknown_keys(one, "there")
        assert 0 < len(one["line"]) <= 200
        assert minutes(one["ago"]) < minutes(first["ago"])


@each_thread
def test_only_answers_have_marks_and_tries(name: str) -> None:
    thread = THREADS[name]
    asker = thread["post"][0]["by"]
    for number, post in enumerate(thread["post"], start=1):
        if "helped" in post or "tries" in post:
            assert is_answer(thread, number), f"post {number} is no answer"
        assert post.get("helped", True) is True
        assert not (post.get("helped") and post["by"] == asker)
        tries = post.get("tries", [])
        assert len({tried["by"] for tried in tries}) == len(tries)
        for tried in tries:
            refuse_unknown_keys(tried, "try")
            assert tried["outcome"] in {"worked", "partly", "not"}
            assert tried["by"] in allowed_in(thread["space"]) - {post["by"]}
            assert tried["note"]
            assert "\n" not in tried["note"]
            assert minutes(tried["ago"]) < minutes(post["ago"])


@pytest.mark.parametrize("name", [name for name in THREADS if "first_takes" in THREADS[name]])
def test_first_takes_are_written_before_their_day_and_told_of_after_it(name: str) -> None:
    thread = THREADS[name]
    day = thread["first_takes"]
    assert day.keys() in ({"open_in"}, {"opened"})
    opener, own = thread["post"][:2]
    assert opener["by"] == own["by"]
    opened = minutes(day["opened"]) if "opened" in day else -2880
    for post in thread["post"]:  # a day begins at midnight: up to 24 hours before
        assert not opened <= minutes(post["ago"]) <= opened + 1440
        if told := post.get("since"):
            refuse_unknown_keys(told, "since")
            assert told["view"] in {"changed", "sharper", "same"}
            assert minutes(told["ago"]) < opened < minutes(post["ago"])


def test_entries_are_well_formed_and_shared_by_their_authors() -> None:
    assert {entry["by"] for entry in ENTRIES.values()} <= set(ROLES.values())
    for entry in ENTRIES.values():
        refuse_unknown_keys(entry, "entry")
        assert ("text" in entry) != ("reflection" in entry)
        assert entry.get("about", "01-refusal-letters") in THREADS
    for post in (post for post in POSTS if "copy_of" in post):
        entry = ENTRIES[post["copy_of"]]
        assert entry["by"] == post["by"]
        assert minutes(entry["ago"]) > minutes(post["ago"])


@each_artefact
def test_artefact_is_well_formed(name: str) -> None:
    artefact = ARTEFACTS[name]
    refuse_unknown_keys(artefact, "artefact")
    assert artefact["space"] in SPACES
    assert len(artefact["tags"]) <= 5
    assert artefact["kind"] in {"summary", "document", "recording", "story", "path"}
    assert 0 < len(artefact["title"]) <= 160
    for revision in artefact["revision"]:
        refuse_unknown_keys(revision, "revision")
        assert revision["by"] in allowed_in(artefact["space"])
        assert revision["reason"]
    for comment in artefact.get("comment", ()):
        refuse_unknown_keys(comment, "comment")
        assert comment["by"] in allowed_in(artefact["space"])
        assert minutes(comment["ago"]) < minutes(artefact["revision"][-1]["ago"])
        assert comment.get("closed_by", comment["by"]) in allowed_in(artefact["space"])
        assert ("closed_by" in comment) is bool(comment.get("why"))
    assert (artefact.get("state") == "comment") is ("comment_days" in artefact)
    times = [minutes(revision["ago"]) for revision in artefact["revision"]]
    assert all(earlier > later for earlier, later in pairwise(times))
    assert len({revision["text"] for revision in artefact["revision"]}) == len(times)


@each_artefact
def test_artefact_comes_from_earlier_posts_of_readable_spaces(name: str) -> None:
    artefact = ARTEFACTS[name]
    for source in artefact.get("from", []):
        refuse_unknown_keys(source, "source")
        thread = THREADS[source["thread"]]
        assert thread["space"] not in CLOSED - {artefact["space"]}
        for number in source["posts"]:
            post = thread["post"][number - 1]
            assert minutes(post["ago"]) > minutes(artefact["revision"][-1]["ago"])


@each_page
def test_page_of_guidance_is_well_formed(name: str) -> None:
    page = PAGES[name]
    refuse_unknown_keys(page, "page")
    assert re.fullmatch(rf"\d\d-{page['name']}", name)
    assert 0 < len(page["title"]) <= 160
    assert len(page["section"]) >= 3
    for section in page["section"]:
        refuse_unknown_keys(section, "section")
        assert section.get("paragraphs") or section.get("points")
    times = [minutes(page["revised"]), *(minutes(post["ago"]) for post in page.get("post", ()))]
    assert all(earlier > later for earlier, later in pairwise(times))
    for number, post in enumerate(page.get("post", ()), start=1):
        assert set(post) - {"reply_to"} == {"by", "ago", "text"}
        assert post["by"] in HANDLES
        assert 0 < post.get("reply_to", 1) <= max(1, number - 1)


def test_intranet_has_a_home_page_with_four_news_lines() -> None:
    intranet = load(CONTENT / "intranet.toml")
    refuse_unknown_keys(intranet, "intranet")
    for news in intranet["news"]:
        refuse_unknown_keys(news, "news")
        assert minutes(news["ago"]) > 0
    assert len(intranet["news"]) == 4
    assert 2 <= len(intranet["paragraphs"]) <= 3


def test_mentioned_people_may_read_the_space() -> None:
    mentioned = 0
    for thread in THREADS.values():
        for text in (text for post in thread["post"] for text in strings(post)):
            found = set(re.findall(r"(?<!\w)@([a-z0-9._-]*[a-z0-9])", text))
            assert found <= allowed_in(thread["space"])
            mentioned += len(found)
    assert mentioned >= 4
