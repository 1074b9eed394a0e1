"""The words of a page of posts, settled once a language."""

from __future__ import annotations

from functools import cache, partial
from types import SimpleNamespace

from ...core.web.i18n import translate


@cache
def post_words(to: str) -> SimpleNamespace:
    """Return the words of posts in the language *to*, by name."""
    t = partial(translate, to)
    return SimpleNamespace(
        by={
            "opening": t("Opened by"),
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
        back=t("Its author has taken this post back."),
        hidden=t("This post is hidden."),
        because=t("The reason given:"),
        reply=t("Reply"),
        to=t("to"),
        this_helped=t("This helped"),
        helped_me=t("This helped me"),
        tried_this=t("I tried this"),
        more_for=t("More for"),
        quote=t("Quote"),
        about=t("About"),
        earlier=t("Earlier versions"),
        edit=t("Edit"),
        take_back=t("Take back"),
        report=t("Report"),
        hide=t("Hide"),
        show_again=t("Show again"),
        untried=t("Nobody has tried it yet"),
    )
