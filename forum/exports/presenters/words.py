"""The words about what is exported that all formats of an export have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.web.i18n import t
from ...core.web.times import date, day

if TYPE_CHECKING:
    from .page import ExportedPage
    from .thread import ExportedPost, ExportedThread


def head(post: ExportedPost) -> str:
    """Return who wrote *post* as what, and when: "Answer by Ana, 3 May 2026, #4"."""
    by = {
        "opening": t("Started by %(name)s", name=post.author),
        "answer": t("Answer by %(name)s", name=post.author),
        "reply": t("Reply by %(name)s", name=post.author),
        "post": t("Post by %(name)s", name=post.author),
        "reflection": t("Reflection by %(name)s", name=post.author),
    }
    return f"{by[post.kind]}, {day(post.at)}, #{post.number}"


def notes(post: ExportedPost, asker: str) -> list[str]:
    """Return what is said about *post*; *asker* is who opened its thread."""
    said = []
    if post.in_reply_to:
        said.append(t("in reply to #%(n)d", n=post.in_reply_to))
    if post.edited:
        said.append(t("edited"))
    if post.helped and post.state == "shown":
        said.append(t("This helped %(name)s", name=asker))
    if post.tried:
        said.append(post.tried)
    if post.origin:
        said.append(post.origin)
    if post.state == "hidden":
        said.append(t("This post is hidden."))
    elif post.state == "withdrawn":
        said.append(t("The author has deleted this post."))
    elif post.state == "removed":
        said.append(t("The people who look after this space have removed this post."))
    return said


def source(of: ExportedThread | ExportedPage) -> str:
    """Return where a thread or a page stands, and when this was taken from there."""
    return t("From %(space)s, as it was on %(day)s:", space=of.space, day=date(of.exported_on))


def facts(page: ExportedPage) -> list[str]:
    """Return what is said of *page* in a line: its kind, version, state and origin."""
    version = f"{t('Version %(n)d', n=page.version)}, {day(page.revised_at)}"
    other = page.replaced_by
    replaced = t("Replaced by “%(title)s”", title=other.title) if other else ""
    said = (page.kind, version, replaced or page.state, page.origin, page.review)
    return [words for words in said if words]
