"""What the log calls it when something is taken out."""

from __future__ import annotations

from ...core.web.i18n import t


def removal_acts() -> dict[str, str]:
    """Return the words for what somebody took out, by the act in the log; they follow the name."""
    return {
        "remove": t("removed a post for good"),
        "remove_page": t("removed a page for good"),
        "hide_result": t("hid the words of a result"),
        "restore_result": t("showed the words of a result again"),
        "remove_result": t("removed the words of a result for good"),
        "hide_line": t("hid a line of somebody who has been there"),
        "restore_line": t("showed a line of somebody who has been there again"),
        "remove_line": t("removed a line of somebody who has been there for good"),
        "redact": t("removed the text of earlier versions of a post"),
        "redact_page": t("removed the text of earlier versions of a page of the library"),
    }
