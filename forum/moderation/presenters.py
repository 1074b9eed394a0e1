"""What the log of a space says of each act."""

from __future__ import annotations

from ..core.web.i18n import t


def acts() -> dict[str, str]:
    """Return, by act, what somebody did: printed after their name."""
    return {
        "hide": t("hid a post"),
        "restore": t("showed a hidden post again"),
        "leave": t("looked at a reported post and left it as it is"),
        "pin": t("pinned a thread"),
        "unpin": t("unpinned a thread"),
        "lock": t("locked a thread"),
        "unlock": t("unlocked a thread"),
        "move": t("moved a thread to another space"),
        "receive": t("moved a thread here"),
        "block": t("blocked a member from writing"),
        "unblock": t("let a member write again"),
        "make": t("made this space"),
        "describe": t("changed what this space says about itself"),
        "open": t("opened this space to everyone"),
        "close": t("closed this space"),
        "bind": t("said that the people of a group read this space"),
        "admit": t("added a member"),
        "dismiss": t("ended a membership"),
        "entrust": t("asked a member to look after this space"),
        "relieve": t("ended a member’s looking after this space"),
        "archive": t("archived this space"),
        "unarchive": t("opened the archived space for writing again"),
    }
