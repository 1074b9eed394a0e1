"""Every address of a mounted forum, filled with a world's ids: new routes are included."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import func, inspect, select, update

from forum.answers.actions import marks
from forum.artefacts import actions as artefacts
from forum.artefacts import queries as pages_in
from forum.artefacts.actions import visibility
from forum.artefacts.models import Artefact, ArtefactRevision, ArtefactSource, ArtefactTag
from forum.attempts import actions as attempts
from forum.attempts.actions import plans
from forum.attempts.models import Plan
from forum.attempts.rows import Thing, Told
from forum.core.database.base import Base, now
from forum.core.database.outbox import record_changes
from forum.core.database.session import session
from forum.core.storage import storage
from forum.core.text.line import slug
from forum.core.text.markup import RENDER_VERSION
from forum.enquiries.models import Enquiry
from forum.experience import actions as experience
from forum.experience.models import BeenThere
from forum.files.models import Blob, BlobText, File
from forum.following.models import Follow
from forum.gaps.models import Gap
from forum.journal.models import Copy, Entry
from forum.margins.actions import comment
from forum.margins.models import LastDay, Placement
from forum.margins.rows import Place
from forum.moderation.actions import moderate
from forum.moderation.models import LogEntry, Report
from forum.notices.models import Notice
from forum.paths.models import StepMark
from forum.prompts.models import PromptWording
from forum.prompts.presenters import newest_wording
from forum.removal.actions.redaction import redact_page
from forum.revisions import actions as revisions
from forum.spaces.models import Space
from forum.texts.actions import compose
from forum.thanks.models import Thanks
from forum.threads.actions import withdraw, write
from forum.threads.actions.counters import add_to_counters
from forum.threads.models import Post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from werkzeug.routing import Rule

    from .world import User, World

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
KEYS = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b")
TIMES = re.compile(r"<time [^>]*>[^<]*</time>")


@dataclass
class Things:
    """What the arguments of routes are filled with: the objects of one space."""

    space: str
    thread: int
    post: int
    artefact: int
    handle: str
    tag: str
    word: str
    slug: str = "x"
    report: int = 1
    entry: int = 1
    branch: int = 1
    posts: tuple[int, ...] = field(default=())
    pages: tuple[int, ...] = field(default=())
    """Pages of the library that are withheld, and a path."""
    prompts: str = "what-so-what"
    note: int = 1
    attempt: int = 1
    plan: int = 1
    thanks: int = 1
    enquiry: int = 1
    gap: int = 1
    line: int = 1
    file: str = "0" * 32
    """The key of a file on a post."""
    alone: int = 1
    """A thread that is a reflection without a conversation."""

    def each(self, rule: Rule) -> Iterator[Things]:
        """Return these things once for each post, page or thread that *rule* could be about."""
        yield self
        if "post_id" in rule.arguments:
            yield from (replace(self, post=post) for post in self.posts)
        if "artefact_id" in rule.arguments:
            yield from (replace(self, artefact=page) for page in self.pages)
        if "thread_id" in rule.arguments:
            yield replace(self, thread=self.alone)

    def values(self, rule: Rule) -> dict[str, Any]:
        """Return a value for each argument of *rule*; KeyError for an unknown one."""
        parts = rule.rule.split("/")
        letter = next((part for part in parts if part in {"s", "t", "p", "a", "m"}), "")
        known: dict[str, Any] = {
            "thread_id": self.thread,
            "post_id": self.post,
            "artefact_id": self.artefact,
            "report_id": self.report,
            "entry_id": self.entry,
            "note_id": self.note,
            "copy_id": self.note,
            "attempt_id": self.attempt,
            "plan_id": self.plan,
            "thanks_id": self.thanks,
            "enquiry_id": self.enquiry,
            "gap_id": self.gap,
            "line_id": self.line,
            "handle": self.handle,
            "tag": self.tag,
            "number": self.branch,
            "prompts": self.prompts,
            "key": self.file,
            "width": 320,
            "anything": "nowhere/at/all",
            "token": "1-secret",
            "slug": self.space if letter == "s" else self.slug,
            "id": {"t": self.thread, "p": self.post, "a": self.artefact}.get(letter),
        }
        return {name: known[name] for name in rule.arguments - set(rule.defaults or ())}

    def asked(self) -> dict[str, str]:
        """Return values for whatever a page may be asked with in its query or its form."""
        return {
            "space": self.space,
            "q": self.word,
            "words": self.word,
            "title": self.word,
            "tag": self.tag,
            "old": "1",
            "new": "2",
            "view": "sides",
            "from": "2",
            "before": "99999999",
            "to": "1",
            "other": str(next(iter(self.pages), self.artefact)),
            "thread": str(self.thread),
            "post": str(self.post),
            "posts": str(self.post),
            "into": "new",
            "library": self.space,
            "own": "1",
            "handle": self.handle,
            "person": self.handle,
            "helped": "1",
            "heard": "1",
            "line": self.word,
            "wish": "listen",
            "follow": "1",
            "section": self.word,
            "on": "1",
            "kinds.answer": "1",
            "blocked": "1",
            "pinned": "1",
            "outcome": "worked",
            "note": self.word,
            "kept": self.word,
            "changed": self.word,
            "happened": self.word,
            "tried_on": "2026-03-02",
            "day": str(now().date() + timedelta(days=30)),
            "place": self.word,
            "reason": self.word,
            "text": self.word,
            "part1": self.word,
            "heading1": self.word,
            "heading2": f"{self.word} 2",
            "version": "2",
            "revision": "1",
            "kind": "question",
            "step": f"t:{self.thread}",
            "done": "1",
            "phrase": self.word,
            "state": "hidden",
            "sure": "1",
            "texts": "stay",
            "path": f"{(self.artefact, *self.pages)[-1]}-1",
        }


ABSENT = Things(
    space="absent-space",
    thread=990_001,
    post=990_002,
    artefact=990_004,
    handle="absent-member",
    tag="absenttag",
    word="absentword",
    report=990_005,
    posts=(990_002,) * 7,
    pages=(990_013, 990_014, 990_015, 990_016),
    alone=990_006,
    note=990_007,
    attempt=990_008,
    plan=990_009,
    thanks=990_010,
    enquiry=990_011,
    gap=990_012,
    line=990_017,
    file="f" * 32,
)


def masked(text: str, *all_things: Things) -> str:
    """Return *text* without what an address gives away by itself, of any of *all_things*."""
    words = {w for a in all_things for w in (a.space, a.handle, a.tag, a.word, a.file)}
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "…")
    numbers = {
        number
        for a in all_things
        for number in (
            a.thread,
            a.alone,
            a.post,
            a.artefact,
            a.report,
            a.note,
            a.attempt,
            a.plan,
            a.thanks,
            a.enquiry,
            a.gap,
            a.line,
            *a.posts,
            *a.pages,
        )
    }
    whole = rf"(?:(?<=%[0-9A-F]{{2}})|(?<!\w))({'|'.join(map(str, sorted(numbers)))})(?!\w)"
    return re.sub(whole, "N", keyless(text))


def keyless(text: str) -> str:
    """Return *text* without what differs each time: form keys, moments, the host's tokens."""
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", text)
    text = re.sub(r"(said=[\w-]+\.[\w-]*)\.[0-9a-f]{8}\.[\w-]+", r"\1", text)  # its second, signed
    return TIMES.sub("<time>", KEYS.sub("K", text))


