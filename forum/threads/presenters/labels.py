"""The labels on a page of posts, translated once per language."""

from __future__ import annotations

from functools import cache, partial
from typing import Protocol

from ...core.web.i18n import translate, word


class Tried(Protocol):
    """What has been tried: a post, a thread, or one that was found."""

    @property
    def tried(self) -> int:
        """How many people have tried it."""

    @property
    def worked(self) -> int:
        """For how many it worked."""

    @property
    def partly(self) -> int:
        """For how many it partly worked."""


def tried(to: str, row: Tried) -> str:
    """Return how it went for those who tried *row*: "Tried 4: worked 2, partly 1, did not 1".

    *to* is the language. Empty if nobody has tried it.
    """
    outcomes = (
        (word("worked %(n)d"), row.worked),
        (word("partly %(n)d"), row.partly),
        (word("did not %(n)d"), row.tried - row.worked - row.partly),
    )
    said = ", ".join(translate(to, words, n=n) for words, n in outcomes if n)
    return translate(to, "Tried %(n)d:", n=row.tried) + f" {said}" if row.tried else ""


class PostLabels:
    """The labels of posts in the language *to*."""

    def __init__(self, to: str) -> None:
        t = partial(translate, to)
        self.tried = partial(tried, to)
        self.by = {
            "opening": t("Started by"),
            "answer": t("Answer by"),
            "reply": t("Reply by"),
            "post": t("Post by"),
            "reflection": t("Reflection by"),
        }
        """What stands before the author's name, by the kind of the post."""
        self.outcomes = {"worked": t("worked"), "partly": t("partly"), "not": t("did not work")}
        """How an answer went, by the outcome of a report."""
        self.reflection = t("Reflection")
        self.former = t("former member")
        self.edited = t("edited")
        self.in_reply_to = t("in reply to")
        self.new = t("new")
        self.post = t("Post")
        self.link_to = t("Link to this post")
        self.withdrawn = t("The author has deleted this post.")
        self.hidden = t("This post is hidden.")
        self.because = t("Reason:")
        self.reply = t("Reply")
        self.to = t("to")
        self.this_helped = t("This helped")
        self.helped_me = t("This helped me")
        self.tried_this = t("I tried this")
        self.more_for = t("Actions for")
        self.quote = t("Quote")
        self.about = t("About")
        self.earlier = t("Earlier versions")
        self.edit = t("Edit")
        self.withdraw = t("Delete")
        self.report = t("Report")
        self.hide = t("Hide")
        self.restore = t("Show again")
        self.untried = t("Nobody has tried it yet")


post_labels = cache(PostLabels)
