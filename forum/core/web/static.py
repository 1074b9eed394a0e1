"""The forum's static files. Their addresses have a hash: browsers can cache them for a year."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from flask import Blueprint, current_app

from ..paths import PACKAGE, shipped
from ..state import state
from ..text.markup import icons
from .args import arg
from .layout import LayoutLoader
from .urls import url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import BaseLoader
    from markupsafe import Markup

YEAR = 31_536_000  # seconds


class ForumBlueprint(Blueprint):
    """The parent of all rooms' blueprints: static files, templates and the generated layout."""

    def __init__(self, name: str) -> None:
        super().__init__(
            name,
            "forum",
            static_folder=str(PACKAGE / "static"),
            static_url_path="/_forum",
            template_folder=str(shipped("templates")),
        )

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        """Return a year for an address with a hash, and Flask's default for others."""
        return YEAR if arg("v") else super().get_send_file_max_age(filename)

    @property
    def jinja_loader(self) -> BaseLoader | None:
        """Return the loader of the shipped templates and of the generated layout."""
        shipped_files = super().jinja_loader
        return LayoutLoader(shipped_files) if shipped_files else None


def hashes() -> Mapping[str, str]:
    """Return a short hash of each static file, by name."""
    root = PACKAGE / "static"
    return {
        path.name: sha256(path.read_bytes()).hexdigest()[:6]
        for path in root.iterdir()
        if path.is_file()
    }


def static(name: str) -> str:
    """Return the address of our static file *name*, with its hash."""
    return url("static", filename=name, v=state().static[name])


def csp_nonce() -> str:
    """Return the nonce of this response, or "": the host's, or that of Flask-Talisman."""
    own: object = state().config.csp_nonce or current_app.jinja_env.globals.get("csp_nonce")
    return str(own() or "") if callable(own) else ""


@cache
def _icons(address: str) -> Mapping[str, Markup]:
    return icons(address, (PACKAGE / "static" / "icons.svg").read_text("utf-8"))


def icon_set() -> Mapping[str, Markup]:
    """Return every icon by name, ready to print."""
    return _icons(static("icons.svg"))