def routes(app: Flask) -> Iterator[Rule]:
    """Return every route of the forum in *app* but its static files."""
    mount = app.extensions["forum"].config.name
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(f"{mount}.") and not rule.endpoint.endswith(".static"):
            yield rule


def address(app: Flask, rule: Rule, things: Things) -> str:
    """Return the address of *rule* with its arguments filled from *things*."""
    values = {**things.values(rule), **(rule.defaults or {})}
    built = rule.build(values)
    assert built is not None, f"{rule} cannot be built from {values}"
    return str(built[1])


def pages(app: Flask, things: Things) -> list[str]:
    """Return the address of every page that can be asked for."""
    found = [address(app, rule, things) for rule in routes(app) if "GET" in (rule.methods or ())]
    return list(dict.fromkeys(found))


def shown_pages(app: Flask, things: Things) -> list[str]:
    """Return the address of every page that a browser shows, and does not store as a file."""
    stored = (".csv", ".md", ".json", ".html")
    return [
        address
        for address in pages(app, things)
        if not address.endswith((*stored, things.file, f"{things.file}/320"))
    ]


def furnish(
    world: World,
    space: Any,
    by: User,
    other: User,
    *,
    say: Callable[[str], str],
    tag: str,
    word: str,
) -> Things:
    """Fill *space* with one of everything; *say* makes the words of each field.

    *other* answers, is mentioned, follows and is notified. Both must be allowed to write there.
    """
    asker, helper = world.id(by), world.id(other)
    file = put_file(world, asker, say=say)
    handle = world.viewer(other).handle
    with world.request():
        first = write.open_thread(
            space_id=space.id,
            kind="question",
            title=f"{word} {say('title')}",
            tags=[tag, say("tag").lower()],
            author_id=asker,
            text=compose(f"{word} {say('opening')} @{handle}"),
            wish="listen",
        )
        thread = first.thread_id
        answer = write.write(thread, author_id=helper, text=compose(f"{word} {say('answer')}"))
        reply = write.write(
            thread,
            author_id=asker,
            text=compose(f"{word} {say('reply')} @{handle} [{say('link')}](forum:/f/{file})"),
            reply_to=answer,  # type: ignore[arg-type]
        )
        mirror = write.write(
            thread,
            author_id=helper,
            text=compose(
                f"{word} {say('reflection')}", prompts=newest_wording("what-so-what", "en")
            ),
            reflection=True,
        )
        revisions.edit(
            first.id,
            revision=1,
            editor_id=asker,
            text=compose(f"{word} {say('edited')}"),
            reason=say("reason"),
            title=f"{word} {say('title')}",
            tags=[tag, say("tag").lower()],
        )
        hidden = write.write(thread, author_id=helper, text=compose(say("hidden")))
        marks.mark(answer.id, helped=True)
        attempt = attempts.tell(Thing(post_id=answer.id), told(say), member_id=asker).id
        attempts.tell(Thing(post_id=hidden.id), told(say), member_id=asker)
        experience.say(first.id, say("there"), member_id=helper)
        experience.say(mirror.id, say("been"), member_id=asker)
        there = int(session().scalar(select(func.max(BeenThere.id))) or 0)
        said = compose(f"{word} {say('reply')} @{handle} [{say('link')}](forum:/f/{file})")
        revisions.edit(reply.id, revision=1, editor_id=asker, text=said)
        revisions.redact(reply.id, 1, by="stewards")
        removed = write.write(thread, author_id=helper, text=compose("Gone"))
        session().flush()
        withdraw.remove(removed.id, why=say("why"), title="")
        planned = plan_to_try(answer.id, asker, say=say)
        hide(hidden, say("why"))
        alone = write.open_thread(
            space_id=space.id,
            kind="reflection",
            title=f"{word} {say('alone')}",
            tags=[],
            author_id=asker,
            text=compose(f"{word} {say('mirror')}"),
        )
        single = alone.thread_id
        ids = (first.id, answer.id, reply.id, mirror.id, hidden.id, alone.id, removed.id)
    note = keep_journal(world, asker, thread, single, mirror=ids[5], say=say)
    artefact = keep(world, space.id, thread, ids[1], asker, say=say, tag=tag, word=word)
    withheld = keep_hidden(world, space.id, thread, ids[1], by, say=say, tag=tag)
    path = lead(world, space.id, thread, artefact, asker, say=say, word=word)
    report = tend(world, space.id, thread, ids[1], asker, helper, say=say)
    put_in_words(world, space.id, asker, say=say)
    with world.request():
        comment_on(artefact, ids[2], asker, closed_by=helper, say=say)
        missed = add(Gap, space_id=space.id, words=say("gap"), day=now().date(), form_hash="")
    said = tell_alone(world, asker, helper, answer=ids[1], mirror=ids[3], page=artefact, say=say)
    return Things(
        space=space.slug,
        thread=thread,
        post=ids[1],
        artefact=artefact,
        handle=handle,
        tag=tag,
        word=word,
        report=report,
        posts=ids,
        pages=(withheld, *(take_back(world, space.id, by, gone=gone) for gone in (0, 1)), path),
        alone=single,
        note=note,
        attempt=attempt,
        plan=planned,
        thanks=said[0],
        enquiry=said[1],
        gap=missed,
        line=there,
        file=file,
    )


