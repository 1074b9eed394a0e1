"""What a message says has happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.web.i18n import t
from .decisions import decided

if TYPE_CHECKING:
    from ..rows import NewsRow


def what_happened(row: NewsRow) -> str:
    """Return what happened, as the line above a title."""
    if row.kind == "hidden":
        return decided(row)
    if row.page_author_id and row.answered_id != row.member_id:
        if row.page_author_id == row.member_id:
            return t("A new comment on your page")
        if row.kind == "reply":
            return t("A new comment on a page you commented on")
    words = {
        "answer": t("An answer to your question"),
        "mention": t("Somebody mentioned you"),
        "follow": t("A new post in a thread you follow"),
        "opened": t("A new thread in a space you follow"),
        "helped": t("Your answer helped"),
        "tried": t("Somebody tried something you wrote"),
        "there": t("Somebody has been where you are"),
        "thanked": t("Somebody thanked you for something you wrote"),
        "asked": t("Somebody asked you about this"),
        "due": t("You planned to try this. How did it go?"),
        "kept": t("One of your posts was saved to the library"),
        "revised": t("A page you wrote was changed"),
        "version": t("A page you follow was changed"),
        "taken_up": t("Your comment on a page was closed"),
        "closing_soon": t("Last days to comment on a page you follow"),
        "look_again": t("A page is due to be checked"),
        "report": t("Reports waiting for your decision"),
    }
    if row.kind in words:
        return words[row.kind]
    mine = row.opener_id == row.member_id and not row.page_author_id
    return t("A new post in your thread") if mine else t("A reply to your post")
