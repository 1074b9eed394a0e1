"""Kept posts as the text they become, and what is said of those that stay out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...artefacts.details import Details
from ...core.text.markdown import blocks
from ...core.text.sections import join_sections
from ...core.web.forms import Form
from ...core.web.i18n import language, t
from ...core.web.submission import PARTS
from ...prompts.presenters import first_form, newest_wording, wording_of
from ...threads.quotations import quotation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...artefacts.rows import ArtefactRow
    from ...threads.rows import ChosenPostRow
    from ..rows import Kept

BOXES, TO_TAKE_HOME = "kept", "take-home"
"""The sets of questions of a new page, and of a note for oneself."""


def first_draft(kept: Kept, space_id: int, /, **start: str) -> Form:
    """Return the form of a new page: what was asked, what we know now, and what is open.

    In one field where the host leaves questions out, or a space asks only one.
    """
    form = first_form(BOXES, space_id, **{**Details()._asdict(), **start})
    return _filled(form, [_quoted(kept, opening=True), _quoted(kept, opening=False)])


def note(kept: Kept, *, about: str) -> Form:
    """Return the form of a note for oneself: the posts, room for an idea, and where they stand."""
    stay = [post for post, _ in kept.out]
    links = [f"- [{_name(post)}](forum:/p/{post.id})" for post in [*kept.posts, *stay]]
    parts = [_quoted(kept, opening=True), _quoted(kept, opening=False), "", "\n".join(links)]
    form = first_form(TO_TAKE_HOME, about=about)
    if form["prompts"]:
        return _filled(form, parts)
    headings = newest_wording(TO_TAKE_HOME, language()).headings
    return _filled(form, [join_sections(headings, parts)])


def with_section(form: Form, source: str, kept: Kept) -> Form:
    """Return the *form* of an edit of *source* with *kept* posts below its text, to be edited.

    A page with the three boxes has them in the second; any other has one more section.
    """
    words, asked = _words(kept, kept.posts), wording_of(form)
    more = {"posts": ",".join(str(post.id) for post in kept.posts), "thread": str(kept.thread.id)}
    more |= {"reason": t("Added posts from a thread")}
    if asked and asked.key == BOXES and len(asked.questions) > 1:
        return Form({**form.sent, **more, PARTS[1]: f"{form[PARTS[1]]}\n\n{words}".lstrip()})
    rest = {name: value for name, value in form.sent.items() if name not in {"prompts", *PARTS}}
    section = f"{_mark(source)} {t('From a thread')}\n\n{words}"
    return Form({**rest, **more, "text": f"{source.rstrip()}\n\n{section}".lstrip()})


def with_page(form: Form, source: str, other: ArtefactRow, text: str) -> Form:
    """Return the *form* of an edit of *source* with the *text* of an *other* page below its own.

    It is a section with the title of that page; its own sections are in it.
    """
    mark = _mark(source)
    rest = {name: value for name, value in form.sent.items() if name not in {"prompts", *PARTS}}
    section = f"{mark} {other.title}\n\n{_below(mark, text)}"
    more = {"other": str(other.id), "reason": t("Added the text of another page")}
    return Form({**rest, **more, "text": f"{source.rstrip()}\n\n{section}".lstrip()})


def _below(mark: str, text: str) -> str:
    """Return *text* with its headings in a section that begins with *mark*."""
    lines = text.split("\n")
    found = [
        (token.map[0], token.markup)
        for token in blocks(text) or ()
        if token.type == "heading_open" and token.map and not token.level
    ]
    marks = [(line, sign) for line, sign in found if lines[line].startswith(sign) and "#" in sign]
    deeper = len(mark) + 1 - min((len(sign) for _, sign in marks), default=len(mark) + 1)
    for line, sign in marks if deeper > 0 else ():
        lines[line] = "#" * min(deeper, 6 - len(sign)) + lines[line]
    return "\n".join(lines)


def _mark(source: str) -> str:
    """Return what a section of the highest level begins with in *source*."""
    found = [token.markup for token in blocks(source) or () if token.type == "heading_open"]
    return min((mark for mark in found if mark.startswith("#")), key=len, default="#")


def staying_out(kept: Kept | None) -> list[str]:
    """Return which posts stay out, one sentence for each reason."""
    if kept is None:
        return []
    name = kept.thread.space_name
    reasons = {
        "closed": t("written by others in the closed space “%(name)s”.", name=name),
        "own": t(
            "written by you in the closed space “%(name)s”. You did not tick the box for your own "
            "posts.",
            name=name,
        ),
        "long": t("too long together with the others."),
    }
    numbers: dict[str, list[str]] = {}
    for post, why in kept.out:
        numbers.setdefault(reasons[why], []).append(f"#{post.number}")
    return [f"{', '.join(those)}: {reason}" for reason, those in numbers.items()]


def _name(post: ChosenPostRow) -> str:
    return t("Post %(n)d", n=post.number)


def _quoted(kept: Kept, *, opening: bool) -> str:
    return _words(kept, [post for post in kept.posts if (post.number == 1) == opening])


def _words(kept: Kept, posts: Sequence[ChosenPostRow]) -> str:
    """Return *posts* as quotations by reference.

    One's own words that leave a closed place are not quoted: only its readers would read them.
    """
    quotations = [quotation(post) for post in posts]
    if not kept.taken_out:
        return "".join(quotations)
    return "".join(_unquoted(words) for words in quotations)


def _unquoted(words: str) -> str:
    """Return the text of a quotation without the signs, and the line, that make it one."""
    _credit, _empty, *lines = words.split("\n")
    return "\n".join(line.removeprefix(">").removeprefix(" ") for line in lines)


def _filled(form: Form, parts: Sequence[str]) -> Form:
    """Return *form* with *parts* in its answers; in one field if it does not have as many."""
    asked = wording_of(form)
    if asked and len(asked.questions) >= len(parts):
        return Form({**form.sent, **dict(zip(PARTS, parts, strict=False))})
    whole = "\n\n".join(filter(None, parts))
    return Form({**form.sent, PARTS[0] if asked else "text": whole})