def put_file(world: World, owner: int, *, say: Callable[[str], str]) -> str:
    """Put up a file with a thumbnail and with words, and return its key.

    No real one has both: it stands for all that can be asked of a file.
    """
    with world.request():
        number = session().scalar(select(func.count()).select_from(File))
        key = uuid5(NAMESPACE_OID, f"{say('file')} {number}").hex
        for end in ("", "-320"):
            storage().save(f"{key[:2]}/{key}{end}", BytesIO(say("bytes").encode()))
        blob = add(
            Blob,
            sha256=key * 2,
            stored_as=f"{key[:2]}/{key}",
            kind="png",
            size=len(say("bytes").encode()),
            width=900,
            height=600,
            widths="320",
            state="ready",
            text_state="read",
            first_line=say("line"),
        )
        add(BlobText, blob_id=blob, number=1, piece=1, text=say("words"))
        values = {"blob_id": blob, "member_id": owner, "name": f"{say('file')}.png"}
        add(File, key=key, sent_sha256=key * 2, leaves_at=now() + timedelta(days=1), **values)
    return key


def told(say: Callable[[str], str]) -> Told:
    """Return what is told of an attempt."""
    texts = {"kept": say("same"), "changed": say("other"), "happened": say("note")}
    return Told(outcome="worked", tried_on=now().date(), **texts)


