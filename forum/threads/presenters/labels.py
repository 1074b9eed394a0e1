"""The labels on a page of posts, translated once a language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from ...core.web.i18n import translate

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True)
class PostLabels:
    """The labels of posts in one language."""

    by: Mapping[str, str]
    """What stands before the author's name, by the kind of the post."""
    outcomes: Mapping[str, str]
    """How an answer went, by the outcome of a report."""
    reflection: str
    former: str
    edited: str
    in_reply_to: str
    new: str
    post: str
    link_to: str
    withdrawn: str
    hidden: str
    because: str
    reply: str
    to: str
    this_helped: str
    helped_me: str
    tried_this: str
    more_for: str
    quote: str
    about: str
    earlier: str
    edit: str
    withdraw: str
    report: str
    hide: str
    restore: str
    untried: str


@cache
def post_labels(to: str) -> PostLabels:
    """Return the labels of posts in the language *to*."""
    t = partial(translate, to)
    return PostLabels(
        by={
            "opening": t("Started by"),
            "answer": t("Answer by"),
            "reply": t("Reply by"),
            "post": t("Post by"),
            "reflection": t("Reflection by"),
        },
        outcomes={"worked": t("worked"), "partly": t("partly"), "not": t("did not work")},
        reflection=t("Reflection"),
        former=t("former member"),
        edited=t("edited"),
        in_reply_to=t("in reply to"),
        new=t("new"),
        post=t("Post"),
        link_to=t("Link to this post"),
        withdrawn=t("The author has deleted this post."),
        hidden=t("This post is hidden."),
        because=t("Reason:"),
        reply=t("Reply"),
        to=t("to"),
        this_helped=t("This helped"),
        helped_me=t("This helped me"),
        tried_this=t("I tried this"),
        more_for=t("Actions for"),
        quote=t("Quote"),
        about=t("About"),
        earlier=t("Earlier versions"),
        edit=t("Edit"),
        withdraw=t("Delete"),
        report=t("Report"),
        hide=t("Hide"),
        restore=t("Show again"),
        untried=t("Nobody has tried it yet"),
    )
