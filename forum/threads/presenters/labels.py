"""The labels on a page of posts, translated once per language."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from ...core.web.i18n import number_in, translate, translate_n, word

if TYPE_CHECKING:
    from ..rows import Counted


def tried(to: str, of: Counted) -> str:
    """Return how it went, in the language *to*: "Tried 4 times in 3 organisations: worked 4".

    Empty if nobody has tried it; without organisations if it is not known where.
    """
    if not of.tried:
        return ""
    outcomes = (
        (word("worked %(n)s"), of.worked),
        (word("partly %(n)s"), of.partly),
        (word("did not %(n)s"), of.tried - of.worked - of.partly),
    )
    said = ", ".join(translate(to, words, n=number_in(to, n)) for words, n in outcomes if n)
    where, places = translate_n(to, "Tried once", "Tried %(n)d times", of.tried), of.organisations
    if places:
        where += " " + translate_n(to, "in %(n)d organisation", "in %(n)d organisations", places)
    return f"{where}: {said}"


TAKES = {
    "first": word("first take"),
    "later": word("written after the others could be read"),
    "changed": word("since then: view changed"),
    "sharper": word("since then: view sharper"),
    "same": word("since then: view the same"),
}
"""The words about a first take, and about what became of it."""


class PostLabels:
    """The labels of posts in the language *to*."""

    def __init__(self, to: str) -> None:
        t = partial(translate, to)
        self.tried = partial(tried, to)
        self.all_results = partial(translate_n, to, "All %(n)d result", "All %(n)d results")
        self.by = {
            "opening": t("Started by"),
            "answer": t("Answer by"),
            "reply": t("Reply by"),
            "post": t("Post by"),
            "reflection": t("Reflection by"),
        }
        """What stands before the author's name, by the kind of the post."""
        self.reflection, self.former = t("Reflection"), t("former member")
        self.edited = t("edited")
        self.takes = {value: t(words) for value, words in TAKES.items()}
        self.tell, self.untried = t("Has your view changed?"), t("Nobody has tried it yet")
        self.in_reply_to, self.before = t("in reply to"), t("before it was edited")
        self.new, self.post, self.link_to = t("new"), t("Post"), t("Link to this post")
        self.same_questions = t("All texts with these questions")
        self.withdrawn = t("The author has deleted this post.")
        self.hidden, self.remove = t("This post is hidden."), t("Remove for good")
        self.removed = t("The people who look after this space have removed this post.")
        self.object = t("Answer the people who hid it")
        self.because, self.reply, self.to = t("Reason:"), t("Reply"), t("to")
        self.this_helped, self.helped_me = t("This helped"), t("This helped me")
        self.tried_this, self.correct = t("I tried this"), t("Change")
        self.plan, self.more_for = t("I will try this"), t("Actions for")
        self.thank, self.ask = t("Thank"), t("Ask one person")
        self.quote, self.about = t("Quote"), t("About the author")
        self.note, self.notes = t("Note for myself"), partial(t, "Your notes (%(n)d)")
        self.earlier = t("Earlier versions")
        self.edit, self.withdraw, self.report = t("Edit"), t("Delete"), t("Report")
        self.hide, self.restore = t("Hide"), t("Show again")
        self.answer, self.been_there = t("Answer"), t("I have been there")
        self.help, self.heard = t("What would help:"), t("%(name)s says: yes, that is it.")
        self.that_is_it, self.put_right = t("Yes, that is it"), t("Put it right")


post_labels = cache(PostLabels)