def plan_to_try(post: int, owner: int, *, say: Callable[[str], str]) -> int:
    """Let a member plan to try a post; return the id of the plan."""
    plans.plan(Thing(post_id=post), member_id=owner, day=None, place=say("place"))
    return int(session().scalar(select(func.max(Plan.id))) or 0)


def tell_alone(
    world: World,
    by: int,
    to: int,
    *,
    answer: int,
    mirror: int,
    page: int,
    say: Callable[[str], str],
) -> tuple[int, int]:
    """Let a member thank another, and ask them alone; return the ids of the last of each."""
    with world.request():
        add(Thanks, member_id=to, artefact_id=page, text=say("thanks"))
        thanks = add(Thanks, member_id=by, post_id=answer, text=say("thanks"))
        add(Enquiry, member_id=by, asked_id=to, artefact_id=page, text=say("asking"))
        enquiry = add(Enquiry, member_id=to, asked_id=by, post_id=mirror, text=say("asking"))
        thread = session().scalar(select(Post.thread_id).where(Post.id == answer))
        of = {"thread_id": thread, "post_id": answer}
        unless_there(Notice, {"member_id": to, "kind": "thanked", **of})
        unless_there(Notice, {"member_id": by, "kind": "asked", **of, "post_id": mirror})
        unless_there(Notice, {"member_id": to, "kind": "asked", "artefact_id": page})
    return thanks, enquiry


def add(model: type[Base], **values: Any) -> int:
    """Insert a row and return the first column of its key."""
    made = model(**values)
    session().add(made)
    session().flush()
    return int(inspect(made).identity[0])


