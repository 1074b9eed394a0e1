"""One file: put up with a post, read, looked at by somebody else, and what was wrong with that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import func, select
from werkzeug.http import parse_options_header

from forum.core.database.base import now
from forum.core.database.session import session
from forum.core.file_kinds import KINDS
from forum.core.web.forms import new_key
from forum.files import queries
from forum.files.models import File
from forum.files.queue import TRIES, work_off
from forum.files.rows import FileRow
from forum.threads.models import Post

from .names import CONTENT_TYPE, form_of
from .site import Target

WORDS = "As attached."
LONGEST = 35.0
"""Seconds for each process that is started: it is ended after thirty."""
CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
LEFTOVER = re.compile(rb"<script|<\?php|<svg|%PDF-|PK\x05\x06", re.I)
"""What no picture that we have drawn says."""
UNSAFE = re.compile(r'[/\\:"<>|?*\0-\x1f\u200e\u200f\u202a-\u202e\u2066-\u2069]|^\.|[. ]$')
"""What the name of a file that is saved never has."""
MEDIA = {kind.media for kind in KINDS.values()}
POLICY = "default-src 'none'", "sandbox", "frame-ancestors 'none'"


@dataclass
class Outcome:
    """What became of a file."""

    kind: str = ""
    """That was found in its bytes; empty if it was not taken."""
    words: str = ""
    """Why it was not taken, or what became of reading it."""
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)


def attempt(target: Target, path: Path, hostile_name: str = "") -> Outcome:
    """Return what became of the file *path*; with a *hostile_name* it is sent once more so."""
    begun = monotonic()
    outcome = Outcome()
    try:
        outcome.wrong += _with_post(target, path, outcome)
        if hostile_name:
            outcome.wrong += by_script(target, path, hostile_name)
        if hostile_name and not outcome.kind:
            outcome.wrong += with_form(target, path, hostile_name)
    except Exception as error:
        outcome.wrong.append(f"raised {type(error).__name__}: {error!s:.300}")
    outcome.seconds = monotonic() - begun
    if outcome.seconds > LONGEST * (TRIES + 2):
        outcome.wrong.append(f"took {outcome.seconds:.0f} s")
    outcome.wrong += target.noted()
    outcome.wrong += [f"left {left}" for left in (target.folder.parent / "tmp").iterdir()]
    return outcome


def _send(target: Target, where: str, path: Path, name: str, **fields: str) -> Any:
    body, length = form_of({"form_key": new_key(), **fields}, path, name)
    with body:
        return target.writes.post(
            where, input_stream=body, content_length=length, content_type=CONTENT_TYPE
        )


def _with_post(target: Target, path: Path, outcome: Outcome) -> Iterator[str]:
    """Put the file up with an answer, without a script; yield what is wrong."""
    answer = _send(target, f"{target.thread}/reply", path, path.name, text=WORDS)
    if answer.status_code == 302:
        file = _read(target)
        said = file.text_state if file.kind and file.text_state != "none" else ""
        outcome.kind, outcome.words = file.kind, f"taken{said and ', words: '}{said}"
        yield from _reading(target, file)
        yield from _serving(target, file)
        return
    yield from _refusal(target, answer, outcome)
    again = {"text": WORDS, "form_key": new_key()}
    if target.writes.post(f"{target.thread}/reply", data=again).status_code != 302:
        yield "the post cannot be saved without it"


def _refusal(target: Target, answer: Any, outcome: Outcome) -> Iterator[str]:
    """Yield what is wrong with the page that says why a file is not taken."""
    text = unescape(answer.text)
    outcome.words = next((words for words in target.sentences if f": {words}." in text), "")
    if answer.status_code != 422 or not outcome.words:
        yield f"answered {answer.status_code} without a sentence of ours"
    if WORDS not in text:
        yield "the text was lost"
    if found := CONTROL.search(text) or TURNING.search(text):
        yield f"the page that refuses it has {found[0]!r}"


def with_form(target: Target, path: Path, name: str) -> Iterator[str]:
    """Put up a file that is not taken once more, under a hostile *name*."""
    answer = _send(target, f"{target.thread}/reply", path, name, text=WORDS)
    if answer.status_code == 302:  # a text may be of another kind by the ending of its name
        return
    for wrong in _refusal(target, answer, Outcome()):
        yield f"named {name[:20]!r}: {wrong}"


def _read(target: Target) -> FileRow:
    """Let the worker read what waits, also after its pauses; return the file on the newest post."""
    with target.world.app.app_context():
        for days in range(TRIES):
            work_off(now() + timedelta(days=days))
        newest = select(func.max(Post.id)).scalar_subquery()
        on_it = select(File.key).where(File.place == "post", File.place_id == newest)
        key = session().scalar(on_it)
        found = queries.file(key or "")
        session().rollback()
    assert found is not None, "a post was saved without its file"
    return found


def _reading(target: Target, file: FileRow) -> Iterator[str]:
    """Yield what is wrong with the words of a file, and with its page as another reads it."""
    if file.text_state == "waiting" or file.place != "post":
        yield f"is {file.state}, its words {file.text_state}, on {file.place}"
    page = target.reads.get(f"{target.world.home}/f/{file.key}/about")
    if page.status_code != 200:
        yield f"its page answered {page.status_code}"
    if found := CONTROL.search(page.text):
        yield f"its page has {found[0]!r}"
    with target.world.app.app_context():
        texts = [part.text for part in queries.text_of(file.blob_id)]
        session().rollback()
    words = [word for text in texts for word in re.findall(r"\w{6,20}", text[:3_000])]
    if words:
        where = f"{target.world.home}/-/search"
        hits = target.reads.get(where, query_string={"q": max(words, key=words.index)})
        if hits.status_code != 200 or CONTROL.search(hits.text):
            yield f"search answered {hits.status_code}, or with what is no letter"


def _serving(target: Target, file: FileRow) -> Iterator[str]:
    """Yield what is wrong with the bytes of a file, as another is sent them."""
    address = f"{target.world.home}/f/{file.key}"
    family = KINDS[file.kind].family
    for end in ("", "?save=1", *(f"/{width}" for width in filter(None, file.widths.split(",")))):
        answer = target.reads.get(address + end, buffered=False)
        pieces = answer.iter_encoded()
        found = family == "picture" and bool(LEFTOVER.search(b"".join(pieces)))
        answer.close()
        for wrong in [*_headers(answer, family, inline="save" not in end), *["leftovers"] * found]:
            yield f"{end or 'it'} as {file.kind}: {wrong}"


def _headers(answer: Any, family: str, *, inline: bool) -> Iterator[str]:
    """Yield what is wrong with the headers of a file that is sent."""
    if answer.status_code != 200:
        yield f"answered {answer.status_code}"
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        yield "without nosniff"
    policy = answer.headers.get("Content-Security-Policy", "")
    if not all(word in policy for word in POLICY):
        yield f"with the policy {policy!r}"
    if answer.mimetype not in MEDIA:
        yield f"sent as {answer.mimetype}"
    shown = family in ("picture", "audio", "video") and inline
    plain = answer.mimetype.partition("/")[0] in ("image", "audio", "video")
    disposition = answer.headers.get("Content-Disposition", "")
    if disposition.partition(";")[0] != ("inline" if shown else "attachment") or shown > plain:
        yield f"sent with {disposition!r}"
    if any(sign in line for _, line in answer.headers for sign in "\r\n\0"):
        yield "with a header of several lines"


def by_script(target: Target, path: Path, name: str) -> Iterator[str]:
    """Put the file up under a hostile name, as the script of a form does, and take it back."""
    answer = _send(target, f"{target.world.home}/-/files", path, name)
    told = answer.get_json(silent=True) or {}
    if answer.status_code == 422 and told.get("fault") in target.sentences:
        return
    if answer.status_code != 200 or "address" not in told:
        yield f"named {name[:20]!r} it answered {answer.status_code}"
        return
    saved = target.writes.get(f"{told['address']}?save=1", buffered=False)
    saved.close()
    name_sent = parse_options_header(saved.headers["Content-Disposition"])[1]["filename"]
    page = target.writes.get(f"{told['address']}/about")
    if (saved.status_code, page.status_code) != (200, 200) or UNSAFE.search(name_sent):
        yield f"named {name[:20]!r} it is saved as {name_sent!r}, its page {page.status_code}"
    if target.reads.get(told["address"]).status_code != 404:
        yield "somebody else reads it before it is on a text"
    dropped = target.writes.post(f"{target.world.home}/-/files/{told['key']}/drop")
    if dropped.status_code != 204:
        yield f"dropping it answered {dropped.status_code}"
