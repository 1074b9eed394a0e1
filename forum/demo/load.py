"""Writes the demo's content into an empty forum, in the order of its dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter

from sqlalchemy import update

from ..accounts.models import Account
from ..answers.actions import marks
from ..attempts import actions as attempts
from ..attempts.rows import Thing, Told
from ..core import events
from ..core.database.session import session
from ..core.text.sections import join_sections
from ..experience import actions as experience
from ..experience.policy import UNDERSTOOD
from ..gaps import actions as gaps
from ..gaps.models import Gap
from ..members.models import Member
from ..members.viewer import GUEST
from ..moderation.actions import moderate
from ..prompts.presenters import newest_wording
from ..reflections.presenters import FIRST
from ..revisions.actions import edit
from ..spaces import actions as spaces
from ..texts.actions import Text, compose
from ..threads import queries
from ..threads.actions import write as threads
from ..threads.policy.acts import PostFacts
from .alone import add_what_one_reads_alone
from .content import Table, pages, table, tables
from .guidance import write_on
from .journals import share_copy, write_entry
from .library import create_artefact
from .marks import add_read_marks
from .registry import Registry
from .takes import asked_of, begin_moving, open_takes, opens_at, tell

LOCKED = "!"
"""No password has this hash, so nobody can sign in as a person of the demo with a password."""
Step = tuple[datetime, Callable[[], None]]


def load() -> None:
    """Add the whole content to the session; the caller commits, so that it is all or nothing."""
    made = Registry()
    _add_people(made)
    _add_spaces(made)
    contents = tables("threads") | {name: page for name, page in pages().items() if "post" in page}
    steps = [step for name, thread in contents.items() for step in _steps(made, name, thread)]
    for entry in table("journal")["entry"]:
        text = _text(entry)
        steps.append((made.at(entry["ago"]), partial(write_entry, made, entry, text)))
    for _at, do in sorted(steps, key=itemgetter(0)):
        do()
    for name, thread in contents.items():
        _pin_or_lock(made.threads[name], thread)
    for name, artefact in tables("library").items():
        create_artefact(made, name, artefact)
    begin_moving()
    add_read_marks(made)
    add_what_one_reads_alone(made)
    _add_gaps(made)


def _add_people(made: Registry) -> None:
    for person in table("people")["person"]:
        account = Account(
            login=person["handle"],
            name=person["name"],
            organisation=person["organisation"],
            password=LOCKED,
        )
        session().add(account)
        session().flush()
        member = Member(
            user_key=str(account.id),
            handle=person["handle"],
            name=person["name"],
            organisation=person["organisation"],
            joined_at=made.start - timedelta(days=150),
        )
        session().add(member)
        session().flush()
        made.members[person["handle"]] = member.id


def _add_spaces(made: Registry) -> None:
    for space in table("spaces")["space"]:
        first, *others = (made.members[handle] for handle in space["stewards"])
        id = spaces.create_space(
            name=space["name"],
            purpose=space["purpose"],
            norms="\n".join(space["norms"]),
            access="closed" if space["closed"] else "open",
            maker_id=first,
            slug=space["slug"],
        ).id
        made.spaces[space["slug"]] = id
        until = made.start + timedelta(days=space["steward_until_days"])
        for steward in (first, *others):
            spaces.appoint_steward(id, steward, until=until)
        if space["closed"]:
            for handle in space["members"]:
                spaces.add_member(id, made.members[handle])


def _add_gaps(made: Registry) -> None:
    """Add what was looked for and not found, each as often and as long ago as it says."""
    for gap in table("gaps")["gap"]:
        space_id = made.spaces[gap["space"]]
        for n in range(gap["times"]):
            gaps.tell(gap["words"], space_id=space_id, form_key=str(n))
        here = (Gap.space_id == space_id, Gap.words == gap["words"])
        session().execute(update(Gap).where(*here).values(day=made.at(gap["ago"]).date()))


def _steps(made: Registry, name: str, thread: Table) -> list[Step]:
    """Return all events in a thread, or on a page, each with its date."""
    steps: list[Step] = []
    for number, post in enumerate(thread["post"], start=1):
        key = (name, number)
        steps.append((made.at(post["ago"]), partial(_write_post, made, key, thread, post)))
        if changed := post.get("edit"):
            steps.append((made.at(changed["ago"]), partial(_edit_post, made, key, thread, post)))
        for tried in post.get("tries", ()):
            steps.append((made.at(tried["ago"]), partial(_report_try, made, key, tried)))
        for line in post.get("there", ()):
            steps.append((made.at(line["ago"]), partial(_say_been_there, made, key, line)))
        if told := post.get("since"):
            steps.append((made.at(told["ago"]), partial(tell, made, key, told)))
    if (day := opens_at(made, thread)) and day <= made.start:
        steps.append((day, partial(open_takes, made, name, day)))
    return steps


def _text(post: Table) -> Text:
    """Return the text of a post; one with questions is joined from its answers as its form does."""
    if "text" in post:
        return compose(post["text"])
    keys: tuple[str, ...] = ("happened", "so_what", "now_what")
    asked, answers = FIRST, post.get("reflection")
    if answers is None:
        keys, asked, answers = ("understood", "ask"), UNDERSTOOD, post["understood"]
    questions = newest_wording(asked, "en")
    source = join_sections(questions.headings, [answers[key] for key in keys])
    return compose(source, prompts=questions)


def _write_post(made: Registry, key: tuple[str, int], thread: Table, post: Table) -> None:
    name, number = key
    if "space" not in thread and "reply_to" not in post:
        written = write_on(thread, made, post)
    elif number == 1:
        written = threads.open_thread(
            space_id=made.spaces[thread["space"]],
            kind=thread["kind"],
            title=thread["title"],
            tags=thread["tags"],
            author_id=made.members[post["by"]],
            text=_text(post),
            at=made.at(post["ago"]),
            first_takes=asked_of(made, thread),
            wish=thread.get("wish", ""),
        )
    elif "copy_of" in post:
        written = share_copy(made, made.threads[name], post, _text(post))
    else:
        thread_id, to = made.threads[name], post.get("reply_to")
        written = threads.write(
            thread_id,
            author_id=made.members[post["by"]],
            text=_text(post),
            at=made.at(post["ago"]),
            reflection="reflection" in post,
            reply_to=queries.post_by_number(GUEST, thread_id, to) if to else None,
        )
    made.threads[name] = written.thread_id
    made.posts[key] = written.id
    if number == 1 and "led_from" in thread:
        _link_question(made, thread, written.thread_id)
    if post.get("heard"):
        experience.confirm(written.id, heard=True)
    if post.get("helped"):
        marks.mark(written.id, helped=True)
        space_id, asker = made.spaces[thread["space"]], made.members[thread["post"][0]["by"]]
        facts = PostFacts(written.id, written.thread_id, space_id, written.author_id)
        events.answer_marked.send(None, post=facts, asker=asker)


def _link_question(made: Registry, thread: Table, thread_id: int) -> None:
    led, asker = thread["led_from"], made.members[thread["post"][0]["by"]]
    tried = Thing(post_id=made.posts[led["thread"], led["post"]])
    attempts.link_question(tried, member_id=asker, thread_id=thread_id)


def _edit_post(made: Registry, key: tuple[str, int], thread: Table, post: Table) -> None:
    changed = post["edit"]
    opening = {"title": thread["title"], "tags": thread["tags"]} if key[1] == 1 else {}
    edit(
        made.posts[key],
        revision=1,
        editor_id=made.members[post["by"]],
        text=compose(changed["text"]),
        reason=changed["reason"],
        at=made.at(changed["ago"]),
        **opening,
    )


def _report_try(made: Registry, key: tuple[str, int], tried: dict[str, str]) -> None:
    at = made.at(tried["ago"])
    attempts.tell(
        Thing(post_id=made.posts[key]),
        Told(outcome=tried["outcome"], happened=tried["note"], tried_on=at.date()),
        member_id=made.members[tried["by"]],
        at=at,
    )


def _say_been_there(made: Registry, key: tuple[str, int], said: dict[str, str]) -> None:
    member, at = made.members[said["by"]], made.at(said["ago"])
    experience.say(made.posts[key], said["line"], member_id=member, at=at)


def _pin_or_lock(thread_id: int, thread: Table) -> None:
    if thread.get("pinned"):
        moderate.pin(thread_id, pinned=True)
    if why := thread.get("locked"):
        moderate.lock_thread(thread_id, why=why)
