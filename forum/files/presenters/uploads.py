"""What the script that puts files up is told, and says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.file_kinds import KINDS
from ...core.state import state
from ...core.web.i18n import t
from ...core.web.urls import url
from ..errors import too_large
from ..sizes import size
from .references import reference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..rows import FileRow


def put_up(file: FileRow) -> Mapping[str, object]:
    """Return what the script is told of a file that was put up."""
    return {
        "key": file.key,
        "name": file.name,
        "size": size(file.size),
        "picture": KINDS[file.kind].family == "picture",
        "checked": file.state == "ready",
        "text": reference(file),
        "address": url("files.show", key=file.key),
        "drop": url("files.drop_one", key=file.key),
    }


def words() -> Mapping[str, object]:
    """Return what the script says while files are put up, and how large one may be, in bytes."""
    longest = state().config.file_limit
    return {
        "longest": longest,
        "large": too_large(longest),
        "waits": t("%s: waiting"),
        "going": t("%s: %d%%"),
        "looking": t("%s: being checked"),
        "added": t("%s was added"),
        "unchecked": t("%s was added. Others can open it once it has been checked for viruses"),
        "failed": t("%s was not added: the connection was lost"),
        "cancel": t("Cancel"),
        "retry": t("Try again"),
        "remove": t("Take it out"),
        "describe": t("What does the picture show? For people who cannot see it"),
        "leave": t("Files are still on their way. They will be sent first"),
    }