def hide(post: Any, why: str) -> None:
    """Hide *post* as a steward would."""
    session().flush()
    moderate.hide(post.id, why=why)


def keep_journal(
    world: World, author: int, thread: int, other: int, *, mirror: int, say: Callable[[str], str]
) -> int:
    """Write an entry about *thread*; its copy is the post *mirror* in *other*. Return its id."""
    with world.request():
        note = add(
            Entry,
            author_id=author,
            thread_id=thread,
            title=say("note"),
            source=say("entry"),
            html=f"<p>{say('entry')}</p>",
            render_version=RENDER_VERSION,
            form_key=f"of {thread}",
            saved_by=f"of {thread}",
        )
        add(Copy, member_id=author, entry_id=note, thread_id=other, post_id=mirror)
    return note


def keep(
    world: World,
    space: int,
    thread: int,
    post: int,
    author: int,
    *,
    say: Callable[[str], str],
    tag: str,
    word: str,
) -> int:
    """Keep a thread's post in the library, with a second revision; return the artefact's id."""
    title = f"{word} {say('artefact')}"
    headings = "".join(f"<h4>{say('section')} {n}</h4>" for n in range(4))
    with world.request():
        made = add(
            Artefact,
            space_id=space,
            kind="summary",
            title=title,
            slug=slug(title),
            tags=f"{tag}, {say('kept').lower()}",
            html=f"<p>{word} {say('page')}</p>{headings}",
            render_version=1,
            author_id=author,
            revision=2,
        )
        for number in (1, 2):
            add(
                ArtefactRevision,
                artefact_id=made,
                number=number,
                kind="summary",
                title=title,
                source=f"{word} {say('page')} {number}\n\n# {say('section')} {number}",
                editor_id=author,
                reason=say("keeping"),
                tags=f"{tag}, {say('kept').lower()}",
            )
        for name in (tag, say("kept").lower()):
            add(ArtefactTag, artefact_id=made, tag=name)
        add(ArtefactSource, artefact_id=made, post_id=post, thread_id=thread)
        attempts.tell(Thing(artefact_id=made), told(say), member_id=author)
        add_to_counters(thread, kept=1)
        record_changes(session(), kind="artefact", ids=[made])
    return made


def keep_hidden(
    world: World,
    space: int,
    thread: int,
    post: int,
    by: User,
    *,
    say: Callable[[str], str],
    tag: str,
) -> int:
    """Keep a thread's post in a page that a steward hides, with all that hangs on it."""
    viewer, author = world.viewer(by), world.id(by)
    with world.request():
        made = artefacts.create(
            space_id=space,
            kind="document",
            title=say("hiddentitle"),
            tags=(tag, say("hiddentag").lower()),
            author_id=author,
            text=compose(f"# {say('hiddensection')}\n\n{say('hiddenpage')}"),
            sources=[(thread, post)],
            reason=say("hiddenreason"),
        ).id
        page = pages_in.artefact(viewer, made)
        assert page
        comment(
            page,
            Place("", say("hiddenwords")),
            address=f"{world.home}/a/{made}-{page.slug}",
            author_id=author,
            text=compose(say("reply")),
        )
        attempts.tell(Thing(artefact_id=made), told(say), member_id=author)
        plans.plan(Thing(artefact_id=made), member_id=author, day=None, place=say("place"))
        unless_there(Notice, {"member_id": author, "kind": "tried", "artefact_id": made})
        visibility.hide(made, why=say("hiddenwhy"), thread_title=say("title"))
        add(LogEntry, space_id=space, actor_id=author, act="hide_page", artefact_id=made)
        add(Report, space_id=space, artefact_id=made, reporter_id=author, text=say("pagereport"))
    return made


def comment_on(
    artefact: int, post: int, by: int, *, closed_by: int, say: Callable[[str], str]
) -> None:
    """Let a post be a comment on a page that is open for comment, which somebody has closed."""
    words = {"words": say("commented"), "closed_why": say("became")}
    of = {"artefact_id": artefact, "revision": 1, "closed_by": closed_by, "closed_revision": 2}
    add(Placement, post_id=post, **of, **words)
    add(LastDay, artefact_id=artefact, day=now().date())
    thread = session().scalar(select(Post.thread_id).where(Post.id == post))
    about = {"kind": "taken_up", "thread_id": thread, "post_id": post}
    unless_there(Notice, {"member_id": by, **about})


def take_back(world: World, space: int, by: User, *, gone: int) -> int:
    """Make a page that its maker withdraws, or a steward removes; return its id."""
    viewer, author = world.viewer(by), world.id(by)
    with world.request():
        made = artefacts.create(
            space_id=space,
            kind="story",
            title="Taken back",
            tags=(),
            author_id=author,
            text=compose("Nothing"),
        ).id
        page = pages_in.artefact(viewer, made)
        assert page
        if gone:
            visibility.remove(page, why="A name", thread_title="A page")
        else:
            visibility.withdraw(page, thread_title="A page")
    return made


def lead(
    world: World,
    space: int,
    thread: int,
    page: int,
    by: int,
    *,
    say: Callable[[str], str],
    word: str,
) -> int:
    """Lead a path through a thread and a page, whose first step *by* has done; return its id."""
    text = f"# {say('stage')}\n\n- [{say('step')}](forum:/t/{thread})\n- forum:/a/{page}"
    with world.request():
        made = artefacts.create(
            space_id=space,
            kind="path",
            title=f"{word} {say('path')}",
            tags=(),
            author_id=by,
            text=compose(f"{text}\n- {say('asks')}?"),
        ).id
        again = compose(f"{text}\n- {say('asks')}?", earlier=text)
        said = {"kind": "path", "title": f"{word} {say('path')}", "tags": ()}
        artefacts.revise(made, revision=1, editor_id=by, text=again, **said)
        redact_page(made, [1], by="stewards")
        add(StepMark, member_id=by, target=f"t:{thread}")
        add(StepMark, member_id=by, target=f"a:{page}", artefact_id=page)
    return made


def put_in_words(world: World, space: int, by: int, *, say: Callable[[str], str]) -> None:
    """Give a space a goal, a last day that has come, and words of its own for questions."""
    asked = [("1", say("question"), say("hint")), ("2", say("second"), "")]
    with world.request():
        add(
            PromptWording,
            space_id=space,
            key="what-so-what",
            version=2,
            language="en",
            title=say("set"),
            questions=json.dumps(asked),
            author_id=by,
        )
        values = {"goal": say("goal"), "last_day": now().date(), "prompts": "{}"}
        session().execute(update(Space).where(Space.id == space).values(values))


def tend(
    world: World,
    space: int,
    thread: int,
    post: int,
    by: int,
    about: int,
    *,
    say: Callable[[str], str],
) -> int:
    """Report a post, write the log, notify somebody; return the report's id."""
    with world.request():
        report = add(Report, space_id=space, post_id=post, reporter_id=by, text=say("report"))
        add(
            LogEntry,
            space_id=space,
            actor_id=by,
            act="hide",
            thread_id=thread,
            post_id=post,
            member_id=about,
            reason=say("log"),
        )
        for model, values in (
            (Follow, {"member_id": about, "thread_id": thread, "following": True}),
            (Follow, {"member_id": about, "space_id": space, "following": True}),
            (Notice, {"member_id": about, "kind": "mention", "thread_id": thread, "post_id": post}),
            (Notice, {"member_id": about, "kind": "helped", "thread_id": thread, "post_id": post}),
            (Notice, {"member_id": by, "kind": "report", "space_id": space}),
        ):
            unless_there(model, values)
    return report


def unless_there(model: type[Base], values: dict[str, Any]) -> None:
    """Insert a row unless a room has already done so."""
    keys = {name: values[name] for name in values if name.endswith("_id") or name == "kind"}
    if session().query(model).filter_by(**keys).first() is None:
        add(model, **values)
